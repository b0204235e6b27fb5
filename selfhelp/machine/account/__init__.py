"""Probes and steps for the user's account: status, sign-in services, saved passwords and names."""
