"""Taking a screenshot."""
