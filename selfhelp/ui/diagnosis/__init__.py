"""The diagnosis view: the user's words, the checks, one answer, and how a fix ended."""
