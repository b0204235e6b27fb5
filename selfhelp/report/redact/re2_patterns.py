"""Patterns for untrusted text, searched by RE2 in time linear in the length of the text.

RE2 compiles a pattern to an automaton and never backtracks, so no text makes it slow
(https://github.com/google/re2/wiki/WhyRE2). In exchange it has no look-around: a pattern includes the
character before the value, and what must not follow is tested afterwards (see `rules.Rule`). ``\\w``, ``\\b``
and ``\\s`` are ASCII only; letters of all languages are ``\\pL``.
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
"""Memory limit of an automaton, in bytes; when it is full, RE2 rebuilds it and stays linear."""
MUCH_MEMORY = 16 << 20
"""Memory limit of a pattern compiled for a text with many matches, in bytes."""
MOST_MEMORY = 64 << 20
"""Memory limit above which a pattern is refused, in bytes."""
AN_INSTRUCTION, LONG_ONE = 1 << 10, 4 << 20
"""Bytes per instruction added to `MEMORY`, and the maximum added that way; with less, RE2 falls back to
slower matching."""
LEAST_INSTRUCTION, SHORT = 320, 500
"""Minimum bytes per instruction added for long programs, and size in instructions below which nothing is
added."""

Spans = Sequence[tuple[int, int]]
Direct = Callable[[bytes, int, int], Spans]
"""Function that returns the spans of a match and its groups in some bytes, between two positions."""

_GROUP = re.compile(r"\(\?P<\w+>")

RESUMED = 200
"""Maximum number of times one search may resume inside a rejected match; the limit keeps the search fast."""


class Match:
    """Spans of a match and its named groups.

    Attributes:
        string: the searched text.
        resume: position to continue the search at, if not after the match; set by the caller.
        replaced: whether the match was replaced; resuming inside it is then unlimited.
    """

    __slots__ = ("_base", "_names", "_spans", "_whole", "replaced", "resume", "string")

    def __init__(self, spans: Spans, names: dict[str, int], string: str, base: int = 0) -> None:
        """Create a match; ``base`` is the offset of the spans in ``string``."""
        self._spans = spans
        self._names = names
        self._base = base
        low, high = spans[0]
        self._whole: tuple[int, int] = (low + base, high + base)
        self.string = string
        self.resume = -1
        self.replaced = False

    def span(self, group: str = "") -> tuple[int, int]:
        """Return the start and end of a group (or the whole match), or -1 for a group without a match."""
        if not group:
            return self._whole
        low, high = self._spans[self._names[group]]
        return (low + self._base, high + self._base) if low >= 0 else (-1, -1)

    def start(self, group: str = "") -> int:
        """Return the start of a group."""
        return self.span(group)[0]

    def end(self, group: str = "") -> int:
        """Return the end of a group."""
        return self.span(group)[1]

    def __getitem__(self, group: str) -> str:
        """Return the text of a group; ``""`` is the whole match, and a group without a match is empty."""
        start, end = self.span(group)
        return self.string[start:end] if start >= 0 else ""

    def has_group(self, group: str) -> bool:
        """Return whether the pattern has a group of that name."""
        return group in self._names

    def find_first_group(self, *groups: str) -> str:
        """Return the name of the first of these groups that isn't empty, or ``""``."""
        return next((g for g in groups if g in self._names and self[g]), "")


class _EncodedText:
    """A text as the bytes that RE2 searches, with a mapping of byte offsets to character offsets."""

    __slots__ = ("_at", "_ends", "_more", "data")

    def __init__(self, text: str) -> None:
        self.data = text.encode("ascii") if text.isascii() else text.encode("utf-8", "surrogatepass")
        self._ends: list[int] = []  # byte offsets after multi-byte characters
        self._at: list[int] = []  # their character offsets
        self._more = [0]  # surplus bytes up to there
        if len(self.data) > len(text):
            surplus = 0
            for found in _SEVERAL.finditer(text):
                end = found.end()
                character = text[end - 1]
                surplus += 1 if character < "\u0800" else 2 if character < "\U00010000" else 3
                self._at.append(end)
                self._more.append(surplus)
                self._ends.append(end + surplus)

    def has_equal_offsets(self) -> bool:
        """Return whether byte and character offsets are the same."""
        return not self._ends

    def to_character_spans(self, spans: Spans) -> Spans:
        """Return byte spans as character spans."""
        more, ends = self._more, self._ends
        return [
            (a - more[bisect_right(ends, a)], b - more[bisect_right(ends, b)]) if a >= 0 else (a, b)
            for a, b in spans
        ]

    def to_byte_offset(self, place: int) -> int:
        """Return the byte offset of a character offset."""
        return place + self._more[bisect_right(self._at, place)]


