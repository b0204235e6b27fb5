"""Codes of one use or of one door, by the topic of their lines."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("10:31 me: i got the text, 902144", "902144"),
    ("J'ai rentré 671 038 puis 118 452 dans l'application d'authentification", "118 452"),
    ("TAN-Liste: 01 482913 02 771034 03 209465", "209465"),
    ("IPMI door: keypad #7742", "7742"),
    ("type,code,used\nbackup,83hf-20dk,no\nbackup,19ss-84mq,yes", "83hf-20dk"),
    ("steam guard code: R4KXD", "R4KXD"),
    ("Le boîtier à clés est au 5029.", "5029"),
    ("MFA seed (base32) KVKFKRCPNZQUYMLXOVYDSQKJ", "KVKFKRCPNZQUYMLXOVYDSQKJ"),
    ("TAP for first sign-in = 8RmDw3Tz", "8RmDw3Tz"),
    ("Codice di verifica: 730 118", "730 118"),
    ("die App zeigt 553 108", "553 108"),
    ("Locker 14: left 12, right 30, left 5", "12, right 30"),
    ("Schließfach: links 12, rechts 30, links 5", "rechts 30"),
)
"""Texts, and what must be gone."""

STAYS = (
    "the spacing of text (EN 301 549, 11.1.4.12)",
    "authentication done\n2024-10-21 08:32:15 INFO  kafka.Consumer - partition 6 offset 6476527",
    "Erreur 0xB290A912 : le jeton de sécurité n'est pas valide, code 70929.",
    "index 0594df7e..ce10e709 100644 src/auth/token.py",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
