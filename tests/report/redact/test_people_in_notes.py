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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the lad on the night shift is called Taz, he has a spare badge", "Taz"),
        ("L'intérimaire s'appelle Yolène, elle commence lundi", "Yolène"),
        ("Rückruf von Thies gegen vier, es geht um die Waage", "Thies"),
        ("Il faut redemander à Kahina, je n'ai pas noté", "Kahina"),
        ("if it beeps again, ask Wim or me", "Wim"),
        ("le double est chez Anne-Lyse, bureau du fond", "Anne-Lyse"),
        ("The old router? Gaz set it up before he left.", "Gaz"),
        ("Le câble est prêté, Maïlis revient jeudi avec.", "Maïlis"),
        ("Der Schlüssel fehlt, aber Tjark hat ihn gestern noch gehabt, Tjark weiß mehr.", "Tjark"),
        ("Der Azubi, Mirko, holt das Kabel ab.", "Mirko"),
    ],
)
def test_a_single_name_beside_a_word_for_people_is_hidden(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "The tool is called Wireshark and shows the packets",
        "La fenêtre s'appelle Paramètres, elle est vide",
        "Der Ordner heißt Vorlagen und liegt auf dem Laufwerk",
        "Haustechnik weiß Bescheid, Buchhaltung sagt nein",
        "Outlook says that the folder is full, Windows wants a restart",
        "Paris envoie le nouveau portable demain",
        "It's Contoso's fault, and it's Friday",
        "ask the desk or call again",
    ],
)
def test_things_beside_the_same_words_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("un monsieur Adeyemi attend devant la borne", "Adeyemi"),
        ("the projector was lent to Father Ansbrough last week", "Ansbrough"),
        ("Im Zimmer von Schwester Gundelinde fehlt das Kabel", "Gundelinde"),
        ('the reader shows someone else\'s name ("TREMLETT J")', "TREMLETT J"),
        ("carte de l'équipe, titulaire ODILE M CARVER, à renouveler", "ODILE M CARVER"),
        ("The portal loads, the laptop does not. m.tremlett", "m.tremlett"),
    ],
)
def test_a_name_with_a_title_or_in_capitals_is_hidden(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour monsieur, merci madame, tout marche",
        "Major updates and Captain's log, see the manual",
        "name on the card: VISA",
        "It works again after the update. e.g",
    ],
)
def test_titles_without_a_name_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Hi Holly, the tray is back and the paper is in the usual place", "Holly"),
        ("the lid is broken, so Dean from stores says we need a new one", "Dean"),
        ("Le carton est arrivé, demandez Aurore. Elle a la clé", "Aurore"),
        ("The fan is loud again and the room is warm since the update. Heather", "Heather"),
        ("la version installée est la 8.2, faut-il prendre la 8.4 ? Évariste", "Évariste"),
        ("works in the browser, does not work in the app. al.threlkeld", "al.threlkeld"),
    ],
)
def test_a_name_that_is_also_a_word_is_hidden_where_a_person_fits(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "The grace period is over, the rose is red, and hope remains",
        "Hi all, please mark the row and will you pat the cat",
        "Mark the row with a star.",
    ],
)
def test_the_same_words_stay_in_sentences(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
