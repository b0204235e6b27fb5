"""Asks time servers what time it is (SNTP), and says how far this computer's clock is off."""

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
"""Seconds all servers together get; looking up a name may otherwise take half a minute."""

SINCE_1970 = 2_208_988_800
"""Seconds from 1900, where NTP begins to count, to 1970."""

ERA = 2**32
"""Seconds after which NTP begins to count again, for the first time in 2036."""

NOBODY = N_("No time server responded, so the clock couldn't be compared. Check the network first.")

_CLIENT = 0b00_100_011  # no warning, version 4, client (RFC 5905, figure 8)
_PACKET = struct.Struct("!BBBb11I")


def measure_sntp_offset(servers: Sequence[str], patience: float = PATIENCE) -> Json:
    """Return the clock's offset from the first valid answer of any server.

    Args:
        servers: names or addresses, with ``:port`` where it is not 123. All are asked side by side.
        patience: seconds to wait for an answer.

    Returns:
        ``offset`` in seconds, positive where this clock is fast, and ``server``.

    Raises:
        ProbeError: none gave a usable answer in time.
    """
    answers: queue.Queue[tuple[str, float] | None] = queue.Queue()
    for server in servers:
        threading.Thread(target=_ask_server, args=(server, patience, answers), daemon=True).start()
    deadline = time.monotonic() + patience
    for _ in servers:
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if answer is not None:
            return {"server": answer[0], "offset": round(answer[1], 3) + 0.0}  # no -0.0
    raise ProbeError(NOBODY, detail=", ".join(servers))


def _ask_server(server: str, patience: float, answers: queue.Queue[tuple[str, float] | None]) -> None:
    """Ask one server on its own thread: a name look-up has no timeout."""
    try:
        answers.put((server, query_server(server, patience)))
    except (OSError, ValueError):
        answers.put(None)


def query_server(server: str, patience: float) -> float:
    """Return by how many seconds this clock is ahead of an SNTP server's.

    Raises:
        OSError: no answer.
        ValueError: the answer is not one to rely on.
    """
    host, port = _address(server)
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as link:
        link.settimeout(patience)
        link.connect(address)  # from now on only this server is heard
        mark = os.urandom(8)
        sent, clock = time.time(), time.monotonic()
        link.send(struct.pack("!B39x8s", _CLIENT, mark))
        reply = link.recv(512)
        received = sent + time.monotonic() - clock
    arrived, left = _times(reply, mark, near=sent)
    return ((sent - arrived) + (received - left)) / 2


def _address(server: str) -> tuple[str, int]:
    """Split ``host:port``; an IPv6 address without brackets has no port."""
    host, colon, port = server.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.endswith("]")):
        return host.strip("[]"), int(port)
    return server.strip("[]"), PORT


def _times(reply: bytes, mark: bytes, near: float) -> tuple[float, float]:
    """Return when the server got the question and when it answered, in seconds since 1970.

    Our own time stamp is random bytes: they show that this answers our question, and tell no one what
    time we think it is (draft-ietf-ntp-data-minimization).

    Raises:
        ValueError: not an answer to our question, or of a server that does not know the time itself.
    """
    if len(reply) < _PACKET.size:
        raise ValueError("too short")
    first, stratum, _, _, *words = _PACKET.unpack(reply[: _PACKET.size])
    leap, mode = first >> 6, first & 0b111
    if mode != 4 or leap == 3 or not 1 <= stratum <= 15 or reply[24:32] != mark or words[9] == 0:
        raise ValueError("not a good answer")
    return _moment(words[7], words[8], near), _moment(words[9], words[10], near)


def _moment(seconds: int, fraction: int, near: float) -> float:
    """Turn an NTP time into seconds since 1970, in the era that is nearest to our own clock."""
    moment = seconds - SINCE_1970 + fraction / ERA
    return moment + ERA * round((near - moment) / ERA)
