"""Finds what fits a user's own words."""
