"""The osTicket connector."""
