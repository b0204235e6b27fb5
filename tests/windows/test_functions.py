"""Every function that is declared for Windows exists in its library, and takes what is declared."""

from __future__ import annotations

import ctypes
import os
from typing import Any

import pytest

from selfhelp.core.foreign_functions import WINDOWS, declare_function_types
from tests.windows.gaps import stop_at_gap

LIBRARIES = (
    *("kernel32", "psapi", "userenv", "advapi32", "secur32", "wtsapi32", "user32", "shell32", "shcore"),
    *("shlwapi", "dwmapi", "ole32", "oleaut32", "combase", "iphlpapi", "mpr", "wininet", "bthprops.cpl"),
    *("wscapi", "ntdll"),
)
ABSENT = {"WscGetSecurityProviderHealth": "Security Center"}
"""Functions that Wine lacks, and how `docs/wine-gaps.md` calls the gap."""


def owner(name: str) -> Any:
    """Return the library that has a function."""
    windows: Any = ctypes
    for library in LIBRARIES:
        try:
            loaded = windows.WinDLL(library)
        except OSError:
            continue
        if hasattr(loaded, name):
            return loaded
    return None


@pytest.mark.parametrize("name", WINDOWS)
def test_it_exists(name: str) -> None:
    library = owner(name)
    if library is None:
        stop_at_gap(ABSENT.get(name, ""))
    assert library is not None
    declare_function_types(ctypes, library, name)


def test_a_handle_is_as_wide_as_a_pointer() -> None:
    kernel = declare_function_types(
        ctypes, owner("OpenProcess"), "OpenProcess", "CloseHandle", "GetCurrentProcess"
    )
    assert kernel.GetCurrentProcess() == 2 ** (8 * ctypes.sizeof(ctypes.c_void_p)) - 1  # the pseudo handle -1
    handle = kernel.OpenProcess(0x1000, 0, os.getpid())
    assert handle
    assert kernel.CloseHandle(handle)


def test_something_of_another_type_is_refused() -> None:
    user = declare_function_types(ctypes, owner("GetSystemMetrics"), "GetSystemMetrics")
    with pytest.raises(ctypes.ArgumentError):
        user.GetSystemMetrics("1")
