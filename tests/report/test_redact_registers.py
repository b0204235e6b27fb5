"""Numbers of registers, dates of birth, folders of matters, told secrets: what goes, and what stays."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.by_kind import check_digits


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (check_digits.is_german_health_number, "A123456780"),
        (check_digits.is_german_pension_number, "65170839J003"),
        (check_digits.is_mod_11_10, "47036892816"),
        (check_digits.is_austrian_number, "1237010180"),
        (check_digits.is_gs1_number, "7569217076985"),
        (check_digits.is_norwegian_number, "01010750160"),
        (check_digits.is_romanian_number, "1630615123457"),
        (check_digits.is_yugoslav_number, "0101006500006"),
        (check_digits.is_turkish_number, "17291716060"),
        (check_digits.is_polish_number, "44051401359"),
        (check_digits.is_french_number, "168057511208456"),
        (check_digits.is_nhs_number, "9434765919"),
    ],
)
def test_a_check_digit_is_calculated(check: object, right: str) -> None:
    assert callable(check)
    assert check(right)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert not check(wrong)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("INSERT INTO a VALUES ('80756000150481277369');", "80756000150481277369"),
        ("the file scan_1 68 05 75 112 084 56.pdf is shared", "1 68 05 75 112 084 56"),
        ("Ausweis B, ZEMIS 018442907.6", "018442907.6"),
        ("JX482617B came up twice in payroll", "JX482617B"),
        ("Bei ELSTER wird 81349270462 nicht angenommen", "81349270462"),
        ("Mein Auto HH-KL 4821 steht vor der Schranke", "HH-KL 4821"),
        ("support: und das Geburtsdatum?\nkunde: 12.03.1961", "12.03.1961"),
        ("and his bday is 19/8/47", "19/8/47"),
        ("Müller Hans, *04.08.1962", "04.08.1962"),
        ("F:\\Mandate\\Nachlass Rüegsegger\\Inventar.xlsm ist gesperrt", "Nachlass Rüegsegger"),
        ('icacls "H:\\HR\\Grievances\\Abernathy_J"', "Abernathy_J"),
        ("/opt/pulse/acme-hargreaves-solicitors/data.db", "acme-hargreaves-solicitors"),
        ("C:\\Temp\\CV-Okafor.docx", "Okafor"),
        ("bot: Your temporary sign-in is below.\nbot: Fox7-Marble-Tide", "Fox7-Marble-Tide"),
        ("i tried my old one as well Arsenal2003!!", "Arsenal2003!!"),
        ("network LARK_LODGE, all lower: duckpondsunday", "duckpondsunday"),
        ("WLAN-Schlüssel (steht am Router): 4481 9027 3365 1170 2846", "4481 9027 3365 1170 2846"),
        ("sftp:nas_sync:Blaumeise/73@nas-keller:/restic", "Blaumeise/73"),
        ("cmdkey /add:TERMSRV/rds02.hansen.example /user:x", "rds02.hansen.example"),
        ("- Garagentor: #73*1180", "#73*1180"),
        ("what is the code for the alarm?\ndev: 4961# then hold star", "4961#"),
        ("Karte gültig 08/29 hinten 417", "417"),
        ("Kennwort für Benutzer KAELIN_T zurückgesetzt", "KAELIN_T"),
        ("482917/ZURBRIGM/QZDASOINIT ended", "ZURBRIGM"),
        ("Badge (Nr. 30 0917 44) verloren", "30 0917 44"),
        ("text him: 07700-912-447", "07700-912-447"),
        ("falsche Adresse anna.kos@@hispeed.example", "anna.kos@@hispeed.example"),
        ("der alte PC STATION3B steht noch im Lager", "STATION3B"),
    ],
)
def test_a_value_told_in_any_form_is_replaced(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Machine AMD64, security type WPA2-Personal",
        "Ticket #4711 and pull request #123 are closed",
        "The release of 12.03.2026 replaces the one of 04.08.2025",
        "robocopy D:\\Daten\\Vorlagen E:\\Backup /MIR",
        "C:\\Program Files\\Common Files\\System\\msadc",
        "Das Konto 400000 ist ein Aufwandskonto",
        "Bytes=32 Zeit<1ms TTL=128",
        "kernel: pci 0000:00:02.0: BAR 2: assigned to efifb",
        "react@18.3.1 was installed from npm:@scope/package@1.2.3",
        "error J0511: paper jam in the tray",
        "session = Session(token=token, timeout=timeout)",
        "the zone ap-northeast-1 is slow",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
