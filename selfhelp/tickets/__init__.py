"""A case from the user's words to a ticket: form, review, outbox, delivery, following."""
