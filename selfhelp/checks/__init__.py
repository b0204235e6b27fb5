"""One file, one thing that is looked at and that no one can repair from here: advice, or a ticket.

A check is a `selfhelp.fixes.Check` without steps. Troubleshooters and lists use it by its id. To add one,
copy a neighbour: nothing is registered.
"""
