"""Sign-in and passwords."""
