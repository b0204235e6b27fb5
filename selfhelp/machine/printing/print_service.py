"""The print service: its current and its expected state, and starting it.

CUPS may be started on demand (systemd's cups.socket, launchd); so the service counts as running if it accepts
a connection, and as stopped otherwise. Whether it should run depends on the printers set up, the
organisation, and systemd.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Reading, Step
from selfhelp.machine.command_output import parse_assignments, read_script_output_object, to_int
from selfhelp.machine.elevate import ElevatedStep
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.printing.print_queues import (
    ABSENT,
    HANGING,
    LIMIT,
    RUNNING,
    is_systemd_running,
    read_cups_printers,
    read_cups_server,
    was_any_printer_set_up,
)


@dataclass(frozen=True, slots=True)
class PrintService:
    """State of the print service on this computer.

    Attributes:
        runs: whether it accepts connections.
        off: whether it was turned off permanently; this isn't a fault.
        failing: whether it keeps crashing.
        words: the system's description, for the technician.
        hangs: whether it accepts connections, but doesn't respond.
    """

    runs: bool
    off: bool = False
    failing: bool = False
    words: str = ""
    hangs: bool = False


# -- CUPS ------------------------------------------------------------------------------------------


def read_print_setup_facts() -> Json:
    """Return the configured print server, whether a printer was ever set up, and whether systemd runs."""
    return {
        "server": read_cups_server(),
        "printers": was_any_printer_set_up(),
        "systemd": is_systemd_running(),
    }


def _read_print_service_cups(machine: Machine) -> PrintService:
    state = machine.read(Reading(read_cups_printers))["service"]
    if state == RUNNING:
        return PrintService(runs=True)
    if state == ABSENT:
        raise NotOfferedError(N_("No printer is set up on this computer."))
    found = machine.read(Reading(read_print_setup_facts))
    server = found["server"]
    if server != "localhost" and not server.startswith("/"):
        message = N_(
            "The print server {server} isn't responding. If the problem persists, contact the help desk.",
            server=server,
        )
        raise ProbeError(message)
    if state == HANGING:
        return PrintService(runs=False, words=f"no response within {LIMIT:g} s", hangs=True)
    unit = _read_unit_properties(machine) if found["systemd"] else {}
    file = unit.get("UnitFileState", "")
    told = server != "localhost" or found["printers"] or bool(read_organisation(machine).printers)
    if not told and file != "enabled":
        raise NotOfferedError(N_("No printer is set up on this computer."))
    return PrintService(
        runs=False,
        off=file in ("disabled", "masked"),
        failing=unit.get("Result") == "start-limit-hit",
        words=", ".join(f"{name} {value}" for name, value in unit.items()),
    )


def _read_unit_properties(machine: Machine) -> Mapping[str, str]:
    """Return systemd's properties for the service; they aren't localised (systemctl(1), show)."""
    properties = "--property=LoadState,UnitFileState,ActiveState,Result"
    return parse_assignments(machine.run(Command(("systemctl", "show", properties, "cups.service"))).stdout)


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$s=Get-Service Spooler; $e=@(Get-WinEvent -FilterHashtable @{LogName='System';"
    "ProviderName='Service Control Manager'; Id=7031,7034; StartTime=(Get-Date).AddHours(-1)}"
    " -ErrorAction SilentlyContinue | Where-Object { $_.Properties[0].Value -eq $s.DisplayName }).Count;"
    "[pscustomobject]@{Status=[int]$s.Status; Start=[int]$s.StartType; Crashes=$e}"
)
"""Script that reads the state and the crashes of the service.

Events 7031 and 7034 report a crashed service; both contain its localised display name (Microsoft Learn,
"Service Control Manager events").
"""

SERVICE_RUNNING, START_DISABLED = 4, 4
"""The values for a running and for a disabled service.

Source: Microsoft Learn, .NET, ServiceControllerStatus and ServiceStartMode.
"""

AGAIN = 2
"""Number of crashes within an hour from which another start wouldn't help."""


def _read_print_service_windows(machine: Machine) -> PrintService:
    said = read_script_output_object(machine, WINDOWS)
    status, start, crashes = (to_int(said.get(name)) for name in ("Status", "Start", "Crashes"))
    if status is None:
        raise ProbeError(N_("The state of the print service isn't available in Windows."))
    return PrintService(
        runs=status == SERVICE_RUNNING,
        off=start == START_DISABLED,
        failing=(crashes or 0) >= AGAIN,
        words=f"Spooler status {status}, start type {start}, ended by itself {crashes} times in an hour",
    )


SERVICE: Probe[PrintService] = Probe(
    "whether the print service runs",
    {
        Platform.LINUX: _read_print_service_cups,
        Platform.MACOS: _read_print_service_cups,
        Platform.WINDOWS: _read_print_service_windows,
    },
)


# -- steps -----------------------------------------------------------------------------------------

START, STOP, RESTART = "start-print-service", "stop-print-service", "restart-print-service"


@dataclass(frozen=True, slots=True)
class StartPrintService(ElevatedStep):
    """Step that starts the print service through the privileged helper, as only administrators may."""

    name: ClassVar[str] = "start-print-service"
    risk: ClassVar[Text | None] = N_(
        "Waiting documents will be printed, and a half-printed document will start over."
    )
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(dict.fromkeys(Platform, START))

    def describe_action(self) -> Text:
        """Return the sentence shown before starting the service."""
        return N_("Start this computer's print service.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that stops the service again."""
        return StopPrintService()

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the print service has stopped again."""
        return SERVICE.read(machine).runs is False


@dataclass(frozen=True, slots=True)
class StopPrintService(ElevatedStep):
    """Step that stops the print service, to undo `StartPrintService`."""

    name: ClassVar[str] = "stop-print-service"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(dict.fromkeys(Platform, STOP))

    def describe_action(self) -> Text:
        """Return the sentence shown before stopping the service."""
        return N_("Stop this computer's print service.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that starts the service."""
        return StartPrintService()

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the print service runs again."""
        return SERVICE.read(machine).runs is True


@dataclass(frozen=True, slots=True)
class RestartPrintService(ElevatedStep):
    """Step that restarts a print service that doesn't respond, through the privileged helper.

    There's no undo, because nothing could be printed before.
    """

    name: ClassVar[str] = "restart-print-service"
    risk: ClassVar[Text | None] = StartPrintService.risk
    duration: ClassVar[timedelta] = timedelta(seconds=10)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(dict.fromkeys(Platform, RESTART))

    def describe_action(self) -> Text:
        """Return the sentence shown before restarting the service."""
        return N_("Restart this computer's print service.")
