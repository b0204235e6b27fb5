"""Invents the values of the redaction corpus: nothing here was ever anyone's secret."""

from __future__ import annotations

import base64
import binascii
import html
import json
import string
import unicodedata
from collections.abc import Callable
from random import Random
from urllib.parse import quote

Written = tuple[str, list[str]]

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE32 = string.ascii_uppercase + "234567"
WORDS = [
    "Tulipe", "Brouette", "Marmotte", "Copper", "Lantern", "Walnut", "Pigeon", "Glacier", "Saffron",
    "Biscuit", "Harbour", "Violet", "Cactus", "Girafe", "Moulin", "Falaise", "Renard", "Thistle",
    "Pebble", "Cobalt", "Plume", "Raisin", "Hazel", "Mistral", "Badger", "Otter", "Cerise",
]  # fmt: skip


def _pick(alphabet: str) -> Callable[[Random, int], str]:
    return lambda rng, n: "".join(rng.choices(alphabet, k=n or 16))


def _password(rng: Random, _n: int) -> str:
    """Return a password as people choose them."""
    return (
        f"{rng.choice(WORDS)}{rng.choice('-_.')}{rng.choice(WORDS)}{rng.randint(10, 99)}{rng.choice('!?*+')}"
    )


def _word(rng: Random, _n: int) -> str:
    return rng.choice(WORDS).lower() + rng.choice(WORDS).lower()


def _phrase(rng: Random, n: int) -> str:
    return " ".join(rng.sample([word.lower() for word in WORDS], n or 4))


def _strong(rng: Random, n: int) -> str:
    """Return a password as a safe makes them, with every class of characters."""
    return "".join(rng.choices(BASE62, k=n or 12)) + rng.choice("!#%^*") + rng.choice("Qq9Zz7")


def _base64(rng: Random, n: int) -> str:
    return base64.b64encode(rng.randbytes(n or 24)).decode()


def _base64url(rng: Random, n: int) -> str:
    return base64.urlsafe_b64encode(rng.randbytes(n or 24)).decode().rstrip("=")


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def _card(rng: Random, n: int) -> str:
    start = rng.choice(["4539", "4970", "5105", "5412"]) if n != 15 else "3743"
    return _luhn(start + _digits(rng, (n or 16) - 5))


def _digits(rng: Random, n: int) -> str:
    return "".join(rng.choices(string.digits, k=n or 6))


def _iban(country: str, account: str) -> str:
    number = "".join(str(int(sign, 36)) for sign in account + country + "00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def _iban_fr(rng: Random, _n: int) -> str:
    bank, branch, account = _digits(rng, 5), _digits(rng, 5), _digits(rng, 11)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return _iban("FR", f"{bank}{branch}{account}{key:02d}")


def _iban_be(rng: Random, _n: int) -> str:
    account = int(_digits(rng, 10))
    return _iban("BE", f"{account:010d}{account % 97 or 97:02d}")


def _grouped(maker: Callable[[Random, int], str]) -> Callable[[Random, int], str]:
    def grouped(rng: Random, n: int) -> str:
        value = maker(rng, n)
        return " ".join(value[at : at + 4] for at in range(0, len(value), 4))

    return grouped


def _nir(rng: Random, _n: int) -> str:
    """Return a French social security number with its key."""
    number = f"{rng.choice('12')}{rng.randint(50, 99)}{rng.randint(1, 12):02d}{rng.randint(10, 89)}"
    number += f"{rng.randint(1, 899):03d}{rng.randint(1, 899):03d}"
    return f"{number}{97 - int(number) % 97:02d}"


def _nir_spaced(rng: Random, _n: int) -> str:
    nir = _nir(rng, 0)
    return " ".join([nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:]])


def _nino(rng: Random, _n: int) -> str:
    return f"{rng.choice('ABCEHJ')}{rng.choice('ABCEGHJK')}{_digits(rng, 6)}{rng.choice('ABCD')}"


def _ssn(rng: Random, _n: int) -> str:
    return f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"


