"""The review: what will be sent, row by row, and the user's edits."""
