"""Politeness, anger and shouting change nothing about the answer, and who asks for a person gets one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from selfhelp.catalog.courtesies import asks_for_help, asks_for_person, remove_courtesies
from selfhelp.catalog.query_parser import normalise
from selfhelp.catalog.ranking import Ranking
from selfhelp.catalog.suggestions import load_weights
from tests.bench.ranking import DESK_DAYS, STRANGERS, answerer, complaints

Words = Mapping[str, Sequence[str]]

OPENINGS: Words = {
    "en": [
        "Good morning! Would you be so kind as to have a look: ",
        "Dear Sir or Madam, I should be most obliged if you could assist me. ",
        "I was wondering if one of you lovely people could possibly help me out, ",
        "Apologies in advance if I've come to the wrong place, ",
        "If it isn't too much trouble, could you please take a look at this for me? ",
    ],
    "fr": [
        "Bonjour, pourriez-vous m'aider svp, ",
        "Bonsoir à tous, je me permets de vous solliciter car ",
        "Madame, Monsieur, je vous saurais gré de bien vouloir m'aider. ",
        "Auriez-vous la gentillesse de jeter un œil, ",
        "Serait-il possible d'avoir un petit coup de main s'il vous plaît ? ",
    ],
    "de": [
        "Guten Tag, könnten Sie mir bitte helfen, ",
        "Sehr geehrte Damen und Herren, ich wäre Ihnen sehr verbunden, wenn Sie mir helfen könnten. ",
        "Hi, tut mir leid, dass ich schon wieder störe, ",
        "Wären Sie so nett, einmal nachzusehen, ",
        "Dürfte ich Sie um Unterstützung bitten, ",
    ],
}
CLOSINGS: Words = {
    "en": [
        ", thanks in advance",
        ". Kind regards, Susan Miller, Accounts Payable, ext. 4471",
        ". I'd really appreciate it if someone could get back to me soon.",
        ". Sent from my iPhone",
        " please and thank you x",
    ],
    "fr": [
        ", merci d'avance",
        ". Cordialement, Nathalie Dubois, service comptabilité, poste 4471",
        ". Dans l'attente de votre retour, je vous prie d'agréer mes salutations distinguées.",
        ". Envoyé de mon iPhone",
        ", ce serait super si vous pouviez m'aider",
    ],
    "de": [
        ", danke im Voraus",
        ". Mit freundlichen Grüßen, Sabine Krüger, Buchhaltung, Durchwahl 4471",
        ". Über eine baldige Rückmeldung würde ich mich sehr freuen.",
        ". Von meinem iPhone gesendet",
        ", wäre toll, wenn Sie mir helfen könnten",
    ],
}
ANGER: Words = {
    "en": [
        "FOR GOD'S SAKE, ",
        "ffs ",
        "You lot are a joke. ",
        "fed up to the back teeth with this piece of junk, ",
    ],
    "fr": ["PUTAIN DE BORDEL, ", "vous êtes vraiment des nuls. ", "j'en ai ras la casquette !!! "],
    "de": ["VERDAMMTE SCHEISSE, ", "was seid ihr bloß für Trottel. ", "ich hab die Schnauze voll!!! "],
}
"""Written before the lists in ``courtesies.json``, so that these sentences prove something about others."""


ANSWER = answerer(Ranking(load_weights()))


@cache
def first(text: str) -> str:
    hits = ANSWER(text).hits
    return hits[0].id if hits else ""


def asked(language: str) -> list[str]:
    """Return every fourth complaint of a week, in one language."""
    return [one.text for one in complaints(DESK_DAYS) if one.language == language][::4]


def agreement(pairs: Sequence[tuple[str, str]]) -> float:
    """Return how often a complaint and its variant have the same first answer."""
    return sum(first(plain) == first(variant) for plain, variant in pairs) / len(pairs)


@pytest.mark.parametrize("language", OPENINGS)
def test_a_polite_opening_does_not_change_the_first_answer(language: str) -> None:
    """Before, one complaint in fifteen changed its answer."""
    pairs = [(text, opening + text) for text in asked(language) for opening in OPENINGS[language]]
    assert agreement(pairs) >= 0.98


@pytest.mark.parametrize("language", OPENINGS)
def test_thanks_and_a_signature_do_not_change_the_first_answer(language: str) -> None:
    pairs = [(text, text.rstrip(".!? ") + end) for text in asked(language) for end in CLOSINGS[language]]
    assert agreement(pairs) >= 0.97


@pytest.mark.parametrize("language", OPENINGS)
def test_a_whole_polite_letter_has_the_same_first_answer(language: str) -> None:
    """Before, one complaint in twelve changed its answer."""
    around = list(zip(OPENINGS[language], CLOSINGS[language], strict=True))
    pairs = [(text, begin + text.rstrip(".!? ") + end) for text in asked(language) for begin, end in around]
    assert agreement(pairs) >= 0.97


@pytest.mark.parametrize("language", ANGER)
def test_shouting_and_insults_do_not_change_the_first_answer(language: str) -> None:
    pairs = [(text, (angry + text).upper()) for text in asked(language) for angry in ANGER[language]]
    assert agreement(pairs) >= 0.97


@pytest.mark.parametrize("language", ["en", "fr"])
def test_missing_apostrophes_do_not_change_the_first_answer(language: str) -> None:
    """Before, one French complaint in twenty-five changed its answer."""
    found = [one.text for one in complaints(STRANGERS) if one.language == language]
    pairs = [(text, text.replace("'", "")) for text in found if "'" in text]
    assert agreement(pairs) >= 0.97


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hello, my printer is dead", "my printer is dead"),
        (
            "would you be so kind as to have a look, my printer only gives blank pages",
            "my printer only gives blank pages",
        ),
        (
            "bonjour, pourriez-vous m'aider svp, je n'arrive plus a imprimer, merci d'avance",
            "je n'arrive plus a imprimer,",
        ),
        ("guten tag, konnten sie mir bitte helfen, mein drucker streikt", "mein drucker streikt"),
        ("this bloody thing won't print. kind regards, anna, sales", "this  thing won't print"),
        ("excel hangs, who do i speak to about that", "excel hangs,"),
    ],
)
def test_courtesies_are_removed(text: str, kept: str) -> None:
    assert remove_courtesies(text).strip() == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "please help me",
        "merci d'avance",
        "could you order a mouse for me",
        "it has been slow since this morning",
        "emails are sent from my account without me",
        "outlook adds no signature, kind regards doesn't appear and my name doesn't either",
    ],
)
def test_what_may_be_the_problem_stays(text: str) -> None:
    assert remove_courtesies(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a human being",
        "put me through to somebody please",
        "not a robot, a real person!",
        "what is your phone number",
        "what's the help desk's phone number",
        "phone number of the service desk",
        "numéro de téléphone du support",
        "c'est quoi le numéro de téléphone de l'assistance informatique",
        "Telefonnummer vom Helpdesk",
        "Telefonnummer der IT-Abteilung",
        "Support Telefonnummer",
        "je veux parler à quelqu'un",
        "je voudrais parler à quelqu'un, un vrai",
        "passez-moi un conseiller svp",
        "quelqu'un peut-il me rappeler",
        "kann ich mit einem Menschen sprechen",
        "wie erreiche ich den Helpdesk",
        "ich will keinen Roboter, ich will eine echte Person",
        "tel hotline apres 18h",
        "numéro en dehors des heures d'ouverture",
        "telephone nuit",
        "urgence nuit weekend",
        "qui puis-je appeler le week-end",
        "help desk number after hours",
        "who can I call at night",
        "support phone number on weekends",
        "is there an out-of-hours number?",
        "wen kann ich nachts anrufen",
        "Telefonnummer außerhalb der Öffnungszeiten",
        "Hotline Nummer nach Feierabend",
        "Notfallnummer am Wochenende",
    ],
)
def test_who_asks_for_a_person_is_understood(text: str) -> None:
    assert asks_for_person(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "people can't hear me when I talk to someone in Teams",
        "I want to talk to someone about my broken screen",
        "my headset doesn't talk to the laptop",
        "I need access for a new person",
        "je n'arrive pas à parler à mon collègue dans Teams",
        "mein Telefon klingelt nicht, wenn mich jemand anruft",
        "wer ruft mich an",
        "my phone number in Teams is wrong",
        "I lost my ticket number from IT support",
        "mon numéro de téléphone ne marche plus",
        "le numéro de téléphone du support est faux dans Teams",
        "Meine Telefonnummer hat sich geändert",
        "my laptop is slow at night",
        "I need a phone for the weekend",
        "I can't call anyone at night",
        "calls drop after hours",
        "mon téléphone s'éteint la nuit",
        "je ne peux pas appeler le soir",
        "j'ai besoin d'un téléphone pour le week-end",
        "mein Telefon geht nachts nicht",
        "der Bildschirm flackert am Wochenende",
    ],
)
def test_who_states_a_problem_does_not_only_ask_for_a_person(text: str) -> None:
    assert not asks_for_person(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "you are a piece of junk",
        "stupid useless piece of junk",
        "what a pile of crap",
        "you suck!",
        "fuck off",
        "espèce de merde",
        "Tu es nul.",
        "quelle daube",
        "du bist scheiße",
        "Was für ein Schrott!",
    ],
)
def test_insults_alone_lead_to_no_topic(text: str) -> None:
    assert remove_courtesies(normalise(text)) == ""
    assert Ranking(load_weights()).rank_answers(text) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("my sound is a piece of junk, I hear nothing", "audio-no-sound"),
        ("you are useless, the wifi is down again", "net-wifi"),
        ("vous êtes nuls, mon wifi ne marche plus", "net-wifi"),
        ("the junk mail folder swallowed my mail", "mail-rejected"),
        ("limprimante marche plus", "print-offline"),
        ("I get loads of junk mail since Monday", ""),
        ("my emails get lost", ""),
        ("windows ferme la session toute seule", ""),
        ("es ist so ein Dreck im Drucker", ""),
        ("lordi rame", "perf-high-usage"),
    ],
)
def test_a_problem_beside_an_insult_is_found(text: str, first: str) -> None:
    if first:
        assert Ranking(load_weights()).rank_answers(text)[0].id == first
    else:
        assert remove_courtesies(normalise(text)) == normalise(text), "nothing in it is an insult"


@pytest.mark.parametrize("marks", ["\n", " ", "-+", "! ", "thanks ", "kind regards\n"])
def test_thousands_of_marks_take_no_time(marks: str) -> None:
    text = marks * 10_000
    begun = time.process_time()
    remove_courtesies(normalise(text))
    assert time.process_time() - begun <= 0.1


@pytest.mark.parametrize(
    "text",
    [
        *("get help", "help", "Help!", "please help me", "I need help", "help desk", "contact the help desk"),
        *("obtenir de l'aide", "aide", "aidez-moi svp", "demander de l’aide", "besoin d'aide", "au secours"),
        *("Hilfe", "Hilfe anfordern", "ich brauche Hilfe", "Helpdesk kontaktieren"),
    ],
)
def test_who_only_asks_for_help_is_understood(text: str) -> None:
    assert asks_for_help(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        *("", "hello", "thank you", "nothing helps", "help with the printer", "remote help", "get a laptop"),
        *("bonjour", "l'imprimante m'aide", "assistance à distance", "rien ne m'aide"),
        *("Fernhilfe", "Hilfe beim Drucken", "das hilft nicht", "danke"),
    ],
)
def test_who_says_more_does_not_only_ask_for_help(text: str) -> None:
    assert not asks_for_help(normalise(text))
