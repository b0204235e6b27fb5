"""Restarts: reasons for a pending restart, the time since the last restart, and a request to the user."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, File, Machine, Probe, Reading, Step
from selfhelp.machine.command_output import SLOW, read_script_output_object, to_bool, to_int


@dataclass(frozen=True, slots=True)
class RestartReasons:
    """Reasons for a restart, and the time since the last restart.

    Attributes:
        uptime: time since the last real start.
        pending: the reasons, in English for the technician; empty if no restart is pending.
        fast_startup: whether "Shut down" keeps the system state for the next start (Windows).
    """

    uptime: timedelta
    pending: Sequence[str]
    fast_startup: bool = False


UNKNOWN = N_("Couldn't check when this computer was last started.")

FLAGS = ("/run/reboot-required", "/var/run/reboot-required")
"""Files that exist on Debian and Ubuntu while a restart is needed; ``….pkgs`` files list the packages."""

WINDOWS_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "servicing": "HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\"
        "RebootPending",
        "update": "HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\"
        "RebootRequired",
    }
)
"""Registry keys that exist only while a restart is pending.

PendingFileRenameOperations isn't used, because browsers write it daily.
"""


def _read_pending_restart_linux(machine: Machine) -> RestartReasons:
    text = machine.read(File("/proc/uptime")) or ""
    try:
        uptime = timedelta(seconds=float(text.split()[0]))
    except (ValueError, IndexError, OverflowError) as error:
        raise ProbeError(UNKNOWN, detail=text[:80]) from error
    pending = (
        *_read_packages_needing_restart(machine),
        *_find_newer_kernel(machine, uptime),
        *_read_dnf_restart_reason(machine),
    )
    return RestartReasons(uptime, pending)


def _read_packages_needing_restart(machine: Machine) -> Sequence[str]:
    """Return the packages for which a Linux computer should be restarted; () if there are none."""
    for flag in FLAGS:
        if machine.read(File(flag)) is not None:
            packages = sorted(set((machine.read(File(f"{flag}.pkgs")) or "").split()))
            return packages or ["reboot-required"]
    return ()


def _find_newer_kernel(machine: Machine, uptime: timedelta) -> Sequence[str]:
    """Return the newest kernel of the running flavour, if it was installed after the last start; () if not.

    The user may have started an older kernel on purpose, so only a later installation counts.
    """
    running = (machine.read(File("/proc/sys/kernel/osrelease")) or "").strip()
    newer = [
        kernel
        for kernel in machine.read(Reading(read_installed_kernels))
        if _parse_kernel_flavour(kernel["version"]) == _parse_kernel_flavour(running)
        and _parse_version_key(kernel["version"]) > _parse_version_key(running)
        and kernel["age"] < uptime.total_seconds()
    ]
    newest = max(newer, key=lambda kernel: _parse_version_key(kernel["version"]), default=None)
    return [f"kernel {newest['version']} (running: {running})"] if newest else ()


def _parse_version_key(version: str) -> list[int]:
    """Return the numbers of a version as a sort key, so that 6.12.9-1 comes before 6.12.48."""
    return [int(number) for number in re.findall(r"\d+", version)]


def _parse_kernel_flavour(version: str) -> str:
    """Return the flavour in a kernel version; updates keep it: ``amd64``, ``generic``, ``fc42.x86_64``."""
    return re.sub(r"^[\d.+~-]*(?:deb|rc|bpo)?[\d.+~-]*", "", version)


def read_installed_kernels(folder: str = "/boot") -> Json:
    """Return the installed kernels, with the seconds since they were installed.

    This is the inode's change time: a package keeps its build time as the file's modification time.
    """
    now = datetime.now(UTC).timestamp()
    images = sorted(Path(folder).glob("vmlinuz-*"))
    return [
        {"version": image.name.removeprefix("vmlinuz-"), "age": round(now - image.stat().st_ctime)}
        for image in images
        if "rescue" not in image.name and image.is_file()  # a broken link
    ]


def _read_dnf_restart_reason(machine: Machine) -> Sequence[str]:
    """Return the reason reported by dnf, if installed; its exit status 1 means that a restart is needed.

    Source: dnf-plugins-core, "needs-restarting -r". The option ``-C`` prevents network access. Untested on
    Fedora.
    """
    if machine.read(File("/etc/redhat-release")) is None:
        return ()
    try:
        output = machine.run(Command(("dnf", "-q", "-C", "needs-restarting", "-r"), timeout=SLOW))
    except ProbeError:  # no dnf, or busy: the other signs still count
        return ()
    return ["dnf needs-restarting"] if output.code == 1 else ()


RESTART_SCRIPT = (
    "$p='HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Power';"
    "$boot=(Get-CimInstance Win32_OperatingSystem).LastBootUpTime;"
    "[pscustomobject]@{"
    f"servicing=Test-Path '{WINDOWS_KEYS['servicing']}';"
    f"update=Test-Path '{WINDOWS_KEYS['update']}';"
    "fast=(Get-ItemProperty $p -ErrorAction SilentlyContinue).HiberbootEnabled -eq 1;"
    "uptime=[int64]((Get-Date)-$boot).TotalSeconds}"
)
"""Script that reads the reasons for a restart on Windows.

