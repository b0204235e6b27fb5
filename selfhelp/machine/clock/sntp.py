"""Queries time servers (SNTP), and computes this computer's clock offset."""

from __future__ import annotations

import os
import queue
import socket
import struct
import threading
import time
from collections.abc import Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_

PORT = 123
PATIENCE = 2.0
"""Time limit for all servers together, in seconds; a DNS lookup may otherwise take half a minute."""

SINCE_1970 = 2_208_988_800
"""Seconds from the NTP epoch, 1900, to 1970."""

ERA = 2**32
"""Seconds in an NTP era; the next era starts in 2036."""

NOBODY = N_("No time server responded, so the clock couldn't be checked. Check the network first.")

_CLIENT = 0b00_100_011  # no warning, version 4, client (RFC 5905, figure 8)
_PACKET = struct.Struct("!BBBb11I")


def measure_sntp_offset(servers: Sequence[str], patience: float = PATIENCE) -> Json:
    """Return the clock's offset, from the first valid response of any time server.

    Args:
        servers: names or addresses, with ``:port`` if it isn't 123. All are queried in parallel.
        patience: the time limit in seconds.

    Returns: ``offset`` in seconds, positive if this clock is fast, and ``server``.

    Raises:
        ProbeError: there was no valid response in time.
    """
    answers: queue.Queue[tuple[str, float] | None] = queue.Queue()
    for server in servers:
        threading.Thread(
            target=_query_server_on_thread, args=(server, patience, answers), daemon=True
        ).start()
    deadline = time.monotonic() + patience
    for _ in servers:
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if answer is not None:
            return {"server": answer[0], "offset": round(answer[1], 3) + 0.0}  # avoids -0.0
    raise ProbeError(NOBODY, detail=", ".join(servers))


def _query_server_on_thread(
    server: str, patience: float, answers: queue.Queue[tuple[str, float] | None]
) -> None:
    """Query one server and queue the result; runs on its own thread, as a DNS lookup has no timeout."""
    try:
        answers.put((server, _measure_server_offset(server, patience)))
    except (OSError, ValueError):
        answers.put(None)


def _measure_server_offset(server: str, patience: float) -> float:
    """Return the offset of this clock from an SNTP server's, in seconds; positive if this clock is ahead.

    Raises:
        OSError: there was no response.
        ValueError: the response isn't valid.
    """
    host, port = _split_host_and_port(server)
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as link:
        link.settimeout(patience)
        link.connect(address)  # from now on, only this server's packets are received
        mark = os.urandom(8)
        sent, clock = time.time(), time.monotonic()
        link.send(struct.pack("!B39x8s", _CLIENT, mark))
        reply = link.recv(512)
        received = sent + time.monotonic() - clock
    arrived, left = _parse_sntp_reply(reply, mark, near=sent)
    return ((sent - arrived) + (received - left)) / 2


def _split_host_and_port(server: str) -> tuple[str, int]:
    """Return the host and port of ``host:port``; an IPv6 address without brackets has no port."""
    host, colon, port = server.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.endswith("]")):
        return host.strip("[]"), int(port)
    return server.strip("[]"), PORT


def _parse_sntp_reply(reply: bytes, mark: bytes, near: float) -> tuple[float, float]:
    """Return the times at which the server received the request and replied, in seconds since 1970.

    The request's own time stamp is random bytes: they match the reply to the request without revealing this
    clock's time (draft-ietf-ntp-data-minimization).

    Raises:
        ValueError: the data isn't a reply to this request, or comes from an unsynchronised server.
    """
    if len(reply) < _PACKET.size:
        raise ValueError("too short")
    first, stratum, _, _, *words = _PACKET.unpack(reply[: _PACKET.size])
    leap, mode = first >> 6, first & 0b111
    if mode != 4 or leap == 3 or not 1 <= stratum <= 15 or reply[24:32] != mark or words[9] == 0:
        raise ValueError("not a good answer")
    return _ntp_to_unix_time(words[7], words[8], near), _ntp_to_unix_time(words[9], words[10], near)


def _ntp_to_unix_time(seconds: int, fraction: int, near: float) -> float:
    """Return an NTP time in seconds since 1970, in the era nearest to this clock."""
    moment = seconds - SINCE_1970 + fraction / ERA
    return moment + ERA * round((near - moment) / ERA)
