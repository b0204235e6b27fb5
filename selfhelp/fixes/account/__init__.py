"""Fixes for sign-in and passwords."""
