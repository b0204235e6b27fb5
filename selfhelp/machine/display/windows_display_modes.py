"""Current displays on Windows: resolution, refresh rate, scale, and the primary display.

EnumDisplayDevices, EnumDisplaySettings and MonitorFromPoint of winuser.h, GetDpiForMonitor of
shellscalingapi.h, DEVMODEW and DISPLAY_DEVICEW of wingdi.h (Microsoft Learn). Only a DPI-aware thread gets
the real scale (SetThreadDpiAwarenessContext). Untested on Windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types, load_windows_function
from selfhelp.core.model import Json

ATTACHED, PRIMARY = 0x1, 0x4  # DISPLAY_DEVICE_ATTACHED_TO_DESKTOP, DISPLAY_DEVICE_PRIMARY_DEVICE
CURRENT = -1  # ENUM_CURRENT_SETTINGS
NEAREST = 2  # MONITOR_DEFAULTTONEAREST
EFFECTIVE = 0  # MDT_EFFECTIVE_DPI
PER_MONITOR_V2 = -4  # DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2
PLAIN = 96  # dots per inch at 100 % in Windows

DEVICE_BYTES, DEVICE_NAME, DEVICE_STRING, DEVICE_FLAGS = 840, 4, 68, 324
"""Layout of DISPLAY_DEVICEW in bytes: its size, and the offsets of name, text and flags.

The name has 32 characters, the text 128.
"""

MODE_BYTES, MODE_SIZE_AT, MODE_X, MODE_WIDTH, MODE_RATE = 220, 68, 76, 172, 184
"""Layout of DEVMODEW in bytes: its size, and the offsets of its fields.

They are the stored size, the position (x, y), the resolution (width, height) and the frequency in Hz.
"""


def read_windows_screens() -> Json:
    """Return the displays of the Windows desktop: name, model, mode, rate, scale, main."""
    ctypes: Any = import_module("ctypes")
    user32 = declare_function_types(
        ctypes,
        ctypes.windll.user32,
        "EnumDisplayDevicesW",
        "EnumDisplaySettingsW",
        "MonitorFromPoint",
        "SetThreadDpiAwarenessContext",
    )
    before = user32.SetThreadDpiAwarenessContext(ctypes.c_void_p(PER_MONITOR_V2))
    try:
        return list(_iter_screens(ctypes, user32))
    finally:
        user32.SetThreadDpiAwarenessContext(ctypes.c_void_p(before))


def _iter_screens(ctypes: Any, user32: Any) -> Iterator[Json]:
    for number in range(64):
        adapter = _read_display_device(ctypes, user32, None, number)
        if adapter is None:
            return
        if not adapter["flags"] & ATTACHED:
            continue
        monitor = _read_display_device(ctypes, user32, adapter["name"], 0)
        yield {
            "name": adapter["name"].rpartition("\\")[2],
            "model": monitor["text"] if monitor else "",
            "main": bool(adapter["flags"] & PRIMARY),
            **_read_display_mode(ctypes, user32, adapter["name"]),
        }


def _read_display_device(ctypes: Any, user32: Any, of: str | None, number: int) -> Any:
    answer = ctypes.create_string_buffer(DEVICE_BYTES)
    answer[:4] = DEVICE_BYTES.to_bytes(4, "little")
    if not user32.EnumDisplayDevicesW(ctypes.c_wchar_p(of), number, answer, 0):
        return None
    raw = answer.raw
    return {
        "name": _decode_text(raw[DEVICE_NAME : DEVICE_NAME + 64]),
        "text": _decode_text(raw[DEVICE_STRING : DEVICE_STRING + 256]),
        "flags": int.from_bytes(raw[DEVICE_FLAGS : DEVICE_FLAGS + 4], "little"),
    }


def _decode_text(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace").partition("\0")[0]


def _read_display_mode(ctypes: Any, user32: Any, name: str) -> Json:
    answer = ctypes.create_string_buffer(MODE_BYTES)
    answer[MODE_SIZE_AT : MODE_SIZE_AT + 2] = MODE_BYTES.to_bytes(2, "little")
    if not user32.EnumDisplaySettingsW(ctypes.c_wchar_p(name), CURRENT, answer):
        return {"mode": "", "rate": None, "scale": None}
    raw = answer.raw
    numbers = [int.from_bytes(raw[at : at + 4], "little") for at in (MODE_WIDTH, MODE_WIDTH + 4, MODE_RATE)]
    place = [int.from_bytes(raw[at : at + 4], "little", signed=True) for at in (MODE_X, MODE_X + 4)]
    return {
        "mode": f"{numbers[0]}x{numbers[1]}",
        "rate": numbers[2] if numbers[2] > 1 else None,  # 0 and 1: the hardware's default
        "scale": _read_display_scale(ctypes, user32, place[0], place[1]),
    }


def _read_display_scale(ctypes: Any, user32: Any, left: int, top: int) -> int | None:
    """Return the scale of the display at a point, in %; a POINT by value is two 32-bit numbers."""
    point = ctypes.c_int64((top & 0xFFFFFFFF) << 32 | left & 0xFFFFFFFF)
    monitor = user32.MonitorFromPoint(point, NEAREST)
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    ask = load_windows_function(ctypes, "shcore", "GetDpiForMonitor")
    if ask(ctypes.c_void_p(monitor), EFFECTIVE, ctypes.byref(wide), ctypes.byref(high)) != 0:
        return None
    return round(100 * int(wide.value) / PLAIN)
