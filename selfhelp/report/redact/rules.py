"""A rule is a pattern, keywords that must be near, and a replacement.

All patterns are RE2 patterns (see `re2_patterns`), which no text makes slow. A pattern that must start at the
beginning of a word starts with `make_left_boundary_pattern`, which includes the character before; ``after``
is what must not follow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from selfhelp.report.redact.aliases import Aliases, hide_rests_of_values, is_placeholder
from selfhelp.report.redact.re2_patterns import Match, Words, get_lazy_pattern

Replace = Callable[[Match, Aliases], str | None]
"""Function that returns the replacement of a match, or None to leave it."""

Place = Callable[[str, int, int], tuple[int, int]]
"""Function that returns the span of the value, given the text and the span of the match."""

Related = Callable[[str, str, Counter[str]], str]
"""Function that replaces values related to replaced secrets, given a block before and after."""

Alike = Callable[[str, str, Aliases, Counter[str]], str]
"""Function that replaces values related to any replaced value, given a block before and after all rules."""


class IdleRuleTracker(Protocol):
    """Tracks which rules can be skipped in the blocks of one text."""

    def may_match(self, number: int, block: str) -> bool:
        """Return whether a rule may match in a block."""

    def record_attempt(self, number: int, block: str, *, found: bool) -> None:
        """Record whether a rule matched in one more block."""


BLOCK = 16_000
"""Approximate block size, in characters; longer lines aren't split."""

SIGN = 2
"""Maximum length of keywords found in nearly every text, in characters: a colon, a slash, an at sign."""


def make_keywords_with_joints(*names: str) -> tuple[str, ...]:
    """Return each name with each joint that may connect it to a value, for use as keywords."""
    marks = (
        ":",
        "=",
        '"',
        "'",
        "`",
        "|",
        "]",
        ">",
        " :",
        " =",
        " |",
        " ->",
        " =>",
        "_",
        "-",
        "\t",
        " is ",
        " est ",
    )
    return tuple(f"{name}{mark}" for name in names for mark in marks)


def make_deviation_pattern(characters: Iterable[str]) -> str:
    """Return a pattern that matches where a text doesn't begin with some characters.

    A sieve needs it to skip blocks with nothing but values that stay: RE2 has no look-ahead.

    Args:
        characters: the content of a character class for each character.
    """
    classes = tuple(characters)
    parts = (f"{''.join(f'[{c}]' for c in classes[:n])}(?:[^{last}]|\\z)" for n, last in enumerate(classes))
    return f"(?:{'|'.join(parts)})"


WRAP = r"(?:\r?\n[ \t]{0,8})?"
NO_WORD = r"[\pL\pN_]"
"""Value of ``after``: no letter, digit or underscore may follow."""

_AFTER = 24
ALLOWED = ("", " ", "\n", "\r", "\t", ",", '"')


