"""Battery, heat and restarts."""
