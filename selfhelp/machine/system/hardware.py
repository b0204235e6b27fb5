"""The computer's hardware: processor, memory, firmware.

Linux: /proc/cpuinfo and /sys/class/dmi/id. Windows: Win32_Processor and Win32_BIOS (Microsoft Learn). macOS:
sysctl(3) and system_profiler(8). The Windows and macOS rows were written from documentation and are untested.
"""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, File, Machine, Probe, Reading
from selfhelp.machine.command_output import (
    parse_colon_lines,
    read_file_content,
    read_first_line,
    read_script_output_object,
    to_int,
    to_text,
)
from selfhelp.machine.system.asset_identity import drop_placeholder_text
from selfhelp.machine.system_profiler import read_parts_of_kind

WINDOWS = (
    "$p=@(Get-CimInstance Win32_Processor);$b=Get-CimInstance Win32_BIOS;"
    "[pscustomobject]@{Processor=$p[0].Name; Mhz=$p[0].MaxClockSpeed; Sockets=$p.Count;"
    'Firmware="$($b.Manufacturer) $($b.SMBIOSBIOSVersion)";'
    "Dated=$(if($b.ReleaseDate){$b.ReleaseDate.ToString('yyyy-MM-dd')})}"
)


@dataclass(frozen=True, slots=True)
class Hardware:
    """Hardware of this computer; unknown values are "" or None.

    Attributes:
        processor: the manufacturer's name for the processor.
        cores: physical cores.
        threads: logical processors.
        mhz: the maximum frequency.
        memory: bytes available to the system.
        firmware: manufacturer and version of BIOS, UEFI or boot ROM.
        dated: the firmware's release date, in its own format.
        start: the boot mode, UEFI or BIOS.
        microcode: the microcode version.
    """

    processor: str
    cores: int | None
    threads: int | None
    mhz: int | None
    memory: int
    firmware: str
    dated: str = ""
    start: str = ""
    microcode: str = ""


def read_core_count_and_memory() -> Json:
    """Return the number of cores and of threads, and the memory in bytes."""
    import psutil

    return {
        "cores": psutil.cpu_count(logical=False),
        "threads": psutil.cpu_count(),
        "memory": psutil.virtual_memory().total,
    }


DMI = "/sys/class/dmi/id"


def _read_hardware_linux(machine: Machine) -> Hardware:
    base = machine.read(Reading(read_core_count_and_memory))
    processor = parse_colon_lines(read_file_content(machine, "/proc/cpuinfo", 8192))
    highest = to_int(read_first_line(machine, "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"))
    firmware = [
        drop_placeholder_text(read_first_line(machine, f"{DMI}/{name}"))
        for name in ("bios_vendor", "bios_version")
    ]
    uefi = machine.read(File("/sys/firmware/efi/fw_platform_size")) is not None
    return Hardware(
        processor=processor.get("model name") or processor.get("Model") or processor.get("cpu", ""),
        cores=base["cores"],
        threads=base["threads"],
        mhz=highest // 1000 if highest else None,
        memory=base["memory"],
        firmware=" ".join(filter(None, firmware)),
        dated=drop_placeholder_text(read_first_line(machine, f"{DMI}/bios_date")),
        start="UEFI" if uefi else "BIOS" if any(firmware) else "",
        microcode=processor.get("microcode", ""),
    )


def _read_hardware_windows(machine: Machine) -> Hardware:
    base = machine.read(Reading(read_core_count_and_memory))
    found = read_script_output_object(machine, WINDOWS)
    return Hardware(
        processor=" ".join(to_text(found.get("Processor")).split()),
        cores=base["cores"],
        threads=base["threads"],
        mhz=to_int(found.get("Mhz")),
        memory=base["memory"],
        firmware=drop_placeholder_text(to_text(found.get("Firmware"))),
        dated=to_text(found.get("Dated")),
    )


def _read_hardware_macos(machine: Machine) -> Hardware:
    base = machine.read(Reading(read_core_count_and_memory))
    brand = machine.run(Command(("sysctl", "-n", "machdep.cpu.brand_string"))).stdout.strip()
    told = next(iter(read_parts_of_kind(machine, "SPHardwareDataType")), {})
    return Hardware(
        processor=brand or to_text(told.get("chip_type")) or to_text(told.get("cpu_type")),
        cores=base["cores"],
        threads=base["threads"],
        mhz=None,
        memory=base["memory"],
        firmware=to_text(told.get("boot_rom_version")),
    )


HARDWARE: Probe[Hardware] = Probe(
    "what this computer is built of",
    {
        Platform.LINUX: _read_hardware_linux,
        Platform.WINDOWS: _read_hardware_windows,
        Platform.MACOS: _read_hardware_macos,
    },
)
