"""The steps recorder: records the steps to a problem as a timeline that a technician can play."""
