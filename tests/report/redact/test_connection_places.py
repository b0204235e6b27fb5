"""Keys and accounts in statements that connect: strings, dial-in, networks, monitoring, consoles."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

HIDDEN = (
    ("L2TP pre-shared key is marguerite-des-pres, user vpnext", "marguerite-des-pres"),
    ("Add-VpnConnection -Name Kepler -L2tpPsk 'Wald+Wiese'", "Wald+Wiese"),
    ("SNMPv3 user monuser auth SHA Hagelkorn1 priv AES Hagelkorn2", "Hagelkorn2"),
    ("the wifi in the barn is called Heuboden and the key is kuhglocke", "kuhglocke"),
    ("the wifi in the barn is called Heuboden and the key is kuhglocke", "Heuboden"),
    ("ssid DepotHalle / key Gabel.stapler3", "DepotHalle"),
    ("Driver={SQL Server};Server=SQL4;Database=wms;Uid=wms_user;Pwd=9Hirsch9;", "wms_user"),
    ("pppoe username fti/ab3k9zq password 8tqm2vz", "fti/ab3k9zq"),
    ("imap.orval.fr, port 993, user accueil-orval, pass Marjolaine", "Marjolaine"),
    ("sftp transfer: lftp -u edi_kunde,Zahn.rad7 sftp://edi.partner.de", "edi_kunde"),
    ("\\\\fs2\\home$\\rnovak\\Desktop", "rnovak"),
    ("git blame: 3f2a1b0 (shuber 2026-11-30)", "shuber"),
    ("who: obrien_k tty2 08:02", "obrien_k"),
    ("Anmeldung mit saulud nicht möglich", "saulud"),
    ("username (same as windows): olearyp", "olearyp"),
    ("identifiant réseau : pmercie", "pmercie"),
)
STAYS = (
    "The pre-shared key is wrong.",
    'psk: "<your passphrase>" must be replaced',
    "The group password is required.",
    "The Wi-Fi password is case sensitive.",
    "Authentication SHA and privacy AES are recommended.",
    "Uid=1000; nothing else",
)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_what_lets_a_computer_connect_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize("text", STAYS)
def test_a_sentence_about_connections_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
