"""Rules that weigh several signs at once: what is spoken of, what leads to a value, what that is made of."""
