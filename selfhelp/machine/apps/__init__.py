"""Applications: browsers, office, mail, meetings, caches."""
