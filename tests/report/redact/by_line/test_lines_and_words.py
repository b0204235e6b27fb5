"""Secrets found by reading a line word by word, and what looks alike and stays."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

FOUND = {
    "commands": [
        ("printf 'plumcake' | docker secret create db_pw -", "plumcake"),
        ("cat <<X | chpasswd\nroot:driftwood\nX", "driftwood"),
        ("sudo chpasswd <<< 'bob:figtree'", "figtree"),
        ("nmcli dev wifi connect Home password hazelnut", "hazelnut"),
        ("ipmitool -I lanplus -H h -U ADMIN -P pecan power on", "pecan"),
        ("rsync --password-file=<(echo citron) a b", "citron"),
        ("$pw = @'\nHere string!\n'@", "Here string!"),
        ("(echo barnacle; echo barnacle) | smbpasswd -s -a bob", "barnacle"),
        ("aws secretsmanager create-secret --name db-password --secret-string woundwort", "woundwort"),
    ],
    "statements": [
        ("line vty 0 4\n password pinot\n login", "pinot"),
        ("radius server R1\n key shiraz", "shiraz"),
        ("snmp-server community riesling RO", "riesling"),
        ("set interfaces pppoe pppoe0 password zibibbo", "zibibbo"),
        ("d-i passwd/root-password password radicchio", "radicchio"),
        ("sw1(config)# enable secret avalanche", "avalanche"),
        ("ENV DB_PASS rosemary", "rosemary"),
    ],
    "calls": [
        ('smtp.login("me@x.y", "enoki")', "enoki"),
        ('new NetworkCredential("u", "sycamore", "CORP")', "sycamore"),
        ('WiFi.begin("Home", "eucalypt");', "eucalypt"),
        ('props.put("mail.password", "rowan");', "rowan"),
        ("cy.get('#password').type('dahlia')", "dahlia"),
        ("if password != 'sequoia': return False", "sequoia"),
        ("basic_auth 'u', 'spatuletail'", "spatuletail"),
        ('password = System.get_env("X") || "thornbill"', "thornbill"),
    ],
    "settings": [
        ("  Password . . . . . . . : thimbleberry", "thimbleberry"),
        ("wifi.psk = the cat sat 44", "the cat sat 44"),
        ('"unlockCode": "Jasper-19",', "Jasper-19"),
        ("phrase de passe : le petit chat boit du lait", "le petit chat boit du lait"),
        ("Geheimwort: erdbeere", "erdbeere"),
        ("proxy.authpass=willow", "willow"),
    ],
    "neighbours": [
        ("New password\n    raspberry\nConfirm password\n    raspberry", "raspberry"),
        ("Your temporary password is below:\n\nXk29-plum\n\nThanks", "Xk29-plum"),
        ("API token\n---------\nblackberry99", "blackberry99"),
        ("user;mot de passe;service\nana;citron;mail", "citron"),
        ("Host\tUser\tPwd\nsrv1\troot\tmelon", "melon"),
    ],
    "records": [
        ('<Password Encrypted="false">Heron Blue</Password>', "Heron Blue"),
        ("kind: Secret\ndata:\n  db: c25hcGRyYWdvbg==", "c25hcGRyYWdvbg=="),
        ("chpasswd:\n  list: |\n    root:shallot\n    ops:leek", "shallot"),
        ("login attempt [ana/tamarillo] failed", "tamarillo"),
        ("331 Password required\nPASS soursop", "soursop"),
    ],
    "sentences": [
        ("pw for the NAS is still the old one, Blue-42", "Blue-42"),
        ("just use dragonfly as the password, it's the same everywhere", "dragonfly"),
        ("the passphrase is seven purple otters dance", "seven purple otters dance"),
        ("Log in with admin and letmein.", "letmein"),
        ("it used to be Monday1 but now it's Friday1", "Friday1"),
        ("the zip is protected with marble", "marble"),
        ("it keeps saying Hello123 is wrong", "Hello123"),
        ("Gate keypad takes C77Y", "C77Y"),
        ("first car? Renault Clio", "Renault Clio"),
        ("le mdp c'est chocolat tout en minuscules", "chocolat"),
        ("j'utilise toujours doudou comme mot de passe", "doudou"),
        ("passé de Hiver23 à Ete2024", "Hiver23"),
        ("ich habe Hund123 eingegeben", "Hund123"),
        ("das alte war Mond1, das neue Sonne2", "Sonne2"),
    ],
    "people": [
        ("Hi, this is Thandiwe from accounting.", "Thandiwe"),
        ("My colleague Anneliese has the same problem", "Anneliese"),
        ("Clotilde a appelé ce matin.", "Clotilde"),
        ("Hyacinth's mouse is broken", "Hyacinth"),
        ("Merci Apolline", "Apolline"),
        ("née le 3 mai 1979 à Quimper", "Quimper"),
        ("she is off sick with pneumonia", "pneumonia"),
        ("Kennzeichen B-MK 4711", "4711"),
        ("my plate is HV-204-QT", "HV-204-QT"),
    ],
    "machines": [
        ("nameserver 192.168.1.1", "192.168.1.1"),
        ("server 10.1.2.3 iburst", "10.1.2.3"),
        ("eth0\t0102A8C0\tFE02A8C0\t0003", "FE02A8C0"),
        ("   0: 0F02000A:0016 0202000A:D2F4 01", "0F02000A"),
        ("smb://nas-salon/photos", "nas-salon"),
        ("printer HPLJ-2NDFLOOR is offline", "HPLJ-2NDFLOOR"),
        ("dc=acme,dc=lan", "acme"),
        ("S/N CND1234ABC", "CND1234ABC"),
    ],
}  # fmt: skip
STAYS = [
    "docker secret ls\nread -p 'Continue?' answer\nvault status",
    "password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt",
    "ip ssh version 2\nkey chain rotation",
    "passwd program = /usr/bin/passwd %u",
    'assertEquals("password", field.getName());',
    'label("login.password", "Password")',
    "pw = pw + c",
    "token_lifetime = 3600",
    "TokenExpiredError: jwt expired",
    "Password policy\nShow password\nForgot your password?",
    "| Option | Password |\n|---|---|\n| a | required |",
    "The password field is greyed out, so I can't sign in since the update this morning.",
    "Exit code 137 means the container was killed.",
    "I tried Chrome, then I used the other cable, nothing works.",
    "Which key opens the cabinet? The key is with reception.",
    "Mon mot de passe ne marche plus depuis ce matin, pouvez-vous le réinitialiser ?",
    "Das Passwort wurde geändert und gilt ab morgen.",
    "Teams is slow, Outlook can't connect, Microsoft called this a known issue.",
    "Thanks for your help! Hello everyone, Dear all,",
    "version 10.1.2.3 of the driver, release 4.2.0.1",
    "route is not reachable, domain is not available",
]


@pytest.mark.parametrize(
    ("text", "secret"), [pair for pairs in FOUND.values() for pair in pairs], ids=lambda value: value[:40]
)
def test_a_place_tells_it_whatever_it_looks_like(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
