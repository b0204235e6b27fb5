"""Complaints as people write them lead to the check that can explain them, or to the right topic."""

from __future__ import annotations

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.query_parser import insert_missing_apostrophes
from selfhelp.catalog.suggestions import load_weights
from selfhelp.core.model import Platform
from selfhelp.diagnosis.complaints import Interpretation, interpret_suggestions
from selfhelp.policy.policy import Policy

CATALOG = Catalog(Policy(), Platform.WINDOWS)


def meant(text: str) -> Interpretation:
    return interpret_suggestions(CATALOG.suggest(text))


@pytest.mark.parametrize(
    "text",
    [
        "je narive pas a me conecter",
        "jarrive plu a me conecté",
        "je peux pas me conecter",
        "narive pas a me conecté",
        "imposible de se conecter",
        "je peu pa me connecté a mon conte",
        "unable to conect to my acount",
        "i carnt log on",
        "my computer does not let me in today",
    ],
)
def test_who_cannot_sign_in_is_not_sent_to_the_wifi(text: str) -> None:
    assert meant(text).complaints[0] in ("account", "password")


@pytest.mark.parametrize(
    "text",
    [
        "vitre de mon telephone pro cassée",
        "la vitre de l'ipad est en morceaux",
        "j'ai pété la vitre de mon tel",
        "le verre de protection de mon smartphone de fonction est fendu",
        "broken glass on my work mobile",
        "back glass of the handset is cracked",
        "the glass of my monitor shattered",
        "glass on my smartwatch broke",
        "die scheibe vom tablet ist gesprungen",
        "Das Glas meines Diensthandys ist gesprungen",
    ],
)
def test_broken_glass_of_any_device_needs_a_person(text: str) -> None:
    found = meant(text)
    assert (found.complaints, found.topic, found.ticket_first) == ((), "broken-screen", True)


@pytest.mark.parametrize(
    "text",
    [
        "la vitre du photocopieur est fêlée",
        "the glass of the photocopier is cracked",
        "das Glas vom Kopierer hat einen Sprung",
        "Bonjour, la vitre de la photocopieuse du rez-de-chaussée est brisée. Merci d'avance. Cordialement",
        "le verre du scanner est en morceaux",
    ],
)
def test_broken_glass_of_a_copier_needs_a_person(text: str) -> None:
    """It was taken for the glass of a screen, or for a printer that isn't in the list."""
    found = meant(text)
    assert (found.complaints, found.topic, found.ticket_first) == ((), "broken-part", True)


@pytest.mark.parametrize(
    "text",
    [
        "paper wont come out the copier",
        "nothing is coming out of the photocopier",
        "no sheets are coming out of the multifunction",
        "paper doesnt come out of the xerox",
        "the plotter doesnt put out any paper",
        "printer wont give me my sheets",
        "le copieur ne crache pas mon papier",
        "le papier ne sort pas du photocopieur",
        "mes feuilles sortent pas de la photocopieuse",
        "la feuille veut pas sortir de la ricoh",
        "aucune page ne sort du traceur",
        "Das Papier kommt nicht aus dem Kopierer",
        "es kommt kein blatt aus dem gerät",
    ],
)
def test_paper_that_stays_in_any_device_is_checked(text: str) -> None:
    assert meant(text).complaints[0] == "printing"


@pytest.mark.parametrize(
    "text", ["paper jam", "bourrage papier", "Papierstau", "le copieur froisse le papier"]
)
def test_a_jam_needs_a_person(text: str) -> None:
    assert meant(text).topic == "printer-hardware"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("je narive pas", "je n'arive pas"),
        ("linprimante", "l'inprimante"),
        ("larbitre du ministere", "larbitre du ministere"),
    ],
)
def test_an_apostrophe_is_inserted_before_a_slip_in_a_common_word(text: str, right: str) -> None:
    assert insert_missing_apostrophes(text, load_weights().lacks_apostrophe) == right
