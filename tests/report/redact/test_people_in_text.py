"""People in running text, headers, lists and names of files; numbers that a conversation tells."""

# One case a line reads better.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

PEOPLE = (
    ("Can you give Ngozi and Tobiasz access? Tobiasz starts on Monday.", ("Ngozi", "Tobiasz")),
    ("I was on the phone with delphine, she says soizic took it", ("delphine", "soizic")),
    ("ask mrs arbuthnot if unsure, she has the key", ("arbuthnot",)),
    ("SEND IT TO KATARZYNA PLEASE", ("KATARZYNA",)),
    ("Signed in as Aïssatou Qwarn (Guest). Not Qwarn? Sign out.", ("Aïssatou", "Qwarn")),
    ("Von: Schnabelrauch, Gesa\nAn: Trzq, Kerem\nBetreff: Monitor", ("Schnabelrauch", "Gesa", "Trzq")),
    ("Watch list: Akhtar, Parveen; Jarno Vuorinen", ("Akhtar", "Parveen", "Vuorinen")),
    ("Brychan Pugh  10:02 AM\nwho broke staging?", ("Brychan", "Pugh")),
    ("Zeynab Qorri, 08:14\nprinter down", ("Zeynab", "Qorri")),
    ("  41  Delphine Martel\n  12  Dzmq Kavalenka\n   3  Bjorg Zhurat", ("Dzmq Kavalenka", "Bjorg Zhurat")),
    ("Last modified by Prytherch, Llinq yesterday", ("Prytherch, Llinq",)),
    ("Saved as \\\\srv\\hr\\Appraisal_Okonjo_Adaeze_2026.docx", ("Okonjo", "Adaeze")),
    ("Missed call from Babatunde Fashq at 10:12", ("Babatunde", "Fashq")),
)

NUMBERS = (
    ("[10:00] desk: I'm sending a code\n[10:01] me: 606 602\n[10:02] me: got another one 901 643", ("606 602", "901 643")),
    ("RH : votre matricule ?\nMoi : 77120, avant c'était 61204", ("77120", "61204")),
    ("IT: what's the serial on the bottom?\nme: 5CG1423K9P\nIT: and the asset tag?\nme: 004417", ("5CG1423K9P", "004417")),
    ("Clock terminal says unknown card. I am 45190, my colleague 45233 has the same.", ("45190", "45233")),
    ("Get-ADUser -Filter \"employeeNumber -eq '20931'\"", ("20931",)),
    ("Nurse login: RPPS 10100234567, ADELI 759912345", ("10100234567", "759912345")),
    ("SerialNumber      : BQKXMZD", ("BQKXMZD",)),
    ("wmic bios get serialnumber\nSerialNumber\nJXQTRWD", ("JXQTRWD",)),
    ("BitLocker: Key ID 4C1A09EE. Identifiant de clé : B71D22F0", ("4C1A09EE", "B71D22F0")),
    ("request code 64GH 12WM CJFB 7RI7 Q8B7 MJ5D", ("64GH 12WM CJFB 7RI7 Q8B7 MJ5D",)),
    ("Gerät;Inventar-Nr.;Seriennr.\nMonitor;I-20931;CN0K7X2W", ("I-20931", "CN0K7X2W")),
    ("Can't scan the QR? Enter this key instead: MFRGGZDFMZTWQ2LKNNWG", ("MFRGGZDFMZTWQ2LKNNWG",)),
)  # fmt: skip

STAYS = (
    "[09:02] user: hello, my screen is upside down",
    "[10:42] Benutzer: Nein, nur langes Drücken und Neustart",
    "Liebe Kolleginnen und Kollegen, ab Montag ist der alte Chat abgeschaltet.",
    "Stratégie de mots de passe : longueur minimale 12, historique 24",
    "Mot de passe : ••••••••••  Le champ reste gris.",
    "curl -u <user>:<password> https://example.com/api/status",
    "java.lang.OutOfMemoryError: Java heap space. Try -Xmx4g.",
    "Event ID 10016: The permission settings do not grant Local Activation.",
    "E: Could not get lock. It is held by process unattended-upgr.",
    "elif name == 'jan': pass  # Jan 12 08:02:11",
    "Manuel d'utilisation : macOS Catalina, Debian Jessie, Siri et Alexa",
)


@pytest.mark.parametrize(("text", "secrets"), [*PEOPLE, *NUMBERS])
def test_a_person_or_a_number_goes(text: str, secrets: tuple[str, ...]) -> None:
    shown = clean({"text": text, "context": text})
    assert [one for one in secrets if one in shown] == []


@pytest.mark.parametrize("text", STAYS)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
