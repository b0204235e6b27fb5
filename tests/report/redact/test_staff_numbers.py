"""Numbers of staff: cost centres, cards and tags at readers, numbers at the time clock."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

HIDDEN = (
    ("please charge it to cost centre 83120", "83120"),
    ("centre de coût 6A-4415 pour la commande", "6A-4415"),
    ("Kostenstelle ist 560310", "560310"),
    ("Kst. 7712 Projekt Umbau", "7712"),
    ("bill it to CC-5520-B please", "5520-B"),
    ("Mitarbeiterausweis Nr. 33 871 verloren", "33 871"),
    ("Chip-Nr. 04A1B2C3D4 ist gesperrt", "04A1B2C3D4"),
    ("proximity card facility 114 number 50233", "50233"),
    ("operator card 81144 at press 7", "81144"),
    ("clocking terminal: unknown tag 2881104", "2881104"),
    ("my number at the time clock is 3391, colleague's is 3402", "3391"),
    ("my number at the time clock is 3391, colleague's is 3402", "3402"),
    ("Stechuhr kennt die Nummer 7712 nicht", "7712"),
    ("HR number 9-22817 was given to two people", "9-22817"),
    ("emp_id=E7741&view=payslip", "E7741"),
    ("porter 4471 says the handset is dead", "4471"),
    ("user skipped, personIdExternal=119034, reason: manager 118777 not found", "119034"),
    ("user skipped, personIdExternal=119034, reason: manager 118777 not found", "118777"),
    ('"badge": {"number": "66120", "facility": "12"}', "66120"),
    ("Identifiant SIRH AGT004512, écran blanc", "AGT004512"),
    ("Dossier RH 2026-00418 en attente", "2026-00418"),
    ("Abwesend: 10442 (krank), 10457 (Urlaub) – Personalnummern laut Plan", "10457"),
    ("zu Mitarbeiter 31877 gibt es zwei Sätze (auch 31878)", "31878"),
    ("check employees 20418, 20433 and 20467", "20433"),
    ("ID 8814 not enrolled, says the reader of the cards", "8814"),
    ("my employee card: it's 8841 on the card", "8841"),
    ("My badge says 33907 but the portal shows 33970", "33970"),
    ("Zeitkarte für MA 61277 sperren", "61277"),
    ("Fehlzeit von 4471-02 überschneidet sich", "4471-02"),
    ("PersNr;Chip\n6120;04A39F11\n6134;04B17C20", "04B17C20"),
    ("customer CUST-0099182 called", "0099182"),
    ("Debitor 1044172 im SAP doppelt", "1044172"),
    ("Krankenversichertennummer T417203558", "T417203558"),
    ("clock no. D208 is on my card", "D208"),
    ("The portal says contractor ID not found. It's K0082716.", "K0082716"),
    ("Asks for a learner id. mine: LR_0029913", "LR_0029913"),
    ("borrower C20087331, the self check takes the card", "C20087331"),
    ("Medewerkersnummer: 118.604", "118.604"),
    ("timbratura scartata matricola 002291 badge 77100231", "002291"),
    ("usuario=nom_cierre empleado=000917 -> duplicado", "000917"),
    ("la tarjeta de acceso n.º TB-2207 no abre", "TB-2207"),
    ("Katalin, matricule en bas du bulletin (7714)", "7714"),
    ("https://hr.example.org/profile/660418/edit gives an error", "660418"),
    ("curl https://api.example.org/v1/employees/5521", "5521"),
    ("salarié n°512 pointage oublié, n°519 double pointage", "519"),
    ("n°519 badge perdu (ancien 0B7E, nouveau 0C31)", "0C31"),
    ("I'm 51207 in HR's list, the badge is another", "51207"),
    ("Im Lohnportal steht 51 207, obwohl ich 51 270 (Berta Kern) bin", "51 270"),
    ("For Olga it is 41077, for me 41170, says the badge reader", "41170"),
    ("HX51022 is what's on the back of my lanyard, or is it 51022?", "HX51022"),
    ('{"id":"k-00318","login":"zkarim","dob":"1983-05-21"}', "k-00318"),
    ("SSN ending 7731, cannot register", "7731"),
    ("16:20 pass 0233 returned", "0233"),
    ("> What is your employee number?\n41 55 27\n> Computer name?", "41 55 27"),
    ("Requested for: Piotr Zielinski (EMP0032216)", "EMP0032216"),
    ("Maëlle Quéré, 17/05/1994, T-3310, mquere2, arrive lundi", "17/05/1994"),
    ("Maëlle Quéré, 17/05/1994, T-3310, mquere2, arrive lundi", "T-3310"),
    ("EMPNO    LASTNAME     BIRTHDT    BADGE\n002210   OKONKWO     19890711   6614", "19890711"),
    ("Im Portal steht als Geburtstag der 30.02.1977, richtig ist der 13.02.1977.", "13.02.1977"),
    ("nací el 4 de mayo de 1988", "4 de mayo de 1988"),
    ("I typed AB 20 41 77 C, as on my P60", "AB 20 41 77 C"),
    ("CF RSSMRA85T10A562S, pc bloccato", "RSSMRA85T10A562S"),
    ("mi número es 12345678Z", "12345678Z"),
    ("hetu 131052-308T", "131052-308T"),
    ("r. č. 736028/5163", "736028/5163"),
    ("CPF 529.982.247-25 não entra", "529.982.247-25"),
    ("personnummer 811218-9876", "811218-9876"),
    ("Ich stehe als 60117 in der Personalliste", "60117"),
    ("Dienstausweis endet auf 5582", "5582"),
    ("operator=K-2207 shift=2", "K-2207"),
    ("#55190 (employee) cannot clock in", "55190"),
    ("Lena Brandt / 00519 / Lager", "00519"),
)
STAYS = (
    "Cost object is closed for posting.",
    "The badge reader is offline since 09:14.",
    "The graphics card 4070 is hot.",
    "Tag v7.3.0 was pushed.",
    "The cost centre is missing on the form.",
    "2026-06-24 22:42:30 Service Control Manager 1873 Information: the user was told",
    "The employee number has six to eight digits.",
    "Dossier n° 2025-118.",
    "position 3 of 15, page 4 of file no 12",
    "The reader of the cards needs a new 4096 bit key.",
    "The clock of the badge reader stands at 01/01/1970, all birthdays are wrong.",
    "for me 2024 was bad with payroll",
    "part 12345678-A",
    "top: pid 41207 is busy",
    "access control socket: /run/user/1000/keyring/control",
)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_a_number_of_staff_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize("text", STAYS)
def test_other_cards_and_numbers_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
