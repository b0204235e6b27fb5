"""The power mode: the balance between speed and battery life, and resetting it to balanced.

All rows were written from documentation (powerprofilesctl(1), powercfg (Microsoft Learn), pmset(1)) and are
untested.
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

from selfhelp.core.errors import ChangedSinceError, ProbeError, StepError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Reading, Row, Step
from selfhelp.machine.command_output import run_and_read_output


class PowerMode(StrEnum):
    """Power modes of a computer, from long battery life to high speed."""

    SAVER = "saver"
    BALANCED = "balanced"
    FAST = "fast"


MODES: Mapping[str, PowerMode] = MappingProxyType(
    {"power-saver": PowerMode.SAVER, "balanced": PowerMode.BALANCED, "performance": PowerMode.FAST}
)
"""Power modes by profile of power-profiles-daemon (powerprofilesctl(1)), whose program tuned supports too."""


def _read_power_mode_linux(machine: Machine) -> PowerMode | None:
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
"""Power modes by GUID of Windows' schemes, whose names are localised (Microsoft Learn, powercfg)."""

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _read_power_mode_windows(machine: Machine) -> PowerMode | None:
    scheme = GUID.search(run_and_read_output(machine, Command(("powercfg.exe", "/getactivescheme"))))
    return SCHEMES.get(scheme[0].lower()) if scheme else None


MACOS_MODES: Mapping[str, PowerMode] = MappingProxyType({"1": PowerMode.SAVER, "2": PowerMode.FAST})


def _read_power_mode_macos(machine: Machine) -> PowerMode:
    """Return the power mode from ``pmset -g``: powermode on a Mac with a High Power Mode, else lowpowermode.

    pmset(1) documents lowpowermode; powermode is from
    https://github.com/alfredapp/low-power-mode-workflow/issues/4: 0 automatic, 1 low, 2 high.
    """
    shown = run_and_read_output(machine, Command(("pmset", "-g")))
    found = re.search(r"^\s*(?:low)?powermode\s+(\d)\b", shown, re.MULTILINE)
    return MACOS_MODES.get(found[1] if found else "", PowerMode.BALANCED)


def is_battery_saver_on() -> Json:
    """Return whether Windows' battery saver is on.

    It is SystemStatusFlag, the fourth byte of GetSystemPowerStatus.

    Source: Microsoft Learn, SYSTEM_POWER_STATUS. Untested on Windows.
    """
    ctypes: Any = import_module("ctypes")
    status = (ctypes.c_ubyte * 12)()
    return bool(load_windows_function(ctypes, "kernel32", "GetSystemPowerStatus")(status)) and status[3] == 1


def _is_battery_saver_on_linux(machine: Machine) -> bool:
    return _read_power_mode_linux(machine) is PowerMode.SAVER


def _is_battery_saver_on_windows(machine: Machine) -> bool:
    return machine.read(Reading(is_battery_saver_on)) is True


def _is_battery_saver_on_macos(machine: Machine) -> bool:
    return _read_power_mode_macos(machine) is PowerMode.SAVER


SAVER: Probe[bool] = Probe(
    "whether the computer saves power",
    {
        Platform.LINUX: _is_battery_saver_on_linux,
        Platform.WINDOWS: _is_battery_saver_on_windows,
        Platform.MACOS: _is_battery_saver_on_macos,
    },
)


# -- step ------------------------------------------------------------------------------------------

MODE: Probe[PowerMode | None] = Probe(
    "the power mode",
    {
        Platform.LINUX: _read_power_mode_linux,
        Platform.WINDOWS: _read_power_mode_windows,
        Platform.MACOS: _read_power_mode_macos,
    },
)


def _require_unchanged_mode(step: SetPowerMode, machine: Machine) -> None:
    """Raise an error if the mode has changed since the fix.

    Raises:
        ChangedSinceError: the current mode isn't the mode that this app set.
    """
    now = MODE.read(machine) if step.instead_of else None
    if step.instead_of and now != step.instead_of:
        message = N_("This setting has changed since the fix, so it was left as it is.")
        raise ChangedSinceError(message, detail=f"mode {now}", now=str(now))


def _set_power_mode_linux(step: SetPowerMode, machine: Machine, _progress: Progress) -> str:
    _require_unchanged_mode(step, machine)
    name = next(name for name, mode in MODES.items() if mode == step.mode)
    _run_or_raise(machine, ("powerprofilesctl", "set", name))
    return name


def _set_power_mode_windows(step: SetPowerMode, machine: Machine, _progress: Progress) -> str:
    _require_unchanged_mode(step, machine)
    scheme = next(guid for guid, mode in SCHEMES.items() if mode == step.mode)
    _run_or_raise(machine, ("powercfg.exe", "/setactive", scheme))
    return scheme


def _run_or_raise(machine: Machine, argv: Sequence[str]) -> None:
    output = machine.change(Command(tuple(argv)))
    if output.code != 0:
        message = N_("The power mode couldn't be changed. Your organisation may have set it.")
        raise StepError(message, detail=output.stderr.strip()[:300])


@dataclass(frozen=True, slots=True)
class SetPowerMode(Step):
    """Step that sets one of the system's power modes.

    Attributes:
        mode: the mode to set.
        instead_of: the only mode that may be replaced, for undo; "" for any mode.
    """

    mode: str
    instead_of: str = ""

    name: ClassVar[str] = "set-power-mode"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _set_power_mode_linux, Platform.WINDOWS: _set_power_mode_windows}
    )
    sentences: ClassVar[Mapping[str, Text]] = MappingProxyType(
        {
            PowerMode.SAVER: N_("Switch to battery saver mode."),
            PowerMode.BALANCED: N_("Switch to balanced power mode."),
            PowerMode.FAST: N_("Switch to best performance mode."),
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the mode."""
        return self.sentences[self.mode]

    def get_expected_value(self) -> str:
        """Return the mode that this app set."""
        return self.instead_of

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current mode.

        Raises:
            ProbeError: the current mode is unknown.
        """
        before = MODE.read(machine)
        if before is None:
            raise ProbeError(N_("Couldn't check the current power mode."))
        return SetPowerMode(before.value, instead_of=self.mode)
