"""Small reusable widgets that don't depend on the core."""
