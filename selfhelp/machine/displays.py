"""Which screens are connected, and with how many pixels."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.errors import ProbeError
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.answers import SLOW, objects, windows_objects, words
from selfhelp.model import Json, Platform

WINDOWS = (
    "Get-CimInstance Win32_VideoController | Where-Object { $_.CurrentHorizontalResolution } |"
    "ForEach-Object { [pscustomobject]@{Name=$_.Name; Width=$_.CurrentHorizontalResolution;"
    "Height=$_.CurrentVerticalResolution; Rate=$_.CurrentRefreshRate} }"
)
"""Win32_VideoController, Microsoft Learn: one object per adapter, with its current mode."""

_MONITOR = re.compile(r"^(\S+) (connected|disconnected)( primary)?(?: (\d+x\d+)\+\d+\+\d+)?", re.M)
"""A line of ``xrandr --query``: HDMI-1 connected primary 1920x1080+0+0 (normal …) 527mm x 296mm."""


@dataclass(frozen=True, slots=True)
class Display:
    """One screen; ``mode`` is its pixels, empty where it is connected but off."""

    name: str
    mode: str
    main: bool


def connectors() -> Json:
    """Return the kernel's view of the screen sockets: name, connected or not, best mode."""
    from pathlib import Path

    found = []
    for folder in sorted(Path("/sys/class/drm").glob("card*-*")):
        try:
            modes = (folder / "modes").read_text("ascii", "replace").split()
            state = (folder / "status").read_text("ascii", "replace").strip()
        except OSError:
            continue
        found.append(
            {"name": folder.name.partition("-")[2], "state": state, "mode": modes[0] if modes else ""}
        )
    return found


def _linux(machine: Machine) -> Sequence[Display]:
    """Ask the X server, which also stands behind most Wayland sessions; else the kernel."""
    try:
        output = machine.run(Command(("xrandr", "--query"), timeout=3))
    except ProbeError:
        return _kernel(machine)
    if output.code != 0:
        return _kernel(machine)
    return [
        Display(name, mode, bool(main))
        for name, state, main, mode in _MONITOR.findall(output.stdout)
        if state == "connected"
    ]


def _kernel(machine: Machine) -> Sequence[Display]:
    sockets = machine.read(Reading(connectors))
    return [Display(s["name"], s["mode"], False) for s in sockets if s["state"] == "connected"]


def _windows(machine: Machine) -> Sequence[Display]:
    return [
        Display(words(d.get("Name")), f"{words(d.get('Width'))}x{words(d.get('Height'))}", False)
        for d in windows_objects(machine, WINDOWS)
    ]


def _macos(machine: Machine) -> Sequence[Display]:
    shown = machine.run(Command(("system_profiler", "-json", "SPDisplaysDataType"), timeout=SLOW))
    cards = objects(json.loads(shown.stdout).get("SPDisplaysDataType"))
    screens = [screen for card in cards for screen in objects(card.get("spdisplays_ndrvs"))]
    return [
        Display(
            words(s.get("_name")),
            words(s.get("_spdisplays_pixels")).replace(" ", ""),
            words(s.get("spdisplays_main")) == "spdisplays_yes",
        )
        for s in screens
    ]


DISPLAYS = Probe(
    "which screens are connected",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
