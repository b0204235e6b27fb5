"""Network drives: the drives that the user should have, and the connected drives.

A drive is never listed to test it, because a dead server would block for a minute; its server's port is
probed instead (`connections.probe_port`). Linux: kernel mounts from `/proc` (proc_pid_mountinfo(5)) and the
desktop's mounts, as listed by gio(1); tested with gvfs 1.57 and Samba 4.22. Windows (Get-SmbMapping,
WNetAddConnection2) and macOS (mount_smbfs(8), open(1)) were written from their documentation and not tested.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_text, to_texts
from selfhelp.machine.organisation import read_organisation
from selfhelp.policy.approved_printers_and_drives import parse_approved_drive

SMB, NFS = "smb", "nfs"
PORTS = {SMB: 445, NFS: 2049}

_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?|[0-9A-Fa-f:]{2,39}")
_LETTER = re.compile(r"(?P<letter>[A-Za-z]:)=(?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class MappedDrive:
    """A network drive.

    Attributes:
        kind: `SMB` or `NFS`.
        host, share: its address; folders may follow the share. External text.
        letter: ``G:`` on Windows, if it has one.
        connected: whether the system reports it as connected.
        known: whether it was connected before, by the user or the system.
        name: the organisation's name for it; external text, may be "".
        optional: whether the user may do without it, so that it never counts as missing.
    """

    kind: str
    host: str
    share: str
    letter: str = ""
    connected: bool = False
    known: bool = False
    name: str = ""
    optional: bool = False

    @property
    def identity_key(self) -> tuple[str, str, str]:
        """Key that identifies a drive; SMB addresses are compared without case."""
        return self.kind, self.host.lower(), self.share.lower().rstrip("/")

    @property
    def address(self) -> str:
        """Address for other programs: ``smb://files.example.com/team``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}/{quote(self.share)}"

    @property
    def windows_path(self) -> str:
        """Address for Windows: two backslashes, host, share."""
        return "\\\\" + self.host + "\\" + self.share.replace("/", "\\")

    @property
    def label(self) -> str:
        """Label shown to users: the drive's letter, and its name or address."""
        return f"{self.letter} {self.name or self.address}".strip()


def parse_drive(text: str, **facts: Any) -> MappedDrive | None:
    r"""Parse a drive such as ``G:=\\host\share``, ``\\host\share``, ``//host/share`` or ``smb://host/share``.

    Returns None for anything else, such as an invalid host or an unprintable share.
    """
    match = _LETTER.fullmatch(text.strip())
    letter = match["letter"].upper() if match else ""
    rest = (match["rest"] if match else text.strip()).replace("\\", "/")
    kind, _, place = rest.partition("://") if "://" in rest else (SMB, "", rest.removeprefix("//"))
    host, _, share = place.partition("/")
    host = host.rpartition("@")[2].strip("[]")
    share = unquote(share).strip("/")
    if kind not in PORTS or not _HOST.fullmatch(host) or not share or not share.isprintable():
        return None
    return MappedDrive(kind, host, share, letter, **facts)


# -- reading ---------------------------------------------------------------------------------------


def read_mounted_drives() -> Json:
    """Return the network drives mounted by the Linux kernel."""
    return [asdict(drive) for drive in _iter_kernel_mounts()]


def _iter_kernel_mounts() -> Iterator[MappedDrive]:
    kinds = {"cifs": SMB, "smb3": SMB, "nfs": NFS, "nfs4": NFS}
    with suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines():
            file_system, _, rest = line.partition(" - ")[2].partition(" ")
            source = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), rest.partition(" ")[0])
            if (kind := kinds.get(file_system)) and (drive := _parse_drive_of_source(kind, source)):
                yield drive


def _parse_drive_of_source(kind: str, source: str) -> MappedDrive | None:
    """Return the drive of a mount's source: ``//host/share`` (mount.cifs(8)) or ``host:/export`` (nfs(5))."""
    if kind == SMB:
        return parse_drive(source, connected=True, known=True)
    host, _, export = source.partition(":/")
    return parse_drive(f"nfs://{host}/{quote(export)}", connected=True, known=True)


def _read_desktop_mounts(machine: Machine) -> Sequence[MappedDrive]:
    """Return the drives the desktop has mounted; gio(1) ends each line with ``-> smb://files/team/``.

    The text before the arrow is localised external text. Without gio, the desktop has no mounts.
    """
    try:
        listed = machine.run(Command(("gio", "mount", "--list"))).stdout
    except ProbeError:
        return ()
    addresses = [line.rpartition(" -> ")[2] for line in listed.splitlines() if " -> " in line]
    found = (parse_drive(address, connected=True, known=True) for address in addresses)
    return [drive for drive in found if drive]


def _read_network_drives_linux(machine: Machine) -> Sequence[MappedDrive]:
    mounts = [MappedDrive(**facts) for facts in machine.read(Reading(read_mounted_drives))]
    return [*mounts, *_read_desktop_mounts(machine)]


def _read_network_drives_macos(machine: Machine) -> Sequence[MappedDrive]:
    """Return the mounts of mount(8): ``//anna@files/team on /Volumes/team (smbfs, …)``."""
    shown = machine.run(Command(("mount", "-t", "smbfs"))).stdout
    sources = [line.partition(" on /")[0] for line in shown.splitlines()]
    found = (parse_drive(source, connected=True, known=True) for source in sources)
    return [drive for drive in found if drive]


