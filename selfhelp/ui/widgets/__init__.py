"""Small reusable widgets that don't know the core."""
