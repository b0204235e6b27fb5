"""Model, errors, text, paths and other building blocks that depend on nothing else here."""
