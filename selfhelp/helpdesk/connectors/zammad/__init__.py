"""The Zammad connector."""
