"""The folder connector."""
