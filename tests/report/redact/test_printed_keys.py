"""Keys in licence files, key files and lists of cookies, and passwords of shown files."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

HIDDEN = (
    ("FEATURE cadpro vend 2026.0 permanent 4 SIGN=0A4417C20391 HOSTID=3c5282ab4011", "0A4417C20391"),
    ("FEATURE cadpro vend 2026.0 permanent 4 SIGN=0A4417C20391 HOSTID=3c5282ab4011", "3c5282ab4011"),
    ("<Data>5D3F9A0C7E1B4862 F0A9C3D7E5B18264 9C0E7D3A5B2F4816 8E1D7C3B9A0F5264</Data>", "9C0E7D3A5B2F4816"),
    ("cookies.sqlite: .intranet.example  xsrf  9b1d5a48627c0e9f", "9b1d5a48627c0e9f"),
    ("isql -v ERPDSN erplese Kuckuck55x", "Kuckuck55x"),
    ("$ cat /etc/openvpn/cred\nrkoenig\nhG5-mandelbaum", "hG5-mandelbaum"),
)
STAYS = (
    "cat /etc/login.defs\nPASS_MAX_DAYS 99999\nPASS_MIN_DAYS 0",
    "FEATURE cadpro vend 2026.0 permanent 4 HOSTID=ANY",
    "isql -v ERPDSN",
)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_a_printed_key_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize("text", STAYS)
def test_a_file_without_key_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