@dataclass(frozen=True, slots=True)
class ShortRule:
    """Short form of a rule.

    Attributes:
        pattern: pattern of the value alone, without groups.
        unsure: preceding characters that need the full rule.
        made: returns the replacement of the value between two positions, or None.
        find: yields the start and end of each match of the pattern in ASCII text, faster than RE2 does; None
            if the pattern decides.
    """

    pattern: str
    unsure: str
    made: Callable[[str, int, int, Aliases], str | None]
    find: Callable[[str], Iterator[tuple[int, int]] | None] | None = None

    def iter_match_positions(self, block: str) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each match."""
        found = self.find(block) if self.find is not None and block.isascii() else None
        return get_lazy_pattern(self.pattern).iter_match_positions(block) if found is None else found


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and its replacement.

    Attributes:
        name: class under which replacements are counted.
        needs: lowercase keywords, one of which must be in the block; if empty, the rule is always tried.
        pattern: RE2 pattern; the group ``v``, if present, is the value.
        replace: returns the replacement.
        after: pattern that must not match within 24 characters after the match; a space or a comma is
            always allowed there.
        extend: returns the real end of the replaced text, if the pattern alone can't.
        context: number of characters around the match that ``replace`` looks at; results are cached per
            match with that context. Negative: not cached.
        quick: short form for values that are in many lines; if it is unsure, the full rule decides.
        sieve: cheaper test than the pattern: whether the block may contain a match.
        by_value: returns the span of the value in a match of a pattern without groups; RE2 finds such a match
            in a third of the time. ``replace`` sees the value alone, as group ``v``, and is called once for
            each.
        late: whether the keywords are from placeholders; such keywords are searched for only when the rule is
            applied.
    """

    name: str
    needs: tuple[str, ...]
    pattern: str
    replace: Replace
    after: str = ""
    extend: Callable[[Match], int] | None = None
    context: int = 0
    by_value: Place | None = None
    late: bool = False
    quick: ShortRule | None = None
    sieve: Callable[[str], bool] | None = None

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with every match replaced; updates ``counts``."""
        if self.sieve is not None and not self.sieve(block):
            return block
        if self.quick is not None:
            done = self._apply_quick(self.quick, block, aliases, counts)
            if done is not None:
                return done
        if self.by_value is not None:
            return self._apply_by_value(self.by_value, block, aliases, counts)
        parts: list[str] = []
        place = number = 0
        made: dict[str, str | None] = {}
        stopped: dict[str, bool] = {}
        for match in get_lazy_pattern(self.pattern).finditer(block):
            start, end = match.span()
            if start < place:
                continue
            if (
                self.after
                and block[end : end + 1] not in ALLOWED
                and self._is_followed_by_stop_pattern(block, end, stopped)
            ):
                continue
            old = block[start:end]
            seen = old if self.context <= 0 else self._make_context_key(block, start, end)
            if self.context < 0 or seen not in made:
                made[seen] = self.replace(match, aliases)
            new = made[seen]
            if new is None or new == old:
                continue
            number += 1
            parts += (block[place:start], new)
            place = end
            if self.extend is not None:
                place = match.resume = self.extend(match)
                match.replaced = True
        if number:
            counts[self.name] += number
        return "".join((*parts, block[place:])) if parts else block

    def _apply_by_value(self, place_of: Place, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with every match replaced, if the replacement depends only on the value."""
        parts: list[str] = []
        place = number = 0
        made = aliases.get_cached_replacements(self.pattern)
        stopped: dict[str, bool] = {}
        for low, high in get_lazy_pattern(self.pattern).iter_match_positions(block):
            if (
                self.after
                and block[high : high + 1] not in ALLOWED
                and self._is_followed_by_stop_pattern(block, high, stopped)
            ):
                continue
            start, end = place_of(block, low, high)
            value = block[start:end]
            new = made.get(value)
            if new is None:
                match = Match(((low, high), (start, end)), {"v": 1}, block)
                new = made[value] = self._find_replacement(match, aliases)
            if new != value:
                number += 1
                parts += (block[place:start], new)
                place = end
        if number:
            counts[self.name] += number
        return "".join((*parts, block[place:])) if parts else block

    def _find_replacement(self, match: Match, aliases: Aliases) -> str:
        """Return the replacement of a match's value, or the value itself if it stays."""
        (low, high), (start, end) = match.span(), match.span("v")
        new = self.replace(match, aliases)
        return match["v"] if new is None else new[start - low : len(new) - (high - end)]

    def _apply_quick(
        self, quick: ShortRule, block: str, aliases: Aliases, counts: Counter[str]
    ) -> str | None:
        """Return the block with every short-form match replaced, or None if one needs the full rule."""
        parts: list[str] = []
        place = number = 0
        stopped: dict[str, bool] = {}
        made, unsure, after = quick.made, quick.unsure, self.after
        for start, end in quick.iter_match_positions(block):
            if start and block[start - 1] in unsure:
                return None
            if (
                after
                and block[end : end + 1] not in ALLOWED
                and self._is_followed_by_stop_pattern(block, end, stopped)
            ):
                continue
            new = made(block, start, end, aliases)
            if new is not None:
                number += 1
                parts += (block[place:start], new)
                place = end
        if not number:
            return block
        counts[self.name] += number
        return "".join((*parts, block[place:]))

    def _make_context_key(self, block: str, start: int, end: int) -> str:
        """Return a match with its context as one key, separated by NUL characters, which no text contains."""
        before, after = block[max(0, start - self.context) : start], block[end : end + self.context]
        return f"{before}\0{block[start:end]}\0{after}"

    def _is_followed_by_stop_pattern(self, block: str, end: int, known: dict[str, bool]) -> bool:
        """Return whether the ``after`` pattern matches at a position; lines repeat, so the cache helps."""
        following = block[end : end + (1 if self.after == NO_WORD else _AFTER)]
        if following not in known:
            known[following] = get_lazy_pattern(self.after).match(following) is not None
        return known[following]


