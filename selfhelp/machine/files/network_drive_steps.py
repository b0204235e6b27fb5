"""Connecting, disconnecting and reopening a network drive."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import StepError, UnavailableError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step
from selfhelp.machine.files.network_drives import DRIVES, SEEN, parse_drive

LIMIT = 25.0
"""Timeout for connecting, in seconds."""

TYPING = 60.0
"""Seconds allowed for the user to sign in to a drive."""

LETTER_TAKEN = 85
"""Error code ERROR_ALREADY_ASSIGNED (System Error Codes): the drive letter is in use."""

REFUSED = MappingProxyType(
    {5: "access denied", 86: "wrong password", 1219: "other user", 1326: "wrong password"}
)
"""Causes by Windows error code when the server wants different credentials (System Error Codes)."""


def _make_sign_in_error(address: str, detail: str) -> StepError:
    message = N_(
        "The network drive requires you to sign in. Open it in your file manager: {address}.", address=address
    )
    return StepError(message, detail=detail[:500])


def _connect_drive_linux(step: ConnectDrive, machine: Machine, _: Progress) -> str:
    """Mount the drive as the desktop does, with gio(1) and a saved password; return the address."""
    output: Any = machine.change(Command(("gio", "mount", step.address), timeout=LIMIT))
    if output.code != 0:
        raise _make_sign_in_error(step.make_display_label(), output.stderr)
    return step.address


def _disconnect_drive_linux(step: DisconnectDrive, machine: Machine, _: Progress) -> str:
    _require_drive_disconnected(
        machine.change(Command(("gio", "mount", "--unmount", step.address), timeout=LIMIT))
    )
    return step.address


def _connect_drive_macos(step: ConnectDrive, machine: Machine, progress: Progress) -> str:
    """Open the drive with the Finder, which may ask for a password; wait until it is connected."""
    output: Any = machine.change(Command(("open", step.address), timeout=LIMIT))
    if output.code != 0:
        raise _make_sign_in_error(step.make_display_label(), output.stderr)
    deadline = time.monotonic() + TYPING
    while not _is_drive_connected(step, machine):
        progress.check()
        if time.monotonic() > deadline:
            raise _make_sign_in_error(step.make_display_label(), f"not mounted after {TYPING:g} s")
        time.sleep(0.5)
    return step.address


def _is_drive_connected(step: _NetworkDriveStep, machine: Machine) -> bool:
    wanted = parse_drive(step.address)
    try:
        drives = DRIVES.read(machine)
    except UnavailableError as error:
        raise StepError(error.message, detail=error.detail) from error
    return wanted is not None and any(
        drive.connected and drive.identity_key == wanted.identity_key for drive in drives
    )


def _disconnect_drive_macos(step: DisconnectDrive, machine: Machine, _: Progress) -> str:
    volume = f"/Volumes/{step.address.rpartition('/')[2]}"
    _require_drive_disconnected(machine.change(Command(("diskutil", "unmount", volume), timeout=LIMIT)))
    return volume


def _require_drive_disconnected(output: Any) -> None:
    if output.code != 0:
        message = N_(
            "The drive is in use, so it stays connected. Close the files on the drive, and try again."
        )
        raise StepError(message, detail=output.stderr[:500])


def map_drive(letter: str, path: str) -> Json:
    """Connect a drive for this user permanently; return the system's error code, 0 for success.

    Uses WNetAddConnection2W with CONNECT_UPDATE_PROFILE (1).
    """
    ctypes: Any = import_module("ctypes")

    class Resource(ctypes.Structure):  # type: ignore[misc, name-defined, unused-ignore]
        """The structure NETRESOURCEW: four numbers and four texts; type 1 is a disk."""

        _fields_ = (
            *((name, ctypes.c_uint32) for name in ("scope", "type", "display", "usage")),
            *((name, ctypes.c_wchar_p) for name in ("local", "remote", "comment", "provider")),
        )

    resource = Resource(type=1, local=letter or None, remote=path)
    return int(
        load_windows_function(ctypes, "mpr", "WNetAddConnection2W")(ctypes.byref(resource), None, None, 1)
    )


def unmap_drive(letter: str, path: str) -> Json:
    """Disconnect and forget a drive, unless files are open; return the error code, 0 for success.

    Uses WNetCancelConnection2W.
    """
    ctypes: Any = import_module("ctypes")
    return int(load_windows_function(ctypes, "mpr", "WNetCancelConnection2W")(letter or path, 1, False))


def open_network_folder(path: str) -> Json:
    """Open a network folder, so that Windows reconnects a remembered drive."""
    with os.scandir(path) as entries:
        return next(entries, None) is not None


def _connect_drive_windows(step: ConnectDrive, machine: Machine, _: Progress) -> str:
    code = machine.change(Native(map_drive, _make_windows_parameters(step)))
    if code in REFUSED:
        raise _make_sign_in_error(_make_windows_parameters(step)["path"], f"error {code}, {REFUSED[code]}")
    if code == LETTER_TAKEN:
        message = N_("The drive letter {letter} is already used for something else.", letter=step.letter)
        raise StepError(message, detail=f"error {code}")
    if code != 0:
        message = N_("The network drive {drive} couldn't be connected.", drive=step.make_display_label())
        raise StepError(message, detail=f"error {code}")
    return step.address


def _disconnect_drive_windows(step: DisconnectDrive, machine: Machine, _: Progress) -> str:
    code = machine.change(Native(unmap_drive, _make_windows_parameters(step)))
    if code != 0:
        message = N_(
            "The drive is in use, so it stays connected. Close the files on the drive, and try again."
        )
        raise StepError(message, detail=f"error {code}")
    return step.address


def _reopen_drive_windows(step: ReopenDrive, machine: Machine, _: Progress) -> str:
    machine.change(
        Native(
            open_network_folder,
            {"path": f"{step.letter}\\" if step.letter else _make_windows_parameters(step)["path"]},
        )
    )
    return step.letter or step.address


def _make_windows_parameters(step: _NetworkDriveStep) -> Mapping[str, str]:
    """Return the drive's letter and path as Windows writes them."""
    drive = parse_drive(step.address)
    if drive is None:
        raise StepError(N_("This isn't the address of a network drive."), detail=step.address[:200])
    return {"letter": step.letter, "path": drive.windows_path}


