"""The names of the user and the computer that redaction must know.

Every source is asked on its own: one that fails, or is not there, takes no other with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.foreign_functions import windows_function
from selfhelp.core.model import Json, Platform, PrivacyClass
from selfhelp.machine import Command, File, Machine, Reading

Names = Mapping[PrivacyClass, Sequence[str]]
_Source = Callable[[Machine], Names]


def read_account_names() -> Json:
    """Return account, full name, home folder, host name and domains from this system, without the network."""
    import os
    import socket
    from pathlib import Path

    env = os.environ
    return {
        "account": env.get("USERNAME", "") if os.name == "nt" else _entry("pw_name"),
        "full_name": _windows_name(3) if os.name == "nt" else _entry("pw_gecos").partition(",")[0],
        "home": str(Path.home()),
        "mail": [_windows_name(8)],
        "host": socket.gethostname(),
        "names": [env.get(name, "") for name in ("COMPUTERNAME", "USERDNSDOMAIN", "USERDOMAIN")],
    }


def _entry(field: str) -> str:
    """Return a field of this user's entry in the account database, or "" if they have none."""
    import sys

    if sys.platform == "win32":
        return ""
    import os
    import pwd

    try:
        return str(getattr(pwd.getpwuid(os.getuid()), field))
    except KeyError:
        return ""


def _windows_name(form: int) -> str:
    """Return a form of the account's name: 3 is the display name, 8 the user principal name.

    Source: Microsoft, secur32!GetUserNameExW and EXTENDED_NAME_FORMAT; not tried on a real Windows.
    """
    import sys

    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_ulong(256)
        buffer = ctypes.create_unicode_buffer(size.value)
        found = windows_function(ctypes, "secur32", "GetUserNameExW")(form, buffer, ctypes.byref(size))
        return buffer.value if found else ""
    return ""


def read_windows_registration() -> Json:
    """Return the owner and network names that Windows has registered; not tried on a real Windows.

    Sources (Microsoft): the names of networks this computer has joined are in ``NetworkList\\Profiles``,
    the addresses signed in to in the keys of OneDrive and Office, the DNS domain in ``Tcpip``.
    """
    current = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
    return {
        "networks": _values("HKLM", f"{current}\\NetworkList\\Profiles", "ProfileName"),
        "mail": _values("HKCU", "SOFTWARE\\Microsoft\\OneDrive\\Accounts", "UserEmail")
        + _values("HKCU", "SOFTWARE\\Microsoft\\Office\\16.0\\Common\\Identity\\Identities", "EmailAddress"),
        "domains": [
            _value("HKLM", "SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", name)
            for name in ("Domain", "NV Domain")
        ],
        "owner": _value("HKLM", current, "RegisteredOwner"),
        "guid": _value("HKLM", "SOFTWARE\\Microsoft\\Cryptography", "MachineGuid"),
    }


def _values(root: str, key: str, name: str) -> list[str]:
    """Return one value from every subkey of a registry key."""
    import sys

    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(_root(root), key) as folder:
                below = [winreg.EnumKey(folder, n) for n in range(winreg.QueryInfoKey(folder)[0])]
        except OSError:
            return []
        found = [_value(root, f"{key}\\{inner}", name) for inner in below]
    return found


def _value(root: str, key: str, name: str) -> str:
    import sys

    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(_root(root), key) as folder:
                return str(winreg.QueryValueEx(folder, name)[0])
        except OSError:
            return ""
    return ""


def _root(name: str) -> int:
    import sys

    if sys.platform == "win32":
        import winreg

        return winreg.HKEY_LOCAL_MACHINE if name == "HKLM" else winreg.HKEY_CURRENT_USER
    return 0


def read_serial_numbers() -> Json:
    """Return the serial numbers that Linux shows to everyone, and whether there is a wireless device.

    Sources: the kernel's sysfs ABI (``/sys/class/dmi/id``, most of it for root only), machine-id(5).
    """
    from pathlib import Path

    numbers = []
    for path in (*Path("/sys/class/dmi/id").glob("*_serial"), *map(Path, _IDS)):
        try:
            numbers.append(path.read_text("utf-8", "replace").strip())
        except OSError:
            continue
    return {"numbers": numbers, "wireless": any(Path("/sys/class/net").glob("*/wireless"))}


_IDS = ("/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/chassis_asset_tag", "/etc/machine-id")


# -- sources ---------------------------------------------------------------------------------------


def _account(machine: Machine) -> Names:
    told = machine.read(Reading(read_account_names))
    windows = machine.platform is Platform.WINDOWS
    home = (PureWindowsPath if windows else PurePosixPath)(told["home"]).name
    persons = [told["account"], told["full_name"], home, *told.get("mail", [])]
    computer, *domains = told["names"] or [""]
    return {PrivacyClass.PERSON: persons, PrivacyClass.HOST: [told["host"], computer, *_domains(domains)]}


