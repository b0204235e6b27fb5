"""Rules that found nothing so far in a long text, searched for a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selfhelp.report.redact.re2_patterns import PatternForms
from selfhelp.report.redact.rules import Rule, has_long_count, join_as_alternatives

LONG_TEXT = 1_000_000
"""Characters from which a text is worth compiling further patterns for."""
IDLE_BLOCKS = 12
"""Blocks of a text in which a rule has to find nothing."""
AT_ONCE = 8
"""Rules in one search. Five megabytes of a log take 9 ms for each search; with eight the automaton of RE2
outgrows its memory on some logs and takes six times as long."""


class _Group:
    """Rules that are searched for at once."""

    def __init__(self, members: Sequence[Rule]) -> None:
        self._pattern = PatternForms(join_as_alternatives(rule.pattern for rule in members))
        self._asked: tuple[str, bool] = ("", False)

    def may_match(self, block: str) -> bool:
        """Return whether one of them may find something in a block."""
        if self._asked[0] is not block:
            self._asked = (block, self._pattern.search(block) is not None)
        return self._asked[1]


class IdleRules:
    """Remembers, for one text, which rules find nothing: a log goes on as it began.

    Nothing is left out: where the search for a few rules finds something, each of them is tried.
    """

    def __init__(self, members: Sequence[Rule]) -> None:
        """Create one for a text.

        Args:
            members: the rules by their numbers.
        """
        self._members = members
        self._idle: dict[int, int] = {}
        self._waiting: list[int] = []
        self._groups: dict[int, _Group] = {}

    def may_match(self, number: int, block: str) -> bool:
        """Return whether a rule may find something in a block."""
        group = self._groups.get(number)
        return group is None or group.may_match(block)

    def tried(self, number: int, *, found: bool) -> None:
        """Take note of what a rule found in one more block."""
        if number in self._groups:
            return
        blocks = 0 if found else self._idle.get(number, 0) + 1
        self._idle[number] = blocks
        if blocks == IDLE_BLOCKS and _can_be_grouped(self._members[number]):
            self._waiting.append(number)
            self._group()

    def _group(self) -> None:
        if len(self._waiting) < AT_ONCE:
            return
        group = _Group([self._members[number] for number in self._waiting])
        self._groups.update(dict.fromkeys(self._waiting, group))
        self._waiting.clear()


def idle_rules(text: str, rules: Iterable[Rule]) -> IdleRules | None:
    """Return what remembers the rules without a find in a text; None where it is too short to be worth it."""
    return IdleRules(tuple(rules)) if len(text) > LONG_TEXT else None


def _can_be_grouped(rule: Rule) -> bool:
    """Return whether the pattern alone says if a rule finds something, and how it may be searched for."""
    alone = type(rule) is Rule and rule.quick is None and not rule.late
    return alone and not has_long_count(rule.pattern)
