"""The reference for the phone: every slip of the tongue is noticed, and the QR code says what it should."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core import ticket_reference

REFS = st.uuids(version=4).map(lambda u: f"sh-{u}")


@given(REFS)
def test_it_is_short_and_has_no_look_alikes(ref: str) -> None:
    code = ticket_reference.shorten_reference(ref)
    assert len(code) == 7
    assert code[3] == "-"
    assert not set(code) & set("ILOU")
    assert ticket_reference.shorten_reference(ref) == code
    assert ticket_reference.parse_spoken_reference(code) == code


@given(REFS, st.integers(0, 5), st.sampled_from(ticket_reference.ALPHABET))
def test_one_wrong_character_is_always_noticed(ref: str, place: int, other: str) -> None:
    plain = ticket_reference.shorten_reference(ref).replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    assert (ticket_reference.parse_spoken_reference(wrong) is None) == (wrong != plain)


@given(REFS, st.integers(0, 5), st.integers(0, 5))
def test_two_characters_that_changed_places_are_always_noticed(ref: str, one: int, two: int) -> None:
    plain = list(ticket_reference.shorten_reference(ref).replace("-", ""))
    swapped = plain.copy()
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert (ticket_reference.parse_spoken_reference("".join(swapped)) is None) == (swapped != plain)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("olo", "010"), ("Il", "11"), ("a b-c", "ABC"), (" A.B ", "AB")],
)
def test_what_is_heard_is_understood_as_people_say_it(said: str, meant: str) -> None:
    """Complete what was said to a reference by its own check character."""
    digits = [ticket_reference.ALPHABET.index(c) for c in (meant + "00000")[: ticket_reference.DIGITS]]
    rest = "0" * (ticket_reference.DIGITS - len(meant))
    code = said + rest + ticket_reference.ALPHABET[ticket_reference._compute_checksum(digits)]
    understood = ticket_reference.parse_spoken_reference(code)
    assert understood is not None
    assert understood.replace("-", "").startswith(meant)


@pytest.mark.parametrize("junk", ["", "K7F", "K7F-3QXX", "ÄÖÜ-ÄÖÜ", "\x00" * 6, "K7F-3Q\u202e", "x" * 10_000])
def test_junk_is_no_reference(junk: str) -> None:
    assert ticket_reference.parse_spoken_reference(junk) is None


def test_a_hundred_thousand_tickets_hardly_ever_share_one() -> None:
    codes = {
        ticket_reference.shorten_reference(f"sh-{uuid.UUID(int=number << 64)}") for number in range(100_000)
    }
    assert len(codes) > 99_000


def test_half_a_character_is_no_crash() -> None:
    assert ticket_reference.make_qr_matrix("\ud800") == ticket_reference.make_qr_matrix("?")


def test_a_client_reference_need_not_be_a_uuid() -> None:
    assert (
        ticket_reference.parse_spoken_reference(ticket_reference.shorten_reference("demo-1 \ud800"))
        is not None
    )


def test_the_matrix_is_a_qr_code() -> None:
    """Its three finder patterns stand where ISO/IEC 18004 puts them."""
    rows = ticket_reference.make_qr_matrix("K7F-3QX")
    size = len(rows)
    assert size == 21
    assert all(len(row) == size for row in rows)
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert all(rows[top][left + i] for i in range(7))
        assert not any(rows[top + 1][left + 1 + i] for i in range(5))
        assert rows[top + 3][left + 3]


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="needs zbarimg")
def test_a_phone_reads_the_matrix(tmp_path: Path) -> None:
    from PIL import Image

    rows = ticket_reference.make_qr_matrix("K7F-3QX")
    side = len(rows) + 8
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 255)
    picture.resize((side * 6, side * 6), Image.Resampling.NEAREST).save(tmp_path / "qr.png")
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", str(tmp_path / "qr.png")], capture_output=True, text=True, timeout=60
    )
    assert read.stdout.strip() == "K7F-3QX"
