"""The system's keyring and the credentials in it."""
