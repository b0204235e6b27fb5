"""In a long text, rules that find nothing are searched for together, and still find what comes late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from selfhelp.report.redact import Redactor, idle_rules, rule_order
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.by_line.line_rules import make_each_line_rule
from selfhelp.report.redact.idle_rules import (
    ALARMS,
    AT_ONCE,
    IDLE_BLOCKS,
    LEAST,
    LONG_TEXT,
    PATIENCE,
    IdleRules,
    loosen_pattern,
)
from selfhelp.report.redact.re2_patterns import PatternForms, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, Rules, make_hiding_replacer, split_into_blocks
from tests.report import redaction_measured

LETTERS = "abcdefghijklmnopqrstuvwx"
MEMBERS = [Rule(f"r{c}", (), rf"(?P<v>{c}{c}[0-9]+)", make_hiding_replacer(f"r{c}")) for c in LETTERS]


def test_a_secret_behind_many_blocks_without_one_is_found() -> None:
    rules, idle, counts = Rules(MEMBERS), IdleRules(MEMBERS), Counter[str]()
    blocks = [f"nothing here {n}" for n in range(IDLE_BLOCKS * 2)] + ["aa11 pp22"]
    shown = [rules.apply(block, Aliases(b"k"), counts, idle) for block in blocks]
    assert shown[-1] == "[secret:ra] [secret:rp]"
    assert shown[:-1] == blocks[:-1]
    assert counts == {"ra": 1, "rp": 1}


def _without_a_find(idle: IdleRules, blocks: int, numbers: Iterable[int]) -> None:
    for n in range(blocks):
        for number in numbers:
            idle.record_attempt(number, f"block {n}", found=False)


def test_idle_rules_are_not_searched_for_one_by_one() -> None:
    idle = IdleRules(MEMBERS)
    for n in range(IDLE_BLOCKS):
        assert not any(idle.may_match(number, f"block {n}") for number in range(len(MEMBERS)))
    later = "nothing either"
    assert not any(idle.may_match(number, later) for number in range(len(MEMBERS)))
    assert len({id(group) for group in idle._groups.values()}) == len(MEMBERS) // AT_ONCE


def test_a_rule_is_not_compiled_before_its_loose_pattern_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(
        "selfhelp.report.redact.rules.get_lazy_pattern",
        lambda pattern: (tried.append(pattern), get_lazy_pattern(pattern))[1],
    )
    rules, idle = Rules(MEMBERS), IdleRules(MEMBERS)
    tried.clear()
    for n in range(IDLE_BLOCKS * 2):
        rules.apply(f"nothing here {n}", Aliases(b"k"), Counter(), idle)
    rules.apply("hh5", Aliases(b"k"), Counter(), idle)
    assert tried == [MEMBERS[LETTERS.index("h")].pattern]


def test_a_rule_with_a_find_is_searched_for_alone() -> None:
    idle = IdleRules(MEMBERS)
    _without_a_find(idle, IDLE_BLOCKS - 1, range(len(MEMBERS)))
    assert idle.may_match(0, "aa1")
    idle.record_attempt(0, "aa1", found=True)
    _without_a_find(idle, 1 + PATIENCE, range(1, len(MEMBERS)))
    assert idle.may_match(0, "nothing")
    assert not idle.may_match(1, "nothing")


def test_of_a_group_only_what_may_match_is_tried() -> None:
    idle = IdleRules(MEMBERS)
    _without_a_find(idle, IDLE_BLOCKS, range(len(MEMBERS)))
    block = "something: cc3"
    assert [n for n in range(len(MEMBERS)) if idle.may_match(n, block)] == [LETTERS.index("c")]


def test_a_rule_that_is_often_found_leaves_its_group() -> None:
    idle = IdleRules(MEMBERS)
    _without_a_find(idle, IDLE_BLOCKS, range(len(MEMBERS)))
    for n in range(ALARMS):
        assert idle.may_match(2, f"cc{n}")
    assert idle.may_match(2, "nothing")
    assert not any(idle.may_match(n, "nothing") for n in range(len(MEMBERS)) if n != 2)


def test_a_rule_whose_pattern_is_found_without_a_find_joins_none() -> None:
    """Its group would be found in every block."""
    idle = IdleRules(MEMBERS)
    for _ in range(IDLE_BLOCKS + PATIENCE):
        idle.record_attempt(0, "aa1", found=False)
        idle.record_attempt(1, "aa1", found=False)
    assert idle.may_match(0, "nothing")
    assert not idle.may_match(1, "nothing")


def test_a_rule_that_its_pattern_does_not_tell_is_always_tried() -> None:
    late = Rule("late", ("user-",), "aa", make_hiding_replacer("late"), late=True)
    each_line = make_each_line_rule("line", lambda line: (), lambda text: True, lambda block: True)
    idle = IdleRules([late, each_line])
    _without_a_find(idle, IDLE_BLOCKS + PATIENCE, (0, 1))
    assert idle.may_match(0, "nothing")
    assert idle.may_match(1, "nothing")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a{0,80}b", "a*b"),
        ("a{0,1}b{1,9}c{2,40}", "a?b+c{2,}"),
        ("[0-9a-f]{32}[0-9]{4}", f"[0-9a-f]{{{LEAST},}}[0-9]{{4}}"),
        ("a{100,}?", f"a{{{LEAST},}}?"),
        (r"[{]{1,2}\{3}[]{4}]", r"[{]+\{3}[]{4}]"),
        (r"\x{201c}{0,3}[\x{2010}-\x{2012}]\p{Lu}{1,5}", r"\x{201c}*[\x{2010}-\x{2012}]\p{Lu}+"),
    ],
)
def test_a_loose_pattern_has_no_upper_bounds(pattern: str, expected: str) -> None:
    assert loosen_pattern(pattern) == expected


@pytest.mark.slow
def test_a_loose_pattern_is_found_where_its_rule_finds_something() -> None:
    """Whatever the corpora hold: what is passed over would have found nothing."""
    patterns = {rule.pattern for rule in rule_order.get_log_rules()}
    pairs = [
        (get_lazy_pattern(pattern), PatternForms(loosen_pattern(pattern))) for pattern in sorted(patterns)
    ]
    texts = "\n".join(context["text"] for context in redaction_measured.contexts("dev"))
    for block in split_into_blocks(texts.encode("ascii", "ignore").decode()):
        for tight, wide in pairs:
            assert tight.search(block) is None or wide.search(block) is not None


def test_only_long_texts_are_worth_it() -> None:
    assert idle_rules.make_idle_rule_tracker("x" * LONG_TEXT, MEMBERS) is None
    assert idle_rules.make_idle_rule_tracker("x" * (LONG_TEXT + 1), MEMBERS) is not None


def test_a_long_log_loses_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last lines hold what none of the million characters before them had."""
    last = (
        "Nov 24 16:00:11 pc-7421 app[7]: password=Velours-31x from 10.1.2.3 (08:00:27:4e:66:a1)\n"
        "Nov 24 16:00:11 pc-7421 sshd[9]: Accepted publickey for mdurand from 192.0.2.7 port 22 ssh2\n"
    )
    log = "".join(
        f"Nov 24 16:00:11 pc-7421 systemd[{n}]: unit loaded, state changed\n" for n in range(20_000)
    )
    with_it = Redactor({}, key=b"k").redact_text(log + last)
    monkeypatch.setattr(idle_rules, "LONG_TEXT", 10**9)
    assert Redactor({}, key=b"k").redact_text(log + last) == with_it
    assert "Velours" not in with_it
    assert "mdurand" not in with_it
