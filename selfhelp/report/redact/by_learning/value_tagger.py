"""Replace values that no rule describes, as learned weights tell them from the words around them.

The weights are built from labelled texts (tools/tagger.py, docs/decisions/053-learned-values.md).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from math import sqrt

from selfhelp.core.paths import find_resource
from selfhelp.report.redact import normalisation
from selfhelp.report.redact.by_learning.word_features import SLOTS, Features
from selfhelp.report.redact.rules import make_secret_placeholder
from selfhelp.report.redact.vocabulary import makers

FILE = "words/tagger.bin"
"""Resource with one signed byte for each weight."""

STEPS, MOST = 24, 127
"""Number of steps of a weight's unit, and the largest weight, in steps."""

LONGEST = 4_000
"""Maximum length of a text, in characters; longer texts are seldom written by a person for another one."""

SHORTEST = 80
"""Minimum length of a text, in characters; a single sentence tells too little about a word in it."""

LEAST = 1.3
"""Score from which a word is replaced, chosen with authors whose texts the weights hadn't learned."""

SURE = 2.5
"""Score from which a year, or a word in capitals, is replaced: such words seldom are values."""

JOINED = 0.3
"""Score from which a word is replaced together with a neighbour that no blank separates from it."""


_PLAIN = re.compile(r"[A-Z]+|(?:19|20)[0-9]{2}")


@cache
def read_weights() -> memoryview:
    """Return the weights.

    Raises:
        OSError: the file is missing.
        ValueError: the file is damaged.
    """
    data = find_resource(FILE).read_bytes()
    if len(data) != SLOTS:
        raise ValueError(f"{FILE}: {len(data)} weights")
    return memoryview(data).cast("b")


def score_words(text: str, weights: memoryview | None = None) -> list[tuple[int, int, float]]:
    """Return the start, end and score of each word that may be a value; values have high scores."""
    weight_of = (read_weights() if weights is None else weights).__getitem__
    return [
        (start, end, sum(map(weight_of, features)) / (STEPS * sqrt(len(features))))
        for start, end, features in Features(text).iterate()
    ]


def is_scored(text: str) -> bool:
    """Return whether a text has the length of those that are scored."""
    return SHORTEST <= len(text) <= LONGEST


def redact_block(block: str, counts: Counter[str]) -> str:
    """Return a block, redacted by the rules, without the values that are found in it as a person reads it."""
    reading = normalisation.remove_formatting(block)
    if reading is None:
        return _hide_values(block, counts)
    return reading.restore_original(_hide_values(reading.text, counts))


def _hide_values(block: str, counts: Counter[str]) -> str:
    """Return a block, redacted by the rules, without the values that the weights find in it."""
    spans = _join(block, [one for one in score_words(block) if one[2] >= JOINED])
    parts: list[str] = []
    place = 0
    for start, end, score in spans:
        if score >= (SURE if _PLAIN.fullmatch(block, start, end) else LEAST) and not _is_setting(
            block, start, end
        ):
            parts += (block[place:start], make_secret_placeholder("likely"))
            place = end
            counts["likely"] += 1
    return "".join((*parts, block[place:])) if parts else block


def _is_setting(block: str, start: int, end: int) -> bool:
    """Return whether a word is a setting's number, a checksum, a ticket's number, a range or a maker."""
    before = block[max(0, start - _BEFORE) : start].rpartition("\n")[2]
    if block[start:end].isdigit():
        behind = block[end : end + _BEHIND].partition("\n")[0]
        listed = _LISTED_BEFORE.search(before) is not None and _LISTED_BEHIND.match(behind) is not None
        return listed or _SIZED.match(behind) is not None or _COUNTS.search(before) is not None
    if makers.follows_maker(f"{before[-20:]}{block[start:end]} "):
        return True
    return (
        _CHECKSUM.search(before) is not None
        or _TICKET.fullmatch(block, start, end) is not None
        or _RANGE.search(block, start, end) is not None
    )


_BEFORE = 110
"""Number of characters before a word that are searched."""
_BEHIND = 24
"""Number of characters after a number that are searched."""
_LISTED_BEFORE = re.compile(r"(?:^|[\s(])[0-9-]+[,;]? $")
_LISTED_BEHIND = re.compile(r"[,;]? (?:[0-9]|\[secret:)|$")
"""Patterns for what is around a number in a list of numbers, such as ports."""
_SIZED = re.compile(r" ?[x×] ?[0-9]| (?:[0-9]{3} )*(?:Ko|Mo|Go|KB|MB|GB|bytes|octets)\b")
"""Pattern for what is behind the width of a screen or a part of a size."""
_COUNTS = re.compile(
    r"(?i)(?:second[es]*|secs?|minutes|hours|days|_ms|bytes|size|time(?:out|stamp)?|ttl|interval|delay|age|limit|count"
    r"|max\w{0,20}|min\w{0,20}|linkid|[^\w-]t)[\"']?\s?[=:]\s?$"
    r"|[0-9] ?[x×] ?$"
    r"|(?:ticket|incident|request|case|vorgang|demande)\b[^.:;]{0,24},? "
    r"(?:number|no\.|nr\.|nummer|numéro|n°) ?$"
)
"""Pattern for what is before a number that a program counts, or before the number of a ticket."""
_CHECKSUM = re.compile(r"sha(?:1|256|384|512)[-:=][A-Za-z0-9+/=]*$|[a-z]_[a-z0-9]+,(?:\w+,)*\w+_[a-z0-9]+,$")
"""Pattern for what is before a checksum, or before one of the features that a list names."""
_RANGE = re.compile(r"a-z|A-Z|0-9")
"""Pattern for a range of characters, which is part of a regular expression."""
_TICKET = re.compile(r"(?:INC|REQ|CHG|PRB|RITM|S?CTASK|CASE|SR|WO|CRQ|SUP|TKT)-?[0-9]{2,10}")
"""Pattern for a ticket's number as programs for support write it."""


def _join(block: str, words: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Return words with those joined that a single sign separates; a joined word has the highest score."""
    joined: list[tuple[int, int, float]] = []
    for start, end, score in words:
        if joined and start - joined[-1][1] == 1 and block[start - 1] not in " \t\n=:,;|\"'":
            first, _, best = joined.pop()
            joined.append((first, end, max(best, score)))
        else:
            joined.append((start, end, score))
    return joined
