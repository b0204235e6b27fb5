"""Moves a file to the Recycle Bin of Windows or the Trash of macOS, and restores it.

Windows: SHFileOperationW with FOF_ALLOWUNDO; with FOF_WANTNUKEWARNING the system asks before it deletes a
file that is too large for the bin. A file is restored with the verb ``undelete`` of its item in the bin
(Microsoft Learn, "SHFILEOPSTRUCTW", "FolderItem.InvokeVerb"). macOS: the Finder's ``delete`` and ``move``,
which need no permission to read the Trash; the system asks the user once whether the app may control the
Finder (AppleScript Language Guide, "Finder" dictionary). Moving was tested under Wine; the rest was written
from documentation.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from selfhelp.core.errors import StepError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Native, Reading, windows_automation
from selfhelp.machine.files.backup_rename import make_name_taken_error
from selfhelp.machine.files.documents import resolve_home_relative
from selfhelp.machine.files.trash import BIN, SCANNED

DELETE, ALLOW_UNDO = 3, 0x0040  # FO_DELETE, FOF_ALLOWUNDO (shellapi.h)
QUIETLY = 0x0004 | 0x0010 | 0x0400 | 0x1000 | 0x4000
"""Flags FOF_SILENT, FOF_NOCONFIRMATION, FOF_NOERRORUI and FOF_NORECURSION; FOF_WANTNUKEWARNING still asks."""

SECONDS = 60.0
"""Timeout of a Finder command, in seconds, including the permission dialog."""

BACK = 10.0
"""Seconds within which a restored file has to appear: the shell may restore it with a delay."""

TO_TRASH = (
    "on run argv",
    'tell application "Finder"',
    'if exists item (item 2 of argv) of trash then error "same name in the Trash"',
    "delete ((POSIX file (item 1 of argv)) as alias)",
    "end tell",
    "end run",
)
"""AppleScript that moves a file to the Trash, unless a file of the same name is there.

The Finder would rename a second file of this name, and undo would restore the wrong file.
"""

FROM_TRASH = (
    "on run argv",
    'tell application "Finder"',
    "move item (item 2 of argv) of trash to ((POSIX file (item 1 of argv)) as alias)",
    "end tell",
    "end run",
)


class FileStep(Protocol):
    """Protocol of a step about one file.

    Attributes:
        place: its current or original path, ``~/…``.
    """

    @property
    def place(self) -> str:
        """Path of the file, ``~/…``."""


def _can_move_to_recycle_bin(place: str) -> Json:
    """Return whether a path below home is a regular file that no link or junction leads to.

    Raises:
        StepError: the path isn't below the home folder.
    """
    path = resolve_home_relative(place)
    folder = str(path.parent)
    return (
        path.is_file()
        and not path.is_symlink()
        and path.lstat().st_nlink == 1
        and os.path.normcase(os.path.realpath(folder)) == os.path.normcase(folder)
    )


# -- Windows ---------------------------------------------------------------------------------------


def move_to_recycle_bin(place: str) -> Json:
    """Move a file to the Recycle Bin; return false if it no longer exists, or isn't a regular file.

    Raises:
        StepError: the system or the user refused.
    """
    if not _can_move_to_recycle_bin(place):
        return False
    path = resolve_home_relative(place)
    code = _run_file_operation(str(path))
    if os.path.lexists(path):
        raise StepError(_describe_not_moved(place), detail=f"SHFileOperationW {code}")
    return True


def _run_file_operation(path: str) -> int:
    """Move a file to the Recycle Bin; return the system's error code.

    The code is also 0 if the user refused to delete the file permanently.
    """
    ctypes: Any = import_module("ctypes")

    class Operation(ctypes.Structure):  # type: ignore[misc, name-defined, unused-ignore]
        """The structure SHFILEOPSTRUCTW of shellapi.h."""

        _fields_ = (
            ("window", ctypes.c_void_p),
            ("what", ctypes.c_uint),
            ("from_", ctypes.c_void_p),
            ("to", ctypes.c_void_p),
            ("flags", ctypes.c_ushort),
            ("stopped", ctypes.c_int),
            ("mappings", ctypes.c_void_p),
            ("title", ctypes.c_void_p),
        )

    names = ctypes.create_unicode_buffer(f"{path}\0")  # a list, ended by a second NUL
    operation = Operation(what=DELETE, flags=ALLOW_UNDO | QUIETLY)
    operation.from_ = ctypes.cast(names, ctypes.c_void_p).value
    return int(load_windows_function(ctypes, "shell32", "SHFileOperationW")(ctypes.byref(operation)))


def restore_recycled_file(place: str) -> Json:
    """Restore the file most recently recycled from a path; return false if the Recycle Bin has none.

    Raises:
        StepError: the path is taken, or the shell couldn't restore it.
        ProbeError: the shell doesn't respond.
    """
    path = resolve_home_relative(place)
    if os.path.lexists(path):
        raise make_name_taken_error(path.name)
    asked = windows_automation.run_automation_with_timeout(
        windows_automation.TIME, "Shell.Application", lambda: _restore_shell_item(path)
    )
    if asked and not os.path.lexists(path):
        raise StepError(N_("{file} couldn't be restored.", file=place), detail="undelete")
    return asked


def _restore_shell_item(path: Path) -> bool:
    with windows_automation.create_automation_object("Shell.Application") as shell:
        latest: tuple[datetime, Any] | None = None
        for item in shell.get("NameSpace", BIN).get("Items").iter_items(SCANNED):
            when = item.get("ExtendedProperty", "System.Recycle.DateDeleted")
            if (
                _was_item_deleted_from(item, path)
                and isinstance(when, datetime)
                and (not latest or when > latest[0])
            ):
                latest = (when, item)
        if latest is None:
            return False
        latest[1].get("InvokeVerb", "undelete")
        end = time.monotonic() + BACK
        while not os.path.lexists(path) and time.monotonic() < end:
            time.sleep(0.1)
    return True


def _was_item_deleted_from(item: Any, path: Path) -> bool:
    """Return whether an item was deleted from a path; Explorer may hide the extension of its name."""
    folder = str(item.get("ExtendedProperty", "System.Recycle.DeletedFrom") or "")
    return folder.casefold() == str(path.parent).casefold() and item.get("Name") in {path.name, path.stem}


def recycle_file_of_step(step: FileStep, machine: Machine, _: Progress) -> str | None:
    """Move a step's file to the Recycle Bin; return technical details, or None if it no longer exists."""
    return (
        f"{step.place} to the bin"
        if machine.change(Native(move_to_recycle_bin, {"place": step.place}))
        else None
    )


