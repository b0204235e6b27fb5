"""A ticket's conversation."""
