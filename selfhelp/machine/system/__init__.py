"""The computer's system, hardware, memory and management."""
