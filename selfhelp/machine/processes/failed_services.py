"""Which background services failed."""

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
"""What is asked of each unit that failed (org.freedesktop.systemd1(5)); none of them is translated."""

MOST = 40

WINDOWS = (
    "Get-CimInstance Win32_Service -Filter \"StartMode='Auto' AND State<>'Running' AND ExitCode<>0\" |"
    "ForEach-Object { [pscustomobject]@{Name=$_.Name; Title=$_.DisplayName; Code=$_.ExitCode;"
    "Own=$_.ServiceSpecificExitCode} }"
)
"""Win32_Service, Microsoft Learn: ExitCode 0 and 1077 (never started) are no failures; 1066 means that the
service has a number of its own."""

NEVER_STARTED, OWN_NUMBER = "1077", "1066"


@dataclass(frozen=True, slots=True)
class FailedService:
    """A service that ended with an error.

    Attributes:
        name, about: what the system calls it. Foreign text.
        scope: ``system`` or ``session``.
        result: how it ended: systemd's word, or a number.
        status: exit status or number of the signal; None if it is not told.
        since: when, as the system writes it.
        restarts: how often it was started again on its own; None if it is not told.
    """

    name: str
    about: str
    scope: str
    result: str = ""
    status: int | None = None
    since: str = ""
    restarts: int | None = None


def _read_linux(machine: Machine) -> Sequence[FailedService]:
    found = _units(machine, "system", ())
    if found is None:
        raise ProbeError(N_("The list of failed services isn't available on this computer."))
    return [*found, *(_units(machine, "session", ("--user",)) or ())]


def _units(machine: Machine, scope: str, which: tuple[str, ...]) -> Sequence[FailedService] | None:
    """Ask systemd; None if it does not run (a container) or there's no session."""
    output = machine.run(Command(("systemctl", *which, *FAILED), timeout=3))
    if output.code != 0:
        return None
    try:
        units = [unit for unit in to_objects(json.loads(output.stdout)) if to_text(unit.get("unit"))]
    except (ValueError, RecursionError):
        return None
    details = _details(machine, which, [to_text(unit["unit"]) for unit in units[:MOST]])
    return [_failure(unit, scope, details.get(to_text(unit["unit"]), {})) for unit in units]


def _failure(unit: Mapping[str, Json], scope: str, said: Mapping[str, str]) -> FailedService:
    return FailedService(
        to_text(unit.get("unit")),
        to_text(unit.get("description")),
        scope,
        said.get("Result", ""),
        to_int(said.get("ExecMainStatus")),
        said.get("InactiveEnterTimestamp", ""),
        to_int(said.get("NRestarts")),
    )


def _details(machine: Machine, which: tuple[str, ...], names: Sequence[str]) -> dict[str, Mapping[str, str]]:
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


def _read_windows(machine: Machine) -> Sequence[FailedService]:
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


def _read_macos(machine: Machine) -> Sequence[FailedService]:
    """Read ``launchctl list``: process, last exit status, label; negative is the signal that ended it."""
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
    {Platform.LINUX: _read_linux, Platform.WINDOWS: _read_windows, Platform.MACOS: _read_macos},
)
