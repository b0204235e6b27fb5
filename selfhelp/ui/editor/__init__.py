"""The screenshot editor."""
