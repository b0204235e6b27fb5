"""Find rules that matched nothing so far in a long text, and search for many of them at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from selfhelp.report.redact.by_line.line_rules import LineRule
from selfhelp.report.redact.re2_patterns import PatternForms
from selfhelp.report.redact.rules import Rule, join_as_alternatives

LONG_TEXT = 1_000_000
"""Minimum length of a text for which further patterns are compiled, in characters."""
IDLE_BLOCKS = 4
"""Number of blocks without a match after which a rule counts as idle."""
AT_ONCE = 24
"""Number of rules in one search, which takes 15 to 40 ms for 5 MB of a log. With 32 the RE2 automaton
outgrows its memory on some logs."""
PATIENCE = 8
"""Number of blocks that a rule waits for a full group; after that a smaller group is used."""
ALARMS = 3
"""Number of blocks in which a rule may match in its group before it is searched for alone again."""
MEMORY, MUCH_MEMORY = 1 << 20, 4 << 20
"""Memory limits for the automaton of one rule and of a group, in bytes; both exist as long as the text."""
SHOWN = 4_000
"""Number of characters in a block in which a rule that matches everywhere is expected to match."""
LEAST = 4
"""Maximum repetition count in a loose pattern."""

_PARTS = re.compile(
    r"\\[xp]\{\w+\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<low>[0-9]+)(?P<more>,(?P<high>[0-9]*))?\}", re.DOTALL
)
"""Pattern for repetition counts, preceded by alternatives that skip other uses of braces."""


def loosen_pattern(pattern: str) -> str:
    """Return a pattern without upper bounds; it matches wherever the original does, and perhaps elsewhere.

    An automaton needs one state per repetition, and the product of the counts if several overlap.
    """
    return _PARTS.sub(_remove_upper_bound, pattern)


def _remove_upper_bound(part: re.Match[str]) -> str:
    if part["low"] is None:
        return part[0]
    low = int(part["low"])
    if part["more"] is None:
        return part[0] if low <= LEAST else f"{{{LEAST},}}"
    if low == 0:
        return "?" if part["high"] == "1" else "*"
    return "+" if low == 1 else f"{{{min(low, LEAST)},}}"


class _IdleRuleGroup:
    """Rules that are searched for together.

    Attributes:
        alone: pattern of each rule, by rule number.
        block: block searched last.
        found: numbers of the rules that may match in it.
    """

    def __init__(self, alone: Mapping[int, PatternForms], patterns: Mapping[int, str]) -> None:
        self.alone = dict(alone)
        self.block = ""
        self.found: frozenset[int] = frozenset()
        together = join_as_alternatives(patterns[number] for number in alone)
        self._together = PatternForms(together, memory=MUCH_MEMORY)

    def search(self, block: str) -> None:
        """Search a block for all rules together, and for each rule only if that matches."""
        self.block, self.found = block, frozenset()
        if self._together.search(block) is not None:
            self.found = frozenset(n for n, alone in self.alone.items() if alone.search(block) is not None)


class IdleRules:
    """Tracker of the rules that match nothing in one text; a log's later lines resemble its first lines.

    No match is missed: a rule is skipped only where its loose pattern doesn't match.
    """

    def __init__(self, members: Sequence[Rule]) -> None:
        """Create a tracker for one text.

        Args:
            members: rules by number.
        """
        self._patterns = {
            n: loosen_pattern(_find_required_pattern(rule))
            for n, rule in enumerate(members)
            if _can_be_skipped(rule)
        }
        self._quiet = set(self._patterns)
        self._alone: dict[int, PatternForms] = {}
        self._idle: Counter[int] = Counter()
        self._alarms: Counter[int] = Counter()
        self._waiting: dict[int, PatternForms] = {}
        self._groups: dict[int, _IdleRuleGroup] = {}

    def may_match(self, number: int, block: str) -> bool:
        """Return whether a rule may match in a block."""
        group = self._groups.get(number)
        if group is None:
            return number not in self._quiet or self._may_match_alone(number, block)
        if group.block is not block:
            group.search(block)
            for found in group.found:
                self._count_false_alarm(found)
        return number in group.found

    def _may_match_alone(self, number: int, block: str) -> bool:
        """Return whether a rule's loose pattern matches in a block; if so, only the rule itself decides then.

        The loose pattern is compiled in a third of the time, and most rules match nothing in any log.
        """
        if self._get_loose_pattern(number).search(block) is not None:
            self._quiet.discard(number)
            return True
        self.record_attempt(number, block, found=False)
        return False

    def _get_loose_pattern(self, number: int) -> PatternForms:
        if number not in self._alone:
            self._alone[number] = PatternForms(self._patterns[number], memory=MEMORY)
        return self._alone[number]

    def record_attempt(self, number: int, block: str, *, found: bool) -> None:
        """Record whether a rule matched in one more block."""
        if number not in self._patterns or number in self._groups:
            return
        self._idle[number] = 0 if found else self._idle[number] + 1
        if self._idle[number] == IDLE_BLOCKS:
            self._add_waiting_rule(number, block)
        if len(self._waiting) == AT_ONCE or self._idle[number] == IDLE_BLOCKS + PATIENCE:
            self._make_rule_group(self._waiting)
            self._waiting = {}

    def _add_waiting_rule(self, number: int, block: str) -> None:
        """Queue a rule for a group, unless its loose pattern matches where the rule itself doesn't."""
        alone = self._get_loose_pattern(number)
        if alone.search(block[:SHOWN]) is None:
            self._waiting[number] = alone
        else:
            self._try_always(number)

    def _try_always(self, number: int) -> None:
        """Stop tracking a rule, so that it is tried in every block."""
        del self._patterns[number]
        self._quiet.discard(number)

    def _make_rule_group(self, alone: Mapping[int, PatternForms]) -> None:
        if alone:
            self._groups.update(dict.fromkeys(alone, _IdleRuleGroup(alone, self._patterns)))

    def _count_false_alarm(self, number: int) -> None:
        """Remove a rule from its group after it has caused too many matches there."""
        self._alarms[number] += 1
        if self._alarms[number] == ALARMS:
            others = dict(self._groups.pop(number).alone)
            del others[number]
            self._try_always(number)
            self._make_rule_group(others)


def make_idle_rule_tracker(text: str, rules: Iterable[Rule]) -> IdleRules | None:
    """Return a tracker of idle rules for a text, or None if the text is too short to benefit."""
    return IdleRules(tuple(rules)) if len(text) > LONG_TEXT else None


def _can_be_skipped(rule: Rule) -> bool:
    """Return whether a rule can be skipped if its pattern doesn't match."""
    return not rule.late and not (isinstance(rule, LineRule) and rule.worth is not None)


def _find_required_pattern(rule: Rule) -> str:
    """Return the pattern that must match for a rule to apply."""
    return rule.pattern if rule.quick is None else rule.quick.pattern
