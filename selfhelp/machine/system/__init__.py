"""Probes for the operating system, hardware and memory, and management tools."""
