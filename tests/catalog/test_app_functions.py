"""The app's own functions: a sound file, found by words in both languages, and silent about complaints."""

from __future__ import annotations

import pytest

from selfhelp.catalog.app_functions import FITTING, SURE, FunctionFinder, PhrasedTarget, load_app_functions
from selfhelp.core.resource_tables import ResourceError, parse_record
from tests.people import ROOT


def finder() -> FunctionFinder:
    return FunctionFinder(
        PhrasedTarget(one.id, [p for phrases in one.phrases.values() for p in phrases], patterns=one.patterns)
        for one in load_app_functions().values()
    )


def test_the_file_has_phrases_in_both_languages_and_none_twice() -> None:
    known = load_app_functions()
    assert len(known) >= 12
    seen: dict[tuple[str, str], str] = {}
    for one in known.values():
        for language in ("en", "fr"):
            assert len(one.phrases[language]) >= 4, (one.id, language)
            for phrase in one.phrases[language]:
                assert phrase == phrase.lower(), phrase
                assert seen.setdefault((language, phrase), one.id) == one.id, f"{phrase}: two functions"


def test_every_phrase_finds_its_function_first() -> None:
    find = finder().find_functions
    for one in load_app_functions().values():
        for phrase in {phrase for phrases in one.phrases.values() for phrase in phrases}:
            best = find(phrase)
            assert best, phrase
            assert one.id in [id_ for id_, share in best if share == best[0][1]], phrase


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lang", "language"),
        ("LANGUE", "language"),
        ("how do I change the language", "language"),
        ("comment annuler la dernière réparation ?", "undo"),
        ("annuler ce que j'ai fait", "undo"),
        ("je voudrais annuler ce que je viens de faire", "undo"),
        ("where are my tickets", "tickets"),
        ("mode sombre", "theme"),
        ("Premiers pas", "first-steps"),
        ("capture d’écran", "screenshot"),
    ],
)
def test_as_people_type_it(typed: str, found: str) -> None:
    assert finder().find_functions(typed)[0][0] == found


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "remets comme avant",
            "Remets tout comme avant !",
            "reviens en arrière",
            "qu'est-ce que tu as changé ?",
        ),
        *("je veux que tout redevienne comme avant", "annule la dernière réparation"),
        *("put it back the way it was", "change it back", "what did you change?", "I want it like before"),
        *("undo what you changed", "mach das rückgängig", "was hast du geändert?"),
    ],
)
def test_a_wish_for_the_earlier_state_surely_means_undo(typed: str) -> None:
    """ "remets comme avant" was listed below the fixes."""
    found = finder().find_functions(typed)
    assert found[0][0] == "undo"
    assert found[0][1] >= SURE


@pytest.mark.parametrize(
    "typed", ["", "   ", "??", "can't sign in", "my screenshot key does not work", "l'écran ne s'allume pas"]
)
def test_nothing_fits(typed: str) -> None:
    assert finder().find_functions(typed) == []


def test_no_complaint_is_taken_for_a_function() -> None:
    lines = (ROOT / "tests" / "data" / "complaints.tsv").read_text(encoding="utf-8").splitlines()[1:]
    complaints = [line.split("\t")[0] for line in lines if line]
    find = finder().find_functions
    taken = [text for text in complaints if find(text)]
    assert len(complaints) > 400
    assert len(taken) <= len(complaints) * 0.005, taken


def read_asked() -> list[tuple[str, str]]:
    """Return whole sentences with the function that they ask for, or "none" for trouble with the computer."""
    lines = (ROOT / "tests" / "data" / "app-functions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(line.split("\t")[0], line.split("\t")[2]) for line in lines]


def test_whole_sentences_find_their_function_before_the_fixes() -> None:
    find = finder().find_functions
    asked = [(text, wanted) for text, wanted in read_asked() if wanted != "none"]
    missed = [text for text, wanted in asked if (find(text) or [("", 0.0)])[0][0] != wanted]
    doubted = [text for text, _ in asked if (find(text) or [("", 0.0)])[0][1] < SURE]
    assert len(asked) > 120
    assert missed == []
    assert doubted == []


def test_no_trouble_with_the_computer_is_headed_by_a_function() -> None:
    """ "My keyboard types French letters" isn't about the app's language."""
    find = finder().find_functions
    troubles = [text for text, wanted in read_asked() if wanted == "none"]
    headed = [(text, found[0]) for text in troubles if (found := find(text)) and found[0][1] >= SURE]
    assert len(troubles) > 120
    assert headed == []


def test_words_that_only_ask_count_only_in_phrases_that_have_them() -> None:
    find = FunctionFinder(
        [PhrasedTarget("tickets", ["tickets"]), PhrasedTarget("help", ["what does this app do"])]
    ).find_functions
    assert find("i want to see the tickets in this app") == [("tickets", 1.0)]
    assert find("what does this app do ") == [("help", 1.0)]
    assert find("this app") == [("help", 0.5)]


def test_a_word_that_another_phrase_of_the_function_has_counts_half() -> None:
    find = FunctionFinder([PhrasedTarget("outbox", ["ticket waiting", "delete a draft"])]).find_functions
    assert find("delete the waiting ticket") == [("outbox", 0.8)]
    assert find("print the waiting ticket") == [("outbox", 2 / 3)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("quest ce que jai envoyer", "sent-items"),
        ("suprimer mes donné", "own-data"),
        ("tickets déja envoyes hier", "sent-items"),
        ("delet my data", "own-data"),
        ("dark bakground", "theme"),
        ("meine daten löshcen", "own-data"),
    ],
)
def test_a_slip_in_a_word_does_not_hide_a_function(typed: str, found: str) -> None:
    best, share = finder().find_functions(typed)[0]
    assert (best, share >= SURE) == (found, True)


