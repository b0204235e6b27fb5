"""Check, ask, do, verify, undo: runs fixes and keeps the journal."""

AFTER_RESTART = "after-restart"
"""The file of the journal that lists the runs whose last look comes after a restart of the computer.

It stands here for the tray, which asks whether it is there and needs nothing else of the journal.
"""
