"""Manual steps, and steps that open pages of the system's settings."""
