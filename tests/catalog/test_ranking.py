"""Finding what fits a person's own words: typos, no accents, half a word, a paragraph, two languages."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.catalog.query_parser import SentencePart
from selfhelp.catalog.ranking import ASIDE, PhraseEntry, RankedHit, Ranking, Weights
from selfhelp.catalog.suggestions import load_weights
from tests.bench.measure import milliseconds
from tests.bench.ranking import p95, packs, words_of
from tests.speed import Speed

WEIGHTS = load_weights()
RANKING = Ranking(WEIGHTS)
PACK = PhraseEntry("zephyr", ["Zephyr time sheet does not open", "feuille de temps Zephyr bloquée"])


def best(text: str) -> str:
    return RANKING.rank_answers(text)[0].id


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("printer stuck", "print-stuck-queue"),
        ("IMPRIMANTE BLOQUEE SUR UN DOCUMENT", "print-stuck-queue"),
        ("imprimente bloqé, rien ne sors", "print-stuck-queue"),
        ("no space left on disk", "disk-full"),
        ("ya plus de place sur le dique", "disk-full"),
        ("the time on my pc is wrong", "clock-skew"),
        ("horloge pas a l heure", "clock-skew"),
        (
            "bonjour, depuis ce matin je n'ai plus aucun son dans mon casque, merci de votre aide",
            "audio-no-sound",
        ),
        ("mon printer par défaut change tout seul", "print-wrong-default"),
        ("le son marche mais pas le micro", "mic-not-heard"),
        ("the mic works but there is no sound in my headphones", "audio-no-sound"),
        ("outlok wont open", "outlook-wont-start"),
    ],
)
def test_best_first(text: str, id_: str) -> None:
    assert best(text) == id_


LETTER = (
    "Good morning, I hope you had a pleasant weekend. I came back from a business trip yesterday and"
    " everything was fine until lunch. {} I restarted twice, and my colleagues have no trouble at all."
    " I have a meeting with a customer at three. Many thanks in advance for your kind help!"
)
LETTRE = (
    "Bonjour, j'espère que vous avez passé un bon week-end. Je suis rentrée hier de déplacement et tout"
    " allait bien jusqu'à midi. {} J'ai redémarré deux fois, et mes collègues n'ont aucun souci."
    " J'ai une réunion avec un client à trois heures. Merci d'avance pour votre aide !"
)


@pytest.mark.parametrize(
    ("letter", "sentence", "id_"),
    [
        (LETTER, "My mouse pointer does not move any more.", "wireless-mouse-keyboard"),
        (LETTER, "The G drive has vanished from the explorer.", "network-drive"),
        (LETTER, "Please order a second monitor for my desk.", "new-hardware"),
        (LETTRE, "Le lecteur G a disparu de l'explorateur.", "network-drive"),
        (LETTRE, "Mon clavier écrit d'autres lettres que celles des touches.", "keyboard-layout"),
        (LETTRE, "Il me faudrait un deuxième écran.", "new-hardware"),
    ],
)
def test_a_letter_is_judged_by_the_sentence_that_names_the_problem(
    letter: str, sentence: str, id_: str
) -> None:
    assert best(letter.format(sentence)) == id_


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("C drive is full and loads of programs start on their own", {"disk-full", "perf-startup-apps"}),
        (
            "neither the second screen comes on nor does the wireless mouse move",
            {"external-display", "wireless-mouse-keyboard"},
        ),
        (
            "mes mails n'arrivent plus et en plus je n'ai plus de son",
            {"outlook-not-syncing", "audio-no-sound"},
        ),
        (
            "le copieur bourre sans arrêt et les scans que je m'envoie n'arrivent jamais",
            {"printer-hardware", "scan-to-mail"},
        ),
    ],
)
def test_two_troubles_are_both_among_the_first_three(text: str, both: set[str]) -> None:
    assert both <= {hit.id for hit in RANKING.rank_answers(text)[:3]}


def test_a_single_sure_part_stays_behind_the_first() -> None:
    first, second, *_ = RANKING.rank_answers("le portable ne charge pas et en plus j'ai un q quand je tape a")
    assert (first.id, second.id) == ("battery-power", "keyboard-layout")
    assert second.score < first.score / 3


class Certain(Weights):
    """Knows two words, each of which says one thing."""

    def _compute_shares(self, marks: Mapping[str, float]) -> dict[str, float]:
        return {{"charge": "battery", "keys": "keyboard"}[mark]: 0.9 for mark in marks}


def test_two_sure_parts_stand_before_what_the_whole_text_leaves_in_doubt() -> None:
    """By rule, not by sentence: how much doubt a sentence leaves changes with every phrase that is added."""
    certain = Certain((), (), {}, WEIGHTS.reader)
    parts = [SentencePart((word,), 1.0, 4) for word in ("charge", "keys")]
    doubtful = {"part": 0.2, "battery": 0.1, "keyboard": 0.1}
    both, find_queue_troubles = certain._raise_score_of_second_problem(parts, dict(doubtful))
    assert min(both["battery"], both["keyboard"]) > both["part"]
    assert set(find_queue_troubles) == {"battery", "keyboard"}
    one, _ = certain._raise_score_of_second_problem(
        [parts[0], SentencePart(("charge",), 1.0, 4)], dict(doubtful)
    )
    assert one["battery"] < one["part"], "a single sure part stays behind the first"


def test_a_part_of_a_sentence_that_is_fine_is_no_second_trouble() -> None:
    hits = RANKING.rank_answers("the sound works fine, but my camera is dead and nobody sees me")
    assert hits[0].id == "camera-not-working"
    assert "audio-no-sound" not in [hit.id for hit in hits if hit.score > 0.1]


def test_asides_are_never_an_answer() -> None:
    assert ASIDE in WEIGHTS.answers
    hits = RANKING.rank_answers("Many thanks in advance for your kind help, best regards, Anna")
    assert ASIDE not in [hit.id for hit in hits]
    assert sum(hit.score for hit in hits) < 0.5, "nothing is made of a text that says nothing"


def test_half_a_word_while_typing() -> None:
    assert best("imprim").startswith("print-")
    assert best("bluetoo") == "bluetooth-reconnect"


@pytest.mark.parametrize("text", ["", "   ", "?!…", "le la les", "\x00\ud800", "日本語"])
def test_nothing_known_is_nothing_found(text: str) -> None:
    assert RANKING.rank_answers(text) == []


def test_scores_fall_from_one_towards_zero() -> None:
    scores = [hit.score for hit in RANKING.rank_answers("printer stuck disk")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.slow
@given(st.text(max_size=3000))
def test_any_text_gives_an_answer(text: str) -> None:
    for hit in RANKING.rank_answers(text):
        assert 0 < hit.score <= 1


def test_a_very_long_text_does_not_hang() -> None:
    started = time.monotonic()
    RANKING.rank_answers("imprimante bloquée " * 100_000)
    RANKING.rank_answers("x" * 1_000_000)
    assert time.monotonic() - started < 2


# -- what an administrator adds --------------------------------------------------------------------


def test_words_of_a_pack_are_found_first() -> None:
    assert Ranking(WEIGHTS, [PACK]).rank_answers("zephyr time sheet won't open")[0].id == "zephyr"
    assert Ranking(WEIGHTS, [PACK]).rank_answers("la feuille de temps zephyr est bloquee")[0].id == "zephyr"


def test_a_pack_does_not_push_away_what_fits_better() -> None:
    hits = Ranking(WEIGHTS, [PACK]).rank_answers("la corbeille et le disque sont pleins, plus de place")
    assert hits[0].id == "disk-full"


def test_a_pack_whose_own_words_are_typed_fits_wholly() -> None:
    assert Ranking(WEIGHTS, [PACK]).rank_answers(PACK.phrases[0])[0] == RankedHit("zephyr", 0.95)


def test_only_rows_that_a_sentence_needs_are_read() -> None:
    """Reading all of them took longer than the answer."""
    weights = load_weights()
    assert Ranking(weights).rank_answers("no sound in teams")[0].id == "audio-no-sound"
    assert 0 < weights._parse_weight_row.cache_info().currsize < len(weights.marks) / 100  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.alone
def test_a_thousand_packs_are_searched_within_ten_milliseconds() -> None:
    """The 95th percentile over sentences of three to thirty words, all of them words that packs use."""
    ranking = Ranking(WEIGHTS, packs(WEIGHTS))
    choose = random.Random(4)
    words = words_of(WEIGHTS)
    texts = [" ".join(choose.choices(words, k=length)) for length in range(3, 31) for _ in range(10)]
    took = p95([milliseconds(lambda text=text: ranking.rank_answers(text)) for text in texts])
    assert took < 10 * Speed().slowness()
