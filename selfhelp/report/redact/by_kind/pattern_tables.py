"""Tables of patterns for values in lines: words that the line needs, the pattern, and the value's test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selfhelp.report.redact.aliases import contains_placeholder, is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.word_lists import WELL_KNOWN


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern for a kind of value in a line.

    Attributes:
        needs: lowercase words, one of which must be in the line; if empty, every line is searched.
        pattern: pattern whose group ``v`` (and ``w``, if present) is a value.
        kind: kind of the value's placeholder.
        fits: further test of the value.
        topic: pattern that must match in the line or in the lines above it.
        above: number of lines above that may name the topic.
    """

    needs: tuple[str, ...]
    pattern: str
    kind: str = "id-number"
    fits: Callable[[str], bool] = bool
    topic: str = ""
    above: int = 0


class Table:
    """Rows that are tried on each line; those without a word in the block are left out at once."""

    def __init__(self, *rows: Row) -> None:
        self._rows = rows
        self._seen: tuple[str, tuple[Row, ...]] = ("", ())

    def find(self, line: Line) -> Iterator[ReplacedPart]:
        """Yield the values of all rows in a line."""
        rows = self._list_rows(line.whole)
        if not rows:
            return
        small = line.text.casefold()
        for row in rows:
            if row.needs and not any(word in small for word in row.needs):
                continue
            if row.topic and not _has_topic(line, row):
                continue
            for found, place in iter_matches(row.pattern, line.text):
                for group in ("v", "w"):
                    if found.has_group(group) and found[group]:
                        yield from _find_value(line, row, found, group, place)

    def _list_rows(self, block: str) -> tuple[Row, ...]:
        """Return the rows that have a word in the block; several threads may ask at once."""
        seen, rows = self._seen
        if seen is not block:
            small = block.casefold()
            rows = tuple(row for row in self._rows if not row.needs or any(w in small for w in row.needs))
            self._seen = (block, rows)
        return rows


def iter_matches(pattern: str, text: str) -> Iterator[tuple[Match, int]]:
    """Yield each match and its offset; the character after a value may also precede the next one."""
    place = 0
    while place < len(text):
        found = get_lazy_pattern(pattern).search(text[place:])
        if found is None:
            return
        yield found, place
        place += max(found.end("v"), found.start() + 1)


def _find_value(line: Line, row: Row, found: Match, group: str, place: int) -> Iterator[ReplacedPart]:
    value = found[group].rstrip(".!?:, ")
    if value and row.fits(value) and not is_placeholder(value) and not contains_placeholder(value):
        inside = place + found.start(group)
        known = row.kind == "host" and _ends_known_account(line.text, inside, value)
        joined = value[0].isalpha() and line.text[inside - 1 : inside].isalpha()
        if joined and (row.kind == "user" or known):
            return  # the end of a word: *accounts.example.com*, *apache2*
        if row.kind == "user" and value.casefold() in _VERBS:
            return
        if row.kind == "host" and value.casefold() in _WHERE:
            return
        start = line.start + inside
        yield ReplacedPart(start, start + len(value), row.kind)


def _ends_known_account(text: str, inside: int, value: str) -> bool:
    """Return whether a value and the letters before it are an account that exists everywhere."""
    start = inside
    while start and text[start - 1].isalnum():
        start -= 1
    return (text[start:inside] + value).rstrip("0123456789").casefold() in WELL_KNOWN


_VERBS = frozenset(("ist", "hat", "wird", "wurde", "war", "est", "sera", "was", "has", "will"))
"""Verbs that follow a word for an account: *Ihr Konto ist gesperrt*."""
_WHERE = frozenset(
    ("nebenan", "daneben", "oben", "unten", "drüben", "hinten", "vorne", "upstairs", "downstairs")
)
"""Adverbs that follow a word for a computer: *der Rechner nebenan*."""


def _has_topic(line: Line, row: Row) -> bool:
    texts = (line.text, *(line.list_lines_before(row.above) if row.above else ()))
    return any(get_lazy_pattern(row.topic).search(text) is not None for text in texts)


def make_rows_rule(name: str, *rows: Row) -> Rule:
    """Return a rule that reads each line that has a word of a row."""
    needs = tuple(dict.fromkeys(word for row in rows for word in row.needs))
    hint = rf"(?i)(?:{'|'.join(map(re.escape, needs))})"
    return make_line_rule(name, needs, hint, Table(*rows).find)
