"""Long lines and many different names cost no more than they must, and nothing else is replaced."""

from __future__ import annotations

import re
from collections import Counter
from inspect import unwrap
from pathlib import Path

import pytest

from selfhelp.report import redact
from selfhelp.report.redact import (
    Redactor,
    labelled_keys,
    labelled_people,
    positional_names,
    rule_order,
    strong_values,
    told_names,
)
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.by_kind import people
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule, find_line_start, has_large_repeat_count

SOURCES = Path(redact.__file__).parent
WHOLE_LINES = {
    "secrets_after_keywords",
    "conversations",
    "values_below_labels",
    "people_in_context",
    "line_rules",
}
"""Modules that need the start of a line once for each line, or whatever its length."""


def test_no_rule_searches_or_copies_a_long_line_for_every_match() -> None:
    """Of a JSON file on one line, each match would search all text before it, or copy all text behind it."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in SOURCES.glob("**/*.py")}
    assert {name for name, code in sources.items() if r'.rfind("\n", 0,' in code} <= WHOLE_LINES
    assert [
        name for name, code in sources.items() if re.search(r"(?:string|text|block)\[[^\]]+ :\]\[:", code)
    ] == []


class Watched(str):
    """A text that knows how far back it was searched."""

    low = 0

    def rfind(self, sub: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        """Search the text and keep the start."""
        self.low = start
        return super().rfind(sub, start, end)


@pytest.mark.parametrize("most", [1, 3, 5, 6, 7, 40])
@pytest.mark.parametrize("text", ["", "abcdefgh", "\n", "ab\ncdef", "ab\ncd\n", "\n\nabcde", "abcde\n"])
def test_the_start_of_a_line_is_searched_for_in_few_characters(text: str, most: int) -> None:
    for place in range(len(text) + 1):
        watched = Watched(text)
        assert find_line_start(watched, place, most) == max(text.rfind("\n", 0, place) + 1, place - most, 0)
        assert watched.low >= place - most


def make_names(count: int) -> list[str]:
    """Return so many different full names."""
    letters = "bcdfgklmnp"
    return [
        f"Anna {letters[n // 100].upper()}o{letters[n // 10 % 10]}ud{letters[n % 10]}ax" for n in range(count)
    ]


def find_rule(word: str) -> Rule:
    """Return the rule for names whose pattern is this one."""
    return next(rule for rule in rule_order.get_all_rules() if rule.pattern == getattr(told_names, word))


NAMES = make_names(900)
LINE = ", ".join(f"then {name} and Kofodo {name.partition(' ')[2]} wrote" for name in NAMES)


@pytest.mark.parametrize("pattern", ["_KNOWN", "_PAIR"])
def test_a_rule_for_names_makes_no_match_of_each_name(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    rule, counts = find_rule(pattern), Counter[str]()
    monkeypatch.setattr(type(get_lazy_pattern(rule.pattern)), "finditer", None)
    monkeypatch.setattr(told_names, "_is_sentence", None)  # two words beside each name tell it
    clean = rule.apply(LINE, Aliases(b"k"), counts)
    assert counts["user"] >= len(NAMES)
    assert not any(name in clean for name in NAMES)


def test_the_words_of_names_are_listed_when_they_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    aliases = Aliases(b"k")
    monkeypatch.setattr(Aliases, "_remember_name_parts", None)
    made = aliases.make_placeholder("user", "Anna Boduxas")
    monkeypatch.undo()
    assert aliases.find_full_name_placeholder("boduxas") == made
    assert aliases.find_full_name_placeholder("Kofodo") == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Boduxas Paul Kofodo wrote", ["Anna Boduxas", "Kofodo"]),
        ("(Anna Boduxas)", ["Anna Boduxas"]),
        ("é Anna Boduxas and others wrote", ["Boduxas"]),
        ("as Anna van der Boduxas said", ["Boduxas"]),
        ("as J.-P. Anna Boduxas said", ["Boduxas"]),
    ],
)
def test_names_are_found_wherever_they_are_in_a_run(text: str, names: list[str]) -> None:
    for line in (text, f"\n{text}\n", f"ü {text}"):
        clean = find_rule("_KNOWN").apply(line, Aliases(b"k"), Counter())
        assert not any(name in clean for name in names), clean


@pytest.mark.parametrize("value", ["v12345", "item98765", "Kofodo1", "kofodo123456"])
def test_a_word_and_a_number_are_told_without_a_pattern(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    before = strong_values.looks_like_password(value), strong_values.is_altered_word(value)
    assert before == (False, False)
    monkeypatch.setattr(strong_values, "get_lazy_pattern", None)
    assert not unwrap(strong_values.looks_like_password)(value)
    assert not unwrap(strong_values.is_altered_word)(value)


def test_an_ordinary_name_is_told_without_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (labelled_people, people, positional_names):
        monkeypatch.setattr(module, "get_lazy_pattern", None)
    assert not labelled_people.is_heading("Boduxas")
    assert not people._is_term("Anna Boduxas")
    assert not people._follows_place_word("we wrote to ")
    assert not positional_names.is_kernel_line("then Anna", 5)


def find_joined_rule() -> Rule:
    """Return the rule for a value after a name and a sign."""
    return next(rule for rule in rule_order.get_all_rules() if rule.pattern == labelled_keys._JOINED)


def test_a_joined_value_is_searched_for_without_groups_and_counting() -> None:
    assert "(?P<" not in labelled_keys._JOINED
    assert not has_large_repeat_count(labelled_keys._JOINED)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('dbpass => "Tr0ub4dor+1a"', "Tr0ub4dor+1a"),
        ("dbpass := 'Tr0ub4dor+1a'", "Tr0ub4dor+1a"),
        ("dbpass=b'Tr0ub4dor+1a'", "Tr0ub4dor+1a"),
        ("dbpass=Tr0ub4dor+1a", "Tr0ub4dor+1a"),
        ('{\\"dbpass\\": \\"Tr0ub4dor+1a\\"}', "Tr0ub4dor+1a"),
        ("dbpass=Tr0ub4dor+1a.", "Tr0ub4dor+1a"),
        ("clé=7, dbpass='é Tr0ub4dor'", "é Tr0ub4dor"),
    ],
)
def test_a_joined_value_ends_at_its_quote(text: str, value: str) -> None:
    for line in (text, f"{text}\n", f"ü {text} ü", f"key=a {text}, key=b"):
        clean = find_joined_rule().apply(line, Aliases(b"k"), Counter())
        assert clean == line.replace(value, "[secret:password]")


def test_a_joined_value_has_at_most_501_characters() -> None:
    clean = find_joined_rule().apply("dbpass=" + "Tr0ub4dor+1" * 50, Aliases(b"k"), Counter())
    assert len(clean) == len("dbpass=[secret:password]") + 550 - 501


def test_secrets_in_a_long_line_are_found_at_its_end() -> None:
    line = (
        '{"id": 7, "state": "link changed"}, ' * 3_000
        + '{"token": "9f86d081884c7d65a1b2", "password": "Tr0ub4dor+1a"}'
    )
    clean = Redactor({}).redact_text(line)
    assert "9f86d081884c7d65a1b2" not in clean
    assert "Tr0ub4dor" not in clean
