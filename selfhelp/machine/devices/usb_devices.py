"""USB and Thunderbolt devices, hubs and docks, working or not.

Linux: /sys/bus/usb and /sys/bus/thunderbolt (Documentation/ABI: sysfs-bus-usb, sysfs-bus-thunderbolt).
Windows: Win32_PnPEntity (Microsoft Learn). macOS: system_profiler(8), whose data type and keys changed in
macOS 26. The Windows and macOS rows were written from documentation and are untested; no row was tested with
a real dock.
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
from selfhelp.machine.command_output import read_script_output_objects, to_int, to_objects, to_text, to_texts
from selfhelp.machine.sysfs import read_value
from selfhelp.machine.system_profiler import read_parts_of_kind

SWITCHED_OFF = frozenset({22, 29, 32})
"""Error codes of a device that isn't broken: it or its service was disabled by a user or in the firmware.

They are CM_PROB_DISABLED, CM_PROB_HARDWARE_DISABLED and CM_PROB_DISABLED_SERVICE (Microsoft Learn, "Device
Manager error messages").
"""

NO_SOCKET = N_("No USB ports found on this computer.")
UNSEEN = N_("Couldn't check which devices are plugged in.")


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One USB or Thunderbolt device; ``name`` is external text, unknown values are "" or None.

    Attributes:
        name: the vendor's and the device's name.
        kind: its type.
        bus: USB or Thunderbolt.
        number: vendor and product ID, four hexadecimal digits each.
        speed: the connection's speed, in Mbit/s.
        port: the port it is plugged into.
        draws: its maximum power demand, in mA.
        trouble: the reason for its failure; "" if it works.
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
"""Device types by class code of the USB Implementers Forum, "Defined Class Codes".

A device with code 00 has its class in its interfaces.
"""

INPUTS: Mapping[str, str] = MappingProxyType({"01": "keyboard", "02": "mouse"})
"""Input devices by bInterfaceProtocol, for devices that firmware supports (HID 1.11, 4.3)."""


def read_usb_bus(folder: str = "/sys/bus") -> Json:
    """Return the devices on USB and Thunderbolt, without the computer's own hubs and controllers."""
    usb = [
        _read_usb_device(path)
        for path in sorted(Path(folder, "usb", "devices").glob("[0-9]*-[0-9]*"))
        if is_device_folder(path)
    ]
    thunderbolt = [
        {
            "name": f"{read_value(path / 'vendor_name')} {read_value(path / 'device_name')}".strip(),
            "authorized": read_value(path / "authorized"),
            "speed": read_value(path / "rx_speed"),
            "port": path.name,
        }
        for path in sorted(Path(folder, "thunderbolt", "devices").glob("[0-9]*-[0-9]*"))
        if (path / "authorized").exists()
    ]
    security = read_value(Path(folder, "thunderbolt", "devices", "domain0", "security"))
    seen = Path(folder, "usb").is_dir() or Path(folder, "thunderbolt").is_dir()
    return {"seen": seen, "usb": usb, "thunderbolt": thunderbolt, "security": security}


def is_device_folder(path: Path) -> bool:
    """Return whether a kernel folder is a device; a colon in its name marks an interface."""
    return ":" not in path.name and (path / "idVendor").exists()


def _read_usb_device(path: Path) -> Json:
    faces = sorted(path.glob(f"{path.name}:*"))
    return {
        "name": f"{read_value(path / 'manufacturer')} {read_value(path / 'product')}".strip(),
        "number": f"{read_value(path / 'idVendor')}:{read_value(path / 'idProduct')}",
        "class": read_value(path / "bDeviceClass"),
        "parts": [[read_value(f / "bInterfaceClass"), read_value(f / "bInterfaceProtocol")] for f in faces],
        "drivers": sorted({(face / "driver").resolve().name for face in faces if (face / "driver").exists()}),
        "speed": read_value(path / "speed"),
        "draws": read_value(path / "bMaxPower"),
        "port": path.name,
        "authorized": read_value(path / "authorized"),
        "configuration": read_value(path / "bConfigurationValue"),
    }


NOTHING_TO_ALLOW = ("dponly", "usbonly", "nopcie")
"""Security levels at which a Thunderbolt device is only a display and a USB hub.

At these levels a device works, and is never authorised (Documentation/admin-guide/thunderbolt.rst).
"""


def _read_usb_devices_linux(machine: Machine) -> Sequence[UsbDevice]:
    told = machine.read(Reading(read_usb_bus))
    if not isinstance(told, dict) or "seen" not in told:
        raise ProbeError(UNSEEN)
    if told["seen"] is not True:
        raise NotOfferedError(NO_SOCKET)
    free = told.get("security") in NOTHING_TO_ALLOW
    docks = [
        UsbDevice(
            name=to_text(entry.get("name")),
            kind="dock or device",
            bus="Thunderbolt",
            speed=_parse_speed_as_megabits(to_text(entry.get("speed"))),
            port=to_text(entry.get("port")),
            trouble="waits to be allowed" if to_text(entry.get("authorized")) == "0" and not free else "",
        )
        for entry in to_objects(told.get("thunderbolt"))
    ]
    return [*docks, *(_parse_linux_usb(entry) for entry in to_objects(told.get("usb")))]


def _parse_speed_as_megabits(text: str) -> int | None:
    """Return a speed such as ``20.0 Gb/s`` in Mbit/s; None for other text."""
    found = re.match(r"([\d.]+) Gb/s", text)
    return round(1000 * float(found[1])) if found else None


def _parse_linux_usb(entry: Mapping[str, Json]) -> UsbDevice:
    number, draws = to_text(entry.get("number")), re.match(r"\d+", to_text(entry.get("draws")))
    return UsbDevice(
        name=to_text(entry.get("name")) or f"device {number}",
        kind=_find_device_type(to_text(entry.get("class")), entry.get("parts")),
        number=number,
        speed=to_int(entry.get("speed")),
        port=to_text(entry.get("port")),
        draws=int(draws[0]) if draws else None,
        trouble=_find_linux_problem(entry),
    )


def _find_device_type(code: str, faces: Json) -> str:
    """Return a device's type from its class, or from its interfaces' classes if its class is 00 or ef."""
    if code in CLASSES and code != "02":
        return CLASSES[code]
    kinds: dict[str, None] = {}
    for face in faces if isinstance(faces, list) else ():
        pair = to_texts(face)
        kind = CLASSES.get(pair[0], "") if pair else ""
        kinds[INPUTS.get(pair[1], kind) if kind == "input" and len(pair) > 1 else kind] = None
    return ", ".join(kind for kind in kinds if kind)


def _find_linux_problem(entry: Mapping[str, Json]) -> str:
    if to_text(entry.get("authorized")) == "0":
        return "not allowed"
    if not to_text(entry.get("configuration")):
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
r"""Script that lists the devices; PNPClass and Service aren't localised.

``\`` is one backslash in WQL text.
"""

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
"""Device types by device setup class of Windows (Microsoft Learn, "System-defined device setup classes")."""

_ID = re.compile(r"VID_([0-9A-F]{4})&PID_([0-9A-F]{4})", re.IGNORECASE)


def _read_usb_devices_windows(machine: Machine) -> Sequence[UsbDevice]:
    return [
        _parse_windows_device(entry)
        for entry in read_script_output_objects(machine, WINDOWS)
        if not _is_root_hub(entry)
    ]


def _is_root_hub(entry: Mapping[str, Json]) -> bool:
    return "ROOT_HUB" in to_text(entry.get("Id")).upper()


def _parse_windows_device(entry: Mapping[str, Json]) -> UsbDevice:
    known, code = to_text(entry.get("Id")), to_int(entry.get("Code")) or 0
    numbers, hub = _ID.search(known), to_text(entry.get("Service")).casefold().startswith("usbhub")
    part = re.search(r"&MI_(\w\w)", known, re.IGNORECASE)
    trouble = "switched off" if code in SWITCHED_OFF else f"does not work (code {code})" if code else ""
    return UsbDevice(
        name=to_text(entry.get("Name")),
        kind="hub" if hub else PNP_CLASSES.get(to_text(entry.get("Class")).casefold(), ""),
        bus="Thunderbolt" if known.upper().startswith(("TBT", "THUNDERBOLT", "USB4")) else "USB",
        number=f"{numbers[1]}:{numbers[2]}".lower() if numbers else "",
        port=f"part {part[1]} of a device" if part else "",
        trouble=trouble,
    )


# -- macOS -----------------------------------------------------------------------------------------

DEPTH = 8
"""Maximum depth of the device tree; a chain of hubs has at most seven (USB 3.2, 4.1)."""


def _read_usb_devices_macos(machine: Machine) -> Sequence[UsbDevice]:
    try:
        buses = read_parts_of_kind(machine, "SPUSBDataType")
    except ProbeError:  # macOS 26 and later
        buses = read_parts_of_kind(machine, "SPUSBHostDataType")
    usb = [device for entry in iter_mac_devices(buses) if (device := _parse_mac_usb(entry)) is not None]
    try:
        lines = read_parts_of_kind(machine, "SPThunderboltDataType")
    except ProbeError:
        return usb
    return [
        *(
            _parse_mac_dock(entry)
            for line in lines
            for entry in iter_mac_devices(to_objects(line.get("_items")))
        ),
        *usb,
    ]


def iter_mac_devices(
    entries: Sequence[Mapping[str, Json]], depth: int = DEPTH
) -> Iterator[Mapping[str, Json]]:
    """Yield the devices and, recursively, the devices connected to them."""
    for entry in entries:
        yield entry
        if depth:
            yield from iter_mac_devices(to_objects(entry.get("_items")), depth - 1)


def _parse_mac_usb(entry: Mapping[str, Json]) -> UsbDevice | None:
    """Return one device; None for a bus, which has no product number."""
    maker = to_text(entry.get("vendor_id")) or to_text(entry.get("USBDeviceKeyVendorID"))
    product = to_text(entry.get("product_id")) or to_text(entry.get("USBDeviceKeyProductID"))
    if not product:
        return None
    drawn, allowed = to_int(entry.get("bus_power_used")), to_int(entry.get("bus_power"))
    hungry = drawn is not None and allowed is not None and drawn > allowed
    name = to_text(entry.get("_name"))
    return UsbDevice(
        name=f"{to_text(entry.get('manufacturer'))} {name}".strip(),
        kind="hub" if "hub" in name.casefold() else "",
        number=f"{_normalise_usb_number(maker)}:{_normalise_usb_number(product)}",
        port=to_text(entry.get("location_id")) or to_text(entry.get("USBKeyLocationID")),
        draws=drawn,
        trouble=f"draws {drawn} mA, may draw {allowed} mA" if hungry else "",
    )


def _normalise_usb_number(text: str) -> str:
    """Return a vendor or product number in four hexadecimal digits.

    ``0x05ac (Apple Inc.)`` becomes 05ac, and ``apple_vendor_id`` becomes Apple's number.
    """
    found = re.match(r"0x([0-9a-fA-F]{1,4})\b", text)
    return found[1].lower().rjust(4, "0") if found else "05ac" if text.startswith("apple") else "????"


def _parse_mac_dock(entry: Mapping[str, Json]) -> UsbDevice:
    name = f"{to_text(entry.get('vendor_name_key'))} {to_text(entry.get('device_name_key'))}".strip()
    return UsbDevice(name=name or to_text(entry.get("_name")), kind="dock or device", bus="Thunderbolt")


PLUGGED: Probe[Sequence[UsbDevice]] = Probe(
    "what is plugged in by USB and Thunderbolt",
    {
        Platform.LINUX: _read_usb_devices_linux,
        Platform.WINDOWS: _read_usb_devices_windows,
        Platform.MACOS: _read_usb_devices_macos,
    },
)
