"""The Freshservice connector."""