WINDOWS = (
    "$m=@(Get-SmbMapping -ErrorAction SilentlyContinue | ForEach-Object{[pscustomobject]@{"
    "Letter=$_.LocalPath; Path=$_.RemotePath; Status=[int]$_.CimInstanceProperties['Status'].Value}});"
    "$r=@(Get-ChildItem HKCU:\\Network -ErrorAction SilentlyContinue | ForEach-Object{[pscustomobject]@{"
    "Letter=$_.PSChildName+':'; Path=(Get-ItemProperty $_.PSPath).RemotePath; Status=-1}});"
    "$m; $r | Where-Object{$m.Letter -notcontains $_.Letter}"
)
r"""Script that lists the drives; status 0 is connected (Microsoft Learn, MSFT_SmbMapping).

Remembered drives are in HKCU\Network.
"""


def _read_network_drives_windows(machine: Machine) -> Sequence[MappedDrive]:
    found = []
    for entry in read_script_output_objects(machine, WINDOWS):
        letter, path = to_text(entry.get("Letter")), to_text(entry.get("Path"))
        text = f"{letter}={path}" if letter else path
        if drive := parse_drive(text, connected=entry.get("Status") == 0, known=True):
            found.append(drive)
    return found


DRIVES: Probe[Sequence[MappedDrive]] = Probe(
    "network drives that are connected or remembered",
    {
        Platform.LINUX: _read_network_drives_linux,
        Platform.MACOS: _read_network_drives_macos,
        Platform.WINDOWS: _read_network_drives_windows,
    },
)


def list_gvfs_mounts() -> Json:
    """Return the names of the desktop's mounts in gvfs' folder, without opening them.

    The session's daemon that lists them (gvfsd-fuse(1)) has one second to respond.
    """
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    found: list[list[str]] = []

    def list_drive_folder() -> None:
        with suppress(OSError):
            found.append(os.listdir(f"{folder}/gvfs"))  # noqa: PTH208 - only names: pathlib would look behind

    thread = threading.Thread(target=list_drive_folder, daemon=True)
    thread.start()
    thread.join(1.0)
    return sorted(found[0])[:100] if found else []


def _parse_gvfs_name(name: str) -> MappedDrive | None:
    """Return the drive of a mount such as ``smb-share:server=files,share=team``; None for other mounts.

    NFS mounts are named ``nfs:host=files,prefix=%2Fteam``.
    """
    kind, _, rest = name.partition(":")
    said = dict(part.partition("=")[::2] for part in rest.split(","))
    prefix = quote(unquote(said.get("prefix", "")).strip("/"))
    places = {
        "smb-share": f"smb://{said.get('server', '')}/{said.get('share', '')}",
        "nfs": f"nfs://{said.get('host', '')}/{prefix}",
    }
    return parse_drive(places.get(kind, ""), connected=True, known=True)


def _read_network_drives_linux_quickly(machine: Machine) -> Sequence[MappedDrive]:
    mounts = [MappedDrive(**facts) for facts in machine.read(Reading(read_mounted_drives))]
    desktop = (_parse_gvfs_name(name) for name in to_texts(machine.read(Reading(list_gvfs_mounts)) or []))
    return [*mounts, *(drive for drive in desktop if drive)]


SEEN: Probe[Sequence[MappedDrive]] = Probe(
    "network drives, without starting a program that may wait for one",
    {
        Platform.LINUX: _read_network_drives_linux_quickly,
        Platform.MACOS: _read_network_drives_macos,
        Platform.WINDOWS: _read_network_drives_windows,
    },
)
"""Network drives, read without gio(1), which takes half a second for every volume: too slow for a report."""


def read_all_drives(machine: Machine) -> Sequence[MappedDrive]:
    """Return the drives listed by `SEEN`, then the organisation's missing drives, for a report.

    Raises:
        ProbeError: the drives couldn't be read.
    """
    return _add_organisation_drives(machine, list(SEEN.read(machine)))


def read_expected_drives(machine: Machine) -> Sequence[MappedDrive]:
    """Return the connected or remembered drives, then the organisation's missing drives.

    Raises:
        ProbeError: the drives couldn't be read.
    """
    return _add_organisation_drives(machine, list(DRIVES.read(machine)))


def _add_organisation_drives(machine: Machine, present: Sequence[MappedDrive]) -> Sequence[MappedDrive]:
    told = {drive.identity_key: drive for drive in _list_organisation_drives(machine)}
    names = {key: drive.name for key, drive in told.items()}
    named = [replace(drive, name=names.get(drive.identity_key, "")) for drive in present]
    seen = {drive.identity_key for drive in present}
    return [*named, *(drive for key, drive in told.items() if key not in seen)]


def _list_organisation_drives(machine: Machine) -> Iterator[MappedDrive]:
    """Yield the organisation's drives for this computer."""
    for line in read_organisation(machine).drives:
        approved = parse_approved_drive(line)
        drive = parse_drive(approved.address, name=approved.name, optional=approved.optional)
        if drive is not None:
            yield drive


# -- whether it opens ------------------------------------------------------------------------------

OPENING = 8.0
"""Timeout for opening a newly connected drive, in seconds."""


def _can_open_drive_linux(machine: Machine, drive: MappedDrive) -> bool:
    """Return whether gio(1) can read the type of the drive's folder; false for a kernel mount."""
    argv = ("gio", "info", "--attributes=standard::type", drive.address)
    return machine.run(Command(argv, timeout=OPENING)).code == 0


OPENS: Mapping[Platform, Callable[[Machine, MappedDrive], bool]] = MappingProxyType(
    {
        Platform.LINUX: _can_open_drive_linux,
        Platform.MACOS: lambda _machine, drive: drive.connected,
        Platform.WINDOWS: lambda _machine, drive: drive.connected,
    }
)
"""Functions that return whether a newly connected drive can be opened.

macOS and Windows report a drive as connected only then.
"""
