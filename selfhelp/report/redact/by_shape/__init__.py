"""People, accounts and places, told by the shape of what is written and by where it stands."""
