"""Checks without a fix, one file per check; their findings lead to advice or a ticket.

A check is a `selfhelp.fixes.Check` without steps. Troubleshooters and lists refer to it by its ID. To add a
check, copy an existing file; checks aren't registered.
"""
