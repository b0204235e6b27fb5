"""The building blocks of connectors: formats and protocols of one desk or several."""