With fast startup, uptime continues through "Shut down" (learn.microsoft.com, "Updates may not be installed
with Fast Startup"). Untested on Windows.
"""


def _read_pending_restart_windows(machine: Machine) -> RestartReasons:
    facts = read_script_output_object(machine, RESTART_SCRIPT)
    uptime = to_int(facts.get("uptime"))
    if uptime is None:
        raise ProbeError(UNKNOWN, detail=str(facts)[:300])
    names = {"servicing": "Component Based Servicing", "update": "Windows Update"}
    pending = [name for key, name in names.items() if to_bool(facts.get(key))]
    return RestartReasons(timedelta(seconds=uptime), pending, to_bool(facts.get("fast")) is True)


def _read_pending_restart_macos(machine: Machine) -> RestartReasons:
    """Return the uptime of a Mac; the state of pending updates isn't available locally.

    ``sysctl -n kern.boottime`` prints ``{ sec = 1700000000, usec = 0 } …`` (sysctl(3), a ``timeval``).
    Untested on macOS.
    """
    words = machine.run(Command(("sysctl", "-n", "kern.boottime"))).stdout
    now = machine.run(Command(("date", "+%s"))).stdout
    started = re.search(r"sec = (\d+)", words)
    if started is None or not now.strip().isdecimal():
        raise ProbeError(UNKNOWN, detail=words[:80])
    return RestartReasons(timedelta(seconds=int(now) - int(started[1])), ())


RESTART: Probe[RestartReasons] = Probe(
    "what speaks for a restart",
    {
        Platform.WINDOWS: _read_pending_restart_windows,
        Platform.MACOS: _read_pending_restart_macos,
        Platform.LINUX: _read_pending_restart_linux,
    },
)


@dataclass(frozen=True, slots=True)
class RestartComputer(Step):
    """Step that asks the user to restart the computer after saving their work."""

    name: ClassVar[str] = "restart-computer"
    risk: ClassVar[Text | None] = N_("Unsaved work will be lost. Save your work and close your apps.")
    duration: ClassVar[timedelta] = timedelta(minutes=5)
    by_hand: ClassVar[bool] = True
    restart: ClassVar[bool] = True
    sentences: ClassVar[Mapping[bool, Text]] = {
        False: N_("Restart the computer when it suits you. If it's a laptop, plug in the charger first."),
        True: N_("Choose “Restart” in the Start menu when it suits you. “Shut down” isn't enough here."),
    }

    fast_startup: bool = False

    def describe_action(self) -> Text:
        """Return the instruction for the user."""
        return self.sentences[self.fast_startup]
