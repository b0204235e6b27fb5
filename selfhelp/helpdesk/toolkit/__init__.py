"""Building blocks of connectors: formats and protocols of several desks."""
