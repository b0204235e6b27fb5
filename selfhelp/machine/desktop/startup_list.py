"""Everything that starts when a person signs in, hers and the computer's, for the report.

What she may do without is in `selfhelp.machine.desktop.startup_apps`. Windows: Win32_StartupCommand
(Microsoft Learn) of
all places; macOS: launch agents of both folders, because login items are shown to an administrator alone
(sfltool(8)). Those two rows were not tried.
"""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import objects, truth, windows_objects, words
from selfhelp.machine.desktop.startup_apps import STARTUP, Entry, launch_agents, windows_program

WINDOWS = (
    "Get-CimInstance Win32_StartupCommand | ForEach-Object {[pscustomobject]@{ Name=$_.Name;"
    "Command=$_.Command; Own=($_.Location -like 'HKU*' -or $_.Location -eq 'Startup') } }"
)


def _windows(machine: Machine) -> Sequence[Entry]:
    return [
        Entry(
            words(entry.get("Name")),
            windows_program(words(entry.get("Command"))),
            own=truth(entry.get("Own")) is True,
        )
        for entry in windows_objects(machine, WINDOWS)
        if words(entry.get("Name"))
    ]


FOLDERS = (("~/Library/LaunchAgents", True), ("/Library/LaunchAgents", False))


def _macos(machine: Machine) -> Sequence[Entry]:
    return [
        Entry(words(entry.get("name")), words(entry.get("program")), own=own)
        for folder, own in FOLDERS
        for entry in objects(machine.read(Reading(launch_agents, {"folder": folder})))
    ]


STARTUP_LIST: Probe[Sequence[Entry]] = Probe(
    "everything that starts with the person's session",
    {Platform.LINUX: STARTUP.rows[Platform.LINUX], Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
