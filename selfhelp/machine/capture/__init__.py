"""Screenshots, open windows, and recognition of text on the screen."""
