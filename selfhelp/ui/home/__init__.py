"""The parts of the first screen that no other screen has."""
