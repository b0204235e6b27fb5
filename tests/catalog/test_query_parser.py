"""What is read out of a sentence."""

from __future__ import annotations

import pytest

from selfhelp.catalog.query_parser import (
    SMALL,
    QueryParser,
    find_stem,
    normalise,
    read_word_lists,
    split_into_clauses,
)

SMALL_WORDS, SAME = ("\n".join(read_word_lists(name)) for name in ("small.txt", "same.txt"))
READER = QueryParser.from_word_lists(SMALL_WORDS, SAME)


def test_accents_case_and_elisions_do_not_matter() -> None:
    assert READER.compute_features("L’Imprimante BLOQUÉE") == READER.compute_features("l'imprimante bloquee")
    assert normalise("Œuvre") == "oeuvre"


@pytest.mark.parametrize(("english", "french"), [("printer", "imprimante"), ("password", "mot de passe")])
def test_both_languages_mean_the_same(english: str, french: str) -> None:
    meanings = [{m for m in READER.compute_features(text) if m[0] == "#"} for text in (english, french)]
    assert meanings[0] & meanings[1]


def worths(text: str) -> dict[str, float]:
    return {clause.strip(): worth for sentence in split_into_clauses(text) for clause, worth in sentence}


def test_what_works_ranks_lower() -> None:
    assert worths("le son marche mais pas le micro") == {"le son marche": 0.1, "pas le micro": 1.0}
    marks = READER.compute_features("sound works but not the microphone")
    assert marks["=sound"] < marks["=" + find_stem("microphone")]


@pytest.mark.parametrize(
    "text", ["it's not the printer, my mouse is dead", "c'est pas l'imprimante, ma souris est morte"]
)
def test_a_denied_problem_ranks_lower(text: str) -> None:
    assert list(worths(text).values()) == [0.1, 1.0]


@pytest.mark.parametrize(
    "text",
    [
        "i don't think it's my wifi because the tunnel is down",
        "it's neither the cable nor the dock, the screen stays black",
        "the problem isn't the printer but word",
        "it doesn't come from the network, excel crashes",
        "je ne crois pas que ce soit mon wifi, le tunnel est coupe",
        "c'est ni le reseau ni le serveur, excel s'ecroule",
        "ca vient pas de l'imprimante, c'est word",
        "es liegt nicht am drucker, word sturzt ab",
    ],
)
def test_a_ruled_out_cause_ranks_lower(text: str) -> None:
    assert list(worths(text).values()) == [0.1, 1.0]


@pytest.mark.parametrize(
    "text",
    [
        "scanning used to work, now i get nothing",
        "my work laptop is dead, please help",
        "i'm working from home, the vpn drops",
        "the battery empties fast, please help",
        "it isn't the right printer, my pages come out elsewhere",
        "c'est pas la bonne imprimante, mes pages sortent ailleurs",
        "on n'a rien recu, la boite est vide",
        "der akku ist schnell leer, bitte um hilfe",
        "es geht um den drucker, die seiten sind leer",
    ],
)
def test_a_word_of_praise_that_praises_nothing_is_a_word(text: str) -> None:
    assert set(worths(text).values()) == {1.0}


@pytest.mark.parametrize(
    "text",
    [
        "other keys work, the e doesn't",
        "the internet is fast, the laptop crawls",
        "it's all good, the mic isn't",
    ],
)
def test_what_works_is_said_in_many_ways(text: str) -> None:
    assert list(worths(text).values()) == [0.1, 1.0]


def test_what_it_is_not_ends_what_came_before() -> None:
    told = worths("they can't hear my voice so it isn't the headphones")
    assert list(told.values()) == [1.0, 0.1]


def parts(text: str) -> list[set[str]]:
    told = [part for sentence in READER.parse_query(text) for part in sentence]
    return [{mark[1:] for mark in part.marks if mark[0] == "="} for part in told]


@pytest.mark.parametrize(
    "text", ["the printer hangs and the screen flickers", "l'imprimante cale et aussi l'ecran clignote"]
)
def test_two_troubles_of_one_clause_are_two_parts(text: str) -> None:
    first, second = filter(None, parts(text))
    assert not first & second


@pytest.mark.parametrize(
    ("text", "number"), [("the printer hangs", 1), ("", 0), ("and, and", 0), ("je n'ai plus de son", 1)]
)
def test_one_trouble_is_one_part(text: str, number: int) -> None:
    assert len(parts(text)) == number


@pytest.mark.parametrize("text", ["any news on INC0048213", "ticket 48213", "ref: 48213", "RITM-004821"])
def test_numbers_of_tickets_mean_the_same(text: str) -> None:
    assert "=ticketnumb" in {mark[:11] for mark in READER.compute_features(text)}


def test_a_share_is_known_by_its_path() -> None:
    assert "=sharepath" in READER.compute_features("rights on \\\\files01\\finance please")
    assert "=sharepath" not in READER.compute_features("c:\\users")


@pytest.mark.parametrize(
    "text",
    [
        "there's nothing wrong with the sound, they can't hear me",
        "the printer isn't offline, my document hangs",
        "no problem with the wifi, the tunnel does not open",
        "it isn't broken, the arrow does not move",
        "nobody else has the file open, i can't write to it",
        "aucun souci de micro, je n'entends rien",
        "le fichier n'est pas en lecture seule, un autre l'a ouvert",
        "rien de casse, je ne trouve pas l'imprimante",
        "le portable n'est ni chaud ni lent, la batterie ne tient pas",
    ],
)
def test_a_denied_fault_ranks_lower(text: str) -> None:
    assert list(worths(text).values()) == [0.1, 1.0]


@pytest.mark.parametrize("text", ["it's not the line it's the wireless", "c'est pas la ligne c'est le wifi"])
def test_what_it_is_ends_what_it_is_not_without_a_comma(text: str) -> None:
    assert list(worths(text).values()) == [0.1, 1.0]


@pytest.mark.parametrize("text", ["the printer is not printing, it says offline", "pas de son, pas d'image"])
def test_what_is_missing_is_no_fault_that_is_not_there(text: str) -> None:
    assert set(worths(text).values()) == {1.0}


def test_what_works_in_another_sentence_ranks_lower_too() -> None:
    assert worths("the sound is fine. my mic is dead.") == {"the sound is fine": 0.1, "my mic is dead": 1.0}


@pytest.mark.parametrize("text", ["my mail works", "le son ne marche pas mais le micro", "rien ne marche"])
def test_a_failing_or_single_subject_has_full_weight(text: str) -> None:
    assert next(iter(worths(text).values())) == 1.0


def test_a_number_or_an_address_ends_no_sentence() -> None:
    assert len(split_into_clauses("ping 10.0.0.5 fails. so does the wiki!")) == 2


def test_stop_words_are_distinguished_from_content_words() -> None:
    assert {mark[0] for mark in READER.compute_features("the of and le la les")} == {SMALL}


def test_drive_letters_and_codes_are_told_apart_from_words() -> None:
    assert "=lettredr" in READER.compute_features("mon S: a disparu")
    assert "=lettredr" not in READER.compute_features("probleme: rien")
    assert "=errorcod" in READER.compute_features("error 0x80070643")


def test_a_typing_mistake_shares_letters_with_the_word() -> None:
    right, wrong = (set(READER.compute_features(word)) for word in ("imprimante", "imprimente"))
    assert len(right & wrong) >= 5
