"""Find out in one search which of many names a long text can't contain, so that they aren't searched for."""

from __future__ import annotations

from collections.abc import Iterable

from selfhelp.report.redact.re2_patterns import MUCH_MEMORY, PatternSet
from selfhelp.report.redact.spellings import escape_pattern

LONG_TEXT = 50_000
"""Minimum length of a text, in characters, for which the search pays. It takes 10 ms for 5 MB of a log, and a
search for one part alone takes 4 ms."""

_GAP = r"(?:[ \t\r\n\\][ \t\r\n\\rn]*)?"
"""Pattern for all that `spellings.remove_blanks` may remove between two characters, and backslashes."""


class NameParts:
    """Parts of names, searched for in long texts with or without blanks between their characters."""

    def __init__(self, parts: Iterable[str]) -> None:
        """Create a search for some parts.

        Args:
            parts: parts of names in lowercase, or whole names without blanks.
        """
        self._by_pattern = {_GAP.join(map(escape_pattern, part)): part for part in parts if part}
        self._set: PatternSet | None = None

    def find_absent(self, lower: str) -> frozenset[str]:
        """Return parts that a text lacks, even without its blanks and backslashes; it may lack others, too.

        Args:
            lower: the text in lowercase.
        """
        if len(lower) < LONG_TEXT:
            return frozenset()
        if self._set is None:
            self._set = PatternSet(self._by_pattern, MUCH_MEMORY)
        found = self._set.find_in_text(lower)
        if found is None:
            return frozenset()
        return frozenset(part for pattern, part in self._by_pattern.items() if pattern not in found)