def restore_file_of_step(step: FileStep, machine: Machine, _: Progress) -> str | None:
    """Restore a step's file from the Recycle Bin; return technical details, or None if it isn't there."""
    done = machine.change(Native(restore_recycled_file, {"place": step.place}))
    return f"{step.place} from the bin" if done else None


# -- macOS -----------------------------------------------------------------------------------------


def _build_finder_command(lines: tuple[str, ...], *arguments: str) -> Command:
    """Return the command that runs an AppleScript; names are arguments, never part of the script."""
    return Command(
        ("osascript", *(part for line in lines for part in ("-e", line)), *arguments), timeout=SECONDS
    )


def _quote_finder_name(path: Path) -> str:
    """Return a file's name as used by the Finder, which shows a colon as a slash."""
    return path.name.replace(":", "/")


def trash_file_with_finder(step: FileStep, machine: Machine, _: Progress) -> str | None:
    """Make the Finder move a step's file to the Trash."""
    if not machine.read(Reading(_can_move_to_recycle_bin, {"place": step.place})):
        return None
    path = resolve_home_relative(step.place)
    output: Any = machine.change(_build_finder_command(TO_TRASH, str(path), _quote_finder_name(path)))
    if output.code != 0:
        raise StepError(_describe_not_moved(step.place), detail=output.stderr[:500])
    return f"{step.place} to the Trash"


def restore_file_with_finder(step: FileStep, machine: Machine, _: Progress) -> str:
    """Make the Finder move a step's file back to its folder, without replacing another file."""
    path = resolve_home_relative(step.place)
    output: Any = machine.change(
        _build_finder_command(FROM_TRASH, str(path.parent), _quote_finder_name(path))
    )
    if output.code != 0:
        raise StepError(N_("{file} couldn't be restored.", file=step.place), detail=output.stderr[:500])
    return f"{step.place} from the Trash"


def _describe_not_moved(place: str) -> Any:
    return N_("{file} couldn't be moved to the trash.", file=place)
