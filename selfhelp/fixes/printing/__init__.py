"""Fixes for printers, their queues and the print service."""
