"""Rules that read a line word by word: a command, a statement of a device, a call, a setting, a sentence."""
