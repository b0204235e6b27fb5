"""Model, errors, text, paths and other building blocks without dependencies on other packages."""
