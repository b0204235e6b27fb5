"""Screenshots, open windows, and text on the screen."""
