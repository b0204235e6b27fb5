"""Memory modules by slot, and free slots.

Linux: udev stores the firmware's memory facts (systemd, ``dmi_memory_id``: MEMORY_DEVICE_0_SIZE …) in its
database, which everyone may read; only root may read the firmware's own table. Windows: Win32_PhysicalMemory
and Win32_PhysicalMemoryArray (Microsoft Learn). macOS: system_profiler(8); Macs with an Apple processor have
no modules, and report only size and type. All rows were written from documentation and are untested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import File, Machine, Probe
from selfhelp.machine.command_output import (
    parse_assignments,
    read_script_output_object,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.system.asset_identity import drop_placeholder_text
from selfhelp.machine.system_profiler import read_parts_of_kind

SILENT = N_("Memory module details aren't available on this computer.")


@dataclass(frozen=True, slots=True)
class MemoryModule:
    """One memory module; ``size`` is in bytes, ``speed`` in MT/s as configured; None or "" if unknown."""

    slot: str
    size: int
    kind: str
    speed: int | None
    maker: str
    part: str
    serial: str


@dataclass(frozen=True, slots=True)
class MemoryModules:
    """All memory modules, and the number of slots (None if unknown)."""

    slots: int | None
    modules: Sequence[MemoryModule]


# -- Linux -----------------------------------------------------------------------------------------

UDEV = "/run/udev/data/+dmi:id"
"""Path of udev's facts about the firmware, in lines ``E:NAME=value``.

Source: systemd, src/libsystemd/sd-device/device-private.c.
"""


def _read_memory_modules_linux(machine: Machine) -> MemoryModules:
    text = machine.read(File(UDEV)) or ""
    told = parse_assignments("\n".join(entry[2:] for entry in text.splitlines() if entry.startswith("E:")))
    numbers = sorted({int(n[1]) for name in told if (n := re.match(r"MEMORY_DEVICE_(\d{1,4})_", name))})
    if not numbers:
        raise NotOfferedError(SILENT)
    devices = [_filter_udev_device(told, number) for number in numbers]
    slots = to_int(told.get("MEMORY_ARRAY_NUM_DEVICES")) or len(devices)
    return MemoryModules(
        slots, [_to_linux_module(device) for device in devices if to_int(device.get("SIZE"))]
    )


def _filter_udev_device(told: Mapping[str, str], number: int) -> Mapping[str, str]:
    start = f"MEMORY_DEVICE_{number}_"
    return {name.removeprefix(start): value for name, value in told.items() if name.startswith(start)}


def _to_linux_module(device: Mapping[str, str]) -> MemoryModule:
    slot = device.get("LOCATOR") or device.get("BANK_LOCATOR") or ""
    return MemoryModule(
        slot=slot,
        size=to_int(device.get("SIZE")) or 0,
        kind=device.get("TYPE", ""),
        speed=to_int(device.get("CONFIGURED_SPEED_MTS")) or to_int(device.get("SPEED_MTS")),
        maker=drop_placeholder_text(device.get("MANUFACTURER", "")),
        part=drop_placeholder_text(device.get("PART_NUMBER", "")),
        serial=drop_placeholder_text(device.get("SERIAL_NUMBER", "")),
    )


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "[pscustomobject]@{Slots=@(Get-CimInstance Win32_PhysicalMemoryArray |"
    " ForEach-Object { $_.MemoryDevices });"
    "Modules=@(Get-CimInstance Win32_PhysicalMemory | ForEach-Object { [pscustomobject]@{"
    "Slot=$_.DeviceLocator; Size=$_.Capacity; Kind=$_.SMBIOSMemoryType; Speed=$_.ConfiguredClockSpeed;"
    "Maker=$_.Manufacturer; Part=$_.PartNumber; Serial=$_.SerialNumber} })}"
)

KINDS: Mapping[int, str] = MappingProxyType(
    {20: "DDR", 21: "DDR2", 24: "DDR3", 26: "DDR4", 30: "LPDDR4", 34: "DDR5", 35: "LPDDR5"}
)
"""Memory types by number (SMBIOS specification, 7.18.2); 27 to 29 are LPDDR to LPDDR3 of old tablets."""


def _read_memory_modules_windows(machine: Machine) -> MemoryModules:
    told = read_script_output_object(machine, WINDOWS)
    modules = [_to_windows_module(entry) for entry in to_objects(told.get("Modules"))]
    if not modules:  # a virtual machine
        raise NotOfferedError(SILENT)
    counts = told.get("Slots") if isinstance(told.get("Slots"), list) else [told.get("Slots")]
    return MemoryModules(sum(to_int(count) or 0 for count in counts or ()) or None, modules)


def _to_windows_module(entry: Mapping[str, Json]) -> MemoryModule:
    return MemoryModule(
        slot=to_text(entry.get("Slot")),
        size=to_int(entry.get("Size")) or 0,
        kind=KINDS.get(to_int(entry.get("Kind")) or 0, ""),
        speed=to_int(entry.get("Speed")) or None,
        maker=drop_placeholder_text(to_text(entry.get("Maker"))),
        part=drop_placeholder_text(to_text(entry.get("Part"))),
        serial=drop_placeholder_text(to_text(entry.get("Serial"))),
    )


# -- macOS -----------------------------------------------------------------------------------------


def _read_memory_modules_macos(machine: Machine) -> MemoryModules:
    """Return the modules in SPMemoryDataType: banks with ``_items``, or one entry for soldered memory."""
    found = read_parts_of_kind(machine, "SPMemoryDataType")
    slots = [slot for bank in found for slot in to_objects(bank.get("_items"))]
    modules = list(_iter_mac_modules(slots or found))
    if not modules:
        raise NotOfferedError(SILENT)
    return MemoryModules(len(slots) or None, modules)


def _iter_mac_modules(entries: Sequence[Mapping[str, Json]]) -> Iterator[MemoryModule]:
    for entry in entries:
        size = _parse_size_bytes(to_text(entry.get("dimm_size")) or to_text(entry.get("SPMemoryDataType")))
        if not size:
            continue
        speed = re.match(r"(\d+) ?MHz", to_text(entry.get("dimm_speed")))
        yield MemoryModule(
            slot=to_text(entry.get("_name")) if "dimm_size" in entry else "soldered in",
            size=size,
            kind=to_text(entry.get("dimm_type")),
            speed=int(speed[1]) if speed else None,
            maker=to_text(entry.get("dimm_manufacturer")),
            part=_drop_placeholder_serial(to_text(entry.get("dimm_part_number"))),
            serial=_drop_placeholder_serial(to_text(entry.get("dimm_serial_number"))),
        )


def _parse_size_bytes(text: str) -> int:
    """Return a size such as ``8 GB`` in bytes; 0 for an empty slot, ``empty``."""
    found = re.fullmatch(r"(\d+) ?([MG])B", text)
    return int(found[1]) * {"M": 2**20, "G": 2**30}[found[2]] if found else 0


def _drop_placeholder_serial(number: str) -> str:
    return "" if number in ("-", "0x") else number


MEMORY: Probe[MemoryModules] = Probe(
    "which memory modules there are",
    {
        Platform.LINUX: _read_memory_modules_linux,
        Platform.WINDOWS: _read_memory_modules_windows,
        Platform.MACOS: _read_memory_modules_macos,
    },
)
