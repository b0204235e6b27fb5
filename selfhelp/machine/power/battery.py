"""The computer's own battery and its power mode: wear, charging, and the mode back to balanced.

Batteries of a mouse or a headset are not this computer's. No computer with a battery was at hand: the rows
were written from the kernel's, Microsoft's and Apple's documentation and not tried.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Reading, Row, Step
from selfhelp.machine.command_output import assignments, objects, printed, truth, whole, windows_object, words


class Mode(StrEnum):
    """How the computer weighs speed against the battery."""

    SAVER = "saver"
    BALANCED = "balanced"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Power:
    """The battery, and where the power comes from.

    Attributes:
        charge: in % of what it holds now; None where it is not told.
        health: what it still holds of its design, in % (of the weakest battery); None where not told.
        cycles: how often it was charged; None where it is not told.
        plugged: whether mains power arrives.
        charging: whether the charge rises.
        limit: below how many % it charges, where it stops on purpose; None where no limit is told.
        mode: how power is weighed; None where the system has no modes.
    """

    charge: int | None
    health: int | None
    cycles: int | None
    plugged: bool
    charging: bool
    limit: int | None = None
    mode: Mode | None = None


NO_BATTERY = N_("This computer has no battery.")


# -- Linux -----------------------------------------------------------------------------------------

MODES: Mapping[str, Mode] = MappingProxyType(
    {"power-saver": Mode.SAVER, "balanced": Mode.BALANCED, "performance": Mode.FAST}
)
"""Profiles of power-profiles-daemon (powerprofilesctl(1)); tuned answers to the same program."""


def supplies(folder: str = "/sys/class/power_supply") -> Json:
    """Return what the kernel says of each supply: name and uevent (Documentation/ABI, sysfs-class-power).

    ``limit`` is the percentage where a battery stops charging on purpose, ``start`` the one below which it
    begins again, or "".
    """
    return [
        {
            "name": path.name,
            "uevent": _text(path / "uevent"),
            "limit": _text(path / LIMIT),
            "start": _text(path / START),
        }
        for path in sorted(Path(folder).glob("*"))[:20]
    ]


LIMIT, START = "charge_control_end_threshold", "charge_control_start_threshold"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")[:65536]
    except OSError:
        return ""


def _linux(machine: Machine) -> Power:
    found = [(assignments(s["uevent"]), _charges_below(s)) for s in machine.read(Reading(supplies))]
    said = [({k.removeprefix("POWER_SUPPLY_"): v for k, v in facts.items()}, limit) for facts, limit in found]
    batteries = [
        (facts, limit)
        for facts, limit in said
        if facts.get("TYPE") == "Battery"
        and facts.get("SCOPE") != "Device"
        and facts.get("PRESENT", "1") != "0"
    ]
    if not batteries:
        raise NotOfferedError(NO_BATTERY)
    cells = [facts for facts, _ in batteries]
    healths = [health for cell in cells if (health := _health(cell)) is not None]
    charges = [charge for cell in cells if (charge := whole(cell.get("CAPACITY"))) is not None]
    return Power(
        charge=round(sum(charges) / len(charges)) if charges else None,
        health=min(healths, default=None),
        cycles=max((whole(cell.get("CYCLE_COUNT")) or 0 for cell in cells), default=0) or None,
        plugged=any(s.get("TYPE") in ("Mains", "USB") and s.get("ONLINE") == "1" for s, _ in said),
        charging=any(cell.get("STATUS") in ("Charging", "Full") for cell in cells),
        limit=min((limit for _, limit in batteries if limit is not None), default=None),
        mode=_linux_mode(machine),
    )


def _charges_below(supply: Mapping[str, str]) -> int | None:
    """Return below how many % a battery is charged where it is kept from being full; None where it is not.

    Between the two thresholds it may stand still for days. A start of 0 is one that was never set.
    """
    start, end = whole(supply.get("start")), whole(supply.get("limit"))
    return start or (max(0, end - SLACK) if end is not None else None)


SLACK = 5
"""% that a battery may lose before a charger begins again, where no start is told."""


def _health(cell: Mapping[str, str]) -> int | None:
    """Return what a battery still holds of its design, in %: energy in µWh or charge in µAh."""
    for kind in ("ENERGY", "CHARGE"):
        full, design = whole(cell.get(f"{kind}_FULL")), whole(cell.get(f"{kind}_FULL_DESIGN"))
        if full is not None and design:
            return round(100 * full / design)
    return None


def _linux_mode(machine: Machine) -> Mode | None:
    try:
        return MODES.get(machine.run(Command(("powerprofilesctl", "get"), timeout=5.0)).stdout.strip())
    except ProbeError:  # not installed
        return None


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$b=@(Get-CimInstance Win32_Battery);"
    "function first($c){Get-CimInstance -Namespace root/wmi -ClassName $c -ErrorAction SilentlyContinue|"
    "Select-Object -First 1};"
    "$s=first BatteryStatus;$f=first BatteryFullChargedCapacity;$d=first BatteryStaticData;"
    "$n=first BatteryCycleCount;"
    "[pscustomobject]@{batteries=$b.Count;charge=$b[0].EstimatedChargeRemaining;plugged=$s.PowerOnline;"
    "charging=$s.Charging;full=$f.FullChargedCapacity;design=$d.DesignedCapacity;cycles=$n.CycleCount}"
)
"""Win32_Battery and the battery classes of root/wmi (Microsoft Learn; capacities in mWh). What a driver
does not tell, or only an administrator may read, is empty."""

SCHEMES: Mapping[str, Mode] = MappingProxyType(
    {
        "a1841308-3541-4fab-bc81-f71556f20b4a": Mode.SAVER,
        "381b4222-f694-41f0-9685-ff5bb260df2e": Mode.BALANCED,
        "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c": Mode.FAST,
    }
)
"""GUIDs of the schemes that every Windows has; their names are translated (Microsoft Learn, powercfg)."""

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _windows(machine: Machine) -> Power:
    found = windows_object(machine, WINDOWS)
    if not whole(found.get("batteries")):
        raise NotOfferedError(NO_BATTERY)
    full, design = whole(found.get("full")), whole(found.get("design"))
    plugged = truth(found.get("plugged"))
    if plugged is None:
        raise ProbeError(N_("The battery does not say how it is."))
    return Power(
        charge=whole(found.get("charge")),
        health=round(100 * full / design) if full and design else None,
        cycles=whole(found.get("cycles")) or None,
        plugged=plugged,
        charging=truth(found.get("charging")) is True,
        mode=_windows_mode(machine),
    )


def _windows_mode(machine: Machine) -> Mode | None:
    scheme = GUID.search(printed(machine, Command(("powercfg.exe", "/getactivescheme"))))
    return SCHEMES.get(scheme[0].lower()) if scheme else None


# -- macOS -----------------------------------------------------------------------------------------


def _macos(machine: Machine) -> Power:
    """Read system_profiler(8) ``SPPowerDataType -json`` and ``lowpowermode`` of pmset(1).

    "Yes" and "no" are TRUE and FALSE there, the maximum capacity a text such as "87%".
    """
    shown = machine.run(Command(("system_profiler", "-json", "SPPowerDataType"), timeout=8.0)).stdout
    try:
        report = json.loads(shown)
    except ValueError as error:
        raise ProbeError(N_("The battery does not say how it is."), detail=shown[:200]) from error
    parts: dict[str, Json] = {}
    for entry in objects(report.get("SPPowerDataType") if isinstance(report, dict) else None):
        for key, value in entry.items():
            parts |= value if isinstance(value, dict) else {key: value}
    charge = whole(parts.get("sppower_battery_state_of_charge"))
    if charge is None:
        raise NotOfferedError(NO_BATTERY)
    saver = _saver_macos(machine)
    full = words(parts.get("sppower_battery_fully_charged")) == "TRUE"
    return Power(
        charge=charge,
        health=whole(words(parts.get("sppower_battery_health_maximum_capacity")).rstrip("%")),
        cycles=whole(parts.get("sppower_battery_cycle_count")),
        plugged=words(parts.get("sppower_battery_charger_connected")) == "TRUE",
        charging=full or words(parts.get("sppower_battery_is_charging")) == "TRUE",
        mode=Mode.SAVER if saver else Mode.BALANCED,
    )


POWER: Probe[Power] = Probe(
    "the battery and the power mode",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)


# -- saving ----------------------------------------------------------------------------------------


def battery_saver() -> Json:
    """Return whether Windows' battery saver is on: SystemStatusFlag of GetSystemPowerStatus, its fourth byte.

    Source: Microsoft Learn, SYSTEM_POWER_STATUS. Not tried on a real Windows.
    """
    ctypes: Any = import_module("ctypes")
    status = (ctypes.c_ubyte * 12)()
    return bool(ctypes.windll.kernel32.GetSystemPowerStatus(status)) and status[3] == 1


def _saver_linux(machine: Machine) -> bool:
    return _linux_mode(machine) is Mode.SAVER


def _saver_windows(machine: Machine) -> bool:
    return machine.read(Reading(battery_saver)) is True


def _saver_macos(machine: Machine) -> bool:
    shown = printed(machine, Command(("pmset", "-g")))
    return re.search(r"^\s*lowpowermode\s+1\b", shown, re.MULTILINE) is not None


SAVER: Probe[bool] = Probe(
    "whether the computer saves power",
    {Platform.LINUX: _saver_linux, Platform.WINDOWS: _saver_windows, Platform.MACOS: _saver_macos},
)


# -- step ------------------------------------------------------------------------------------------

MODE: Probe[Mode | None] = Probe(
    "the power mode", {Platform.LINUX: _linux_mode, Platform.WINDOWS: _windows_mode}
)


def _must_be_ours(step: SetPowerMode, machine: Machine) -> None:
    """Leave a mode that somebody has chosen since.

    Raises:
        StepError: it is another one than we had chosen.
    """
    now = MODE.read(machine) if step.instead_of else None
    if step.instead_of and now != step.instead_of:
        raise StepError(N_("This setting was changed since, so it was left as it is."), detail=f"mode {now}")


def _set_linux(step: SetPowerMode, machine: Machine, _progress: Progress) -> str:
    _must_be_ours(step, machine)
    name = next(name for name, mode in MODES.items() if mode == step.mode)
    _must(machine, ("powerprofilesctl", "set", name))
    return name


def _set_windows(step: SetPowerMode, machine: Machine, _progress: Progress) -> str:
    _must_be_ours(step, machine)
    scheme = next(guid for guid, mode in SCHEMES.items() if mode == step.mode)
    _must(machine, ("powercfg.exe", "/setactive", scheme))
    return scheme


def _must(machine: Machine, argv: Sequence[str]) -> None:
    output = machine.change(Command(tuple(argv)))
    if output.code != 0:
        message = N_("The power mode could not be changed. Your company may have fixed it.")
        raise StepError(message, detail=output.stderr.strip()[:300])


@dataclass(frozen=True, slots=True)
class SetPowerMode(Step):
    """Chooses one of the system's power modes.

    Attributes:
        mode: which one.
        instead_of: only where this one is chosen, for the way back; "" whatever is chosen.
    """

    mode: str
    instead_of: str = ""

    name: ClassVar[str] = "set-power-mode"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _set_linux, Platform.WINDOWS: _set_windows}
    )
    sentences: ClassVar[Mapping[str, Text]] = MappingProxyType(
        {
            Mode.SAVER: N_("Choose the power mode that saves the battery."),
            Mode.BALANCED: N_("Choose the balanced power mode."),
            Mode.FAST: N_("Choose the power mode for full speed."),
        }
    )

    def sentence(self) -> Text:
        """Say which one."""
        return self.sentences[self.mode]

    def undo(self, machine: Machine) -> Step | None:
        """Return the mode as it is now.

        Raises:
            ProbeError: it cannot be told.
        """
        before = MODE.read(machine)
        if before is None:
            raise ProbeError(N_("It cannot be told which power mode is chosen now."))
        return SetPowerMode(before.value, instead_of=self.mode)
