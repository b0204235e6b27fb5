"""Rules that found nothing so far in a long text, searched for many at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from selfhelp.report.redact.by_line.lines import LineRule
from selfhelp.report.redact.re2_patterns import PatternForms
from selfhelp.report.redact.rules import Rule, join_as_alternatives

LONG_TEXT = 1_000_000
"""Characters from which a text is worth compiling further patterns for."""
IDLE_BLOCKS = 4
"""Blocks of a text in which a rule has to find nothing."""
AT_ONCE = 16
"""Rules in one search, which takes 9 to 20 ms for five megabytes of a log. With 32 the automaton of RE2
outgrows its memory on some logs and takes four times as long."""
PATIENCE = 8
"""Blocks for which a rule waits until there are enough for one search; then those there are will do."""
ALARMS = 3
"""Blocks in which a rule may be found among others before it is tried alone again."""
MEMORY, MUCH_MEMORY = 1 << 20, 4 << 20
"""Bytes for the automaton of a rule, and of a group; both last as long as the text."""
SHOWN = 4_000
"""Characters of a block in which a rule that is found everywhere is found, too."""
LEAST = 8
"""Up to how many repetitions a loose pattern asks for."""

_PARTS = re.compile(
    r"\\[xp]\{\w+\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<low>[0-9]+)(?P<more>,(?P<high>[0-9]*))?\}", re.DOTALL
)
"""Counts, and before them whatever holds a brace of another kind."""


def loose(pattern: str) -> str:
    """Return a pattern that is found wherever this one is, and perhaps elsewhere, without upper bounds.

    An automaton needs a state for each place of a count, and several of them at once need their product.
    """
    return _PARTS.sub(_without_bound, pattern)


def _without_bound(part: re.Match[str]) -> str:
    if part["low"] is None:
        return part[0]
    low = int(part["low"])
    if part["more"] is None:
        return part[0] if low <= LEAST else f"{{{LEAST},}}"
    if low == 0:
        return "?" if part["high"] == "1" else "*"
    return "+" if low == 1 else f"{{{min(low, LEAST)},}}"


class _Group:
    """Rules that are searched for at once.

    Attributes:
        alone: the pattern of each, by its number.
        block: what was searched last.
        found: the numbers of those that may find something in it.
    """

    def __init__(self, alone: Mapping[int, PatternForms], patterns: Mapping[int, str]) -> None:
        self.alone = dict(alone)
        self.block = ""
        self.found: frozenset[int] = frozenset()
        together = join_as_alternatives(patterns[number] for number in alone)
        self._together = PatternForms(together, memory=MUCH_MEMORY)

    def search(self, block: str) -> None:
        """Search a block for all of them, and for each of them only if that finds something."""
        self.block, self.found = block, frozenset()
        if self._together.search(block) is not None:
            self.found = frozenset(n for n, alone in self.alone.items() if alone.search(block) is not None)


class IdleRules:
    """Remembers, for one text, which rules find nothing: a log goes on as it began.

    Nothing is left out: a rule is passed over only where its loose pattern is not found.
    """

    def __init__(self, members: Sequence[Rule]) -> None:
        """Create one for a text.

        Args:
            members: the rules by their numbers.
        """
        self._patterns = {
            n: loose(_searched(rule)) for n, rule in enumerate(members) if _is_told_by_pattern(rule)
        }
        self._idle: Counter[int] = Counter()
        self._alarms: Counter[int] = Counter()
        self._waiting: dict[int, PatternForms] = {}
        self._groups: dict[int, _Group] = {}

    def may_match(self, number: int, block: str) -> bool:
        """Return whether a rule may find something in a block."""
        group = self._groups.get(number)
        if group is None:
            return True
        if group.block is not block:
            group.search(block)
            for found in group.found:
                self._alarm(found)
        return number in group.found

    def tried(self, number: int, block: str, *, found: bool) -> None:
        """Take note of whether a rule found something in one more block."""
        if number not in self._patterns or number in self._groups:
            return
        self._idle[number] = 0 if found else self._idle[number] + 1
        if self._idle[number] == IDLE_BLOCKS:
            self._wait(number, block)
        if len(self._waiting) == AT_ONCE or self._idle[number] == IDLE_BLOCKS + PATIENCE:
            self._group(self._waiting)
            self._waiting = {}

    def _wait(self, number: int, block: str) -> None:
        """Let a rule wait for others, unless its loose pattern is found where the rule found nothing."""
        alone = PatternForms(self._patterns[number], memory=MEMORY)
        if alone.search(block[:SHOWN]) is None:
            self._waiting[number] = alone
        else:
            del self._patterns[number]

    def _group(self, alone: Mapping[int, PatternForms]) -> None:
        if alone:
            self._groups.update(dict.fromkeys(alone, _Group(alone, self._patterns)))

    def _alarm(self, number: int) -> None:
        """Let a rule leave its group when that was found too often because of it."""
        self._alarms[number] += 1
        if self._alarms[number] == ALARMS:
            others = dict(self._groups.pop(number).alone)
            del others[number], self._patterns[number]
            self._group(others)


def idle_rules(text: str, rules: Iterable[Rule]) -> IdleRules | None:
    """Return what remembers the rules without a find in a text; None where it is too short to be worth it."""
    return IdleRules(tuple(rules)) if len(text) > LONG_TEXT else None


def _is_told_by_pattern(rule: Rule) -> bool:
    """Return whether a rule finds nothing where its pattern is not found."""
    return not rule.late and not (isinstance(rule, LineRule) and rule.worth is not None)


def _searched(rule: Rule) -> str:
    """Return the pattern without which a rule finds nothing."""
    return rule.pattern if rule.quick is None else rule.quick.pattern
