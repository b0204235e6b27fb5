"""The durable outbox: tickets and replies waiting on this computer, with their files."""
