"""osTicket."""
