"""Probes and steps for applications: browsers, office programs, email, OneDrive, Teams and caches."""
