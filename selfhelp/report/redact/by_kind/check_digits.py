"""Check digits of national numbers of people.

Sources: European Commission, "TIN algorithms"; § 290 SGB V, annex 1 (health insurance number); VKVV § 2
(pension insurance number); BZSt, "Steuer-Identifikationsnummer"; ATLAS of the Austrian social insurance;
GS1 General Specifications (GLN); NHS Data Dictionary; CMS, "Medicare Beneficiary Identifier"; the
publications of each country's population register.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def _weigh(digits: str, weights: Iterable[int]) -> int:
    return sum(int(c) * weight for c, weight in zip(digits, weights, strict=False))


def _sum_digits(digits: str, weights: Iterable[int]) -> int:
    """Return the sum of the digits of each weighted digit."""
    return sum(sum(divmod(int(c) * weight, 10)) for c, weight in zip(digits, weights, strict=False))


def _is_day_and_month(day: str, month: str) -> bool:
    """Return whether two strings of digits are a day and a month."""
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def is_german_health_number(v: str) -> bool:
    """Return whether a German health insurance number, a letter and nine digits, is correct."""
    digits = f"{ord(v[0]) - 64:02}{v[1:]}"
    return len(v) == 10 and _sum_digits(digits[:10], (1, 2) * 5) % 10 == int(v[9])


def is_german_pension_number(v: str) -> bool:
    """Return whether a German pension insurance number is correct: *65170839J003*."""
    if not _is_day_and_month(v[2:4], v[4:6]) and not 51 <= int(v[2:4]) <= 81:
        return False
    digits = f"{v[:8]}{ord(v[8]) - 64:02}{v[9:11]}"
    return _sum_digits(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)) % 10 == int(v[11])


def is_mod_11_10(v: str) -> bool:
    """Return whether a number's last digit is correct (ISO 7064, MOD 11,10): Germany's tax ID, the OIB."""
    rest = 10
    for c in v[:-1]:
        rest = ((rest + int(c)) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(v[-1])


def is_austrian_number(v: str) -> bool:
    """Return whether an Austrian social insurance number is correct: four digits and a date of birth."""
    weights = (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)
    return _is_day_and_month(v[4:6], v[6:8]) and _weigh(v, weights) % 11 == int(v[3])


def is_gs1_number(v: str) -> bool:
    """Return whether the last digit of a GS1 number is correct: a Swiss GLN (*7601…*), a EAN."""
    return -_weigh(v[-2::-1], (3, 1) * 9) % 10 == int(v[-1])


def is_norwegian_number(v: str) -> bool:
    """Return whether both check digits of a Norwegian identity number are correct."""
    first, second = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    dated = _is_day_and_month(str(int(v[:2]) % 40), str(int(v[2:4]) % 40))
    return dated and not _weigh(v, first) % 11 and not _weigh(v, second) % 11


def is_romanian_number(v: str) -> bool:
    """Return whether a Romanian personal code has a date and a correct check digit."""
    right = _weigh(v, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return _is_day_and_month(v[5:7], v[3:5]) and v[0] in "12345678" and right % 10 == int(v[12]) % 10


def is_yugoslav_number(v: str) -> bool:
    """Return whether a JMBG or EMŠO has a date and a correct check digit."""
    right = -_weigh(v, (7, 6, 5, 4, 3, 2) * 2) % 11
    return _is_day_and_month(v[:2], v[2:4]) and v[4] in "09" and right % 10 == int(v[12])


def is_turkish_number(v: str) -> bool:
    """Return whether both check digits of a Turkish identity number are correct."""
    odd, even = _weigh(v, (1, 0) * 4 + (1,)), _weigh(v, (0, 1) * 4)
    right = v[0] != "0" and (odd * 7 - even) % 10 == int(v[9])
    return right and sum(map(int, v[:10])) % 10 == int(v[10])


def is_polish_number(v: str) -> bool:
    """Return whether a PESEL has a date and a correct check digit."""
    dated = len(v) == 11 and _is_day_and_month(v[4:6], str(int(v[2:4]) % 20))
    return dated and -_weigh(v[:10], (1, 3, 7, 9) * 3) % 10 == int(v[10])


def is_luxembourg_number(v: str) -> bool:
    """Return whether the Luhn digit of a Luxembourg number, which begins with a date, is correct."""
    weights: Sequence[int] = (2, 1) * 6
    dated = v[:2] in ("19", "20") and _is_day_and_month(v[6:8], v[4:6])
    return dated and -_sum_digits(v[:11][::-1], weights) % 10 == int(v[11])


def is_danish_number(v: str) -> bool:
    """Return whether a Danish number begins with a date; its check digit isn't used since 2007."""
    return _is_day_and_month(v[:2], v[2:4])


