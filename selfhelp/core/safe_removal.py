"""Removes the app's own files from its own folders, and keeps account of what stays and why."""

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
class Removal:
    """Removes the known files of folders, and keeps account of the rest.

    Attributes:
        files: how many files are gone.
        left: what should have gone and is still there.
        kept: what this app did not make.
    """

    files: int = 0
    left: list[LeftAloneEntry] = field(default_factory=list)
    kept: list[LeftAloneEntry] = field(default_factory=list)
    _elsewhere: dict[tuple[int, int], tuple[Path, int]] = field(default_factory=dict)

    def run(self, folder: Path, known: Sequence[AppFile]) -> None:
        """Remove the known files in a folder; a missing folder is fine."""
        try:
            with open_own_folder(folder) as held:
                self.remove_known_files(held, known)
        except FileNotFoundError:
            return
        except OSError as error:
            self.left.append(_left_alone_entry(folder, error))

    def remove_known_files(self, folder: OwnFolder, known: Sequence[AppFile]) -> None:
        """Remove the known files in an open folder, and our own folders that are empty then."""
        for name in folder.names():
            entry = app_files.find_app_file(name, known)
            if entry is None:
                self.kept.append(LeftAloneEntry(folder.path / name, LeftAloneReason.UNKNOWN))
            elif entry.deleted:
                try:
                    self._remove(folder, name, entry)
                except FileNotFoundError:
                    continue  # another program was faster
                except OSError as error:
                    self.left.append(_left_alone_entry(folder.path / name, error))

    def hard_linked_leftovers(self) -> Sequence[LeftAloneEntry]:
        """Return the removed files whose content is still there under a name elsewhere."""
        return [
            LeftAloneEntry(path, LeftAloneReason.OTHER_NAME)
            for path, names in self._elsewhere.values()
            if names
        ]

    def _remove(self, folder: OwnFolder, name: str, entry: AppFile) -> None:
        if entry.inside is None:
            self._count(folder.path / name, folder.remove(name))
            return
        with folder.open_subfolder(name) as inner:
            self.remove_known_files(inner, entry.inside)
        with suppress(OSError):  # what had to stay keeps its folder
            folder.remove_folder(name)

    def _count(self, path: Path, gone: os.stat_result | None) -> None:
        """Count a removed file, and remember the names that its content still has."""
        if gone is None:
            return
        self.files += 1
        inode = gone.st_dev, gone.st_ino
        if gone.st_nlink > 1 or inode in self._elsewhere:
            self._elsewhere[inode] = (path, gone.st_nlink - 1)


def _left_alone_entry(path: Path, error: OSError) -> LeftAloneEntry:
    return error.left if isinstance(error, NotOursError) else LeftAloneEntry(path, LeftAloneReason.FAILED)
