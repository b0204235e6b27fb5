"""Creates tickets from the user's description: form, review, outbox, delivery, replies."""
