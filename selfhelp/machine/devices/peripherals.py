"""Mice and keyboards: their number, their batteries, and slow-keys settings.

Linux: Documentation/ABI/testing/sysfs-class-power and Documentation/input of the kernel. macOS: ioreg(8) with
``BatteryPercent``. Windows: Win32_PnPEntity and FILTERKEYS (Microsoft Learn); Windows has no documented way
to read the battery of a mouse. The Windows and macOS rows are untested.
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar
from xml.parsers.expat import ExpatError

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, File, Machine, Native, Probe, Reading, Row, Step
from selfhelp.machine.command_output import (
    read_script_output_object,
    run_and_read_output,
    to_bool,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.devices.usb_devices import SWITCHED_OFF
from selfhelp.machine.sysfs import read_value

LOW = 15  # percent; a mouse stutters before its battery is empty
SCHEMA = "org.gnome.desktop.a11y.keyboard"
HOLDING_KEYS = ("slowkeys-enable", "bouncekeys-enable")
"""GNOME settings that make the keyboard ignore short or repeated key presses."""


@dataclass(frozen=True, slots=True)
class PeripheralBattery:
    """The battery of a mouse, a keyboard or another device.

    Attributes:
        name: the device's name; external text.
        percent: the charge, if reported.
        low: whether it will soon be empty.
    """

    name: str
    percent: int | None
    low: bool


@dataclass(frozen=True, slots=True)
class Peripherals:
    """The user's keyboard and pointing devices.

    Attributes:
        mice, keyboards: their number; None if unknown.
        batteries: the batteries of wireless devices.
        broken: devices that don't work, with the system's code.
        held: settings that make the keyboard ignore short or repeated key presses.
    """

    mice: int | None
    keyboards: int | None
    batteries: Sequence[PeripheralBattery] = ()
    broken: Sequence[str] = ()
    held: Sequence[str] = ()


# -- Linux -----------------------------------------------------------------------------------------


def read_batteries(folder: str = "/sys/class/power_supply") -> Json:
    """Return the batteries of peripherals: their scope is "Device", unlike the computer's battery."""
    supplies = [
        supply for supply in sorted(Path(folder).glob("*")) if read_value(supply / "scope") == "Device"
    ]
    return [
        {
            "name": read_value(supply / "model_name") or supply.name,
            "capacity": read_value(supply / "capacity"),
            "level": read_value(supply / "capacity_level"),
            "status": read_value(supply / "status"),
        }
        for supply in supplies
    ]


def _read_input_devices_linux(machine: Machine) -> Peripherals:
    listed = machine.read(File("/proc/bus/input/devices"))
    if listed is None:
        raise ProbeError(N_("Couldn't check which mice and keyboards are connected."))
    blocks = [block for block in listed.split("\n\n") if block.strip()]
    return Peripherals(
        mice=sum(map(_is_mouse_entry, blocks)),
        keyboards=sum(map(_is_keyboard_entry, blocks)),
        batteries=[_parse_battery(entry) for entry in to_objects(machine.read(Reading(read_batteries)))],
        held=[key for key in HOLDING_KEYS if _is_gnome_key_on(machine, key)],
    )


def _is_mouse_entry(block: str) -> bool:
    """Return whether a device moves both ways (REL_X, REL_Y), or is a touchpad (INPUT_PROP_POINTER)."""
    moves = re.search(r"^B: REL=(?:[0-9a-f]+ )*([0-9a-f]+)", block, re.MULTILINE)
    kind = re.search(r"^B: PROP=([0-9a-f]+)", block, re.MULTILINE)
    served = re.search(r"^H: Handlers=.*\bmouse\d", block, re.MULTILINE)
    return bool(served or (moves and int(moves[1], 16) & 3 == 3) or (kind and int(kind[1], 16) & 1))


def _is_keyboard_entry(block: str) -> bool:
    """Return whether an input device has letter keys.

    Bits 16 to 25 of its keys are the row Q to P (input-event-codes.h). A power button is a keyboard with one
    key.
    """
    keys = re.search(r"^B: KEY=.*?([0-9a-f]+)\s*$", block, re.MULTILINE)
    row = 0b11_1111_1111 << 16
    return keys is not None and int(keys[1], 16) & row == row


def _parse_battery(entry: Mapping[str, Json]) -> PeripheralBattery:
    percent = to_int(entry.get("capacity"))
    charging = entry.get("status") in ("Charging", "Full")
    low = entry.get("level") in ("Critical", "Low") or (percent is not None and percent <= LOW)
    return PeripheralBattery(to_text(entry.get("name")), percent, low and not charging)


def _is_gnome_key_on(machine: Machine, key: str) -> bool:
    try:
        return machine.run(Command(("gsettings", "get", SCHEMA, key))).stdout.strip() == "true"
    except ProbeError:  # no GNOME
        return False


# -- macOS -----------------------------------------------------------------------------------------


def _read_input_devices_macos(machine: Machine) -> Peripherals:
    """Return the devices that report a battery, and the setting "Slow Keys"."""
    listed = run_and_read_output(machine, Command(("ioreg", "-r", "-k", "BatteryPercent", "-a")))
    found = [_parse_mac_battery(entry) for entry in to_objects(_parse_plist(listed))]
    settings = _parse_plist(
        machine.run(Command(("defaults", "export", "com.apple.universalaccess", "-"))).stdout
    )
    slow = isinstance(settings, dict) and to_bool(settings.get("slowKey")) is True
    return Peripherals(None, None, [b for b in found if b.name], held=["slowKey"] if slow else [])


