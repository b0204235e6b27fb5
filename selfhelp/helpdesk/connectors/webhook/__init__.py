"""A webhook of the organisation's own."""
