"""The user's files that the user can't change: write-protected, or owned by someone else.

Only regular files in the user's own folders (`documents`) are checked, and folders there that can't be read
or written. Access refused by a network share or a protected Windows folder isn't detected.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Probe, Reading, Row, Step, xdg
from selfhelp.machine.files.documents import (
    DocumentEntry,
    find_home_folder,
    list_broken_roots,
    list_document_roots,
    open_home_folder,
    read_recent_files,
    resolve_home_relative,
    to_home_relative,
    walk_documents,
)

MOST = 30
"""Maximum number of files to return; the latest permission changes come first."""

READ_ONLY = getattr(stat, "FILE_ATTRIBUTE_READONLY", 1)
FROZEN = getattr(stat, "UF_IMMUTABLE", 2)
"""Flags of a protected file: Windows' read-only attribute, and macOS' Finder lock (chflags(1), uchg)."""

CLOSED, NO_SAVING, BROKEN = "closed", "no saving", "broken link"
"""Problems of a folder: the user can't read it, can't write to it, or it is a link that leads nowhere."""

WANTED = stat.S_IRUSR | stat.S_IWUSR


@dataclass(frozen=True, slots=True)
class ProtectedFile:
    """A file or folder that the user can't read or change.

    Attributes:
        path: ``~/…``; external text.
        owner: the owner's account if the user doesn't own the file; a number if the account has no name.
        mode: permission bits.
        frozen: whether it is locked against every change (macOS).
        size: in bytes.
        folder: `CLOSED`, `NO_SAVING` or `BROKEN` for a folder that can't be read, written or found; "" for a
          file.
        recent: whether the user has used the file recently; None if the desktop doesn't record that.
    """

    path: str
    owner: str
    mode: int
    frozen: bool
    size: int
    folder: str = ""
    recent: bool | None = None


def find_protected_files() -> Json:
    """Return the user's write-protected files and other users' files in the user's folders.

    Folders that can't be read come first, because their content is unknown, then recently used files, then
    the latest permission changes.
    """
    shut: list[Path] = []
    seen = {entry.path: entry for entry in (*walk_documents(shut), *_list_recent_entries())}
    folders = [_to_protected_folder(path, why) for path, why in _find_inaccessible_folders(shut).items()]
    found = [
        entry for entry in seen.values() if _may_user_unprotect_file(entry) and _is_file_inaccessible(entry)
    ]
    recent = set(read_recent_files())
    found.sort(key=lambda e: (e.path not in recent, -e.status.st_ctime, str(e.path)))
    files = [
        replace(_to_protected_file(entry), recent=entry.path in recent if recent else None) for entry in found
    ]
    return [asdict(facts) for facts in (*folders, *files)][:MOST]


def _find_inaccessible_folders(shut: Sequence[Path]) -> Mapping[Path, str]:
    """Return the problem of each inaccessible folder; unreadable folders come first."""
    unsaveable = [
        path
        for path in (find_home_folder(), *list_document_roots(), *_list_app_folders())
        if not os.access(path, os.W_OK) and path not in shut
    ]
    broken = dict.fromkeys(list_broken_roots(), BROKEN)
    return dict.fromkeys(shut, CLOSED) | broken | dict.fromkeys(unsaveable, NO_SAVING)


def _list_app_folders() -> Sequence[Path]:
    """Return the folders below home in which apps keep settings, data and caches; targets of links."""
    finders = (xdg.find_config_folder, xdg.find_data_folder, xdg.find_state_folder, xdg.find_cache_folder)
    found = []
    for find in finders:
        with suppress(OSError):  # home itself can't be read
            path = find().resolve()
            if path.is_dir() and find_home_folder() in path.parents:
                found.append(path)
    return found


def _may_user_unprotect_file(entry: DocumentEntry) -> bool:
    """Return whether a file is a document whose protection the user may remove.

    Programs' own files are excluded: hidden files, and files with several links, as in backups.
    """
    kept = entry.path.name.startswith(".") or entry.status.st_nlink > 1
    return stat.S_ISREG(entry.status.st_mode) and not (kept and _is_owned_by_user(entry.status))


def _is_owned_by_user(status: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _list_recent_entries() -> Iterable[DocumentEntry]:
    """Return recently used files below home, outside hidden folders."""
    found = []
    for path in read_recent_files():
        with suppress(OSError, ValueError):
            inside = path.relative_to(find_home_folder())
            if path.resolve() == path and not any(part.startswith(".") for part in inside.parts):
                found.append(DocumentEntry(path, path.lstat()))
    return found


def _is_file_inaccessible(entry: DocumentEntry) -> bool:
    """Return whether the user can't read or change a file; others' files are checked for writing only."""
    status = entry.status
    if not hasattr(os, "getuid"):  # Windows has an attribute instead of permission bits
        return bool(getattr(status, "st_file_attributes", 0) & READ_ONLY)
    if not _is_owned_by_user(status):
        return not (_may_user_write(status) or _is_writable_by_list(entry.path))
    return status.st_mode & WANTED != WANTED or _is_file_frozen(status)


def _is_writable_by_list(path: Path) -> bool:
    """Return whether an access control list (acl(5)) lets the user write; the administrator needs none."""
    return os.geteuid() != 0 and os.access(path, os.W_OK)


def _may_user_write(status: os.stat_result) -> bool:
    """Return whether the user may write to another user's file, through its group or everyone."""
    groups: Sequence[int] = [os.getgid(), *os.getgroups()]
    return bool(status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and status.st_gid in groups))


def _is_file_frozen(status: os.stat_result) -> bool:
    return bool(getattr(status, "st_flags", 0) & FROZEN)


