"""Parts of the home page that no other page uses."""
