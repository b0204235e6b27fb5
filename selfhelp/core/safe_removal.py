"""Removes the app's own files from its own folders, and records the remaining files with a reason."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from selfhelp.core import app_files
from selfhelp.core.app_files import AppFile
from selfhelp.core.own_folder import LeftAloneEntry, LeftAloneReason, NotOursError, OwnFolder, open_own_folder


@dataclass(slots=True)
class SafeRemoval:
    """Removes the known files in folders, and records the remaining entries.

    Attributes:
        files: number of files removed.
        left: files that should have been removed but remain.
        kept: files that this app didn't create.
    """

    files: int = 0
    left: list[LeftAloneEntry] = field(default_factory=list)
    kept: list[LeftAloneEntry] = field(default_factory=list)
    _elsewhere: dict[tuple[int, int], tuple[Path, int]] = field(default_factory=dict)

    def run(self, folder: Path, known: Sequence[AppFile]) -> None:
        """Remove the known files in a folder; a missing folder isn't an error."""
        try:
            with open_own_folder(folder) as held:
                self.remove_known_files(held, known)
        except FileNotFoundError:
            return
        except OSError as error:
            self.left.append(_to_retained_entry(folder, error))

    def remove_known_files(self, folder: OwnFolder, known: Sequence[AppFile]) -> None:
        """Remove the known files in an open folder, then own subfolders that are empty."""
        for name in folder.list_names():
            entry = app_files.find_app_file(name, known)
            if entry is None:
                self.kept.append(LeftAloneEntry(folder.path / name, LeftAloneReason.UNKNOWN))
            elif entry.deleted:
                try:
                    self._remove_entry(folder, name, entry)
                except FileNotFoundError:
                    continue  # removed by another program in the meantime
                except OSError as error:
                    self.left.append(_to_retained_entry(folder.path / name, error))

    def find_hard_linked_leftovers(self) -> Sequence[LeftAloneEntry]:
        """Return removed files whose content remains under another name."""
        return [
            LeftAloneEntry(path, LeftAloneReason.OTHER_NAME)
            for path, names in self._elsewhere.values()
            if names
        ]

    def _remove_entry(self, folder: OwnFolder, name: str, entry: AppFile) -> None:
        if entry.inside is None:
            self._count_removed(folder.path / name, folder.remove(name))
            return
        with folder.open_subfolder(name) as inner:
            self.remove_known_files(inner, entry.inside)
        with suppress(OSError):  # not empty: something in it had to stay
            folder.remove_folder(name)

    def _count_removed(self, path: Path, gone: os.stat_result | None) -> None:
        """Count a removed file, and record the number of other names its content has."""
        if gone is None:
            return
        self.files += 1
        inode = gone.st_dev, gone.st_ino
        if gone.st_nlink > 1 or inode in self._elsewhere:
            self._elsewhere[inode] = (path, gone.st_nlink - 1)


def _to_retained_entry(path: Path, error: OSError) -> LeftAloneEntry:
    return error.left if isinstance(error, NotOursError) else LeftAloneEntry(path, LeftAloneReason.FAILED)