def test_a_slip_is_corrected_only_for_a_sure_match() -> None:
    find = FunctionFinder([PhrasedTarget("notices", ["messages from the agency"])]).find_functions
    assert find("agenci messages") != []
    assert find("my agenca is wrong") == []


def test_small_words_decide_between_functions_that_fit_equally() -> None:
    find = FunctionFinder(
        [PhrasedTarget("items", ["tickets sent"]), PhrasedTarget("tickets", ["where is the ticket i sent"])]
    ).find_functions
    assert [key for key, _ in find("where is the ticket I sent on Monday")] == ["tickets", "items"]
    assert [key for key, _ in find("tickets sent ")] == ["items", "tickets"]


def test_small_words_count_where_a_phrase_has_little_else() -> None:
    find = FunctionFinder([PhrasedTarget("health", ["how is my laptop"])]).find_functions
    assert find("how is my laptop today") == [("health", 1.0)]
    assert find("laptop") == []
    assert find("the laptop is hot") == []


def test_a_negation_finds_only_a_phrase_with_one() -> None:
    find = FunctionFinder(
        [PhrasedTarget("outbox", ["my ticket hasn't been sent"]), PhrasedTarget("sent", ["ticket sent"])]
    ).find_functions
    assert find("it hasn't been sent, my ticket") == [("outbox", 1.0)]
    assert ("sent", 1.0) in find("was my ticket sent")


def test_a_hint_is_never_sure() -> None:
    found = FunctionFinder(
        [PhrasedTarget("portal", ["Printer portal"], ["Printer", "portal"])]
    ).find_functions("printer")
    assert [key for key, _ in found] == ["portal"]
    assert found[0][1] < SURE
    assert (
        FunctionFinder([PhrasedTarget("portal", ["Printer portal"])]).find_functions("printer portal")[0][1]
        == 1.0
    )


@pytest.mark.parametrize("listed", ["[]", '["undo", "undo"]', '["a {b}"]', '"undo"', '[" undo"]', "[5]"])
def test_a_mistake_in_the_phrases_is_named(listed: str) -> None:
    with pytest.raises(ResourceError, match="en: "):
        parse_record(f"en = {listed}", "f.toml", lambda table: table.read_phrases("en"))


def read_sentences() -> list[tuple[str, str]]:
    lines = (ROOT / "tests" / "data" / "app-function-sentences.tsv").read_text("utf-8").splitlines()[1:]
    return [(text, expected) for text, _language, expected in (line.split("\t") for line in lines)]


def test_whole_sentences_find_their_function() -> None:
    """Written after the patterns, by other people than the phrases: 36 of 81 were found before."""
    find, sentences = finder().find_functions, read_sentences()
    first = [
        bool(found) and found[0][0] == expected for text, expected in sentences for found in [find(text)]
    ]
    among = [expected in [id_ for id_, _ in find(text)[:3]] for text, expected in sentences]
    assert sum(first) / len(sentences) >= 0.85
    assert sum(among) / len(sentences) >= 0.95


def test_a_pattern_is_less_sure_than_a_phrase_and_a_negation_must_be_its_own() -> None:
    named = PhrasedTarget("x", ["take it back"], patterns=["reverse|undo + you did|you changed"])
    find = FunctionFinder([named]).find_functions
    assert find("please reverse whatever you did to my sound") == [("x", FITTING)]
    assert find("take it back") == [("x", 1.0)]
    assert find("reverse it") == []
    assert find("don't reverse what you did to my sound") == []
    assert FITTING < SURE


@pytest.mark.parametrize("words", ["delete everything", "tout supprimer", "alles löschen"])
def test_the_name_of_the_button_finds_the_data_in_the_settings(words: str) -> None:
    assert ("own-data", 1.0) in finder().find_functions(words)
