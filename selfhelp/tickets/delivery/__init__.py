"""Sends the outbox exactly once: schedule, order and records."""
