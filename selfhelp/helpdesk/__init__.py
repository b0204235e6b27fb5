"""Help desk systems: the connector contract, sign-in, and the desk check."""
