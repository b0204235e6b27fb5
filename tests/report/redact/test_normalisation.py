"""Other ways to read a text: whatever they changed is as it was where nothing had to be replaced."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfhelp.report.redact import Redactor, normalisation
from selfhelp.report.redact.normalisation import RewrittenText

WORDS = st.sampled_from("the file was opened and closed café Straße . + , ; = ok 12 ab".split())  # noqa: SIM905


def _wide(word: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


ODD = st.one_of(
    WORDS.map(_wide),
    WORDS.map(lambda word: unicodedata.normalize("NFD", word)),
    WORDS.map(lambda word: f"\x1b[31m{word}\x1b[0m"),
    WORDS.map("\u200b".join),
    st.sampled_from(
        (
            '"ab" + "cd"',
            "'x' . 'y'",
            "h.e.l.l.o.w.o.r.d",
            "w o r d s a p",
            "fenÒtre",
            "caf‚",
            "Ã©t",
            "a\xa0b",
            "x\u2010y",
            "p\x08q",
            "\\\n",
            "=3D",
            "=C3=A9",
            "%41%42",
            "&eacute;",
        )
    ),
)
TEXTS = st.lists(st.tuples(st.one_of(WORDS, ODD), st.sampled_from([" ", "\n", " . ", " + ", ""]))).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
IDENTIFYING = (
    "from 10.1.2.3 ",
    "x 10.1.2.3. ",
    "mail ann.lee@example.org ",
    "mac 00:1a:2b:3c:4d:5e ",
    "via ::ffff:10.9.8.7.",
    "2001:db8:1:2::77+",
)


def _clean(text: str) -> str:
    """Return a text redacted by the rules; learned weights may find a value in what is around another one."""
    return Redactor({}, key=b"k").redact_by_rules(text)


@settings(deadline=None)
@given(TEXTS)
def test_a_reading_without_anything_to_replace_is_the_text_again(text: str) -> None:
    for read in (normalisation.remove_formatting, normalisation.decode_escapes):
        reading = read(text)
        assert reading is None or reading.restore_original(reading.text) == text


@pytest.mark.slow
@settings(deadline=None)
@given(TEXTS, st.sampled_from(IDENTIFYING), st.sampled_from(IDENTIFYING))
def test_what_stands_between_two_stand_ins_stays_byte_for_byte(text: str, first: str, second: str) -> None:
    if _clean(text) == text:
        whole = f"{first}\n\n{text}\n\n{second}"
        assert _clean(whole) == f"{_clean(first)}\n\n{text}\n\n{_clean(second)}"


@pytest.mark.parametrize(
    "between", ['y = "gh" + "ij"', "the word h.e.l.l.o.w.o.r.l.d", "x\uff0ey and cafe\u0301"]
)
def test_the_stand_in_of_an_address_is_known_to_its_last_digit(between: str) -> None:
    """Its second part was taken for text of the line, which is nowhere in it: all between was lost."""
    assert f" {between} to ip-" in _clean(f"from 10.1.2.3 {between} to 10.2.3.4 end")


PIECES = st.one_of(
    WORDS.map(lambda word: (word, word, "")),
    WORDS.map(lambda word: (_wide(word), word, "")),
    st.sampled_from(["\uff0e", "\uff0b", "\u200b", "\x1b[1m"]).map(
        lambda c: (c, unicodedata.normalize("NFKC", c) if c in "\uff0e\uff0b" else "", "")
    ),
    st.sampled_from(["J. Dupont", "10.1.2.3", "a+b.c", "secret"]).map(
        lambda value: (value, value, "user-0a1b2c")
    ),
)


@given(st.lists(PIECES, min_size=1))
def test_a_piece_is_restored_or_replaced(pieces: list[tuple[str, str, str]]) -> None:
    """A piece is how it stood in the text, how it reads, and its stand-in where it has one."""
    found: list[tuple[int, int, str]] = []
    original, clean, wanted = "", "", ""
    for number, (stood, reads, stand_in) in enumerate(pieces):
        gap = f"<{number}>"
        if stood != reads:
            found.append((len(original), len(original) + len(stood), reads))
        original += stood + gap
        clean += (stand_in or reads) + gap
        wanted += (stand_in or stood) + gap
    assert RewrittenText(original, found).restore_original(clean) == wanted


def test_letters_set_apart_by_dots_read_as_the_word() -> None:
    """They read as nothing, so that a password spelled that way stayed."""
    reading = normalisation.remove_formatting("it is s.e.s.a.m.e.7.x now")
    assert reading is not None
    assert reading.text == "it is sesame7x now"


@pytest.mark.parametrize("value", ["jsessionid=89BA4470C2D84F01A0E35C7D9921AB34", "card=5128004900112342"])
def test_a_value_beside_coded_text_of_a_mail_is_read_as_it_is(value: str) -> None:
    """``=89`` and ``=51`` were taken for coded bytes, and the value escaped its rule."""
    mail = f"Content-Transfer-Encoding: quoted-printable\n\nR=C3=A9f=3D1 {value}\nsuite de la li=\ngne\n"
    assert value.partition("=")[2] not in Redactor({}).redact_text(mail)


def test_a_spelled_word_behind_an_equals_sign_is_no_coded_mail() -> None:
    text = "greeting =h.e.l.l.o.w.o.r.d "
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("%%2147942405 and %%1", None),
        ("%%%41", "%%A"),
        ("%%41%42", "%%41B"),
        ("a %41", "a A"),
        ("%zz", None),
    ],
)
def test_doubled_percent_signs_are_no_escapes(text: str, read: str | None) -> None:
    found = normalisation.decode_escapes(text)
    assert (None if found is None else found.text) == read


def test_a_placeholder_is_no_reason_to_split_paths_into_lines() -> None:
    assert normalisation.decode_escapes(r"net use \\nas [secret:argument] \\nas") is None
    assert normalisation.decode_escapes(r"the secret\n a b") is not None
