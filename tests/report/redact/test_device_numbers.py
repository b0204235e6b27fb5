"""Numbers of devices and staff where programs print them."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("IMEI du téléphone perdu 35 489107 662041 7", "35 489107"),
    ("NIP agent : 417 209", "417 209"),
    ("HP EliteBook 840 G9 – 5CG3124KXQ", "5CG3124KXQ"),
    ("List of devices attached\nR58M4417KXQ\tdevice", "R58M4417KXQ"),
    ("Dell Inc. Latitude 7440, ST 8HQ2KX3", "8HQ2KX3"),
    ("serial ends with Q6L4", "Q6L4"),
    ("(ID 104417) Name: Julie", "104417"),
    ("Clocking number 4471 not recognised", "4471"),
)
"""Texts, and what must be gone."""

STAYS = (
    "SSD model MZVL2512HCJQ-00BL7, firmware GXA7801Q",
    "Toner CF259X, FRU 01YP439, dock WD19TBS",
    "request RITM0091827, asset 004188, room 3.114",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
