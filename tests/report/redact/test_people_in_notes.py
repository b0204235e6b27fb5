"""People in notes and messages: signatures, initials, and single names beside words for people."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The scanner in the hall is stuck again, can somebody have a look after lunch? Bryndís", "Bryndís"),
        ("Le vidéoprojecteur de la salle reste bleu, merci de passer avant 14 h. Maëlann", "Maëlann"),
        ("Der Beamer im kleinen Saal bleibt dunkel, das Kabel ist schon getauscht. Hauke\n", "Hauke"),
        ("The lid of my laptop does not close since Monday, picture attached, Tamsyn", "Tamsyn"),
    ],
)
def test_the_name_below_a_message_is_hidden(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('the sticker says "lent to K. Oyelaran", is that one of ours?', "K. Oyelaran"),
        ("Visa du client : P.-Y. Kerbrat. Durée : 40 min.", "P.-Y. Kerbrat"),
        ("Übergabe an T. Wölfert, Etage 2", "T. Wölfert"),
        ("please move the licence (D. Threlfall) to the new machine", "D. Threlfall"),
    ],
)
def test_an_initial_with_a_family_name_is_hidden(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "I have restarted it twice and it still shows the same page. Thanks",
        "Das Programm startet wieder, aber der Drucker fehlt noch. Danke",
        "J'ai redémarré deux fois et rien ne change dans la fenêtre. Merci",
        "The message comes from the app that I use most of the time, Outlook",
        "Plan B. Printers are moved first, then the scanners.",
        "Siehe z. B. Drucker und Scanner im Anhang C. Bildschirme folgen.",
    ],
)
def test_ends_of_sentences_and_lists_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
