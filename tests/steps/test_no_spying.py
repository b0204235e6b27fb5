"""Nothing listens to keys or clicks, and nothing asks by the clock: the sources themselves are searched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.people import ROOT

RECORDER = (
    *(ROOT / "selfhelp" / "steps").glob("*.py"),
    *(ROOT / "selfhelp" / "ui" / "steps").glob("*.py"),
    *(ROOT / "selfhelp" / "machine" / "desktop").glob("*window_events.py"),
    ROOT / "selfhelp" / "cli" / "steps.py",
    ROOT / "selfhelp" / "ui" / "screens" / "steps.py",
    ROOT / "selfhelp" / "machine" / "capture" / "accessible_text.py",
    ROOT / "selfhelp" / "machine" / "capture" / "grim.py",
    ROOT / "selfhelp" / "machine" / "desktop" / "program_names.py",
    ROOT / "selfhelp" / "machine" / "capture" / "x11.py",
    ROOT / "selfhelp" / "machine" / "capture" / "x11_windows.py",
)

HOOKS = re.compile(
    # Windows: hooks for keys and clicks, raw input, the state of keys
    r"SetWindowsHookEx|WH_KEYBOARD|WH_MOUSE|RegisterRawInputDevices|GetRawInput|GetAsyncKeyState|GetKeyState"
    r"|GetKeyboardState|RegisterHotKey|LL_HOOK|INCONTEXT\b(?<!WINEVENT_OUTOFCONTEXT)"
    # X11: grabs, the record and input extensions, the state of keys and of the mouse
    r"|XGrab|XRecord|xtest|XTest|XISelectEvents|XQueryKeymap|XQueryPointer|KeyPressMask|ButtonPressMask"
    r"|PointerMotionMask|XInput|XkbSelect"
    # macOS: event taps and global monitors
    r"|CGEventTap|addGlobalMonitor|IOHID|NSEventMask|CGEventSource"
    # AT-SPI: the registry of keystrokes, and events of text and keys
    r"|RegisterKeystrokeListener|DeviceEventController|text-changed|keyboard:|mouse:button"
    # devices themselves, and libraries for all of it
    # the clipboard, of which nothing is recorded
    r"|[Cc]lipboard|NSPasteboard|XConvertSelection|wl_data_|wl-paste"
    r"|/dev/input|evdev|pynput|uinput|libinput|installEventFilter|QAbstractNativeEventFilter",
)
POLLING = re.compile(r"time\.sleep|setInterval\(|singleShot=False|timer\.start\(|startTimer")


@pytest.mark.parametrize("path", RECORDER, ids=lambda path: path.name)
def test_no_interface_for_keys_or_clicks_is_used(path: Path) -> None:
    found = HOOKS.findall(path.read_text("utf-8").replace("WINEVENT_OUTOFCONTEXT", ""))
    assert found == []


@pytest.mark.parametrize("path", RECORDER, ids=lambda path: path.name)
def test_nothing_asks_by_the_clock(path: Path) -> None:
    assert POLLING.findall(path.read_text("utf-8")) == []


def test_the_search_would_find_them() -> None:
    for name in (
        "user32.SetWindowsHookExW(",
        "x11.XRecordEnableContext",
        "CGEventTapCreate",
        "/dev/input/event0",
    ):
        assert HOOKS.search(name)


def test_the_only_events_of_x11_are_properties_of_the_desktop_and_answers_to_pings() -> None:
    source = (ROOT / "selfhelp" / "machine" / "desktop" / "x11_window_events.py").read_text("utf-8")
    assert re.findall(r"_select_window_events\((.*?)\)", source) == [
        "_PROPERTY_CHANGE", "_PROPERTY_CHANGE | _STRUCTURE", "_PROPERTY_CHANGE", "self, mask: int",
    ]  # fmt: skip
    assert source.count("XSelectInput") == 1


def test_only_the_user_s_own_words_are_text_of_a_step() -> None:
    """Titles and what the system notes go through redaction; a note comes from the bar or the review."""
    session = (ROOT / "selfhelp" / "ui" / "steps" / "recording_session.py").read_text("utf-8")
    assert session.count("note=") == 1
