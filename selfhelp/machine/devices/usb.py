"""What is plugged in by USB and Thunderbolt, and does not work there.

Linux: /sys/bus/usb and /sys/bus/thunderbolt (Documentation/ABI/testing/sysfs-bus-usb, sysfs-bus-thunderbolt).
Windows: Win32_PnPEntity with its ConfigManagerErrorCode, which is a number in every language. macOS:
system_profiler(8) tells what a device draws and what it may draw; of devices it does not recognise it
says nothing. No row was tried with real devices.
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
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Probe, Reading, Row, Step, elevate, system_profiler
from selfhelp.machine.command_output import objects, whole, windows_objects, words
from selfhelp.machine.devices.usb_devices import NOTHING_TO_ALLOW, SWITCHED_OFF, UNSEEN, below, is_device
from selfhelp.machine.sysfs import value

RESCAN = "rescan-devices"


class Fault(StrEnum):
    """What keeps a device from working."""

    BROKEN = "broken"  # the system sees it and cannot talk to it
    HUNGRY = "hungry"  # it gets too little power
    FORBIDDEN = "forbidden"  # the organisation keeps such devices out, or has to allow them first
    SWITCHED_OFF = "switched off"  # somebody with the right to do so disabled it


@dataclass(frozen=True, slots=True)
class Device:
    """A device that does not work; ``name`` is foreign text, ``detail`` is for a technician."""

    name: str
    fault: Fault
    detail: str


# -- Linux -----------------------------------------------------------------------------------------


def plugged(folder: str = "/sys/bus") -> Json:
    """Return the USB devices and the Thunderbolt devices, with what the kernel says about each."""
    usb = [
        _usb(path) for path in sorted(Path(folder, "usb", "devices").glob("[0-9]*-[0-9]*")) if is_device(path)
    ]
    thunderbolt = [
        {"name": value(path / "device_name"), "authorized": value(path / "authorized"), "port": path.name}
        for path in sorted(Path(folder, "thunderbolt", "devices").glob("[0-9]*-[0-9]*"))
        if (path / "authorized").exists()  # the computer's own controller has none
    ]
    security = value(Path(folder, "thunderbolt", "devices", "domain0", "security"))
    return {"seen": Path(folder).is_dir(), "usb": usb, "thunderbolt": thunderbolt, "security": security}


def _usb(path: Path) -> Json:
    product = value(path / "product") or f"{value(path / 'idVendor')}:{value(path / 'idProduct')}"
    return {
        "name": f"{value(path / 'manufacturer')} {product}".strip(),
        "port": path.name,
        "authorized": value(path / "authorized"),
        "configuration": value(path / "bConfigurationValue"),
    }


def _linux(machine: Machine) -> Sequence[Device]:
    """Look for what is not authorised, and for what the kernel did not configure.

    A device that asks for more power than its socket has stays without a configuration
    (drivers/usb/core/generic.c, "insufficient available bus power").
    """
    answer = machine.read(Reading(plugged))
    if answer.get("seen") is not True:
        raise ProbeError(UNSEEN)
    found: list[Device] = []
    for entry in objects(answer.get("usb")):
        name, port = words(entry.get("name")), f"USB port {words(entry.get('port'))}"
        if words(entry.get("authorized")) == "0":
            found.append(Device(name, Fault.FORBIDDEN, f"{port}, authorized 0"))
        elif not words(entry.get("configuration")):
            found.append(Device(name, Fault.HUNGRY, f"{port}, not configured"))
    if answer.get("security") in NOTHING_TO_ALLOW:
        return found
    for entry in objects(answer.get("thunderbolt")):
        if words(entry.get("authorized")) == "0":
            name, port = words(entry.get("name")), words(entry.get("port"))
            found.append(Device(name, Fault.FORBIDDEN, f"Thunderbolt port {port}, authorized 0"))
    return found


# -- macOS -----------------------------------------------------------------------------------------


def _macos(machine: Machine) -> Sequence[Device]:
    found: list[Device] = []
    for entry in below(system_profiler.parts(machine, "SPUSBDataType")):
        drawn, allowed = whole(entry.get("bus_power_used")), whole(entry.get("bus_power"))
        if drawn is not None and allowed is not None and drawn > allowed:
            detail = f"draws {drawn} mA, may draw {allowed} mA"
            found.append(Device(words(entry.get("_name")), Fault.HUNGRY, detail))
    return found


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "Get-CimInstance Win32_PnPEntity -Filter 'ConfigManagerErrorCode <> 0' |"
    " Where-Object { $_.Present -and ($_.DeviceID -like 'USB*' -or $_.PNPClass -eq 'SmartCardReader') } |"
    " ForEach-Object { [pscustomobject]@{Name=$_.Name; Id=$_.DeviceID; Code=$_.ConfigManagerErrorCode} }"
)

_CODES: Mapping[int, Fault] = MappingProxyType(
    {**dict.fromkeys(SWITCHED_OFF, Fault.SWITCHED_OFF), 48: Fault.FORBIDDEN}
)
"""Error codes of the device manager (Microsoft Learn): 48 is blocked; all others, 10, 28, 31 and 43 among
them, are a device that does not start or has no driver."""


def _windows(machine: Machine) -> Sequence[Device]:
    return [
        Device(words(d.get("Name")), _CODES.get(code, Fault.BROKEN), f"code {code}, {words(d.get('Id'))}")
        for d in windows_objects(machine, WINDOWS)
        if (code := whole(d.get("Code")) or 0)
    ]


FAULTY: Probe[Sequence[Device]] = Probe(
    "devices that are plugged in and do not work",
    {Platform.LINUX: _linux, Platform.MACOS: _macos, Platform.WINDOWS: _windows},
)


# -- the step --------------------------------------------------------------------------------------


def _rescan(_step: RescanDevices, machine: Machine, _progress: Progress) -> str:
    return elevate.ask(machine, RESCAN)


@dataclass(frozen=True, slots=True)
class RescanDevices(Step):
    """Lets the system look for devices anew; it changes nothing that works."""

    name: ClassVar[str] = "rescan-devices"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    admin: ClassVar[bool] = True
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: RESCAN, Platform.WINDOWS: RESCAN}
    )
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _rescan, Platform.WINDOWS: _rescan}
    )

    def sentence(self) -> Text:
        """Say what is done."""
        return N_("Scan for devices again.")
