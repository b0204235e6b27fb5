"""Detects whether the user works at this computer or over the network."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading

CUTS = N_("You're connected to this computer remotely, and this action would end your connection.")

REMOTE_SESSION = 0x1000
"""SM_REMOTESESSION of GetSystemMetrics: the session is shown on another computer (Microsoft Learn)."""


def read_remote_transport(platform: str) -> Json:
    """Return the protocol of a remote session ("SSH", "remote desktop"), or "".

    sshd sets SSH_CONNECTION for everything it starts (ssh(1)), xrdp sets XRDP_SESSION, Windows names an RDP
    session ``RDP-Tcp#0``. Screen sharing of a local session can't be detected.
    """
    if any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")):
        return "SSH"
    named = os.environ.get("XRDP_SESSION") or os.environ.get("SESSIONNAME", "").upper().startswith("RDP")
    if named or (Platform(platform) is Platform.WINDOWS and _is_windows_remote_desktop()):
        return "remote desktop"
    return ""


def _is_windows_remote_desktop() -> bool:
    ctypes: Any = import_module("ctypes")
    return bool(load_windows_function(ctypes, "user32", "GetSystemMetrics")(REMOTE_SESSION))


def is_remote_session(machine: Machine) -> bool:
    """Return whether the session is remote, and so would end if a fix stopped the network."""
    return bool(machine.read(Reading(read_remote_transport, {"platform": str(machine.platform)})))
