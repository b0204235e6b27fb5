"""Runs checks and fixes: checks, asks, performs steps, verifies and undoes; keeps the journal."""

AFTER_RESTART = "after-restart"
"""Name of the journal's file with the runs to verify after a restart.

The name is defined here for the tray, which only tests whether the file exists.
"""
