"""What is plugged in by USB and Thunderbolt, working or not: devices, hubs and docks.

Linux: /sys/bus/usb and /sys/bus/thunderbolt (Documentation/ABI: sysfs-bus-usb, sysfs-bus-thunderbolt).
Windows: Win32_PnPEntity (Microsoft Learn). macOS: system_profiler(8), whose kind and keys are others from
macOS 26 on. The Windows and macOS rows are from documentation, not tried; nor was any with a real dock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import objects, texts, whole, windows_objects, words
from selfhelp.machine.sysfs import value
from selfhelp.machine.system_profiler import parts

SWITCHED_OFF = frozenset({22, 29, 32})
"""CM_PROB_DISABLED, CM_PROB_HARDWARE_DISABLED, CM_PROB_DISABLED_SERVICE ("Device Manager error messages",
Microsoft Learn): somebody disabled the device or its service, here or in the firmware. It is not broken."""

NO_SOCKET = N_("No USB ports found on this computer.")
UNSEEN = N_("Couldn't check which devices are plugged in.")


@dataclass(frozen=True, slots=True)
class Plugged:
    """One device; ``name`` is foreign text, what is not told is empty or None.

    Attributes:
        name: what maker and device call themselves.
        kind: what it is for.
        bus: USB or Thunderbolt.
        number: of maker and product, four hexadecimal digits each.
        speed: of the connection, in Mbit/s.
        port: where it is plugged in.
        draws: the power it asks for at most, in mA.
        trouble: why it does not work; empty where it does.
    """

    name: str
    kind: str
    bus: str = "USB"
    number: str = ""
    speed: int | None = None
    port: str = ""
    draws: int | None = None
    trouble: str = ""


# -- Linux -----------------------------------------------------------------------------------------

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "01": "sound",
        "02": "network or modem",
        "03": "input",
        "05": "force feedback",
        "06": "camera or phone",
        "07": "printer",
        "08": "storage",
        "09": "hub",
        "0b": "smart card reader",
        "0d": "fingerprint or security",
        "0e": "camera",
        "11": "billboard",
        "e0": "wireless",
    }
)
"""Codes of the USB Implementers Forum, "Defined Class Codes"; a device of the code 00 tells by its parts."""

INPUTS: Mapping[str, str] = MappingProxyType({"01": "keyboard", "02": "mouse"})
"""bInterfaceProtocol of an input device that a computer's firmware understands (HID 1.11, 4.3)."""


def bus(folder: str = "/sys/bus") -> Json:
    """Return what hangs on USB and Thunderbolt; the computer's own root hubs and controllers are left out."""
    usb = [
        _usb(path) for path in sorted(Path(folder, "usb", "devices").glob("[0-9]*-[0-9]*")) if is_device(path)
    ]
    thunderbolt = [
        {
            "name": f"{value(path / 'vendor_name')} {value(path / 'device_name')}".strip(),
            "authorized": value(path / "authorized"),
            "speed": value(path / "rx_speed"),
            "port": path.name,
        }
        for path in sorted(Path(folder, "thunderbolt", "devices").glob("[0-9]*-[0-9]*"))
        if (path / "authorized").exists()
    ]
    security = value(Path(folder, "thunderbolt", "devices", "domain0", "security"))
    seen = Path(folder, "usb").is_dir() or Path(folder, "thunderbolt").is_dir()
    return {"seen": seen, "usb": usb, "thunderbolt": thunderbolt, "security": security}


def is_device(path: Path) -> bool:
    """Whether a folder of the kernel is a device; with a colon in its name it is a part of one."""
    return ":" not in path.name and (path / "idVendor").exists()


def _usb(path: Path) -> Json:
    faces = sorted(path.glob(f"{path.name}:*"))
    return {
        "name": f"{value(path / 'manufacturer')} {value(path / 'product')}".strip(),
        "number": f"{value(path / 'idVendor')}:{value(path / 'idProduct')}",
        "class": value(path / "bDeviceClass"),
        "parts": [[value(f / "bInterfaceClass"), value(f / "bInterfaceProtocol")] for f in faces],
        "drivers": sorted({(face / "driver").resolve().name for face in faces if (face / "driver").exists()}),
        "speed": value(path / "speed"),
        "draws": value(path / "bMaxPower"),
        "port": path.name,
        "authorized": value(path / "authorized"),
        "configuration": value(path / "bConfigurationValue"),
    }


