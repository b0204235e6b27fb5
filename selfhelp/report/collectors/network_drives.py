"""Collects the network drives and their servers' reachability; nothing on a drive is opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading
from selfhelp.machine.files.network_drives import PORTS, MappedDrive, read_all_drives
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import PartFailure, ask_in_parallel

MOST = 12
"""Maximum number of drives whose servers are probed."""

WAIT = 1.0
"""Time limit for probing a server's port, in seconds; listing a dead server's drive would block."""

COLUMNS = (
    Column("drive", reveals=PrivacyClass.NETWORK, key=True),
    Column("server", reveals=PrivacyClass.HOST, key=True),
    Column("kind"),
    Column("letter", tracked=True),
    Column("connected", tracked=True),
    Column("server answers", tracked=True),
    Column("answer"),
    Column("known to this computer"),
)


class NetworkDrivesCollector(Collector):
    """Network drives that are connected, remembered, or listed by the organisation."""

    id = "network-drives"
    title = N_("Network drives")
    timeout = 9.0  # PowerShell is slow to start
    order = 72

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        drives = list(read_all_drives(machine))
        count = Item("network drives", len(drives))
        if not drives:
            return [count]
        hosts = dict.fromkeys((drive.host, PORTS[drive.kind]) for drive in drives[:MOST])
        knocks = {f"{host} {port}": partial(_probe_server_port, machine, host, port) for host, port in hosts}
        answers = ask_in_parallel(knocks, WAIT + 0.5)
        rows = [
            _build_drive_row(drive, _describe_port_answer(answers.get(f"{drive.host} {PORTS[drive.kind]}")))
            for drive in drives
        ]
        silent = sum(row[5] is False for row in rows)
        return [
            count,
            Item("drives with an unresponsive server", silent),
            FactTable("drives", COLUMNS, rows),
        ]


def _probe_server_port(machine: Machine, host: str, port: int) -> str:
    return str(machine.read(Reading(probe_port, {"host": host, "port": port, "limit": WAIT})))


def _build_drive_row(drive: MappedDrive, answer: str) -> Sequence[Scalar]:
    there = answer == OPEN if answer else None
    return (
        *(drive.share, drive.host, drive.kind, drive.letter, drive.connected, there, answer),
        drive.known,
    )


def _describe_port_answer(answer: str | PartFailure | None) -> str:
    return answer.reason if isinstance(answer, PartFailure) else answer or ""
