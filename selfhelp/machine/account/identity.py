"""Names of the user and the computer, for redaction.

Each source is read separately, so that a missing or failing source doesn't affect the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform, PrivacyClass
from selfhelp.machine import Command, File, Machine, Reading

Names = Mapping[PrivacyClass, Sequence[str]]
_Source = Callable[[Machine], Names]


def read_account_names() -> Json:
    """Return the account name, full name, home folder, host name and domains, without network access."""
    import os
    import socket
    from pathlib import Path

    env = os.environ
    return {
        "account": env.get("USERNAME", "") if os.name == "nt" else read_account_database_field("pw_name"),
        "full_name": _read_windows_account_name(3)
        if os.name == "nt"
        else read_account_database_field("pw_gecos").partition(",")[0],
        "home": str(Path.home()),
        "mail": [_read_windows_account_name(8)],
        "host": socket.gethostname(),
        "names": [env.get(name, "") for name in ("COMPUTERNAME", "USERDNSDOMAIN", "USERDOMAIN")],
    }


def read_account_database_field(field: str) -> str:
    """Return a field of this user's entry in the account database, such as ``pw_name``.

    It is "" for an account that the database doesn't know, as in a container.
    """
    import sys

    if sys.platform == "win32":
        return ""
    import os
    import pwd

    try:
        return str(getattr(pwd.getpwuid(os.getuid()), field))
    except KeyError:
        return ""


def _read_windows_account_name(form: int) -> str:
    """Return the account's name in a format: 3 is the display name, 8 the user principal name.

    Source: Microsoft, secur32!GetUserNameExW and EXTENDED_NAME_FORMAT; untested on Windows.
    """
    import sys

    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_ulong(256)
        buffer = ctypes.create_unicode_buffer(size.value)
        found = load_windows_function(ctypes, "secur32", "GetUserNameExW")(form, buffer, ctypes.byref(size))
        return buffer.value if found else ""
    return ""


def read_windows_registration() -> Json:
    r"""Return the registered owner and network names from the registry; untested on Windows.

    Sources (Microsoft): networks this computer has joined are in ``NetworkList\Profiles``, account addresses
    in the keys of OneDrive and Office, the DNS domain in ``Tcpip``.
    """
    current = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
    return {
        "networks": _read_subkey_values("HKLM", f"{current}\\NetworkList\\Profiles", "ProfileName"),
        "mail": _read_subkey_values("HKCU", "SOFTWARE\\Microsoft\\OneDrive\\Accounts", "UserEmail")
        + _read_subkey_values(
            "HKCU", "SOFTWARE\\Microsoft\\Office\\16.0\\Common\\Identity\\Identities", "EmailAddress"
        ),
        "domains": [
            _read_registry_value("HKLM", "SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", name)
            for name in ("Domain", "NV Domain")
        ],
        "owner": _read_registry_value("HKLM", current, "RegisteredOwner"),
        "guid": _read_registry_value("HKLM", "SOFTWARE\\Microsoft\\Cryptography", "MachineGuid"),
    }


def _read_subkey_values(root: str, key: str, name: str) -> list[str]:
    """Return the values of this name in every subkey of a registry key."""
    import sys

    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(_open_registry_hive(root), key) as folder:
                below = [winreg.EnumKey(folder, n) for n in range(winreg.QueryInfoKey(folder)[0])]
        except OSError:
            return []
        found = [_read_registry_value(root, f"{key}\\{inner}", name) for inner in below]
    return found


def _read_registry_value(root: str, key: str, name: str) -> str:
    import sys

    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(_open_registry_hive(root), key) as folder:
                return str(winreg.QueryValueEx(folder, name)[0])
        except OSError:
            return ""
    return ""


def _open_registry_hive(name: str) -> int:
    import sys

    if sys.platform == "win32":
        import winreg

        return winreg.HKEY_LOCAL_MACHINE if name == "HKLM" else winreg.HKEY_CURRENT_USER
    return 0


def read_serial_numbers() -> Json:
    """Return the serial numbers any Linux user can read, and whether there is a wireless device.

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


def _read_account_identity_names(machine: Machine) -> Names:
    told = machine.read(Reading(read_account_names))
    windows = machine.platform is Platform.WINDOWS
    home = (PureWindowsPath if windows else PurePosixPath)(told["home"]).name
    persons = [told["account"], told["full_name"], home, *told.get("mail", [])]
    computer, *domains = told["names"] or [""]
    return {
        PrivacyClass.PERSON: persons,
        PrivacyClass.HOST: [told["host"], computer, *_prefix_domains_with_dot(domains)],
    }