def find_wrapped_end(match: Match) -> int:
    """Return the end of a long token that line breaks (of an email, of a console) have wrapped.

    The next line belongs to it if the token fills its own line to the end and the next line begins with a run
    that isn't a word: at least eight characters with digits and letters, or 40 characters.
    """
    text, end = match.string, match.end()
    for _ in range(200):
        more = get_lazy_pattern(_NEXT_LINE).match(text[end : end + 2_000])
        if more is None or not get_lazy_pattern(_LONG_RUN).search(text[max(0, end - 19) : end]):
            return end
        following = text[end + more.end() : end + more.end() + 2]
        if not _is_continuation(more["v"]) or following[:1] == ":" or following == " =":
            return end
        end += more.end()
    return end


_NEXT_LINE = r"(?:\r?\n|\\r\\n|\\n)[ \t>]{0,8}(?P<v>[A-Za-z0-9_.+/=-]{2,})"
_LONG_RUN = r"^[A-Za-z0-9_.+/=-]{19}$"


def remove_trailing_label(match: Match) -> str:
    """Return a match of several lines without its last line if that is the next label."""
    value, text, end = match[""], match.string, match.end()
    if "n" not in value and "\n" not in value:
        return value
    if text[end : end + 1] not in (":", "=") and text[end : end + 2] not in (" :", " =", '":'):
        return value
    cut = max(value.rfind("\n"), value.rfind("\\n"))
    return value if cut < 0 else value[:cut].rstrip("\r\\")


def _is_continuation(run: str) -> bool:
    mixed = any(c.isdigit() for c in run) and any(c.isalpha() for c in run)
    if get_lazy_pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}|HTTP/[0-9]").match(run):
        return False
    if len(run) >= 40 or (len(run) >= 8 and mixed):
        return True
    switches = sum(a.islower() and b.isupper() for a, b in pairwise(run))
    return len(run) >= 8 and run.isalpha() and switches >= 3


def make_left_boundary_pattern(characters: str) -> str:
    """Return a pattern for the start of a run of ``characters``.

    A percent escape (``%3D``) or an escaped line break (``\\n`` as two characters) before the run doesn't
    belong to it, although it ends in a letter or a digit.
    """
    return rf"(?:^|[^{characters}]|%[0-9A-Fa-f]{{2}}|\\(?:[nrt]|u00[0-9A-Fa-f]{{2}}))"


def make_run_pattern(characters: str, least: int) -> str:
    """Return a pattern for a run of at least ``least`` characters; a line break may have wrapped the run."""
    return rf"(?:[{characters}]{WRAP}){{{least - 1}}}[{characters}]+"


def make_secret_placeholder(name: str) -> str:
    """Return the placeholder of a secret."""
    return f"[secret:{name}]"


def make_hiding_replacer(name: str, judge: Callable[[str], bool] | None = None) -> Replace:
    """Return a function that replaces the group ``v`` (or the whole match) if ``judge`` accepts it."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        group = "v" if match.has_group("v") else ""
        value = match[group]
        if not value or is_placeholder(value) or (judge is not None and not judge(value)):
            return None
        return replace_group(match, group, make_secret_placeholder(name))

    return replace


GROUP_CONTEXT = 4
"""Number of characters around a match that `exclude_regex_group_labels` looks at; see `Rule.context`."""


def exclude_regex_group_labels(replace: Replace) -> Replace:
    """Return the same replacement, except for labels that name a group of a regular expression.

    ``(?P<address>\\S+)`` in source code looks like an element with a value. The match begins at the bracket.
    """

    def replace_outside(match: Match, aliases: Aliases) -> str | None:
        opened = match.string[max(0, match.start() - 3) : match.start() + 1]
        return None if opened.endswith(("(?P<", "(?<")) else replace(match, aliases)

    return replace_outside


def find_last_but_one_word(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the last word but one of a match, such as a log's host before the program."""
    high = text.rfind(" ", start, end)
    return text.rfind(" ", start, high) + 1, high


