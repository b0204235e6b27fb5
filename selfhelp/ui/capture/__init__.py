"""Capture screenshots."""
