"""Finds the fixes, ticket topics and app functions that match the user's words."""
