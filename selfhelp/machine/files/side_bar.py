"""Adds a connected drive to the file manager's side bar, and removes it.

Linux: ``gtk-3.0/bookmarks`` in the user's settings, one bookmark per line: an address and an optional label
(GTK, gtkbookmarksmanager.c). Files (Nautilus), Nemo, Caja, Thunar, PCManFM and GTK dialogs show it. Dolphin
has its own list, which isn't changed. Windows and macOS show connected drives automatically.
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
from selfhelp.machine import Machine, Native, Reading, Row, Step, xdg
from selfhelp.machine.files.settings_files import read_plain_text_file, replace_file_text

LARGEST = 100_000
"""Maximum length of the bookmark list, in characters; a longer list is left unchanged."""

_LONGEST_LABEL = 100


def _find_bookmarks_path() -> Path:
    return xdg.find_config_folder() / "gtk-3.0" / "bookmarks"


def _read_bookmark_lines(path: Path) -> Sequence[str] | None:
    """Return the lines with their ends; None if the list is too long to preserve."""
    try:
        text = read_plain_text_file(path)
    except FileNotFoundError:
        return ()
    return text.splitlines(keepends=True) if len(text) < LARGEST else None


def _format_bookmark_line(address: str, label: str) -> str:
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in label)
    return f"{address} {' '.join(plain.split())[:_LONGEST_LABEL]}".rstrip()


def _add_bookmark(address: str, label: str) -> Json:
    """Add an address to the bookmark list; return false if it is already listed or can't be added."""
    path = _find_bookmarks_path()
    try:
        lines = _read_bookmark_lines(path)
        if lines is None or any(line.split(" ", 1)[0].strip().rstrip("/") == address for line in lines):
            return False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        end = "" if not lines or lines[-1].endswith("\n") else "\n"
        replace_file_text(path, f"{''.join(lines)}{end}{_format_bookmark_line(address, label)}\n")
    except OSError:
        return False
    return True


def _remove_bookmark(address: str, label: str) -> Json:
    """Remove the line added by `_add_bookmark`; return false if the user has changed or removed it.

    Raises:
        OSError: the list can't be written.
    """
    path, ours = _find_bookmarks_path(), _format_bookmark_line(address, label)
    lines = list(_read_bookmark_lines(path) or ())
    place = next((n for n, line in enumerate(lines) if line.rstrip("\n") == ours), -1)
    if place < 0:
        return False
    del lines[place]
    replace_file_text(path, "".join(lines))
    return True


def _has_bookmark(address: str, label: str) -> Json:
    """Return whether the list contains the line added by `_add_bookmark`."""
    ours = _format_bookmark_line(address, label)
    return any(line.rstrip("\n") == ours for line in _read_bookmark_lines(_find_bookmarks_path()) or ())


def _add_drive_to_side_bar(step: ShowInSideBar, machine: Machine, _: Progress) -> str | None:
    done = machine.change(Native(_add_bookmark, {"address": step.address, "label": step.label}))
    return step.address if done else None


def _remove_drive_from_side_bar(step: RemoveFromSideBar, machine: Machine, _: Progress) -> str | None:
    done = machine.change(Native(_remove_bookmark, {"address": step.address, "label": step.label}))
    return step.address if done else None


@dataclass(frozen=True, slots=True)
class ShowInSideBar(Step):
    """Step that adds a drive to the file manager's side bar.

    Attributes:
        address: ``smb://host/share``.
        label: the label to show; "" for the file manager's default.
    """

    address: str
    label: str = ""

    name: ClassVar[str] = "show-in-side-bar"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _add_drive_to_side_bar})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the drive."""
        return N_("Show {drive} in the sidebar of your file manager.", drive=self.label or self.address)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that removes only the bookmark added by this step."""
        return RemoveFromSideBar(self.address, self.label)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the sidebar no longer shows the bookmark added by this step."""
        return not machine.read(Reading(_has_bookmark, {"address": self.address, "label": self.label}))


@dataclass(frozen=True, slots=True)
class RemoveFromSideBar(Step):
    """Step that removes a drive from the side bar, unless the user has renamed it there."""

    address: str
    label: str = ""

    name: ClassVar[str] = "remove-from-side-bar"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _remove_drive_from_side_bar})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the drive."""
        return N_("Remove {drive} from the sidebar of your file manager.", drive=self.label or self.address)
