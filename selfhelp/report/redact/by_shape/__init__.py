"""Rules for people, accounts and places, by form and position."""
