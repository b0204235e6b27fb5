"""The organisation this computer belongs to: a domain, Microsoft Entra or a management service.

Linux: a host's Kerberos key and the sources of accounts (krb5.conf(5), nsswitch.conf(5)); the key itself is
never read. Windows: ``dsregcmd /status``, whose field names are English (Microsoft Learn). macOS:
dsconfigad(8) and profiles(1). The Windows and macOS rows were written from documentation and not tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.account.identity_service import parse_default_realm
from selfhelp.machine.command_output import parse_colon_lines, read_file_content

DIRECTORIES = frozenset({"sss", "winbind", "ldap", "nis"})
"""Sources of directory accounts (nsswitch.conf(5))."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The computer's membership in a directory.

    Attributes:
        joined: the kinds of organisation it joined, in English; empty if none.
        domain: the domain or realm, if reported. External text.
        ends: expiry of the cloud token, as the system writes it; "" if unknown.
    """

    joined: Sequence[str]
    domain: str = ""
    ends: str = ""


def has_kerberos_host_key() -> Json:
    """Return whether this host has its own key in a Kerberos realm."""
    return Path("/etc/krb5.keytab").is_file()


def _read_membership_linux(machine: Machine) -> Membership:
    sources = re.search(
        r"^passwd:(.*)$", read_file_content(machine, "/etc/nsswitch.conf", 65536), re.MULTILINE
    )
    asked = DIRECTORIES.intersection(sources[1].split() if sources else ())
    joined = [f"directory ({name})" for name in sorted(asked)]
    if machine.read(Reading(has_kerberos_host_key)) is True:
        joined.append("Kerberos realm")
    realm = parse_default_realm(read_file_content(machine, "/etc/krb5.conf", 65536)) if joined else ""
    return Membership(joined, realm)


FIELDS = {
    "AzureAdJoined": "Microsoft Entra",
    "DomainJoined": "domain",
    "WorkplaceJoined": "work account",
    "EnterpriseJoined": "on-premises device registration",
}


def read_device_registration(machine: Machine) -> Mapping[str, str]:
    """Return the fields that ``dsregcmd /status`` prints, by name.

    Source: Microsoft Learn, "Troubleshoot devices by using dsregcmd".
    """
    return parse_colon_lines(machine.run(Command(("dsregcmd.exe", "/status"), timeout=15.0)).stdout)


def _read_membership_windows(machine: Machine) -> Membership:
    said = read_device_registration(machine)
    joined = [kind for field, kind in FIELDS.items() if said.get(field) == "YES"]
    domain = said.get("DomainName") or said.get("TenantName") or ""
    return Membership(joined, domain, said.get("AzureAdPrtExpiryTime", ""))


def _read_membership_macos(machine: Machine) -> Membership:
    joined = []
    domain = ""
    try:
        shown = machine.run(Command(("dsconfigad", "-show"), timeout=4)).stdout
        found = re.search(r"^Active Directory Domain\s*= (\S+)", shown, re.MULTILINE)
        if found:
            joined, domain = ["domain"], found[1]
    except ProbeError:
        pass
    enrolled = machine.run(Command(("profiles", "status", "-type", "enrollment"), timeout=4)).stdout
    if re.search(r"^MDM enrollment: Yes", enrolled, re.MULTILINE):
        joined.append("management service")
    return Membership(joined, domain)


MEMBERSHIP: Probe[Membership] = Probe(
    "which organisation this computer belongs to",
    {
        Platform.LINUX: _read_membership_linux,
        Platform.WINDOWS: _read_membership_windows,
        Platform.MACOS: _read_membership_macos,
    },
)
