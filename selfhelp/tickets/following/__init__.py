"""Follows a ticket after sending: replies in both directions, known issues, feedback."""