def _parse_mac_battery(entry: Mapping[str, Json]) -> PeripheralBattery:
    percent = to_int(entry.get("BatteryPercent"))
    return PeripheralBattery(to_text(entry.get("Product")), percent, percent is not None and percent <= LOW)


def _parse_plist(text: str) -> Json:
    """Return the property list that ioreg printed; [] if it printed nothing or something invalid."""
    try:
        return plistlib.loads(text.encode()) if text.strip() else []
    except (plistlib.InvalidFileException, ExpatError, ValueError):
        return []


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$d=Get-CimInstance Win32_PnPEntity -Filter \"PNPClass='Mouse' OR PNPClass='Keyboard'\" |"
    " Where-Object { $_.Present };"
    "[pscustomobject]@{Mice=@($d | Where-Object { $_.PNPClass -eq 'Mouse' }).Count;"
    "Keyboards=@($d | Where-Object { $_.PNPClass -eq 'Keyboard' }).Count;"
    "Broken=@($d | Where-Object { $_.ConfigManagerErrorCode -ne 0 } |"
    " ForEach-Object { [pscustomobject]@{Name=$_.Name; Code=$_.ConfigManagerErrorCode} })}"
)
"""Script that lists mice and keyboards with their error codes; 0 is working.

Source: Microsoft Learn, Win32_PnPEntity. PNPClass isn't translated.
"""

SPI_GETFILTERKEYS, SPI_SETFILTERKEYS = 0x32, 0x33
FILTERKEYS_ON = 1
SAVE_AND_TELL = 3  # SPIF_UPDATEINIFILE | SPIF_SENDCHANGE


def read_filter_keys() -> Json:
    """Return whether Filter Keys is on, so that Windows ignores short key presses."""
    _, _, now = _query_filter_keys()
    return bool(now[1] & FILTERKEYS_ON)


def set_filter_keys(on: bool) -> Json:
    """Turn Filter Keys on or off; its timings are kept.

    Raises:
        StepError: Windows refused.
    """
    user32, ctypes, now = _query_filter_keys()
    now[1] = now[1] | FILTERKEYS_ON if on else now[1] & ~FILTERKEYS_ON
    if not user32.SystemParametersInfoW(SPI_SETFILTERKEYS, now[0], ctypes.byref(now), SAVE_AND_TELL):
        raise StepError(N_("The setting couldn't be changed."), detail=str(ctypes.WinError()))
    return True


def _query_filter_keys() -> tuple[Any, Any, Any]:
    """Return user32, ctypes and a filled FILTERKEYS.

    The structure has six integers, size and flags first (winuser.h).
    """
    ctypes: Any = import_module("ctypes")
    user32, now = (
        declare_function_types(ctypes, ctypes.windll.user32, "SystemParametersInfoW"),
        (ctypes.c_uint * 6)(24),
    )
    user32.SystemParametersInfoW(SPI_GETFILTERKEYS, 24, ctypes.byref(now), 0)
    return user32, ctypes, now


def _read_input_devices_windows(machine: Machine) -> Peripherals:
    found = read_script_output_object(machine, WINDOWS)
    broken = [
        f"{to_text(d.get('Name'))} (code {to_text(d.get('Code'))})"
        for d in to_objects(found.get("Broken"))
        if to_int(d.get("Code")) not in SWITCHED_OFF  # a touchpad that the user disabled
    ]
    held = ["FilterKeys"] if machine.read(Reading(read_filter_keys)) is True else []
    return Peripherals(to_int(found.get("Mice")), to_int(found.get("Keyboards")), (), broken, held)


PERIPHERALS: Probe[Peripherals] = Probe(
    "mice and keyboards",
    {
        Platform.LINUX: _read_input_devices_linux,
        Platform.MACOS: _read_input_devices_macos,
        Platform.WINDOWS: _read_input_devices_windows,
    },
)


# -- the step --------------------------------------------------------------------------------------


def _set_slow_keys_gnome(step: HoldKeys, machine: Machine, _: Progress) -> str:
    for key in step.keys:
        if key not in HOLDING_KEYS:
            raise StepError(N_("The setting couldn't be changed."), detail=key[:100])
        output = machine.change(Command(("gsettings", "set", SCHEMA, key, "true" if step.on else "false")))
        if output.code != 0:
            raise StepError(N_("The setting couldn't be changed."), detail=output.stderr.strip()[:500])
    return f"{', '.join(step.keys)}: {step.on}"


def _set_filter_keys_windows(step: HoldKeys, machine: Machine, _: Progress) -> str:
    machine.change(Native(set_filter_keys, {"on": step.on}))
    return f"FilterKeys: {step.on}"


@dataclass(frozen=True, slots=True)
class HoldKeys(Step):
    """Step that turns on or off the settings that make a keyboard ignore short or repeated key presses.

    Attributes:
        keys: the settings (GNOME has two).
        on: whether to turn them on.
    """

    keys: tuple[str, ...]
    on: bool

    name: ClassVar[str] = "hold-keys"
    risk: ClassVar[Text | None] = N_("Some people need this setting to type. If you do, leave it on.")
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _set_slow_keys_gnome, Platform.WINDOWS: _set_filter_keys_windows}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the keyboard setting is changed."""
        if self.on:
            return N_("Set the keyboard to ignore short key presses.")
        return N_("Set the keyboard to respond to every key press.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the former setting."""
        return HoldKeys(self.keys, not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the settings are on or off as before."""
        held = PERIPHERALS.read(machine).held
        return all((key in held) is not self.on for key in self.keys)
