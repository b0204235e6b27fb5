"""Numbers of staff: cost centres, cards and tags at readers, numbers at the time clock."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

HIDDEN = (
    ("please charge it to cost centre 83120", "83120"),
    ("centre de coût 6A-4415 pour la commande", "6A-4415"),
    ("Kostenstelle ist 560310", "560310"),
    ("Kst. 7712 Projekt Umbau", "7712"),
    ("bill it to CC-5520-B please", "5520-B"),
    ("Mitarbeiterausweis Nr. 33 871 verloren", "33 871"),
    ("Chip-Nr. 04A1B2C3D4 ist gesperrt", "04A1B2C3D4"),
    ("proximity card facility 114 number 50233", "50233"),
    ("operator card 81144 at press 7", "81144"),
    ("clocking terminal: unknown tag 2881104", "2881104"),
    ("my number at the time clock is 3391, colleague's is 3402", "3391"),
    ("my number at the time clock is 3391, colleague's is 3402", "3402"),
    ("Stechuhr kennt die Nummer 7712 nicht", "7712"),
    ("HR number 9-22817 was given to two people", "9-22817"),
    ("emp_id=E7741&view=payslip", "E7741"),
    ("porter 4471 says the handset is dead", "4471"),
)
STAYS = (
    "Cost object is closed for posting.",
    "The badge reader is offline since 09:14.",
    "The graphics card 4070 is hot.",
    "Tag v7.3.0 was pushed.",
    "The cost centre is missing on the form.",
)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_a_number_of_staff_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize("text", STAYS)
def test_other_cards_and_numbers_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
