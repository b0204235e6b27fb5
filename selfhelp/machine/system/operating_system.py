"""The computer's name, system, and uptime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading, Registry
from selfhelp.machine.command_output import (
    parse_assignments,
    parse_colon_lines,
    read_file_content,
    read_first_line,
    read_script_output_object,
    to_datetime,
    to_text,
)
from selfhelp.machine.system.asset_identity import drop_placeholder_text

WINDOWS = (
    "$o=Get-CimInstance Win32_OperatingSystem; $c=Get-CimInstance Win32_ComputerSystem;"
    "[pscustomobject]@{Caption=$o.Caption; Version=$o.Version;"
    "Boot=$o.LastBootUpTime.ToUniversalTime().ToString('o');"
    "Maker=$c.Manufacturer; Model=$c.Model; Domain=$c.Domain; Joined=$c.PartOfDomain;"
    "Installed=$o.InstallDate.ToUniversalTime().ToString('o')}"
)
"""Script that reads the system and the computer's model.

Source: Microsoft Learn, "CIM WIN32 provider", Win32_OperatingSystem and Win32_ComputerSystem.
"""

CURRENT_VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"


@dataclass(frozen=True, slots=True)
class OperatingSystem:
    """The operating system and model of this computer; unknown values are "" or None.

    Attributes:
        name: the computer's name.
        maker: the manufacturer.
        model: the model name.
        title: the operating system's product name.
        build: its exact version.
        architecture: the processor's architecture, for instance x86_64.
        booted: time of the last start.
        virtual: the kind of virtual machine or container; "" if it is neither, or unknown.
        domain: its domain.
        locale: language and region of this session.
        zone: the time zone.
        installed: time of the system's installation (Windows).
        desktop: the desktop environment and display server (Linux).
    """

    name: str
    maker: str
    model: str
    title: str
    build: str
    architecture: str
    booted: datetime | None
    virtual: str
    domain: str
    locale: str
    zone: str
    installed: datetime | None = None
    desktop: str = ""


def read_kernel_facts() -> Json:
    """Return the operating system's name, kernel, boot time and session settings.

    The boot time is in seconds since 1970, None if the system hides it.
    """
    import os
    import platform
    import time

    import psutil

    named = ("LC_ALL", "LC_MESSAGES", "LANG")
    try:
        booted: float | None = psutil.boot_time()
    except (OSError, RuntimeError):  # a container without /proc: the rest is still known
        booted = None
    return {
        "name": platform.node(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "booted": booted,
        "locale": next((os.environ[name] for name in named if os.environ.get(name)), ""),
        "zone": f"{time.strftime('%Z')} {time.strftime('%z')}",
        "desktop": " on ".join(
            filter(None, map(os.environ.get, ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")))
        ),
    }


def _read_operating_system_linux(machine: Machine) -> OperatingSystem:
    base = machine.read(Reading(read_kernel_facts))
    release = parse_assignments(read_file_content(machine, "/etc/os-release"))
    return OperatingSystem(
        name=base["name"],
        maker=drop_placeholder_text(read_first_line(machine, "/sys/class/dmi/id/sys_vendor")),
        model=_read_linux_model(machine),
        title=release.get("PRETTY_NAME", "Linux"),
        build=base["release"],
        architecture=base["architecture"],
        booted=_to_datetime(base["booted"]),
        virtual=_detect_virtual_linux(machine),
        domain="",
        locale=base["locale"],
        zone=_read_linux_time_zone(machine) or base["zone"],
        desktop=to_text(base.get("desktop")),
    )


def _to_datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _read_linux_model(machine: Machine) -> str:
    """Return the firmware's model name; boards without DMI have the name in their device tree."""
    name = drop_placeholder_text(read_first_line(machine, "/sys/class/dmi/id/product_name"))
    return name or drop_placeholder_text(read_first_line(machine, "/proc/device-tree/model"))


def _detect_virtual_linux(machine: Machine) -> str:
    """Return the virtual machine or container reported by systemd-detect-virt(1); "" if there is none."""
    try:
        word = machine.run(Command(("systemd-detect-virt",), timeout=2)).stdout.strip()
    except ProbeError:
        return ""
    return "" if word == "none" else word


def _read_linux_time_zone(machine: Machine) -> str:
    return read_first_line(machine, "/etc/timezone")


def _read_operating_system_windows(machine: Machine) -> OperatingSystem:
    base = machine.read(Reading(read_kernel_facts))
    found = read_script_output_object(machine, WINDOWS)
    release = to_text(machine.read(Registry(CURRENT_VERSION, "DisplayVersion")))
    patch = to_text(machine.read(Registry(CURRENT_VERSION, "UBR")))
    culture = machine.read(Registry("HKCU\\Control Panel\\International", "LocaleName"))
    return OperatingSystem(
        name=base["name"],
        maker=drop_placeholder_text(to_text(found.get("Maker"))),
        model=drop_placeholder_text(to_text(found.get("Model"))),
        title=f"{to_text(found.get('Caption'))} {release}".strip(),
        build=f"{to_text(found.get('Version'))}.{patch}".strip("."),
        architecture=base["architecture"],
        booted=to_datetime(found.get("Boot")),
        virtual=_detect_virtual_model(to_text(found.get("Model"))),
        domain=to_text(found.get("Domain")) if found.get("Joined") else "",
        locale=to_text(culture),
        zone=base["zone"],
        installed=to_datetime(found.get("Installed")),
    )


def _detect_virtual_model(model: str) -> str:
    """Return the model if it is a virtual machine's, otherwise "".

    A hypervisor doesn't indicate a virtual machine, because real Windows computers also run one.
    """
    return model if any(word in model.lower() for word in ("virtual", "vmware", "kvm")) else ""


def _read_operating_system_macos(machine: Machine) -> OperatingSystem:
    base = machine.read(Reading(read_kernel_facts))
    shown = parse_colon_lines(machine.run(Command(("sw_vers",))).stdout)
    model = machine.run(Command(("sysctl", "-n", "hw.model"))).stdout.strip()
    guest = machine.run(Command(("sysctl", "-n", "kern.hv_vmm_present"))).stdout.strip()
    languages = machine.run(Command(("defaults", "read", "-g", "AppleLocale"))).stdout.strip()
    return OperatingSystem(
        name=base["name"],
        maker="Apple",
        model=model,
        title=f"{shown.get('ProductName', 'macOS')} {shown.get('ProductVersion', '')}".strip(),
        build=shown.get("BuildVersion", ""),
        architecture=base["architecture"],
        booted=_to_datetime(base["booted"]),
        virtual="virtual machine" if guest == "1" else "",
        domain="",
        locale=languages,
        zone=base["zone"],
    )


SYSTEM = Probe(
    "what this computer is",
    {
        Platform.LINUX: _read_operating_system_linux,
        Platform.WINDOWS: _read_operating_system_windows,
        Platform.MACOS: _read_operating_system_macos,
    },
)
