"""Accounts in sentences, logs, lists and requests."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("please unlock tberg asap", "tberg"),
    ("merci de déverrouiller tberg", "tberg"),
    ("10.1.1.1 - tberg [02/Mar/2026:08:11:00 +0100]", "tberg"),
    ("users: kvogt, tpohl, mzimmer", "tpohl"),
    ("members:\n- kvogt\n- tpohl", "tpohl"),
    ("bjansen  ALL=(ALL) NOPASSWD: ALL", "bjansen"),
    ("crontab -l -u tvasquez", "tvasquez"),
    ("ICH408I USER(KX4T21) GROUP(SYS1) NAME(M FERRAND)", "M FERRAND"),
    ('User "lroux" does not exist', "lroux"),
    ("assigned to lroux by the desk", "lroux"),
    ("mit rouxle angemeldet", "rouxle"),
    ("Username\nrouxl", "rouxl"),
    ("openvpn: 'kvogt/10.1.1.1:1194' TLS: soft reset", "kvogt"),
    ("droits de kvogt sur le dossier", "kvogt"),
    ("Verrouillé pour modification par c.gauthier", "c.gauthier"),
)
"""Texts, and what must be gone."""

STAYS = (
    "Files in use by the Debian packages",
    "Enable/Disable equalizer.",
    "bundle remove rails",
    "Add gnupg and password icons",
    "runs with taint checks",
    "the nobody.kmem user",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
