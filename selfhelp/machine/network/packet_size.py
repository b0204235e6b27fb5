"""Finds a way that drops large packets without a word: small requests work, but most pages never load.

Such a way (RFC 2923, section 2.1, "black hole") has a router with a smaller packet size, whose error messages
don't arrive. No permission is needed to find it: a long request and a certificate, which are sent in packets
of full size, get no response, but do once the connection itself is limited to small packets. Windows doesn't
let apps limit them, so nothing is claimed there.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from selfhelp.core.parallel import BackgroundValue
from selfhelp.machine.network import connections

LIMIT = 1.0
"""Seconds to wait for a response; three attempts have to fit into the time limit of the probe pages."""

REACHED = 0.4
"""Seconds to wait for a connection to a port that many of these servers don't have."""

SMALL = 536
"""Largest segment that every host accepts (RFC 9293, section 3.7.1), in bytes."""

PADDING = 2500
"""Length of a header that doesn't fit into one packet; servers accept 8,000 characters."""

HTTPS = 443

_Exchange = Callable[[socket.socket, str], object]


def loses_large_packets(address: str) -> bool:
    """Return whether large packets to or from a page's server get lost, but small ones arrive.

    False if they arrive, if it can't be found out, or if the server doesn't respond either way.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""

    def request_page(link: socket.socket, host: str) -> None:
        request = f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\nUser-Agent: selfhelp\r\n"
        link.sendall(
            f"{request}X-Padding: {'x' * PADDING}\r\nConnection: close\r\n\r\n".encode("ascii", "replace")
        )
        link.recv(1)

    ways = [(parts.port or 80, request_page, LIMIT), (HTTPS, _receive_certificate, REACHED)]
    found = [BackgroundValue(partial(_loses_large_packets_to, host, *way)) for way in ways]
    for one in found:
        one.start()
    lost = [one.result() for one in found]
    return any(lost)


def _loses_large_packets_to(host: str, port: int, exchange: _Exchange, reached: float) -> bool:
    """Return whether only small packets get a response; a server that was busy just then responds again."""
    expected = {0: True, SMALL: False}
    return all(
        _stalls(host, port, exchange, segment, reached) is expected[segment] for segment in (0, SMALL, 0)
    )


def _receive_certificate(link: socket.socket, host: str) -> None:
    """Let the server send its certificate; one that isn't trusted has arrived as well."""
    import ssl  # it takes long to load, and most commands don't need it

    context = ssl.create_default_context()
    context.wrap_socket(link, server_hostname=host, do_handshake_on_connect=False).do_handshake()


def _stalls(host: str, port: int, exchange: _Exchange, segment: int, reached: float) -> bool | None:
    """Return whether the server accepts a connection, but doesn't respond any more; None if unknown.

    Args:
        host: the server.
        port: its port.
        exchange: sends something and receives the response.
        segment: maximum segment size in both directions, in bytes; 0 for the system's.
        reached: seconds to wait for the connection.
    """
    end = time.monotonic() + LIMIT
    for family, kind, protocol, _, place in (connections.resolve_host(host, port, LIMIT) or ())[:1]:
        with socket.socket(family, kind, protocol) as link:
            try:
                if segment:
                    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
            except OSError:
                return None
            if connections.connect_socket(link, place, reached) != connections.OPEN:
                return None
            try:
                link.settimeout(max(0.1, end - time.monotonic()))
                exchange(link, host)
            except TimeoutError:
                return True
            except OSError:  # it has responded, if only by closing the connection or with an alert
                return False
            return False
    return None
