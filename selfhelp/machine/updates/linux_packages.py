"""The Linux package system: the programs using it, and interrupted installations.

`dpkg --audit` requires root, so dpkg's status file is read instead, which every user may read (dpkg(1)).
Locks are read from `/proc/locks` and never removed. For rpm, only the lock is supported; this part was
written from rpm's documentation and not tested.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Probe, Reading, elevate

DPKG = Path("/var/lib/dpkg")
LOCKS = (
    *("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock"),
    *("/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock"),
    *("/var/lib/rpm/.rpm.lock", "/usr/lib/sysimage/rpm/.rpm.lock"),
)

PROGRAMS = frozenset(
    {
        *("apt", "apt-get", "aptitude", "aptd", "dpkg", "unattended-upgr", "packagekitd", "synaptic"),
        *("dnf", "dnf5", "dnf5daemon-serv", "yum", "rpm", "zypper"),
    }
)
"""Programs that install packages, identified by name if a file system uses its own device numbers."""

SERVICES = frozenset({"packagekitd", "dnf5daemon-serv", "aptd"})
"""Services that keep running after an installation, so that the installation's start time is unknown."""

HALF = frozenset({"half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"})
"""States of packages that dpkg(1), `--audit`, reports as unfinished."""


@dataclass(frozen=True, slots=True)
class PackageSystemUser:
    """A program that is using the package system; its names are external text.

    ``seconds`` is the time since its start; 0 if the installation may have started later (`SERVICES`).
    """

    pid: int
    name: str
    account: str
    seconds: float


@dataclass(frozen=True, slots=True)
class PackageSystem:
    """The state of the package system.

    Attributes:
        users: programs that are using it now.
        unfinished: half-installed packages, with dpkg's state.
        journal: whether dpkg was interrupted while updating its status file.
    """

    users: Sequence[PackageSystemUser]
    unfinished: Sequence[tuple[str, str]]
    journal: bool


def scan_package_state() -> Json:
    """Return the state of the package system, or None if there is none."""
    if not (DPKG / "status").is_file() and not any(Path(lock).exists() for lock in LOCKS):
        return None
    users = [asdict(user) for user in _iter_lock_holders()]
    return {
        "users": users,
        "unfinished": list(_iter_unfinished_packages()),
        "journal": _has_pending_journal(),
    }


def _iter_lock_holders() -> Iterator[PackageSystemUser]:
    """Yield the processes that hold a lock of the package system.

    proc_locks(5) lists both fcntl's and flock's locks.
    """
    files = {}
    for lock in LOCKS:
        with suppress(OSError):
            status = Path(lock).stat()
            files[str(status.st_ino)] = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    seen = set()
    for pid, device, inode in _iter_held_locks():
        user = _read_lock_holder(pid)
        if inode in files and pid not in seen and (files[inode] == device or user.name in PROGRAMS):
            seen.add(pid)
            yield user


def _iter_held_locks() -> Iterator[tuple[int, str, str]]:
    """Yield the process ID, device and inode of each held lock."""
    for line in Path("/proc/locks").read_text("ascii", "replace").splitlines():
        fields = line.split()
        if len(fields) > 5 and fields[1] != "->" and fields[4].isdigit():
            device, _, inode = fields[5].rpartition(":")
            yield int(fields[4]), device, inode


def _read_lock_holder(pid: int) -> PackageSystemUser:
    """Return the name and age of a process; if these are hidden, at least its PID."""
    import psutil

    try:
        process = psutil.Process(pid)
        name, age = process.name()[:80], max(0, round(time.time() - process.create_time()))
        return PackageSystemUser(pid, name, process.username(), 0 if name in SERVICES else age)
    except (psutil.Error, OverflowError):
        return PackageSystemUser(pid, f"process {pid}", "", 0)


def _iter_unfinished_packages() -> Iterator[Sequence[str]]:
    """Yield the unfinished packages in dpkg's status file with their states.

    The file's stanzas have ``Package`` and ``Status``.
    """
    name = ""
    with suppress(FileNotFoundError), (DPKG / "status").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("Package: "):
                name = line[9:].strip()
            elif line.startswith("Status: "):
                words = line[8:].split()
                if len(words) == 3 and (words[2] in HALF or words[1] == "reinstreq"):
                    yield name[:200], words[2]


def _has_pending_journal() -> bool:
    """Return whether dpkg left updates in files named with digits; these updates aren't in its status file
    yet."""
    with suppress(FileNotFoundError):
        return any(entry.name.isdigit() for entry in (DPKG / "updates").iterdir())
    return False


def read_packages(machine: Machine) -> PackageSystem:
    """Return the state of the package system.

    Raises:
        NotOfferedError: this system has no known package system.
        ProbeError: the state couldn't be read.
    """
    answer = machine.read(Reading(scan_package_state))
    if answer is None:
        raise NotOfferedError(N_("This computer's update system isn't supported."))
    return PackageSystem(
        users=[PackageSystemUser(**user) for user in answer["users"]],
        unfinished=[(name, state) for name, state in answer["unfinished"]],
        journal=answer["journal"],
    )


PACKAGES: Probe[PackageSystem] = Probe("how the package system is", {Platform.LINUX: read_packages})
"""State of the package system.

Windows and macOS have no package system of this kind.
"""


@dataclass(frozen=True, slots=True)
class FinishInstallation(elevate.ElevatedStep):
    """Step that finishes an interrupted installation of dpkg through the privileged helper."""

    name: ClassVar[str] = "finish-installation"
    risk: ClassVar[Text | None] = N_(
        "If the computer is turned off during the installation, it may not start again. This can't be undone."
    )
    duration: ClassVar[timedelta] = timedelta(minutes=5)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.LINUX: "repair-packages"})

    def describe_action(self) -> Text:
        """Return the sentence shown before finishing the installation."""
        return N_("Finish the interrupted installation.")
