"""Accounts and computers that their form alone gives away, wherever they stand: *jbielecki*, *rdsh4*, *mbx2.lormand.int*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.block_words import words_in
from selfhelp.report.redact.re2_patterns import Match
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.host_names import is_plainly_host
from selfhelp.report.redact.vocabulary.login_names import is_name_login

_EDGES = ".,;:!?…'’"
_LONGEST = 100_000
"""Characters of the longest block that is read; longer lines are data."""


@dataclass(frozen=True, slots=True)
class WordRule(Rule):
    """A rule that is asked about each word of a block once.

    Attributes:
        fits: says whether a word is to be replaced wherever it stands on its own.
    """

    fits: Callable[[str], bool] | None = None

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block without the words that fit."""
        if len(block) > _LONGEST or self.fits is None:
            return block
        for word in sorted({bare for word in words_in(block) if self.fits(bare := word.strip(_EDGES))}):
            new = aliases.full_host(word) if self.name == "host" else aliases.of(self.name, word)
            block = _replaced(block, word, new, self.name, counts)
        return block


def _replaced(text: str, word: str, new: str, name: str, counts: Counter[str]) -> str:
    """Return a text with a word replaced where nothing joins it to another one."""
    parts: list[str] = []
    place = at = 0
    while (at := text.find(word, at)) >= 0:
        end = at + len(word)
        if _is_whole(text, at, end):
            parts += (text[place:at], new)
            place = end
            counts[name] += 1
        at = end
    return "".join((*parts, text[place:]))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a word is no part of a name, a path of files, an address or a call."""
    first, following = text[start - 1 : start] if start else "", text[end : end + 2]
    if first.isalnum() or (first and first in "_-@.$"):
        return False
    if first == "/" and following[:1] != "/" and text[start - 2 : start] != "//":
        return False
    return not (following[:1].isalnum() or (following[:1] and following[0] in "_-(@") or (following[:1] == "." and following[1:].isalnum()))


def _never(match: Match, aliases: Aliases) -> None:
    return None


def rules() -> tuple[Rule, ...]:
    """Return the rule."""
    return (
        WordRule("user", (), r"[a-z]{4}", _never, sieve=bool, fits=is_name_login),
        WordRule("host", (), r"[0-9]", _never, sieve=bool, fits=is_plainly_host),
    )
