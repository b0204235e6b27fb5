"""Lines walked one by one: which are read, and where their parts are in the block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.by_line.line_rules import LONGEST, Line, ReplacedPart, make_each_line_rule


def _first_word(line: Line) -> Iterator[ReplacedPart]:
    yield ReplacedPart(line.start, line.start + len(line.text.split()[0]))


def test_only_lines_that_are_worth_it_are_read_each_at_its_place() -> None:
    asked: list[str] = []

    def worth(text: str) -> bool:
        asked.append(text)
        return text.startswith("plum")

    rule = make_each_line_rule("password", _first_word, worth, lambda _: True)
    long = "plum " * LONGEST
    counts = Counter[str]()
    clean = rule.apply(f"plum one\r\n\r\npear two\n{long}\nplum three", Aliases(b"k"), counts)
    assert clean == f"[secret:password] one\r\n\r\npear two\n{long}\n[secret:password] three"
    assert asked == ["plum one", "pear two", "plum three"]
    assert counts == {"password": 2}


def test_a_block_that_the_sieve_keeps_back_is_not_read() -> None:
    rule = make_each_line_rule("password", _first_word, lambda _: True, lambda block: "plum" in block)
    assert rule.apply("pear one", Aliases(b"k"), Counter()) == "pear one"
