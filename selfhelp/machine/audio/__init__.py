"""Speakers, microphones and volume."""