_SEVERAL = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=4)
def _encode(text: str) -> _EncodedText:
    """Return a text as bytes. They are cached, because every rule searches the same block."""
    return _EncodedText(text)


@lru_cache(maxsize=4)
def _to_searchable(text: str) -> str | bytes:
    """Return ASCII text as bytes, which need no conversion and keep offsets; return other text unchanged."""
    return text.encode("ascii") if text.isascii() else text


MANY = 200
"""Number of matches in one text after which equal matches are looked up in a cache."""
_LONG, _KNOWN = 500, 2_000


class Pattern:
    """One compiled pattern."""

    __slots__ = ("_bare", "_direct", "_names", "_pattern", "_search")

    def __init__(self, pattern: str, *, ascii_only: bool = False, memory: int = 0) -> None:
        """Compile a pattern.

        Args:
            pattern: a pattern of RE2.
            ascii_only: True if only ASCII text is searched, see `_translate_to_ascii`.
            memory: memory limit in bytes; 0: a limit that suits the pattern's size; the size is measured
                first.

        Raises:
            re2.error: the pattern isn't valid in RE2.
        """
        import re2

        self._pattern = _translate_to_ascii(pattern) if ascii_only else _expand_unicode_classes(pattern)
        self._search = (
            _compile_with_memory_limit(re2, self._pattern, memory)
            if memory
            else _compile_with_least_memory(re2, self._pattern)
        )
        named = self._search.groupindex.items() if "(?P<" in pattern else ()
        self._names = {_decode_name(group): number for group, number in named}
        self._direct = _find_direct_matcher(re2, self._search)
        self._bare: Direct | None = None

    @property
    def size(self) -> int:
        """Return the number of RE2 instructions."""
        return int(self._search.programsize)

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield every match from left to right, without overlaps."""
        place, again = 0, RESUMED
        while place >= 0:
            start, place = place, -1
            for spans, base in self._find_spans(text, start):
                match = Match(spans, self._names, text, base)
                yield match
                if (again or match.replaced) and start < match.resume < match.end():
                    place, again = match.resume, again - (not match.replaced)
                    break

    def _find_spans(self, text: str, start: int) -> Iterator[tuple[Spans, int]]:
        """Yield the spans of each match and its groups, and their offset."""
        if self._direct is None:
            # span() asks RE2 for the number of groups at each call
            for found in self._search.finditer(_to_searchable(text), start):
                yield found._spans, 0  # noqa: SLF001
            return
        coded = _encode(text)
        spans = self._iter_byte_spans(coded.data, coded.to_byte_offset(start))
        if coded.has_equal_offsets():
            yield from spans
            return
        for found, base in spans:
            shifted = [(a + base, b + base) if a >= 0 else (a, b) for a, b in found] if base else found
            yield coded.to_character_spans(shifted), 0

    def _iter_byte_spans(self, data: bytes, start: int) -> Iterator[tuple[Spans, int]]:
        size, direct, number = len(data), self._require_direct_matcher(), 0
        spans = direct(data, start, size)
        while spans[0][0] >= 0:
            yield spans, 0
            end = spans[0][1]
            if end == size:
                return
            start = end + (end == start)
            number += 1
            if number == MANY and len(spans) > 1:
                start = yield from self._find_repeated_spans(data, start)
                if start < 0:
                    return
            spans = direct(data, start, size)

    def _find_repeated_spans(self, data: bytes, start: int) -> Generator[tuple[Spans, int], None, int]:
        """Yield the further matches; equal text between equal characters has equal groups, so these are
        cached.

        Returns:
            Position to continue at without the cache, if few matches are equal; -1 if the text is finished.
        """
        size, direct, known = len(data), self._require_direct_matcher(), dict[bytes, Spans]()
        number = new = 0
        bare = self._compile_without_groups()
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

    def _require_direct_matcher(self) -> Direct:
        """Return the function that is called for each match.

        Raises:
            ValueError: this release of the module has no such function.
        """
        if self._direct is None:
            raise ValueError("no direct call")
        return self._direct

    def _compile_without_groups(self) -> Direct:
        """Return the same pattern without groups; RE2 finds it in a third of the time."""
        if self._bare is None:
            import re2

            made = re2.compile(_remove_names(self._pattern), _make_options(re2, MUCH_MEMORY, self._pattern))
            self._bare = _find_direct_matcher(re2, made) or self._require_direct_matcher()
        return self._bare

    def iter_match_positions(self, text: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each match from a position; cheapest for a pattern without groups."""
        coded = _encode(text)
        if self._direct is None or not coded.has_equal_offsets():
            yield from (
                (span[0][0] + base, span[0][1] + base) for span, base in self._find_spans(text, start)
            )
            return
        data, size, direct = coded.data, len(text), self._direct
        low, high = direct(data, start, size)[0]
        while low >= 0:
            yield low, high
            if high == size:
                return
            low, high = direct(data, high + (high == low), size)[0]

    def find_first_end(self, text: str, start: int) -> int:
        """Return the end of the first match after a position, or -1."""
        for spans, base in self._find_spans(text, start):
            return spans[0][1] + base
        return -1

    def search(self, text: str) -> Match | None:
        """Return the first match, or None."""
        if self._direct is not None and text.isascii():
            spans = self._direct(_to_searchable(text), 0, len(text))
            return None if spans[0][0] < 0 else Match(spans, self._names, text)
        found = self._search.search(_to_searchable(text))
        return None if found is None else Match(found._spans, self._names, text)  # noqa: SLF001

    def match(self, text: str) -> Match | None:
        """Return the match at the start of the text, or None."""
        if self._direct is not None and text.isascii():
            spans = self._direct.func(_get_anchors()[0], text.encode("ascii"), 0, len(text))
            return None if spans[0][0] < 0 else Match(spans, self._names, text)
        found = self._search.match(_to_searchable(text))
        return None if found is None else Match(found._spans, self._names, text)  # noqa: SLF001

    def is_full_match(self, text: str) -> bool:
        """Return whether the whole text matches."""
        if self._direct is not None:
            data = text.encode("utf-8", "surrogatepass")
            return bool(self._direct.func(_get_anchors()[1], data, 0, len(data))[0][0] >= 0)
        return self._search.fullmatch(_to_searchable(text)) is not None


