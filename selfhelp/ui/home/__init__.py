"""Parts that only the home page uses."""
