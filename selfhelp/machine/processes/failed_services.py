"""Background services that failed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe
from selfhelp.machine.command_output import (
    parse_assignments,
    read_script_output_objects,
    to_int,
    to_objects,
    to_text,
)

FAILED = ("list-units", "--state=failed", "--all", "--no-pager", "--output=json")

PROPERTIES = "Id,Result,ExecMainCode,ExecMainStatus,InactiveEnterTimestamp,NRestarts,UnitFileState"
"""Properties read of each failed unit (org.freedesktop.systemd1(5)); none is localised."""

MOST = 40

WINDOWS = (
    "Get-CimInstance Win32_Service -Filter \"StartMode='Auto' AND State<>'Running' AND ExitCode<>0\" |"
    "ForEach-Object { [pscustomobject]@{Name=$_.Name; Title=$_.DisplayName; Code=$_.ExitCode;"
    "Own=$_.ServiceSpecificExitCode} }"
)
"""Script that lists failed services (Win32_Service, Microsoft Learn).

ExitCode 0 and 1077 (never started) aren't failures; 1066 means that the service has its own error code.
"""

NEVER_STARTED, OWN_NUMBER = "1077", "1066"


@dataclass(frozen=True, slots=True)
class FailedService:
    """A service that ended with an error.

    Attributes:
        name, about: its name and description. External text.
        scope: ``system`` or ``session``.
        result: systemd's result, or a number.
        status: exit status or signal number; None if unknown.
        since: the time of its failure, as the system writes it.
        restarts: number of automatic restarts; None if unknown.
    """

    name: str
    about: str
    scope: str
    result: str = ""
    status: int | None = None
    since: str = ""
    restarts: int | None = None


def _read_failed_services_linux(machine: Machine) -> Sequence[FailedService]:
    found = _read_failed_units(machine, "system", ())
    if found is None:
        raise ProbeError(N_("The list of failed services isn't available on this computer."))
    return [*found, *(_read_failed_units(machine, "session", ("--user",)) or ())]


def _read_failed_units(
    machine: Machine, scope: str, which: tuple[str, ...]
) -> Sequence[FailedService] | None:
    """Return systemd's failed units; None if systemd isn't running (a container) or there's no session."""
    output = machine.run(Command(("systemctl", *which, *FAILED), timeout=3))
    if output.code != 0:
        return None
    try:
        units = [unit for unit in to_objects(json.loads(output.stdout)) if to_text(unit.get("unit"))]
    except (ValueError, RecursionError):
        return None
    details = _read_unit_properties(machine, which, [to_text(unit["unit"]) for unit in units[:MOST]])
    return [_to_failed_service(unit, scope, details.get(to_text(unit["unit"]), {})) for unit in units]


def _to_failed_service(unit: Mapping[str, Json], scope: str, said: Mapping[str, str]) -> FailedService:
    return FailedService(
        to_text(unit.get("unit")),
        to_text(unit.get("description")),
        scope,
        said.get("Result", ""),
        to_int(said.get("ExecMainStatus")),
        said.get("InactiveEnterTimestamp", ""),
        to_int(said.get("NRestarts")),
    )


def _read_unit_properties(
    machine: Machine, which: tuple[str, ...], names: Sequence[str]
) -> dict[str, Mapping[str, str]]:
    """Return systemd's properties of each unit, by name; units are separated by an empty line."""
    if not names:
        return {}
    asked = ("systemctl", *which, "show", "--timestamp=utc", f"--property={PROPERTIES}", "--", *names)
    try:
        output = machine.run(Command(asked, timeout=3))
    except ProbeError:
        return {}
    blocks = [parse_assignments(block) for block in output.stdout.split("\n\n")]
    return {block["Id"]: block for block in blocks if "Id" in block}


def _read_failed_services_windows(machine: Machine) -> Sequence[FailedService]:
    return [
        FailedService(
            to_text(s.get("Name")),
            to_text(s.get("Title")),
            "system",
            f"error {to_text(s.get('Code'))}",
            to_int(s.get("Own")) if to_text(s.get("Code")) == OWN_NUMBER else None,
        )
        for s in read_script_output_objects(machine, WINDOWS)
        if to_text(s.get("Code")) != NEVER_STARTED
    ]


def _read_failed_services_macos(machine: Machine) -> Sequence[FailedService]:
    """Return the services that failed according to ``launchctl list``.

    Its columns are process, last exit status and label; a negative status is a signal.
    """
    shown = machine.run(Command(("launchctl", "list"), timeout=4)).stdout
    rows = re.findall(r"^(\S+)\t(-?\d{1,9})\t(\S+)$", shown, re.M)
    return [
        FailedService(
            label, "", "session", "signal" if status.startswith("-") else "exit-code", abs(int(status))
        )
        for pid, status, label in rows
        if pid == "-" and status != "0"
    ]


FAILURES: Probe[Sequence[FailedService]] = Probe(
    "which services failed",
    {
        Platform.LINUX: _read_failed_services_linux,
        Platform.WINDOWS: _read_failed_services_windows,
        Platform.MACOS: _read_failed_services_macos,
    },
)
