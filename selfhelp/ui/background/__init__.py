"""What runs while no one is looking: sending, polling, the daily check."""
