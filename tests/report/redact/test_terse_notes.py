"""Secrets in notes and messages of few words."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("rentre avec mpoirier puis Rouge-Gorge12 et hop", "Rouge-Gorge12"),
        ("the wifi password is no longer marshmallow but Chestnut_77", "Chestnut_77"),
        ("$ sudo -u facturation ls", "facturation"),
        ("$ htpasswd -b .htpasswd jardinage Tulipes2go", "jardinage"),
        ("le NIP de la boîte est 4418", "4418"),
        ("- Ahmed Benali (mat. 20417)", "20417"),
        ("NAS (assurance sociale) : 271 604 936", "271 604 936"),
        ("ma date de fête est le 4 mai 1971", "4 mai 1971"),
    ],
)
def test_few_words_are_enough(text: str, value: str) -> None:
    assert value not in Redactor({}, key=b"k" * 32).redact_text(text)


def test_the_word_below_a_question_for_a_password_is_hidden() -> None:
    assert "Grenouille8" not in Redactor({}).redact_text("c'est quoi le wifi ?\nGrenouille8\n")


@pytest.mark.parametrize(
    "text",
    [
        "open the file and then restart the printer",
        "the code is not new but old",
        "chown root:root /etc/hosts",
    ],
)
def test_ordinary_sentences_and_commands_stay(text: str) -> None:
    assert Redactor({}, key=b"k" * 32).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Merkzettel im Spind: kasse3 – Brot&Butter, bitte abreißen", "Brot&Butter"),
        ("• caméra du hall http://10.3.3.9 – gardien / porte-n°4", "porte-n°4"),
        ("Zugangsdaten wie immer: kd-2231-bau, Hammer&Nagel2.", "Hammer&Nagel2"),
        ("use the passphrase copper teapot orchard 9, it is valid today", "copper teapot orchard 9"),
        ("Die Passphrase kennt nur Rolf, war zuletzt sieben Raben am Fluss.", "sieben Raben am Fluss"),
        ("Il faut la phrase. Au dos du boîtier : « trois renards dorment mal »", "trois renards dorment mal"),
        ("le compte marche, mdp citron-vert.", "citron-vert"),
        ("bring a cable, enable pw r0uter=b0ss, console on the left", "r0uter=b0ss"),
        ("L'opérateur demande le mot convenu, c'est « mirliton ».", "mirliton"),
        ("the password? something like Otter-on-the-ice, with a digit", "Otter-on-the-ice"),
        ("Kennwort weg, ich glaube es war Kranichzug mit einer Zahl", "Kranichzug"),
        ("please rotate the shop login (kT4.zQ8.mB1.wX6) as well", "kT4.zQ8.mB1.wX6"),
        ("mon clavier est en anglais, donc Falaise_27! ne passe jamais", "Falaise_27!"),
        ("c'est quoi le mdp de la caisse du kiosque ? glouglou. Rire.", "glouglou"),
        ("made another app password today: qzwr tnpk vhdl mbxs", "qzwr tnpk vhdl mbxs"),
        ("new token for the runner: k3v9x2m7q4w8e5r1t6y0u2i4o8p3a7s5", "k3v9x2m7q4w8e5r1t6y0u2i4o8p3a7s5"),
    ],
)
def test_a_secret_in_a_sentence_goes(text: str, value: str) -> None:
    assert value not in Redactor({}, key=b"k" * 32).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "The passphrase is case sensitive and must be long.",
        "Die Passphrase ist zu kurz und wurde nicht gespeichert.",
        "le mdp self-service, rien ne change",
        "I think it is Outlook that asks for the password again",
        "ich glaube es war Donnerstag, seitdem fragt er nach dem Kennwort",
        "sales – R&D, login page, etc.",
        "What is the password policy? Nothing. Ask the desk.",
        "token: see the manual (appendix), the key is in the safe",
    ],
)
def test_sentences_about_passwords_stay(text: str) -> None:
    assert Redactor({}, key=b"k" * 32).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("what's the code for the shed?\n7719 I think\nno\nsorry 7791\n", "7791"),
        ("panel in the hall: installer code 8080, guest code 3145", "3145"),
        ("Alarmanlage: Errichtercode 7070, Benutzercode 2518", "2518"),
        ("code maître 41*77*09, à ne pas afficher", "41*77*09"),
        ("Kasse: Chef-PIN 2904, Bediener-PIN 71.", "71"),
        ("the copier wants a code per team: Sales = 4107, Legal = 4212", "4212"),
        ("I noted the code as 7B4-Q1L, hard to read", "7B4-Q1L"),
        ("Salariée T2093, site de Brest", "T2093"),
        ("Marta, agent 61-2207-B, change de bureau", "61-2207-B"),
        ("Card no. printed: 31-207-4", "31-207-4"),
        ("Personalnr. 30418 stimmt nicht, richtig ist seit Mai 30481", "30481"),
        ("Durchwahl 212 umgeleitet auf 219 bis Freitag", "219"),
        ("the gate code must change, 48120 is known to half the street", "48120"),
        ("PAT for the runner t8k2m5v9c3x7q1w4e6r0y2u5i8o3p7a1", "t8k2m5v9c3x7q1w4e6r0y2u5i8o3p7a1"),
        ("Front desk is Paula Quist, x4471.", "x4471"),
    ],
)
def test_a_further_code_or_number_goes(text: str, value: str) -> None:
    assert value not in Redactor({}, key=b"k" * 32).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "error code 5100 means that the carriage is stuck",
        "sorry 30 minutes late, the code review took longer",
        "exit code = 1203, retries = 4096 after the update",
        "I tried 2019 and 2022, both versions crash",
        "agent 7.4.2 on the server, agent 12 offline",
        "resolution 1920 x1080, refresh 60",
        "moved from 14 to 17 files on page 22",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert Redactor({}, key=b"k" * 32).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The copier wants a print code. Mine 5518 is refused.", "5518"),
        ("Objet : code refusé\nToujours pareil, le nouveau 441 207 aussi.", "441 207"),
        ("L'application génère 270 993 et le site dit non.", "270 993"),
        ("VPN login: I type push, then 551820 and it fails", "551820"),
        ("The number matching shows 58 but the phone offers 21 and 94.", "94"),
        ("Installation ID: 5581730 8820116 7731952 1144820 3395521 8830134", "5581730"),
        ("Enrolment key watersafety-may.", "watersafety-may"),
        ("It wants the BitLocker recovery key. ID starts 8D4F92A3.", "8D4F92A3"),
        ("Das Tablet ist gesperrt, Code war 2011.", "2011"),
        ("It emails a code, today KM-31882, and fails", "KM-31882"),
        ('"R7-2291 is your Duo passcode"', "R7-2291"),
        ("Copier codes 2nd floor:\nNadia 41227\nme 41244 (broken)", "41244"),
        ("> Réponse à la question secrète « premier animal » ?\nFilou", "Filou"),
        ("Ines: et le wifi ?\nPaul: DEPOT_PRIVE / lesmouettesrient", "lesmouettesrient"),
        ("LAPS for LAB-4F-SPARE8: k8{Yp]3vQ}z7M valid until 18:00", "k8{Yp]3vQ}z7M"),
        ("logging in as SALES_RPT/lion_rose82", "lion_rose82"),
        ("Codewort Wachdienst: Ahornblatt.", "Ahornblatt"),
        ("Ersatzcode Tiefgarage: 77#352", "77#352"),
        ("Jo: what's the code of the keypad?\nMax: 48C27", "48C27"),
        ("le local serveur c'est 30 08 88", "30 08 88"),
        ("the cold room keypad (0-4-8-2-B) works", "0-4-8-2-B"),
        ("bypass codes issued for kltran: 592004138, 661937246", "661937246"),
        ("la tablette réclame un « code société » : KARTR3NS.", "KARTR3NS"),
        ("Exam access code for candidate 7742 is RRK 529 WQ and no session opens", "RRK 529 WQ"),
        ("Il mio interno è 418.", "418"),
    ],
)
def test_a_code_or_answer_in_its_place_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}, key=b"k" * 32).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Error codes of the printer:\njam 41227\nfuser 41244",
        "The report generates 120 pages; the new one 2024 is larger.",
        "the wifi is slow?\nReports / printing stops",
        "Installation 2024-10-21 of 1200000 files",
    ],
)
def test_numbers_in_similar_places_stay(text: str) -> None:
    assert Redactor({}, key=b"k" * 32).redact_text(text) == text
