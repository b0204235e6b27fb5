"""A rule is a pattern, the words that must be near before it is tried, and what to write instead.

Every pattern here is linear: it starts at a fixed place (a literal, or a character whose left
neighbour cannot continue it), and its repetitions are bounded or possessive (`++`, new in Python
3.11). Possessive repetition is used for single characters only: groups were wrong before 3.11.5
(https://github.com/python/cpython/issues/106052), and Debian 12 ships 3.11.2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from selfhelp.report.redact.aliases import Aliases, is_stand_in

Replace = Callable[[re.Match[str], Aliases], str | None]
"""Says what stands instead of a match; None leaves it."""

BLOCK = 4_000
"""Characters (about) that are looked at together; longer lines stay whole."""

WRAP = r"(?:\r?\n[ \t]{0,8})?"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for.

    Attributes:
        name: the class it is counted under.
        needs: lower-case strings; one of them must be in the block. Empty: always tried.
        pattern: a linear regular expression.
        replace: what to write instead.
    """

    name: str
    needs: tuple[str, ...]
    pattern: str
    replace: Replace

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with every match replaced, and count them."""

        def one(match: re.Match[str]) -> str:
            new = self.replace(match, aliases)
            if new is None or new == match[0]:
                return match[0]
            counts[self.name] += 1
            return new

        return compiled(self.pattern).sub(one, block)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile at the first use, so that importing costs nothing."""
    return re.compile(pattern)


def left(characters: str) -> str:
    """Return an assertion: here a run of ``characters`` begins.

    A percent escape (``%3D``) or an escaped line end (``\\n`` as two characters) before it does not
    belong to the run, although it ends in a letter or a digit.
    """
    free = rf"(?<![{characters}])(?!(?<=\\)[nrt])"
    return rf"(?:{free}|(?<=%[0-9A-Fa-f][0-9A-Fa-f])|(?<=\\[nrt]))"


def body(characters: str, least: int) -> str:
    """Return a run of at least ``least`` characters that a line end may have wrapped."""
    return rf"(?:[{characters}]{WRAP}){{{least - 1}}}[{characters}]++"


def secret(name: str) -> str:
    """Return the stand-in of a secret."""
    return f"[secret:{name}]"


def hide(name: str, judge: Callable[[str], bool] | None = None) -> Replace:
    """Return a replacement for the group ``v`` (or everything) where ``judge`` says that it is one."""

    def replace(match: re.Match[str], aliases: Aliases) -> str | None:
        group: str | int = "v" if "v" in match.re.groupindex else 0
        value = match[group]
        if not value or is_stand_in(value) or (judge is not None and not judge(value)):
            return None
        return around(match, group, secret(name))

    return replace


def around(match: re.Match[str], group: str | int, new: str) -> str:
    """Return the match with one group replaced."""
    start, end = match.span(group)
    offset = match.start()
    return match[0][: start - offset] + new + match[0][end - offset :]


def by_first_letter(words: Sequence[str], bound: bool = False) -> str:
    """Return alternatives without regard to case, grouped by first letter.

    The engine skips a group whose first letter does not fit; it would try every single one of a
    plain ``(?i:a|b|c)``. With ``bound``, no letter may stand before.
    """
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    parts = []
    for first, rests in groups.items():
        letter = f"[{first}{first.upper()}]"
        parts.append(f"{letter}{f'(?<![A-Za-z]{letter})' if bound else ''}(?i:{'|'.join(rests)})")
    return "|".join(parts)


def blocks(text: str) -> Iterator[str]:
    """Cut a text at line ends, never where a wrapped token or a key's value could go on."""
    start = 0
    while len(text) - start > BLOCK:
        end = _cut(text, start + BLOCK)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _cut(text: str, after: int) -> int:
    """Return the first good place to cut, at most a few hundred lines on."""
    place = after
    for _ in range(200):
        newline = text.find("\n", place)
        if newline < 0:
            return len(text)
        place = newline + 1
        if text[newline - 1] not in ">:=,(\\" and text.find(" ", max(after, newline - 16), newline) >= 0:
            break
    return place


def apply_all(rules: Iterable[Rule], block: str, aliases: Aliases, counts: Counter[str]) -> str:
    """Apply the rules in order; one whose words are not in the block costs next to nothing."""
    lower = block.lower()
    for rule in rules:
        if not rule.needs or any(word in lower for word in rule.needs):
            block = rule.apply(block, aliases, counts)
    return block
