"""What waits is sent once and only once: when, in what order, and what is written down about it."""
