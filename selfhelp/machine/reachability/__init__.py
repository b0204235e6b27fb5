"""What can be reached from this computer."""
