"""Windows to choose from: hostile titles, and what macOS tells of a window."""

from __future__ import annotations

import os

import pytest

from selfhelp.core.model import Json
from selfhelp.machine.capture.open_windows import LONGEST_TITLE, OpenWindow, WindowArea, clean_window_title
from selfhelp.machine.capture.quartz import parse_window_description
from selfhelp.machine.capture.x11 import _X11ErrorGuard

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
    assert clean_window_title(title) == shown


def test_a_window_of_a_mac() -> None:
    assert parse_window_description(TOLD) == OpenWindow(41, "Inbox", WindowArea(-1200, 25, 800, 600))


def test_without_the_right_to_see_titles_it_has_its_program_s_name() -> None:
    found = parse_window_description({**TOLD, "kCGWindowName": None})
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
    assert parse_window_description({**TOLD, **odd}) is None


@pytest.mark.parametrize(
    ("area", "shared"),
    [
        (WindowArea(10, 10, 5, 5), True),
        (WindowArea(0, 0, 500, 500), True),
        (WindowArea(19, 19, 9, 9), True),
        (WindowArea(20, 10, 9, 9), False),
        (WindowArea(10, 20, 9, 9), False),
        (WindowArea(0, 0, 10, 10), False),
        (WindowArea(-50, 12, 55, 2), False),
    ],
)
def test_windows_share_a_pixel_or_only_an_edge(area: WindowArea, shared: bool) -> None:
    own = WindowArea(10, 10, 10, 10)
    assert own.overlaps_area(area) is area.overlaps_area(own) is shared


def test_the_handler_of_errors_is_restored_after_the_last_of_several_connections() -> None:
    """Of two threads that overlap, the first one to end must not bring back the one that ends the process."""

    class Library:
        handler: object = "ends the process"

        def XSetErrorHandler(self, handler: object) -> object:
            before, self.handler = self.handler, handler
            return before

    x11, quiet = Library(), _X11ErrorGuard()
    quiet.start_ignoring_errors(x11)
    quiet.start_ignoring_errors(x11)
    quiet.stop_ignoring_errors(x11)
    assert x11.handler != "ends the process"
    quiet.stop_ignoring_errors(x11)
    assert x11.handler == "ends the process"
