"""Probes and steps for drives, volumes and disk space."""
