"""Probes and steps for the user's files, the trash and network drives."""
