"""The user's open programs, from the system's list of applications, and reopening a program.

A program is identified by its name in that list: a ``.desktop`` file in the folders that only an
administrator changes (freedesktop.org, "Desktop Entry Specification" 1.5), the bundle of an application in
``/Applications``, or a shortcut in the Start menu of all users. A stored path is never started: the name is
looked up in the list again. The Linux row was tested; macOS (``lsappinfo``, open(1)) and Windows
(WScript.Shell, shortcuts in ``CommonPrograms``) were written from documentation and not tested.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Native, Probe, Reading
from selfhelp.machine.command_output import SLOW
from selfhelp.machine.desktop.startup_apps import parse_desktop_entry, read_desktop_entry_bytes
from selfhelp.machine.processes.programs import RUNS_OTHERS

FOLDERS = (
    "/usr/local/share/applications",
    "/usr/share/applications",
    "/var/lib/flatpak/exports/share/applications",
    "/var/lib/snapd/desktop/applications",
)
"""Application folders of a Linux system, without the user's own folder: any program can write to it."""

MOST, LISTED = 5000, 30
"""Maximum number of files to read, and of programs to return."""

NEVER = re.compile(
    r"selfhelp|terminal|console|xterm|installer|software-properties|shutdown|logout", re.IGNORECASE
)
"""Pattern of programs that aren't reopened.

This app starts automatically, and a terminal would come back without the programs that ran in it.
"""


STARTERS = frozenset({"env", "flatpak", "snap", "bwrap", "pkexec", "gtk-launch", "xdg-open"})
"""Launchers that start another program; the launcher's process doesn't show which program."""


@dataclass(frozen=True, slots=True)
class OpenProgram:
    """An open program: its name in the system's list, and its display name. Both are external text."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class _ShortcutEntry:
    id: str
    title: str
    argv: tuple[str, ...]


# -- Linux -----------------------------------------------------------------------------------------


def list_open_programs(folders: list[str]) -> Json:
    """Return the programs in the system's list with a process of this user, by title."""
    running = set(_iter_running_programs())
    found: dict[str, _ShortcutEntry] = {}
    for entry in _iter_desktop_entries(folders):
        key = _list_process_names(entry.argv[0])
        if not key & running:
            continue
        known = found.get(min(key))
        if known is None or len(entry.argv) < len(known.argv):
            found[min(key)] = entry  # prefer the program itself to one of its actions
    titles = sorted(found.values(), key=lambda one: one.title.casefold())
    return [{"id": one.id, "title": one.title} for one in titles[:LISTED]]


def _iter_running_programs() -> Iterator[str]:
    """Yield the executables of this user's processes, with links resolved and extensions removed."""
    import psutil

    me = os.getuid()
    for process in psutil.process_iter(["uids", "exe"]):
        uids, exe = process.info["uids"], process.info["exe"]
        if uids is not None and uids.real == me and exe:
            yield exe
            yield _strip_extension(exe)


def _strip_extension(path: str) -> str:
    """Return a path without the file's extension, such as the ``.bin`` of ``soffice.bin``."""
    folder, name = os.path.split(path)
    return os.path.join(folder, name.partition(".")[0])  # noqa: PTH118 - plain text


def _list_process_names(program: str) -> frozenset[str]:
    """Return the names under which a desktop entry's program may run."""
    if RUNS_OTHERS.fullmatch(os.path.basename(program)) or os.path.basename(program) in STARTERS:  # noqa: PTH119
        return frozenset()
    path = program if program.startswith("/") else shutil.which(program, path="/usr/local/bin:/usr/bin:/bin")
    if not path:
        return frozenset()
    real = os.path.realpath(path)
    return frozenset({real, _strip_extension(real)})


def _iter_desktop_entries(folders: Sequence[str]) -> Iterator[_ShortcutEntry]:
    for folder in folders:
        for file in islice(sorted(Path(folder).glob("*.desktop")), MOST):
            if (entry := _parse_desktop_entry(file)) is not None:
                yield entry


def _parse_desktop_entry(file: Path) -> _ShortcutEntry | None:
    """Return the desktop entry of an application in the menus; None for anything else."""
    try:
        keys = parse_desktop_entry(read_desktop_entry_bytes(file).decode("utf-8", "replace"))
        argv = tuple(
            word for word in shlex.split(keys.get("Exec", "")) if not re.fullmatch(r"%[a-zA-Z]", word)
        )
    except (OSError, ValueError):
        return None
    hidden = any(keys.get(key, "").lower() == "true" for key in ("NoDisplay", "Hidden", "Terminal"))
    if hidden or keys.get("Type") != "Application" or not argv or NEVER.search(file.stem):
        return None
    return _ShortcutEntry(file.stem, keys.get("Name", file.stem)[:80], argv)


def _read_open_programs_linux(machine: Machine) -> Sequence[OpenProgram]:
    answer = machine.read(Reading(list_open_programs, {"folders": list(FOLDERS)}))
    return [OpenProgram(str(one["id"]), str(one["title"])) for one in answer]


def open_listed_program(id: str, folders: list[str]) -> Json:  # noqa: A002 - the word of the record
    """Start an application by its name in the system's list; return False if the list doesn't have it.

    Raises:
        StepError: the application couldn't be started.
    """
    from selfhelp.machine import child

    entry = next((one for one in _iter_desktop_entries(folders) if one.id == id), None)
    if entry is None:
        return False
    try:
        child.launch_detached(entry.argv, Platform.LINUX)
    except (OSError, ProbeError) as error:
        raise StepError(COULD_NOT, detail=repr(error)[:200]) from error
    return True


