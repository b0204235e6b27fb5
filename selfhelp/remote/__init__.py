"""Remote support: the tools by which a technician can look at this computer."""
