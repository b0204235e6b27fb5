"""The diagnosis view: description, checks, answer, and the outcome of a fix."""
