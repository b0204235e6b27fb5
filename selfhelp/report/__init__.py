"""Evidence for a ticket: collects, redacts, compares and formats facts about the computer."""
