"""Background work of the app: sending tickets, polling the help desk, and the daily check."""
