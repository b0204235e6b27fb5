"""The user's largest files, and moving chosen files to the trash, where they can be restored.

Only the user's own regular files are listed: below home, on the trash's volume, and outside programs' own
folders. Sync folders are detected by the files their programs create. The Linux part was tested; the Windows
and macOS parts were written from documentation (`system_trash`).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import quote

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Size, Text
from selfhelp.machine import Machine, Native, Probe, Reading, Row, Step
from selfhelp.machine.files.backup_rename import does_name_exist
from selfhelp.machine.files.documents import (
    find_home_folder,
    open_home_folder,
    resolve_home_relative,
    to_home_relative,
)
from selfhelp.machine.files.trash import RestoreFromTrash, find_home_trash_folder, move_item_back_to_trash
from selfhelp.machine.storage.disk_space import VOLUMES
from selfhelp.machine.storage.largest_files import read_largest_items
from selfhelp.machine.storage.system_trash import (
    recycle_file_of_step,
    restore_file_of_step,
    restore_file_with_finder,
    trash_file_with_finder,
)

SMALLEST = 50_000_000
"""Minimum size of a file to list, in bytes."""

SECONDS = 5.0
"""Time limit of the search, in seconds."""

SYNC_NAMES = re.compile(
    r"(?:OneDrive|Dropbox|Nextcloud|ownCloud|Google ?Drive|My Drive|Seafile|Sync|pCloud|MEGA)\b.*",
    re.IGNORECASE,
)
SYNC_MARKS = re.compile(
    r"\.stfolder|\.dropbox|\.owncloudsync\.log|\.?_?\.?sync_[0-9a-f]+\.db|\._sync_[0-9a-f]+\.db|\.seafile-data"
    r"|\.849C9593-D756-4E56-8D6E-42412F2A707B",
    re.IGNORECASE,
)
"""Pattern of files created by sync programs in synced folders.

The programs are Syncthing, Dropbox, ownCloud, Nextcloud, Seafile and OneDrive.
"""

NOT_YOURS = N_("This file doesn't belong to your account.")


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A large file that the user owns.

    Attributes:
        place: its path, ``~/…``. External text.
        size: in bytes.
        synced: whether it is in a sync folder, so that it is deleted elsewhere too.
        thing: the name it would have in the trash.
    """

    place: str
    size: int
    synced: bool
    thing: str


@dataclass(frozen=True, slots=True)
class LargeFiles:
    """Files that the user could remove, largest first, and the volume's free space in bytes."""

    files: Sequence[LargeFile]
    free: int
    total: int


def describe_files(places: list[str]) -> Json:
    """Return the size, sync state and trash name of each path that is a regular file owned by the user."""
    taken = _list_trash_names()
    found = []
    for place in places:
        try:
            path = resolve_home_relative(place)
            status = path.lstat()
        except (OSError, StepError):
            continue
        if _is_own_plain_file(status):
            thing = _make_free_name(path.name, taken)
            taken.add(thing)
            found.append({"place": place, "synced": is_synced_file(path), "thing": thing})
    return found


def _is_own_plain_file(status: os.stat_result) -> bool:
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()  # Windows reports no owner
    return stat.S_ISREG(status.st_mode) and mine and status.st_nlink == 1


def is_synced_file(path: Path) -> bool:
    """Return whether a folder between the file and the home folder is a sync folder."""
    home = find_home_folder()
    for folder in path.parents:
        if folder == home or home not in folder.parents:
            return False
        try:
            marked = any(SYNC_MARKS.fullmatch(one.name) for one in folder.iterdir())
        except OSError:
            marked = False
        if marked or SYNC_NAMES.fullmatch(folder.name):
            return True
    return False


def _list_trash_names() -> set[str]:
    try:
        return {one.name for one in (find_home_trash_folder() / "files").iterdir()}
    except OSError:
        return set()


def _make_free_name(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}.{number}.{suffix}" if dot and stem else f"{name}.{number}"
    return free


def _read_large_files(machine: Machine) -> LargeFiles:
    home = next((one for one in VOLUMES.read(machine) if one.home), None)
    if home is None:
        raise ProbeError(N_("Couldn't check free disk space."))
    largest = read_largest_items(machine, home.device, seconds=SECONDS)
    sizes = {item.path: item.size for item in largest.files} if largest is not None else {}
    theirs = PROGRAMS_OWN[machine.platform]
    wanted = [path for path, size in sizes.items() if size >= SMALLEST and _is_visible_to_user(path, theirs)]
    answer = machine.read(Reading(describe_files, {"places": wanted})) if wanted else []
    files = [LargeFile(one["place"], sizes[one["place"]], one["synced"], one["thing"]) for one in answer]
    return LargeFiles(files, home.free, home.total)


