"""Probes and steps for USB, Bluetooth, cameras, mice and keyboards."""
