"""Probes and steps for printers, print queues and the print service."""
