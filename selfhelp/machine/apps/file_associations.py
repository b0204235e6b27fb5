"""Default programs for file types and links on Windows, and whether they are still installed.

``UserChoice`` holds the user's choice; AssocQueryString resolves it to a program (learn.microsoft.com). Both
are only read, because Windows lets only the user change the choice. Untested on Windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.apps.default_apps import KINDS, Association

EXTENSIONS = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\{name}\\UserChoice"
PROTOCOLS = "Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\{name}\\UserChoice"

NO_TRUNCATION, EXECUTABLE = 0x20, 2
"""ASSOCF_NOTRUNCATE and ASSOCSTR_EXECUTABLE of shlwapi.h."""

ASKS = "openwith.exe"
"""Program of the "Open with" dialog, returned if there's no default program."""


def scan_user_associations(names: Sequence[str]) -> Json:
    """Return the user's choices for extensions (``.pdf``) and protocols (``mailto``)."""
    found = []
    for name in names:
        chosen = _read_user_association(name)
        if chosen:
            there = chosen.startswith("AppX") or _is_program_installed(_find_associated_program(name))
            found.append({"type": name, "value": chosen[:200], "there": there})
    return found


def _read_user_association(name: str) -> str:
    winreg: Any = import_module("winreg")
    path = (EXTENSIONS if name.startswith(".") else PROTOCOLS).format(name=name)
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
        return str(winreg.QueryValueEx(key, "ProgId")[0])
    return ""


def _find_associated_program(name: str) -> str:
    """Return the program Windows opens a type with; "" if there is none."""
    ctypes: Any = import_module("ctypes")
    size = ctypes.c_ulong(1024)
    buffer = ctypes.create_unicode_buffer(size.value)
    result = load_windows_function(ctypes, "shlwapi", "AssocQueryStringW")(
        NO_TRUNCATION, EXECUTABLE, name, None, buffer, ctypes.byref(size)
    )
    return str(buffer.value) if result == 0 else ""


def _is_program_installed(program: str) -> bool:
    return bool(program) and Path(program).name.lower() != ASKS and Path(program).is_file()


def read_associations(machine: Machine) -> Sequence[Association]:
    """Return the user's default programs on Windows.

    Raises:
        ProbeError: the settings couldn't be read.
    """
    names = [name for what in KINDS.values() for name in what.windows]
    return [
        Association(**choice) for choice in machine.read(Reading(scan_user_associations, {"names": names}))
    ]
