"""DNS: the configured servers, their responses, and flushing the cache.

Each server is queried directly with a DNS query (RFC 1035, section 4.1), to distinguish a broken server
from a broken or stale resolver on this computer.
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
from selfhelp.machine.command_output import read_file_content
from selfhelp.machine.network import connections
from selfhelp.machine.network.network_interfaces import RESOLVED, RESOLVER

LIMIT = 2.0
"""Timeout of one server, in seconds.

Most systems' resolvers wait five seconds before they query the next server.
"""

AGAIN = 0.55
"""Seconds after which a query without a reply is sent again.

The query or its reply may be lost, and a host reports its closed port to the same computer only about once a
second (ICMP, RFC 1812, section 4.3.2.8).
"""


class DnsReply(StrEnum):
    """Types of response from a DNS server about a name."""

    ANSWERS = "answers"
    NO_SUCH_NAME = "no such name"
    REFUSES = "refuses"
    CLOSED = "closed port"
    FAILS = "fails"
    SILENT = "silent"


RCODES = MappingProxyType({0: DnsReply.ANSWERS, 3: DnsReply.NO_SUCH_NAME, 5: DnsReply.REFUSES})
"""Responses by code (RFC 1035, section 4.1.1); all other codes are a server failure."""


TRUNCATED = 0x200
"""Bit of a response that doesn't contain all records (RFC 1035, section 4.1.1, TC)."""


@dataclass(frozen=True, slots=True)
class DnsServer:
    """A DNS server of this computer, and its response about a name; its address is external text."""

    address: str
    reply: DnsReply


def query_servers(
    machine: Machine, name: str, configured: Sequence[str] | None = None
) -> Sequence[DnsServer]:
    """Return each configured DNS server with its response about a name.

    Args:
        machine: the computer.
        name: the name.
        configured: the servers' addresses if they have been read; otherwise they are read.

    Raises:
        ProbeError: the configured servers are unknown.
    """
    addresses = list(RESOLVER.read(machine).servers if configured is None else configured)[:6]
    if not addresses:
        return []
    replies = machine.read(Reading(query_all_servers, {"servers": addresses, "name": name}))
    return [DnsServer(address, DnsReply(reply)) for address, reply in zip(addresses, replies, strict=True)]


def can_resolve_name(machine: Machine, name: str) -> bool:
    """Return whether this computer's resolver finds a name, looked up as programs do."""
    return bool(machine.read(Reading(can_system_resolve_name, {"name": name})))


def is_in_organisation_network(machine: Machine, name: str) -> bool:
    """Return whether this is the organisation's network: one of its search domains contains the name."""
    domains = (domain.lower().strip(".") for domain in RESOLVER.read(machine).search)
    return any(name.lower().strip(".").endswith(f".{domain}") for domain in domains if "." in domain)


def can_system_resolve_name(name: str) -> Json:
    """Return whether the system's resolver finds a name."""
    return bool(connections.resolve_host(name, 0, 2 * LIMIT))


def query_all_servers(servers: Sequence[str], name: str) -> Json:
    """Query servers in parallel about a name; return a value of `DnsReply` for each, in order."""
    return [answered["reply"] for answered in query_all_servers_timed(servers, name, LIMIT)]


def query_all_servers_timed(servers: Sequence[str], name: str, limit: float) -> Json:
    """Query servers in parallel; return a value of `DnsReply` and the response time in ms for each.

    The time is None without a response.
    """
    replies: dict[int, Json] = {}

    def query_name_server(number: int, server: str) -> None:
        start = time.monotonic()
        reply = _query_server_once(server, name, limit)
        ms = None if reply is DnsReply.SILENT else round(1000 * (time.monotonic() - start), 1)
        replies[number] = {"reply": str(reply), "ms": ms}

    threads = [
        threading.Thread(target=query_name_server, args=pair, daemon=True) for pair in enumerate(servers)
    ]
    end = time.monotonic() + limit + 0.5
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    silent = {"reply": str(DnsReply.SILENT), "ms": None}
    return [replies.get(number, silent) for number in range(len(servers))]


def _query_server_once(server: str, name: str, limit: float) -> DnsReply:
    number = secrets.randbelow(65536)
    end = time.monotonic() + limit
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            server, 53, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
        )[0]
        with socket.socket(family, kind, protocol) as link:
            link.connect(place)  # so that only this server's packets are received
            return _exchange_query(link, number, build_dns_query(number, name), end)
    except TimeoutError:
        return DnsReply.SILENT
    except ConnectionRefusedError:
        return DnsReply.CLOSED  # the computer is there, but no DNS server runs on it
    except (OSError, UnicodeError):
        return DnsReply.SILENT


