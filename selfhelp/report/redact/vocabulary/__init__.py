"""Dictionary words, support terms and products, which identify no one, and names, which do."""
