"""The Request Tracker connector."""