NOTHING_TO_ALLOW = ("dponly", "usbonly", "nopcie")
"""Security levels at which a Thunderbolt device is a screen and a USB hub alone: it works, and is never
authorised (Documentation/admin-guide/thunderbolt.rst)."""


def _linux(machine: Machine) -> Sequence[Plugged]:
    told = machine.read(Reading(bus))
    if not isinstance(told, dict) or "seen" not in told:
        raise ProbeError(UNSEEN)
    if told["seen"] is not True:
        raise NotOfferedError(NO_SOCKET)
    free = told.get("security") in NOTHING_TO_ALLOW
    docks = [
        Plugged(
            name=words(entry.get("name")),
            kind="dock or device",
            bus="Thunderbolt",
            speed=_gigabits(words(entry.get("speed"))),
            port=words(entry.get("port")),
            trouble="waits to be allowed" if words(entry.get("authorized")) == "0" and not free else "",
        )
        for entry in objects(told.get("thunderbolt"))
    ]
    return [*docks, *(_linux_usb(entry) for entry in objects(told.get("usb")))]


def _gigabits(text: str) -> int | None:
    """Return ``20.0 Gb/s`` in Mbit/s."""
    found = re.match(r"([\d.]+) Gb/s", text)
    return round(1000 * float(found[1])) if found else None


def _linux_usb(entry: Mapping[str, Json]) -> Plugged:
    number, draws = words(entry.get("number")), re.match(r"\d+", words(entry.get("draws")))
    return Plugged(
        name=words(entry.get("name")) or f"device {number}",
        kind=_kind(words(entry.get("class")), entry.get("parts")),
        number=number,
        speed=whole(entry.get("speed")),
        port=words(entry.get("port")),
        draws=int(draws[0]) if draws else None,
        trouble=_linux_trouble(entry),
    )


def _kind(code: str, faces: Json) -> str:
    """Return what a device is for: its own class, or those of its parts (00 and ef say nothing)."""
    if code in CLASSES and code != "02":
        return CLASSES[code]
    kinds: dict[str, None] = {}
    for face in faces if isinstance(faces, list) else ():
        pair = texts(face)
        kind = CLASSES.get(pair[0], "") if pair else ""
        kinds[INPUTS.get(pair[1], kind) if kind == "input" and len(pair) > 1 else kind] = None
    return ", ".join(kind for kind in kinds if kind)


def _linux_trouble(entry: Mapping[str, Json]) -> str:
    if words(entry.get("authorized")) == "0":
        return "not allowed"
    if not words(entry.get("configuration")):
        return "too little power, or not understood"
    if entry.get("drivers") == [] and entry.get("parts"):
        return "no driver"
    return ""


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "Get-CimInstance Win32_PnPEntity -Filter \"DeviceID LIKE 'USB\\\\%' OR DeviceID LIKE 'USB4\\\\%' OR"
    " DeviceID LIKE 'TBT\\\\%' OR DeviceID LIKE 'THUNDERBOLT\\\\%'\" | Where-Object { $_.Present } |"
    " ForEach-Object { [pscustomobject]@{Name=$_.Name; Maker=$_.Manufacturer; Class=$_.PNPClass;"
    "Id=$_.DeviceID; Service=$_.Service; Code=$_.ConfigManagerErrorCode} }"
)
"""PNPClass and Service are not translated; ``\\`` stands for one backslash in a WQL text."""

PNP_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "biometric": "fingerprint or security",
        "bluetooth": "wireless",
        "camera": "camera",
        "diskdrive": "storage",
        "hidclass": "input",
        "image": "camera or scanner",
        "keyboard": "keyboard",
        "media": "sound",
        "monitor": "screen",
        "mouse": "mouse",
        "net": "network",
        "ports": "serial port",
        "printer": "printer",
        "scsiadapter": "storage",
        "smartcardreader": "smart card reader",
        "wpd": "phone",
    }
)
"""System-defined device setup classes (Microsoft Learn)."""

