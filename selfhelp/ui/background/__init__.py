"""Background work: sending, polling, the daily check."""
