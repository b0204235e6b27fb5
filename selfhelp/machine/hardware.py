"""What this computer is built of: processor, memory, graphics, firmware, serial number, sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.errors import ProbeError
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.answers import SLOW, colons, content, line, objects, whole, windows_object, words
from selfhelp.model import Json, Platform

WINDOWS = (
    "$p=Get-CimInstance Win32_Processor | Select-Object -First 1;"
    "$b=Get-CimInstance Win32_BIOS;"
    "[pscustomobject]@{Processor=$p.Name; Mhz=$p.MaxClockSpeed;"
    "Serial=$b.SerialNumber; Firmware=$b.SMBIOSBIOSVersion;"
    "Graphics=@(Get-CimInstance Win32_VideoController |"
    " ForEach-Object { $_.Name + ' (driver ' + $_.DriverVersion + ')' });"
    "Sound=@(Get-CimInstance Win32_SoundDevice | ForEach-Object { $_.Name })}"
)
"""Win32_Processor, Win32_BIOS, Win32_VideoController, Win32_SoundDevice, Microsoft Learn."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """What this computer is built of; what could not be seen is empty or None.

    Attributes:
        processor: as its maker calls it.
        cores: physical ones.
        threads: logical processors the system works with.
        mhz: the highest clock the system knows.
        memory: bytes.
        graphics: graphics adapters.
        sound: sound adapters.
        firmware: version of BIOS, UEFI or boot ROM.
        serial: the serial number; readable without rights on Windows and macOS only.
    """

    processor: str
    cores: int | None
    threads: int | None
    mhz: int | None
    memory: int
    graphics: Sequence[str]
    sound: Sequence[str]
    firmware: str
    serial: str


def counts() -> Json:
    """Return the number of cores and threads and the memory in bytes."""
    import psutil

    return {
        "cores": psutil.cpu_count(logical=False),
        "threads": psutil.cpu_count(),
        "memory": psutil.virtual_memory().total,
    }


def _linux(machine: Machine) -> Hardware:
    base = machine.read(Reading(counts))
    processor = colons(content(machine, "/proc/cpuinfo", 8192))
    highest = whole(line(machine, "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"))
    return Hardware(
        processor=processor.get("model name") or processor.get("Model", ""),
        cores=base["cores"],
        threads=base["threads"],
        mhz=highest // 1000 if highest else whole(processor.get("cpu MHz")),
        memory=base["memory"],
        graphics=_linux_graphics(machine),
        sound=_linux_sound(content(machine, "/proc/asound/cards")),
        firmware=line(machine, "/sys/class/dmi/id/bios_version"),
        serial=line(machine, "/sys/class/dmi/id/product_serial"),
    )


def _linux_graphics(machine: Machine) -> Sequence[str]:
    """Ask lspci(8); ``-mm`` is its form for scripts. A computer without the program shows none."""
    try:
        listed = machine.run(Command(("lspci", "-mm"), timeout=3)).stdout
    except ProbeError:
        return []
    fields = (entry.split('"') for entry in listed.splitlines())
    kinds = ("VGA compatible controller", "3D controller", "Display controller")
    return [f"{field[3]} {field[5]}" for field in fields if len(field) > 5 and field[1] in kinds]


def _linux_sound(cards: str) -> Sequence[str]:
    """Return the names from /proc/asound/cards: `` 0 [PCH ]: HDA-Intel - HDA Intel PCH``."""
    return [
        entry.split(" - ", 1)[1].strip() for entry in cards.splitlines() if "]: " in entry and " - " in entry
    ]


def _windows(machine: Machine) -> Hardware:
    base = machine.read(Reading(counts))
    found = windows_object(machine, WINDOWS)
    return Hardware(
        processor=words(found.get("Processor")),
        cores=base["cores"],
        threads=base["threads"],
        mhz=whole(found.get("Mhz")),
        memory=base["memory"],
        graphics=[words(name) for name in found.get("Graphics") or ()],
        sound=[words(name) for name in found.get("Sound") or ()],
        firmware=words(found.get("Firmware")),
        serial=words(found.get("Serial")),
    )


def _macos(machine: Machine) -> Hardware:
    """Ask sysctl(3) and ioreg(8): system_profiler needs seconds for the same."""
    base = machine.read(Reading(counts))
    brand = machine.run(Command(("sysctl", "-n", "machdep.cpu.brand_string"))).stdout.strip()
    shown = machine.run(
        Command(("system_profiler", "-json", "SPHardwareDataType", "SPDisplaysDataType"), timeout=SLOW)
    )
    report = _profile(shown.stdout)
    hardware = (objects(report.get("SPHardwareDataType")) or [{}])[0]
    return Hardware(
        processor=brand,
        cores=base["cores"],
        threads=base["threads"],
        mhz=None,
        memory=base["memory"],
        graphics=[words(g.get("sppci_model")) for g in objects(report.get("SPDisplaysDataType"))],
        sound=[],
        firmware=words(hardware.get("boot_rom_version")),
        serial=words(hardware.get("serial_number")),
    )


def _profile(text: str) -> dict[str, Json]:
    import json

    found = json.loads(text)
    return found if isinstance(found, dict) else {}


HARDWARE = Probe(
    "what this computer is built of",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)