@dataclass(frozen=True, slots=True)
class _NetworkDriveStep(Step):
    """Base class of changes to one network drive.

    Attributes:
        address: ``smb://host/share``.
        letter: ``G:`` on Windows, if it has one.
        title: the organisation's name for it; may be "".
    """

    address: str
    letter: str = ""
    title: str = ""

    def make_display_label(self) -> str:
        """Return the drive's name and address, for messages."""
        return f"{self.title} ({self.address})" if self.title else self.address


@dataclass(frozen=True, slots=True)
class ConnectDrive(_NetworkDriveStep):
    """Step that connects a network drive; no password is asked for or stored."""

    name: ClassVar[str] = "connect-drive"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _connect_drive_linux,
            Platform.MACOS: _connect_drive_macos,
            Platform.WINDOWS: _connect_drive_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the drive."""
        return N_("Connect the network drive {address}.", address=self.make_display_label())

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that disconnects the drive, unless files on it are open."""
        return DisconnectDrive(self.address, self.letter, self.title)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the drive is disconnected again."""
        ours = parse_drive(self.address)
        drives = [drive for drive in SEEN.read(machine) if drive.connected]
        return ours is None or all((d.host, d.share) != (ours.host, ours.share) for d in drives)


@dataclass(frozen=True, slots=True)
class DisconnectDrive(_NetworkDriveStep):
    """Step that disconnects a drive, unless files on it are open."""

    name: ClassVar[str] = "disconnect-drive"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _disconnect_drive_linux,
            Platform.MACOS: _disconnect_drive_macos,
            Platform.WINDOWS: _disconnect_drive_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the drive."""
        return N_("Disconnect the network drive {address}.", address=self.make_display_label())


@dataclass(frozen=True, slots=True)
class ReopenDrive(_NetworkDriveStep):
    """Step that opens a drive remembered by the system.

    Nothing is changed, so there's no undo.
    """

    name: ClassVar[str] = "reopen-drive"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _reopen_drive_windows})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the drive."""
        return N_("Open the network drive {address} to reconnect it.", address=self.make_display_label())
