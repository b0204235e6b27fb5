"""The steps recorder's bar, and what is seen of a recording before it leaves."""
