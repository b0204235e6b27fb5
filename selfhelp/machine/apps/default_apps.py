"""Default apps: the user's choices, their availability, and alternatives.

Linux: the group ``[Default Applications]`` of ``mimeapps.list`` and the ``.desktop`` files (freedesktop.org,
"Association between MIME types and applications" 1.0.1, "Desktop Entry Specification" 1.5); tested on Debian
13. Windows: ``UserChoice`` and AssocQueryString (learn.microsoft.com). Windows protects the choice with a
hash and a driver and lets only the user change it, so nothing is written there. Untested on Windows.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step, xdg
from selfhelp.machine.files.settings_files import read_plain_text_file, replace_file_text


@dataclass(frozen=True, slots=True)
class AssociationType:
    """A type of file or link: its display name, and its identifiers on each system."""

    title: Text
    types: tuple[str, ...]
    windows: tuple[str, ...]


KINDS: Mapping[str, AssociationType] = MappingProxyType(
    {
        "web": AssociationType(
            N_("web pages"),
            ("x-scheme-handler/http", "x-scheme-handler/https", "text/html"),
            ("http", "https", ".html"),
        ),
        "mail": AssociationType(N_("email addresses"), ("x-scheme-handler/mailto",), ("mailto",)),
        "pdf": AssociationType(N_("PDF documents"), ("application/pdf",), (".pdf",)),
        "text": AssociationType(
            N_("text documents"),
            (
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.oasis.opendocument.text",
                "application/msword",
            ),
            (".docx", ".odt", ".doc"),
        ),
        "table": AssociationType(
            N_("spreadsheets"),
            (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.oasis.opendocument.spreadsheet",
            ),
            (".xlsx", ".ods", ".csv"),
        ),
        "picture": AssociationType(N_("images"), ("image/jpeg", "image/png"), (".jpg", ".png")),
        "archive": AssociationType(N_("compressed folders"), ("application/zip",), (".zip",)),
        "folder": AssociationType(N_("folders"), ("inode/directory",), ()),
        "plain": AssociationType(N_("plain text files"), ("text/plain",), (".txt",)),
    }
)
"""All supported types, by stable name."""

TYPES: Mapping[str, str] = MappingProxyType({t: kind for kind, what in KINDS.items() for t in what.types})

DESKTOP_ID = re.compile(r"[\w@+][\w.@+ -]{0,200}\.desktop")
"""Pattern of ``.desktop`` file names that may be offered and written; without ``;``, ``/`` and line breaks.
"""

ALSO = ("/usr/local/bin", "/usr/bin", "/usr/games")
"""Program folders that may be missing from the app's ``PATH``."""

MOST = 5000
"""Maximum number of files read in all program folders."""


@dataclass(frozen=True, slots=True)
class DesktopProgram:
    """An installed program: its ``.desktop`` file name and its display name. External text."""

    id: str
    title: str
    types: Sequence[str]


@dataclass(frozen=True, slots=True)
class Association:
    """The default program of one type.

    Attributes:
        type: a MIME type, or an extension or protocol on Windows.
        value: the chosen program, as stored in the settings. External text.
        there: whether a chosen program is still installed.
        file: the entry of `FILES` that contains the choice; "" on Windows.
    """

    type: str
    value: str
    there: bool
    file: str = ""


# -- Linux: reading --------------------------------------------------------------------------------

FILES = ("config", "data")
"""Locations of the user's choices: the settings folder, or the older data folder."""


def _make_list_path(file: str) -> Path:
    """Return the path of one of the two ``mimeapps.list`` files."""
    if file == "config":
        return xdg.find_config_folder() / "mimeapps.list"
    return xdg.find_data_folder() / "applications" / "mimeapps.list"


def _list_desktop_folders() -> Sequence[Path]:
    """Return the folders with ``.desktop`` files; the user's own folder comes first."""
    shared = os.environ.get("XDG_DATA_DIRS", "") or "/usr/local/share:/usr/share"
    others = [Path.home() / ".local/share/flatpak/exports/share", Path("/var/lib/flatpak/exports/share")]
    data = [xdg.find_data_folder(), *map(Path, shared.split(":")), *others]
    return [folder / "applications" for folder in [*data, Path("/var/lib/snapd/desktop")]]


