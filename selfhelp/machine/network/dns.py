"""Names of computers: which servers are asked for them, what each answers, and forgetting old answers.

A server is asked directly with one question of the protocol (RFC 1035, section 4.1), so that a broken
server is told from a broken or stale resolver of this computer.
"""

from __future__ import annotations

import secrets
import socket
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Reading, Row, Step, elevate, powershell
from selfhelp.machine.command_output import read_content
from selfhelp.machine.network import connections
from selfhelp.machine.network.network_interfaces import RESOLVED, RESOLVER

LIMIT = 2.0
"""Seconds one server gets; resolvers of most systems give five and then ask the next."""


class DnsReply(StrEnum):
    """A name server's answer about a name."""

    ANSWERS = "answers"
    NO_SUCH_NAME = "no such name"
    REFUSES = "refuses"
    FAILS = "fails"
    SILENT = "silent"


RCODES = MappingProxyType({0: DnsReply.ANSWERS, 3: DnsReply.NO_SUCH_NAME, 5: DnsReply.REFUSES})
"""Response codes, RFC 1035 section 4.1.1; every other one is a failure of the server."""


@dataclass(frozen=True, slots=True)
class DnsServer:
    """A name server of this computer, and what it says about a name. Its address is foreign text."""

    address: str
    reply: DnsReply


def query_servers(machine: Machine, name: str) -> Sequence[DnsServer]:
    """Ask each configured DNS server about a name.

    Raises:
        ProbeError: this computer does not say which servers it asks.
    """
    addresses = list(RESOLVER.read(machine).servers)[:6]
    if not addresses:
        return []
    replies = machine.read(Reading(query_all, {"servers": addresses, "name": name}))
    return [DnsServer(address, DnsReply(reply)) for address, reply in zip(addresses, replies, strict=True)]


def can_resolve(machine: Machine, name: str) -> bool:
    """Whether this computer's resolver finds a name, asked as programs ask it."""
    return bool(machine.read(Reading(system_resolves, {"name": name})))


def is_inside_organisation(machine: Machine, name: str) -> bool:
    """Whether this is the organisation's network: one of its search domains contains the name."""
    domains = (domain.lower().strip(".") for domain in RESOLVER.read(machine).search)
    return any(name.lower().strip(".").endswith(f".{domain}") for domain in domains if "." in domain)


def system_resolves(name: str) -> Json:
    """Resolve a name with the system resolver."""
    return bool(connections.resolve(name, 0, 2 * LIMIT))


def query_all(servers: Sequence[str], name: str) -> Json:
    """Ask servers side by side about a name; returns a word of `DnsReply` for each, in their order."""
    return [answered["reply"] for answered in query_all_timed(servers, name, LIMIT)]


def query_all_timed(servers: Sequence[str], name: str, limit: float) -> Json:
    """Ask servers side by side; returns a word of `DnsReply` and the milliseconds it took, None where
    silent."""
    replies: dict[int, Json] = {}

    def one(number: int, server: str) -> None:
        start = time.monotonic()
        reply = _ask_one(server, name, limit)
        ms = None if reply is DnsReply.SILENT else round(1000 * (time.monotonic() - start), 1)
        replies[number] = {"reply": str(reply), "ms": ms}

    threads = [threading.Thread(target=one, args=pair, daemon=True) for pair in enumerate(servers)]
    end = time.monotonic() + limit + 0.5
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    silent = {"reply": str(DnsReply.SILENT), "ms": None}
    return [replies.get(number, silent) for number in range(len(servers))]


def _ask_one(server: str, name: str, limit: float) -> DnsReply:
    number = secrets.randbelow(65536)
    end = time.monotonic() + limit
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            server, 53, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
        )[0]
        with socket.socket(family, kind, protocol) as link:
            link.connect(place)  # so that only this server is heard
            link.send(build_query(number, name))
            while (left := end - time.monotonic()) > 0:
                link.settimeout(left)
                reply = parse_reply(number, link.recv(4096))
                if reply is not None:
                    return reply
    except TimeoutError:
        return DnsReply.SILENT
    except ConnectionRefusedError:
        return DnsReply.REFUSES
    except (OSError, UnicodeError):
        return DnsReply.SILENT
    return DnsReply.SILENT


