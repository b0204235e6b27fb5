"""Probes and steps for speakers, microphones and volume."""
