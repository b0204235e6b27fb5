"""The review: the content to be sent, row by row, and the user's edits."""