class PatternForms:
    """One pattern, compiled in the variants that its texts need; all variants find the same matches.

    Most text is ASCII, for which RE2 needs about half of the instructions. A variant that has searched little
    text is compiled once; later it is compiled again with memory that suits its size, and then one variant
    serves all texts if some aren't ASCII.
    """

    __slots__ = ("_any", "_ascii", "_memory", "_pattern", "_seen")

    def __init__(self, pattern: str, memory: int = 0) -> None:
        """Create the pattern without compiling it.

        Args:
            pattern: RE2 pattern.
            memory: memory limit in bytes for each variant of a single text; 0: see the class.
        """
        self._pattern = pattern
        self._memory = memory
        self._ascii: Pattern | None = None
        self._any: Pattern | None = None
        self._seen = 0

    @property
    def size(self) -> int:
        """Return the number of RE2 instructions in the variant for all languages."""
        return self._choose_form("é").size

    def compile(self) -> None:
        """Compile the variant that most texts need.

        Raises:
            re2.error: the pattern isn't valid in RE2.
        """
        self._choose_form("")

    def release(self) -> None:
        """Release the compiled variants; the next search compiles them again."""
        self._ascii = self._any = None

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield every match from left to right, without overlaps."""
        return self._choose_form(text).finditer(text)

    def iter_match_positions(self, text: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each match from a position; cheapest for a pattern without groups."""
        return self._choose_form(text).iter_match_positions(text, start)

    def find_first_end(self, text: str, start: int) -> int:
        """Return the end of the first match after a position, or -1."""
        return self._choose_form(text).find_first_end(text, start)

    def search(self, text: str) -> Match | None:
        """Return the first match, or None."""
        return self._choose_form(text).search(text)

    def match(self, text: str) -> Match | None:
        """Return the match at the start of the text, or None."""
        return self._choose_form(text).match(text)

    def is_full_match(self, text: str) -> bool:
        """Return whether the whole text matches."""
        return self._choose_form(text).is_full_match(text)

    def _choose_form(self, text: str) -> Pattern:
        brief = self._seen <= LITTLE
        if brief and not self._memory:
            self._seen += len(text)
            brief = self._seen <= LITTLE
            if not brief:
                self._ascii = self._any = None
        memory = self._memory or (BRIEF_MEMORY if brief else 0)
        is_ascii = text.isascii()
        general, narrow = self._any, self._ascii  # another thread may release them
        if general is not None and not (brief and is_ascii):
            return general
        if not is_ascii:
            self._any = general = Pattern(self._pattern, memory=memory)
            self._ascii = narrow if brief else None  # of two large automata, keep the general one
            return general
        if narrow is None:
            self._ascii = narrow = Pattern(self._pattern, ascii_only=True, memory=memory)
        return narrow


