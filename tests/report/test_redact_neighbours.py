"""Neighbours of what was once missed: other words, other order, other makers, each value made up."""

# ruff: noqa: E501
from __future__ import annotations

import random

import pytest

from selfhelp.report.redact import Redactor, personal
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.re2_patterns import Pattern, get_lazy_pattern
from selfhelp.report.redact.rules import Rule

DICE = random.Random(7)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
HEX = {size: "".join(DICE.choices("0123456789abcdef", k=size)) for size in (32, 40, 64)}
DRAWN = {size: "".join(DICE.choices(LETTERS, k=size)) for size in (20, 24, 32, 40, 48)}
UUID = "0b7d2c8e-19fa-4c32-9d1e-77ab45cd0912"

SAID = (
    ("the garage code is 4471, don't tell anyone", '4471'),
    ("Le code du portail, c'est 7702A", '7702A'),
    ("mon code PIN c'est le 8812", '8812'),
    ("my pin's 9917", '9917'),
    ("- What's the wifi password?\n- Bluebird77!", 'Bluebird77!'),
    ('Q: what is your password?\nA: Zebra2019', 'Zebra2019'),
    ("[08:15] Bob: peux-tu m'envoyer le mdp\n[08:16] Anne: oui\n[08:16] Anne: Cerise_44bleu", 'Cerise_44bleu'),
    ("Marc: tu as le mot de passe ?\nJulie: c'est Lune-Rousse-88", 'Lune-Rousse-88'),
    ('can you tell me the passcode?\n442190', '442190'),
    ('hunter2! is my password', 'hunter2!'),
    ("Azerty2024 c'est mon mot de passe", 'Azerty2024'),
    ('I set it to Kangaroo88 as a password', 'Kangaroo88'),
    ("le mdp était Toto1234 mais maintenant c'est Tata5678!", 'Tata5678!'),
    ('pasword: k1ttycat', 'k1ttycat'),
    ('Mot de pase = Soleil33', 'Soleil33'),
    ('my passowrd is Winter2023', 'Winter2023'),
    ("mother's maiden name is Kowalski", 'Kowalski'),
    ('Nom de jeune fille de ma mère : Lefèvre', 'Lefèvre'),
    ('name of my first pet: Rex99', 'Rex99'),
    ('réponse secrète → Médor', 'Médor'),
    ('ouvrir le coffre avec 55192', '55192'),
    ('to unlock the phone type 2580', '2580'),
    ('Tapez 884213 pour confirmer', '884213'),
    ('enter 773311 on the keypad', '773311'),
    ('the alarm PIN: 4-4-1-2', '4-4-1-2'),
    ('Votre code de vérification : 482 119', '482 119'),
    ("code d'accès parking 7741", '7741'),
    ('TeamViewer session code is AB12CD9', 'AB12CD9'),
    ('log in as bob with Gr8#Pass', 'Gr8#Pass'),
    ('user jdoe / Str4wb3rry!', 'Str4wb3rry!'),
    ('admin:Pa55w0rd! works on the switch', 'Pa55w0rd!'),
    ('connecte-toi avec root:T0ulouse_31k', 'T0ulouse_31k'),
    ('the old pass Xq7!mmT2 no longer works', 'Xq7!mmT2'),
    ('identifiant martin mdp Girafe.2211bleue', 'Girafe.2211bleue'),
    ('ssh pi@raspi Fr4mboise!', 'Fr4mboise!'),
    ('wifi invité : Bienvenue2024!', 'Bienvenue2024!'),
    ('Passwort lautet Sonne-2918mond', 'Sonne-2918mond'),
    ('password changed from Old_99xx to Neu_88yyZ', 'Neu_88yyZ'),
    ('pls reset pw to Mango777', 'Mango777'),
    ('BIOS pw Kiwi!2020', 'Kiwi!2020'),
    ("Le mot de passe de l'imprimante : imprim4nte", 'imprim4nte'),
    ('new voicemail pin 90210', '90210'),
    ('secret question: favourite colour? turquoise', 'turquoise'),
    ('SIM pin is 0042', '0042'),
    ('code wifi du salon : k9x2m4p7', 'k9x2m4p7'),
    ('2FA code 118 244', '118 244'),
    ('backup code: 8812-3391', '8812-3391'),
    ('the safe combination is 12-34-56', '12-34-56'),
)  # fmt: skip
WRITTEN: tuple[tuple[str, str | list[str]], ...] = (
    ('NI: AB 12 34 56 C', 'AB 12 34 56 C'),
    ('Nino=QQ123456C', 'QQ123456C'),
    ('my national insurance number is jg103759a', 'jg103759a'),
    ('NHS no 943 476 5919', '943 476 5919'),
    ('patient 943 476 5919 admitted', '943 476 5919'),
    ('Steuer-ID 86095742719', '86095742719'),
    ('Rijksregisternummer 85.07.30-033.28', '85.07.30-033.28'),
    ('BSN: 111222333', '111222333'),
    ('DNI 12345678Z', '12345678Z'),
    ('codice fiscale RSSMRA85T10A562S', 'RSSMRA85T10A562S'),
    ('AHV-Nr. 756.9217.0769.85', '756.9217.0769.85'),
    ('personnummer 811228-9874', '811228-9874'),
    ('CPR-nummer 070761-4285', '070761-4285'),
    ('HETU 131052-308T', '131052-308T'),
    ('PPS number 1234567T', '1234567T'),
    ('PESEL 44051401359', '44051401359'),
    ('SSN 078-05-1120', '078-05-1120'),
    ('driving licence MORGA753116SM9IJ', 'MORGA753116SM9IJ'),
    ('permis n° 851275102345', '851275102345'),
    ('Numéro fiscal : 30 23 217 600 053', '30 23 217 600 053'),
    ('TVA FR40303265045', 'FR40303265045'),
    ('VAT No GB 980780684', 'GB 980780684'),
    ('taxId: 1234567895', '1234567895'),
    ('employee no. 0045821', '0045821'),
    ('Payroll ref 551203', '551203'),
    ('passport number 533380006', '533380006'),
    ('n° de sécu 2 69 05 49 588 157 80', '2 69 05 49 588 157 80'),
    ('plaque AB-344-CA', 'AB-344-CA'),
    ('my car is LB07 SEO, parked at the back', 'LB07 SEO'),
    ('IMEI: 49-015420-323751-8', '49-015420-323751-8'),
    ('imei 490154203237518', '490154203237518'),
    ('mutuelle n° 12345678', '12345678'),
    ('policy number AX-99381223', 'AX-99381223'),
    ('Date of birth: 3rd March 1984', '3rd March 1984'),
    ('NÉ LE 04.07.1979', '04.07.1979'),
    ('carte vitale 1 84 12 76 451 089 46', '1 84 12 76 451 089 46'),
    ('sort code: 601613 account: 31926819', '31926819'),
    ('pay to 60-16-13 31926819', '60-16-13'),
    ('A/C No 31926819 S/C 60-16-13', ['31926819', '60-16-13']),
    ('CVV: 123, exp 09/27, card 4111 1111 1111 1111', ['123', '09/27']),
    ('card 5555555555554444 valid thru 11/26', '11/26'),
    ('RIB 30004 00003 12345678901 43', '12345678901'),
    ('BIC: BNPAFRPPXXX, IBAN FR14 2004 1010 0505 0001 3M02 606', 'FR14 2004 1010 0505 0001 3M02 606'),
    ('expire fin 03/28 (carte 4970 1012 3456 7893)', '03/28'),
    ('pin de la carte 4821', '4821'),
    ('call me on 020 7946 0018', '020 7946 0018'),
    ('Tél : 01.42.68.53.00', '01.42.68.53.00'),
    ('(0)1 42 68 53 00', '42 68 53 00'),
    ('0033 6 12 34 56 78', '0033 6 12 34 56 78'),
    ('+33(0)612345678', '+33(0)612345678'),
    ('06-12-34-56-78', '06-12-34-56-78'),
    ('06 – 12 – 34 – 56 – 78', '06 – 12 – 34 – 56 – 78'),
    ('mobile: 07700 900123', '07700 900123'),
    ('0470/12.34.56', '0470/12.34.56'),
    ('+32 470 12 34 56', '+32 470 12 34 56'),
    ('079 123 45 67', '079 123 45 67'),
    ('+41 (0)79 123 45 67', '+41 (0)79 123 45 67'),
    ('0151-23456789', '0151-23456789'),
    ('+1 (212) 555-0147 ext 88', '+1 (212) 555-0147'),
    ('ring 212.555.0147', '212.555.0147'),
    ('wa.me/33612345678', '33612345678'),
    ('rappelle-moi au 0612 345 678', '0612 345 678'),
    ('poste 4512', '4512'),
    ('tel:0612345678', '0612345678'),
    ('appelez le 06 12 34 56 78.', '06 12 34 56 78'),
    ('Best,\nHarriet Cole', 'Harriet Cole'),
    ('Reported by: Amélie Roux', 'Amélie Roux'),
    ('[14:22:01] Jean-Paul Weber: ça plante', 'Jean-Paul Weber'),
    ('12/03/2024 09:15 - Zoë Marsh: ok', 'Zoë Marsh'),
    ('shared by Priya Natarajan yesterday', 'Priya Natarajan'),
    ('Attendees: Tom Hale; Ana Ruiz; Li Wei', ['Tom Hale', 'Ana Ruiz', 'Li Wei']),
    ('Owner: Kwame Mensah', 'Kwame Mensah'),
    ('"assignee":{"displayName":"Olga Petrova"}', 'Olga Petrova'),
    ('<author>Nadia Benali</author>', 'Nadia Benali'),
    ('Author: Nadia Benali <nadia@x.example>', 'Nadia Benali'),
    ('{"name":"surname","value":"Ferreira"}', 'Ferreira'),
    ('Hi Gareth,', 'Gareth'),
    ('Merci, Solveig', 'Solveig'),
    ('Mme Haddad a appelé', 'Haddad'),
    ('Interlocuteur : Luc Besnard', 'Luc Besnard'),
    ('FN:Ingrid Sørensen\nBEGIN:VCARD', 'Ingrid Sørensen'),
    ('BEGIN:VCARD\nN:Sørensen;Ingrid;;;\nEND:VCARD', 'Sørensen'),
    ('lives at 14 Orchard Close, Leeds LS6 4AU', '14 Orchard Close'),
    ('12 bis rue des Lilas, 35000 Rennes', '12 bis rue des Lilas'),
    ('jdoe:x:1001:1001:John Doe,,,:/home/jdoe:/bin/bash', 'John Doe'),
    ('Full Name: Chloé Mercier', 'Chloé Mercier'),
    ('From: Chloé Mercier', 'Chloé Mercier'),
    (f'api token is {DRAWN[24]}', f'{DRAWN[24]}'),
    (f'X-Auth: {HEX[32]}', f'{HEX[32]}'),
    (f'SECRET_ID={UUID}', f'{UUID}'),
    (f'token: {UUID}', f'{UUID}'),
    (f'license key {DRAWN[32]}', f'{DRAWN[32]}'),
    (f'hmac secret -> {DRAWN[40]}', f'{DRAWN[40]}'),
    (f'clé api\n{DRAWN[40]}', f'{DRAWN[40]}'),
    (f'$ openssl rand -base64 24\n{DRAWN[32]}', f'{DRAWN[32]}'),
    (f'PAT {DRAWN[40]} expires soon', f'{DRAWN[40]}'),
    (f'signing secret {HEX[32]}', f'{HEX[32]}'),
    (f'Authorization: Token {HEX[40]}', f'{HEX[40]}'),
    (f'Authorization: SSWS {DRAWN[40]}', f'{DRAWN[40]}'),
    (f'x-vault-token: hvs.{DRAWN[48]}', f'hvs.{DRAWN[48]}'),
    (f'JSESSIONID={HEX[32].upper()}', f'{HEX[32].upper()}'),
    (f'session_token={DRAWN[32]}; path=/', f'{DRAWN[32]}'),
    (f'DSID={HEX[32]};', f'{HEX[32]}'),
    (f'MRHSession={HEX[32]}', f'{HEX[32]}'),
    (f'AWSALB={DRAWN[48]}', f'{DRAWN[48]}'),
    (f'cookie PHPSESSID {HEX[32]}', f'{HEX[32]}'),
    (f'https://uptime.example.org/api/push/{DRAWN[24]}?status=up', f'{DRAWN[24]}'),
    (f'https://docs.google.com/document/d/{DRAWN[40]}/edit', f'{DRAWN[40]}'),
    (f'https://x.example/reset/{DRAWN[40]}', f'{DRAWN[40]}'),
    (f'https://h.example/a?sig={DRAWN[24]}&se=2024', f'{DRAWN[24]}'),
    (f'?X-Amz-Signature={HEX[64]}', f'{HEX[64]}'),
    (f'https://hooks.example.com/{UUID}', f'{UUID}'),
    (f'recovery key: {DRAWN[32]}', f'{DRAWN[32]}'),
    (f'encryption_key = "{HEX[64]}"', f'{HEX[64]}'),
    (f'seed {HEX[64]}', f'{HEX[64]}'),
    (f'AES key (hex): {HEX[64]}', f'{HEX[64]}'),
    (f'psk={HEX[64]}', f'{HEX[64]}'),
    (f'webhook secret: whsec_{DRAWN[32]}', f'{DRAWN[32]}'),
    (f'PRIVATE-TOKEN: {DRAWN[20]}', f'{DRAWN[20]}'),
    (f'nonce: {DRAWN[24]}', f'{DRAWN[24]}'),
    (f'bearer {DRAWN[40]}', f'{DRAWN[40]}'),
    ('basic auth token dXNlcjpwYXNzd29yZDEyMw==', 'dXNlcjpwYXNzd29yZDEyMw=='),
    (f'OAuth refresh {DRAWN[48]}', f'{DRAWN[48]}'),
    ('smtp_sasl relay.example.com user7:Xk9!mPq2z', 'Xk9!mPq2z'),
    ('listen stats auth ops:Kr4k3n_x', 'Kr4k3n_x'),
    ("define('DB_PASSWORD', 'm0ulinR0uge');", 'm0ulinR0uge'),
    ('community string r0-S3cr3t-77', 'r0-S3cr3t-77'),
    ('rocommunity s3cr3tRO 10.0.0.0/8', 's3cr3tRO'),
    ('radius-server host 10.1.1.1 key 7 08701E1D5D4C53', '08701E1D5D4C53'),
    ('secret = testing123!', 'testing123!'),
    ('client 10.0.0.5 { secret = t3st1ng }', 't3st1ng'),
    ('AUTH PLAIN AGJvYgBodW50ZXIy', 'AGJvYgBodW50ZXIy'),
    ('USER bob\nPASS hunter2', 'hunter2'),
    ('a1 LOGIN bob hunter2', 'hunter2'),
    ('LDAP bind dn cn=x pw=Hiver2024', 'Hiver2024'),
    ('mount -t cifs -o user=x,pass=Hiv3r24', 'Hiv3r24'),
    ('net user bob Zorro-99! /add', 'Zorro-99!'),
    ('sqlcmd -S srv -U sa -P Adm1n+88', 'Adm1n+88'),
    ("export DB_PASS='Qw3rty-uiop'", 'Qw3rty-uiop'),
    ('wpa_passphrase=monreseau42', 'monreseau42'),
    ('ENCRYPTION_PASSPHRASE: lapin-carotte-terrier', 'lapin-carotte-terrier'),
    ('pwd (temp): Gl4c3Pist', 'Gl4c3Pist'),
    ('| root | S3cure#1 | server |\n', 'S3cure#1'),
    ('old: Abc!2345x new: Def!6789y', ['Abc!2345x', 'Def!6789y']),
)  # fmt: skip


