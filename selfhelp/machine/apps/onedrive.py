r"""OneDrive: its setup and process, unsupported file names, and starting it.

Windows: the account's folder is ``UserFolder`` below ``HKCU\Software\Microsoft\OneDrive\Accounts``;
macOS: the folder below ``~/Library/CloudStorage``. Supported names: support.microsoft.com, "Restrictions and
limitations in OneDrive and SharePoint"; resetting: "Reset OneDrive". Sync progress isn't available to other
programs. Nothing in its folder is ever changed. Not tested on Windows or a Mac. The Linux client is in
`onedrive_linux`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import detect_platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Reading, Row, Step
from selfhelp.machine.apps.known_apps import find_running_processes

ACCOUNTS = "Software\\Microsoft\\OneDrive\\Accounts"
POLICY = "SOFTWARE\\Policies\\Microsoft\\Windows\\OneDrive"

FORBIDDEN = frozenset('"*:<>?/\\|')
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", ".lock", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
LONGEST = 400
"""Maximum length of a path relative to OneDrive's folder, in characters."""

MOST, PATIENCE = 20_000, 4.0
"""Maximum number of folder entries to check, and the time limit in seconds."""

LISTED = 20
"""Maximum number of unsupported file names to return."""

DATALESS, ON_OPEN = 0x40000000, 0x00040000
"""SF_DATALESS (macOS, sys/stat.h) and FILE_ATTRIBUTE_RECALL_ON_OPEN (Windows): reading starts a download."""

START_LIMIT = 20.0
"""Maximum seconds from starting OneDrive until its process must be running."""


@dataclass(frozen=True, slots=True)
class OnedriveSetup:
    """The OneDrive configuration.

    Attributes:
        program: whether it is installed.
        folders: the synced folders; empty if no one is signed in.
        forbidden: whether a policy turns it off.
    """

    program: bool
    folders: Sequence[str]
    forbidden: bool


# -- reading ---------------------------------------------------------------------------------------


def scan_onedrive_setup() -> Json:
    """Return the OneDrive configuration of this computer."""
    folders, forbidden = _SETUP[detect_platform()]()
    return {"program": _find_onedrive_program() is not None, "folders": folders, "forbidden": forbidden}


def _scan_onedrive_windows() -> tuple[list[str], bool]:
    winreg: Any = import_module("winreg")
    folders: list[str] = []
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, ACCOUNTS) as accounts:
        for number in range(winreg.QueryInfoKey(accounts)[0]):
            with suppress(OSError), winreg.OpenKey(accounts, winreg.EnumKey(accounts, number)) as account:
                folders.append(str(winreg.QueryValueEx(account, "UserFolder")[0]))
    forbidden = False
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, POLICY) as policy:
        forbidden = winreg.QueryValueEx(policy, "DisableFileSyncNGSC")[0] == 1
    return [folder for folder in folders if folder], forbidden


def _scan_onedrive_macos() -> tuple[list[str], bool]:
    found = sorted((Path.home() / "Library" / "CloudStorage").glob("OneDrive-*"))
    return [f"~/{folder.relative_to(Path.home())}" for folder in found], False


_SETUP: Mapping[Platform, Callable[[], tuple[list[str], bool]]] = MappingProxyType(
    {Platform.WINDOWS: _scan_onedrive_windows, Platform.MACOS: _scan_onedrive_macos}
)


def _find_onedrive_program() -> Path | None:
    """Return the path of the program, preferring the user's own installation; None if there is none."""
    return next((place for place in _PROGRAMS[detect_platform()]() if place.exists()), None)


def _list_windows_program_paths() -> Sequence[Path]:
    from platformdirs import PlatformDirs

    shared = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    own = Path(PlatformDirs().user_data_dir) / "Microsoft" / "OneDrive"
    return [p / "OneDrive.exe" for p in (own, *(Path(s) / "Microsoft OneDrive" for s in shared if s))]


_PROGRAMS: Mapping[Platform, Callable[[], Sequence[Path]]] = MappingProxyType(
    {
        Platform.WINDOWS: _list_windows_program_paths,
        Platform.MACOS: lambda: [Path("/Applications/OneDrive.app")],
    }
)


def read_onedrive_setup(machine: Machine) -> OnedriveSetup:
    """Return the OneDrive configuration.

    Raises:
        ProbeError: the configuration couldn't be read.
    """
    return OnedriveSetup(**machine.read(Reading(scan_onedrive_setup)))


