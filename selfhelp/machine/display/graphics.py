"""Graphics adapters and their drivers.

Linux: /sys/bus/pci (PCI class 0x03 is a display controller), names from the system's list of PCI IDs
(pci.ids(5)), and platform devices of /sys/class/drm. Windows: Win32_VideoController (Microsoft Learn). macOS:
system_profiler(8). The Windows and macOS rows were written from documentation and are untested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_int, to_objects, to_text
from selfhelp.machine.sysfs import read_value
from selfhelp.machine.system_profiler import read_parts_of_kind

PCI_IDS = ("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids")


@dataclass(frozen=True, slots=True)
class GraphicsAdapter:
    """One graphics adapter; ``memory`` is its own memory in bytes, or None.

    ``trouble`` is the Device Manager's error number, 0 if there is none.
    """

    name: str
    driver: str
    version: str
    dated: str = ""
    memory: int | None = None
    trouble: int = 0


# -- Linux -----------------------------------------------------------------------------------------


def read_graphics_adapters(bus: str = "/sys/bus/pci/devices", drm: str = "/sys/class/drm", modules: str = "/sys/module",  # noqa: E501
             ids: Sequence[str] = PCI_IDS) -> Json:  # fmt: skip
    """Return the graphics adapters: name, driver, the driver's version, own memory in bytes."""
    pci = [path for path in sorted(Path(bus).glob("*")) if read_value(path / "class").startswith("0x03")]
    cards = [path for path in sorted(Path(drm).glob("card?")) if (path / "device").exists()]
    others = [card / "device" for card in cards if not (card / "device" / "class").exists()]
    known = _read_pci_ids(ids) if pci else ""
    return [_read_graphics_adapter(path, modules, known) for path in (*pci, *others)]


def _read_graphics_adapter(path: Path, modules: str, known: str) -> Json:
    events = dict(line.partition("=")[::2] for line in read_value(path / "uevent").splitlines())
    driver = events.get("DRIVER", "")
    vendor, device = (read_value(path / name).removeprefix("0x") for name in ("vendor", "device"))
    named = _find_pci_name(known, vendor, device) if vendor else events.get("OF_COMPATIBLE_0", "")
    return {
        "name": named or driver,
        "driver": driver,
        "version": read_value(Path(modules, driver, "version")) if driver else "",
        "memory": to_int(read_value(path / "mem_info_vram_total")),
    }


def _read_pci_ids(places: Sequence[str]) -> str:
    return next((text for place in places if (text := read_value(Path(place)))), "")


def _find_pci_name(known: str, vendor: str, device: str) -> str:
    """Return the vendor and device names of PCI IDs, or the IDs if they aren't listed.

    A vendor starts a line, with its devices below it, each line after a tab.
    """
    start = known.find(f"\n{vendor}  ")
    if start < 0:
        return f"PCI {vendor}:{device}"
    line_end = known.find("\n", start + 1)
    maker = known[start + 7 : line_end]
    at = known.find(f"\n\t{device}  ", line_end)
    following = _find_next_vendor(known, line_end)
    if at < 0 or at > following:
        return f"{maker} PCI {vendor}:{device}"
    return f"{maker} {known[at + 8 : known.find(chr(10), at + 1)]}"


def _find_next_vendor(known: str, at: int) -> int:
    """Return the position of the next vendor's line; such a line starts with neither a tab nor ``#``."""
    while 0 <= at < len(known) - 1 and known[at + 1] in "\t#\n":
        at = known.find("\n", at + 1)
    return at if at >= 0 else len(known)


def _read_graphics_linux(machine: Machine) -> Sequence[GraphicsAdapter]:
    return [
        GraphicsAdapter(
            name=to_text(entry.get("name")),
            driver=to_text(entry.get("driver")) or "none",
            version=to_text(entry.get("version")),
            memory=to_int(entry.get("memory")),
        )
        for entry in to_objects(machine.read(Reading(read_graphics_adapters)))
    ]


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "Get-CimInstance Win32_VideoController | ForEach-Object { [pscustomobject]@{Name=$_.Name;"
    "Version=$_.DriverVersion; Code=$_.ConfigManagerErrorCode; Files=$_.InfFilename;"
    "Dated=$(if($_.DriverDate){$_.DriverDate.ToString('yyyy-MM-dd')})} }"
)
"""Script that lists the adapters, without AdapterRAM: it has 32 bits and is wrong from 4 GB on."""


def _read_graphics_windows(machine: Machine) -> Sequence[GraphicsAdapter]:
    return [_parse_windows_adapter(entry) for entry in read_script_output_objects(machine, WINDOWS)]


def _parse_windows_adapter(entry: Mapping[str, Json]) -> GraphicsAdapter:
    return GraphicsAdapter(
        name=to_text(entry.get("Name")),
        driver=to_text(entry.get("Files")),
        version=to_text(entry.get("Version")),
        dated=to_text(entry.get("Dated")),
        trouble=to_int(entry.get("Code")) or 0,
    )


# -- macOS -----------------------------------------------------------------------------------------


def _read_graphics_macos(machine: Machine) -> Sequence[GraphicsAdapter]:
    """Return the adapters in SPDisplaysDataType; drivers are part of macOS and have no separate version."""
    found = read_parts_of_kind(machine, "SPDisplaysDataType")
    return [
        GraphicsAdapter(to_text(e.get("sppci_model")) or to_text(e.get("_name")), "part of macOS", "")
        for e in found
    ]


GRAPHICS: Probe[Sequence[GraphicsAdapter]] = Probe(
    "graphics adapters and their drivers",
    {
        Platform.LINUX: _read_graphics_linux,
        Platform.WINDOWS: _read_graphics_windows,
        Platform.MACOS: _read_graphics_macos,
    },
)
