"""Lines selected by a pattern, and the readers that return the parts of a line to replace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from selfhelp.report.redact.aliases import KINDS, Aliases, contains_placeholder, find_placeholders
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder

LONGEST = 3_000
"""Maximum length of a line that is read, in characters; longer lines are data and left to the patterns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the block that contains it.

    Attributes:
        whole: the block.
        start: position of the line in the block.
        end: end of the line, before its line break.
    """

    whole: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the line's text."""
        return self.whole[self.start : self.end]

    def list_lines_before(self, count: int = 1) -> list[str]:
        """Return up to ``count`` lines before this one, nearest first."""
        low = max(0, self.start - count * 200)
        return self.whole[low : max(self.start - 1, low)].split("\n")[::-1][:count] if self.start else []

    def iter_lines_after(self, count: int) -> Iterator[Line]:
        """Yield up to ``count`` lines after this one."""
        end = self.end
        for _ in range(count):
            start = self.whole.find("\n", end) + 1
            if not start:
                return
            end = _find_line_end(self.whole, start)
            yield Line(self.whole, start, end)


@dataclass(frozen=True, slots=True, order=True)
class ReplacedPart:
    """Part of a block that is to be replaced.

    Attributes:
        start: its start in the block.
        end: its end in the block.
        kind: one of `aliases.KINDS`, or a class of secrets.
    """

    start: int
    end: int
    kind: str = "password"


def _overlaps_placeholder(block: str, part: ReplacedPart) -> bool:
    """Return whether a part overlaps a placeholder."""
    low = max(0, part.start - 24)
    around = block[low : part.end + 24]
    return any(a + low < part.end and part.start < b + low for a, b in find_placeholders(around))


Reader = Callable[[Line], Iterable[ReplacedPart]]


def _find_line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return end - 1 if end > start and text[end - 1] == "\r" else end


@dataclass(frozen=True, slots=True)
class LineRule(Rule):
    """Rule whose pattern only selects lines, each of which is passed to a reader.

    Attributes:
        read: yields the parts of a line to replace.
        worth: cheap test whether a line needs reading; replaces the pattern.
    """

    read: Reader | None = None
    worth: Callable[[str], bool] | None = None

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with the parts that the reader yields replaced."""
        if self.sieve is not None and not self.sieve(block):
            return block
        parts: list[str] = []
        place = 0
        for part in sorted(self._find_parts(block)):
            value = block[part.start : part.end]
            if (
                part.start < place
                or not value.strip()
                or contains_placeholder(value)
                or _overlaps_placeholder(block, part)
            ):
                continue
            new = (
                aliases.make_placeholder(part.kind, value)
                if part.kind in KINDS
                else make_secret_placeholder(part.kind)
            )
            parts += (block[place : part.start], new)
            place = part.end
        if not parts:
            return block
        counts[self.name] += len(parts) // 2
        return "".join((*parts, block[place:]))

    def _find_parts(self, block: str) -> Iterator[ReplacedPart]:
        if self.worth is not None and self.read is not None:
            yield from _find_parts_in_each_line(block, self.worth, self.read)
            return
        pattern, place = get_lazy_pattern(self.pattern), 0
        while (found := pattern.find_first_end(block, place) - 1) >= place:
            start = block.rfind("\n", 0, found) + 1
            end = _find_line_end(block, found)
            if end - start <= LONGEST and self.read is not None:
                yield from self.read(Line(block, start, end))
            place = block.find("\n", found) + 1
            if not place:
                return


def _find_parts_in_each_line(
    block: str, worth: Callable[[str], bool], read: Reader
) -> Iterator[ReplacedPart]:
    """Yield the parts of all lines that pass the test, splitting the block instead of searching for lines."""
    start = 0
    for whole in block.split("\n"):
        text = whole.removesuffix("\r")
        if text and len(text) <= LONGEST and worth(text):
            yield from read(Line(block, start, start + len(text)))
        start += len(whole) + 1


def _replace_nothing(*_: object) -> None:
    return None


EVERY_LINE = r"[^\r\n]"


def make_each_line_rule(
    name: str, read: Reader, worth: Callable[[str], bool], sieve: Callable[[str], bool]
) -> Rule:
    """Return a rule that reads each line that passes the ``worth`` test, in blocks that pass the sieve."""
    return LineRule(name, (), EVERY_LINE, _replace_nothing, sieve=sieve, read=read, worth=worth)


def make_line_rule(
    name: str, needs: Iterable[str], hint: str, read: Reader, sieve: Callable[[str], bool] | None = None
) -> Rule:
    """Return a rule that reads each line in which a pattern matches."""
    return LineRule(name, tuple(needs), hint, _replace_nothing, sieve=sieve, read=read)


def make_late_line_rule(name: str, needs: Iterable[str], hint: str, read: Reader) -> Rule:
    """Return a line rule whose pattern matches placeholders written by earlier rules."""
    return LineRule(name, tuple(needs), hint, _replace_nothing, read=read, late=True)
