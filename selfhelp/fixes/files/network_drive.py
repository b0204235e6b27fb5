"""A network drive that is missing or requested, because it isn't connected or its server is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.files.network_drive_steps import ConnectDrive, ReopenDrive
from selfhelp.machine.files.network_drives import (
    OPENS,
    PORTS,
    MappedDrive,
    parse_drive,
    read_expected_drives,
)
from selfhelp.machine.files.side_bar import ShowInSideBar
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network.connections import OPEN, has_default_route, probe_port

DRIVES = "drives"

SERVERS = 8
"""Maximum number of servers to probe; an unresponsive server takes two seconds."""


class NetworkDrive(Fix):
    """Connects the drives a user should have or asks for, if their server responds.

    The drives are named by the organisation or remembered by Windows. An optional drive doesn't count as
    missing; it is connected on request. Access refused by a share needs a ticket. A connected drive is never
    disconnected first, as open files would be lost.
    """

    id = "network-drive"
    title = N_("Connect a network drive")
    category = Category.FILES
    looks = N_("Checking your network drives…")
    lifetime = timedelta(minutes=1)
    collectors = ("network", "disks")
    prevention = N_(
        "Connect to the VPN before you open a network drive outside the office. Close the files on "
        "the drive before you close the lid."
    )
    by_hand = ("company-network", "drive-sign-in")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Probe the servers first, because a drive of an unresponsive server can't be connected."""
        drives = read_expected_drives(machine)
        if not drives:
            raise NotOfferedError(N_("No network drives are set up on this computer."))
        return _find_problem_of_drives(machine, [drive for drive in drives if not drive.optional])

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        """Return an offer of the optional drives that aren't connected."""
        drives = read_expected_drives(machine)
        away = [drive for drive in drives if drive.optional and not drive.connected]
        if away:
            return _find_problem_of_drives(machine, away, on_request=True)
        return N_(
            "All of your network drives are connected: {drives}. Contact the help desk to get another one.",
            drives=", ".join(drive.label for drive in drives)[:2000],
        )

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check the drives that the user needs, and open newly connected drives."""
        addresses = [
            drive["address"] for drive in _filter_chosen_drives(finding, answers)
        ] or finding.data.get("silent", ())
        chosen = {drive.identity_key for address in addresses if (drive := parse_drive(address))}
        if not chosen:
            return self.diagnose(machine)
        drives = [drive for drive in read_expected_drives(machine) if drive.identity_key in chosen]
        left = _find_problem_of_drives(machine, drives, on_request=finding.on_request)
        return left or _find_unopened_drives(machine, drives, finding)

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which drives to connect, if several are missing or available."""
        drives: Sequence[Mapping[str, Json]] = finding.data.get("drives", ())
        if len(drives) < 2:
            return ()
        one = finding.on_request
        options = [
            Option(
                str(n),
                drive["title"] or drive["address"],
                f"{drive['letter']} {drive['address'] if drive['title'] else ''}".strip(),
                chosen=n == 0 or not one,
            )
            for n, drive in enumerate(drives)
        ]
        text = N_("Which drive do you need?") if one else N_("Which drives do you need?")
        return (ChoiceQuestion(DRIVES, text, options, several=not one),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that connect the chosen drives; connecting to the network itself is a manual step."""
        if not finding.data.get("drives"):
            return (ByHand("company-network"),)
        chosen = _filter_chosen_drives(finding, answers)
        shown = chosen if finding.data["side_bar"] else ()
        return [
            *map(_make_connect_step, chosen),
            *(ShowInSideBar(one["address"], one["title"]) for one in shown),
        ]


def _filter_chosen_drives(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    drives: Sequence[Mapping[str, Json]] = finding.data.get("drives", ())
    wanted = answers.get(DRIVES, [str(n) for n in range(len(drives))])
    return [drive for n, drive in enumerate(drives) if str(n) in wanted]


def _find_problem_of_drives(
    machine: Machine, drives: Sequence[MappedDrive], *, on_request: bool = False
) -> Finding | None:
    """Return the finding, with connectable drives first and drives of unresponsive servers last.

    Raises:
        ProbeError: a server is silent, and this computer has no network at all.
    """
    answers = _probe_servers(machine, drives)
    silent = [drive for drive in drives if answers.get((drive.host, drive.kind), OPEN) != OPEN]
    away = [drive for drive in drives if not drive.connected and drive not in silent]
    if away:
        side_bar = machine.platform in ShowInSideBar.rows
        return _make_disconnected_finding(away, on_request=on_request, side_bar=side_bar)
    if silent and not machine.read(Reading(has_default_route)):
        raise ProbeError(
            N_("This computer isn't connected to a network, so network drives can't be reached.")
        )
    return _make_unreachable_finding(silent, answers, on_request) if silent else None


def _find_unopened_drives(
    machine: Machine, drives: Sequence[MappedDrive], finding: Finding
) -> Finding | None:
    """Return the finding that a newly connected drive can't be opened, or None."""
    new = {drive["address"] for drive in finding.data.get("drives", ()) if not drive["known"]}
    for drive in drives:
        if drive.address in new and not OPENS[machine.platform](machine, drive):
            return Finding(
                N_("The network drive {drive} is connected but can't be opened.", drive=drive.label),
                N_("You may not have permission to use this drive. Contact the help desk."),
                {"drives": _describe_for_technician([drive])},
                on_request=finding.on_request,
            )
    return None


def _make_connect_step(drive: Mapping[str, Json]) -> Step:
    kind = ReopenDrive if drive["known"] else ConnectDrive
    return kind(drive["address"], drive["letter"], drive["title"])


def _probe_servers(machine: Machine, drives: Sequence[MappedDrive]) -> Mapping[tuple[str, str], str]:
    """Return each server's state after probing it once; servers beyond `SERVERS` are omitted."""
    servers = list(dict.fromkeys((drive.host, drive.kind) for drive in drives))[:SERVERS]
    return {
        (host, kind): machine.read(Reading(probe_port, {"host": host, "port": PORTS[kind]}))
        for host, kind in servers
    }


def _make_unreachable_finding(
    drives: Sequence[MappedDrive], answers: Mapping[tuple[str, str], str], on_request: bool
) -> Finding:
    hosts = list(dict.fromkeys((drive.host, drive.kind) for drive in drives))
    return Finding(
        summary=N_("The server for your network drive, {host}, isn't responding.", host=drives[0].host),
        meaning=N_("Outside your organisation's network, this server can only be reached through the VPN."),
        evidence={
            **{
                f"server {n}": f"{host} ({kind}): {answers[host, kind]}"
                for n, (host, kind) in enumerate(hosts, 1)
            },
            "drives": _describe_for_technician(drives),
        },
        data={"silent": [drive.address for drive in drives]} if on_request else {},
        on_request=on_request,
    )


def _make_disconnected_finding(drives: Sequence[MappedDrive], *, on_request: bool, side_bar: bool) -> Finding:
    return Finding(
        summary=_make_summary_on_request(drives) if on_request else _make_summary(drives),
        meaning=_CAN_CONNECT if on_request else N_("The server is responding. We can reconnect the drive."),
        evidence={"drives": _describe_for_technician(drives)},
        data={
            "drives": [
                {"address": d.address, "letter": d.letter, "known": d.known, "title": d.name} for d in drives
            ],
            "side_bar": side_bar,
        },
        on_request=on_request,
    )


_CAN_CONNECT = N_("The server is responding. We can connect the drive.")


def _make_summary(drives: Sequence[MappedDrive]) -> Text:
    return NN_(
        "The network drive {drive} isn't connected.",
        "{count} network drives aren't connected, including {drive}.",
        len(drives),
        drive=_describe_for_technician(drives[:1]),
    )


def _make_summary_on_request(drives: Sequence[MappedDrive]) -> Text:
    return NN_(
        "You can connect the network drive {drive}.",
        "You can connect {count} network drives, including {drive}.",
        len(drives),
        drive=drives[0].label,
    )


def _describe_for_technician(drives: Sequence[MappedDrive]) -> str:
    said = (" ".join(filter(None, (d.letter, d.name, d.address))) for d in drives)
    return ", ".join(said)[:2000]
