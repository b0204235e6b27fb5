"""Updates, restarts, clock and protection."""
