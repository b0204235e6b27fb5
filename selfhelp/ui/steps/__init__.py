"""The steps recorder: its bar, the capture of steps, and its process."""
