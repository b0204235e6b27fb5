"""Probes and steps for displays and graphics adapters."""
