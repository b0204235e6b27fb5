"""Values found by learned weights: the words of a text, their features, and the decision."""
