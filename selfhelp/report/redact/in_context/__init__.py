"""Rules that weigh several clues: the topic, the words before a value and the value's form."""
