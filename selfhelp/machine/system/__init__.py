"""What this computer is: system, hardware, memory."""
