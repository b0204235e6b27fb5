"""Probes and steps for the clock, time servers and the time zone."""
