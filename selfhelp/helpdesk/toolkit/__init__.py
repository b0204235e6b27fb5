"""What connectors are built of: formats and ways of speaking that belong to one desk or to several."""
