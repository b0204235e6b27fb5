"""Manual steps, and pages of the system's settings."""
