"""Rules for values identified by a label or their form: a lexicon of labels and a form per kind."""