def _iter_default_choices(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the value's offset, the type and the value of each line of ``[Default Applications]``."""
    group, place = "", 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped.startswith("["):
            group = stripped
        name, equals, value = line.partition("=")
        if equals and group == "[Default Applications]":
            yield place + len(name) + 1, name.strip(), value.rstrip("\r\n")
        place += len(line)


def scan_file_associations() -> Json:
    """Return the user's default programs for the types of `KINDS`, and whether each is installed."""
    programs = {program.id: program for program in list_installed_programs()}
    found: dict[str, Json] = {}
    for file in FILES:
        with suppress(FileNotFoundError):
            for _, name, value in _iter_default_choices(read_plain_text_file(_make_list_path(file))):
                there = any(entry.strip() in programs for entry in value.split(";"))
                if name in TYPES and value.strip("; "):
                    entry = {"type": name, "value": value[:500], "there": there, "file": file}
                    found.setdefault(name, entry)
    missing = {name for name, entry in found.items() if not entry["there"]}
    return {
        "choices": list(found.values()),
        "programs": [
            {"id": p.id, "title": p.title, "types": [t for t in p.types if t in missing]}
            for p in programs.values()
            if missing.intersection(p.types) and DESKTOP_ID.fullmatch(p.id)
        ],
    }


def list_installed_programs() -> Sequence[DesktopProgram]:
    """Return the apps that can be default apps; of duplicate IDs, the first app applies."""
    found: dict[str, DesktopProgram] = {}
    files = (file for folder in _list_desktop_folders() for file in sorted(folder.glob("**/*.desktop")))
    for file in islice(files, MOST):
        folder = next(parent for parent in file.parents if parent.name == "applications")
        name = "-".join(file.relative_to(folder).parts)
        if name not in found:
            with suppress(OSError):
                program = _parse_desktop_file(name, read_plain_text_file(file)[:200_000])
                if program is not None:
                    found[name] = program
    return list(found.values())


def _parse_desktop_file(name: str, text: str) -> DesktopProgram | None:
    """Return the program of a ``.desktop`` file; None if it is hidden or its program is missing."""
    entry, _, _ = text.partition("\n[Desktop Action")
    keys = dict(line.split("=", 1) for line in reversed(entry.splitlines()) if "=" in line)
    if keys.get("Hidden", "").strip() == "true" or not _can_start_command(keys.get("Exec", "")):
        return None
    types = tuple(t for t in keys.get("MimeType", "").strip().split(";") if t)
    return DesktopProgram(name, keys.get("Name", name).strip()[:100] or name, types)


def _can_start_command(command: str) -> bool:
    """Return whether the program of an ``Exec`` line is installed; true for an empty line (D-Bus start)."""
    try:
        first = shlex.split(command)[:1]
    except ValueError:
        first = command.split()[:1]
    folders = (os.environ.get("PATH", ""), *ALSO, str(Path.home() / ".local" / "bin"))
    return not first or shutil.which(first[0], path=":".join(folders)) is not None


@dataclass(frozen=True, slots=True)
class AssociationChoices:
    """The user's default apps, and the apps that could replace missing apps."""

    choices: Sequence[Association]
    programs: Sequence[DesktopProgram]


def read_default_choices(machine: Machine) -> AssociationChoices:
    """Return the user's default apps on Linux.

    Raises:
        ProbeError: the settings couldn't be read.
    """
    answer = machine.read(Reading(scan_file_associations))
    programs = [DesktopProgram(p["id"], p["title"], tuple(p["types"])) for p in answer["programs"]]
    return AssociationChoices([Association(**choice) for choice in answer["choices"]], programs)


# -- Linux: changing -------------------------------------------------------------------------------


def _read_default_lines(file: str, types: Sequence[str]) -> Json:
    """Return the current values of these types in one of `FILES`, unchanged."""
    if file not in FILES:
        raise StepError(_NOT_YOURS, detail=file[:80])
    values = {
        name: value for _, name, value in _iter_default_choices(read_plain_text_file(_make_list_path(file)))
    }
    return [values.get(name, "") for name in types]


def write_default_lines(file: str, types: Sequence[str], values: Sequence[str]) -> Json:
    """Replace the values of these types in one of `FILES`; return the number of changed lines.

    The rest of the file isn't changed.

    Raises:
        StepError: the file, a type or a value isn't allowed.
    """
    if file not in FILES or not all(map(_is_valid_default_choice, types, values)):
        raise StepError(_NOT_YOURS, detail=f"{file} {types} {values}"[:500])
    wanted = dict(zip(types, values, strict=True))
    text, count = read_plain_text_file(_make_list_path(file)), 0
    for start, name, value in reversed(list(_iter_default_choices(text))):
        if name in wanted and value != wanted[name]:
            text = text[:start] + wanted[name] + text[start + len(value) :]
            count += 1
    if count:
        replace_file_text(_make_list_path(file), text)
    return count


def _is_valid_default_choice(name: str, value: str) -> bool:
    return name in TYPES and bool(value) and "\n" not in value and "\r" not in value


def _write_default_choice(step: ChooseProgram, machine: Machine, _: Progress) -> str | None:
    params = {"file": step.file, "types": list(step.types), "values": list(step.values)}
    count = machine.change(Native(write_default_lines, params))
    return f"{count} choices in {step.file}: {', '.join(step.values)}" if count else None


@dataclass(frozen=True, slots=True)
class ChooseProgram(Step):
    """Step that sets the default program for a type.

    Attributes:
        kind: one of `KINDS`.
        file: the entry of `FILES` that holds the choice.
        types: the MIME types.
        values: the new value of each type.
        title: the program's display name; "" when undone. External text.
    """

    kind: str
    file: str
    types: tuple[str, ...]
    values: tuple[str, ...]
    title: str

    name: ClassVar[str] = "choose-program"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _write_default_choice})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the file type and the program."""
        if not self.title:
            return N_("Restore the previous default app for {things}.", things=KINDS[self.kind].title)
        return N_(
            "Use {program} as the default app for {things}.",
            things=KINDS[self.kind].title,
            program=self.title,
        )

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current lines exactly."""
        now = machine.read(Reading(_read_default_lines, {"file": self.file, "types": list(self.types)}))
        return ChooseProgram(self.kind, self.file, self.types, tuple(now), "")


_NOT_YOURS = N_("This setting can't be changed from your account.")
