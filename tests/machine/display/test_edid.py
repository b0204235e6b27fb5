"""What a screen says about itself, also where it talks nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.machine.display.edid import HEADER, parse_edid


def edid(size: tuple[int, int] = (60, 34)) -> bytes:
    """Build the first 128 bytes as the standard lays them out; 0x10AC is DEL."""
    head = HEADER + b"\x10\xac" + b"\x00" * 11 + bytes(size) + b"\x00" * 31
    serial = b"\x00\x00\x00\xff\x00SECRETSERIAL\n"
    text = b"\x00\x00\x00\xfc\x00" + b"DELL U2720Q\n "
    return (head + serial + text).ljust(128, b"\x00")


def test_name_maker_and_size() -> None:
    assert parse_edid(edid()) == {"model": "DEL DELL U2720Q", "inches": 27.2}


def test_a_serial_number_is_not_read() -> None:
    assert "SECRET" not in str(parse_edid(edid()))


@pytest.mark.parametrize("data", [b"", HEADER, b"\xff" * 128, edid()[:127], b"<html>" * 100])
def test_what_is_no_edid_says_nothing(data: bytes) -> None:
    assert parse_edid(data) == {"model": "", "inches": None}


def test_a_projector_has_no_size() -> None:
    assert parse_edid(edid(size=(0, 0)))["inches"] is None


@given(st.binary(max_size=140))
def test_no_bytes_are_a_crash(tail: bytes) -> None:
    found = parse_edid((HEADER + tail).ljust(128, b"\x07"))
    assert isinstance(found["model"], str)
