"""Patterns for text that strangers wrote: searched by RE2, whose time grows with the text and no faster.

RE2 compiles a pattern to an automaton and never backtracks, so no text makes it slow
(https://github.com/google/re2/wiki/WhyRE2). In exchange it has no look-around: a pattern here takes
the character before it along, and what may not follow is asked afterwards (see `rules.Rule`).
``\\w``, ``\\b`` and ``\\s`` know ASCII only; letters of all languages are ``\\pL``.
"""

# A class of letters reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import Any

MEMORY = 512 << 10
"""Bytes an automaton may take; RE2 begins it anew when it is full, and stays linear."""
MOST_MEMORY = 64 << 20
"""Bytes at which a pattern is refused."""
AN_INSTRUCTION, LONG_ONE = 1 << 10, 4 << 20
"""Bytes for each instruction beside that, up to the second: with less RE2 takes slower means."""
LEAST_INSTRUCTION, SHORT = 320, 500
"""Bytes for each instruction of the longest programs, and how many a short one has."""

RESUMED = 200
"""How often one search may go back into a match that was none: enough for text, too rarely to be slow."""


class Match:
    """Where a pattern was found, and its groups by name.

    Attributes:
        string: the text that was searched.
        resume: where to search on, if not behind the match; who looks at it may set it.
        replaced: whether it was one; then searching on inside it has no limit.
    """

    __slots__ = ("_names", "_spans", "_whole", "replaced", "resume", "string")

    def __init__(self, spans: Sequence[tuple[int, int]], names: dict[str, int], string: str) -> None:
        self._spans = spans
        self._names = names
        self._whole: tuple[int, int] = spans[0]
        self.string = string
        self.resume = -1
        self.replaced = False

    def span(self, group: str = "") -> tuple[int, int]:
        """Return where a group (or everything) begins and ends; -1 where it took no part."""
        if not group:
            return self._whole
        return self._spans[self._names[group]]

    def start(self, group: str = "") -> int:
        """Return where a group begins."""
        return self.span(group)[0]

    def end(self, group: str = "") -> int:
        """Return where a group ends."""
        return self.span(group)[1]

    def __getitem__(self, group: str) -> str:
        """Return what a group holds; ``""`` is everything, a group that took no part is empty."""
        start, end = self.span(group)
        return self.string[start:end] if start >= 0 else ""

    def has(self, group: str) -> bool:
        """Tell whether the pattern has a group of that name."""
        return group in self._names

    def first(self, *groups: str) -> str:
        """Return the name of the first of these groups that holds something, or ``""``."""
        return next((g for g in groups if g in self._names and self[g]), "")


@lru_cache(maxsize=4)
def _searched(text: str) -> str | bytes:
    """Of ASCII text the bytes are searched: places are the same, and nothing has to be converted.

    Rule after rule asks for the same block.
    """
    return text.encode("ascii") if text.isascii() else text


