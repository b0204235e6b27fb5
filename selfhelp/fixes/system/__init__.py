"""Fixes for updates, restarts, the clock and protection."""
