"""Remote support: tools that let a technician see this computer."""
