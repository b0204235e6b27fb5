"""Finding what fits a person's own words: typos, no accents, half a word, a paragraph, two languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.ranking import Entry, Ranking, words

RANKING = Ranking(
    [
        Entry(
            "print",
            [
                "Clear a stuck print queue",
                "printer stuck",
                "mon imprimante est bloquée",
                "rien ne sort de l'imprimante",
            ],
        ),
        Entry(
            "disk", ["Free up disk space", "disk full", "plus de place sur le disque", "espace insuffisant"]
        ),
        Entry("clock", ["Set the clock right", "wrong time", "l'horloge n'est pas à l'heure", "date fausse"]),
        Entry("sound", ["Bring the sound back", "no sound", "plus de son", "haut-parleur muet"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("printer stuck", "print"),
        ("mon imprimante n'imprime plus", "print"),
        ("IMPRIMANTE BLOQUEE", "print"),
        ("imprimente bloqé", "print"),
        ("impr", "print"),
        ("my prnter is stcuk", "print"),
        ("no space left on disk", "disk"),
        ("ya plus de place sur le dique", "disk"),
        ("the time on my pc is wrong", "clock"),
        ("horloge pas a l heure", "clock"),
        ("bonjour, depuis ce matin je n'ai plus aucun son dans les réunions, merci de votre aide", "sound"),
        ("mon printer est bloqué", "print"),
    ],
)
def test_best_first(text: str, best: str) -> None:
    assert RANKING.find(text)[0].id == best


@pytest.mark.parametrize("text", ["", "   ", "?!…", "le la les", "zzzzqqqq", "\x00\ud800", "日本語"])
def test_nothing_known_is_nothing_found(text: str) -> None:
    assert RANKING.find(text) == []


def test_scores_fall_from_one_towards_zero() -> None:
    scores = [hit.score for hit in RANKING.find("printer stuck disk")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert RANKING.find("printer stuck")[0].score == 1


def test_accents_case_and_elisions_do_not_matter() -> None:
    assert words("L'Imprimante BLOQUÉE") == words("imprimante bloquee")


@given(st.text(max_size=3000))
def test_any_text_gives_an_answer(text: str) -> None:
    for hit in RANKING.find(text):
        assert 0 < hit.score <= 1


def test_a_very_long_text_does_not_hang() -> None:
    started = time.monotonic()
    RANKING.find("imprimante bloquée " * 100_000)
    RANKING.find("x" * 1_000_000)
    assert time.monotonic() - started < 2