def find_line_start(text: str, place: int, most: int) -> int:
    """Return the start of a line, or the position at most ``most`` characters before a place in it."""
    low = max(0, place - most)
    return max(text.rfind("\n", low, place) + 1, low)


def replace_group(match: Match, group: str, new: str) -> str:
    """Return the match with one group replaced."""
    whole, (start, end) = match.span(), match.span(group)
    return match.string[whole[0] : start] + new + match.string[end : whole[1]]


def make_words_pattern(choices: Sequence[str], bound: bool = False) -> str:
    """Return a case-insensitive pattern of alternatives; with ``bound``, no letter may precede."""
    return rf"{'(?:^|[^A-Za-z])' if bound else ''}(?i:{'|'.join(choices)})"


def split_into_blocks(text: str) -> Iterator[str]:
    """Yield the blocks of a text, cut at line breaks, never inside a wrapped token or a key's value."""
    start = 0
    while len(text) - start > BLOCK:
        end = _find_cut(text, start + BLOCK)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _find_cut(text: str, after: int) -> int:
    """Return the first suitable position to cut, at most 200 lines further on."""
    place = after
    for _ in range(200):
        newline = text.find("\n", place)
        if newline < 0:
            return len(text)
        place = newline + 1
        if text[newline - 1] == "}" and text[place : place + 1] == "{":
            break  # one JSON object per line
        if text[newline - 1] not in ">:=,(\\" and text.find(" ", max(after, newline - 16), newline) >= 0:
            break
    return place


class _RuleGroupSearch:
    """Groups of rules whose keywords are in nearly every block; one search replaces eight."""

    def __init__(self, members: Sequence[Rule]) -> None:
        broad = [n for n, rule in enumerate(members) if _is_broad(rule)]
        self._groups = [broad[n : n + TOGETHER] for n in range(0, len(broad), TOGETHER)]
        self._of = {n: place for place, group in enumerate(self._groups) for n in group}
        self._patterns = [join_as_alternatives(members[n].pattern for n in group) for group in self._groups]
        self._asked: dict[int, tuple[str, bool]] = {}

    def may_match(self, n: int, block: str) -> bool:
        """Return whether the pattern of a rule, or of another rule in its group, matches in a block."""
        group = self._of.get(n)
        if group is None or len(block) < LONG_BLOCK:
            return True
        asked = self._asked.get(group)
        if asked is None or asked[0] is not block:
            asked = self._asked[group] = (
                block,
                get_lazy_pattern(self._patterns[group]).search(block) is not None,
            )
        return asked[1]

    def compile(self) -> None:
        """Compile the patterns of all groups."""
        for pattern in self._patterns:
            get_lazy_pattern(pattern).compile()


class _LateKeywords:
    """Keywords of the late rules, found in one search of a block, which is repeated if the block changes."""

    def __init__(self, members: Sequence[Rule]) -> None:
        words = {word for rule in members if rule.late for word in rule.needs}
        self._words = Words(words)
        self._any = "|".join(map(re.escape, sorted(words)))
        self._asked: tuple[str, set[str]] = ("", set())

    def contains_any(self, block: str, needs: Sequence[str]) -> bool:
        """Return whether a block contains a keyword of a late rule."""
        asked = self._asked
        if asked[0] is not block:
            there = self._any and get_lazy_pattern(self._any).search(block) is not None
            asked = self._asked = (block, self._words.find_in_text(block) if there else set())
        return not asked[1].isdisjoint(needs)


REMEMBERED = 100
"""Maximum number of cached sets of keywords, each with its rules."""
LONG_BLOCK = 300
"""Minimum block length, in characters, for which testing several rules at once pays for its compilation."""
TOGETHER = 8
"""Number of rules searched for at once; with more, the RE2 automaton grows faster than it saves time."""


def _is_broad(rule: Rule) -> bool:
    """Return whether a rule has a short pattern and keywords found in nearly every text."""
    if rule.late or rule.sieve is not None or rule.quick is not None:
        return False
    if rule.needs and min(map(len, rule.needs)) > SIGN:
        return False
    return not has_large_repeat_count(rule.pattern) and len(rule.pattern) < 600


