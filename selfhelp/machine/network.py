"""Connections: whether something answers at an address, and whether this computer has a way out at all."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any

from selfhelp.model import Json

OPEN, REFUSED, SILENT, UNREACHABLE, NO_NAME = "open", "refused", "silent", "unreachable", "no such name"
"""What knocking at a port can end with."""


def connection(host: str, port: int, limit: float = 2.0) -> Json:
    """Knock at a TCP port and hang up; returns one of the words above within ``limit`` seconds.

    No byte is sent. The name is looked up on a thread of its own, because the system's resolver cannot be
    told to hurry (resolv.conf(5): 5 s for each server and try).
    """
    end = time.monotonic() + limit
    found: list[Sequence[tuple[Any, ...]]] = []
    thread = threading.Thread(target=_look_up, args=(host, port, found), daemon=True)
    thread.start()
    thread.join(limit)
    addresses = found[0] if found else []
    answer = NO_NAME
    for family, kind, protocol, _, address in addresses:
        left = end - time.monotonic()
        answer = _knock(family, kind, protocol, address, left) if left > 0 else SILENT
        if answer == OPEN:
            break
    return answer


def _look_up(host: str, port: int, found: list[Sequence[tuple[Any, ...]]]) -> None:
    try:
        found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError, OverflowError):  # UnicodeError: a name that no computer can have
        found.append([])


def _knock(family: int, kind: int, protocol: int, address: Any, limit: float) -> str:
    with socket.socket(family, kind, protocol) as knocking:
        knocking.settimeout(limit)
        try:
            knocking.connect(address)
        except TimeoutError:
            return SILENT
        except ConnectionRefusedError:
            return REFUSED
        except OSError as error:
            return SILENT if error.errno == errno.EINPROGRESS else UNREACHABLE
    return OPEN


def has_way_out() -> Json:
    """Return whether the system knows a route to addresses elsewhere.

    Connecting a datagram socket only looks the route up and sends nothing; 192.0.2.1 belongs to nobody
    (RFC 5737), and neither does 2001:db8::1 (RFC 3849).
    """
    return any(
        _knock(family, socket.SOCK_DGRAM, 0, (address, 9), 1.0) == OPEN
        for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    )
