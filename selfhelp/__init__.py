"""selfhelp: an employee's problem is fixed, or becomes a ticket with evidence."""

__version__ = "0.1.0"
