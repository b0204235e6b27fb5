"""The power mode: how the computer weighs speed against the battery, and the mode back to balanced.

Written from powerprofilesctl(1), powercfg (Microsoft Learn) and pmset(1), and not tried.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.foreign_functions import windows_function
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Reading, Row, Step
from selfhelp.machine.command_output import read_printed


class PowerMode(StrEnum):
    """The trade-off between speed and battery."""

    SAVER = "saver"
    BALANCED = "balanced"
    FAST = "fast"


MODES: Mapping[str, PowerMode] = MappingProxyType(
    {"power-saver": PowerMode.SAVER, "balanced": PowerMode.BALANCED, "performance": PowerMode.FAST}
)
"""Profiles of power-profiles-daemon (powerprofilesctl(1)); tuned answers to the same program."""


def _linux_mode(machine: Machine) -> PowerMode | None:
    try:
        return MODES.get(machine.run(Command(("powerprofilesctl", "get"), timeout=5.0)).stdout.strip())
    except ProbeError:  # not installed
        return None


SCHEMES: Mapping[str, PowerMode] = MappingProxyType(
    {
        "a1841308-3541-4fab-bc81-f71556f20b4a": PowerMode.SAVER,
        "381b4222-f694-41f0-9685-ff5bb260df2e": PowerMode.BALANCED,
        "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c": PowerMode.FAST,
    }
)
"""GUIDs of the schemes that every Windows has; their names are translated (Microsoft Learn, powercfg)."""

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _windows_mode(machine: Machine) -> PowerMode | None:
    scheme = GUID.search(read_printed(machine, Command(("powercfg.exe", "/getactivescheme"))))
    return SCHEMES.get(scheme[0].lower()) if scheme else None


MACOS_MODES: Mapping[str, PowerMode] = MappingProxyType({"1": PowerMode.SAVER, "2": PowerMode.FAST})


def _macos_mode(machine: Machine) -> PowerMode:
    """Read ``pmset -g``: a Mac that also has a High Power Mode calls it powermode, others lowpowermode.

    pmset(1) names lowpowermode; powermode is from documentation
    (https://github.com/alfredapp/low-power-mode-workflow/issues/4): 0 automatic, 1 low, 2 high.
    """
    shown = read_printed(machine, Command(("pmset", "-g")))
    found = re.search(r"^\s*(?:low)?powermode\s+(\d)\b", shown, re.MULTILINE)
    return MACOS_MODES.get(found[1] if found else "", PowerMode.BALANCED)


def is_battery_saver_on() -> Json:
    """Return whether Windows' battery saver is on: SystemStatusFlag of GetSystemPowerStatus, its fourth byte.

    Source: Microsoft Learn, SYSTEM_POWER_STATUS. Not tried on a real Windows.
    """
    ctypes: Any = import_module("ctypes")
    status = (ctypes.c_ubyte * 12)()
    return bool(windows_function(ctypes, "kernel32", "GetSystemPowerStatus")(status)) and status[3] == 1


def _saver_linux(machine: Machine) -> bool:
    return _linux_mode(machine) is PowerMode.SAVER


def _saver_windows(machine: Machine) -> bool:
    return machine.read(Reading(is_battery_saver_on)) is True


def _saver_macos(machine: Machine) -> bool:
    return _macos_mode(machine) is PowerMode.SAVER


SAVER: Probe[bool] = Probe(
    "whether the computer saves power",
    {Platform.LINUX: _saver_linux, Platform.WINDOWS: _saver_windows, Platform.MACOS: _saver_macos},
)


# -- step ------------------------------------------------------------------------------------------

MODE: Probe[PowerMode | None] = Probe(
    "the power mode",
    {Platform.LINUX: _linux_mode, Platform.WINDOWS: _windows_mode, Platform.MACOS: _macos_mode},
)


def _must_be_ours(step: SetPowerMode, machine: Machine) -> None:
    """Refuse if someone has changed the mode since.

    Raises:
        StepError: it is another one than we had chosen.
    """
    now = MODE.read(machine) if step.instead_of else None
    if step.instead_of and now != step.instead_of:
        raise StepError(
            N_("This setting has changed since then, so it was left as it is."), detail=f"mode {now}"
        )


def _set_linux(step: SetPowerMode, machine: Machine, _progress: Progress) -> str:
    _must_be_ours(step, machine)
    name = next(name for name, mode in MODES.items() if mode == step.mode)
    _run_or_fail(machine, ("powerprofilesctl", "set", name))
    return name


def _set_windows(step: SetPowerMode, machine: Machine, _progress: Progress) -> str:
    _must_be_ours(step, machine)
    scheme = next(guid for guid, mode in SCHEMES.items() if mode == step.mode)
    _run_or_fail(machine, ("powercfg.exe", "/setactive", scheme))
    return scheme


def _run_or_fail(machine: Machine, argv: Sequence[str]) -> None:
    output = machine.change(Command(tuple(argv)))
    if output.code != 0:
        message = N_("The power mode couldn't be changed. Your organisation may have set it.")
        raise StepError(message, detail=output.stderr.strip()[:300])


@dataclass(frozen=True, slots=True)
class SetPowerMode(Step):
    """Selects one of the system's power modes.

    Attributes:
        mode: which one.
        instead_of: only if this one is chosen, for the undo; "" whatever is chosen.
    """

    mode: str
    instead_of: str = ""

    name: ClassVar[str] = "set-power-mode"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _set_linux, Platform.WINDOWS: _set_windows}
    )
    sentences: ClassVar[Mapping[str, Text]] = MappingProxyType(
        {
            PowerMode.SAVER: N_("Switch to battery saver mode."),
            PowerMode.BALANCED: N_("Switch to balanced power mode."),
            PowerMode.FAST: N_("Switch to best performance mode."),
        }
    )

    def sentence(self) -> Text:
        """Return the sentence that names the mode."""
        return self.sentences[self.mode]

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the present mode.

        Raises:
            ProbeError: it cannot be told.
        """
        before = MODE.read(machine)
        if before is None:
            raise ProbeError(N_("Couldn't check the current power mode."))
        return SetPowerMode(before.value, instead_of=self.mode)
