"""A network drive that is missing: its server does not answer, or it is not connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.files.network_drive_steps import ConnectDrive, ReopenDrive
from selfhelp.machine.files.network_drives import PORTS, MappedDrive, parse_drive, read_wanted_drives
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network.connections import OPEN, has_default_route, probe_port

DRIVES = "drives"

SERVERS = 8
"""Servers that are knocked at; a silent one takes two seconds."""


class NetworkDrive(Fix):
    """Connects the drives a person should have, where their server answers.

    Which ones those are the organisation tells, and Windows remembers. A share that refuses them is a right
    to ask for. A drive that is connected is never disconnected first: open files would be lost.
    """

    id = "network-drive"
    title = N_("Reconnect a network drive")
    category = Category.FILES
    looks = N_("Checking your network drives…")
    lifetime = timedelta(minutes=1)
    collectors = ("network", "disks")
    prevention = N_(
        "Connect to the VPN before you open a network drive outside the office. Close its files before you "
        "close the lid."
    )
    by_hand = ("company-network", "drive-sign-in")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Knock at the servers first: a drive whose server is silent cannot be connected."""
        drives = read_wanted_drives(machine)
        if not drives:
            raise NotOfferedError(N_("No network drives are set up on this computer."))
        return _judged(machine, drives)

    def verify(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Look at the drives the user needs."""
        chosen = [parse_drive(drive["address"]) for drive in _chosen(finding, answers)]
        if not chosen:
            return self.diagnose(machine)
        same = {drive.identity_key for drive in chosen if drive}
        return _judged(
            machine, [drive for drive in read_wanted_drives(machine) if drive.identity_key in same]
        )

    def questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Ask which, where several are missing."""
        drives: Sequence[Mapping[str, Json]] = finding.data.get("drives", ())
        if len(drives) < 2:
            return ()
        options = [
            Option(str(n), drive["address"], drive["letter"], chosen=True) for n, drive in enumerate(drives)
        ]
        return (ChoiceQuestion(DRIVES, N_("Which drives do you need?"), options, several=True),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Connect what the user chose; only they can connect to the network."""
        if not finding.data.get("drives"):
            return (ByHand("company-network"),)
        return [_step(drive) for drive in _chosen(finding, answers)]


def _chosen(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    drives: Sequence[Mapping[str, Json]] = finding.data.get("drives", ())
    wanted = answers.get(DRIVES, [str(n) for n in range(len(drives))])
    return [drive for n, drive in enumerate(drives) if str(n) in wanted]


def _judged(machine: Machine, drives: Sequence[MappedDrive]) -> Finding | None:
    """Say first what can be connected; what is behind a silent server wants the company's network.

    Raises:
        ProbeError: a server is silent, and this computer has no network at all.
    """
    answers = _knock(machine, drives)
    silent = [drive for drive in drives if answers.get((drive.host, drive.kind), OPEN) != OPEN]
    away = [drive for drive in drives if not drive.connected and drive not in silent]
    if away:
        return _disconnected_finding(away)
    if silent and not machine.read(Reading(has_default_route)):
        raise ProbeError(
            N_("This computer isn't connected to a network, so network drives can't be reached.")
        )
    return _silent(silent, answers) if silent else None


def _step(drive: Mapping[str, Json]) -> Step:
    kind = ReopenDrive if drive["known"] else ConnectDrive
    return kind(drive["address"], drive["letter"])


def _knock(machine: Machine, drives: Sequence[MappedDrive]) -> Mapping[tuple[str, str], str]:
    """Knock once at each server; what lies beyond `SERVERS` is not known."""
    servers = list(dict.fromkeys((drive.host, drive.kind) for drive in drives))[:SERVERS]
    return {
        (host, kind): machine.read(Reading(probe_port, {"host": host, "port": PORTS[kind]}))
        for host, kind in servers
    }


def _silent(drives: Sequence[MappedDrive], answers: Mapping[tuple[str, str], str]) -> Finding:
    hosts = list(dict.fromkeys((drive.host, drive.kind) for drive in drives))
    return Finding(
        summary=N_("The server {host} of your network drive isn't responding.", host=drives[0].host),
        meaning=N_("Outside your organisation, it can only be reached through the VPN."),
        evidence={
            **{
                f"server {n}": f"{host} ({kind}): {answers[host, kind]}"
                for n, (host, kind) in enumerate(hosts, 1)
            },
            "drives": _words(drives),
        },
    )


def _disconnected_finding(drives: Sequence[MappedDrive]) -> Finding:
    return Finding(
        summary=_summary(drives),
        meaning=N_("Its server is responding. We can reconnect the drive."),
        evidence={"drives": _words(drives)},
        data={
            "drives": [{"address": d.address, "letter": d.letter, "known": d.known} for d in drives],
        },
    )


def _summary(drives: Sequence[MappedDrive]) -> Text:
    return NN_(
        "The network drive {drive} isn't connected.",
        "{count} network drives aren't connected, including {drive}.",
        len(drives),
        drive=_words(drives[:1]),
    )


def _words(drives: Sequence[MappedDrive]) -> str:
    return ", ".join(f"{drive.letter} {drive.address}".strip() for drive in drives)[:2000]
