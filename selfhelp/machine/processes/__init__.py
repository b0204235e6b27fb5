"""Probes and steps for processes, services, crashes and the computer's load."""
