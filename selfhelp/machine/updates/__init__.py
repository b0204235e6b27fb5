"""Probes and steps for system updates and package managers."""