def _jwt(rng: Random, _n: int) -> str:
    parts: list[dict[str, object]] = [
        {"alg": "HS256", "typ": "JWT"},
        {"sub": _digits(rng, 8), "aud": "intranet", "exp": rng.randint(1767000000, 1769000000)},
    ]
    told = [base64.urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts]
    return ".".join([*(part.decode().rstrip("=") for part in told), _base64url(rng, 32)])


def _checked(start: str, n: int) -> Callable[[Random, int], str]:
    """Return a maker of tokens that end in the CRC-32 of their random part, in base 62."""

    def token(rng: Random, _n: int) -> str:
        body = "".join(rng.choices(BASE62, k=n))
        number, tail = binascii.crc32(body.encode()), ""
        while number:
            number, digit = divmod(number, 62)
            tail = BASE62[digit] + tail
        return start + body + tail.rjust(6, "0")

    return token


def _bitlocker(rng: Random, _n: int) -> str:
    return "-".join(f"{rng.randint(10000, 65535) * 11:06d}" for _ in range(8))


def _product(rng: Random, _n: int) -> str:
    return "-".join("".join(rng.choices("BCDFGHJKMPQRTVWXY2346789", k=5)) for _ in range(5))


def _uuid(rng: Random, _n: int) -> str:
    raw = rng.randbytes(16).hex()
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"


def _body(start: bytes) -> Callable[[Random, int], str]:
    """Return a maker of the Base64 lines of a key of so many bytes."""

    def body(rng: Random, n: int) -> str:
        told = base64.b64encode(start + rng.randbytes((n or 600) - len(start))).decode()
        return "\n".join(told[at : at + 64] for at in range(0, len(told), 64))

    return body


def _pem(label: str, start: bytes) -> Callable[[Random, int], str]:
    body = _body(start)
    return lambda rng, n: f"-----BEGIN {label}-----\n{body(rng, n)}\n-----END {label}-----"


def _hexlines(rng: Random, n: int) -> str:
    return "\n".join(rng.randbytes(16).hex() for _ in range(n or 16))


def _phone_fr(rng: Random, n: int) -> str:
    """Return a French number of the ranges that Arcep keeps for films."""
    sign = {0: " ", 1: "\u00a0", 2: "\u202f", 3: ".", 4: "-", 5: ""}[n]
    start = rng.choice(["01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98"])
    return sign.join([*start.split(), _digits(rng, 2), _digits(rng, 2)])


RSA = bytes.fromhex("308204a40201000282010100")
PKCS8 = bytes.fromhex("308204be020100300d06092a864886f70d0101010500")
OPENSSH = b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01"
MAKERS: dict[str, Callable[[Random, int], str]] = {
    "pw": _password, "word": _word, "phrase": _phrase, "strong": _strong,
    "b62": _pick(BASE62), "b32": _pick(BASE32), "b32l": _pick(BASE32.lower()),
    "hex": _pick("0123456789abcdef"),
    "uhex": _pick("0123456789ABCDEF"), "low": _pick("abcdefghijklmnopqrstuvwxyz0123456789"),
    "up": _pick("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"), "let": _pick(string.ascii_lowercase),
    "crypt": _pick("./" + BASE62), "dig": _digits, "nz": _pick("123456789"),
    "b64": _base64, "b64u": _base64url, "uuid": _uuid, "jwt": _jwt,
    "card": _card, "cardg": _grouped(_card), "ibanfr": _iban_fr, "ibanfrg": _grouped(_iban_fr),
    "ibanbe": _iban_be, "ibande": lambda rng, n: _iban("DE", _digits(rng, 18)),
    "ibangb": lambda rng, n: _iban("GB", "NWBK" + _digits(rng, 14)),
    "nir": _nir, "nirs": _nir_spaced, "nino": _nino, "ssn": _ssn,
    "ghp": _checked("ghp_", 30), "gho": _checked("gho_", 30), "npm": _checked("npm_", 30),
    "bitlocker": _bitlocker, "product": _product, "hexlines": _hexlines, "phonefr": _phone_fr,
    "rsapem": _pem("RSA PRIVATE KEY", RSA), "pempk": _pem("PRIVATE KEY", PKCS8),
    "ecpem": _pem("EC PRIVATE KEY", bytes.fromhex("30770201010420")),
    "dsapem": _pem("DSA PRIVATE KEY", bytes.fromhex("308201bb02010002818100")),
    "encpem": _pem("ENCRYPTED PRIVATE KEY", bytes.fromhex("308205063040")),
    "sshpem": _pem("OPENSSH PRIVATE KEY", OPENSSH), "rsabody": _body(RSA), "keybody": _body(b""),
}  # fmt: skip


