"""Learned weights find values that no rule describes; they are quick, repeatable and leave harmless text."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.by_learning import value_tagger
from selfhelp.report.redact.by_learning.word_features import SLOTS
from selfhelp.report.redact.by_learning.word_shapes import find_class
from tests.people import ROOT
from tests.report.redaction_measured import FOLDER
from tools import tagger

HOSTILE = (
    "a1B2 " * 18_000,
    "x" * 95_000,
    "[secret:password] aB1x " * 4_000,
    "k=v9x;" * 15_000,
    "é0" * 45_000,
    "\n" * 95_000,
    "A1/" * 30_000,
    "a." * 45_000,
    "\ud800 9Zx" * 10_000,
)


def test_weights_are_one_byte_each() -> None:
    assert len(value_tagger.read_weights()) == SLOTS <= 150_000


@pytest.mark.parametrize("corpus", tagger.MEASURED)
def test_unread_texts_have_fewer_values_left_than_with_rules_alone(corpus: str) -> None:
    """The weights have not learned half ``b`` of these corpora."""
    rules = learned = total = 0
    lines = (FOLDER / f"{corpus}.jsonl").read_text("utf-8").splitlines()
    for context in map(json.loads, lines[::2]):
        if context["context"].startswith(tagger.UNREAD):
            shown = Redactor({}, key=b"k").redact_by_rules(context["text"])
            new = value_tagger.redact_block(shown, Counter())
            total += len(context["secrets"])
            rules += sum(secret in shown for secret in context["secrets"])
            learned += sum(secret in new for secret in context["secrets"])
    assert total > 60
    assert learned < rules


@pytest.mark.parametrize("name", tagger.HARMLESS_MEASURED)
def test_harmless_texts_that_were_not_learned_stay(name: str) -> None:
    found: Counter[str] = Counter()
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    for passage in tagger.split_passages(text):
        value_tagger.redact_block(passage, found)
    assert found.total() <= max(1, len(text.split()) / 1_900)


def test_a_signed_status_of_windows_is_no_value() -> None:
    assert [find_class(word) for word in ("1073741819", "3221225477", "%%2147942405")] == ["", "", ""]
    assert find_class("1073541819") == "N9"


def test_words_of_other_scripts_and_escaped_words_are_no_values() -> None:
    assert [find_class(word) for word in ("εκτυπωτής", "打印机无法工作", "принтер", "caf%C3%A9")] == [""] * 4
    assert find_class("zqx%C3%A9k7") != ""


def test_a_folder_of_the_system_is_no_value() -> None:
    text = "copyFile source path:/var/log/CoreCapture/IO80211Family/IO80211AWDLPeerManager/x.pcapng " * 2
    assert value_tagger.redact_block(text, Counter()) == text


def test_the_app_starts_without_the_weights() -> None:
    program = (
        "import sys, selfhelp.app, selfhelp.cli.main, selfhelp.ui.application, selfhelp.report.redact\n"
        "assert not [name for name in sys.modules if 'by_learning' in name]\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_the_same_text_has_the_same_scores() -> None:
    text = "please use Gloriette-77 for the till, and Kormoran_04 for the scale in the other shop on Friday"
    first = value_tagger.score_words(text)
    assert first == value_tagger.score_words(text)
    assert first


def test_a_value_is_found_in_disguise_and_all_else_stays_byte_for_byte() -> None:
    """Formatting such as colours and wide letters is no part of a value; around it, it stays."""
    plain = "user-a1b2c3 please use Gloriette-77 for the till, and the other one for the scale as agreed"
    shown = value_tagger.redact_block(plain, Counter())
    assert shown != plain
    for written, read in (("please", "\x1b[1mplease\x1b[0m"), ("for the till", "for\xa0the \uff54ill")):
        disguised = plain.replace(written, read).replace("Gloriette", "Glo\u200briette")
        assert value_tagger.redact_block(disguised, Counter()) == shown.replace(written, read)


def test_short_and_long_texts_are_left_to_the_rules() -> None:
    assert not value_tagger.is_scored("x" * (value_tagger.SHORTEST - 1))
    assert not value_tagger.is_scored("x" * (value_tagger.LONGEST + 1))
    text = "please use Gloriette-77 for the till, and Kormoran_04 for the scale in the other shop\n" * 60
    assert "likely" not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:8]))
def test_hostile_text_is_quick(text: str) -> None:
    start = time.process_time()
    value_tagger.score_words(text)
    assert time.process_time() - start < 5  # of twenty times what is scored


def test_damaged_weights_remove_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> memoryview:
        raise ValueError

    monkeypatch.setattr(value_tagger, "read_weights", fail)
    assert (
        Redactor({}).redact_text("a text that is long enough for the learned weights " * 3)
        == "[removed: error]"
    )


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("binlog_expire_logs_seconds=", "604800"),
        ("X-Request-Start: t=", "1770714922"),
        ("My ticket from last week, number ", "118204"),
        ('"integrity": "sha512-BcYH1CVJBO9tvyIZ2jVeXgSIMvGZ2FDRvDdOIVQyuklNKSsx+eppDEBq/', "g47Ayw"),
        ("Ticket: ", "INC-204418"),
        ("Resolution: 3024 x ", "1964"),
        ("features = huge_file,flex_bg,extent,dir_nlink,", "inline_data"),
    ],
)
def test_numbers_of_settings_and_tickets_and_checksums_are_no_values(before: str, word: str) -> None:
    text = before + word
    assert value_tagger._is_setting(text, len(before), len(text))
    assert not value_tagger._is_setting(f"{before}x {word}q", len(before) + 2, len(text) + 3)


def test_a_range_of_characters_is_no_value() -> None:
    text = "#NAME_REGEX=^[a-z][a-z0-9_-]*$"
    assert value_tagger._is_setting(text, 19, 28)
