"""Screens of Windows through pretended libraries; see `windows_pretended` for what that proves."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import pytest

from selfhelp.machine.display import windows_display_modes
from tests.machine.windows_pretended import library, pretend

FIRST, SECOND, OFF = "\\\\.\\DISPLAY1", "\\\\.\\DISPLAY2", "\\\\.\\DISPLAY3"
MODES = {FIRST: (0, 0, 2560, 1600, 60), SECOND: (-3840, -100, 3840, 2160, 1)}


class User32:
    """Two screens that are used, and a socket without one."""

    def __init__(self) -> None:
        self.awareness: list[int] = []
        self.points: list[tuple[int, int]] = []

    def devices(self, name: Any, number: int, answer: Any, _flags: int) -> int:
        assert int.from_bytes(answer.raw[:4], "little") == len(answer) == 840
        adapters = [(FIRST, "Intel", 0x5), (SECOND, "Intel", 0x1), (OFF, "Intel", 0)]
        listed = adapters if name.value is None else [(f"{name.value}\\Monitor0", "Écran", 1)][: number + 1]
        if number >= len(listed):
            return 0
        device, text, flags = listed[number]
        for at, word in ((4, device), (68, text)):
            raw = word.encode("utf-16-le")
            answer[at : at + len(raw)] = raw
        answer[324:328] = flags.to_bytes(4, "little")
        return 1

    def settings(self, name: Any, which: int, answer: Any) -> int:
        assert which == -1
        assert struct.unpack_from("<H", answer.raw, 68) == (220,)
        left, top, wide, high, rate = MODES[name.value]
        struct.pack_into("<ii", answer, 76, left, top)
        struct.pack_into("<II", answer, 172, wide, high)
        struct.pack_into("<I", answer, 184, rate)
        return 1

    def monitor(self, point: Any, how: int) -> int:
        assert how == 2
        self.points.append(struct.unpack("<ii", ctypes.string_at(ctypes.addressof(point), 8)))
        return len(self.points)

    def aware(self, context: Any) -> int:
        self.awareness.append(ctypes.c_int64(context.value or 0).value)
        return 77


def dots(monitor: Any, kind: int, wide: Any, _high: Any) -> int:
    assert kind == 0
    if monitor.value == 2:
        return 0x80070057 - 2**32  # E_INVALIDARG
    wide._obj.value = 144
    return 0


def test_the_screens_as_they_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    there = User32()
    user32 = library(
        EnumDisplayDevicesW=there.devices,
        EnumDisplaySettingsW=there.settings,
        MonitorFromPoint=there.monitor,
        SetThreadDpiAwarenessContext=there.aware,
    )
    pretend(monkeypatch, windows_display_modes, user32=user32, shcore=library(GetDpiForMonitor=dots))
    assert windows_display_modes.read_windows_screens() == [
        {"name": "DISPLAY1", "model": "Écran", "main": True, "mode": "2560x1600", "rate": 60, "scale": 150},
        {
            "name": "DISPLAY2",
            "model": "Écran",
            "main": False,
            "mode": "3840x2160",
            "rate": None,
            "scale": None,
        },
    ]
    assert there.points == [(0, 0), (-3840, -100)]
    assert there.awareness == [-4, 77], "the thread is as it was afterwards"
