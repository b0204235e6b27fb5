"""What a person writes and adds, until it is sealed."""
