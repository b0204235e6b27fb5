"""Evidence and its way to the help desk."""
