"""Proxy settings and proxy scripts (PAC)."""
