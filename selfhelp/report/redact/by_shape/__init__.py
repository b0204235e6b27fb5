"""Rules for people, account names and places, by form and position."""
