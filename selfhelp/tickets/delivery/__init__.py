"""Sends the outbox exactly once: when, in what order, and how it is recorded."""
