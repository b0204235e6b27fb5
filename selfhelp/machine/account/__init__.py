"""The user's account: state, sign-in service, names."""
