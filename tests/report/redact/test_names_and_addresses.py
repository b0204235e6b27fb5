"""Names of many countries, and what belongs to a postal address beside its street."""

# A case reads better on one line.
import time
from string import ascii_lowercase

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.vocabulary.listed_names import is_listed_name

NAMES = [
    ("Our trainee Oluwadamilare Ogunbanjo cannot log in", "Ogunbanjo"),
    ("le poste partagé avec Ruairí Mac Giolla redémarre", "Giolla"),
    ("the parcel was signed for by B. Achterberg", "Achterberg"),
    ("cn: Sébastien Le Guellec\nsn: Le Guellec", "Le Guellec"),
    ("Créer un compte pour Rokhaya Fall, arrivée lundi", "Rokhaya Fall"),
    ("Planning : lundi Karim, mardi Gaëlle", "Gaëlle"),
    ("<mwanjiru> the printer is jammed again", "mwanjiru"),
    ("09:42 - Rafael S.: yes", "Rafael S."),
    ("it was Wojciechowska, Agnieszka who said so", "Wojciechowska"),
]
NO_NAMES = [
    "Microsoft Teams told Visual Studio users to restart.",
    "File::Spec has been upgraded from version 3.74 to 3.78.",
    "See Exim specification Chapter 4.",
    "The Backspace key does not work.",
    "Internally used by Encode::JP",
]
PLACES = [
    ("Z.A. de Kergaradec\nBP 40219\n29804 Brest Cedex 9", ["Kergaradec", "40219", "29804"]),
    ("Eircode D08 X4R2, that's 22 Rialto Cottages, Dublin 8", ["D08 X4R2", "Dublin 8"]),
    ("The Old Forge, Mill Lane\nGreat Missenden\nHP16 0AZ", ["Old Forge", "Missenden"]),
    ("Avda. de la Constitución, 22, 41001 Sevilla", ["Constitución", "41001 Sevilla"]),
    ('"address_line_1","city","postcode"\n"73 Queen\'s Drive","Swindon","SN3 1AW"', ["Swindon"]),
    ("Rue de la Loi 155 bte 7\n1040 Bruxelles", ["Loi 155", "1040 Bruxelles"]),
    ("Lange Reihe 48 in 20099 Hamburg", ["Lange Reihe", "20099"]),
    ("Je suis au 15 rue Foch, code postal 54000", ["54000"]),
    ("livraison_adresse: Résidence le Clos Fleuri, bât B", ["Clos Fleuri"]),
]
NO_PLACES = [
    "Samsung Electronics Co Ltd NVMe SSD Controller PM9A1",
    "Kind regards\nFinance Analyst\n",
    "::Zip::InputStream changed",
    "Use native APIs for keycode conversion",
    "The Windows Server 2003 Platform SDK build",
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_person_goes(text: str, name: str) -> None:
    assert name not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", [*NO_NAMES, *NO_PLACES])
def test_a_program_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(("text", "parts"), PLACES)
def test_all_of_an_address_goes(text: str, parts: list[str]) -> None:
    shown = Redactor({}).redact_text(text)
    assert [part for part in parts if part in shown] == []


def test_names_are_known_without_accents_and_joined() -> None:
    assert is_listed_name("Wójcik")
    assert is_listed_name("Bielski-Oduya") == (is_listed_name("Bielski") or is_listed_name("Oduya"))
    assert not is_listed_name("Windows")


def test_thousands_of_words_that_are_no_names_take_little_time() -> None:
    """A line of them took seconds: each was searched for in the whole list."""
    words = [f"M{a}{b}{c}q" for a in ascii_lowercase for b in ascii_lowercase for c in "aeiou"]
    is_listed_name("Windows")  # reads the list
    begin = time.process_time()
    found = sum(map(is_listed_name, words))
    assert time.process_time() - begin < 0.2
    assert found < 10
