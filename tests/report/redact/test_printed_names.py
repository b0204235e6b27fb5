"""Accounts and computers in the output and settings of programs, one case for a program."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

PRINTED = (
    ("    LastUsedUsername    REG_SZ    ibarreau", "ibarreau"),
    ("schtasks /create /tn x /ru batchnuit", "batchnuit"),
    ("Auth: [SMB2] user [LORMAND]\\[quirin] at x", "quirin"),
    ("82.10.4.9:51222 [akowal] Peer Connection Initiated", "akowal"),
    ("(12) Login incorrect: [quirin/<via Auth-Type>] (from client sw)", "quirin"),
    ("FAILED LOGIN 1 FROM tty1 FOR zeliha, Authentication failure", "zeliha"),
    ("dovecot: imap(quirin)<2211><x>: Disconnected", "quirin"),
    ("1st     zeliha  1183    plan.pdf   11264 bytes", "zeliha"),
    ("Kyocera_2e-1182         ottoline          22528   11 mars", "ottoline"),
    ('role "bi_nord" does not exist', "bi_nord"),
    ("psql -h db -U stockro -d stock", "stockro"),
    ("r2211 | quirin | 2025-03-11 09:14:02 +0100 | 1 line", "quirin"),
    ('net group "GG Compta" zeliha /add /domain', "zeliha"),
    ("  Access: (0644/-rw-r--r--)  Uid: ( 1004/ alzbeta)", "alzbeta"),
    ("id: ‘bpi7’: no such user", "bpi7"),
    ("Job 417821/QUIRINB/QPADEV0004 ended.", "QUIRINB"),
    ("[~noorak] could you check?", "noorak"),
    ("Document 12, Print Document owned by ottoline on \\\\ATELIER9 was printed", "ottoline"),
    ("PS C:\\> $env:USERNAME\nottoline\n", "ottoline"),
    ("lormand\\quirin a été verrouillé", "quirin"),
    ("suser=quirin duser=svcsage src=x", "svcsage"),
    ("Nom de l'hôte . . . . . . . . . . : accueil", "accueil"),
    ("Received: from scanner-rh (unknown [x]) by y", "scanner-rh"),
    ("LM_LICENSE_FILE=27000@flexlyon", "flexlyon"),
    ("rsync: failed to connect to sauvlyon (10.4.1.88): timed out", "sauvlyon"),
    ("//winfic/commun on /mnt/commun type cifs (rw)", "winfic"),
    ("relayhost = [relaismail]:587", "relaismail"),
    ('<add key="SmtpHost" value="relaismail" />', "relaismail"),
    ("This server could not prove that it is intratel", "intratel"),
    ("MQTT broker: iotgate:1883", "iotgate"),
    ("#Fields: date time cs-username c-ip\n2025-03-11 09:22:41 jb7x 10.4.7.9\n", "jb7x"),
    (
        "Name               Enabled Description\n----               ------- -----------\nrosalind           True\n",
        "rosalind",
    ),
    (
        "Members\n\n--------------------------------\nhelpadm7\nThe command completed successfully.\n",
        "helpadm7",
    ),
    ("$ users\nnoorak quirin\n", "quirin"),
)


@pytest.mark.parametrize(("text", "name"), PRINTED)
def test_a_name_goes_where_a_program_prints_one(text: str, name: str) -> None:
    assert name not in Redactor({}).redact_text(text)


STAYS = (
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reporting_role;",
    "level=info caller=main.go:30 msg=x",
    "An account failed to log on. Failure Reason: Unknown user name or bad password.",
    "character-set-server    = utf8mb4",
    "connect to Wi-Fi. The screen appears.",
    "Check open tickets for updates automatically.",
    "const { inspect } = require('node:util')",
    "Machine AMD64",
    "Un mot de passe doit contenir des majuscules, minuscules, chiffres",
    "A password needs uppercase, lowercase, digits",
)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
