"""Runs checks and fixes: check, ask, do, verify, undo; and keeps the journal."""

AFTER_RESTART = "after-restart"
"""The journal's file that lists the runs to check after a restart.

Defined here for the tray, which only tests whether it exists.
"""
