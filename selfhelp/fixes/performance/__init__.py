"""Fixes for speed, memory and battery."""
