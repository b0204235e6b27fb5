"""Checks without a fix: their findings lead to advice or a ticket. One file per check.

A check is a `selfhelp.fixes.Check` without steps. Troubleshooters and lists refer to it by its ID. To add
one, copy an existing one: nothing is registered.
"""