LITTLE, BRIEF_MEMORY = 10_000, 8 << 20
"""Number of characters searched before a pattern gets memory that suits its size, and its memory until
then."""


def _compile_with_least_memory(re2: Any, pattern: str | bytes) -> Any:
    """Return a pattern compiled with the least memory that keeps it fast. There are hundreds of patterns."""
    memory = MEMORY
    while True:
        try:
            made = re2.compile(pattern, _make_options(re2, memory, pattern))
        except re2.error:
            if memory >= MOST_MEMORY:
                raise
            memory *= 4
            continue
        size = made.programsize
        needed = MEMORY + max(min(size * AN_INSTRUCTION, LONG_ONE), size * LEAST_INSTRUCTION)
        return (
            made
            if needed <= memory or size < SHORT
            else re2.compile(pattern, _make_options(re2, needed, pattern))
        )


def _compile_with_memory_limit(re2: Any, pattern: str | bytes, memory: int) -> Any:
    """Return a pattern compiled once with a fixed memory limit; it suffices for all but a few patterns."""
    try:
        return re2.compile(pattern, _make_options(re2, memory, pattern))
    except re2.error:
        return _compile_with_least_memory(re2, pattern)


def _decode_name(group: str | bytes) -> str:
    return group if isinstance(group, str) else group.decode("ascii")


def _remove_names(pattern: str | bytes) -> str | bytes:
    if isinstance(pattern, str):
        return _GROUP.sub("(?:", pattern)
    return _GROUP.sub("(?:", pattern.decode("ascii")).encode("ascii")


def _find_direct_matcher(re2: Any, search: Any) -> partial[Spans] | None:
    """Return the function that all searches of the module call, or None if this release lacks it.

    The module's own objects take half the time, and most of it for a short text. The function is private to
    the module; without it, they are used.
    """
    return partial(search._regexp.Match, re2._Anchor.UNANCHORED) if _has_direct_matcher(re2) else None  # noqa: SLF001


@cache
def _get_anchors() -> tuple[Any, Any]:
    """Return the arguments for a match at the start of a text and for one of the whole text."""
    import re2

    return re2._Anchor.ANCHOR_START, re2._Anchor.ANCHOR_BOTH  # noqa: SLF001


@cache
def _has_direct_matcher(re2: Any) -> bool:
    try:
        _get_anchors()
        return len(re2.compile("a")._regexp.Match(re2._Anchor.UNANCHORED, b"", 0, 0)[0]) == 2  # noqa: SLF001
    except Exception:  # noqa: BLE001 - a later release may raise anything
        return False


_MADE: list[tuple[Words, frozenset[str]]] = []

_END = "\0"
"""Character that ends every searched text and occurs in none."""


