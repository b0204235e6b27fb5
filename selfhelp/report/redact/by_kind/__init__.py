"""Values that a label or their form gives away: one lexicon of labels, one shape for each kind of value."""
