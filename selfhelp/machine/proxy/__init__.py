"""Probes and steps for proxy settings and proxy scripts (PAC)."""
