"""Finds Kerberos servers by their SRV records (RFC 2782, RFC 4120)."""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Iterator, Sequence

from selfhelp.core.model import Json

LIMIT = 2.0
"""Time limit for all DNS servers together, in seconds."""

SRV, INTERNET = 33, 1
NO_ERROR, NO_SUCH_NAME = 0, 3
ANSWERED = 0x8000
"""Bit of a DNS message that marks a response (RFC 1035, 4.1.1)."""

PARTS = 128
"""Maximum number of labels and pointers in one name; a name with more of them contains a loop."""


def find_kerberos_servers(realm: str, servers: Sequence[str]) -> Json:
    """Return the host and port of a realm's Kerberos servers in ``found``.

    ``answered`` is whether a DNS server responded.

    Args:
        realm: the realm, which is a domain's name.
        servers: addresses of this computer's DNS servers; they are queried in turn.
    """
    end = time.monotonic() + LIMIT
    for server in servers:
        try:
            found = _query_srv_server(server, f"_kerberos._tcp.{realm}", end)
        except (OSError, UnicodeError, ValueError, IndexError, struct.error):
            continue  # silent, no address, an invalid name, or an invalid response
        return {"answered": True, "found": found}
    return {"answered": False, "found": []}


def _query_srv_server(server: str, name: str, end: float) -> list[Json]:
    number = secrets.randbelow(65536)
    family, kind, protocol, _, place = socket.getaddrinfo(
        server, 53, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
    )[0]
    with socket.socket(family, kind, protocol) as link:
        link.settimeout(max(0.05, end - time.monotonic()))
        link.connect(place)  # so that only this server's packets are received
        link.send(build_srv_query(number, name))
        return list(parse_srv_records(number, link.recv(4096)))


def build_srv_query(number: int, name: str) -> bytes:
    """Return the bytes of a DNS query for the SRV records of a name.

    Raises:
        UnicodeError: the name is invalid.
        ValueError: a label of the name is too long.
    """
    labels = [label.encode("idna") for label in name.rstrip(".").split(".")]
    named = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + named + struct.pack("!2H", SRV, INTERNET)


def parse_srv_records(number: int, data: bytes) -> Iterator[Json]:
    """Yield the host and port of each SRV record in a response; none if the name doesn't exist.

    Raises:
        ValueError, IndexError, struct.error: the data isn't a response to this query.
    """
    said, flags, questions, records = struct.unpack("!4H", data[:8])
    if said != number or not flags & ANSWERED or flags & 0xF not in (NO_ERROR, NO_SUCH_NAME):
        raise ValueError("not an answer")
    place = 12
    for _ in range(questions):
        place = _parse_dns_name(data, place)[1] + 4
    for _ in range(records):
        place = _parse_dns_name(data, place)[1]
        kind, _class, _ttl, length = struct.unpack("!HHIH", data[place : place + 10])
        place += 10
        if kind == SRV:
            (port,) = struct.unpack("!H", data[place + 4 : place + 6])
            host = _parse_dns_name(data, place + 6)[0]
            if host:  # a single dot means that the service isn't available
                yield {"host": host, "port": port}
        place += length


def _parse_dns_name(data: bytes, place: int) -> tuple[str, int]:
    """Return the name at an offset, and the offset after it.

    The name may contain a pointer (RFC 1035, 4.1.4).
    """
    labels: list[str] = []
    after = 0
    for _ in range(PARTS):
        length = data[place]
        if length & 0xC0 == 0xC0:
            after = after or place + 2
            place = (length & 0x3F) << 8 | data[place + 1]
        elif length == 0:
            return ".".join(labels), after or place + 1
        else:
            labels.append(data[place + 1 : place + 1 + length].decode("ascii", "replace"))
            place += 1 + length
    raise ValueError("names in a circle")
