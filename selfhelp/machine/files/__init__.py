"""The user's files and network drives."""