def _hosts(machine: Machine) -> Names:
    """Full host name from hosts(5) (Debian puts it at 127.0.1.1)."""
    own = machine.read(Reading(read_account_names))["host"].partition(".")[0].casefold()
    hosts = machine.read(File("/etc/hosts")) or ""
    listed = [line.partition("#")[0].split()[1:] for line in hosts.splitlines()]
    mine = [names for names in listed if own in {name.partition(".")[0].casefold() for name in names}]
    return {PrivacyClass.HOST: [name for names in mine for name in names]}


def _resolver(machine: Machine) -> Names:
    """Domains from resolv.conf(5)."""
    text = machine.read(File("/etc/resolv.conf")) or ""
    lines = re.findall(r"(?m)^\s*(?:search|domain)\s+(\S.*)$", text)
    return {PrivacyClass.HOST: _domains([name for line in lines for name in line.split() if "." in name])}


def _domains(names: Sequence[str]) -> list[str]:
    """Mark full domains with a dot before: their first part alone isn't a name of a computer."""
    return [f".{name.strip('.')}" if "." in name else name for name in names]


def _realm(machine: Machine) -> Names:
    """The Kerberos realm, which is the Active Directory domain (krb5.conf(5)); Debian ships one of others."""
    text = machine.read(File("/etc/krb5.conf")) or ""
    found = re.findall(r"(?m)^\s*default_realm\s*=\s*(\S+\.\S+)", text)
    return {PrivacyClass.HOST: _domains([name for name in found if name != "ATHENA.MIT.EDU"])}


def _serials(machine: Machine) -> Names:
    return {PrivacyClass.HARDWARE: _real(machine.read(Reading(read_serial_numbers))["numbers"])}


def _wireless(machine: Machine) -> Names:
    """Return the networks that NetworkManager knows (nmcli(1), terse); empty without a wireless adapter."""
    if not machine.read(Reading(read_serial_numbers))["wireless"]:
        return {}
    answer = machine.run(Command(("nmcli", "-t", "-f", "NAME", "connection", "show"), timeout=2))
    return {PrivacyClass.NETWORK: answer.stdout.replace("\\:", ":").splitlines()}


def _registry(machine: Machine) -> Names:
    told = machine.read(Reading(read_windows_registration))
    return {
        PrivacyClass.PERSON: [*told["mail"], told["owner"]],
        PrivacyClass.HOST: _domains(told["domains"]),
        PrivacyClass.NETWORK: told["networks"],
        PrivacyClass.HARDWARE: [told["guid"]],
    }


def _mac_names(machine: Machine) -> Names:
    """The names its owner gave it (scutil(8)); not tried on a real Mac."""
    asked = [Command(("scutil", "--get", key)) for key in ("ComputerName", "LocalHostName")]
    return {PrivacyClass.HOST: [machine.run(command).stdout.strip() for command in asked]}


def _mac_serials(machine: Machine) -> Names:
    """Serial number and UUID (ioreg(8), IOPlatformExpertDevice); not tried on a real Mac."""
    text = machine.run(Command(("ioreg", "-rd1", "-c", "IOPlatformExpertDevice"), timeout=3)).stdout
    found = re.findall(r'"IOPlatform(?:SerialNumber|UUID)" = "([^"]+)"', text)
    return {PrivacyClass.HARDWARE: _real(found)}


def _mac_wireless(machine: Machine) -> Names:
    """Return the preferred wireless networks (networksetup(8)); not tried on a real Mac."""
    argv = ("networksetup", "-listpreferredwirelessnetworks", "en0")
    lines = machine.run(Command(argv, timeout=3)).stdout.splitlines()
    return {PrivacyClass.NETWORK: [line.strip() for line in lines[1:]]}


def _real(numbers: Sequence[str]) -> list[str]:
    """Leave out placeholder serial numbers: without digits, or with a single repeated one."""
    return [n for n in numbers if len(set(n) - set(" -.")) > 2 and any(c.isdigit() for c in n)]


SOURCES: Mapping[Platform, Sequence[_Source]] = {
    Platform.WINDOWS: (_account, _registry),
    Platform.MACOS: (_account, _hosts, _resolver, _mac_names, _mac_serials, _mac_wireless),
    Platform.LINUX: (_account, _hosts, _resolver, _realm, _serials, _wireless),
}


def read_names(machine: Machine) -> Names:
    """Return the names that identify the user; an unreadable source adds none."""
    found: dict[PrivacyClass, list[str]] = {}
    for source in SOURCES[machine.platform]:
        try:
            told = source(machine)
        except (SelfhelpError, KeyError, TypeError, AttributeError):
            continue
        for mark, values in told.items():
            listed = found.setdefault(mark, [])
            listed += [v.strip() for v in values if v and v.strip() not in listed]
    return found
