"""This program's own environment: its installation type, and the type of session."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform


def read_program_environment(platform: str) -> Json:
    """Return this program's installation type, Python version, session type and system version.

    ``wine`` is Wine's version if it emulates Windows, else "": results under Wine prove nothing about Windows
    (``wine_get_version`` of its ntdll.dll, Wine developer's guide).
    """
    session = os.environ.get("XDG_SESSION_TYPE", "")
    import platform as python_platform

    about = python_platform.uname()
    linux = Platform(platform) is Platform.LINUX
    return {
        "packaged": bool(getattr(sys, "frozen", False)),
        "python": ".".join(map(str, sys.version_info[:3])),
        "desktop": os.environ.get("XDG_CURRENT_DESKTOP", ""),
        "display_server": (session or _detect_display_server()) if linux else "",
        "system": f"{about.system} {about.release}".strip(),
        "build": about.version,
        "architecture": about.machine,
        "wine": _read_wine_version() if Platform(platform) is Platform.WINDOWS else "",
    }


_SERVERS = (("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "x11"))
"""Environment variables that identify the display server, if the session type is unknown."""


def _detect_display_server() -> str:
    return next((word for name, word in _SERVERS if os.environ.get(name)), "")


def _read_wine_version() -> str:
    ctypes: Any = import_module("ctypes")
    if not hasattr(ctypes.windll.ntdll, "wine_get_version"):
        return ""
    return bytes(load_windows_function(ctypes, "ntdll", "wine_get_version")()).decode("ascii", "replace")
