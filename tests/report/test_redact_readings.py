"""Redaction reads text as it was meant, without colours, escapes and codes, and writes back the original."""

from __future__ import annotations

import base64
import codecs
import html
import io
import json
import random
import string
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.report.redact import Redactor, normalisation

DICE = random.Random(8)
BASE64 = string.ascii_letters + string.digits + "+/"
RED, PLAIN = "\x1b[31m", "\x1b[0m"
TOKEN = "gh" + "p_" + "".join(DICE.choices(string.ascii_letters + string.digits, k=36))
LINES = ["".join(DICE.choices(BASE64, k=64)) for _ in range(12)]
PEM = "\n".join(["-----BEGIN RSA PRIV" + "ATE KEY-----", *LINES, "-----END RSA PRIV" + "ATE KEY-----", ""])
CODED = base64.b64encode(PEM.encode()).decode()


def show(text: str) -> str:
    return Redactor({}).redact_text(text)


def cp850(text: str) -> str:
    return text.encode("cp850").decode("cp1252")


@pytest.mark.parametrize(
    "text",
    [
        f"client-key-data: {CODED}",
        f"x: {CODED}",
        CODED,
        "tls.key: |\n" + "\n".join(f"    {CODED[n : n + 76]}" for n in range(0, len(CODED), 76)),
        base64.urlsafe_b64encode(PEM.encode()).decode(),
        quote(PEM, safe=""),
        quote(quote(PEM, safe=""), safe=""),
        PEM.encode().hex(),
        html.escape(PEM).replace("\n", "&#10;").replace("+", "&#43;"),
        json.dumps(json.dumps(PEM)),
    ],
)
def test_a_coded_private_key_is_found(text: str) -> None:
    shown = show(f"before\n{text}\nafter: all")
    assert not any(text[n : n + 40] in shown for n in range(120, len(text) - 120, 40))
    assert shown.startswith("before\n")
    assert shown.endswith("after: all")


@pytest.mark.parametrize("mark", ["", "> ", "  "])
def test_a_private_key_without_its_first_line(mark: str) -> None:
    rest = "\n".join(mark + line for line in PEM.splitlines()[1:])
    shown = show(f"this is it:\n{rest}\nthanks")
    assert not any(line[:30] in shown for line in LINES)
    assert "this is it:" in shown
    assert "thanks" in shown


def test_the_label_behind_a_coded_key_stays_one() -> None:
    shown = show(f"    client-key-data: {CODED}\n    token: aB3dE6gH9jK2mN5p\n")
    assert "aB3dE6gH9jK2mN5p" not in shown
    assert "token:" in shown


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"{RED}password{PLAIN}: hunter42", "hunter42"),
        (f"pass{RED}word=hunter42", "hunter42"),
        (f"got {TOKEN[:9]}{RED}{TOKEN[9:]}{PLAIN} here", TOKEN[9:]),
        (f"got {TOKEN[:9]}\u200b{TOKEN[9:]} here", TOKEN[9:]),
        ("p\u00adassword: hunter42", "hunter42"),
        ("[31mpassword[0m=hunter42", "hunter42"),
        (unicodedata.normalize("NFD", "Clé de sécurité : ") + "hunter42", "hunter42"),
        ("password：hunter42", "hunter42"),
        ("ｐａｓｓｗｏｒｄ: hunter42", "hunter42"),
        ("mot\u00a0de\u00a0passe\u202f:\u202fhunter42", "hunter42"),
        (cp850("    Contenu de la clé            : hunter42"), "hunter42"),
        ("Contenu de la clé : hunter42".encode().decode("cp1252"), "hunter42"),
        ("Contenu de la clé : hunter42".encode("cp1252").decode("cp850"), "hunter42"),
        ("Réponse secrète : hunter42".encode("cp1252").decode("utf-8", "replace"), "hunter42"),
        ("pаssword: hunter42", "hunter42"),
        ("p a s s w o r d : hunter42", "hunter42"),
        ('"\\u0070\\u0061ssword":"hunter42"', "hunter42"),
        ("mot%20de%20passe%20%3A%20hunter42", "hunter42"),
        ("mot%2520de%2520passe%2520%253A%2520hunter42", "hunter42"),
        ("cl&eacute; priv&eacute;e&nbsp;: hunter42", "hunter42"),
        ("mot de passe=C2=A0: hunter42=\n suite =3D", "hunter42"),
        (f"export T={TOKEN[:20]}\\\n{TOKEN[20:]}", TOKEN[20:]),
        (f'var token = "{TOKEN[:20]}" +\n    "{TOKEN[20:]}";', TOKEN[20:]),
        ("From: =?utf-8?q?Ren=C3=A9e_Marchal?= <x@y.example>", "Ren=C3=A9e"),
        ("From: =?utf-8?b?UmVuw6llIE1hcmNoYWw=?= <x@y.example>", "UmVuw6llIE1hcmNoYWw"),
    ],
)  # fmt: skip
def test_what_cuts_a_secret_or_its_word_does_not_hide_it(text: str, secret: str) -> None:
    assert secret not in show(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{RED}error{PLAIN}: no route\u200b to host, {unicodedata.normalize('NFD', 'réseau arrêté')}",
        "le disque est pr\u00eat\u202f; 50\u00a0% lus … “bien”",
        cp850("La clé USB est prête, l'imprimante arrêtée"),
        "GET /static/caf%C3%A9?page=2 200 %%2147942405 100%",
        "a &lt;b&gt; &eacute;t&eacute; \\u00e9t\\u00e9 \\x41 C:\\new\\users",
        "cc -o a \\\n  b.c\n",
        "Subject line =?utf-8?q?caf=C3=A9?= and x=3Dy\n",
    ],
)
def test_harmless_text_stays_byte_for_byte(text: str) -> None:
    assert show(text) == text