_ID = re.compile(r"VID_([0-9A-F]{4})&PID_([0-9A-F]{4})", re.IGNORECASE)


def _windows(machine: Machine) -> Sequence[Plugged]:
    return [_windows_device(entry) for entry in windows_objects(machine, WINDOWS) if not _is_root(entry)]


def _is_root(entry: Mapping[str, Json]) -> bool:
    return "ROOT_HUB" in words(entry.get("Id")).upper()


def _windows_device(entry: Mapping[str, Json]) -> Plugged:
    known, code = words(entry.get("Id")), whole(entry.get("Code")) or 0
    numbers, hub = _ID.search(known), words(entry.get("Service")).casefold().startswith("usbhub")
    part = re.search(r"&MI_(\w\w)", known, re.IGNORECASE)
    trouble = "switched off" if code in SWITCHED_OFF else f"does not work (code {code})" if code else ""
    return Plugged(
        name=words(entry.get("Name")),
        kind="hub" if hub else PNP_CLASSES.get(words(entry.get("Class")).casefold(), ""),
        bus="Thunderbolt" if known.upper().startswith(("TBT", "THUNDERBOLT", "USB4")) else "USB",
        number=f"{numbers[1]}:{numbers[2]}".lower() if numbers else "",
        port=f"part {part[1]} of a device" if part else "",
        trouble=trouble,
    )


# -- macOS -----------------------------------------------------------------------------------------

DEPTH = 8
"""A chain of hubs has at most seven (USB 3.2, 4.1)."""


def _macos(machine: Machine) -> Sequence[Plugged]:
    try:
        buses = parts(machine, "SPUSBDataType")
    except ProbeError:  # macOS 26 and later
        buses = parts(machine, "SPUSBHostDataType")
    usb = [device for entry in below(buses) if (device := _mac_usb(entry)) is not None]
    try:
        lines = parts(machine, "SPThunderboltDataType")
    except ProbeError:
        return usb
    return [*(_mac_dock(entry) for line in lines for entry in below(objects(line.get("_items")))), *usb]


def below(entries: Sequence[Mapping[str, Json]], depth: int = DEPTH) -> Iterator[Mapping[str, Json]]:
    """Go through devices and what is plugged into them."""
    for entry in entries:
        yield entry
        if depth:
            yield from below(objects(entry.get("_items")), depth - 1)


def _mac_usb(entry: Mapping[str, Json]) -> Plugged | None:
    """Return one device; None for the buses, which have no number of a product."""
    maker = words(entry.get("vendor_id")) or words(entry.get("USBDeviceKeyVendorID"))
    product = words(entry.get("product_id")) or words(entry.get("USBDeviceKeyProductID"))
    if not product:
        return None
    drawn, allowed = whole(entry.get("bus_power_used")), whole(entry.get("bus_power"))
    hungry = drawn is not None and allowed is not None and drawn > allowed
    name = words(entry.get("_name"))
    return Plugged(
        name=f"{words(entry.get('manufacturer'))} {name}".strip(),
        kind="hub" if "hub" in name.casefold() else "",
        number=f"{_digits(maker)}:{_digits(product)}",
        port=words(entry.get("location_id")) or words(entry.get("USBKeyLocationID")),
        draws=drawn,
        trouble=f"draws {drawn} mA, may draw {allowed} mA" if hungry else "",
    )


def _digits(text: str) -> str:
    """Return ``0x05ac  (Apple Inc.)`` as 05ac, and ``apple_vendor_id`` as Apple's number."""
    found = re.match(r"0x([0-9a-fA-F]{1,4})\b", text)
    return found[1].lower().rjust(4, "0") if found else "05ac" if text.startswith("apple") else "????"


def _mac_dock(entry: Mapping[str, Json]) -> Plugged:
    name = f"{words(entry.get('vendor_name_key'))} {words(entry.get('device_name_key'))}".strip()
    return Plugged(name=name or words(entry.get("_name")), kind="dock or device", bus="Thunderbolt")


PLUGGED: Probe[Sequence[Plugged]] = Probe(
    "what is plugged in by USB and Thunderbolt",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
