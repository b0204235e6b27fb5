"""Finds the fixes, ticket topics and app functions that match a user's own words."""
