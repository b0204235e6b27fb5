"""The computer's printers, their state, and waiting documents, for the report.

The user's own waiting documents and their fixes are in `selfhelp.machine.printing.print_jobs`. CUPS was
tested on Debian 13; the Windows row was written from documentation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_bool, to_int, to_text
from selfhelp.machine.printing.print_queues import (
    ABSENT,
    HANGING,
    IDLE,
    PROCESSING,
    SILENT_SERVICE,
    STOPPED,
    PrintQueue,
    parse_cups_queues,
    read_cups_printers,
)

WAIT = 3.0
"""Timeout of the print service, in seconds; it normally needs milliseconds."""

STATES: Mapping[int | None, str] = MappingProxyType(
    {IDLE: "idle", PROCESSING: "printing", STOPPED: "stopped"}
)
"""The report's words for a printer's state, by IPP state."""

NOT_RUNNING = N_("The print service isn't running on this computer.")

WINDOWS = (
    "$j=@(Get-CimInstance Win32_PrintJob); $h=@{};"
    "Get-CimInstance Win32_TCPIPPrinterPort | ForEach-Object { $h[$_.Name]=$_.HostAddress };"
    "Get-CimInstance Win32_Printer | ForEach-Object { $p=$_;"
    "[pscustomobject]@{Name=$p.Name; Default=$p.Default; Status=$p.PrinterStatus; Offline=$p.WorkOffline;"
    "Port=$p.PortName; Host=$h[$p.PortName]; Network=$p.Network; Server=$p.ServerName; Driver=$p.DriverName;"
    "Error=[int]$p.DetectedErrorState;"
    "Jobs=@($j | Where-Object { $_.Name -like ($p.Name + ',*') }).Count} }"
)
"""Script that reads the printers and their jobs.

Microsoft Learn: Win32_Printer, Win32_PrintJob (a job's Name is "printer, number") and Win32_TCPIPPrinterPort.
"""

WINDOWS_STATES = {3: "idle", 4: "printing", 5: "warming up", 6: "stopped", 7: "offline"}

WINDOWS_ERRORS: Mapping[int, str] = MappingProxyType(
    {
        3: "low-paper",
        4: "media-empty",
        5: "toner-low",
        6: "toner-empty",
        7: "door-open",
        8: "media-jam",
        9: "offline",
        10: "service-requested",
        11: "output-bin-full",
    }
)
"""IPP keywords by DetectedErrorState of Win32_Printer; 0 to 2 mean that no error was detected."""


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer and its state, for the report.

    Attributes:
        name: external text.
        state: idle, printing, stopped, offline …
        main: whether it is the default printer.
        accepting: whether it accepts documents; None if unknown.
        reasons: IPP keywords about its state.
        way: its connection: ``usb``, ``network (ipp)``, ``port LPT1:`` …
        host: the device or print server, if any. External text.
        driver: make and model, as the system names its driver. External text.
        jobs: number of waiting documents visible to this user.
        message: the reason for a stop in words, if the service gives one. External text.
    """

    name: str
    state: str
    main: bool
    accepting: bool | None
    reasons: Sequence[str]
    way: str
    host: str
    driver: str
    jobs: int
    message: str = ""


def _read_printers_cups(machine: Machine) -> Sequence[Printer]:
    """Return the printers listed by libcups; () on a computer without a print service.

    Raises:
        ProbeError: the service isn't running, or doesn't respond.
    """
    said = machine.read(Reading(read_cups_printers, {"limit": WAIT}))
    said = said if isinstance(said, dict) else {}
    if said.get("service") == SILENT_SERVICE:
        raise ProbeError(NOT_RUNNING)
    if said.get("service") == HANGING:
        raise ProbeError(N_("This computer's print service isn't responding."))
    if said.get("service") == ABSENT:
        return []
    return [_parse_cups_printer(found) for found in parse_cups_queues(said)]


def _parse_cups_printer(found: PrintQueue) -> Printer:
    way, host = _parse_device_address(found.device)
    return Printer(
        name=found.name,
        state=STATES.get(found.state, "not told"),
        main=found.default,
        accepting=found.accepting,
        reasons=found.reasons,
        way=way,
        host=host,
        driver=found.driver,
        jobs=found.jobs or 0,
        message=found.message,
    )


def _parse_device_address(address: str) -> tuple[str, str]:
    """Return the connection type and host in a CUPS address, whose other parts may contain a password."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "unreadable address", ""
    scheme = parts.scheme[:20]
    if scheme in ("usb", "hp", "parallel", "serial"):
        return scheme, ""
    if host in ("", "localhost") or scheme == "file":
        return f"this computer ({scheme or 'no address'})", ""
    return f"network ({scheme})", host


def _read_printers_windows(machine: Machine) -> Sequence[Printer]:
    found = read_script_output_objects(machine, WINDOWS)
    return [_parse_windows_printer(entry) for entry in found if to_text(entry.get("Name"))]


def _parse_windows_printer(entry: Mapping[str, Json]) -> Printer:
    port, host = to_text(entry.get("Port")), to_text(entry.get("Host"))
    server = to_text(entry.get("Server")).strip("\\")
    shared = to_bool(entry.get("Network")) is True and bool(server)
    error = WINDOWS_ERRORS.get(to_int(entry.get("Error")) or 0)
    state = WINDOWS_STATES.get(to_int(entry.get("Status")) or 0, "not told")
    return Printer(
        name=to_text(entry.get("Name")),
        state="offline" if entry.get("Offline") else state,
        main=bool(to_bool(entry.get("Default"))),
        accepting=None,
        reasons=[error] if error else [],
        way="print server" if shared else "network (TCP/IP port)" if host else f"port {port}",
        host=server if shared else host,
        driver=to_text(entry.get("Driver")),
        jobs=to_int(entry.get("Jobs")) or 0,
    )


PRINTERS: Probe[Sequence[Printer]] = Probe(
    "which printers there are",
    {
        Platform.LINUX: _read_printers_cups,
        Platform.WINDOWS: _read_printers_windows,
        Platform.MACOS: _read_printers_cups,
    },
)
