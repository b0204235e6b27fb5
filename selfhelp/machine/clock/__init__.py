"""The clock, time servers and the time zone."""
