"""Sound, cameras, displays, input devices."""
