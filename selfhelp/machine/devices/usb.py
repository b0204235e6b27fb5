"""USB and Thunderbolt devices that don't work.

Linux: /sys/bus/usb and /sys/bus/thunderbolt (Documentation/ABI/testing/sysfs-bus-usb, sysfs-bus-thunderbolt).
Windows: Win32_PnPEntity with its ConfigManagerErrorCode, which isn't localised. macOS: system_profiler(8)
reports a device's power demand and limit, but no devices it doesn't recognise. No row was tested with real
devices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Probe, Reading, elevate, system_profiler
from selfhelp.machine.command_output import read_script_output_objects, to_int, to_objects, to_text
from selfhelp.machine.devices.usb_devices import (
    NOTHING_TO_ALLOW,
    SWITCHED_OFF,
    UNSEEN,
    is_device_folder,
    iter_mac_devices,
)
from selfhelp.machine.sysfs import read_value

RESCAN = "rescan-devices"


class UsbFault(StrEnum):
    """Types of fault in a USB or Thunderbolt device."""

    BROKEN = "broken"  # detected, but communication fails
    HUNGRY = "hungry"  # not enough power
    FORBIDDEN = "forbidden"  # blocked by the organisation, or waiting for its approval
    SWITCHED_OFF = "switched off"  # disabled by an administrator


@dataclass(frozen=True, slots=True)
class FaultyDevice:
    """A device that doesn't work; ``name`` is external text, ``detail`` is for a technician."""

    name: str
    fault: UsbFault
    detail: str


# -- Linux -----------------------------------------------------------------------------------------


def read_usb_states(folder: str = "/sys/bus") -> Json:
    """Return the USB and Thunderbolt devices with their kernel attributes."""
    usb = [
        _read_usb_device(path)
        for path in sorted(Path(folder, "usb", "devices").glob("[0-9]*-[0-9]*"))
        if is_device_folder(path)
    ]
    thunderbolt = [
        {
            "name": read_value(path / "device_name"),
            "authorized": read_value(path / "authorized"),
            "port": path.name,
        }
        for path in sorted(Path(folder, "thunderbolt", "devices").glob("[0-9]*-[0-9]*"))
        if (path / "authorized").exists()  # the computer's own controller has none
    ]
    security = read_value(Path(folder, "thunderbolt", "devices", "domain0", "security"))
    return {"seen": Path(folder).is_dir(), "usb": usb, "thunderbolt": thunderbolt, "security": security}


def _read_usb_device(path: Path) -> Json:
    product = (
        read_value(path / "product") or f"{read_value(path / 'idVendor')}:{read_value(path / 'idProduct')}"
    )
    return {
        "name": f"{read_value(path / 'manufacturer')} {product}".strip(),
        "port": path.name,
        "authorized": read_value(path / "authorized"),
        "configuration": read_value(path / "bConfigurationValue"),
    }


def _read_usb_states_linux(machine: Machine) -> Sequence[FaultyDevice]:
    """Return devices that aren't authorised, or that the kernel didn't configure.

    A device that needs more power than its port provides stays unconfigured (drivers/usb/core/generic.c,
    "insufficient available bus power").
    """
    answer = machine.read(Reading(read_usb_states))
    if answer.get("seen") is not True:
        raise ProbeError(UNSEEN)
    found: list[FaultyDevice] = []
    for entry in to_objects(answer.get("usb")):
        name, port = to_text(entry.get("name")), f"USB port {to_text(entry.get('port'))}"
        if to_text(entry.get("authorized")) == "0":
            found.append(FaultyDevice(name, UsbFault.FORBIDDEN, f"{port}, authorized 0"))
        elif not to_text(entry.get("configuration")):
            found.append(FaultyDevice(name, UsbFault.HUNGRY, f"{port}, not configured"))
    if answer.get("security") in NOTHING_TO_ALLOW:
        return found
    for entry in to_objects(answer.get("thunderbolt")):
        if to_text(entry.get("authorized")) == "0":
            name, port = to_text(entry.get("name")), to_text(entry.get("port"))
            found.append(FaultyDevice(name, UsbFault.FORBIDDEN, f"Thunderbolt port {port}, authorized 0"))
    return found


# -- macOS -----------------------------------------------------------------------------------------


def _read_usb_states_macos(machine: Machine) -> Sequence[FaultyDevice]:
    found: list[FaultyDevice] = []
    for entry in iter_mac_devices(system_profiler.read_parts_of_kind(machine, "SPUSBDataType")):
        drawn, allowed = to_int(entry.get("bus_power_used")), to_int(entry.get("bus_power"))
        if drawn is not None and allowed is not None and drawn > allowed:
            detail = f"draws {drawn} mA, may draw {allowed} mA"
            found.append(FaultyDevice(to_text(entry.get("_name")), UsbFault.HUNGRY, detail))
    return found


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "Get-CimInstance Win32_PnPEntity -Filter 'ConfigManagerErrorCode <> 0' |"
    " Where-Object { $_.Present -and ($_.DeviceID -like 'USB*' -or $_.PNPClass -eq 'SmartCardReader') } |"
    " ForEach-Object { [pscustomobject]@{Name=$_.Name; Id=$_.DeviceID; Code=$_.ConfigManagerErrorCode} }"
)

_CODES: Mapping[int, UsbFault] = MappingProxyType(
    {**dict.fromkeys(SWITCHED_OFF, UsbFault.SWITCHED_OFF), 48: UsbFault.FORBIDDEN}
)
"""Types of fault by Device Manager error code (Microsoft Learn); 48 is blocked.

With all other codes, such as 10, 28, 31 and 43, the device doesn't start or has no driver.
"""


def _read_usb_states_windows(machine: Machine) -> Sequence[FaultyDevice]:
    return [
        FaultyDevice(
            to_text(d.get("Name")), _CODES.get(code, UsbFault.BROKEN), f"code {code}, {to_text(d.get('Id'))}"
        )
        for d in read_script_output_objects(machine, WINDOWS)
        if (code := to_int(d.get("Code")) or 0)
    ]


FAULTY: Probe[Sequence[FaultyDevice]] = Probe(
    "devices that are plugged in and do not work",
    {
        Platform.LINUX: _read_usb_states_linux,
        Platform.MACOS: _read_usb_states_macos,
        Platform.WINDOWS: _read_usb_states_windows,
    },
)


# -- the step --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RescanDevices(elevate.ElevatedStep):
    """Step that makes the system scan for devices again; working devices are unaffected."""

    name: ClassVar[str] = "rescan-devices"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: RESCAN, Platform.WINDOWS: RESCAN}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before scanning for devices."""
        return N_("Scan for devices again.")
