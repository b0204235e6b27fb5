"""What will be sent, line by line, and what the user changed in it."""
