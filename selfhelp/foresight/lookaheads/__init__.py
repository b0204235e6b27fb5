"""The lookaheads, one per file."""