def build_query(number: int, name: str) -> bytes:
    """Return a DNS query for the address of a name.

    Raises:
        UnicodeError: no computer can have this name.
    """
    labels = name.rstrip(".").encode("idna").split(b".")
    named = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + named + struct.pack("!2H", 1, 1)


def parse_reply(number: int, data: bytes) -> DnsReply | None:
    """Parse a DNS server's response to our query; None if it belongs to another query.

    An answer without a record (RFC 2308, 2.2) says that the name has no address: filters answer so.
    """
    if len(data) < 12:
        return None
    said, flags, _, records = struct.unpack("!4H", data[:8])
    if said != number or not flags & 0x8000:
        return None
    reply = RCODES.get(flags & 0xF, DnsReply.FAILS)
    return DnsReply.NO_SUCH_NAME if reply is DnsReply.ANSWERS and not records else reply


HOSTS = MappingProxyType(
    {
        Platform.LINUX: "/etc/hosts",
        Platform.MACOS: "/etc/hosts",
        Platform.WINDOWS: "C:\\Windows\\System32\\drivers\\etc\\hosts",
    }
)


def is_in_hosts_file(machine: Machine, name: str) -> bool:
    """Whether someone wrote an address for a name into the hosts file (hosts(5))."""
    lines = read_content(machine, HOSTS[machine.platform], 200_000).splitlines()
    return any(name.lower() in line.partition("#")[0].lower().split()[1:] for line in lines)


# -- forgetting old answers ------------------------------------------------------------------------

USER, ADMIN, NOBODY = "user", "admin", ""
"""Who can make this computer forget old answers."""


def cache_flusher(machine: Machine) -> str:
    """Return the service that can flush the DNS cache; Linux without systemd-resolved has no cache.

    Clear-DnsClientCache needs no elevation (its page, Microsoft Learn); FlushCaches of
    org.freedesktop.resolve1(5) is asked without one; on a Mac only an administrator may.
    """
    if machine.platform is Platform.WINDOWS:
        return USER
    if machine.platform is Platform.LINUX:
        return USER if read_content(machine, RESOLVED, 65536) else NOBODY
    return ADMIN if "flush-dns" in elevate.available_operations(machine) else NOBODY


_SENTENCE = N_("Clear the DNS cache.")


def _flush(argv: tuple[str, ...]) -> Row:
    def row(_step: Step, machine: Machine, _progress: Progress) -> str:
        output = machine.change(Command(argv, timeout=30))
        if output.code != 0:
            raise StepError(N_("The DNS cache couldn't be cleared."), detail=output.stderr[:300])
        return " ".join(argv)

    return row


@dataclass(frozen=True, slots=True)
class FlushDnsCache(Step):
    """Empties the cache of names; nothing is lost, so there is nothing to restore."""

    name: ClassVar[str] = "forget-names"
    rows = MappingProxyType(
        {
            Platform.LINUX: _flush(("resolvectl", "flush-caches")),
            Platform.WINDOWS: _flush(powershell.script_command_line("Clear-DnsClientCache")),
        }
    )

    def sentence(self) -> Text:
        """Return the sentence for flushing the DNS cache."""
        return _SENTENCE


@dataclass(frozen=True, slots=True)
class FlushSystemDnsCache(elevate.ElevatedStep):
    """Empties the cache of names where only an administrator may (mDNSResponder of a Mac)."""

    name: ClassVar[str] = "forget-names-admin"
    operations = MappingProxyType({Platform.MACOS: "flush-dns"})

    def sentence(self) -> Text:
        """Return the sentence for flushing the DNS cache."""
        return _SENTENCE
