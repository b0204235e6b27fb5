"""Small reusable widgets, which don't depend on the core."""
