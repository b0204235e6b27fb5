"""Probes and steps for batteries, heat, power modes and restarts."""
