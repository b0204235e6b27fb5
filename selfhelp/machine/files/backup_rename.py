"""Renames an item of the user as a backup within its folder, and back.

Nothing is copied, deleted or overwritten. The folder is opened without following links
(`documents.open_home_folder`); Windows doesn't support this, so there it is accessed by path.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Row, Step
from selfhelp.machine.files.documents import open_home_folder, resolve_home_relative

ASIDE = ".put-aside"
"""Suffix of a backup's name."""


def find_free_backup_name(name: str, taken: frozenset[str]) -> str:
    """Return an unused backup name for ``name``."""
    number = 1
    while (found := f"{name}{ASIDE}-{number}") in taken:
        number += 1
    return found


def list_folder_names(folder: Path) -> frozenset[str]:
    """Return the names in a folder; an empty set if it can't be listed."""
    with suppress(OSError):
        return frozenset(path.name for path in folder.iterdir())
    return frozenset()


def rename_file_in_home(folder: str, old: str, new: str) -> Json:
    """Rename an item in a folder below home; return false if the item no longer exists.

    Raises:
        StepError: the new name is taken, or the user doesn't own the folder.
    """
    _require_plain_file_names(old, new)
    with open_home_folder(folder) as place:
        if not does_name_exist(old, place):
            return False
        if does_name_exist(new, place):
            raise make_name_taken_error(new)
        os.rename(old, new, src_dir_fd=place, dst_dir_fd=place)
    return True


def rename_file_in_home_by_path(folder: str, old: str, new: str) -> Json:
    """Rename an item on Windows, like `rename_file_in_home`. Untested.

    Raises:
        StepError: the new name is taken.
    """
    return rename_file_in_folder(resolve_home_relative(folder), old, new)


def rename_file_in_folder(folder: Path, old: str, new: str) -> bool:
    """Rename an item in a folder found by this app; return false if the item no longer exists.

    Raises:
        StepError: the new name is taken.
    """
    _require_plain_file_names(old, new)
    if not os.path.lexists(folder / old):
        return False
    if os.path.lexists(folder / new):
        raise make_name_taken_error(new)
    (folder / old).rename(folder / new)
    return True


def _require_plain_file_names(*names: str) -> None:
    for name in names:
        if PurePath(name).name != name or name in ("", ".", ".."):
            raise StepError(N_("This file doesn't belong to your account."), detail=name[:200])


def does_name_exist(name: str, place: int) -> bool:
    """Return whether an open folder has an entry of this name, including broken links."""
    try:
        os.stat(name, dir_fd=place, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def make_name_taken_error(name: str) -> StepError:
    """Return the error for a name that is taken."""
    message = N_("Another item now has the same name, so nothing was changed.")
    return StepError(message, detail=name[:200])


def _rename_to_backup(step: RenameToBackup, machine: Machine, _: Progress) -> str | None:
    return _run_rename(
        machine, Native(rename_file_in_home, _make_rename_parameters(step.folder, step.entry, step.aside))
    )


def _rename_to_backup_on_windows(step: RenameToBackup, machine: Machine, _: Progress) -> str | None:
    return _run_rename(
        machine,
        Native(rename_file_in_home_by_path, _make_rename_parameters(step.folder, step.entry, step.aside)),
    )


def _restore_from_backup(step: RestoreBackup, machine: Machine, _: Progress) -> str | None:
    return _run_rename(
        machine, Native(rename_file_in_home, _make_rename_parameters(step.folder, step.aside, step.entry))
    )


def _restore_from_backup_on_windows(step: RestoreBackup, machine: Machine, _: Progress) -> str | None:
    return _run_rename(
        machine,
        Native(rename_file_in_home_by_path, _make_rename_parameters(step.folder, step.aside, step.entry)),
    )


def _make_rename_parameters(folder: str, old: str, new: str) -> Mapping[str, str]:
    return {"folder": folder, "old": old, "new": new}


def _run_rename(machine: Machine, action: Native) -> str | None:
    done = machine.change(action)
    return f"{action.params['old']} is now {action.params['new']}" if done else None


@dataclass(frozen=True, slots=True)
class RenameToBackup(Step):
    """Step that renames one item as a backup; each kind of item has a subclass with its own description.

    Attributes:
        folder: its folder, ``~/…``.
        entry: its name there.
        aside: its backup name.
        label: its display name: a document, a browser. External text.
    """

    folder: str
    entry: str
    aside: str
    label: str

    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _rename_to_backup,
            Platform.MACOS: _rename_to_backup,
            Platform.WINDOWS: _rename_to_backup_on_windows,
        }
    )

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the item's original name."""
        return RestoreBackup(self.folder, self.entry, self.aside, self.label)


@dataclass(frozen=True, slots=True)
class RestoreBackup(Step):
    """Step that restores an item's original name, unless the name is taken."""

    folder: str
    entry: str
    aside: str
    label: str

    name: ClassVar[str] = "take-back"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _restore_from_backup,
            Platform.MACOS: _restore_from_backup,
            Platform.WINDOWS: _restore_from_backup_on_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the backup."""
        return N_("Restore the backup of {name}.", name=self.label)
