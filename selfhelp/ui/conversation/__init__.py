"""The widgets of a ticket's conversation with the help desk."""
