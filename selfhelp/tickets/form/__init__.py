"""What a user writes and adds, until it is sealed."""
