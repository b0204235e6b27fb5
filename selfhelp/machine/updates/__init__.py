"""System updates and package managers."""
