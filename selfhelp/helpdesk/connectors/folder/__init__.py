"""The local folder."""
