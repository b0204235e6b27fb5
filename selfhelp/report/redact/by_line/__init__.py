"""Rules that parse a line: a command, a device statement, a call, a setting or a sentence."""