def _whole(change: Callable[[str], str]) -> Callable[[Random, str], Written]:
    def way(_rng: Random, text: str) -> Written:
        return change(text), [change(text)]

    return way


def _between(signs: str) -> Callable[[Random, str], Written]:
    """Return a way that puts something inside a value, at three places."""

    def way(rng: Random, text: str) -> Written:
        at = sorted(rng.sample(range(2, len(text) - 1), 3))
        cut = [text[: at[0]], text[at[0] : at[1]], text[at[1] : at[2]], text[at[2] :]]
        whole = signs.join(cut)
        return whole, [whole]

    return way


def _cut(mark: str, width: int = 28) -> Callable[[Random, str], Written]:
    """Return a way that cuts a value in pieces; what matters is each piece of eight characters or more."""

    def way(_rng: Random, text: str) -> Written:
        pieces = [text[at : at + width] for at in range(0, len(text), width)]
        return mark.join(pieces), [piece for piece in pieces if len(piece) >= 8]

    return way


def _lines(_rng: Random, text: str) -> Written:
    body = [line for line in text.split("\n") if len(line) >= 24 and not line.startswith("-")]
    return text, sorted({body[0], body[len(body) // 2], body[-1]}, key=body.index)


def _escaped_lines(ending: str) -> Callable[[Random, str], Written]:
    def way(rng: Random, text: str) -> Written:
        _, pieces = _lines(rng, text)
        return text.replace("\n", ending), pieces

    return way


def _html_lines(rng: Random, text: str) -> Written:
    """Write slashes and ends of lines as entities."""
    text = text.replace("/", "&#x2F;")
    _, pieces = _lines(rng, text)
    return text.replace("\n", "&#10;"), pieces


def _full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


WAYS: dict[str, Callable[[Random, str], Written]] = {
    "b64": _whole(lambda text: base64.b64encode(text.encode()).decode()),
    "b64le": _whole(lambda text: base64.b64encode(text.encode("utf-16-le")).decode()),
    "pct": _whole(lambda text: quote(text, safe="")), "hex": _whole(lambda text: text.encode().hex()),
    "html": _whole(html.escape),
    "json": _whole(lambda text: json.dumps(text)[1:-1]), "words": _whole(lambda text: text),
    "uesc": _whole(lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text)),
    "xesc": _whole(lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode())),
    "ent": _whole(lambda text: "".join(f"&#{ord(sign)};" for sign in text)),
    "fw": _whole(_full_width), "nfd": _whole(lambda text: unicodedata.normalize("NFD", text)),
    "bhead": _whole(lambda text: f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="),
    "wide": _whole(" ".join), "upper": _whole(str.upper), "lower": _whole(str.lower),
    "zw": _between("\u200b"), "zwj": _between("\u2060"), "shy": _between("\u00ad"),
    "ansi": _between("\x1b[01;31m\x1b[K"), "colour": _between("\x1b[0m\x1b[33m"),
    "cont": _cut("\\\n"), "tick": _cut("`\n"), "caret": _cut("^\n"), "qp": _cut("=\n"), "fold": _cut("\n "),
    "plus": _cut('" +\n    "'), "rows": _cut("\n", 40), "half": _cut('""', 9),
    "htmllines": _html_lines, "lines": _lines,
    "jsonlines": _escaped_lines("\\n"), "crlf": _escaped_lines("\r\n"),
    "indented": _escaped_lines("\n    "), "quoted": _escaped_lines("\n> "), "spaces": _escaped_lines(" "),
    "logged": _escaped_lines("\n2026-03-11T08:14:02Z deploy[812]: "),
}  # fmt: skip
