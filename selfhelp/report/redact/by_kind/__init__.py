"""Values that a word beside them makes somebody's: one lexicon of such words, one shape for each kind of value."""
