"""The steps recorder: how the user got to a problem, as a timeline that a technician can play."""
