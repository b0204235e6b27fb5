"""Short numbers of phones within an organisation."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("my desk phone is 2 4417", "2 4417"),
    ("Kurzwahl 8417", "8417"),
    ("nom;poste;mobile\nGarnier;4417;0612344177", "4417"),
    ('{"caller":"+4930441720","callee":"4417"}', "4417"),
    ("le 3417 sonne toujours occupé", "3417"),
    ("Nst. 4417", "4417"),
    ("Rückruf bitte unter 4417 (intern)", "4417"),
    ("I'm on x4417", "4417"),
    ("SIP/4417-0000001a is ringing", "4417"),
    ("sms sent to *****4177", "4177"),
    ("meine Nummer ist 0151 / 4417 2093", "4417 2093"),
)
"""Texts, and what must be gone."""

STAYS = (
    "The extension is 4471.",
    "Le poste est le 4471.",
    "internal error 5000; reach 1000 users",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
