"""Structures of screens, keyboards and Bluetooth are read at the right places, at a pretended Windows."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import ctypes
import struct
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.machine.desktop import input_language, remote_session
from selfhelp.machine.devices import bluetooth_windows, peripherals
from selfhelp.machine.display import windows_display_config
from tests.machine.windows_pretended import Function, library, pretend

PATH = "<IiIII IiIIIIIIIIII I"
"""DISPLAYCONFIG_PATH_INFO (wingdi.h): source, target, flags."""


def path(target: int, technology: int, available: int, flags: int) -> bytes:
    source = (7, -1, 0, 0, 0)
    about = (7, -1, target, 0, technology, 1, 1, 60, 1, 1, available, 0)
    return struct.pack(PATH.replace(" ", ""), *source, *about, flags)


class Displays:
    """A laptop's own screen, a second one that is off, and a socket with nothing in it."""

    paths = path(1, 0x80000000, 1, 1) + path(2, 10, 1, 0) + path(2, 10, 1, 0) + path(3, 10, 0, 0)

    def __init__(self) -> None:
        self.applied: list[int] = []

    def sizes(self, which: int, paths: Any, modes: Any) -> int:
        paths._obj.value, modes._obj.value = len(self.paths) // 72, 3
        return 0

    def query(self, which: int, count: Any, paths: Any, modes: Any, places: Any, topology: Any) -> int:
        assert ctypes.sizeof(places) == 64 * modes._obj.value
        assert (topology is None) == (which == 1)  # only the current setting has one
        ctypes.memmove(paths, self.paths, len(self.paths))
        if topology is not None:
            topology._obj.value = 1
        return 0

    def name(self, answer: Any) -> int:
        kind, size, low, high, target = struct.unpack("<IIIiI", answer.raw[:20])
        assert (kind, size, low, high) == (2, 420, 7, -1)
        text = f"Écran {target}".encode("utf-16-le") if target == 2 else b""
        answer[36 : 36 + len(text)] = text
        return 0

    def apply(self, *arguments: Any) -> int:
        self.applied.append(arguments[-1])
        return 0


@pytest.fixture
def displays(monkeypatch: pytest.MonkeyPatch) -> Displays:
    there = Displays()
    user32 = library(
        GetDisplayConfigBufferSizes=there.sizes,
        QueryDisplayConfig=there.query,
        DisplayConfigGetDeviceInfo=there.name,
        SetDisplayConfig=there.apply,
    )
    shell32 = library(SHQueryUserNotificationState=lambda state: setattr(state._obj, "value", 4))
    pretend(monkeypatch, windows_display_config, user32=user32, shell32=shell32)
    return there


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_wchar) == 2, reason="needs a foreign wchar_t")
def test_the_screens_are_read(displays: Displays, monkeypatch: pytest.MonkeyPatch) -> None:
    there = windows_display_config.import_module("ctypes")
    utf16 = lambda place, length: ctypes.string_at(place, 2 * length).decode("utf-16-le")  # noqa: E731
    monkeypatch.setattr(there, "wstring_at", utf16, raising=False)
    assert windows_display_config.read_display_paths() == {
        "screens": [
            {"name": "", "on": True, "built_in": True},
            {"name": "Écran 2", "on": False, "built_in": False},
        ],
        "topology": 1,
        "presenting": True,
    }


def test_the_desktop_is_divided_in_one_of_four_ways(displays: Displays) -> None:
    windows_display_config.set_topology(4)
    assert displays.applied == [0x84]
    with pytest.raises(StepError):
        windows_display_config.set_topology(0x10)
    assert displays.applied == [0x84]


def test_windows_that_refuses_is_no_answer(displays: Displays) -> None:
    there = windows_display_config.import_module("ctypes")
    there.windll.user32.GetDisplayConfigBufferSizes = Function(lambda *_: 87)
    with pytest.raises(ProbeError):
        windows_display_config.read_display_paths()


def test_filter_keys_are_switched_and_their_times_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [24, 0x7F, 1000, 1000, 500, 0]  # FILTERKEYS: size, flags, then times in milliseconds

    def parameters(action: int, size: int, values: Any, tell: int) -> int:
        assert size == 24
        if action == 0x32:
            values._obj[:] = now
        else:
            now[:] = values._obj[:]
            assert (action, tell) == (0x33, 3)
        return 1

    pretend(monkeypatch, peripherals, user32=library(SystemParametersInfoW=parameters))
    assert peripherals.read_filter_keys() is True
    peripherals.set_filter_keys(on=False)
    assert peripherals.read_filter_keys() is False
    assert now == [24, 0x7E, 1000, 1000, 500, 0]


class Layouts:
    """French and American, in a window that uses the American one."""

    handles = (0x040C040C, 0xF0010409)

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def listed(self, count: int, handles: Any) -> int:
        if handles is not None:
            handles[:] = self.handles
        return len(self.handles)

    def send(self, window: Any, message: int, zero: int, layout: Any) -> int:
        self.sent.append((window.value, message, zero, layout.value))
        return 1


def test_the_layouts_are_read_and_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Layouts()
    user32 = library(
        GetForegroundWindow=lambda: 99,
        GetWindowThreadProcessId=lambda window, nothing: window.value,
        GetKeyboardLayout=lambda thread: there.handles[1] if thread == 99 else 0,
        GetKeyboardLayoutList=there.listed,
        GetSystemMetrics=lambda which: which == 0x1000,
        PostMessageW=there.send,
    )
    pretend(monkeypatch, input_language, user32=user32)
    pretend(monkeypatch, remote_session, user32=user32)
    assert input_language.read_windows_layouts() == {
        "used": "0xf0010409",
        "loaded": ["0x040c040c", "0xf0010409"],
        "remote": True,
    }
    input_language.set_layout_in_all_windows("0x040c040c")
    assert there.sent == [(0xFFFF, 0x50, 0, 0x040C040C)]
    with pytest.raises(StepError):
        input_language.set_layout_in_all_windows("0x04070407")


def test_paired_devices_are_listed_until_there_are_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    names, closed = ["Casque é", "Souris"], list[int]()

    def next_one(device: Any) -> int:
        if not names:
            return 0
        device._obj.name, device._obj.address, device._obj.connected = names.pop(0), 0x112233445566, 1
        return 1

    def first(search: Any, device: Any) -> int:
        assert (search._obj.authenticated, search._obj.unknown, search._obj.inquiry) == (1, 0, 0)
        assert device._obj.size == ctypes.sizeof(device._obj)
        next_one(device)
        return 77

    cpl = library(
        BluetoothFindFirstDevice=first,
        BluetoothFindNextDevice=lambda handle, device: next_one(device),
        BluetoothFindDeviceClose=lambda handle: closed.append(handle.value),
    )
    pretend(monkeypatch, bluetooth_windows)
    monkeypatch.setattr(bluetooth_windows.import_module("ctypes"), "WinDLL", lambda name: cpl, raising=False)
    found = bluetooth_windows.read_paired_devices()
    assert [(device["name"], device["address"]) for device in found] == [
        ("Casque é", "112233445566"),
        ("Souris", "112233445566"),
    ]
    assert closed == [77]
