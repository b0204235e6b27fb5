"""The interface of the sources: one for each system, and the one for steps by hand where none can tell."""

from __future__ import annotations

import ctypes
import os

import pytest

from selfhelp.core.errors import UnavailableError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.capture import quartz
from selfhelp.machine.desktop import macos_window_events, win32_window_events, x11_window_events
from selfhelp.machine.desktop.window_events import (
    LONGEST_TITLE,
    MOST_READ,
    ManualWindowEventSource,
    WindowEventKind,
    WindowEventSource,
    WindowFacts,
    join_into_one_line,
    open_window_event_source,
    shorten_middle,
)

METHODS = (
    "start_listening",
    "stop_listening",
    "read_foreground_window",
    "list_nearby_windows",
    "report_hung_windows",
    "manual_only",
)


@pytest.mark.parametrize(
    "source",
    [
        x11_window_events.X11WindowEvents,
        win32_window_events.Win32WindowEvents,
        macos_window_events.MacWindowEvents,
        ManualWindowEventSource,
    ],
)
def test_every_source_keeps_the_interface(source: type[WindowEventSource]) -> None:
    assert [name for name in METHODS if not hasattr(source, name)] == []


@pytest.mark.parametrize("platform", list(Platform))
def test_without_windows_that_are_told_steps_are_taken_by_hand(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    source = open_window_event_source(platform)
    assert source.manual_only
    assert source.read_foreground_window() is None


def test_a_title_is_one_line_whose_end_is_kept() -> None:
    marked = "x" * 200 + " — Mozilla Firefox Private Browsing"
    assert join_into_one_line(marked).endswith("Private Browsing")
    assert join_into_one_line("a\u202eb\x00\nc  d") == "a b c d"
    assert len(join_into_one_line("x" * 90_000)) == MOST_READ
    assert shorten_middle("a" * 9_000 + "z").endswith("z")
    assert len(shorten_middle("x" * 9_000)) == LONGEST_TITLE


class User:
    """What user32 and kernel32 would answer: one window of a program, then another."""

    def __init__(self) -> None:
        self.front, self.hung = 11, False

    def IsHungAppWindow(self, _window: object) -> bool:
        return self.hung


def test_on_windows_events_become_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """From documentation: what the system calls is played by hand."""
    source = win32_window_events.Win32WindowEvents.__new__(win32_window_events.Win32WindowEvents)
    user, told = User(), []
    facts = {
        11: WindowFacts(11, 400, ("WINWORD.EXE", "OpusApp"), "Letter"),
        12: WindowFacts(12, 400, ("WINWORD.EXE", "#32770"), "Print", dialog=True),
        13: WindowFacts(13, os.getpid(), ("selfhelp",), "Get help"),
    }
    source._user, source._hear, source._front = user, lambda event: told.append(event), None
    source._hung, source._watched = set(), {400}
    monkeypatch.setattr(source, "_read_window_facts", facts.get)
    source._handle_event(0, win32_window_events._FOREGROUND, 11)
    source._handle_event(0, win32_window_events._DIALOG_START, 12)
    source._handle_event(0, win32_window_events._FOREGROUND, 13)
    user.hung = True
    source.report_hung_windows()
    source.report_hung_windows()
    user.hung = False
    source.report_hung_windows()
    assert [(event.what, event.window.title) for event in told] == [
        (WindowEventKind.FOREGROUND, "Letter"),
        (WindowEventKind.DIALOG, "Print"),
        (WindowEventKind.HUNG, "Letter"),
        (WindowEventKind.ANSWERS, "Letter"),
    ]
    flags = win32_window_events._OUT_OF_CONTEXT | win32_window_events._SKIP_OWN_PROCESS
    assert flags == 2, "WINEVENT_OUTOFCONTEXT is 0: no code of ours in another program"


def test_on_macos_windows_are_read_from_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """From documentation: the keys are those of Quartz Window Services.

    No process has these numbers, which Linux gives up to four million: one could be that of the test itself.
    """
    safari, mail = 70_000_007, 80_000_008
    bounds = {"X": 10, "Y": 20, "Width": 300, "Height": 200}

    def shown(number: int, owner: str, pid: int, name: str) -> dict[str, object]:
        return {
            "kCGWindowLayer": 0, "kCGWindowNumber": number, "kCGWindowOwnerPID": pid,
            "kCGWindowOwnerName": owner, "kCGWindowName": name, "kCGWindowBounds": bounds,
        }  # fmt: skip

    listed = [
        shown(1, "Safari", safari, "Bank"),
        shown(2, "Mail", mail, "Inbox"),
        shown(3, "Safari", safari, "News"),
    ]
    monkeypatch.setattr(quartz, "read_window_descriptions", lambda: listed)
    source = macos_window_events.MacWindowEvents.__new__(macos_window_events.MacWindowEvents)
    front = source.read_foreground_window()
    assert front is not None
    assert (front.handle, front.pid, front.program, front.title) == (1, safari, "Safari", "Bank")
    near = source.list_nearby_windows(2)
    assert [(one.window.handle, one.above, one.same_program) for one in near] == [
        (3, False, False), (1, True, False),
    ]  # fmt: skip
    assert [one.same_program for one in source.list_nearby_windows(1)] == [True, False]
    assert source.read_window(9) is None, "gone"

    def fail() -> None:
        raise UnavailableError(N_("The list of open windows isn't available."))

    monkeypatch.setattr(quartz, "read_window_descriptions", fail)
    with pytest.raises(UnavailableError):  # it isn't told whether it is gone
        source.read_window(1)


def test_the_structures_of_xlib_have_its_sizes() -> None:
    """XWindowAttributes of Xlib.h is 136 bytes long on 64 bits; map_state lies at 92."""
    assert ctypes.sizeof(x11_window_events._XWindowAttributes) == 136
    assert x11_window_events._XWindowAttributes.map_state.offset == 92
