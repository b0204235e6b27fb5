"""Which printers this computer knows, their state, and how much waits for each.

This is for the report. A person's own waiting documents, and what can be done about them, are in
`selfhelp.machine.printing`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.errors import ProbeError
from selfhelp.machine import Command, Machine, Probe
from selfhelp.machine.answers import truth, whole, windows_objects, words
from selfhelp.model import Platform
from selfhelp.text import N_

CUPS = Command(("lpstat", "-d", "-p", "-v", "-o"), timeout=4)
"""Default, printers, devices and jobs in one question; English, as a child sees the C locale (lpstat(1))."""

WINDOWS = (
    "$j=Get-CimInstance Win32_PrintJob; Get-CimInstance Win32_Printer | ForEach-Object { $p=$_;"
    "[pscustomobject]@{Name=$p.Name; Default=$p.Default; Status=$p.PrinterStatus; Offline=$p.WorkOffline;"
    "Port=$p.PortName; Jobs=@($j | Where-Object { $_.Name -like ($p.Name + ',*') }).Count} }"
)
"""Win32_Printer and Win32_PrintJob, Microsoft Learn: a job's Name is "printer, number"."""

WINDOWS_STATES = {3: "idle", 4: "printing", 5: "warming up", 6: "stopped", 7: "offline"}


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer; ``device`` is its address, ``jobs`` what waits as far as this person may see."""

    name: str
    state: str
    main: bool
    device: str
    jobs: int


def _cups(machine: Machine) -> Sequence[Printer]:
    output = machine.run(CUPS)
    if "not running" in output.stderr or "Unable to connect" in output.stderr:
        raise ProbeError(N_("The print service does not run on this computer."))
    return _listed(output.stdout)


def _listed(text: str) -> Sequence[Printer]:
    """Read lpstat's lines; a job is ``queue-number  user  bytes  date``."""
    main = re.findall(r"^system default destination: (\S+)", text, re.M)
    devices = dict(re.findall(r"^device for (\S+): (.*)$", text, re.M))
    jobs = Counter(re.findall(r"^(\S+)-\d+ +\S+ +\d+ ", text, re.M))
    printers = re.findall(r"^printer (\S+) (is idle|now printing|disabled)", text, re.M)
    states = {"is idle": "idle", "now printing": "printing", "disabled": "stopped"}
    return [
        Printer(name, states[state], name in main, devices.get(name, ""), jobs[name])
        for name, state in printers
    ]


def _windows(machine: Machine) -> Sequence[Printer]:
    return [
        Printer(
            words(p.get("Name")),
            "offline" if p.get("Offline") else WINDOWS_STATES.get(whole(p.get("Status")) or 0, "unknown"),
            bool(truth(p.get("Default"))),
            words(p.get("Port")),
            whole(p.get("Jobs")) or 0,
        )
        for p in windows_objects(machine, WINDOWS)
    ]


PRINTERS = Probe(
    "which printers there are",
    {Platform.LINUX: _cups, Platform.WINDOWS: _windows, Platform.MACOS: _cups},
)
