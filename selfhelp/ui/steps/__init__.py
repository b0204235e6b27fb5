"""The steps recorder: its bar, capture and process."""
