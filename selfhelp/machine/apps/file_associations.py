"""Which program Windows opens a kind of file or link with, and whether it is still there.

``UserChoice`` holds what the user chose; AssocQueryString says which program that is
(learn.microsoft.com). Both are only read: Windows lets no one but the user change it. Not tried
on a real Windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from selfhelp.core.foreign_functions import windows_function
from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.apps.default_apps import KINDS, Association

EXTENSIONS = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\{name}\\UserChoice"
PROTOCOLS = "Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\{name}\\UserChoice"

NO_TRUNCATION, EXECUTABLE = 0x20, 2
"""ASSOCF_NOTRUNCATE and ASSOCSTR_EXECUTABLE of shlwapi.h."""

ASKS = "openwith.exe"
"""The program that asks with which program: Windows answers with it where there is none."""


def scan_user_choices(names: Sequence[str]) -> Json:
    """Return the user's default programs for extensions (``.pdf``) and protocols (``mailto``), if any."""
    found = []
    for name in names:
        chosen = _user_choice(name)
        if chosen:
            there = chosen.startswith("AppX") or _is_there(_executable(name))
            found.append({"type": name, "value": chosen[:200], "there": there})
    return found


def _user_choice(name: str) -> str:
    winreg: Any = import_module("winreg")
    path = (EXTENSIONS if name.startswith(".") else PROTOCOLS).format(name=name)
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
        return str(winreg.QueryValueEx(key, "ProgId")[0])
    return ""


def _executable(name: str) -> str:
    """Ask Windows for the program; empty if it names none."""
    ctypes: Any = import_module("ctypes")
    size = ctypes.c_ulong(1024)
    buffer = ctypes.create_unicode_buffer(size.value)
    result = windows_function(ctypes, "shlwapi", "AssocQueryStringW")(
        NO_TRUNCATION, EXECUTABLE, name, None, buffer, ctypes.byref(size)
    )
    return str(buffer.value) if result == 0 else ""


def _is_there(program: str) -> bool:
    return bool(program) and Path(program).name.lower() != ASKS and Path(program).is_file()


def read_associations(machine: Machine) -> Sequence[Association]:
    """Return the user's default programs on Windows.

    Raises:
        ProbeError: it could not be seen.
    """
    names = [name for what in KINDS.values() for name in what.windows]
    return [Association(**choice) for choice in machine.read(Reading(scan_user_choices, {"names": names}))]