def _exchange_query(link: socket.socket, number: int, query: bytes, end: float) -> DnsReply:
    """Send a query, and send it again until a reply arrives; return the reply.

    Raises:
        OSError: the query couldn't be sent, or the server's port is closed.
    """
    again = time.monotonic()
    while (now := time.monotonic()) < end:
        if now >= again:
            link.send(query)
            again = now + AGAIN
        link.settimeout(max(0.001, min(again, end) - now))
        try:
            reply = parse_dns_reply(number, link.recv(4096))
        except TimeoutError:
            continue
        if reply is not None:
            return reply
    return DnsReply.SILENT


def build_dns_query(number: int, name: str) -> bytes:
    """Return the bytes of a DNS query for a name's address.

    Raises:
        UnicodeError: the name is invalid.
    """
    labels = name.rstrip(".").encode("idna").split(b".")
    named = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + named + struct.pack("!2H", 1, 1)


def parse_dns_reply(number: int, data: bytes) -> DnsReply | None:
    """Return the response in a DNS server's reply; None if the reply belongs to another query.

    A complete response without records (RFC 2308, 2.2) means that the name has no address; DNS filters
    respond in this way, too.
    """
    if len(data) < 12:
        return None
    said, flags, _, records = struct.unpack("!4H", data[:8])
    if said != number or not flags & 0x8000:
        return None
    reply = RCODES.get(flags & 0xF, DnsReply.FAILS)
    if reply is not DnsReply.ANSWERS or records:
        return reply
    return DnsReply.FAILS if flags & TRUNCATED else DnsReply.NO_SUCH_NAME


HOSTS = MappingProxyType(
    {
        Platform.LINUX: "/etc/hosts",
        Platform.MACOS: "/etc/hosts",
        Platform.WINDOWS: "C:\\Windows\\System32\\drivers\\etc\\hosts",
    }
)
HOSTS_READ = 5_000_000
"""Maximum number of characters read of a hosts file: lists of blocked names have over a hundred thousand."""


def is_in_hosts_file(machine: Machine, name: str) -> bool:
    """Return whether the hosts file has an address for a name."""
    return does_hosts_file_name(read_file_content(machine, HOSTS[machine.platform], HOSTS_READ), name)


def does_hosts_file_name(text: str, name: str) -> bool:
    """Return whether the text of a hosts file has an address for a name (hosts(5))."""
    lines = text.splitlines()
    return any(name.lower() in line.partition("#")[0].lower().split()[1:] for line in lines)


# -- flushing the cache -----------------------------------------------------------------------------

USER, ADMIN, NOBODY = "user", "admin", ""
"""Users who may flush this computer's DNS cache: the user, an administrator, or no one."""


def find_cache_flush_permission(machine: Machine) -> str:
    """Return who may flush the DNS cache: the user, an administrator, or no one.

    Linux without systemd-resolved has no cache. Neither Clear-DnsClientCache (Microsoft Learn) nor
    FlushCaches of org.freedesktop.resolve1(5) needs elevation; macOS requires an administrator.
    """
    if machine.platform is Platform.WINDOWS:
        return USER
    if machine.platform is Platform.LINUX:
        return USER if read_file_content(machine, RESOLVED, 65536) else NOBODY
    return ADMIN if "flush-dns" in elevate.list_available_operations(machine) else NOBODY


_SENTENCE = N_("Clear the DNS cache.")


def _make_cache_flush_action(argv: tuple[str, ...]) -> Row:
    def flush_dns_cache(_step: Step, machine: Machine, _progress: Progress) -> str:
        output = machine.change(Command(argv, timeout=30))
        if output.code != 0:
            raise StepError(N_("The DNS cache couldn't be cleared."), detail=output.stderr[:300])
        return " ".join(argv)

    return flush_dns_cache


@dataclass(frozen=True, slots=True)
class FlushDnsCache(Step):
    """Step that flushes the DNS cache.

    Nothing is lost, so there's no undo.
    """

    name: ClassVar[str] = "forget-names"
    rows = MappingProxyType(
        {
            Platform.LINUX: _make_cache_flush_action(("resolvectl", "flush-caches")),
            Platform.WINDOWS: _make_cache_flush_action(
                powershell.build_script_command_line("Clear-DnsClientCache")
            ),
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before flushing the DNS cache."""
        return _SENTENCE


@dataclass(frozen=True, slots=True)
class FlushSystemDnsCache(elevate.ElevatedStep):
    """Step that flushes the DNS cache if only an administrator may do so (mDNSResponder on a Mac)."""

    name: ClassVar[str] = "forget-names-admin"
    operations = MappingProxyType({Platform.MACOS: "flush-dns"})

    def describe_action(self) -> Text:
        """Return the sentence shown before flushing the DNS cache."""
        return _SENTENCE
