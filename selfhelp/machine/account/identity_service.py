"""The organisation's sign-in service: its host and its reachability."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Reading
from selfhelp.machine.command_output import read_file_content
from selfhelp.machine.network import srv_records
from selfhelp.machine.network.connections import OPEN, has_default_route, probe_port
from selfhelp.machine.network.network_interfaces import RESOLVER
from selfhelp.machine.organisation import read_organisation

HTTPS, KERBEROS = 443, 88
MOST = 3
"""Maximum number of servers to contact; each may take two seconds."""

CONFIGURATION: Mapping[Platform, str] = {Platform.LINUX: "/etc/krb5.conf", Platform.MACOS: "/etc/krb5.conf"}
"""The Kerberos configuration with the realm and servers (krb5.conf(5)); Windows uses the directory instead.
"""


@dataclass(frozen=True, slots=True)
class IdentityService:
    """State of the organisation's sign-in service, as seen from this computer.

    Attributes:
        host, port: its address; if no host responded, the first host contacted. External text.
        answers: whether it could be reached.
        connected: whether this computer has a default route.
    """

    host: str
    port: int
    answers: bool
    connected: bool


def probe_identity_service(machine: Machine, *, configured: bool) -> IdentityService | None:
    """Contact the sign-in service and return its state; None if none is configured.

    Args:
        machine: the computer.
        configured: whether to use the realm in krb5.conf in addition to the policy. Some packages write an
            unused realm there.

    Raises:
        ProbeError: the state couldn't be determined.
    """
    told = read_organisation(machine)
    if told.identity_host:
        return _probe_kerberos_hosts(machine, [(told.identity_host, HTTPS)])
    if not (told.realm or configured):
        return None
    text = (
        read_file_content(machine, CONFIGURATION[machine.platform])
        if machine.platform in CONFIGURATION
        else ""
    )
    realm = told.realm or parse_default_realm(text)
    if not realm:
        return None
    named = parse_kdc_servers(text, realm)
    return (
        _probe_kerberos_hosts(machine, named[:MOST])
        if named
        else _find_servers_by_dns_records(machine, realm)
    )


def _find_servers_by_dns_records(machine: Machine, realm: str) -> IdentityService | None:
    """Return the state of the servers found in SRV records, as Kerberos does without ``kdc`` lines.

    A DNS server without such records is outside the organisation's network; if no DNS server responds, the
    state is unknown.
    """
    asked = {"realm": realm, "servers": list(RESOLVER.read(machine).servers)[:MOST]}
    said = machine.read(Reading(srv_records.find_kerberos_servers, asked))
    if not said["answered"]:
        return None
    hosts = [(entry["host"], entry["port"]) for entry in said["found"]]
    if not hosts:
        return IdentityService(realm.lower(), KERBEROS, answers=False, connected=True)
    return _probe_kerberos_hosts(machine, hosts[:MOST])


def _probe_kerberos_hosts(machine: Machine, hosts: Sequence[tuple[str, int]]) -> IdentityService:
    answers = [machine.read(Reading(probe_port, {"host": host, "port": port})) for host, port in hosts]
    first = hosts[answers.index(OPEN)] if OPEN in answers else hosts[0]
    connected = OPEN in answers or machine.read(Reading(has_default_route))
    return IdentityService(*first, OPEN in answers, connected)


def parse_default_realm(text: str) -> str:
    """Return the default realm in krb5.conf, or ""."""
    found = re.search(r"^\s*default_realm\s*=\s*(\S+)\s*$", text, re.MULTILINE)
    return found[1] if found else ""


def parse_kdc_servers(text: str, realm: str) -> list[tuple[str, int]]:
    """Return the ``kdc`` hosts and ports of a realm in krb5.conf."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("#", ";")))
    block = re.search(rf"^\s*{re.escape(realm)}\s*=\s*\{{(.*?)\}}", plain, re.MULTILINE | re.DOTALL)
    named = re.findall(r"^\s*kdc\s*=\s*(\S+)", block[1], re.MULTILINE) if block else []
    return [_split_host_and_port(name) for name in named]


def _split_host_and_port(name: str) -> tuple[str, int]:
    """Return the host and the port of ``host:port``; an IPv6 address with a port is in brackets."""
    bracketed = re.fullmatch(r"\[(.+)\](?::(\d{1,5}))?", name)
    plain = re.fullmatch(r"([^:]+)(?::(\d{1,5}))?", name)
    found = bracketed or plain
    return (found[1], int(found[2] or KERBEROS)) if found else (name, KERBEROS)
