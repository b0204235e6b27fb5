"""The conversation with the computer: what was said, what is checked, one answer, and how a fix ended."""
