"""Check, ask, do, verify, undo: runs fixes and keeps the journal."""
