"""The parts of the screenshot editor."""
