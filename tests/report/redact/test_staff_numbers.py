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
    ("user skipped, personIdExternal=119034, reason: manager 118777 not found", "119034"),
    ("user skipped, personIdExternal=119034, reason: manager 118777 not found", "118777"),
    ('"badge": {"number": "66120", "facility": "12"}', "66120"),
    ("Identifiant SIRH AGT004512, écran blanc", "AGT004512"),
    ("Dossier RH 2026-00418 en attente", "2026-00418"),
    ("Abwesend: 10442 (krank), 10457 (Urlaub) – Personalnummern laut Plan", "10457"),
    ("zu Mitarbeiter 31877 gibt es zwei Sätze (auch 31878)", "31878"),
    ("check employees 20418, 20433 and 20467", "20433"),
    ("ID 8814 not enrolled, says the reader of the cards", "8814"),
    ("my employee card: it's 8841 on the card", "8841"),
    ("My badge says 33907 but the portal shows 33970", "33970"),
    ("Zeitkarte für MA 61277 sperren", "61277"),
    ("Fehlzeit von 4471-02 überschneidet sich", "4471-02"),
    ("PersNr;Chip\n6120;04A39F11\n6134;04B17C20", "04B17C20"),
    ("customer CUST-0099182 called", "0099182"),
    ("Debitor 1044172 im SAP doppelt", "1044172"),
    ("Krankenversichertennummer T417203558", "T417203558"),
)
STAYS = (
    "Cost object is closed for posting.",
    "The badge reader is offline since 09:14.",
    "The graphics card 4070 is hot.",
    "Tag v7.3.0 was pushed.",
    "The cost centre is missing on the form.",
    "2026-06-24 22:42:30 Service Control Manager 1873 Information: the user was told",
    "The employee number has six to eight digits.",
)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_a_number_of_staff_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize("text", STAYS)
def test_other_cards_and_numbers_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