def is_quebec_number(v: str) -> bool:
    """Return whether a Quebec health number has a month (women: plus 50) and a day."""
    return 1 <= int(v[6:8]) % 50 <= 12 and 1 <= int(v[8:10]) <= 31


def is_french_number(v: str) -> bool:
    """Return whether the key of a French social security number is correct (97 - number modulo 97)."""
    number = v.upper().replace("2A", "19", 1) if v[5:7].upper() == "2A" else v.upper().replace("2B", "18", 1)
    return number.isdigit() and 97 - int(number[:13]) % 97 == int(number[13:])


def is_french_number_without_key(v: str) -> bool:
    """Return whether 13 digits are a French social security number, and no time in milliseconds or EAN."""
    return (v[0] == "2" or v[1] in "89") and not is_gs1_number(v)


def is_german_tax_number(v: str) -> bool:
    """Return whether a German tax ID is correct: one of ten digits twice or three times, and a check digit.

    Source: BZSt, "Steuerliche Identifikationsnummer".
    """
    counts = sorted(map(v[:10].count, set(v[:10])))
    return v[0] != "0" and counts[-1] in (2, 3) and counts[:-1] == [1] * len(counts[:-1]) and is_mod_11_10(v)


def is_belgian_number(v: str) -> bool:
    """Return whether a Belgian national number is correct: a date of birth, and 97 - number modulo 97."""
    key = int(v[9:])
    return _is_day_and_month(v[4:6], v[2:4]) and key in (97 - int(v[:9]) % 97, 97 - int(f"2{v[:9]}") % 97)


def is_nhs_number(v: str) -> bool:
    """Return whether the last digit of an NHS number is correct (modulo 11)."""
    return (11 - _weigh(v, range(10, 1, -1)) % 11) % 11 == int(v[9])


_NOT_ISSUED = ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")


def is_british_number(v: str) -> bool:
    """Return whether a National Insurance number has a prefix that is issued (HMRC, NIM39110)."""
    return v[:2] not in _NOT_ISSUED and v[0] not in "DFIQUV" and v[1] not in "DFIOQUV"


def is_spanish_number(v: str) -> bool:
    """Return whether the letter of a Spanish DNI or NIE is correct (remainder of 23)."""
    return v[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2").isdigit() and (
        "TRWAGMYFPDXBNJZSQVHLCKE"[int(v[:-1].translate(str.maketrans("XYZ", "012"))) % 23] == v[-1]
    )


def is_finnish_number(v: str) -> bool:
    """Return whether a Finnish identity code has a date and a correct last character (remainder of 31)."""
    digits = v[:6] + "".join(c for c in v[6:-1] if c.isdigit())
    right = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]
    return len(digits) == 9 and _is_day_and_month(v[:2], v[2:4]) and right == v[-1]


def is_swedish_number(v: str) -> bool:
    """Return whether a Swedish number has a correct Luhn digit and a date that isn't of these years."""
    short = v[-10:]
    dated = _is_day_and_month(str(int(short[4:6]) % 60), short[2:4]) and not "12" < short[:2] < "30"
    return dated and -_sum_digits(short[:9], (2, 1) * 5) % 10 == int(short[9])


def is_czech_number(v: str) -> bool:
    """Return whether a Czech or Slovak birth number has a date (women: month plus 50), and 11 divides it."""
    return _is_day_and_month(v[4:6], str(int(v[2:4]) % 50)) and int(v) % 11 == 0


def is_brazilian_number(v: str) -> bool:
    """Return whether both check digits of a Brazilian CPF are correct."""
    first = _weigh(v, range(10, 1, -1)) * 10 % 11 % 10
    return first == int(v[9]) and _weigh(v, range(11, 1, -1)) * 10 % 11 % 10 == int(v[10])
