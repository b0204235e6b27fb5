"""Fixes for browsers, office programs, email, OneDrive and Teams."""
