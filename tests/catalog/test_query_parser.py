"""What is read out of a sentence."""

from __future__ import annotations

import pytest

from selfhelp.catalog.query_parser import Reader, clauses, plain, stem
from selfhelp.core.paths import resource

SMALL, SAME = (resource(f"words/{name}").read_text(encoding="utf-8") for name in ("small.txt", "same.txt"))
READER = Reader.of_lists(SMALL, SAME)


def test_accents_case_and_elisions_do_not_matter() -> None:
    assert READER.marks("L’Imprimante BLOQUÉE") == READER.marks("l'imprimante bloquee")
    assert plain("Œuvre") == "oeuvre"


@pytest.mark.parametrize(("english", "french"), [("printer", "imprimante"), ("password", "mot de passe")])
def test_both_languages_mean_the_same(english: str, french: str) -> None:
    meanings = [{m for m in READER.marks(text) if m[0] == "#"} for text in (english, french)]
    assert meanings[0] & meanings[1]


def test_what_works_counts_less() -> None:
    assert dict(clauses("le son marche mais pas le micro")) == {"le son marche ": 0.1, " pas le micro": 1.0}
    marks = READER.marks("sound works but not the microphone")
    assert marks["=sound"] < marks["=" + stem("microphone")]


@pytest.mark.parametrize("text", ["my mail works", "le son ne marche pas mais le micro", "rien ne marche"])
def test_what_does_not_work_or_stands_alone_counts_in_full(text: str) -> None:
    assert next(iter(clauses(text)))[1] == 1.0


def test_small_words_say_nothing() -> None:
    assert not READER.marks("the of and le la les")


def test_drive_letters_and_codes_are_told_apart_from_words() -> None:
    assert "=lettredr" in READER.marks("mon S: a disparu")
    assert "=lettredr" not in READER.marks("probleme: rien")
    assert "=errorcod" in READER.marks("error 0x80070643")


def test_a_typing_mistake_shares_letters_with_the_word() -> None:
    right, wrong = (set(READER.marks(word)) for word in ("imprimante", "imprimente"))
    assert len(right & wrong) >= 5