def _read_host_names(machine: Machine) -> Names:
    """Return the host names in hosts(5) (Debian assigns the full name to 127.0.1.1)."""
    own = machine.read(Reading(read_account_names))["host"].partition(".")[0].casefold()
    hosts = machine.read(File("/etc/hosts")) or ""
    listed = [line.partition("#")[0].split()[1:] for line in hosts.splitlines()]
    mine = [names for names in listed if own in {name.partition(".")[0].casefold() for name in names}]
    return {PrivacyClass.HOST: [name for names in mine for name in names]}


def _read_resolver_domains(machine: Machine) -> Names:
    """Return the search domains in resolv.conf(5)."""
    text = machine.read(File("/etc/resolv.conf")) or ""
    lines = re.findall(r"(?m)^\s*(?:search|domain)\s+(\S.*)$", text)
    return {
        PrivacyClass.HOST: _prefix_domains_with_dot(
            [name for line in lines for name in line.split() if "." in name]
        )
    }


def _prefix_domains_with_dot(names: Sequence[str]) -> list[str]:
    """Return the names with a dot before each full domain; a domain's first label isn't a host name."""
    return [f".{name.strip('.')}" if "." in name else name for name in names]


def _read_realm(machine: Machine) -> Names:
    """Return the Kerberos realm, unless it is one of Debian's examples.

    With Active Directory, the realm is the domain (krb5.conf(5)).
    """
    text = machine.read(File("/etc/krb5.conf")) or ""
    found = re.findall(r"(?m)^\s*default_realm\s*=\s*(\S+\.\S+)", text)
    return {PrivacyClass.HOST: _prefix_domains_with_dot([name for name in found if name != "ATHENA.MIT.EDU"])}


def _read_linux_serials(machine: Machine) -> Names:
    return {
        PrivacyClass.HARDWARE: _drop_placeholder_serials(
            machine.read(Reading(read_serial_numbers))["numbers"]
        )
    }


def _read_linux_networks(machine: Machine) -> Names:
    """Return the networks saved in NetworkManager (nmcli(1), terse); {} without a wireless adapter."""
    if not machine.read(Reading(read_serial_numbers))["wireless"]:
        return {}
    answer = machine.run(Command(("nmcli", "-t", "-f", "NAME", "connection", "show"), timeout=2))
    return {PrivacyClass.NETWORK: answer.stdout.replace("\\:", ":").splitlines()}


def _read_registry_names(machine: Machine) -> Names:
    told = machine.read(Reading(read_windows_registration))
    return {
        PrivacyClass.PERSON: [*told["mail"], told["owner"]],
        PrivacyClass.HOST: _prefix_domains_with_dot(told["domains"]),
        PrivacyClass.NETWORK: told["networks"],
        PrivacyClass.HARDWARE: [told["guid"]],
    }


def _read_mac_names(machine: Machine) -> Names:
    """Return the computer names the owner chose (scutil(8)); untested on macOS."""
    asked = [Command(("scutil", "--get", key)) for key in ("ComputerName", "LocalHostName")]
    return {PrivacyClass.HOST: [machine.run(command).stdout.strip() for command in asked]}


def _read_mac_serials(machine: Machine) -> Names:
    """Return the serial number and UUID (ioreg(8), IOPlatformExpertDevice); untested on macOS."""
    text = machine.run(Command(("ioreg", "-rd1", "-c", "IOPlatformExpertDevice"), timeout=3)).stdout
    found = re.findall(r'"IOPlatform(?:SerialNumber|UUID)" = "([^"]+)"', text)
    return {PrivacyClass.HARDWARE: _drop_placeholder_serials(found)}


def _read_mac_networks(machine: Machine) -> Names:
    """Return the preferred wireless networks (networksetup(8)); untested on macOS."""
    argv = ("networksetup", "-listpreferredwirelessnetworks", "en0")
    lines = machine.run(Command(argv, timeout=3)).stdout.splitlines()
    return {PrivacyClass.NETWORK: [line.strip() for line in lines[1:]]}


def _drop_placeholder_serials(numbers: Sequence[str]) -> list[str]:
    """Return the serial numbers without placeholders; a placeholder has at most two distinct characters."""
    return [n for n in numbers if len(set(n) - set(" -.")) > 2 and any(c.isdigit() for c in n)]


SOURCES: Mapping[Platform, Sequence[_Source]] = {
    Platform.WINDOWS: (_read_account_identity_names, _read_registry_names),
    Platform.MACOS: (
        _read_account_identity_names,
        _read_host_names,
        _read_resolver_domains,
        _read_mac_names,
        _read_mac_serials,
        _read_mac_networks,
    ),
    Platform.LINUX: (
        _read_account_identity_names,
        _read_host_names,
        _read_resolver_domains,
        _read_realm,
        _read_linux_serials,
        _read_linux_networks,
    ),
}


def read_identity_names(machine: Machine) -> Names:
    """Return the names that identify the user, by privacy class; an unreadable source is skipped."""
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
