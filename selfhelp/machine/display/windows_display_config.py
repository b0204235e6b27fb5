"""Windows display configuration: the connected displays, their state, and the display mode.

QueryDisplayConfig, DisplayConfigGetDeviceInfo and SetDisplayConfig of winuser.h, structures of wingdi.h
(Microsoft Learn, "Connecting and configuring displays"). Untested on Windows.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.foreign_functions import declare_function_types, load_windows_function
from selfhelp.core.model import Json
from selfhelp.core.text import N_

ALL_PATHS, CURRENT = 1, 4  # QDC_ALL_PATHS, QDC_DATABASE_CURRENT
APPLY = 0x80  # SDC_APPLY
TOPOLOGIES = (1, 2, 4, 8)  # SDC_TOPOLOGY_INTERNAL, _CLONE, _EXTEND, _EXTERNAL
ACTIVE = 1  # DISPLAYCONFIG_PATH_ACTIVE
INTERNAL = (
    0x80000000,
    11,
    13,
)  # DISPLAYCONFIG_OUTPUT_TECHNOLOGY_INTERNAL, _DISPLAYPORT_EMBEDDED, _UDI_EMBEDDED
PRESENTATION = 4  # QUNS_PRESENTATION_MODE
TARGET_NAME = 2  # DISPLAYCONFIG_DEVICE_INFO_GET_TARGET_NAME

PATH_NUMBERS = 18
"""Length of DISPLAYCONFIG_PATH_INFO in 32-bit numbers: source (5), target (12) and flags (1)."""

LOW, HIGH, TARGET, TECHNOLOGY, AVAILABLE, FLAGS = 5, 6, 7, 9, 15, 17
MODE_BYTES = 64
NAME_BYTES, NAME_AT, NAME_LENGTH = 420, 36, 64
"""Layout of DISPLAYCONFIG_TARGET_DEVICE_NAME in bytes: its size, and the name's offset and length.

The length of the name is in characters.
"""


def read_display_paths() -> Json:
    """Return the connected displays, the display mode, and whether a presentation is running.

    Raises:
        ProbeError: the configuration couldn't be read.
    """
    ctypes: Any = import_module("ctypes")
    found: dict[tuple[int, int, int], Json] = {}
    for path in _query_display_paths(ctypes, ALL_PATHS)[0]:
        if path[AVAILABLE]:
            key = path[LOW], path[HIGH], path[TARGET]
            screen = found.setdefault(key, {"name": "", "on": False, "built_in": False})
            screen["on"] = screen["on"] or bool(path[FLAGS] & ACTIVE)
            screen["built_in"] = path[TECHNOLOGY] in INTERNAL
    for key, screen in found.items():
        screen["name"] = _read_target_name(ctypes, key)
    state = ctypes.c_int()
    load_windows_function(ctypes, "shell32", "SHQueryUserNotificationState")(ctypes.byref(state))
    return {
        "screens": list(found.values()),
        "topology": _query_display_paths(ctypes, CURRENT)[1],
        "presenting": state.value == PRESENTATION,
    }


def _query_display_paths(ctypes: Any, which: int) -> tuple[Any, int]:
    """Return the paths and the topology; the topology is known only for the current configuration."""
    user32 = declare_function_types(
        ctypes,
        ctypes.windll.user32,
        "GetDisplayConfigBufferSizes",
        "QueryDisplayConfig",
    )
    path_count, mode_count, topology = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    counts = ctypes.byref(path_count), ctypes.byref(mode_count)
    _require_success(user32.GetDisplayConfigBufferSizes(which, *counts))
    found = ((ctypes.c_uint * PATH_NUMBERS) * path_count.value)()
    modes = (ctypes.c_ubyte * (MODE_BYTES * mode_count.value))()
    wanted = ctypes.byref(topology) if which == CURRENT else None
    _require_success(user32.QueryDisplayConfig(which, counts[0], found, counts[1], modes, wanted))
    return found[: path_count.value], topology.value


def _require_success(code: int) -> None:
    if code != 0:
        raise ProbeError(N_("Couldn't check which displays are connected."), detail=f"Windows error {code}")


def _read_target_name(ctypes: Any, key: tuple[int, int, int]) -> str:
    """Return the display's own name; "" if it has none."""
    low, high, target = key
    answer = ctypes.create_string_buffer(NAME_BYTES)
    header = (TARGET_NAME, NAME_BYTES, low, high, target)
    answer[:20] = b"".join(number.to_bytes(4, "little") for number in header)
    if load_windows_function(ctypes, "user32", "DisplayConfigGetDeviceInfo")(answer) != 0:
        return ""
    text: str = ctypes.wstring_at(ctypes.addressof(answer) + NAME_AT, NAME_LENGTH)
    return text.partition("\0")[0]


def set_topology(topology: int) -> Json:
    """Set one of the four display modes of Windows.

    Raises:
        StepError: the mode isn't one of the four, or Windows refused.
    """
    ctypes: Any = import_module("ctypes")
    if topology not in TOPOLOGIES:
        raise StepError(N_("The display settings couldn't be changed."), detail=f"topology {topology}")
    code = load_windows_function(ctypes, "user32", "SetDisplayConfig")(0, None, 0, None, APPLY | topology)
    if code != 0:
        raise StepError(N_("The display settings couldn't be changed."), detail=f"Windows error {code}")
    return True
