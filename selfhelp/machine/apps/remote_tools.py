"""Finds remote support tools, starts a tool, and reads its ID.

Finding a tool only reads file names and settings; no part of the tool runs before the user clicks. A program
is started only if no one but an administrator could have installed or changed it. No password is ever read:
if a tool stores a password with its ID, only the ID is requested.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Reading, Registry

CURRENT = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
ADMINISTRATORS = 80
"""ID of the macOS group ``admin``, which may write to /Applications."""

NOT_INSTALLED, INSECURE = "not-installed", "insecure"
"""Reasons why a program can't be started.

It isn't installed, or someone other than an administrator could have changed it.
"""

REASONS: dict[str, Text] = {
    NOT_INSTALLED: N_("The remote support tool isn't installed on this computer."),
    INSECURE: N_(
        "Blocked for safety: someone other than an administrator could have changed the remote support tool."
    ),
}


@dataclass(frozen=True, slots=True)
class InstalledRemoteTool:
    """A remote support tool on this computer.

    Attributes:
        program: the full path to start; for a Windows component, its address; "" if there is none.
        obstacle: `NOT_INSTALLED` or `INSECURE`, or "" if it can be started.
    """

    program: str = ""
    obstacle: str = ""

    @property
    def unavailable_reason(self) -> Text | None:
        """The reason why the tool can't be started, or None."""
        return REASONS.get(self.obstacle)


# -- finding ---------------------------------------------------------------------------------------


def make_linux_tool_finder(*paths: str) -> Callable[[Machine], InstalledRemoteTool]:
    """Return a probe row that finds a tool among these full paths (Linux)."""
    return lambda machine: _find_installed_tool(
        machine, find_trusted_tool, {"paths": list(paths), "groups": [0]}
    )


def make_macos_tool_finder(*bundles: str) -> Callable[[Machine], InstalledRemoteTool]:
    """Return a probe row that finds a tool among these full paths of app bundles or programs (macOS)."""
    params: Json = {"paths": list(bundles), "groups": [0, ADMINISTRATORS]}
    return lambda machine: _find_installed_tool(machine, find_trusted_tool, params)


def make_windows_tool_finder(program: str, *folders: str) -> Callable[[Machine], InstalledRemoteTool]:
    """Return a probe row that looks up a program as Windows does (App Paths), then in its usual folders.

    Args:
        program: its file name, such as ``AnyDesk.exe``.
        folders: its usual folders, below the program folders, such as ``AnyDesk``.
    """

    def find_tool(machine: Machine) -> InstalledRemoteTool:
        named = machine.read(Registry(f"{CURRENT}\\App Paths\\{program}", ""))
        roots = _read_program_folders(machine)
        paths = [named.strip('"')] if isinstance(named, str) and named else []
        paths += [f"{root}\\{folder}\\{program}" for root in roots for folder in folders]
        return _find_installed_tool(
            machine, find_tool_in_program_folders, {"paths": paths, "roots": list(roots)}
        )

    return find_tool


def make_windows_path_tool_finder(path: str) -> Callable[[Machine], InstalledRemoteTool]:
    """Return a probe row that finds a tool at one full path (Windows)."""
    return lambda machine: _find_installed_tool(
        machine,
        find_tool_in_program_folders,
        {"paths": [path], "roots": list(_read_program_folders(machine))},
    )


def _read_program_folders(machine: Machine) -> Sequence[str]:
    """Return the program folders from the machine's registry: a user can change environment variables."""
    names = ("ProgramFilesDir", "ProgramFilesDir (x86)")
    found = (machine.read(Registry(CURRENT, name)) for name in names)
    return list(dict.fromkeys(path for path in found if isinstance(path, str) and path))


def _find_installed_tool(
    machine: Machine, function: Callable[..., Json], params: Json
) -> InstalledRemoteTool:
    answer = machine.read(Reading(function, params))
    return InstalledRemoteTool(str(answer["program"]), str(answer["obstacle"]))


def find_trusted_tool(paths: Sequence[str], groups: Sequence[int]) -> Json:
    """Return the first of these programs that exists and that only an administrator can change.

    Args:
        paths: full paths of programs, or of app bundles, which are folders.
        groups: IDs of administrator groups that may have write access.
    """
    obstacle = NOT_INSTALLED
    for path in map(Path, paths):
        if not path.exists():
            continue
        with suppress(OSError):
            if all(is_administrator_only(part, groups) for part in (path, *_list_bundle_files(path))):
                return {"program": str(path.resolve(strict=True)), "obstacle": ""}
        obstacle = INSECURE
    return {"program": "", "obstacle": obstacle}


def _list_bundle_files(bundle: Path) -> Sequence[Path]:
    """Return the files of an app bundle that determine which program starts; () for a plain file.

    Raises:
        OSError: the bundle has no programs, or its programs can't be read.
    """
    if not bundle.is_dir():
        return ()
    contents = bundle / "Contents"
    return [contents / "Info.plist", *(contents / "MacOS").iterdir()]