@pytest.mark.parametrize(("text", "secret"), [*SAID, *WRITTEN])
def test_nothing_of_it_is_left(text: str, secret: str | list[str]) -> None:
    shown = Redactor({}).redact_text(text)
    assert not any(one in shown for one in ([secret] if isinstance(secret, str) else secret)), shown


@pytest.mark.parametrize(
    "text",
    [
        "The pin of the connector is bent, so take pin 4 and pin 7 as ground.",
        "if (password === confirmPassword) { setError(null); }",
        "def unix_getpass(prompt='Password: ', stream=None):",
        "Token = Ignore + PlainToken",
        "<td>Password manual</td><td>123,67 €</td>",
        "<td>Token ring adapter</td><td>85,76 €</td>",
        'GET /forgot-password HTTP/1.1" 404 32635',
        "[pid 2564:tid 30144787375856] AH00094: Command line: '/usr/sbin/apache2'",
        "Échec de la vérification du mot de passe : compte verrouillé après 5 tentatives",
        "secrets:\n  db_password:\n    external: true",
        "secret:\n  secretName: stock-tls",
        'PRIMARY_KEY = "order_id"; FOREIGN_KEY_CHECKS = 0',
        'add_header Set-Cookie "lang=fr; Path=/; Max-Age=31536000";',
        "the column where the token begins; a 2-tuple (srow, scol) of ints",
        "remove the entries that start with MicrosoftOffice16_Data, they are credentials",
        "If your password has expired, press Ctrl+Alt+Delete and choose Change a password.",
        "the door code was changed on 2024-05-01",
        "[2026-02-03 08:42:58] PHP Notice:  Undefined index: token in login.php on line 225",
        "key = key + b'\\x00' * (blocksize - len(key))",
        "type 3 to continue, enter 2 for the menu, code 1603 was returned",
        '"integrity": "sha512-9Qxk1nJ2Zf0cGgq4mVY2m3m0nq6b2t0Xb8E5s1xw9a7kYyq0F1u5s3d4r6t8y0==" of the package key',
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


def test_zeros_that_end_strings_part_them() -> None:
    shown = Redactor({}).redact_text("SHELL=/bin/bash\0SMTP_PASS=Hiver-2024x\0LANG=en_GB.UTF-8\0")
    assert shown == "SHELL=/bin/bash\nSMTP_PASS=[secret:password]\nLANG=en_GB.UTF-8\n"


def test_behind_a_computer_that_is_known_its_domain_goes_and_a_file_name_stays() -> None:
    from selfhelp.core.model import PrivacyClass

    one = Redactor({PrivacyClass.HOST: ["LT-N9X12"]})
    assert "vantel" not in one.redact_text("lt-n9x12.vantelgrp.net has an address")
    assert one.redact_text("lt-n9x12.tar.gz").endswith(".tar.gz")


TEXT = (
    "from 10.1.2.3 to 8.8.8.8, version 10.1.2.3, so.1.2.3.4, %2010.9.9.9 [10.0.0.1] 1.2.3.4.5 7.7.7.7 "
    "00:11:22:33:44:55 ether:aa:bb:cc:dd:ee:ff, 01-02-03-04-05-06 00:11:22:33:44:55:66:77 x00:11:22:33:44:55 "
    "01:00:5e:00:00:fb 33-33-00-00-00-01 01:00:5e:00:53:01:02"
)


@pytest.mark.parametrize("address", ["01:00:5e:00:00:fb", "33:33:00:00:00:01", "33-33-FF-12-34-56"])
def test_a_multicast_address_is_no_computers(address: str) -> None:
    for text in (f"joined {address} on eth0", f"x={address} %3A"):
        assert Redactor({}).redact_text(text) == text


def test_a_client_id_that_begins_like_a_multicast_address_goes() -> None:
    shown = Redactor({}).redact_text("client 01:00:5e:00:53:01:02 asked")
    assert "00:53" not in shown


def test_the_short_way_of_a_rule_finds_what_the_long_one_does() -> None:
    from collections import Counter

    for rule in personal.rules():
        if rule.quick is None:
            continue
        long = Rule(rule.name, rule.needs, rule.pattern, rule.replace, rule.after, context=rule.context)
        for text in (TEXT, *TEXT.split(" "), "é " + TEXT):
            assert rule.apply(text, Aliases(b"k"), Counter()) == long.apply(text, Aliases(b"k"), Counter())


def test_without_what_is_private_to_the_module_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from selfhelp.report.redact import re2_patterns

    def find() -> list[object]:
        pattern = Pattern(r"(?P<v>[0-9]+)b?")
        found: list[object] = [m.span() for m in pattern.finditer("1b 22 é 333b"[:6])]
        for text in ("", "x", "22b", "x 22b", "22b x", "é 22b"):
            matches = [pattern.search(text), pattern.match(text)]
            found += [match and (match.span(), match.span("v"), match["v"]) for match in matches]
            found.append(pattern.is_full_match(text))
        return found

    direct = find()
    monkeypatch.setattr(re2_patterns, "_find_direct_matcher", lambda module, search: None)
    assert find() == direct
    monkeypatch.undo()
    assert (
        re2_patterns._find_direct_matcher(object(), object()) is None
    )  # another release: nothing of the name


def test_every_pattern_compiles() -> None:
    from selfhelp.report.redact import rule_order

    for rule in rule_order.get_all_rules():
        get_lazy_pattern(rule.pattern).search("a")
        get_lazy_pattern(rule.pattern).search("é")
