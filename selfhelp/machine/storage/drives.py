"""Drives: model, size, connection, and the drives' own health reports.

Linux: /sys/block (sizes in units of 512 bytes, whatever the drive's sector size), and UDisks2, which reads
SMART as root and publishes it (udisks, D-Bus API: ``Drive``, ``Drive.Ata``, ``NVMe.Controller``). Windows:
Get-PhysicalDisk, which needs no privileges (Microsoft Learn, Storage module). macOS: system_profiler(8). The
Windows and macOS rows were written from documentation and are untested.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import (
    read_script_output_objects,
    to_bool,
    to_float,
    to_int,
    to_objects,
    to_text,
    to_texts,
)
from selfhelp.machine.sysfs import read_value
from selfhelp.machine.system_profiler import read_inventory

UDISKS = (
    *("busctl", "--system", "--json=short", "--timeout=4", "call", "org.freedesktop.UDisks2"),
    *("/org/freedesktop/UDisks2", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects"),
)


@dataclass(frozen=True, slots=True)
class PhysicalDrive:
    """One drive of the computer; unknown values are "" or None.

    Attributes:
        model, serial: as printed on it.
        size: in bytes.
        kind: SSD or HDD.
        health: the drive's own verdict in one word, if readable without privileges.
        complaints: the problems it reports.
        connection: NVMe, SATA, USB …
        removable: whether it is hot-pluggable.
        warmth: in °C.
        hours: power-on hours.
        name: the system's name.
    """

    model: str
    size: int | None
    kind: str
    health: str
    serial: str
    connection: str = ""
    removable: bool | None = None
    warmth: float | None = None
    hours: int | None = None
    name: str = ""
    complaints: str = ""


# -- Linux -----------------------------------------------------------------------------------------


def read_block_devices(folder: str = "/sys/block") -> Json:
    """Return the drives in the kernel that belong to a device; sizes are in bytes."""
    return [_read_block_device(path) for path in sorted(Path(folder).glob("*")) if (path / "device").exists()]


def _read_block_device(path: Path) -> Json:
    sectors, model = to_int(read_value(path / "size")), read_value(path / "device" / "model")
    turning = read_value(path / "queue" / "rotational") if model else ""  # virtual drives all report true
    return {
        "name": path.name,
        "model": model,
        "size": sectors * 512 if sectors else None,
        "kind": {"0": "SSD", "1": "HDD"}.get(turning, ""),
        "serial": read_value(path / "device" / "serial") or read_value(path / "serial"),
        "connection": _find_connection_type(path),
        "removable": read_value(path / "removable") == "1",
    }


def _find_connection_type(path: Path) -> str:
    """Return a drive's connection, from the buses in its path (``/sys/devices/…/usb2/2-1/…``)."""
    way = str(path.resolve())
    marks = {"/usb": "USB", "/nvme": "NVMe", "/ata": "SATA", "/mmc": "memory card", "/virtio": "virtual"}
    return next((name for mark, name in marks.items() if mark in way), "")


def _read_drives_linux(machine: Machine) -> Sequence[PhysicalDrive]:
    told = _read_smart_data(machine)
    return [
        _to_linux_drive(e, told)
        for e in to_objects(machine.read(Reading(read_block_devices)))
        if e.get("size")
    ]


def _to_linux_drive(entry: Mapping[str, Json], told: Sequence[Mapping[str, Json]]) -> PhysicalDrive:
    model, serial, connection = (to_text(entry.get(key)) for key in ("model", "serial", "connection"))
    drive = PhysicalDrive(
        *(model, to_int(entry.get("size")), to_text(entry.get("kind")), "", serial, connection),
        removable=to_bool(entry.get("removable")) is True or connection == "USB",
        name=to_text(entry.get("name")),
    )
    about = next((d for d in told if serial and to_text(d.get("Serial")) == serial), None)
    about = about or next((d for d in told if model and to_text(d.get("Model")) == model), None)
    return _add_drive_health(drive, about) if about else drive


