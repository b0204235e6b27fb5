"""selfhelp: fixes computer problems of employees, or files a help desk ticket with evidence."""

__version__ = "0.1.0"
