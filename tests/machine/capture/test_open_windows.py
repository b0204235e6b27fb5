"""Windows to choose from: hostile titles, and what macOS tells of a window."""

from __future__ import annotations

import os

import pytest

from selfhelp.core.model import Json
from selfhelp.machine.capture.open_windows import LONGEST_TITLE, OpenWindow, WindowArea, clean_title
from selfhelp.machine.capture.quartz import parse_window

TOLD: dict[str, Json] = {
    "kCGWindowLayer": 0,
    "kCGWindowNumber": 41,
    "kCGWindowOwnerPID": 1,
    "kCGWindowOwnerName": "Mail",
    "kCGWindowName": "Inbox",
    "kCGWindowBounds": {"X": -1200.0, "Y": 25.0, "Width": 800.0, "Height": 600.0},
}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("  a\nb\tc ", "a b c"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("\x1b[31mred\x07", "[31mred"),
        ("x" * 10_000, "x" * (LONGEST_TITLE - 1) + "…"),
        ("\u200b\u2066", ""),
        ("Dépôt – Éditeur", "Dépôt – Éditeur"),
    ],
)
def test_a_title_is_one_short_plain_line(title: str, shown: str) -> None:
    assert clean_title(title) == shown


def test_a_window_of_a_mac() -> None:
    assert parse_window(TOLD) == OpenWindow(41, "Inbox", WindowArea(-1200, 25, 800, 600))


def test_without_the_right_to_see_titles_it_has_its_program_s_name() -> None:
    found = parse_window({**TOLD, "kCGWindowName": None})
    assert found is not None
    assert found.title == "Mail"


@pytest.mark.parametrize(
    "odd",
    [
        {"kCGWindowLayer": 25},
        {"kCGWindowOwnerPID": os.getpid()},
        {"kCGWindowBounds": "garbage"},
        {"kCGWindowBounds": {}},
        {"kCGWindowName": "", "kCGWindowOwnerName": ""},
    ],
)
def test_what_is_no_window_to_choose(odd: dict[str, Json]) -> None:
    assert parse_window({**TOLD, **odd}) is None
