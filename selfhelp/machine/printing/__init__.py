"""Printers, queues and the print service."""
