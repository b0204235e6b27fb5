"""The items waiting on this computer: tickets and replies, durable, with their files."""
