"""Turns the user's description into a ticket: form, review, outbox, delivery, following."""