def test_only_the_secret_changes_between_colours_and_escapes() -> None:
    text = f"{RED}one{PLAIN} caf%C3%A9 password: {RED}hunter42{PLAIN} then\u200b two\n{RED}three{PLAIN}"
    shown = show(text)
    hidden = f"password: {RED}[secret:password]{PLAIN}"
    assert shown == f"{RED}one{PLAIN} caf%C3%A9 {hidden} then\u200b two\n{RED}three{PLAIN}"


@given(st.text(alphabet="ab \n\x1b[31m0é\u0301\u200b%C3A9&;=\\u0041x", max_size=80))
def test_a_reading_that_nothing_changed_restores_the_original(text: str) -> None:
    for read in (normalisation.remove_formatting, normalisation.decode_escapes):
        reading = read(text)
        if reading is not None:
            assert reading.restore_original(reading.text) == text
            assert reading.restore_original(f"{reading.text}[secret:x]") == f"{text}[secret:x]"


# -- a byte order mark before bytes of another code -------------------------------------------------

LINE = "2026-02-03 user=ann password=Tr0ub4dor-91\r\n"


def recovered(shown: str) -> bytes:
    """Return every reading of what was written from which the original bytes could be got back."""
    return b"\n".join(shown.encode(code, "replace") for code in ("utf-8", "utf-16-le", "utf-16-be"))


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE])
@pytest.mark.parametrize("lines", [1, 2, 400])
def test_a_foreign_marker_hides_nothing(mark: bytes, lines: int) -> None:
    shown = Redactor({}).redact_file_bytes(mark + LINE.encode() * lines)
    assert b"Tr0ub4dor-91" not in recovered(shown)


@pytest.mark.parametrize(
    ("mark", "code"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_lines_of_another_code_in_a_file_of_utf_16_hide_nothing(mark: bytes, code: str, before: int) -> None:
    wide = "Ereignis: Anmeldung erfolgreich, nichts zu tun.\r\n".encode(code)
    data = mark + wide * 20 + b" " * before + LINE.encode() + wide * 20
    redactor = Redactor({})
    for shown in (redactor.redact_file_bytes(data), "".join(redactor.redact_file_stream(io.BytesIO(data)))):
        assert b"Tr0ub4dor-91" not in recovered(shown)


def test_chinese_and_greek_files_of_utf_16_stay() -> None:
    for text in ("打印机无法工作，请帮助我们。\n" * 9, "Ο εκτυπωτής δεν λειτουργεί σήμερα το πρωί.\n" * 9):
        for code in ("utf-16", "utf-16-be"):
            data = (codecs.BOM_UTF16_BE if code == "utf-16-be" else b"") + text.encode(code)
            assert Redactor({}).redact_file_bytes(data).lstrip("\ufeff") == text
