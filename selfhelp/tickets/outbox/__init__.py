"""What waits on this computer: tickets and replies, durable, with their files."""