class PatternSet:
    """Several patterns searched in one pass, each of which matches somewhere in a text or doesn't."""

    def __init__(self, patterns: Iterable[str], memory: int) -> None:
        """Compile the patterns.

        Args:
            patterns: RE2 patterns, all different; none matches the character NUL.
            memory: memory limit in bytes.
        """
        import re2

        self._patterns = list(patterns)
        self._set = re2.Set.SearchSet(_make_options(re2, memory))
        for pattern in (*self._patterns, r"\x{0}"):
            self._set.Add(pattern)
        self._set.Compile()

    def find_in_text(self, text: str) -> set[str] | None:
        """Return the patterns that match in a text, or None if RE2's memory is exhausted.

        RE2 returns nothing both if no pattern matches and if its memory is exhausted. A character that ends
        every text distinguishes the two.
        """
        found = self._set.Match(text + _END)
        if not found:
            return None
        return {self._patterns[number] for number in found if number < len(self._patterns)}


class Words:
    """A set of words searched in one pass."""

    def __init__(self, words: Iterable[str]) -> None:
        import re2

        self._words = {re2.escape(word): word for word in sorted(words)}
        self._set = PatternSet(self._words, MOST_MEMORY)

    @classmethod
    def get_superset_of(cls, words: Iterable[str]) -> Words:
        """Return a set that contains these words. A larger set is reused, because building a set is slow."""
        wanted = frozenset(words)
        for made, held in _MADE:
            if wanted <= held:
                return made
        _MADE.append((cls(wanted), wanted))
        return _MADE[-1][0]

    def find_in_text(self, text: str) -> set[str]:
        """Return the words that a text contains.

        If RE2's memory is exhausted, each word is searched separately, so that no rule is skipped.
        """
        found = self._set.find_in_text(text)
        if found is None:
            return {word for word in self._words.values() if word in text}
        return {self._words[pattern] for pattern in found}


# Letters in blocks instead of single ranges: ``\pL`` has 660 ranges, which RE2 expands to bytes each time a pattern
# repeats it. The rules came to three million instructions, which took seconds to compile and most of the memory.
# Whole blocks of Unicode count as letters here, including the few marks and digits among them.
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


def _expand_unicode_classes(pattern: str, classes: Mapping[str, str] = MappingProxyType(_CLASSES)) -> str:
    r"""Return a pattern with ``\pL``, ``\pN``, ``\p{Lu}`` and ``\p{Ll}`` written as blocks.

    They are replaced inside and outside brackets.
    """
    if r"\p" not in pattern:
        return pattern

    def expand_part(part: re.Match[str]) -> str:
        if part[0][0] == "[":
            return _ESCAPE.sub(lambda escape: classes.get(escape[0], escape[0]), part[0])
        return f"[{classes[part[0]]}]" if part[0] in classes else part[0]

    return _PART.sub(expand_part, pattern)


def _translate_to_ascii(pattern: str) -> bytes:
    r"""Return a pattern for ASCII text, one byte per character, that finds the same matches.

    Non-ASCII characters become the byte ``\xff``, which no ASCII text contains, so no class gains or loses an
    ASCII letter.
    """
    shown = _expand_unicode_classes(pattern, _ASCII_CLASSES)
    if not shown.isascii() or r"\x{" in shown:
        shown = _NOT_ASCII.sub(_replace_non_ascii, shown)
    return shown.encode("ascii")


def _replace_non_ascii(found: re.Match[str]) -> str:
    if found[0][0] != "\\":
        return r"\xff"
    return r"\xff" if found[1] and int(found[1], 16) > 0x7F else found[0]


def _make_options(re2: Any, memory: int, pattern: str | bytes = "") -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    if isinstance(pattern, bytes):
        options.encoding = options.Encoding.LATIN1
    return options


@cache
def get_lazy_pattern(pattern: str) -> PatternForms:
    """Return an RE2 pattern that is compiled at its first use, so that importing is fast."""
    form = PatternForms(pattern)
    _FORMS.append(form)
    return form


_FORMS: list[PatternForms] = []


def release_compiled_patterns() -> None:
    """Release the memory of all compiled patterns, more than 100 MB after a ticket.

    The next text takes about a second more, in which they are compiled again.
    """
    import re2

    for form in tuple(_FORMS):
        form.release()
    re2.purge()
