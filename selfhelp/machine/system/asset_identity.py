"""The computer's identity as an asset: serial number, asset tag, type of case.

Linux: /sys/class/dmi/id (kernel, Documentation/ABI/testing/sysfs-class-dmi; serial number and UUID are for
root only) or the device tree of computers without DMI. Windows: Win32_ComputerSystemProduct,
Win32_SystemEnclosure, Win32_ComputerSystem and Win32_BaseBoard (Microsoft Learn). macOS: system_profiler(8).
The Windows and macOS rows were written from documentation and are untested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_object, to_int, to_text, to_texts
from selfhelp.machine.system_profiler import read_parts_of_kind

SILENT = N_("Device information isn't available in this computer's firmware.")

CASES: Mapping[int, str] = MappingProxyType(
    {
        **dict.fromkeys((3, 4, 5, 15, 24), "desktop"),
        **dict.fromkeys((6, 7), "tower"),
        **dict.fromkeys((8, 9, 10, 14), "laptop"),
        **dict.fromkeys((17, 23, 25, 28, 29), "server"),
        11: "hand held",
        13: "all in one",
        30: "tablet",
        31: "convertible",
        32: "detachable",
        34: "embedded computer",
        35: "mini computer",
        36: "stick computer",
    }
)
"""Types of case by enclosure number (SMBIOS specification, 7.4.1).

1 and 2 are "other" and "unknown".
"""

PLACEHOLDERS = frozenset(
    {
        *("to be filled by o.e.m.", "to be filled by oem", "default string", "system serial number"),
        *(
            "system product name",
            "system manufacturer",
            "system version",
            "product name",
            "system sku",
            "sku",
            "none",
            "not specified",
            "not applicable",
            "n/a",
        ),
        *("no asset tag", "no asset information", "asset tag", "chassis serial number", "unknown", "invalid"),
        *("empty", "oem", "o.e.m.", "xxxxxxx", "123456789", "0123456789", "1234567890", "asset-1234567890"),
        *("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        *("03000200-0400-0500-0006-000700080009", "not provided", "no enclosure", "undefined", "0"),
    }
)
"""Placeholder texts that manufacturers leave in the firmware."""


@dataclass(frozen=True, slots=True)
class AssetIdentity:
    """The identity of this computer as an asset; "" if not set, None if not readable.

    Attributes:
        kind: the type of case: laptop, desktop …
        product: the manufacturer's model number (SKU).
        serial: the manufacturer's serial number.
        asset: the owner's asset tag, as written into the firmware.
        uuid: the firmware's UUID, used by management systems.
        board: the main board.
    """

    kind: str
    product: str
    serial: str | None
    asset: str | None
    uuid: str | None
    board: str


def drop_placeholder_text(text: str) -> str:
    """Return a manufacturer's text, or "" if it is a placeholder."""
    plain = text.strip().strip("\0")
    dull = plain.casefold() in PLACEHOLDERS or not plain.strip(" .-0xX*")
    return "" if dull else plain


# -- Linux -----------------------------------------------------------------------------------------

DMI = (
    *("chassis_type", "product_sku", "product_serial", "product_uuid"),
    *("chassis_asset_tag", "board_asset_tag", "board_vendor", "board_name"),
)


def read_firmware_tables(folder: str = "/sys/class/dmi/id", tree: str = "/proc/device-tree") -> Json:
    """Return the firmware's texts by name: None if not readable, no entry if missing."""
    found = {name: told for name in DMI if (told := _read_firmware_text(Path(folder, name))) != ""}
    serial = "" if found else _read_firmware_text(Path(tree, "serial-number"))
    return {**found, "product_serial": serial} if serial else found


def _read_firmware_text(path: Path) -> str | None:
    try:
        return path.read_bytes()[:4096].decode("utf-8", "replace").strip("\0 \n")
    except PermissionError:
        return None
    except OSError:
        return ""


def _read_asset_identity_linux(machine: Machine) -> AssetIdentity:
    told = machine.read(Reading(read_firmware_tables))
    if not isinstance(told, dict):
        raise ProbeError(SILENT)
    if not told:  # no firmware tables at all: usual in a virtual machine
        raise NotOfferedError(SILENT)
    values = {
        name: None if value is None else drop_placeholder_text(to_text(value)) for name, value in told.items()
    }
    return AssetIdentity(
        kind=CASES.get(to_int(told.get("chassis_type")) or 0, ""),
        product=values.get("product_sku") or "",
        serial=values.get("product_serial", ""),
        asset=values.get("chassis_asset_tag") or values.get("board_asset_tag", ""),
        uuid=values.get("product_uuid", ""),
        board=" ".join(filter(None, (values.get("board_vendor"), values.get("board_name")))),
    )


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$p=Get-CimInstance Win32_ComputerSystemProduct;$e=@(Get-CimInstance Win32_SystemEnclosure);"
    "$c=Get-CimInstance Win32_ComputerSystem;$b=Get-CimInstance Win32_BaseBoard|Select-Object -First 1;"
    "[pscustomobject]@{Serial=$p.IdentifyingNumber; Uuid=$p.UUID; Sku=$c.SystemSKUNumber;"
    "Assets=@($e | ForEach-Object { $_.SMBIOSAssetTag });"
    'Cases=@($e | ForEach-Object { $_.ChassisTypes }); Board="$($b.Manufacturer) $($b.Product)"}'
)


def _read_asset_identity_windows(machine: Machine) -> AssetIdentity:
    told = read_script_output_object(machine, WINDOWS)
    if not told:
        raise ProbeError(SILENT)
    cases = told.get("Cases") if isinstance(told.get("Cases"), list) else [told.get("Cases")]
    return AssetIdentity(
        kind=next((kind for case in cases or () if (kind := CASES.get(to_int(case) or 0))), ""),
        product=drop_placeholder_text(to_text(told.get("Sku"))),
        serial=drop_placeholder_text(to_text(told.get("Serial"))),
        asset=next(
            (tag for text in to_texts(told.get("Assets")) if (tag := drop_placeholder_text(text))), ""
        ),
        uuid=drop_placeholder_text(to_text(told.get("Uuid"))),
        board=drop_placeholder_text(to_text(told.get("Board"))),
    )


# -- macOS -----------------------------------------------------------------------------------------


def _read_asset_identity_macos(machine: Machine) -> AssetIdentity:
    """Return the asset identity from SPHardwareDataType; a Mac has no asset tag."""
    found = read_parts_of_kind(machine, "SPHardwareDataType")
    if not found:
        raise ProbeError(SILENT)
    told = found[0]
    return AssetIdentity(
        kind=to_text(told.get("machine_name")),
        product=to_text(told.get("model_number")),
        serial=drop_placeholder_text(to_text(told.get("serial_number"))),
        asset="",
        uuid=to_text(told.get("platform_UUID")),
        board="",
    )


COMPUTER: Probe[AssetIdentity] = Probe(
    "what this computer is to its owner",
    {
        Platform.LINUX: _read_asset_identity_linux,
        Platform.WINDOWS: _read_asset_identity_windows,
        Platform.MACOS: _read_asset_identity_macos,
    },
)