def has_large_repeat_count(pattern: str) -> bool:
    """Return whether a pattern has a repetition count so large that RE2 would need too many states."""
    return get_lazy_pattern(_LONG_COUNT).search(pattern) is not None


_LONG_COUNT = r"\{[0-9]*,?(?:[0-9]{3,}|[6-9][0-9])\}"


def join_as_alternatives(patterns: Iterable[str]) -> str:
    """Return a pattern that matches where any of these does, without group names."""
    return "|".join(map(_remove_group_names, patterns))


@lru_cache(maxsize=2_000)
def _remove_group_names(pattern: str) -> str:
    """Return a pattern as one group without names; a long text joins the same patterns again and again."""
    return f"(?:{_NAMED_GROUP.sub('(?:', pattern)})"


_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


class Rules:
    """Rules in the order in which they are tried."""

    def __init__(
        self,
        members: Iterable[Rule],
        secrets: int = 0,
        related: Related | None = None,
        alike: Alike | None = None,
    ) -> None:
        """Create an ordered set of rules.

        Args:
            members: the rules in order.
            secrets: number of rules for secrets at the start; 0 for all.
            related: called after the rules for secrets, with the block before and after.
            alike: called after all rules.
        """
        self._members = tuple(members)
        self._secrets = secrets or len(self._members)
        self._related = related
        self._alike = alike
        self._words = Words.get_superset_of(
            word for rule in self._members if not rule.late for word in rule.needs
        )
        self._always = {n for n, rule in enumerate(self._members) if not rule.needs or rule.late}
        self._together = _RuleGroupSearch(self._members)
        self._late = _LateKeywords(self._members)
        self._needed: dict[str, tuple[int, ...]] = {}  # thousands of tuples; sets would take 1 MB more
        self._orders: dict[frozenset[str], tuple[tuple[int, ...], int]] = {}
        for n, rule in enumerate(self._members):
            for word in () if rule.late else rule.needs:
                self._needed[word] = (*self._needed.get(word, ()), n)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._members)

    def compile(self, stop: Callable[[], bool] = bool) -> None:
        """Compile the rules that nearly every text needs, so that the first text needn't wait.

        Args:
            stop: called before each rule; returns True to leave the remaining rules uncompiled.
        """
        for rule in self._members:
            if stop():
                return
            if not rule.needs or min(map(len, rule.needs)) <= SIGN:
                get_lazy_pattern(rule.pattern).compile()
        self._together.compile()

    def apply(
        self, block: str, aliases: Aliases, counts: Counter[str], idle: IdleRuleTracker | None = None
    ) -> str:
        """Return the block with every match replaced; a rule without a keyword in the block isn't tried.

        Args:
            block: part of a text.
            aliases: source of the placeholders.
            counts: number of replacements by class; updated.
            idle: tracker of idle rules for a long text.
        """
        order, first = self._list_needed_rules(frozenset(self._words.find_in_text(block.lower())))
        clean = self._apply_members(order[:first], block, aliases, counts, idle)
        if self._related is not None and clean != block:
            clean = self._related(block, clean, counts)
        clean = self._apply_members(order[first:], clean, aliases, counts, idle)
        if self._alike is not None:
            clean = self._alike(block, clean, aliases, counts)
        return hide_rests_of_values(block, clean, counts)

    def _list_needed_rules(self, words: frozenset[str]) -> tuple[tuple[int, ...], int]:
        """Return the rules for these keywords in order, and how many are for secrets; blocks repeat them."""
        found = self._orders.get(words)
        if found is None:
            order = tuple(sorted(self._always.union(*(self._needed.get(word, ()) for word in words))))
            if len(self._orders) >= REMEMBERED:
                self._orders.clear()
            found = self._orders[words] = order, bisect_left(order, self._secrets)
        return found

    def _apply_members(
        self,
        order: Sequence[int],
        block: str,
        aliases: Aliases,
        counts: Counter[str],
        idle: IdleRuleTracker | None,
    ) -> str:
        for n in order:
            rule = self._members[n]
            if rule.late and not self._late.contains_any(block, rule.needs):
                continue
            if idle is None:
                if self._together.may_match(n, block):
                    block = rule.apply(block, aliases, counts)
            elif idle.may_match(n, block):
                before, block = block, rule.apply(block, aliases, counts)
                idle.record_attempt(n, before, found=block is not before)
        return block
