"""Computers and accounts beside a login, and numbers, codes and telephones by further labels."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("postgres://app:Wq7x2Lm9@db1.kestrel-audio.cz:5432/shop", "db1.kestrel-audio.cz"),
    ("amqps://mq:Wq7x2Lm9@rabbit.kiln.svc:5671//", "rabbit.kiln.svc"),
    ("mongodb://app:Wq7x2Lm9@m1.kiln.eu:27017,m2.kiln.eu:27017/x", "m2.kiln.eu"),
    ('ldapsearch -D "cn=replik,ou=dienste,dc=kiln,dc=eu" -x', "replik"),
    ("[lohn]\nDriver=FreeTDS\nUID=lohn_leser\nPWD=Wq7x2Lm9", "lohn_leser"),
    ("DefaultEndpointsProtocol=https;AccountName=kilnarchiv;EndpointSuffix=core.windows.net", "kilnarchiv"),
    ("PERNR = 20034417", "20034417"),
    ("Mitarbeiterkennung kd-30417", "kd-30417"),
    ("crew code TRX-417", "TRX-417"),
    ("Pers-ID | Schicht\nK2280 | Früh\nK2292 | Spät", "K2292"),
    ("Mandatsref. K-00417-2026", "K-00417-2026"),
    ("Depotnummer 700 3317 208", "700 3317 208"),
    ("Kassenterminal Verifone TID 52041866", "52041866"),
    ("Masch.-Nr. K4J 72 03317", "K4J 72 03317"),
    ("Hardware addr ...... 8457B5E21C09", "8457B5E21C09"),
    ("Host address ....... 10-31-8-92 (dhcp)", "10-31-8-92"),
    ("Matter setup 2497-011-2331", "2497-011-2331"),
    ("Safe combination: left 31, right 8, left 44", "left 31"),
    ("Pour valider, saisir GX-3317 reçu par SMS", "GX-3317"),
    ("nsec1" + "q2w3e4r5t6y7u8p9a0s" * 3, "nsec1q2w3"),
    ("Rückruf: 030 - 3093 7717", "030 - 3093 7717"),
    ("Hausmeister (24h): 0176-4490 1283", "0176-4490 1283"),
    ("Rückrufliste: 0421 / 18 77 208", "0421 / 18 77 208"),
    ("Zuletzt geändert von: Kaspar Obermoser am 28.11.2026", "Kaspar Obermoser"),
    ("Beim Kollegen (hübnk) und der Kollegin (pfistm) klappt die Anmeldung", "pfistm"),
)
"""Texts, and what must be gone."""

STAYS = (
    "amqp://localhost:5672/ is the default",
    "NT-AUTORITÄT\\SYSTEM Vollzugriff, VORDEFINIERT\\Benutzer Lesezugriff",
    "AUTORITE NT\\Système possède le contrôle total",
    "It is held by process 3121 (unattended-upgr). Could not get lock",
    "IKEv2: error 13801, IKE authentication credentials are unacceptable.",
    "Le champ mot_de_passe= est vide dans le fichier",
    "gdm-password: gkr-pam: unable to locate daemon control file",
    "The license server uses ports 27000-27009",
    "Solange die Anwendung läuft, bleibt die Datei gesperrt.",
    "Speiseplan: Mittwoch Linsensuppe, Donnerstag Fisch, Freitag Pizza.",
    "Host name is localhost.local.",
    "reset: activated service 'org.freedesktop.hostname1', password agent started",
    "error code: KX-7720",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize("host", ["localhost", "db.example.com", "127.0.0.1", "smtp.gmail.com"])
def test_the_computer_of_a_link_stays_if_it_is_everyones(host: str) -> None:
    shown = Redactor({}).redact_text(f"amqp://app:Wq7x2Lm9@{host}:5672/")
    assert shown == f"amqp://[secret:url-login]@{host}:5672/"
