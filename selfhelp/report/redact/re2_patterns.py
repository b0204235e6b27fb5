"""Patterns for text that strangers wrote: searched by RE2, whose time grows with the text and no faster.

RE2 compiles a pattern to an automaton and never backtracks, so no text makes it slow
(https://github.com/google/re2/wiki/WhyRE2). In exchange it has no look-around: a pattern here takes
the character before it along, and what may not follow is asked afterwards (see `rules.Rule`).
``\\w``, ``\\b`` and ``\\s`` know ASCII only; letters of all languages are ``\\pL``.
"""

# A class of letters reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Any

MEMORY = 512 << 10
"""Bytes an automaton may take; RE2 begins it again when it is full, and stays linear."""
MUCH_MEMORY = 16 << 20
"""The same for a pattern that is only made for a text full of its matches."""
MOST_MEMORY = 64 << 20
"""Bytes at which a pattern is refused."""
AN_INSTRUCTION, LONG_ONE = 1 << 10, 4 << 20
"""Bytes for each instruction beside that, up to the second: with less RE2 takes slower means."""
LEAST_INSTRUCTION, SHORT = 320, 500
"""Bytes for each instruction of the longest programs, and how many a short one has."""

Spans = Sequence[tuple[int, int]]
Direct = Callable[[bytes, int, int], Spans]
"""Returns where a match and its groups are: of some bytes, from a place on, up to another."""

_GROUP = re.compile(r"\(\?P<\w+>")

RESUMED = 200
"""How often one search may go back into a match that was none: enough for text, too rarely to be slow."""


class Match:
    """Where a pattern was found, and its groups by name.

    Attributes:
        string: the text that was searched.
        resume: where to search on, if not behind the match; who looks at it may set it.
        replaced: whether it was one; then searching on inside it has no limit.
    """

    __slots__ = ("_base", "_names", "_spans", "_whole", "replaced", "resume", "string")

    def __init__(self, spans: Spans, names: dict[str, int], string: str, base: int = 0) -> None:
        """Create one; ``base`` is what the places of groups count from."""
        self._spans = spans
        self._names = names
        self._base = base
        low, high = spans[0]
        self._whole: tuple[int, int] = (low + base, high + base)
        self.string = string
        self.resume = -1
        self.replaced = False

    def span(self, group: str = "") -> tuple[int, int]:
        """Return where a group (or everything) begins and ends; -1 where it took no part."""
        if not group:
            return self._whole
        low, high = self._spans[self._names[group]]
        return (low + self._base, high + self._base) if low >= 0 else (-1, -1)

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
        """Return whether the pattern has a group of that name."""
        return group in self._names

    def first(self, *groups: str) -> str:
        """Return the name of the first of these groups that holds something, or ``""``."""
        return next((g for g in groups if g in self._names and self[g]), "")


class _Coded:
    """A text as the bytes that RE2 searches, and the way from a place in them to a place in the text."""

    __slots__ = ("_at", "_ends", "_more", "data")

    def __init__(self, text: str) -> None:
        self.data = text.encode("ascii") if text.isascii() else text.encode("utf-8", "surrogatepass")
        self._ends: list[int] = []  # places behind letters of several bytes, in bytes
        self._at: list[int] = []  # and in characters
        self._more = [0]  # bytes too many up to there
        if len(self.data) > len(text):
            for found in _SEVERAL.finditer(text):
                self._at.append(found.end())
                self._more.append(self._more[-1] + _surplus(found[0]))
                self._ends.append(found.end() + self._more[-1])

    def plain(self) -> bool:
        """Return whether places are the same in both."""
        return not self._ends

    def characters(self, spans: Spans) -> Spans:
        """Return places in bytes as places in the text."""
        more, ends = self._more, self._ends
        return [
            (a - more[bisect_right(ends, a)], b - more[bisect_right(ends, b)]) if a >= 0 else (a, b)
            for a, b in spans
        ]

    def byte(self, place: int) -> int:
        """Return a place in the text as one in bytes."""
        return place + self._more[bisect_right(self._at, place)]


_SEVERAL = re.compile(r"[^\x00-\x7f]")


def _surplus(run: str) -> int:
    return len(run.encode("utf-8", "surrogatepass")) - len(run)


@lru_cache(maxsize=4)
def _coded(text: str) -> _Coded:
    """Rule after rule asks for the same block."""
    return _Coded(text)


@lru_cache(maxsize=4)
def _searched(text: str) -> str | bytes:
    """Of ASCII text the bytes are searched: places are the same, and nothing has to be converted."""
    return text.encode("ascii") if text.isascii() else text


