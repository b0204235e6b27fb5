# ruff: noqa: E501 - one example in one line
"""Computers, accounts, addresses and keys by what names them, and what looks like them and stays."""

from __future__ import annotations

import base64
import gzip

import pytest

from selfhelp.report.redact import Redactor

GONE = [
    ("Logon Workstation: WS-ACC-117", "WS-ACC-117"),
    ("hostname lt-rh-0042", "lt-rh-0042"),
    ("It is DESKTOP-7QK2L9M again", "DESKTOP-7QK2L9M"),
    ("ping srv-paie01.corp.example", "srv-paie01"),
    ("connected to fileserver01.corp.example", "fileserver01"),
    ("LDAP://dc02.corp.example/ou=x", "dc02"),
    ("\\\\?\\UNC\\nas07\\home", "nas07"),
    ("net view \\\\fs-paris", "fs-paris"),
    ("uid=1004(pmartel) gid=1004(pmartel)", "pmartel"),
    ("sudo: kowalski : TTY=pts/0 ; PWD=/ ; USER=root", "kowalski"),
    ("/var/spool/mail/dmitri", "dmitri"),
    ("IMSI 208150123456789", "208150123456789"),
    ("Best regards,\nStorgata 17, 0184 Oslo", "Storgata"),
    ("Adres: Keizersgracht 241, 1016 EA Amsterdam", "Keizersgracht"),
    ("Domicilio: Calle de Alcalá 155, 3º B, 28009 Madrid", "Alcalá"),
    ("lives at Flat 3, 17 Inverness Terrace, London W2 3JS", "Inverness"),
    ("freshdesk key is kQzLmVpRtYwNcSdGfHjx", "kQzLmVpRtYwNcSdGfHjx"),
    ("Le numéro de licence Antidote : ANT-2291-77QK-LMZX", "ANT-2291-77QK-LMZX"),
    ("Adobe: 1118-4021-7785-9030-6612-4471", "1118-4021-7785"),
    ("honeycomb: hcaik_01hkqz1lmvprtywncsdgfhjk2oue4ii6xa8bv0cn3", "01hkqz1lmvprtywnc"),
    ("set snmp community junos-Write authorization read-write", "junos-Write"),
    ("ipmitool -I lanplus -U ADMIN -P Chassis.Blue power", "Chassis.Blue"),
    ("spring.datasource.password=sErp3nt.Oak", "sErp3nt.Oak"),
    ('{"body": "{\\"password\\": \\"Json\\\\\\"Inner9\\"}"}', "Inner9"),
    ("ComputerName Password   When\n------------ --------   ----\nPC-0417      q}7Zr2+k9L 2/3/2026", "q}7Zr2+k9L"),
    ("the laptop belongs to Yevgenia Morozova", "Morozova"),
    ("bonjour Théophile, ça ne marche pas", "Théophile"),
]  # fmt: skip
STAY = [
    "The computer name is wrong and the host name is missing.",
    "connected to www.example.com and s3.amazonaws.com, ping 127.0.0.1",
    "Contact: Service Desk. Requested by: Human Resources. Bonjour Madame, hello team,",
    "Enter the product key: XXXXX-XXXXX-XXXXX-XXXXX-XXXXX",
    "CLSID 0002DF01-0000-0000-C000-000000000046 is registered",
    "Version 14, 22631 Windows, page 12, 2026 Edition",
    "SNMP community is not set; the community string does not match",
    "primary_key: id\nsort_key: created_at",
]


@pytest.mark.parametrize(("text", "secret"), GONE)
def test_names_and_secrets_are_removed(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAY)
def test_what_looks_like_it_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


def test_compressed_text_in_base64_is_looked_into() -> None:
    coded = base64.b64encode(gzip.compress(b"user=ops\npassword=Gzip-Heron5\n" * 3)).decode()
    assert coded not in Redactor({}).redact_text(f"data: {coded}")


def test_a_compressed_part_that_would_fill_the_memory_is_cut_off() -> None:
    bomb = base64.b64encode(gzip.compress(b"password=Gzip-Heron5\n" + b"\0" * 50_000_000)).decode()
    assert "[removed" not in Redactor({}).redact_text(f"data: {bomb}")
