"""The side bar of the file manager: a connected drive gets its place there, and loses it again.

Linux: ``gtk-3.0/bookmarks`` below the user's settings, one place a line: an address and perhaps a label
behind it (GTK, gtkbookmarksmanager.c). Files (Nautilus), Nemo, Caja, Thunar and PCManFM show it, and so do
the dialogs of GTK's programs. Dolphin keeps its own list, which isn't touched. Windows and macOS show
connected drives without being told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Row, Step, xdg
from selfhelp.machine.files.settings_files import read_plain_file, replace_file_text

LARGEST = 100_000
"""Characters of the list; a longer one is none of a file manager's, and stays as it is."""

_LONGEST_LABEL = 100


def _list() -> Path:
    return xdg.config_folder() / "gtk-3.0" / "bookmarks"


def _lines(path: Path) -> Sequence[str] | None:
    """Return the lines with their ends; None for a list that can't be kept whole."""
    try:
        text = read_plain_file(path)
    except FileNotFoundError:
        return ()
    return text.splitlines(keepends=True) if len(text) < LARGEST else None


def _place(address: str, label: str) -> str:
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in label)
    return f"{address} {' '.join(plain.split())[:_LONGEST_LABEL]}".rstrip()


def add_place(address: str, label: str) -> Json:
    """Add an address at the end of the list; false if it is there already or can't be added."""
    path = _list()
    try:
        lines = _lines(path)
        if lines is None or any(line.split(" ", 1)[0].strip().rstrip("/") == address for line in lines):
            return False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        end = "" if not lines or lines[-1].endswith("\n") else "\n"
        replace_file_text(path, f"{''.join(lines)}{end}{_place(address, label)}\n")
    except OSError:
        return False
    return True


def remove_place(address: str, label: str) -> Json:
    """Remove the line added by `add_place`; false if the user has changed or removed it.

    Raises:
        OSError: the list can't be written.
    """
    path, ours = _list(), _place(address, label)
    lines = list(_lines(path) or ())
    place = next((n for n, line in enumerate(lines) if line.rstrip("\n") == ours), -1)
    if place < 0:
        return False
    del lines[place]
    replace_file_text(path, "".join(lines))
    return True


def _add(step: ShowInSideBar, machine: Machine, _: Progress) -> str | None:
    done = machine.change(Native(add_place, {"address": step.address, "label": step.label}))
    return step.address if done else None


def _remove(step: RemoveFromSideBar, machine: Machine, _: Progress) -> str | None:
    done = machine.change(Native(remove_place, {"address": step.address, "label": step.label}))
    return step.address if done else None


@dataclass(frozen=True, slots=True)
class ShowInSideBar(Step):
    """Adds a drive to the side bar of the file manager.

    Attributes:
        address: ``smb://host/share``.
        label: what is shown there; the file manager's own words if it is empty.
    """

    address: str
    label: str = ""

    name: ClassVar[str] = "show-in-side-bar"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _add})

    def sentence(self) -> Text:
        """Return the sentence that names the drive."""
        return N_("Show {drive} in the side bar of your file manager.", drive=self.label or self.address)

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that removes what was added, and nothing that was there before."""
        return RemoveFromSideBar(self.address, self.label)


@dataclass(frozen=True, slots=True)
class RemoveFromSideBar(Step):
    """Removes a drive from the side bar again, unless the user has renamed it there."""

    address: str
    label: str = ""

    name: ClassVar[str] = "remove-from-side-bar"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _remove})

    def sentence(self) -> Text:
        """Return the sentence that names the drive."""
        return N_("Remove {drive} from the side bar of your file manager.", drive=self.label or self.address)