MANY = 200
"""Matches in one text behind which equal ones are looked up instead of being taken apart again."""
_LONG, _KNOWN = 500, 2_000


class Pattern:
    """One compiled pattern."""

    __slots__ = ("_bare", "_direct", "_names", "_pattern", "_search")

    def __init__(self, pattern: str, *, ascii_only: bool = False, memory: int = 0) -> None:
        """Compile it.

        Args:
            pattern: a pattern of RE2.
            ascii_only: it is only asked about ASCII text, see `_for_ascii`.
            memory: bytes with which it is compiled once; 0: with what suits its size, which is measured first.

        Raises:
            re2.error: the pattern is none of RE2's.
        """
        import re2

        self._pattern = _for_ascii(pattern) if ascii_only else in_blocks(pattern)
        self._search = _briefly(re2, self._pattern, memory) if memory else _least(re2, self._pattern)
        named = self._search.groupindex.items() if "(?P<" in pattern else ()
        self._names = {_name(group): number for group, number in named}
        # What the module's `finditer` calls for each match: half of its time goes into objects around that.
        self._direct = _direct(re2, self._search)
        self._bare: Direct | None = None

    @property
    def size(self) -> int:
        """How many instructions RE2 made of it."""
        return int(self._search.programsize)

    def finditer(self, text: str) -> Iterator[Match]:
        """Return every place, left to right, none inside another."""
        place, again = 0, RESUMED
        while place >= 0:
            start, place = place, -1
            for spans, base in self._places(text, start):
                match = Match(spans, self._names, text, base)
                yield match
                if (again or match.replaced) and start < match.resume < match.end():
                    place, again = match.resume, again - (not match.replaced)
                    break

    def _places(self, text: str, start: int) -> Iterator[tuple[Spans, int]]:
        """Return where each match and its groups are, and what these places count from."""
        if self._direct is None:
            # span() asks RE2 how many groups there are, each time it is called
            for found in self._search.finditer(_searched(text), start):
                yield found._spans, 0  # noqa: SLF001
            return
        coded = _coded(text)
        spans = self._spans(coded.data, coded.byte(start))
        if coded.plain():
            yield from spans
            return
        for found, base in spans:
            shifted = [(a + base, b + base) if a >= 0 else (a, b) for a, b in found] if base else found
            yield coded.characters(shifted), 0

    def _spans(self, data: bytes, start: int) -> Iterator[tuple[Spans, int]]:
        size, direct, number = len(data), self._called(), 0
        spans = direct(data, start, size)
        while spans[0][0] >= 0:
            yield spans, 0
            end = spans[0][1]
            if end == size:
                return
            start = end + (end == start)
            number += 1
            if number == MANY and len(spans) > 1:
                start = yield from self._repeated(data, start)
                if start < 0:
                    return
            spans = direct(data, start, size)

    def _repeated(self, data: bytes, start: int) -> Generator[tuple[Spans, int], None, int]:
        """Return the further matches: what holds the same letters between the same ones has the same groups.

        Returns:
            Where to search on without this, since hardly any match is like one before; -1: nothing is left.
        """
        size, direct, known = len(data), self._called(), dict[bytes, Spans]()
        number = new = 0
        bare = self._without_groups()
        low, high = bare(data, start, size)[0]
        while low >= 0:
            key = data[max(0, low - 4) : high + 4] if low > 4 and high + 4 < size else b""
            spans = known.get(key) if key else None
            if spans is None:
                new += 1
                found = direct(data, low, size)
                spans = [(a - low, b - low) if a >= 0 else (a, b) for a, b in found]
                high = found[0][1]
                if key and high - low < _LONG and len(known) < _KNOWN:
                    known[key] = spans
            yield spans, low
            if high == size:
                return -1
            start = high + (high == start)
            number += 1
            if number == MANY and new > MANY // 2:
                return start
            low, high = bare(data, start, size)[0]
        return -1

    def _called(self) -> Direct:
        """Return what is called for each match.

        Raises:
            ValueError: the module has no such function any more.
        """
        if self._direct is None:
            raise ValueError("no direct call")
        return self._direct

    def _without_groups(self) -> Direct:
        """Return the same pattern without groups: RE2 finds it in a third of the time."""
        if self._bare is None:
            import re2

            made = re2.compile(_without_names(self._pattern), _options(re2, MUCH_MEMORY, self._pattern))
            self._bare = _direct(re2, made) or self._called()
        return self._bare

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where each match begins and ends; for a pattern without groups, the cheapest question."""
        coded = _coded(text)
        if self._direct is None or not coded.plain():
            yield from ((spans[0][0] + base, spans[0][1] + base) for spans, base in self._places(text, 0))
            return
        data, size, direct = coded.data, len(text), self._direct
        low, high = direct(data, 0, size)[0]
        while low >= 0:
            yield low, high
            if high == size:
                return
            low, high = direct(data, high + (high == low), size)[0]

    def first_end(self, text: str, start: int) -> int:
        """Return where the first match behind a place ends, or -1."""
        for spans, base in self._places(text, start):
            return spans[0][1] + base
        return -1

    def search(self, text: str) -> Match | None:
        """Return the first place."""
        found = self._search.search(_searched(text))
        return None if found is None else Match(found._spans, self._names, text)  # noqa: SLF001

    def match(self, text: str) -> Match | None:
        """Return the place at the beginning of the text."""
        found = self._search.match(_searched(text))
        return None if found is None else Match(found._spans, self._names, text)  # noqa: SLF001

    def full(self, text: str) -> bool:
        """Return whether all of the text fits."""
        return self._search.fullmatch(_searched(text)) is not None


class PatternForms:
    """One pattern in the forms that the texts it meets have asked for; all of them find the same.

    Most text is ASCII, for which RE2 needs about half of the instructions. A form that has seen little
    text was compiled once; a pattern that is asked about more is compiled again with the memory that suits
    its size, and then has one form where not all of the text is ASCII.
    """

    __slots__ = ("_any", "_ascii", "_memory", "_pattern", "_seen")

    def __init__(self, pattern: str, memory: int = 0) -> None:
        """Create it; nothing is compiled yet.

        Args:
            pattern: a pattern of RE2.
            memory: bytes with which each form is compiled once, for one text; 0: as the class says.
        """
        self._pattern = pattern
        self._memory = memory
        self._ascii: Pattern | None = None
        self._any: Pattern | None = None
        self._seen = 0

    @property
    def size(self) -> int:
        """How many instructions RE2 makes of it for text in all languages."""
        return self._form("é").size

    def compile(self) -> None:
        """Compile what most texts need.

        Raises:
            re2.error: the pattern is none of RE2's.
        """
        self._form("")

    def finditer(self, text: str) -> Iterator[Match]:
        """Return every place, left to right, none inside another."""
        return self._form(text).finditer(text)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Return where each match begins and ends; for a pattern without groups, the cheapest question."""
        return self._form(text).places(text)

    def first_end(self, text: str, start: int) -> int:
        """Return where the first match behind a place ends, or -1."""
        return self._form(text).first_end(text, start)

    def search(self, text: str) -> Match | None:
        """Return the first place."""
        return self._form(text).search(text)

    def match(self, text: str) -> Match | None:
        """Return the place at the beginning of the text."""
        return self._form(text).match(text)

    def full(self, text: str) -> bool:
        """Return whether all of the text fits."""
        return self._form(text).full(text)

    def _form(self, text: str) -> Pattern:
        brief = self._seen <= LITTLE
        if brief and not self._memory:
            self._seen += len(text)
            brief = self._seen <= LITTLE
            if not brief:
                self._ascii = self._any = None
        memory = self._memory or (BRIEF_MEMORY if brief else 0)
        is_ascii = text.isascii()
        if self._any is not None and not (brief and is_ascii):
            return self._any
        if not is_ascii:
            self._any = Pattern(self._pattern, memory=memory)
            self._ascii = self._ascii if brief else None  # of two large automata the general one is enough
            return self._any
        if self._ascii is None:
            self._ascii = Pattern(self._pattern, ascii_only=True, memory=memory)
        return self._ascii


