"""Evidence: collects, redacts, compares and formats what a ticket includes."""