def is_administrator_only(path: Path, groups: Sequence[int]) -> bool:
    """Return whether only root and these groups can change a program, its parent folders, or a link to it.

    Raises:
        OSError: the permissions can't be read.
    """
    for _ in range(16):  # follows chains of links
        whole = path.parent.resolve(strict=True) / path.name
        if not all(_is_file_protected(part.lstat(), groups) for part in (whole, *whole.parents)):
            return False
        if not whole.is_symlink():
            return _is_path_unwritable(whole)
        path = whole.parent / whole.readlink()
    return False


def _is_file_protected(status: os.stat_result, groups: Sequence[int]) -> bool:
    link = stat.S_ISLNK(status.st_mode)  # a link has no permissions of its own: its folder decides
    by_group = bool(status.st_mode & stat.S_IWGRP) and status.st_gid not in groups
    return status.st_uid == 0 and (link or not (by_group or status.st_mode & stat.S_IWOTH))


def _is_path_unwritable(path: Path) -> bool:
    """Return whether the user may not write to a path or its parents, ACLs included.

    Always true for root, because permissions don't restrict root.
    """
    return os.geteuid() == 0 or not any(os.access(part, os.W_OK) for part in (path, *path.parents))


def find_tool_in_program_folders(paths: Sequence[str], roots: Sequence[str]) -> Json:
    """Return the first of these programs below the program folders, where only administrators can write.

    Untested on Windows.
    """
    obstacle = NOT_INSTALLED
    for path in map(Path, paths):
        if not path.is_file():
            continue
        whole = str(path.resolve())
        if any(whole.lower().startswith(f"{root.lower()}\\") for root in roots):
            return {"program": whole, "obstacle": ""}
        obstacle = INSECURE
    return {"program": "", "obstacle": obstacle}


# -- starting --------------------------------------------------------------------------------------


def _start_program(machine: Machine, program: str, arguments: Sequence[str]) -> None:
    """Start a remote support tool with its own window.

    Raises:
        StepError: the tool didn't start.
    """
    machine.change(Native(launch_tool, {"program": program, "arguments": list(arguments)}))


def _start_tool_bundle(machine: Machine, program: str, arguments: Sequence[str]) -> None:
    """Start a macOS app, or a plain program.

    Raises:
        StepError: the app didn't start.
    """
    if not program.endswith(".app"):
        _start_program(machine, program, arguments)
        return
    more = ("--args", *arguments) if arguments else ()
    if machine.change(Command(("open", program, *more))).code != 0:
        raise StepError(NOT_STARTED, detail=program)


def launch_tool(program: str, arguments: Sequence[str]) -> Json:
    """Start the program of a remote support tool and leave it running.

    Raises:
        StepError: the program couldn't be started.
    """
    from selfhelp.machine import child

    try:
        child.launch_detached((program, *arguments), detect_platform())
    except (ProbeError, OSError) as error:
        raise StepError(NOT_STARTED, detail=str(error)) from error
    return True


NOT_STARTED = N_("The remote support tool couldn't be started. Call the help desk.")


# -- reading its ID -----------------------------------------------------------------------------------

_ID = re.compile(r"[0-9]{6,12}")


def normalise_tool_id(said: Json) -> str:
    """Return a remote tool's ID as six to twelve digits; "" for other text, such as a password.

    TeamViewer, AnyDesk and RustDesk use nine or ten digits; spaces between them are only for display.
    """
    text = f"{said}" if isinstance(said, int | str) and not isinstance(said, bool) else ""
    digits = "".join(text.split())
    return digits if _ID.fullmatch(digits) and digits.isascii() else ""


def format_tool_id(id_: str) -> str:
    """Format an ID in groups of three digits from the end, as the tools show it."""
    return f"{int(id_):,}".replace(",", " ") if id_ and not id_.startswith("0") else id_


def make_output_id_reader(*arguments: str) -> Callable[[Machine, str], str]:
    """Return a row that runs the tool's program with fixed arguments and reads the ID it prints."""

    def read_tool_id(machine: Machine, program: str) -> str:
        return normalise_tool_id(machine.run(Command((program, *arguments), timeout=10)).stdout.strip())

    return read_tool_id


def make_bundle_id_reader(name: str, *arguments: str) -> Callable[[Machine, str], str]:
    """Return a row that runs the named program of a macOS app and reads the ID it prints."""
    return lambda machine, program: make_output_id_reader(*arguments)(
        machine, f"{program}/Contents/MacOS/{name}"
    )


def make_registry_id_reader(*keys: str) -> Callable[[Machine, str], str]:
    r"""Return a row that reads the first ID among registry values, each ``KEY\NAME``."""

    def read_tool_id(machine: Machine, _program: str) -> str:
        for path in keys:
            key, _, value = path.rpartition("\\")
            if found := normalise_tool_id(machine.read(Registry(key, value))):
                return found
        return ""

    return read_tool_id


def make_defaults_id_reader(domain: str, name: str) -> Callable[[Machine, str], str]:
    """Return a row that reads only one value of a macOS preference file."""

    def read_tool_id(machine: Machine, _program: str) -> str:
        return normalise_tool_id(machine.run(Command(("defaults", "read", domain, name))).stdout.strip())

    return read_tool_id


STARTERS: dict[Platform, Callable[[Machine, str, Sequence[str]], None]] = {
    Platform.WINDOWS: _start_program,
    Platform.MACOS: _start_tool_bundle,
    Platform.LINUX: _start_program,
}