LITTLE, BRIEF_MEMORY = 10_000, 8 << 20
"""Characters that a pattern may be asked about before it gets the memory that suits its size; till then."""


def _least(re2: Any, pattern: str | bytes) -> Any:
    """Return a pattern compiled within the least memory that is quick: hundreds of them fill theirs."""
    memory = MEMORY
    while True:
        try:
            made = re2.compile(pattern, _options(re2, memory, pattern))
        except re2.error:
            if memory >= MOST_MEMORY:
                raise
            memory *= 4
            continue
        size = made.programsize
        needed = MEMORY + max(min(size * AN_INSTRUCTION, LONG_ONE), size * LEAST_INSTRUCTION)
        return (
            made if needed <= memory or size < SHORT else re2.compile(pattern, _options(re2, needed, pattern))
        )


def _briefly(re2: Any, pattern: str | bytes, memory: int) -> Any:
    """Return a pattern compiled once, with memory for all but a few; a little text fills none of it."""
    try:
        return re2.compile(pattern, _options(re2, memory, pattern))
    except re2.error:
        return _least(re2, pattern)


def _name(group: str | bytes) -> str:
    return group if isinstance(group, str) else group.decode("ascii")


def _without_names(pattern: str | bytes) -> str | bytes:
    if isinstance(pattern, str):
        return _GROUP.sub("(?:", pattern)
    return _GROUP.sub("(?:", pattern.decode("ascii")).encode("ascii")


