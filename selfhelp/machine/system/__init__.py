"""The computer: system, hardware, memory."""
