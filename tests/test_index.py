"""The index of the search is what its sources make, and knows no sentence of the test set."""

from __future__ import annotations

import csv
import json

import pytest

from selfhelp.catalog.query_parser import plain
from tests.people import ROOT
from tools import index


def test_what_can_be_found_is_what_the_fixes_say_today() -> None:
    """Whatever their titles depend on: `tools.compiled` knows the files that are listed there alone."""
    assert index.INDEX.read_text(encoding="utf-8") == index.written(index.entries())


def test_every_answer_of_the_weights_has_words_and_every_entry_was_learned() -> None:
    answers = json.loads(index.WEIGHTS.read_text(encoding="utf-8"))["answers"]
    assert answers == sorted(index.phrases())
    assert {row["id"] for row in json.loads(index.INDEX.read_text(encoding="utf-8"))} <= set(answers)


def test_no_sentence_of_the_test_set_is_a_phrase() -> None:
    with (ROOT / "tests" / "data" / "complaints.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    asked = {plain(row[0]) for row in rows}
    assert len(asked) == len(rows) >= 200
    known = {plain(p) for group in index.phrases().values() for p in group}
    assert not asked & known


@pytest.mark.slow
def test_the_same_phrases_give_the_same_weights() -> None:
    made = index.written(index.weights_file(index.phrases()))
    assert made == index.WEIGHTS.read_text(encoding="utf-8")
