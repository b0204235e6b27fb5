"""The steps recorder's bar, and the review of a recording."""
