"""Patterns find the same whichever way they are searched, and quickly enough."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest

from selfhelp.report.redact import Redactor, re2_patterns
from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.re2_patterns import MANY, Match, compiled
from selfhelp.report.redact.rules import Rule, Rules, around, hide

TEXTS = [
    "key=a1 ",
    "clé=é1 ",
    "key=a1\nkey=\u20acb22;",
    "\U0001f600key=x9 ",
    "key=one1 key=two22 key=ümlaut3 ",
]
PATTERN = r"(?:^|[^a-z])(?P<name>key|clé)=(?P<v>[^\s;]{1,9})"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("times", [1, MANY * 2])
def test_places_and_groups_are_those_that_python_finds(text: str, times: int) -> None:
    whole = text * times
    found = [(m.span(), m.span("name"), m.span("v"), m["v"]) for m in compiled(PATTERN).finditer(whole)]
    assert found == [(m.span(), m.span("name"), m.span("v"), m["v"]) for m in re.finditer(PATTERN, whole)]
    assert [m[0] for m in found] == list(compiled(PATTERN).places(whole))


def test_equal_matches_between_other_letters_are_told_apart() -> None:
    pattern = r"a(?P<v>b*)(?P<w>b?\b)?"
    whole = "ab abb abx " * MANY
    found = [(m.span(), m.span("v")) for m in compiled(pattern).finditer(whole)]
    assert found == [(m.span(), m.span("v")) for m in re.finditer(pattern, whole)]


def test_many_matches_of_which_no_two_are_alike() -> None:
    whole = " ".join(f"key={n}" for n in range(MANY * 5)) + " key=same" * MANY * 2
    found = [(m.span(), m.span("v")) for m in compiled(PATTERN).finditer(whole)]
    assert found == [(m.span(), m.span("v")) for m in re.finditer(PATTERN, whole)]


def test_a_rule_told_by_its_value_alone_replaces_the_same() -> None:
    def bold(match: Match, aliases: Aliases) -> str | None:
        return None if match["v"] == "stays" else around(match, "v", match["v"].upper())

    text = "key=one key=stays key=one clé=é1, key=two;"
    each, by_value = (Rule("r", (), PATTERN, bold, ";", by_value=told) for told in (False, True))
    counts = Counter[str]()
    assert by_value.apply(text, Aliases(b"k"), counts) == each.apply(text, Aliases(b"k"), Counter())
    assert counts == {"r": 3}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("host-3f9a2c", True),
        (".host-3f9a2c.lan", True),
        ("ip-private-3f9a2c-01ab", True),
        ("[secret:key]", True),
        ("[removed: error]x", True),
        ("host-3f9a2", False),
        ("xhost-3f9a2c", False),
        ("éhost-3f9a2c", True),
        ("[secret:key", False),
        ("", False),
        ("x" * 300 + " host-3f9a2c", False),
    ],
)
def test_what_begins_with_a_stand_in_is_told(value: str, told: bool) -> None:
    assert is_stand_in(value) is told


def test_without_the_private_call_of_the_module_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [(m.span(), m["v"]) for m in compiled(PATTERN).finditer("é key=a1 key=b2")]
    monkeypatch.setattr(re2_patterns, "_direct", lambda *_: None)
    slow = re2_patterns.Pattern(PATTERN)
    assert [(m.span(), m["v"]) for m in slow.finditer("é key=a1 key=b2")] == quick


def test_rules_that_are_asked_together_find_what_each_finds_alone() -> None:
    members = [
        Rule(f"r{n}", (":",), rf"(?P<v>{c}{c}[0-9]+)", hide(f"r{n}")) for n, c in enumerate("abcdefghijkl")
    ]
    text = "x: aa1 bb22 ll333 zz9\n" * 3
    alone = text
    for rule in members:
        alone = rule.apply(alone, Aliases(b"k"), Counter())
    together = Counter[str]()
    assert Rules(members).apply(text, Aliases(b"k"), together) == alone
    assert together == {"r0": 3, "r1": 3, "r11": 3}


@pytest.mark.parametrize(
    "seed", ["net use \\\\", "password: ", "my password is ", "clé=", "%25", "\\\\a\\b "]
)
def test_fifty_kilobytes_of_one_word_take_no_second(seed: str) -> None:
    redactor = Redactor({})
    redactor.text(seed * 100)  # compiles what it needs
    begin = time.process_time()
    redactor.text((seed * 50_000)[:50_000])
    assert time.process_time() - begin < 0.8  # four times the aim: this computer is shared