def _to_protected_folder(path: Path, folder: str) -> ProtectedFile:
    try:
        return _to_protected_file(DocumentEntry(path, path.lstat()), folder)
    except FileNotFoundError:  # a home folder that isn't there, such as one on a server
        return ProtectedFile(_to_shown_path(path), owner="", mode=0, frozen=False, size=0, folder=folder)


def _to_shown_path(path: Path) -> str:
    return "~" if path == find_home_folder() else to_home_relative(path)


def _to_protected_file(entry: DocumentEntry, folder: str = "") -> ProtectedFile:
    status = entry.status
    return ProtectedFile(
        path=_to_shown_path(entry.path),
        owner="" if _is_owned_by_user(status) else _read_account_name(status.st_uid),
        mode=stat.S_IMODE(status.st_mode),
        frozen=_is_file_frozen(status),
        size=status.st_size,
        folder=folder,
    )


def _read_account_name(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _read_protected_files(machine: Machine) -> Sequence[ProtectedFile]:
    return [ProtectedFile(**facts) for facts in machine.read(Reading(find_protected_files))]


PROTECTED: Probe[Sequence[ProtectedFile]] = Probe(
    "files of the person's that they cannot change",
    {
        Platform.LINUX: _read_protected_files,
        Platform.MACOS: _read_protected_files,
        Platform.WINDOWS: _read_protected_files,
    },
)
"""Files that the user can't change.

The Windows and macOS rows were written from documentation and not tested.
"""


# -- steps -----------------------------------------------------------------------------------------


def set_file_mode(path: str, mode: int) -> Json:
    """Set the permission bits of a regular file that the user owns; return the previous bits (Linux).

    The file is held open by a descriptor (``O_PATH``, open(2), which needs no read permission), so that the
    checked file is the file changed, even if its name is reused.

    Raises:
        StepError: the path isn't a regular file that the user owns.
    """
    folder, _, name = path.rpartition("/")
    with open_home_folder(folder) as place:
        held = os.open(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=place)
        try:
            before = os.fstat(held)
            _require_ownership(before, path)
            Path(f"/proc/self/fd/{held}").chmod(mode)
        finally:
            os.close(held)
    return stat.S_IMODE(before.st_mode)


def set_file_mode_macos(path: str, mode: int, frozen: bool) -> Json:
    """Set the permission bits and the Finder's lock on macOS (chflags(2)); links aren't followed. Untested.

    Raises:
        StepError: the path isn't a regular file that the user owns.
    """
    system: Any = os
    before = resolve_home_relative(path).lstat()
    _require_ownership(before, path)
    flags = getattr(before, "st_flags", 0)
    if not frozen:
        system.chflags(resolve_home_relative(path), flags & ~FROZEN, follow_symlinks=False)
    system.chmod(resolve_home_relative(path), mode, follow_symlinks=False)
    if frozen:
        system.chflags(resolve_home_relative(path), flags | FROZEN, follow_symlinks=False)
    return stat.S_IMODE(before.st_mode)


def _require_ownership(status: os.stat_result, path: str) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid() or status.st_nlink != 1:
        raise StepError(N_("This file doesn't belong to your account."), detail=path[:200])


def _set_read_only_attribute(path: str, read_only: bool) -> Json:
    """Set or clear the read-only attribute on Windows; os.chmod can change no other attribute. Untested."""
    resolve_home_relative(path).chmod(stat.S_IREAD if read_only else stat.S_IREAD | stat.S_IWRITE)
    return True


def _set_file_mode(step: MakeWritable | RestoreProtection, machine: Machine, _: Progress) -> str:
    before = machine.change(Native(set_file_mode, {"path": step.path, "mode": step.mode}))
    return f"mode {before:o} to {step.mode:o}"


def _set_file_mode_macos(step: MakeWritable | RestoreProtection, machine: Machine, _: Progress) -> str:
    frozen = isinstance(step, RestoreProtection) and step.frozen
    params = {"path": step.path, "mode": step.mode, "frozen": frozen}
    return f"mode {machine.change(Native(set_file_mode_macos, params)):o} to {step.mode:o}"


def _set_file_mode_windows(step: MakeWritable | RestoreProtection, machine: Machine, _: Progress) -> str:
    read_only = not step.mode & stat.S_IWUSR
    machine.change(Native(_set_read_only_attribute, {"path": step.path, "read_only": read_only}))
    return f"read-only {read_only}"


_ROWS: Mapping[Platform, Row] = MappingProxyType(
    {
        Platform.LINUX: _set_file_mode,
        Platform.MACOS: _set_file_mode_macos,
        Platform.WINDOWS: _set_file_mode_windows,
    }
)


@dataclass(frozen=True, slots=True)
class MakeWritable(Step):
    """Step that makes one of the user's files readable and writable for the user.

    Attributes:
        path: ``~/…``; external text.
        mode: the new permission bits; on Windows only the owner's write bit matters.
        former: the current bits; ``was_frozen``: whether it is locked (macOS).
    """

    path: str
    mode: int
    former: int
    was_frozen: bool = False

    name: ClassVar[str] = "allow-changes"
    risk: ClassVar[Text | None] = N_(
        "If the file was write-protected on purpose, it could be changed by mistake afterwards."
    )
    rows: ClassVar[Mapping[Platform, Row]] = _ROWS

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the file."""
        return N_("Remove the write protection from {file}.", file=self.path)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current permission bits."""
        return RestoreProtection(self.path, self.former, self.was_frozen)


@dataclass(frozen=True, slots=True)
class RestoreProtection(Step):
    """Step that restores the previous permissions of a file."""

    path: str
    mode: int
    frozen: bool = False

    name: ClassVar[str] = "protect-again"
    rows: ClassVar[Mapping[Platform, Row]] = _ROWS

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the file."""
        return N_("Restore the previous write protection of {file}.", file=self.path)
