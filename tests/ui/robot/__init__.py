"""A robot that does anything at random to one screen: ``python -m tests.ui.robot SCREEN SEED N``."""
