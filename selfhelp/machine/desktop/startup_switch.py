"""Turns off a program that starts with the session (Linux), so that undo restores it exactly.

A copy of its desktop entry with ``Hidden=true`` in the user's own folder turns it off (freedesktop.org,
"Desktop Application Autostart Specification" 0.5); system files aren't changed.
"""

from __future__ import annotations

import base64
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ChangedSinceError, ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step
from selfhelp.machine.desktop.startup_apps import (
    LARGEST,
    find_own_autostart_folder,
    list_system_autostart_folders,
    read_desktop_entry_bytes,
)

GROUP = re.compile(rb"^\[Desktop Entry\][ \t]*(\r?\n)", re.MULTILINE)
HIDDEN = re.compile(rb"^Hidden[ \t]*=.*(?:\r?\n|\Z)", re.MULTILINE)
OFF = re.compile(rb"^Hidden=true\r?$", re.MULTILINE)
NEXT_GROUP = re.compile(rb"^\[", re.MULTILINE)


def read_own_autostart_entry(file: str) -> Json:
    """Return the user's own entry of this name: its bytes in Base64, its mode, or its link target.

    Raises:
        ProbeError: the entry is neither a regular file nor a link, so it couldn't be restored.
    """
    path = _find_own_entry_path(file)
    nothing = {"content": None, "link": "", "mode": 0, "folder": path.parent.is_dir()}
    if path.is_symlink():
        return {**nothing, "link": str(path.readlink())}
    if not path.exists():
        return nothing
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise ProbeError(
            N_("The settings file {file} isn't a regular file, so it wasn't changed.", file=file)
        )
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return {**nothing, "content": content, "mode": stat.S_IMODE(path.stat().st_mode)}


def hide_autostart_entry(file: str) -> Json:
    """Write a hidden copy of an entry to the user's own autostart folder.

    Raises:
        StepError: the entry no longer exists, or isn't a desktop entry.
    """
    path = _find_own_entry_path(file)
    places = [path, *(folder / file for folder in list_system_autostart_folders())]
    found = next((place for place in places if place.is_file()), None)
    head = GROUP.search(data := read_desktop_entry_bytes(found)) if found else None
    if head is None:
        raise StepError(N_("This item no longer exists under this name. Check again."), detail=file)
    start = head.end()
    after = NEXT_GROUP.search(data, start)
    end = after.start() if after else len(data)
    entry = HIDDEN.sub(b"", data[start:end])
    _write_autostart_entry(path, data[:start] + b"Hidden=true" + head[1] + entry + data[end:], 0o644)
    return True


def restore_own_autostart_entry(file: str, content: str | None, link: str, mode: int, folder: bool) -> Json:
    """Restore the user's own autostart entry, or remove it (and its folder) if there was none.

    Raises:
        ChangedSinceError: the user has changed it since.
    """
    path = _find_own_entry_path(file)
    if not (path.is_file() and OFF.search(read_desktop_entry_bytes(path))):
        now = read_own_autostart_entry(file)
        if (now["content"], now["link"]) == (content, link):
            return True
        message = N_("This setting has changed since the fix, so it was left as it is.")
        raise ChangedSinceError(message, detail=file)
    if content is not None:
        _write_autostart_entry(path, base64.b64decode(content), mode)
        return True
    path.unlink(missing_ok=True)
    if link:
        path.symlink_to(link)
    elif not folder:
        with suppress(OSError):  # another file has been created there
            path.parent.rmdir()
    return True


def _find_own_entry_path(file: str) -> Path:
    """Return the path of the user's own entry of this name.

    Raises:
        StepError: ``file`` isn't a valid entry name.
    """
    if Path(file).name != file or not file.endswith(".desktop"):
        raise StepError(N_("This setting can't be changed from your account."), detail=file)
    return find_own_autostart_folder() / file


def _write_autostart_entry(path: Path, data: bytes, mode: int) -> None:
    """Replace an autostart entry atomically; a link becomes a regular file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".selfhelp-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)  # otherwise a power failure could leave an empty file
        Path(beside).chmod(mode)
        Path(beside).replace(path)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _disable_autostart_entry(step: SwitchOffStartup, machine: Machine, _: Progress) -> str:
    machine.change(Native(hide_autostart_entry, {"file": step.file}))
    return f"{step.file}: Hidden=true"


def _enable_autostart_entry(step: RestoreStartup, machine: Machine, _: Progress) -> str:
    was = {"content": step.content, "link": step.link, "mode": step.mode, "folder": step.folder}
    machine.change(Native(restore_own_autostart_entry, {"file": step.file, **was}))
    return f"{step.file}: as before"


@dataclass(frozen=True, slots=True)
class SwitchOffStartup(Step):
    """Step that stops a program from starting with the session.

    Attributes:
        file: its desktop entry, by name.
        program: its display name; external text.
    """

    file: str
    program: str

    name: ClassVar[str] = "switch-off-startup"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _disable_autostart_entry})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program."""
        return N_("Turn off automatic startup for {program}.", program=self.program)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current entry."""
        now = machine.read(Reading(read_own_autostart_entry, {"file": self.file}))
        return RestoreStartup(
            self.file, self.program, now["content"], now["link"], now["mode"], now["folder"]
        )

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the entry is as before; other files may have been created beside it."""
        now = self.make_undo_step(machine)
        if not isinstance(now, RestoreStartup) or not isinstance(back, RestoreStartup):
            return False
        return (now.content, now.link, now.mode) == (back.content, back.link, back.mode)


@dataclass(frozen=True, slots=True)
class RestoreStartup(Step):
    """Step that undoes `SwitchOffStartup`: restores the previous entry, or removes the hidden copy."""

    file: str
    program: str
    content: str | None
    link: str
    mode: int
    folder: bool

    name: ClassVar[str] = "put-back-startup"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _enable_autostart_entry})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program."""
        return N_("Turn on automatic startup for {program}.", program=self.program)