class Pattern:
    """One compiled pattern."""

    __slots__ = ("_direct", "_names", "_search")

    def __init__(self, pattern: str) -> None:
        import re2

        self._search = _least(re2, in_blocks(pattern))
        self._names: dict[str, int] = self._search.groupindex
        # What the module's `finditer` calls for each match: half of its time goes into objects around that.
        self._direct = _direct(re2, self._search)

    @property
    def size(self) -> int:
        """How many instructions RE2 made of it."""
        return int(self._search.programsize)

    def finditer(self, text: str) -> Iterator[Match]:
        """Return every place, left to right, none inside another."""
        data = _searched(text)
        place, again = 0, RESUMED
        while place >= 0:
            start, place = place, -1
            for spans in self._spans(data, start):
                match = Match(spans, self._names, text)
                yield match
                if (again or match.replaced) and start < match.resume < match.end():
                    place, again = match.resume, again - (not match.replaced)
                    break

    def _spans(self, data: str | bytes, start: int) -> Iterator[Sequence[tuple[int, int]]]:
        """Return where each match and its groups are; of other text than ASCII the module does."""
        if isinstance(data, str) or self._direct is None:
            # span() asks RE2 how many groups there are, each time it is called
            yield from (found._spans for found in self._search.finditer(data, start))  # noqa: SLF001
            return
        size, direct = len(data), self._direct
        spans = direct(data, start, size)
        while spans[0][0] >= 0:
            yield spans
            end = spans[0][1]
            if end == size:
                return
            start = end + (end == start)
            spans = direct(data, start, size)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where each match begins and ends; for a pattern without groups, the cheapest question."""
        return (spans[0] for spans in self._spans(_searched(text), 0))

    def search(self, text: str) -> Match | None:
        """Return the first place."""
        found = self._search.search(_searched(text))
        return None if found is None else Match(found._spans, self._names, text)  # noqa: SLF001

    def match(self, text: str) -> Match | None:
        """Return the place at the beginning of the text."""
        found = self._search.match(_searched(text))
        return None if found is None else Match(found._spans, self._names, text)  # noqa: SLF001

    def full(self, text: str) -> bool:
        """Tell whether all of the text fits."""
        return self._search.fullmatch(_searched(text)) is not None


def _least(re2: Any, pattern: str) -> Any:
    """Return a pattern compiled within the least memory that is quick: hundreds of them fill theirs."""
    memory = MEMORY
    while True:
        try:
            made = re2.compile(pattern, _options(re2, memory))
        except re2.error:
            if memory >= MOST_MEMORY:
                raise
            memory *= 4
            continue
        size = made.programsize
        needed = MEMORY + max(min(size * AN_INSTRUCTION, LONG_ONE), size * LEAST_INSTRUCTION)
        return made if needed <= memory or size < SHORT else re2.compile(pattern, _options(re2, needed))


def _direct(re2: Any, search: Any) -> Callable[[bytes, int, int], Sequence[tuple[int, int]]] | None:
    """Return what the module's own `finditer` calls; half of its time goes into objects around that.

    It is private to the module; where a release has it no longer, `finditer` itself is called.
    """
    try:
        direct = partial(search._regexp.Match, re2._Anchor.UNANCHORED)  # noqa: SLF001
        spans = direct(b"", 0, 0)
        return direct if len(spans[0]) == 2 else None
    except Exception:  # noqa: BLE001 - whatever another release says
        return None


class Words:
    """Many words looked for in one pass over the text."""

    def __init__(self, words: Iterable[str]) -> None:
        import re2

        self._words = sorted(set(words))
        self._set = re2.Set.SearchSet(_options(re2, MOST_MEMORY))
        for word in self._words:
            self._set.Add(re2.escape(word))
        self._set.Compile()

    def in_text(self, text: str) -> set[str]:
        """Return those that the text holds.

        RE2 says nothing both where there is none and where its memory did not suffice: then each word
        is looked for by itself, so that no rule is left out.
        """
        found = self._set.Match(text)
        if not found:
            return {word for word in self._words if word in text}
        return {self._words[number] for number in found}


# Letters in blocks instead of one by one: ``\pL`` has 660 ranges, each of which RE2 spells out in bytes, as often as a
# pattern repeats it: the rules came to three million instructions, which took seconds to compile and most of the
# memory. Whole blocks of Unicode count as letters here, also the few marks and digits among them.
_LATIN = r"A-Za-z\x{aa}\x{b5}\x{ba}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2bf}"
_OTHERS = r"\x{380}-\x{1fff}\x{2c00}-\x{2dff}\x{3040}-\x{d7ff}\x{f900}-\x{fdff}\x{10000}-\x{1dfff}\x{20000}-\x{3ffff}"
_CAPITALS = (
    r"A-Z\x{c0}-\x{d6}\x{d8}-\x{de}"
    "ĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĪĮİĴĶĹĻĽŁŃŅŇŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽƠƯȘȚ"
    r"\x{386}-\x{3a9}\x{400}-\x{42f}\x{531}-\x{556}\x{1e00}-\x{1eff}"
)
_SMALL = r"a-z\x{df}-\x{f6}\x{f8}-\x{2bf}\x{3ac}-\x{3ff}\x{430}-\x{52f}\x{561}-\x{587}\x{1e00}-\x{1eff}"
_CLASSES = {
    r"\pL": _LATIN + _OTHERS,
    r"\pN": r"0-9\x{b2}\x{b3}\x{b9}\x{bc}-\x{be}",
    r"\p{Lu}": _CAPITALS,
    r"\p{Ll}": _SMALL,
}


@cache
def in_blocks(pattern: str) -> str:
    r"""Return a pattern with ``\pL``, ``\pN``, ``\p{Lu}`` and ``\p{Ll}`` written as blocks, inside brackets and outside."""
    if r"\p" not in pattern:
        return pattern
    parts: list[str] = []
    place, bracket = 0, False
    while place < len(pattern):
        sign = pattern[place]
        name = next((n for n in _CLASSES if pattern.startswith(n, place)), "") if sign == "\\" else ""
        if name:
            parts.append(_CLASSES[name] if bracket else f"[{_CLASSES[name]}]")
            place += len(name)
            continue
        size = 2 if sign == "\\" else 1
        if sign == "[" and not bracket:
            bracket = True
            size += len(pattern) > place + 1 and pattern[place + 1] == "^"
            size += pattern[place + size : place + size + 1] == "]"
        elif sign == "]":
            bracket = False
        parts.append(pattern[place : place + size])
        place += size
    return "".join(parts)


def _options(re2: Any, memory: int) -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    return options


@cache
def compiled(pattern: str) -> Pattern:
    """Compile at the first use, so that importing costs nothing.

    Raises:
        re2.error: the pattern is none of RE2's.
    """
    return Pattern(pattern)
