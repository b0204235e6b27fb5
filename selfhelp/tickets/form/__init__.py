"""The ticket form: the user's text, answers and attachments until the ticket is sealed."""
