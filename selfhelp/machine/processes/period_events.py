"""System events in a time span: crashes, lost networks, devices, a full disk.

Linux: the journal (journalctl(1)), whose messages of the kernel and of NetworkManager aren't localised. The
Windows and macOS rows were written from documentation and not tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, PowerShell, Probe, Reading
from selfhelp.machine.command_output import to_int, to_text
from selfhelp.machine.processes.event_log import MACOS_REPORTS, read_crash_reports

MOST = 2_000
SHOWN = 40
"""Maximum number of events to return; further events are usually repetitions, as from a broken cable."""

_FIELDS = "MESSAGE,SYSLOG_IDENTIFIER,COREDUMP_COMM,COREDUMP_SIGNAL_NAME"
_PLUGGED = re.compile(r"^usb [\d.-]+: Product: (?P<what>.{1,80})")
_UNPLUGGED = re.compile(r"^usb [\d.-]+: USB disconnect")
_LINK = re.compile(r"(?P<what>\b(?:en|eth|wl)\w*)\b.*\b[Ll]ink is (?P<state>Down|Up|not ready|becomes ready)")
_MANAGER = re.compile(r"NetworkManager state is now (?P<state>\w+)")
_FULL = re.compile(r"[Nn]o space left on device")


@dataclass(frozen=True, slots=True)
class SystemEvent:
    """An event in the system's log.

    Attributes:
        at: its time, in seconds since 1970.
        text: its description in English, with external names.
    """

    at: float
    text: str


def _read_period_events_linux(machine: Machine, start: float, end: float) -> Sequence[SystemEvent]:
    command = Command(
        (
            *(
                "journalctl",
                "--output=json",
                f"--since={_format_journal_time(start)}",
                f"--until={_format_journal_time(end + 1)}",
            ),
            *("--no-pager", f"--lines={MOST}", f"--output-fields={_FIELDS}"),
        ),
        timeout=8,
        variables=(("TZ", "UTC"),),
    )
    output = machine.run(command)
    return [event for line in output.stdout.splitlines() for event in _parse_journal_line(line)]


def _format_journal_time(at: float) -> str:
    """Return a time in seconds since 1970 as text for systemd.time(7), in UTC."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"


def _parse_journal_line(line: str) -> Iterator[SystemEvent]:
    try:
        said = json.loads(line)
        message = said.get("MESSAGE", "")
        if isinstance(message, list):
            message = bytes(message).decode("utf-8", "replace")
    except (ValueError, AttributeError, TypeError, RecursionError):
        return
    text = _extract_journal_event(said, to_text(message))
    if text:
        yield SystemEvent((to_int(said.get("__REALTIME_TIMESTAMP")) or 0) / 1_000_000, text)


def _extract_journal_event(said: Mapping[str, Json], message: str) -> str:
    """Return the description of a relevant event in a journal message; "" if the message isn't relevant."""
    crashed = to_text(said.get("COREDUMP_COMM"))
    if crashed:
        return f"{crashed} crashed ({to_text(said.get('COREDUMP_SIGNAL_NAME')) or 'unknown signal'})"
    if found := _PLUGGED.search(message):
        return f"Device connected: {found['what'].strip()}"
    if _UNPLUGGED.search(message):
        return "A USB device was disconnected"
    if found := _LINK.search(message):
        back = found["state"] in ("Up", "becomes ready")
        return f"Network connection {'restored' if back else 'lost'}: {found['what']}"
    if found := _MANAGER.search(message):
        return _NETWORK.get(found["state"], "")
    return "A disk was full" if _FULL.search(message) else ""


_NETWORK = {
    "CONNECTED_GLOBAL": "Network connection restored",
    "CONNECTED_LOCAL": "Network connection lost: no internet access",
    "DISCONNECTED": "Network connection lost",
}
"""Descriptions by NMState of NetworkManager, as written into the journal."""


WINDOWS = (
    "$ids=@{'Application'=1000,1002;'System'=2013;"
    "'Microsoft-Windows-NetworkProfile/Operational'=10000,10001;"
    "'Microsoft-Windows-Kernel-PnP/Configuration'=410,420};"
    "@($ids.Keys|ForEach-Object{Get-WinEvent -MaxEvents 200 -ErrorAction SilentlyContinue -FilterHashtable"
    " @{LogName=$_;Id=$ids[$_];StartTime=(Get-Date).AddHours(-4)}})|"
    'ForEach-Object{[pscustomobject]@{Id=$_.Id;What="$($_.Properties[0].Value)";'
    "Time=($_.TimeCreated.ToUniversalTime()-[datetime]'1970-01-01').TotalSeconds}}"
)
"""Script that reads the events of a span.

Microsoft Learn: 1000 Application Error, 1002 Application Hang; srv 2013, disk almost full. NetworkProfile
10000 connected, 10001 disconnected; Kernel-PnP 410 device started, 420 device deleted.
"""

_WINDOWS_TEXTS = {
    1000: "{what} crashed",
    1002: "{what} stopped responding",
    2013: "A disk was nearly full",
    10000: "Network connection restored: {what}",
    10001: "Network connection lost: {what}",
    410: "Device connected: {what}",
    420: "Device removed: {what}",
}


def _read_period_events_windows(machine: Machine, start: float, end: float) -> Sequence[SystemEvent]:
    found = machine.read(PowerShell(WINDOWS))
    told = []
    for entry in found:
        pattern, at = _WINDOWS_TEXTS.get(to_int(entry.get("Id")) or 0), entry.get("Time")
        if pattern and isinstance(at, int | float):
            told.append(SystemEvent(float(at), pattern.replace("{what}", to_text(entry.get("What")))))
    return told


def _read_period_events_macos(machine: Machine, start: float, end: float) -> Sequence[SystemEvent]:
    """Return only crashes: reading the unified log takes too long."""
    hours = (end - start) / 3600 + 1
    reports = machine.read(Reading(read_crash_reports, {"folders": list(MACOS_REPORTS), "hours": hours}))
    return [SystemEvent(float(at), f"{name.rpartition('-20')[0] or name} crashed") for name, at in reports]


Row = Callable[[Machine], Sequence[SystemEvent]]
_ROWS = {
    Platform.LINUX: _read_period_events_linux,
    Platform.WINDOWS: _read_period_events_windows,
    Platform.MACOS: _read_period_events_macos,
}


def make_period_events_probe(start: float, end: float) -> Probe[Sequence[SystemEvent]]:
    """Return a probe for the system's events between two times, in seconds since 1970."""

    def make_platform_reader(read: Callable[[Machine, float, float], Sequence[SystemEvent]]) -> Row:
        return lambda machine: _select_events(read(machine, start, end), start, end)

    rows = {platform: make_platform_reader(read) for platform, read in _ROWS.items()}
    return Probe("what the system noted meanwhile", rows)


def _select_events(events: Sequence[SystemEvent], start: float, end: float) -> Sequence[SystemEvent]:
    """Return the events of the span in order of time, without immediate repetitions."""
    told: list[SystemEvent] = []
    for event in sorted(events, key=lambda one: one.at):
        repeated = bool(told) and told[-1].text == event.text and event.at - told[-1].at < 1
        if start <= event.at <= end + 1 and not repeated:
            told.append(event)
    return told[:SHOWN]
