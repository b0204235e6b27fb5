"""Drives, volumes and disk space."""
