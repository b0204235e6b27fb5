"""Small reusable parts with no knowledge of the core."""