# -- macOS -----------------------------------------------------------------------------------------

_BUNDLE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9.-]{2,200}$")
_SHOWN = re.compile(
    r'^\s*\d+\)\s+"(?P<title>[^"\n]{1,80})".*?bundleID="(?P<id>[^"\n]+)".*?bundle path="(?P<path>[^"\n]+)"'
    r'.*?type="Foreground"',
    re.MULTILINE | re.DOTALL,
)
APPLICATIONS = ("/Applications/", "/System/Applications/")


def _read_open_programs_macos(machine: Machine) -> Sequence[OpenProgram]:
    """Return the programs with windows from ``lsappinfo list``, where an entry begins with its number."""
    said = machine.run(Command(("lsappinfo", "list"))).stdout
    entries = re.split(r"(?m)^(?=\s*\d+\)\s)", said)
    shown = [match for entry in entries if (match := _SHOWN.search(entry)) is not None]
    return [
        OpenProgram(one["id"], one["title"])
        for one in shown
        if one["path"].startswith(APPLICATIONS) and _BUNDLE.match(one["id"]) and not NEVER.search(one["id"])
    ][:LISTED]


# -- Windows ---------------------------------------------------------------------------------------


def list_open_shortcuts() -> Json:
    """Return the Start menu shortcuts (all users, without arguments) whose program this user runs.

    Raises:
        ProbeError: the shell doesn't respond.
    """
    from selfhelp.machine import windows_automation

    running = {exe.casefold() for exe in _iter_own_executables()}
    shortcuts = {
        _make_menu_path(file): file for file in islice(find_start_menu_folder().rglob("*.lnk"), MOST)
    }

    def list_shortcuts() -> Json:
        found = []
        with windows_automation.create_automation_object("WScript.Shell") as shell:
            for id_, file in sorted(shortcuts.items()):
                link = shell.get("CreateShortcut", str(file))
                if str(link.get("TargetPath")).casefold() in running and not link.get("Arguments"):
                    found.append({"id": id_, "title": file.stem})
        return found

    return windows_automation.run_automation_with_timeout(
        windows_automation.TIME, "WScript.Shell", list_shortcuts
    )


def _iter_own_executables() -> Iterator[str]:
    import psutil

    me = psutil.Process().username()
    for process in psutil.process_iter(["username", "exe"]):
        if process.info["username"] == me and process.info["exe"]:
            yield process.info["exe"]


def find_start_menu_folder() -> Path:
    """Return the Start menu folder for all users (CommonPrograms); only administrators can change it."""
    return Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData")) / "Microsoft/Windows/Start Menu/Programs"


def _make_menu_path(file: Path) -> str:
    return "\\".join(file.relative_to(find_start_menu_folder()).parts)


_SHORTCUT = re.compile(r"(?!.*\.\.)[^:*?\"<>|\x00-\x1f]{1,250}\.lnk", re.IGNORECASE)


def _read_open_programs_windows(machine: Machine) -> Sequence[OpenProgram]:
    found = {str(one["title"]): str(one["id"]) for one in machine.read(Reading(list_open_shortcuts))}
    return [
        OpenProgram(id_, title[:80])
        for title, id_ in sorted(found.items())
        if _SHORTCUT.fullmatch(id_) and not NEVER.search(title)
    ][:LISTED]


def open_start_menu_program(id: str) -> Json:  # noqa: A002 - the word of the record
    """Open a Start menu shortcut of all users; return false if there is none of this name."""
    listed = {_make_menu_path(file): file for file in islice(find_start_menu_folder().rglob("*.lnk"), MOST)}
    file = listed.get(id)
    if file is None:
        return False
    from selfhelp.machine.guidance.settings_pages import open_address_with_default_app

    return open_address_with_default_app(str(file))


OPEN_PROGRAMS: Probe[Sequence[OpenProgram]] = Probe(
    "which programs are open",
    {
        Platform.LINUX: _read_open_programs_linux,
        Platform.MACOS: _read_open_programs_macos,
        Platform.WINDOWS: _read_open_programs_windows,
    },
)

COULD_NOT = N_("The app couldn't be opened. Open it yourself.")


def _open_program_macos(machine: Machine, id_: str) -> bool:
    if not _BUNDLE.match(id_):
        return False
    return bool(machine.change(Command(("open", "-g", "-b", id_), timeout=SLOW)).code == 0)


def open_program(machine: Machine, id_: str) -> bool:
    """Open a program by its name in the system's list; return whether it is still listed.

    Raises:
        NotOfferedError: this system has no such list.
        StepError: the program couldn't be started.
    """
    ways: Mapping[Platform, Native] = {
        Platform.LINUX: Native(open_listed_program, {"id": id_, "folders": list(FOLDERS)}),
        Platform.WINDOWS: Native(open_start_menu_program, {"id": id_}),
    }
    if machine.platform is Platform.MACOS:
        return _open_program_macos(machine, id_)
    if machine.platform not in ways:
        raise NotOfferedError(N_("This isn't available on this kind of computer."), detail="open program")
    return machine.change(ways[machine.platform]) is True
