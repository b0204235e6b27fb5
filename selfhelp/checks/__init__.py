"""Checks without a fix: their findings lead to advice or a ticket. One file per check.

A check is a `selfhelp.fixes.Check` without steps. Troubleshooters and lists refer to it by its ID. To add a
check, copy an existing file; checks aren't registered.
"""
