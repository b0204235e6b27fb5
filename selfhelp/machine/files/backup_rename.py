"""Moves one thing of the user's aside, under another name in the same folder, and back again.

Nothing is copied, nothing is deleted and nothing is written over. The folder is opened without following
links (`documents.open_home_folder`); on Windows, which has no such way, it is reached by its path.
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
from selfhelp.machine.files.documents import from_home_relative, open_home_folder

ASIDE = ".put-aside"
"""What a thing's name ends in while it is aside."""


def free_backup_name(name: str, taken: frozenset[str]) -> str:
    """Return the name for moving ``name`` aside that nothing in its folder has yet."""
    number = 1
    while (found := f"{name}{ASIDE}-{number}") in taken:
        number += 1
    return found


def list_names(folder: Path) -> frozenset[str]:
    """Return the names that are taken in a folder; none if no one may list it."""
    with suppress(OSError):
        return frozenset(path.name for path in folder.iterdir())
    return frozenset()


def rename_in_home(folder: str, old: str, new: str) -> Json:
    """Rename within a folder below home; false if it no longer exists.

    Raises:
        StepError: something has the new name already, or the folder is not the user's.
    """
    _require_plain_file_names(old, new)
    with open_home_folder(folder) as place:
        if not name_exists(old, place):
            return False
        if name_exists(new, place):
            raise name_taken_error(new)
        os.rename(old, new, src_dir_fd=place, dst_dir_fd=place)
    return True


def rename_in_home_by_path(folder: str, old: str, new: str) -> Json:
    """Rename on Windows as `rename_in_home` does. Not tried there.

    Raises:
        StepError: something has the new name already.
    """
    return rename_in_folder(from_home_relative(folder), old, new)


def rename_in_folder(folder: Path, old: str, new: str) -> bool:
    """Rename within a folder found by the app; false if it no longer exists.

    Raises:
        StepError: something has the new name already.
    """
    _require_plain_file_names(old, new)
    if not os.path.lexists(folder / old):
        return False
    if os.path.lexists(folder / new):
        raise name_taken_error(new)
    (folder / old).rename(folder / new)
    return True


def _require_plain_file_names(*names: str) -> None:
    for name in names:
        if PurePath(name).name != name or name in ("", ".", ".."):
            raise StepError(N_("This file doesn't belong to your account."), detail=name[:200])


def name_exists(name: str, place: int) -> bool:
    """Whether an open folder has an entry of this name, broken links included."""
    try:
        os.stat(name, dir_fd=place, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def name_taken_error(name: str) -> StepError:
    """Return the error where something has a name already."""
    message = N_("Another item has taken its place, so nothing was changed.")
    return StepError(message, detail=name[:200])


def _rename_to_backup(step: RenameToBackup, machine: Machine, _: Progress) -> str | None:
    return _renamed(machine, Native(rename_in_home, _rename_parameters(step.folder, step.entry, step.aside)))


def _aside_windows(step: RenameToBackup, machine: Machine, _: Progress) -> str | None:
    return _renamed(
        machine, Native(rename_in_home_by_path, _rename_parameters(step.folder, step.entry, step.aside))
    )


def _back(step: RestoreBackup, machine: Machine, _: Progress) -> str | None:
    return _renamed(machine, Native(rename_in_home, _rename_parameters(step.folder, step.aside, step.entry)))


def _back_windows(step: RestoreBackup, machine: Machine, _: Progress) -> str | None:
    return _renamed(
        machine, Native(rename_in_home_by_path, _rename_parameters(step.folder, step.aside, step.entry))
    )


def _rename_parameters(folder: str, old: str, new: str) -> Mapping[str, str]:
    return {"folder": folder, "old": old, "new": new}


def _renamed(machine: Machine, action: Native) -> str | None:
    done = machine.change(action)
    return f"{action.params['old']} is now {action.params['new']}" if done else None


@dataclass(frozen=True, slots=True)
class RenameToBackup(Step):
    """Renames one item as a backup; each kind of item has a subclass with its own sentence.

    Attributes:
        folder: where it lies, ``~/…``.
        entry: its name there.
        aside: its name while it is aside.
        label: what the user knows it by: a document, a browser. Foreign text.
    """

    folder: str
    entry: str
    aside: str
    label: str

    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _rename_to_backup,
            Platform.MACOS: _rename_to_backup,
            Platform.WINDOWS: _aside_windows,
        }
    )

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the item's own name."""
        return RestoreBackup(self.folder, self.entry, self.aside, self.label)


@dataclass(frozen=True, slots=True)
class RestoreBackup(Step):
    """Gives a thing that was moved aside its own name again, unless something new has that name."""

    folder: str
    entry: str
    aside: str
    label: str

    name: ClassVar[str] = "take-back"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _back, Platform.MACOS: _back, Platform.WINDOWS: _back_windows}
    )

    def sentence(self) -> Text:
        """Return the sentence that names the backup."""
        return N_("Restore the backup of {name}.", name=self.label)
