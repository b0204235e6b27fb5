"""Who uses this computer and what it is called: the names that redaction must know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from selfhelp.errors import SelfhelpError
from selfhelp.machine import Command, File, Machine, Probe, Reading
from selfhelp.model import Json, Platform, Reveals

Names = Mapping[Reveals, Sequence[str]]


def account() -> Json:
    """Return account, full name, home, host name and domains as this system tells them; asks no network."""
    import os
    import socket
    from pathlib import Path

    env = os.environ
    return {
        "account": env.get("USERNAME", "") if os.name == "nt" else _entry("pw_name"),
        "full_name": _windows_full_name() if os.name == "nt" else _entry("pw_gecos").partition(",")[0],
        "home": str(Path.home()),
        "host": socket.gethostname(),
        "names": [env.get(name, "") for name in ("COMPUTERNAME", "USERDNSDOMAIN", "USERDOMAIN")],
    }


def _entry(field: str) -> str:
    """Return a field of this person's entry in the account database, or "" where she has none."""
    import sys

    if sys.platform == "win32":
        return ""
    import os
    import pwd

    try:
        return str(getattr(pwd.getpwuid(os.getuid()), field))
    except KeyError:
        return ""


def _windows_full_name() -> str:
    """Return the display name (secur32!GetUserNameExW, NameDisplay = 3); not tried on a real Windows."""
    import sys

    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_ulong(256)
        buffer = ctypes.create_unicode_buffer(size.value)
        found = ctypes.windll.secur32.GetUserNameExW(3, buffer, ctypes.byref(size))
        return buffer.value if found else ""
    return ""


def _common(machine: Machine) -> dict[Reveals, list[str]]:
    told = machine.read(Reading(account))
    windows = machine.platform is Platform.WINDOWS
    home = (PureWindowsPath if windows else PurePosixPath)(told["home"]).name
    hosts = [told["host"], *told["names"]]
    return {Reveals.PERSON: [told["account"], told["full_name"], home], Reveals.HOST: hosts}


def _linux(machine: Machine) -> dict[Reveals, list[str]]:
    """Full host name from /etc/hosts (Debian puts it at 127.0.1.1), domain from resolv.conf(5)."""
    names = _common(machine)
    resolver = machine.read(File("/etc/resolv.conf")) or ""
    hosts = machine.read(File("/etc/hosts")) or ""
    names[Reveals.HOST] += re.findall(r"(?m)^\s*(?:search|domain)\s+(\S+)", resolver)
    own = set(names[Reveals.HOST])
    for line in hosts.splitlines():
        listed = line.partition("#")[0].split()[1:]
        if own & {name.partition(".")[0] for name in listed}:
            names[Reveals.HOST] += listed
    return names


def _macos(machine: Machine) -> dict[Reveals, list[str]]:
    """Also the name its owner gave it (scutil(8) ComputerName); not tried on a real Mac."""
    names = _common(machine)
    for key in ("ComputerName", "LocalHostName"):
        names[Reveals.HOST].append(machine.run(Command(("scutil", "--get", key))).stdout.strip())
    return names


NAMES: Probe[dict[Reveals, list[str]]] = Probe(
    "names of this person and this computer",
    {Platform.WINDOWS: _common, Platform.MACOS: _macos, Platform.LINUX: _linux},
)


def names(machine: Machine) -> Names:
    """Return what is known; a computer that cannot be asked tells nothing, and the rules still hold."""
    try:
        return {mark: [v for v in values if v] for mark, values in NAMES.read(machine).items()}
    except SelfhelpError:
        return {}
