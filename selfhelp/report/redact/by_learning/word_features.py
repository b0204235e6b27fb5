"""Features of the words of a text that may be values: the word, its neighbours, its line, its placeholders.

A feature is a number below `SLOTS`: the checksum of a short text. Features with one number share a
weight.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from selfhelp.report.redact.aliases import KINDS
from selfhelp.report.redact.by_learning.word_shapes import (
    find_class,
    find_context_class,
    find_form,
    find_shape,
    find_stem,
)
from selfhelp.report.redact.vocabulary.listed_names import is_listed_name

SLOTS = 1 << 17
"""Number of weights."""

_NAMES = rf"\b(?:{'|'.join(KINDS)})-(?:[a-z]+-)?[0-9a-f]{{6,}}(?:-[0-9a-f]{{4,}})?"
_PLACEHOLDER = rf"\[(?:secret|removed):[^\]\n]{{0,40}}\]|{_NAMES}"
_WORD = re.compile(rf"({_PLACEHOLDER})|[^\s\"'`´‘’“”„«»<>(){{}}\[\],;|=/\\:@&?\x00-\x1f]+")
_EDGES = ".!…-*•–—"
_HARMLESS_RUN = re.compile(
    r"(?i)\b(?:sha-?[0-9]{1,3}|md5|h1)\b[:=-]|(?:\b[0-9a-f]{2}[:-]){7}|@sha"
    r"|/(?:var|usr|proc|sys|dev|s?bin|lib(?:32|64)?|run|System|Library)/"
)
"""Sign of a checksum, or of a folder of the system, among the characters around a word."""

_NEAR = 60
"""Number of characters around a word in which its run without blanks is searched for."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        start: its first character.
        end: the character after it.
        kind: the kind of placeholder that it is, or an empty string.
        stem: its first letters; of a placeholder, its kind.
    """

    start: int
    end: int
    kind: str
    stem: str


def _find_kind(placeholder: str) -> str:
    return placeholder[1:-1].partition(":")[2] if placeholder[0] == "[" else placeholder.partition("-")[0]


def _split_words(text: str, begin: int = 0) -> list[Word]:
    """Return the words of a line; their positions count from ``begin``."""
    words: list[Word] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match[1]:
            kind = _find_kind(match[1])
            words.append(Word(begin + start, begin + end, kind, f"<{kind}>"))
            continue
        bare = match[0].lstrip("".join(_EDGES)).rstrip("".join(_EDGES))
        if bare:
            start += match[0].find(bare)
            words.append(Word(begin + start, begin + start + len(bare), "", find_stem(bare)))
    return words


def _number(features: Iterable[str]) -> set[int]:
    return {crc32(feature.encode()) % SLOTS for feature in features}


@lru_cache(2_000)
def _number_word(text: str, kind: str, prose: str) -> frozenset[int]:
    """Return the features of a word without its neighbours; ``prose`` is the kind of its line."""
    small, shape = text.casefold(), find_shape(text)
    return frozenset(
        _number(
            (
                *("b", f"c{kind}", f"s{shape}", f"l{kind}{min(len(text), 30)}", f"w{small[:20]}"),
                *(f"3{small[:3]}", f"4{small[-3:]}", f"z{kind}{prose}", f"pr{prose}{shape}"),
                f"n{kind}{len(text) < 40 and is_listed_name(text)}",
                f"e{kind}{small.rpartition('.')[2][:5] if '.' in small else ''}",
                *[f"t{small[n : n + 3]}" for n in range(min(len(small) - 2, 10))],
            )
        )
    )


Wanted = Callable[[int, int], bool]
"""Function that tells whether the word between two positions needs features."""


def _all(start: int, end: int) -> bool:
    return True


class Features:
    """The features of one text."""

    def __init__(self, text: str) -> None:
        self._text = text = text if text.isascii() else text.encode("utf-8", "replace").decode()
        self._lines: list[tuple[int, int, list[Word]]] = []  # start, end and words, of lines with words
        self._at: dict[int, int] = {}  # place in that list by number of the line
        start = 0
        for number, line in enumerate(text.split("\n")):
            words = _split_words(line, start)
            if words:
                self._at[number] = len(self._lines)
                self._lines.append((start, start + len(line), words))
            start += len(line) + 1
        kinds = {word.kind for _, _, words in self._lines for word in words if word.kind}
        self._kinds = sorted(kinds)

    def iterate(self, wanted: Wanted = _all) -> Iterator[tuple[int, int, Set[int]]]:
        """Yield the start, the end and the features of each wanted word that may be a value."""
        for number, place in self._at.items():
            line = _Line(self._text, self._lines[place])
            around: dict[str, set[int]] = {}  # by class of the word
            surroundings = (*self._describe_surroundings(number), *line.describe())
            for index, word in enumerate(line.words):
                if word.kind or not wanted(word.start, word.end):
                    continue
                text = self._text[word.start : word.end]
                kind = find_class(text)
                if not kind or line.is_in_harmless_run(word):
                    continue
                if kind not in around:
                    around[kind] = _number([f"{one}|{kind}" for one in surroundings])
                column = [f"{one}|{kind}" for one in self._describe_column(number, index, word)]
                own = _number_word(text, kind, line.prose)
                yield (
                    word.start,
                    word.end,
                    own | around[kind] | _number(line.describe_word(index, kind) + column),
                )

    def _find_words(self, number: int) -> Sequence[Word]:
        place = self._at.get(number)
        return () if place is None else self._lines[place][2]

    def _describe_surroundings(self, number: int) -> tuple[str, ...]:
        """Return what all words of a line have in common: its neighbouring lines, and all placeholders."""
        return (
            *(f"A{kind}" for kind in self._kinds),
            *(f"u{word.stem}" for word in self._find_words(number - 1)[:8]),
            *(f"U{word.stem}" for word in self._find_words(number - 2)[:8]),
            *(f"v{word.stem}" for word in self._find_words(number + 1)[:6]),
        )

    def _describe_column(self, number: int, index: int, word: Word) -> Iterator[str]:
        """Yield what is above a word: in the line above, and in the first line."""
        above, first = self._find_words(number - 1), self._find_words(0)
        if above:
            yield f"ui{above[0].stem}{index}"
            start = self._lines[self._at[number - 1]][0]
            column = word.start - self._lines[self._at[number]][0] + start
            yield from (f"col{w.stem}" for w in above if w.start <= column < w.end)
        if number and len(first) > index:
            yield f"hd{first[index].stem}"


class _Line:
    """One line of a text with its words."""

    def __init__(self, text: str, line: tuple[int, int, list[Word]]) -> None:
        self._text = text
        self._start, self._end, self.words = line
        words = self.words
        self._numbers = sum(text[word.start].isdigit() for word in words)
        plain = sum(not word.kind and word.stem.isalpha() for word in words)
        self.prose = "p" if len(words) >= 6 and plain * 4 >= len(words) * 3 else "c"
        self._placeholders = [index for index, word in enumerate(words) if word.kind]
        self._kinds = [words[index].kind for index in self._placeholders]
        self._joints = [self._find_joint(index) for index in range(len(words) - 1)]

    def _find_joint(self, index: int) -> str:
        """Return the characters between a word and the next one, shortened."""
        return " ".join(self._text[self.words[index].end : self.words[index + 1].start][:8].split(" "))[:4]

    def is_in_harmless_run(self, word: Word) -> bool:
        """Return whether a word is part of a checksum or a system folder, as the text around it tells."""
        return _HARMLESS_RUN.search(self._find_run(word)) is not None

    def _find_run(self, word: Word) -> str:
        """Return the characters around a word up to the next blanks."""
        low = max(self._start, word.start - _NEAR)
        high = min(self._end, word.end + _NEAR)
        start = self._text.rfind(" ", low, word.start) + 1 or low
        end = self._text.find(" ", word.end, high)
        return self._text[start : high if end < 0 else end].strip()

    def describe_word(self, index: int, kind: str) -> list[str]:
        """Return the texts of a word's features."""
        word = self.words[index]
        text = self._text[word.start : word.end]
        before, after = self._find_stems(index)
        left, right = self._find_sides(index)
        return [
            *self._describe_neighbours(text, kind, (before, after), (left, right)),
            *self._describe_classes(index, text, kind, (left, right)),
            *self._describe_label(index, kind),
            *self._describe_line(index, word, kind),
            *self._describe_placeholders(index, kind, (left, right)),
        ]

    def _find_stems(self, index: int) -> tuple[Sequence[str], Sequence[str]]:
        words = self.words
        before = [words[n].stem if n >= 0 else "^" for n in (index - 1, index - 2, index - 3)]
        after = [words[n].stem if n < len(words) else "$" for n in (index + 1, index + 2)]
        return before, after

    def _find_sides(self, index: int) -> tuple[str, str]:
        """Return the characters before and after a word."""
        words, text = self.words, self._text
        left = self._joints[index - 1] if index else "^" + text[self._start : words[0].start][:3]
        last = index + 1 == len(words)
        right = "$" + text[words[-1].end : self._end][:2] if last else self._joints[index]
        return left, right

    def _describe_neighbours(
        self, text: str, kind: str, stems: tuple[Sequence[str], Sequence[str]], sides: tuple[str, str]
    ) -> Iterator[str]:
        (one, two, three), (next_one, next_two) = stems
        left, right = sides
        shape, first = find_shape(text), self.words[0].stem
        for found in (
            f"-1{one}", f"-2{two}", f"-3{three}", f"+1{next_one}", f"+2{next_two}", f"sb{left}", f"sa{right}",
            f"<{left}{one}", f">{right}{next_one}", f"2<{two} {one}", f"<>{one} {next_one}",
            f"k{first}{left[:1]}", f"ss{left}{right}",
        ):  # fmt: skip
            yield f"{found}|{kind}"
        yield from (f"-1{one}", f"+1{next_one}", f"2<{left}{two} {one}")
        yield from (f"sb{left}|{shape}", f"sa{right}|{shape}", f"-1{left}{one}|{shape}")

    def _describe_classes(self, index: int, text: str, kind: str, sides: tuple[str, str]) -> Iterator[str]:
        before = self._find_class_of(index - 1) if index else "^"
        after = self._find_class_of(index + 1) if index + 1 < len(self.words) else "$"
        left, right = sides
        form, shape, stem = find_form(text), find_shape(text), self.words[index - 1].stem if index else "^"
        yield from (f"cc{before}{kind}{after}", f"cp{before}{left}{kind}", f"cn{after}{right}{kind}")
        yield from (f"x{form}{kind}", f"x{form}{stem}", f"x{form}{left}{right}")
        yield from (f"cq{before}{shape}", f"cr{after}{shape}")

    def _find_class_of(self, index: int) -> str:
        word = self.words[index]
        return word.stem if word.kind else find_context_class(self._text[word.start : word.end])

    def _describe_label(self, index: int, kind: str) -> Iterator[str]:
        """Yield the nearest label before a word: the word before a colon or an equals sign."""
        words = self.words
        for place in range(index - 1, max(-1, index - 7), -1):
            if ":" in self._joints[place] or "=" in self._joints[place]:
                name = words[place].stem
                yield from (f"key{name}|{kind}", f"key{name}{index - place}")
                yield f"k2{words[place - 1].stem if place else '^'}{name}|{kind}"
                return

    def describe(self) -> Iterator[str]:
        """Yield what all words of the line have in common: the number of digits, and the placeholders."""
        yield f"nn{min(self._numbers, 6)}"
        yield f"nr{self._numbers * 4 // len(self.words)}"
        yield from {f"K{name}" for name in self._kinds}

    def _describe_line(self, index: int, word: Word, kind: str) -> Iterator[str]:
        words, run = self.words, self._find_run(word)
        yield f"pos{min(index, 4)}/{min(len(words), 8)}|{kind}"
        yield f"ch{find_shape(run)}|{kind}"
        yield f"cl{min(len(run) // 4, 12)}{kind}"
        yield from [f"L{w.stem}|{kind}" for w in words[max(0, index - 8) : index]]
        yield from [f"R{w.stem}|{kind}" for w in words[index + 1 : index + 7]]

    def _describe_placeholders(self, index: int, kind: str, sides: tuple[str, str]) -> Iterator[str]:
        """Yield the nearest placeholders before and after the word, and their distances."""
        place = bisect(self._placeholders, index)
        if place:
            distance, name = index - self._placeholders[place - 1], self._kinds[place - 1]
            yield from (f"lk{name}{min(distance, 5)}|{kind}", f"lk{name}{sides[0]}")
        if place < len(self._placeholders):
            distance, name = self._placeholders[place] - index, self._kinds[place]
            yield from (f"rk{name}{min(distance, 5)}|{kind}", f"rk{name}{sides[1]}")
