"""One file, one thing that is looked ahead for."""
