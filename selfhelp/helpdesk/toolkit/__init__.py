"""Building blocks shared by connectors: formats and protocols."""
