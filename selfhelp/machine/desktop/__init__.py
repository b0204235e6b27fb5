"""Probes and steps for the desktop session: notifications, keyboard, language and startup apps."""
