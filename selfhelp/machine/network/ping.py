"""Sends ping requests without administrator permission, if the system allows it.

Linux lets the groups of ``net.ipv4.ping_group_range`` open a datagram socket for ICMP (icmp(7)), macOS lets
everyone (icmp(4)); Windows has IcmpSendEcho (Microsoft Learn, iphlpapi). The Windows and macOS parts were
written from these pages and not tested.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Reading

_HEAD = struct.Struct("!BBHHH")
_KINDS = {socket.AF_INET: (8, 0, socket.IPPROTO_ICMP), socket.AF_INET6: (128, 129, socket.IPPROTO_ICMPV6)}
"""Types of an echo request and its reply (RFC 792, RFC 4443), and the protocol, by address family."""

DONE = 0
"""Status IP_SUCCESS of a reply (ipexport.h)."""


def ping_host_posix(host: str, count: int, pause: float, limit: float) -> Json:
    """Return the round-trip time of each echo in ms; None for echoes without a reply.

    The wait for replies ends ``limit`` seconds after the last request.

    Raises:
        OSError: pinging isn't permitted, or there's no route.
    """
    numeric = socket.AI_NUMERICHOST
    family, _, _, _, place = socket.getaddrinfo(host, 0, type=socket.SOCK_DGRAM, flags=numeric)[0]
    request, reply, protocol = _KINDS[socket.AddressFamily(family)]
    sent: dict[int, float] = {}
    times: list[float | None] = [None] * count
    with socket.socket(family, socket.SOCK_DGRAM, protocol) as link:
        link.connect(place)
        for number in range(count):
            sent[number] = time.monotonic()
            link.send(_make_echo_request(request, number))
            last = number == count - 1
            end = time.monotonic() + (limit if last else pause)
            while time.monotonic() < end and not (last and None not in times):
                heard = _read_reply_number(link, reply, end)
                if heard in sent and times[heard] is None:
                    times[heard] = round(1000 * (time.monotonic() - sent[heard]), 2)
    return times


def _make_echo_request(kind: int, number: int) -> bytes:
    """Return the bytes of an echo request with its checksum (RFC 1071); Linux fills in its own."""
    head = _HEAD.pack(kind, 0, 0, os.getpid() & 0xFFFF, number)
    total = sum(struct.unpack("!4H", head))
    return _HEAD.pack(kind, 0, ~(total + (total >> 16)) & 0xFFFF, os.getpid() & 0xFFFF, number)


def _read_reply_number(link: socket.socket, kind: int, end: float) -> int:
    """Return the number of the next reply; -1 for other packets, or if no packet arrived before ``end``."""
    link.settimeout(max(0.001, end - time.monotonic()))
    try:
        data = link.recv(2048)
    except (TimeoutError, ConnectionRefusedError):
        return -1
    start = 4 * (data[0] & 0xF) if data and data[0] >> 4 == 4 else 0  # macOS includes the IP header
    if len(data) < start + _HEAD.size or data[start] != kind:
        return -1
    return int(_HEAD.unpack_from(data, start)[4])


def _ping_host_windows(host: str, count: int, pause: float, limit: float) -> Json:
    """Return the round-trip time of each echo in ms, measured with IcmpSendEcho (IPv4 only). Untested.

    Raises:
        OSError: the host isn't an IPv4 address, or Windows refused.
    """
    import ctypes

    library: Any = ctypes
    icmp = declare_function_types(
        library, library.windll.iphlpapi, "IcmpCloseHandle", "IcmpCreateFile", "IcmpSendEcho"
    )
    address = ctypes.c_ulong(int.from_bytes(socket.inet_aton(host), "little"))
    handle = ctypes.c_void_p(icmp.IcmpCreateFile())
    reply = ctypes.create_string_buffer(256)
    times: list[float | None] = []
    for _ in range(count):
        start = time.monotonic()
        asked = (handle, address, b"selfhelp", 8, None, reply, len(reply), int(1000 * limit))
        answers = icmp.IcmpSendEcho(*asked)
        status = struct.unpack_from("<I", reply.raw, 4)[0]  # ICMP_ECHO_REPLY: Address, Status, RoundTripTime
        came = answers > 0 and status == DONE
        times.append(round(1000 * (time.monotonic() - start), 2) if came else None)
        if times[-2:] == [None, None]:  # each timed out: more would show nothing new
            break
        time.sleep(pause if came else 0)
    icmp.IcmpCloseHandle(handle)
    return (times + [None] * count)[:count]


_WAYS: Mapping[Platform, Callable[..., Json]] = MappingProxyType(
    {Platform.LINUX: ping_host_posix, Platform.MACOS: ping_host_posix, Platform.WINDOWS: _ping_host_windows}
)


def ping_host(machine: Machine, host: str, count: int, pause: float, limit: float) -> Sequence[float | None]:
    """Return the round-trip time of each echo in ms; None for echoes without a reply.

    Raises:
        ProbeError: pinging isn't permitted, or there's no route.
    """
    asked = {"host": host, "count": count, "pause": pause, "limit": limit}
    answer = machine.read(Reading(_WAYS[machine.platform], asked))
    return [value if isinstance(value, int | float) else None for value in answer or ()]