def _is_visible_to_user(path: str, theirs: re.Pattern[str]) -> bool:
    """Return whether no folder in a path is hidden or a program's own, and the name is valid text."""
    *folders, name = path.split("/")[1:]
    ours = not name.startswith(".") and not any(map(theirs.fullmatch, folders))
    return "\ufffd" not in path and ours


PROGRAMS_OWN: Mapping[Platform, re.Pattern[str]] = MappingProxyType(
    {
        Platform.LINUX: re.compile(r"\..*"),
        Platform.MACOS: re.compile(r"\..*|Library|.+\.[A-Za-z][A-Za-z0-9]{1,19}"),
        Platform.WINDOWS: re.compile(r"\..*|AppData", re.IGNORECASE),
    }
)
"""Patterns of programs' own folders, by system.

On macOS, a folder with an extension may be a package, such as a photo library, whose files belong together.
"""

LARGE_FILES: Probe[LargeFiles] = Probe(
    "the user's largest files",
    {
        Platform.LINUX: _read_large_files,
        Platform.MACOS: _read_large_files,
        Platform.WINDOWS: _read_large_files,
    },
)


# -- the step --------------------------------------------------------------------------------------


def move_file_to_trash(place: str, thing: str) -> Json:
    """Move a file that the user owns to the home trash; return false if it no longer exists.

    Raises:
        StepError: the path isn't a regular file that the user owns, or the name in the trash is taken.
        OSError: the file is on another volume, or can't be moved.
    """
    path = resolve_home_relative(place)
    _create_trash_folder()
    folder, _, name = place.rpartition("/")
    with open_home_folder(folder) as source:
        if not does_name_exist(name, source):
            return False
        if not _is_own_plain_file(os.stat(name, dir_fd=source, follow_symlinks=False)):
            raise StepError(NOT_YOURS, detail=place[:200])
    now = datetime.now().replace(microsecond=0).isoformat()  # noqa: DTZ005 - the specification wants local time
    info = f"[Trash Info]\nPath={quote(os.fsencode(path))}\nDeletionDate={now}\n"
    return move_item_back_to_trash(thing, place, info)


def _create_trash_folder() -> None:
    """Create the trash if it doesn't exist, readable only for the user, as the specification requires."""
    trash = find_home_trash_folder()
    to_home_relative(trash)  # a trash outside of home isn't supported
    for folder in (trash, trash / "files", trash / "info"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _trash_file_of_step(step: MoveToTrash, machine: Machine, _progress: Progress) -> str | None:
    params = {"place": step.place, "thing": step.thing}
    try:
        done = machine.change(Native(move_file_to_trash, params))
    except (OSError, ValueError) as error:
        message = N_("{file} couldn't be moved to the trash.", file=step.place)
        raise StepError(message, detail=repr(error)[:200]) from error
    return f"{step.place} to the trash, {step.size} bytes" if done else None


@dataclass(frozen=True, slots=True)
class MoveToTrash(Step):
    """Step that moves one file to the trash.

    Undo restores the file to its original path.

    Attributes:
        place: its path, ``~/…``.
        thing: its name in the trash.
        size: in bytes, for the sentence.
    """

    place: str
    thing: str
    size: int

    name: ClassVar[str] = "move-to-trash"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _trash_file_of_step,
            Platform.MACOS: trash_file_with_finder,
            Platform.WINDOWS: recycle_file_of_step,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the file and its size."""
        return N_("Move {file} to the trash ({size}).", file=self.place, size=Size(self.size))

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the file to its original path."""
        if machine.platform in RestoreFromSystemTrash.rows:
            return RestoreFromSystemTrash(self.place)
        return RestoreFromTrash(self.thing, self.place)


@dataclass(frozen=True, slots=True)
class RestoreFromSystemTrash(Step):
    """Step that restores a file from the Windows Recycle Bin or the macOS Trash.

    Attributes:
        place: its original path, ``~/…``; it must be free.
    """

    place: str

    name: ClassVar[str] = "restore-from-system-trash"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.MACOS: restore_file_with_finder, Platform.WINDOWS: restore_file_of_step}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the file."""
        return N_("Restore the deleted item as {file}.", file=self.place)
