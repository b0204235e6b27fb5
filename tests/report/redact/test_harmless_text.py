"""Harmless text of tickets and logs that looks like a name, a computer, a version or a secret."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

STAYS = (
    # versions, in sentences and in columns
    "It started after the update to 5.1.4.74 last week.",
    "The firmware update of the tape library (from 1.70.0.0 to 1.80.0.1) is the cause.",
    "Wi-Fi 6E AX211, driver 23.80.1.3, channel 44",
    "Name                 Version      Vendor\nCisco Secure Client  5.1.4.74     Cisco Systems, Inc.",
    # models, parts and codes
    "The monitor, a Dell U2722DE, flickers.",
    "Les étiquettes sortent trop petites sur la Zebra ZD421.",
    "Disk   Micron 3400 MTFDKBA1T0TFH, 953.9 GB, firmware P7MA003",
    "keyboard 5M11A38301 (FRU)",
    "a 3 V lithium cell, type CR123A, and a ladder",
    "Signing out of the server gives error code CAA20003 and then 0xCAA70007.",
    "Known error KE-0342 has a workaround: restart the server.",
    'MSB3073: The command "xcopy" on the server exited with code 4.',
    "The vendor confirmed bug DE-48812.",
    "ID 0bda:5411 Realtek Semiconductor Corp. RTS5411 Hub of the server",
    # sentences of people who write with the help desk
    "User: But I delete things all the time",
    "User: great, thx a lot, 5 stars",
    "Commentaire utilisateur : C'est parfait, je peux de nouveau imprimer.",
    'The portal says my profile is "dormant".',
    "Meeting room Everest needs handouts at 2 pm.",
    "Open This PC and choose Map network drive.",
    'It fails with "The credentials are invalid", although nothing was changed on our side.',
    "We use the profile ISO Coated v2 (ECI), Fogra39. On screen everything is right.",
    "6.80 EUR staff price, 9.40 EUR guests",
    "Messages are written to vorname.nachname@example.com or DOMAIN\\username.",
    "Vous trouverez ci-joint la capture du serveur.",
    "La relation d'approbation entre cette station de travail et le domaine principal a échoué.",
    # logs of systems and programs
    "xrandr: DP-1-1 connected 2560x1440+1920+0 (normal left inverted) on the screen",
    "pid=1 uid=0 auid=4294967295 ses=4294967295 subj=unconfined",
    "Nov 30 07:12:01 localhost kernel: pci 0000:00:02.0: BAR 2: assigned to efifb",
    "Nov 30 07:12:03 localhost kernel: iwlwifi 0000:00:14.3: Detected RF GF, rfid=0x2010d000",
    "Nov 30 07:12:10 localhost sudo: pam_unix(sudo:session): session opened for user gdm(uid=120) by (uid=0)",
    "03-17 16:13:45.382  1702  3697 D PowerManagerService: acquire lock=1, flags=0x1",
    "[0705/190016:WARNING:dns_config_service_posix.cc(306)] Failed to read DnsConfig.",
    "DefaultAuthType Basic\nWebInterface Yes",
    "copyFile source path:/var/log/CoreCapture/IO80211Family/IO80211AWDLPeerManager/x.pcapng",
    "CCDataTap::profileRemoved, Owner: com.example.driver.AirPort.Brcm4360.0, Name: StateSnapshots",
    "interceptKeyTq keycode=3 policyFlags=2b000002 down false",
    "Report Id: 5c8a3f0e-11d7-4f5e-9d7f-2b8c16fb0a41",
    '"media=iso_a4_210x297mm job-uuid=urn:uuid:7ad4fb15-4f73-3a32-6a2c-1a2cbb9ef5a8"',
    "Test-NetConnection -ComputerName outlook.office365.com -Port 443",
    "ii gir1.2-glib-2.0 amd64 Introspection data for GLib, GObject, Gio and GModule",
    "Exception Type:        EXC_BAD_ACCESS (SIGSEGV)",
    "Message no. M7053: Posting only possible in company code 1000.",
    "example.com. 3600 IN MX 10 mail",
)

HIDDEN = (
    ("connection from 5.1.4.74 was refused", "5.1.4.74"),
    ("The update server 91.198.174.192 answers no more.", "91.198.174.192"),
    ("Name    Address      State\nproxy   5.1.4.74     up", "5.1.4.74"),
    ("User: mdurand\nState: locked", "mdurand"),
    ("laptop Dell 7XK2P13 was stolen", "7XK2P13"),
    ("The server SRV0342 is down", "SRV0342"),
    ("by McGillicuddy, Siobhán", "McGillicuddy"),
    ("Authorization: Basic\n bWFyaWU6c2VjcmV0MTIz", "bWFyaWU6c2VjcmV0MTIz"),
    ("ChassisAsset      : LT-004417", "LT-004417"),
    ("Please write to anna.kowalczyk@example.com", "anna.kowalczyk"),
    ("Lenas MacBook was found", "Lena"),
)


@pytest.mark.parametrize("text", STAYS)
def test_harmless_text_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_what_is_written_like_it_and_identifies_someone_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})
