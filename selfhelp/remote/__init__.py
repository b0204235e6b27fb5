"""Remote support: tools with which a technician can see this computer."""
