"""What this computer can reach."""