def _add_drive_health(drive: PhysicalDrive, about: Mapping[str, Json]) -> PhysicalDrive:
    kelvin, seconds = to_float(about.get("SmartTemperature")), to_int(about.get("SmartPowerOnSeconds"))
    return replace(
        drive,
        health=_parse_smart_verdict(about),
        complaints=", ".join(to_texts(about.get("SmartCriticalWarning") or [])),
        serial=drive.serial or to_text(about.get("Serial")),
        warmth=round(kelvin - 273.15) if kelvin else None,
        hours=seconds // 3600 if seconds else to_int(about.get("SmartPowerOnHours")) or None,
    )


def _parse_smart_verdict(about: Mapping[str, Json]) -> str:
    if not to_int(about.get("SmartUpdated")):
        return ""
    if to_bool(about.get("SmartFailing")):
        return "failing"
    return "warning" if about.get("SmartCriticalWarning") else "healthy"


def _read_smart_data(machine: Machine) -> Sequence[Mapping[str, Json]]:
    """Return UDisks2's properties of each drive; [] on a computer without UDisks2."""
    try:
        return parse_udisks_drives(machine.run(Command(UDISKS, timeout=6.0)).stdout)
    except ProbeError:
        return ()


def parse_udisks_drives(shown: str) -> Sequence[Mapping[str, Json]]:
    """Return the properties of every UDisks2 object.

    Raises:
        ProbeError: busctl returned unexpected output.
    """
    try:
        known = json.loads(shown)["data"][0].values()
        return [
            _merge_interface_properties(interfaces) for interfaces in known if isinstance(interfaces, dict)
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ProbeError(N_("The drives returned an unexpected response."), detail=repr(error)) from error


def _merge_interface_properties(interfaces: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the properties of one object's interfaces, without the type that busctl adds."""
    return {
        name: value.get("data")
        for properties in interfaces.values()
        if isinstance(properties, dict)
        for name, value in properties.items()
        if isinstance(value, dict)
    }


# -- Windows and macOS -----------------------------------------------------------------------------

WINDOWS = (
    "Get-PhysicalDisk | ForEach-Object { [pscustomobject]@{Model=$_.FriendlyName; Size=$_.Size;"
    'Kind="$($_.MediaType)"; Health="$($_.HealthStatus)"; Serial=$_.SerialNumber; Bus="$($_.BusType)"} }'
)
"""Script that lists the drives; HealthStatus is from SMART.

Media and bus types are enumeration names, which aren't localised.
"""

FROM_OUTSIDE = ("usb", "sd", "mmc", "1394")


def _read_drives_windows(machine: Machine) -> Sequence[PhysicalDrive]:
    return [_to_windows_drive(entry) for entry in read_script_output_objects(machine, WINDOWS)]


def _to_windows_drive(entry: Mapping[str, Json]) -> PhysicalDrive:
    model, kind, health, serial, bus = (
        to_text(entry.get(key)) for key in ("Model", "Kind", "Health", "Serial", "Bus")
    )
    removable = bus.casefold() in FROM_OUTSIDE if bus else None
    kind = "" if kind == "Unspecified" else kind
    return PhysicalDrive(model, to_int(entry.get("Size")), kind, health, serial, bus, removable)


def _read_drives_macos(machine: Machine) -> Sequence[PhysicalDrive]:
    found = read_inventory(machine, "SPNVMeDataType", "SPSerialATADataType")
    controllers = [controller for kind in found.values() for controller in kind]
    return [drive for c in controllers for drive in _iter_macos_drives(to_objects(c.get("_items")))]


def _iter_macos_drives(entries: Sequence[Json]) -> Iterator[PhysicalDrive]:
    for entry in entries:
        size, health = to_int(entry.get("size_in_bytes")), to_text(entry.get("smart_status"))
        yield PhysicalDrive(
            *(to_text(entry.get("device_model")), size, "", health, to_text(entry.get("device_serial"))),
            removable={"yes": True, "no": False}.get(to_text(entry.get("removable_media"))),
            name=to_text(entry.get("bsd_name")),
        )


DRIVES: Probe[Sequence[PhysicalDrive]] = Probe(
    "which drives there are",
    {
        Platform.LINUX: _read_drives_linux,
        Platform.WINDOWS: _read_drives_windows,
        Platform.MACOS: _read_drives_macos,
    },
)
