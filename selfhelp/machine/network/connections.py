"""Connections: whether an address answers, and whether this computer has a route to the internet."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any

from selfhelp.core.model import Json

OPEN, REFUSED, SILENT, UNREACHABLE, NO_NAME = "open", "refused", "silent", "unreachable", "no such name"
"""What knocking at a port can end with."""


def probe_port(host: str, port: int, limit: float = 2.0) -> Json:
    """Connect to a TCP port and hang up; returns one of the words above within ``limit`` seconds.

    No byte is sent.
    """
    end = time.monotonic() + limit
    answer = NO_NAME
    for family, kind, protocol, _, address in resolve(host, port, limit) or ():
        left = end - time.monotonic()
        answer = _knock(family, kind, protocol, address, left) if left > 0 else SILENT
        if answer == OPEN:
            break
    return answer


def resolve(host: str, port: int, limit: float = 2.0) -> Sequence[tuple[Any, ...]] | None:
    """Resolve a host name like `socket.getaddrinfo`; None if no server responded.

    The name is looked up on a thread of its own, because the system's resolver cannot be told to hurry
    (resolv.conf(5): 5 s for each server and try).
    """
    found: list[Sequence[tuple[Any, ...]]] = []
    thread = threading.Thread(target=_look_up, args=(host, port, found), daemon=True)
    thread.start()
    thread.join(limit)
    return found[0] if found else None


def _look_up(host: str, port: int, found: list[Sequence[tuple[Any, ...]]]) -> None:
    try:
        found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError, OverflowError):  # UnicodeError: a name that no computer can have
        found.append([])


def _knock(family: int, kind: int, protocol: int, address: Any, limit: float) -> str:
    with socket.socket(family, kind, protocol) as knocking:
        return connect_socket(knocking, address, limit)


def connect_socket(link: socket.socket, address: Any, limit: float) -> str:
    """Connect a socket within ``limit`` seconds, and say in one of the words above how that ended."""
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

    Connecting a datagram socket only looks the route up and sends nothing; 192.0.2.1 belongs to no one
    (RFC 5737), and neither does 2001:db8::1 (RFC 3849).
    """
    return any(
        _knock(family, socket.SOCK_DGRAM, 0, (address, 9), 1.0) == OPEN
        for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    )
