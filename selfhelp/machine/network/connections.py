"""Checks whether an address can be reached, and whether this computer has a default route."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any

from selfhelp.core.model import Json

OPEN, REFUSED, SILENT, UNREACHABLE, NO_NAME = "open", "refused", "silent", "unreachable", "no such name"
"""Results of probing a port: connected, refused, no response, no route, unknown host name."""


def probe_port(host: str, port: int, limit: float = 2.0) -> Json:
    """Connect to a TCP port and disconnect; return one of the results above within ``limit`` seconds.

    No data is sent.
    """
    end = time.monotonic() + limit
    answer = NO_NAME
    for family, kind, protocol, _, address in resolve_host(host, port, limit) or ():
        left = end - time.monotonic()
        answer = _probe_address(family, kind, protocol, address, left) if left > 0 else SILENT
        if answer == OPEN:
            break
    return answer


def resolve_host(host: str, port: int, limit: float = 2.0) -> Sequence[tuple[Any, ...]] | None:
    """Return the addresses of a host name, like `socket.getaddrinfo`; None if no server responded.

    The lookup runs on its own thread, because the system's resolver has no timeout parameter (resolv.conf(5):
    5 s for each server and attempt).
    """
    found: list[Sequence[tuple[Any, ...]]] = []
    thread = threading.Thread(target=_store_resolved_addresses, args=(host, port, found), daemon=True)
    thread.start()
    thread.join(limit)
    return found[0] if found else None


def _store_resolved_addresses(host: str, port: int, found: list[Sequence[tuple[Any, ...]]]) -> None:
    try:
        found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError, OverflowError):  # UnicodeError: an invalid host name
        found.append([])


def _probe_address(family: int, kind: int, protocol: int, address: Any, limit: float) -> str:
    with socket.socket(family, kind, protocol) as knocking:
        return connect_socket(knocking, address, limit)


def connect_socket(link: socket.socket, address: Any, limit: float) -> str:
    """Connect a socket within ``limit`` seconds; return one of the results above."""
    link.settimeout(max(limit, 0.01))
    try:
        link.connect(address)
    except TimeoutError:
        return SILENT
    except ConnectionRefusedError:
        return REFUSED
    except OSError as error:
        return SILENT if error.errno == errno.EINPROGRESS else UNREACHABLE
    return OPEN


def has_default_route() -> Json:
    """Return whether the system has a default route.

    Connecting a datagram socket only looks up the route and sends nothing; 192.0.2.1 and 2001:db8::1 are
    reserved for documentation (RFC 5737, RFC 3849).
    """
    return any(
        _probe_address(family, socket.SOCK_DGRAM, 0, (address, 9), 1.0) == OPEN
        for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    )
