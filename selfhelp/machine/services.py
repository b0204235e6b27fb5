"""Which background services failed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.errors import ProbeError
from selfhelp.machine import Command, Machine, Probe
from selfhelp.machine.answers import objects, windows_objects, words
from selfhelp.model import Platform
from selfhelp.text import N_

FAILED = ("list-units", "--state=failed", "--all", "--no-pager", "--output=json")

WINDOWS = (
    "Get-CimInstance Win32_Service -Filter \"StartMode='Auto' AND State<>'Running' AND ExitCode<>0\" |"
    "ForEach-Object { [pscustomobject]@{Name=$_.Name; Title=$_.DisplayName; Code=$_.ExitCode} }"
)
"""Win32_Service, Microsoft Learn: ExitCode 0 and 1077 (never started) are no failures."""

NEVER_STARTED = "1077"


@dataclass(frozen=True, slots=True)
class Failure:
    """A service that ended with an error; ``scope`` is system or session."""

    name: str
    about: str
    scope: str


def _linux(machine: Machine) -> Sequence[Failure]:
    found = _units(machine, "system", ())
    if found is None:
        raise ProbeError(N_("This computer does not say which services failed."))
    return [*found, *(_units(machine, "session", ("--user",)) or ())]


def _units(machine: Machine, scope: str, which: tuple[str, ...]) -> Sequence[Failure] | None:
    """Ask systemd; None where it does not run (a container) or there is no session."""
    output = machine.run(Command(("systemctl", *which, *FAILED), timeout=3))
    if output.code != 0:
        return None
    return [
        Failure(words(u.get("unit")), words(u.get("description")), scope)
        for u in objects(json.loads(output.stdout))
    ]


def _windows(machine: Machine) -> Sequence[Failure]:
    return [
        Failure(words(s.get("Name")), f"{words(s.get('Title'))}, error {words(s.get('Code'))}", "system")
        for s in windows_objects(machine, WINDOWS)
        if words(s.get("Code")) != NEVER_STARTED
    ]


def _macos(machine: Machine) -> Sequence[Failure]:
    """Read ``launchctl list``: process, last exit status, label; negative is the signal that ended it."""
    shown = machine.run(Command(("launchctl", "list"), timeout=4)).stdout
    rows = re.findall(r"^(\S+)\t(-?\d+)\t(\S+)$", shown, re.M)
    return [
        Failure(label, f"status {status}", "session")
        for pid, status, label in rows
        if pid == "-" and status != "0"
    ]


FAILURES = Probe(
    "which services failed",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
