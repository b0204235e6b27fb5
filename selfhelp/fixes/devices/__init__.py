"""Fixes for sound, cameras, displays, input devices, USB and Bluetooth."""