def _direct(re2: Any, search: Any) -> Direct | None:
    """Return what the module's own `finditer` calls; half of its time goes into objects around that.

    It is private to the module; where a release has it no longer, `finditer` itself is called.
    """
    return partial(search._regexp.Match, re2._Anchor.UNANCHORED) if _has_direct(re2) else None  # noqa: SLF001


@cache
def _has_direct(re2: Any) -> bool:
    try:
        return len(re2.compile("a")._regexp.Match(re2._Anchor.UNANCHORED, b"", 0, 0)[0]) == 2  # noqa: SLF001
    except Exception:  # noqa: BLE001 - whatever another release says
        return False


_MADE: list[tuple[Words, frozenset[str]]] = []

_END = "\0"
"""What no text here has, and every text is given for the search."""


class Words:
    """Many words looked for in one pass over the text."""

    def __init__(self, words: Iterable[str]) -> None:
        import re2

        self._words = sorted({_END, *words})
        self._set = re2.Set.SearchSet(_options(re2, MOST_MEMORY))
        for word in self._words:
            self._set.Add(re2.escape(word))
        self._set.Compile()

    @classmethod
    def that_hold(cls, words: Iterable[str]) -> Words:
        """Return words that hold these, among them such as were made for others: making some takes a while."""
        wanted = frozenset(words)
        for made, held in _MADE:
            if wanted <= held:
                return made
        _MADE.append((cls(wanted), wanted))
        return _MADE[-1][0]

    def in_text(self, text: str) -> set[str]:
        """Return those that the text holds.

        RE2 says nothing both if there is none and where its memory did not suffice. A sign that every
        text ends in tells the two apart; then each word is looked for on its own, so that no rule is left out.
        """
        found = self._set.Match(text + _END)
        if not found:
            return {word for word in self._words if word in text and word != _END}
        return {self._words[number] for number in found} - {_END}


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


_ASCII_CLASSES = {
    r"\pL": r"A-Za-z\xff",
    r"\pN": r"0-9\xff",
    r"\p{Lu}": r"A-Z\xff",
    r"\p{Ll}": r"a-z\xff",
}
_PART = re.compile(r"\\p\{L[ul]\}|\\p[LN]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\p\{L[ul]\}|\\p[LN]|\\.", re.DOTALL)
_NOT_ASCII = re.compile(r"\\x\{([0-9A-Fa-f]+)\}|\\.|[^\x00-\x7f]", re.DOTALL)


def in_blocks(pattern: str, classes: Mapping[str, str] = MappingProxyType(_CLASSES)) -> str:
    r"""Return a pattern with ``\pL``, ``\pN``, ``\p{Lu}`` and ``\p{Ll}`` written as blocks, inside brackets and outside."""
    if r"\p" not in pattern:
        return pattern

    def written(part: re.Match[str]) -> str:
        if part[0][0] == "[":
            return _ESCAPE.sub(lambda escape: classes.get(escape[0], escape[0]), part[0])
        return f"[{classes[part[0]]}]" if part[0] in classes else part[0]

    return _PART.sub(written, pattern)


def _for_ascii(pattern: str) -> bytes:
    r"""Return the pattern that finds the same in ASCII text, one byte a letter.

    What is not ASCII becomes the one byte ``\xff``, which no such text has, so no class gains or loses a
    letter of ASCII.
    """
    shown = in_blocks(pattern, _ASCII_CLASSES)
    if not shown.isascii() or r"\x{" in shown:
        shown = _NOT_ASCII.sub(_beyond, shown)
    return shown.encode("ascii")


def _beyond(found: re.Match[str]) -> str:
    if found[0][0] != "\\":
        return r"\xff"
    return r"\xff" if found[1] and int(found[1], 16) > 0x7F else found[0]


def _options(re2: Any, memory: int, pattern: str | bytes = "") -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    if isinstance(pattern, bytes):
        options.encoding = options.Encoding.LATIN1
    return options


@cache
def compiled(pattern: str) -> PatternForms:
    """Return a pattern of RE2, which is compiled at the first use, so that importing costs nothing."""
    return PatternForms(pattern)
