"""Processes, services, crashes and load."""
