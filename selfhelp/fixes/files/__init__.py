"""Fixes for files, disk space and network drives."""
