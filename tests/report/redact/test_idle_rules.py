"""In a long text, rules that find nothing are searched for together, and still find what comes late."""

from __future__ import annotations

from collections import Counter

import pytest

from selfhelp.report.redact import Redactor, idle_rules
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.idle_rules import AT_ONCE, IDLE_BLOCKS, LONG_TEXT, IdleRules
from selfhelp.report.redact.rules import Rule, Rules, hide

LETTERS = "abcdefghijklmnop"
MEMBERS = [Rule(f"r{c}", (), rf"(?P<v>{c}{c}[0-9]+)", hide(f"r{c}")) for c in LETTERS]


def test_a_secret_behind_many_blocks_without_one_is_found() -> None:
    rules, idle, counts = Rules(MEMBERS), IdleRules(MEMBERS), Counter[str]()
    blocks = [f"nothing here {n}" for n in range(IDLE_BLOCKS * 2)] + ["aa11 pp22"]
    shown = [rules.apply(block, Aliases(b"k"), counts, idle) for block in blocks]
    assert shown[-1] == "[secret:ra] [secret:rp]"
    assert shown[:-1] == blocks[:-1]
    assert counts == {"ra": 1, "rp": 1}


def test_idle_rules_are_not_searched_for_one_by_one() -> None:
    idle = IdleRules(MEMBERS)
    for n in range(IDLE_BLOCKS):
        for number in range(len(MEMBERS)):
            assert idle.may_match(number, f"block {n}")
            idle.tried(number, found=False)
    later = "nothing either"
    assert not any(idle.may_match(number, later) for number in range(len(MEMBERS)))
    assert len({id(group) for group in idle._groups.values()}) == len(MEMBERS) // AT_ONCE


def test_a_rule_with_a_find_is_searched_for_alone() -> None:
    idle = IdleRules(MEMBERS)
    for _ in range(IDLE_BLOCKS - 1):
        for number in range(len(MEMBERS)):
            idle.tried(number, found=False)
    idle.tried(0, found=True)
    for number in range(1, len(MEMBERS)):
        idle.tried(number, found=False)
    assert idle.may_match(0, "nothing")
    assert not idle.may_match(1, "nothing")


def test_only_long_texts_are_worth_it() -> None:
    assert idle_rules.idle_rules("x" * LONG_TEXT, MEMBERS) is None
    assert idle_rules.idle_rules("x" * (LONG_TEXT + 1), MEMBERS) is not None


def test_a_long_log_loses_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last lines hold what none of the million characters before them had."""
    last = (
        "Nov 24 16:00:11 pc-7421 app[7]: password=Velours-31x from 10.1.2.3 (08:00:27:4e:66:a1)\n"
        "Nov 24 16:00:11 pc-7421 sshd[9]: Accepted publickey for mdurand from 192.0.2.7 port 22 ssh2\n"
    )
    log = "".join(
        f"Nov 24 16:00:11 pc-7421 systemd[{n}]: unit loaded, state changed\n" for n in range(20_000)
    )
    with_it = Redactor({}, key=b"k").text(log + last)
    monkeypatch.setattr(idle_rules, "LONG_TEXT", 10**9)
    assert Redactor({}, key=b"k").text(log + last) == with_it
    assert "Velours" not in with_it
    assert "mdurand" not in with_it
