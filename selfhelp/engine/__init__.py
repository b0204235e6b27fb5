"""Runs checks and fixes: checks, asks, performs steps, verifies, undoes; keeps the journal."""

AFTER_RESTART = "after-restart"
"""Name of the journal's file with the runs to check after a restart.

Defined here for the tray, which only tests whether it exists.
"""
