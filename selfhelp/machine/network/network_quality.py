"""The quality of the network: delay, loss, and speed.

A station is knocked at over and over (TCP): an answer tells the time there and back, and no answer within
the limit that a packet was lost, because a system sends a lost one again only after a second (RFC 6298).
This needs no rights, and works where ping is filtered. Windows tries a refused knock again on its own, so
there only a station that opens is measured.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network import captive_portal, connections

KNOCKS = 20
PAUSE = 0.15
"""Seconds between two knocks, so that a box takes them for no attack."""

LIMIT = 0.9
"""Seconds after which a packet counts as lost."""

WATCHED = 1.0
"""Seconds that this computer's own traffic is watched."""

DOWNLOAD = 3.0
LARGEST = 8_000_000
"""Seconds and bytes of a download that measures how fast data comes."""


@dataclass(frozen=True, slots=True)
class PathQuality:
    """The network path to one host.

    Attributes:
        lost: how many of `KNOCKS` were not answered.
        middle: the median of the times there and back, in milliseconds; None if nothing was answered.
    """

    lost: int
    middle: float | None

    @property
    def describe(self) -> str:
        """Return the quality in technical words."""
        time_there = f"median {self.middle:.0f} ms" if self.middle is not None else "no answer"
        return f"{self.lost} of {KNOCKS} lost, {time_there}"


@dataclass(frozen=True, slots=True)
class ProbeInterval:
    """The number of probes, the seconds between them, and the timeout."""

    knocks: int
    pause: float
    limit: float


def measure_paths(machine: Machine, stations: Sequence[tuple[str, int]]) -> Sequence[PathQuality]:
    """Measure the ways to some stations at the same time; each is a host and a port.

    Raises:
        ProbeError: this computer could not measure.
    """
    answers = machine.read(Reading(ping_ports, {"stations": [list(station) for station in stations]}))
    return [_path_quality(times) for times in answers]


def _path_quality(times: Sequence[float | None]) -> PathQuality:
    from statistics import median  # loads decimal and fractions

    known = [value for value in times if value is not None]
    return PathQuality(KNOCKS - len(known), median(known) if known else None)


def ping_ports(
    stations: Sequence[tuple[str, int]], knocks: int = KNOCKS, pause: float = PAUSE, limit: float = LIMIT
) -> Json:
    """Probe stations in parallel; return the milliseconds of each probe, None if lost."""
    rhythm = ProbeInterval(knocks, pause, limit)
    results: list[list[float | None]] = [[] for _ in stations]
    threads = [
        threading.Thread(target=_knock_on, args=(host, port, result, rhythm), daemon=True)
        for (host, port), result in zip(stations, results, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(knocks * pause + limit + 3)
    return [(result + [None] * knocks)[:knocks] for result in results]


def _knock_on(host: str, port: int, result: list[float | None], rhythm: ProbeInterval) -> None:
    places = connections.resolve(host, port, 2.0)
    if not places:
        return
    answers: list[list[float]] = [[] for _ in range(rhythm.knocks)]
    threads = []
    for answer in answers:
        threads.append(
            threading.Thread(target=_knock_once, args=(places[0], answer, rhythm.limit), daemon=True)
        )
        threads[-1].start()
        time.sleep(rhythm.pause)
    for thread in threads:
        thread.join(rhythm.limit + 0.5)
    result.extend(answer[0] if answer else None for answer in answers)


def _knock_once(place: tuple[Any, ...], answer: list[float], limit: float) -> None:
    family, kind, protocol, _, address = place
    with socket.socket(family, kind, protocol) as link:
        start = time.monotonic()
        if connections.connect_socket(link, address, limit) in (connections.OPEN, connections.REFUSED):
            answer.append(round(1000 * (time.monotonic() - start), 1))


def measure_own_traffic(machine: Machine) -> float:
    """Return this computer's current traffic in Mbit/s."""
    return float(machine.read(Reading(sample_counters)))


def sample_counters() -> Json:
    """Watch the counters of all interfaces but the loopback for a second; returns Mbit/s."""
    before, start = _bytes(), time.monotonic()
    time.sleep(WATCHED)
    return round(max(0, _bytes() - before) * 8 / 1e6 / (time.monotonic() - start), 2)


def _bytes() -> int:
    """Count the bytes sent and received; tunnelled traffic counts twice, inside and outside."""
    import psutil

    counters = psutil.net_io_counters(pernic=True)
    return sum(c.bytes_sent + c.bytes_recv for name, c in counters.items() if not name.startswith("lo"))


def measure_speed(machine: Machine, page: str) -> float | None:
    """Return the download speed of a large file, in Mbit/s; None if it doesn't arrive."""
    answer = machine.read(Reading(measure_download, {"page": page}))
    return None if answer is None else float(answer)


def measure_download(page: str) -> Json:
    """Load a file for some seconds; returns Mbit/s, or None if there's no such file."""
    start: list[float] = []
    _, data = captive_portal.fetch_page(
        page, DOWNLOAD, LARGEST, connected=lambda: start.append(time.monotonic())
    )
    if not start or data is None or captive_portal.parse_status(data) != 200:
        return None
    return round(len(data) * 8 / 1e6 / max(time.monotonic() - start[0], 0.001), 2)