def find_unsupported_names(folders: Sequence[str]) -> Json:
    """Return names in these folders that OneDrive doesn't support, and whether all were checked.

    ``closed`` lists unreadable folders, if there are any.
    """
    deadline = time.monotonic() + PATIENCE
    found: list[str] = []
    closed: list[str] = []
    seen = 0
    for folder in folders:
        for path in _iter_synced_paths(Path(folder).expanduser(), closed):
            seen += 1
            if seen > MOST or time.monotonic() > deadline or len(found) >= LISTED:
                return {"names": found, "all": False}
            if not is_supported_path(path):
                found.append(path)
    return {"names": found, "all": True} | ({"closed": closed[:LISTED]} if closed else {})


def _iter_synced_paths(root: Path, closed: list[str]) -> Iterator[str]:
    """Yield the relative paths below a folder, without entering cloud-only folders.

    Args:
        root: the folder.
        closed: receives the folders that can't be read.
    """
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            entries = list(os.scandir(root / below))
        except FileNotFoundError:
            continue
        except OSError:
            closed.append(below)
            continue
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            yield path
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and _is_file_downloaded(
                    entry.stat(follow_symlinks=False)
                ):
                    pending.append(path)


def _is_file_downloaded(status: os.stat_result) -> bool:
    flags, attributes = getattr(status, "st_flags", 0), getattr(status, "st_file_attributes", 0)
    return not flags & DATALESS and not attributes & ON_OPEN


def is_supported_path(path: str) -> bool:
    """Return whether OneDrive supports a path, judging by its last name and its length."""
    name = path.rpartition("/")[2]
    stem = name.partition(".")[0].lower()
    bad = bool(FORBIDDEN & set(name)) or name != name.strip(" ") or "_vti_" in name
    return not bad and name.lower() not in RESERVED and stem not in RESERVED and len(path) <= LONGEST


# -- steps -----------------------------------------------------------------------------------------


def _start_onedrive() -> Json:
    """Start OneDrive without a window; return false if it isn't installed."""
    from selfhelp.machine import child

    program = _find_onedrive_program()
    if program is None:
        return False
    how: Mapping[Platform, tuple[str, ...]] = {
        Platform.WINDOWS: (str(program), "/background"),
        Platform.MACOS: ("open", "-g", str(program)),
    }
    child.launch_detached(how[detect_platform()], detect_platform())
    return True


def _start_onedrive_and_wait(step: StartOneDrive, machine: Machine, progress: Progress) -> str | None:
    if find_running_processes(machine, "onedrive"):
        return None
    if not machine.change(Native(_start_onedrive)):
        raise StepError(N_("OneDrive is no longer installed."))
    deadline = time.monotonic() + START_LIMIT
    while not find_running_processes(machine, "onedrive"):
        if time.monotonic() > deadline:
            raise StepError(N_("OneDrive started but closed again. Contact the help desk."))
        progress.check()
        time.sleep(0.5)
    return "started"


@dataclass(frozen=True, slots=True)
class StartOneDrive(Step):
    """Step that starts OneDrive. Undo isn't offered, because OneDrive is meant to run."""

    name: ClassVar[str] = "start-onedrive"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _start_onedrive_and_wait, Platform.MACOS: _start_onedrive_and_wait}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before starting OneDrive."""
        return N_("Start OneDrive.")


RESETS = ("ResetOneDriveAppStandalone.command", "ResetOneDriveApp.command")
"""Reset scripts in the macOS app, from Microsoft's page and from the App Store version."""


def _find_reset_command() -> Json:
    """Return the command that resets OneDrive; [] if it isn't installed."""
    program = _find_onedrive_program()
    if program is None:
        return []
    if detect_platform() is Platform.WINDOWS:
        return [str(program), "/reset"]
    scripts = [program / "Contents" / "Resources" / name for name in RESETS]
    return next(([str(script)] for script in scripts if script.is_file()), [])


def _reset_onedrive(step: ResetOneDrive, machine: Machine, _: Progress) -> str:
    argv = machine.read(Reading(_find_reset_command))
    if not argv:
        raise StepError(N_("OneDrive is no longer installed."))
    output = machine.change(Command(tuple(argv), timeout=120.0))
    return f"status {output.code}"


@dataclass(frozen=True, slots=True)
class ResetOneDrive(Step):
    """Step that resets OneDrive's sync state, so that it compares everything again; files stay."""

    name: ClassVar[str] = "reset-onedrive"
    risk: ClassVar[Text | None] = N_(
        "OneDrive will lose the list of folders you excluded from syncing and compare "
        "all files again, which can take hours. Files not yet uploaded stay on this "
        "computer only. This can't be undone."
    )
    duration: ClassVar[timedelta] = timedelta(minutes=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _reset_onedrive, Platform.MACOS: _reset_onedrive}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before resetting OneDrive."""
        return N_("Reset OneDrive. No files will be deleted.")
