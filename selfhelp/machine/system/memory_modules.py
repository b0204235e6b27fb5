"""Memory modules: which ones are in which slot, and which slots are free.

Linux: udev keeps what the firmware says about memory (systemd, ``dmi_memory_id``: MEMORY_DEVICE_0_SIZE …) in
its database, which everybody may read; the firmware's own table is for root. Windows: Win32_PhysicalMemory
and Win32_PhysicalMemoryArray (Microsoft Learn). macOS: system_profiler(8); Macs with Apple's own processor
have no modules, and say only how much and of which kind. All rows are from documentation, not tried: the
computers at hand say nothing about their memory.
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
from selfhelp.machine.command_output import assignments, objects, whole, windows_object, words
from selfhelp.machine.system.asset_identity import meant
from selfhelp.machine.system_profiler import parts

SILENT = N_("Memory module details aren't available on this computer.")


@dataclass(frozen=True, slots=True)
class Module:
    """One module; ``size`` in bytes, ``speed`` as it runs, in MT/s; None or empty where not told."""

    slot: str
    size: int
    kind: str
    speed: int | None
    maker: str
    part: str
    serial: str


@dataclass(frozen=True, slots=True)
class Memory:
    """All modules, and how many slots there are for them (None where not told)."""

    slots: int | None
    modules: Sequence[Module]


# -- Linux -----------------------------------------------------------------------------------------

UDEV = "/run/udev/data/+dmi:id"
"""udev's database: lines ``E:NAME=value`` (systemd, src/libsystemd/sd-device/device-private.c)."""


def _linux(machine: Machine) -> Memory:
    text = machine.read(File(UDEV)) or ""
    told = assignments("\n".join(entry[2:] for entry in text.splitlines() if entry.startswith("E:")))
    numbers = sorted({int(n[1]) for name in told if (n := re.match(r"MEMORY_DEVICE_(\d{1,4})_", name))})
    if not numbers:
        raise NotOfferedError(SILENT)
    devices = [_udev_device(told, number) for number in numbers]
    slots = whole(told.get("MEMORY_ARRAY_NUM_DEVICES")) or len(devices)
    return Memory(slots, [_udev_module(device) for device in devices if whole(device.get("SIZE"))])


def _udev_device(told: Mapping[str, str], number: int) -> Mapping[str, str]:
    start = f"MEMORY_DEVICE_{number}_"
    return {name.removeprefix(start): value for name, value in told.items() if name.startswith(start)}


def _udev_module(device: Mapping[str, str]) -> Module:
    slot = device.get("LOCATOR") or device.get("BANK_LOCATOR") or ""
    return Module(
        slot=slot,
        size=whole(device.get("SIZE")) or 0,
        kind=device.get("TYPE", ""),
        speed=whole(device.get("CONFIGURED_SPEED_MTS")) or whole(device.get("SPEED_MTS")),
        maker=meant(device.get("MANUFACTURER", "")),
        part=meant(device.get("PART_NUMBER", "")),
        serial=meant(device.get("SERIAL_NUMBER", "")),
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
"""Kinds of memory (SMBIOS specification, 7.18.2); 27 to 29 are LPDDR to LPDDR3 of old tablets."""


def _windows(machine: Machine) -> Memory:
    told = windows_object(machine, WINDOWS)
    modules = [_windows_module(entry) for entry in objects(told.get("Modules"))]
    if not modules:  # a virtual computer
        raise NotOfferedError(SILENT)
    counts = told.get("Slots") if isinstance(told.get("Slots"), list) else [told.get("Slots")]
    return Memory(sum(whole(count) or 0 for count in counts or ()) or None, modules)


def _windows_module(entry: Mapping[str, Json]) -> Module:
    return Module(
        slot=words(entry.get("Slot")),
        size=whole(entry.get("Size")) or 0,
        kind=KINDS.get(whole(entry.get("Kind")) or 0, ""),
        speed=whole(entry.get("Speed")) or None,
        maker=meant(words(entry.get("Maker"))),
        part=meant(words(entry.get("Part"))),
        serial=meant(words(entry.get("Serial"))),
    )


# -- macOS -----------------------------------------------------------------------------------------


def _macos(machine: Machine) -> Memory:
    """Read SPMemoryDataType: banks with ``_items``, or one entry for memory that is soldered in."""
    found = parts(machine, "SPMemoryDataType")
    slots = [slot for bank in found for slot in objects(bank.get("_items"))]
    modules = list(_mac_modules(slots or found))
    if not modules:
        raise NotOfferedError(SILENT)
    return Memory(len(slots) or None, modules)


def _mac_modules(entries: Sequence[Mapping[str, Json]]) -> Iterator[Module]:
    for entry in entries:
        size = _bytes(words(entry.get("dimm_size")) or words(entry.get("SPMemoryDataType")))
        if not size:
            continue
        speed = re.match(r"(\d+) ?MHz", words(entry.get("dimm_speed")))
        yield Module(
            slot=words(entry.get("_name")) if "dimm_size" in entry else "soldered in",
            size=size,
            kind=words(entry.get("dimm_type")),
            speed=int(speed[1]) if speed else None,
            maker=words(entry.get("dimm_manufacturer")),
            part=_plain(words(entry.get("dimm_part_number"))),
            serial=_plain(words(entry.get("dimm_serial_number"))),
        )


def _bytes(text: str) -> int:
    """Return ``8 GB`` as bytes; an empty slot says ``empty``."""
    found = re.fullmatch(r"(\d+) ?([MG])B", text)
    return int(found[1]) * {"M": 2**20, "G": 2**30}[found[2]] if found else 0


def _plain(number: str) -> str:
    return "" if number in ("-", "0x") else number


MEMORY: Probe[Memory] = Probe(
    "which memory modules there are",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
