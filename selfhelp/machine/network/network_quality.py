"""Measures network quality: latency, packet loss and speed.

A host's port is probed repeatedly (TCP): a response gives the round-trip time, and no response within the
limit counts as a lost packet, because a system retransmits only after a second (RFC 6298). This needs no
permission, and works if ping is filtered. Windows retries a refused connection itself, so there only hosts
with an open port are measured.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selfhelp.core.median import compute_median
from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network import captive_portal, connections

KNOCKS = 20
PAUSE = 0.15
"""Seconds between two probes, so that a router doesn't treat them as an attack."""

QUICK_PAUSE = 0.06
"""Seconds between two probes of a measurement that has to end within a failed query's time limit."""

LIMIT = 0.9
"""Seconds without a response after which a packet is considered lost."""

WATCHED = 1.0
"""Seconds over which this computer's own traffic is measured."""

DOWNLOAD = 3.0
LARGEST = 8_000_000
"""Maximum duration in seconds and maximum size in bytes of a speed test."""


@dataclass(frozen=True, slots=True)
class PathQuality:
    """Quality of the network path to one host.

    Attributes:
        lost: number of probes, out of `KNOCKS`, without a response.
        middle: the median round-trip time in ms; None without a response.
    """

    lost: int
    middle: float | None

    @property
    def quality_description(self) -> str:
        """The quality as English text for a technician."""
        time_there = f"median {self.middle:.0f} ms" if self.middle is not None else "no answer"
        return f"{self.lost} of {KNOCKS} lost, {time_there}"


@dataclass(frozen=True, slots=True)
class ProbeInterval:
    """Settings of a measurement: the number of probes, the seconds between them, and the timeout."""

    knocks: int
    pause: float
    limit: float


def measure_paths(machine: Machine, stations: Sequence[tuple[str, int]]) -> Sequence[PathQuality]:
    """Return the quality of the paths to several hosts and ports, measured in parallel.

    Raises:
        ProbeError: the measurement failed.
    """
    answers = machine.read(
        Reading(measure_port_latencies, {"stations": [list(station) for station in stations]})
    )
    return [_to_path_quality(times) for times in answers]


def measure_paths_quickly(machine: Machine, stations: Sequence[tuple[str, int]]) -> Sequence[PathQuality]:
    """Return the quality of the paths like `measure_paths`, but within about two seconds.

    Raises:
        ProbeError: the measurement failed.
    """
    asked = {"stations": [list(station) for station in stations], "pause": QUICK_PAUSE}
    return [_to_path_quality(times) for times in machine.read(Reading(measure_port_latencies, asked))]


def _to_path_quality(times: Sequence[float | None]) -> PathQuality:
    known = [value for value in times if value is not None]
    return PathQuality(KNOCKS - len(known), compute_median(known) if known else None)


def measure_port_latencies(
    stations: Sequence[tuple[str, int]], knocks: int = KNOCKS, pause: float = PAUSE, limit: float = LIMIT
) -> Json:
    """Probe hosts in parallel; return the round-trip time of each probe in ms, None if lost."""
    rhythm = ProbeInterval(knocks, pause, limit)
    results: list[list[float | None]] = [[] for _ in stations]
    threads = [
        threading.Thread(target=_probe_port_repeatedly, args=(host, port, result, rhythm), daemon=True)
        for (host, port), result in zip(stations, results, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(knocks * pause + limit + 3)
    return [(result + [None] * knocks)[:knocks] for result in results]


def _probe_port_repeatedly(host: str, port: int, result: list[float | None], rhythm: ProbeInterval) -> None:
    places = connections.resolve_host(host, port, 2.0)
    if not places:
        return
    answers: list[list[float]] = [[] for _ in range(rhythm.knocks)]
    threads = []
    for answer in answers:
        thread = threading.Thread(
            target=_probe_port_once, args=(places[0], answer, rhythm.limit), daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # the system allows no more threads, so nothing can be measured
            return
        threads.append(thread)
        time.sleep(rhythm.pause)
    for thread in threads:
        thread.join(rhythm.limit + 0.5)
    result.extend(answer[0] if answer else None for answer in answers)


def _probe_port_once(place: tuple[Any, ...], answer: list[float], limit: float) -> None:
    family, kind, protocol, _, address = place
    with socket.socket(family, kind, protocol) as link:
        start = time.monotonic()
        if connections.connect_socket(link, address, limit) in (connections.OPEN, connections.REFUSED):
            answer.append(round(1000 * (time.monotonic() - start), 1))


def measure_own_traffic(machine: Machine) -> float:
    """Return this computer's current traffic in Mbit/s."""
    return float(machine.read(Reading(sample_own_traffic)))


def sample_own_traffic() -> Json:
    """Return the traffic of all interfaces except the loopback in Mbit/s, measured for a second."""
    before, start = _count_transferred_bytes(), time.monotonic()
    time.sleep(WATCHED)
    return round(max(0, _count_transferred_bytes() - before) * 8 / 1e6 / (time.monotonic() - start), 2)


def _count_transferred_bytes() -> int:
    """Return the number of bytes sent and received.

    Tunnelled traffic counts twice, inside and outside the tunnel.
    """
    import psutil

    counters = psutil.net_io_counters(pernic=True)
    return sum(c.bytes_sent + c.bytes_recv for name, c in counters.items() if not name.startswith("lo"))


def measure_download_speed(machine: Machine, page: str) -> float | None:
    """Return the download speed of a large file, in Mbit/s; None if it can't be downloaded."""
    answer = machine.read(Reading(download_and_measure, {"page": page}))
    return None if answer is None else float(answer)


def download_and_measure(page: str) -> Json:
    """Download a file for some seconds and return the speed in Mbit/s; None if it doesn't exist."""
    start: list[float] = []
    _, data = captive_portal.fetch_page(
        page, DOWNLOAD, LARGEST, connected=lambda: start.append(time.monotonic())
    )
    if not start or data is None or captive_portal.parse_http_status(data) != 200:
        return None
    return round(len(data) * 8 / 1e6 / max(time.monotonic() - start[0], 0.001), 2)
