"""Remote support: the tools that let a technician see this computer."""
