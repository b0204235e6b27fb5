"""Speed, memory and battery."""
