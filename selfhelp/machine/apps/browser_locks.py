"""Problems that keep a browser from starting or updating: its lock, its profile, a pending update.

Chromium-based browsers mark an open profile with the link ``SingletonLock``, ``HOST-NUMBER``. They remove a
stale lock of this computer themselves, but refuse to start if it names another computer, for instance after a
computer was renamed (chrome/browser/process_singleton_posix.cc; seen with Chromium 156). Firefox removes
stale locks itself, and can't start if ``profiles.ini`` names a missing folder.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator, Sequence
from configparser import Error as ConfigError
from configparser import RawConfigParser
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.apps.browsers import (
    BROWSERS,
    CHROMIUM,
    FIREFOX,
    iter_profile_folders,
    require_browser_closed,
)
from selfhelp.machine.command_output import read_script_output_objects, to_text
from selfhelp.machine.files.backup_rename import RenameToBackup, find_free_backup_name, list_folder_names
from selfhelp.machine.files.documents import to_home_relative

LOCK = "SingletonLock"
_TARGET = re.compile(r"(?P<host>.+)-(?P<pid>\d{1,10})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ForeignProfileLock:
    """A profile lock that names another computer.

    Attributes:
        browser: its key in `BROWSERS`.
        folder: its parent folder, ``~/…``.
        host: the computer it names. External text.
        aside: an unused name in that folder.
    """

    browser: str
    folder: str
    host: str
    aside: str


@dataclass(frozen=True, slots=True)
class BrowserProfiles:
    """The browsers with profiles on this computer, and their problems.

    Attributes:
        browsers: the keys of the browsers with profiles.
        locks: locks that name another computer.
        missing: missing Firefox profiles, ``~/…``. External text.
    """

    browsers: Sequence[str]
    locks: Sequence[ForeignProfileLock]
    missing: Sequence[str]


def scan_browser_profiles(platform: str) -> Json:
    """Return the browsers used on this computer, with their missing profiles and locks of other computers."""
    browsers: set[str] = set()
    locks: list[Json] = []
    missing: list[str] = []
    for key, data, _ in iter_profile_folders(platform):
        browsers.add(key)
        family = BROWSERS[key].family
        locks += [
            asdict(lock) for lock in (_find_lock_of_other_computer(key, data),) if lock and family == CHROMIUM
        ]
        missing += _find_missing_profile(data) if family == FIREFOX else []
    return {"browsers": sorted(browsers), "locks": locks, "missing": missing}


def _find_lock_of_other_computer(key: str, data: Path) -> ForeignProfileLock | None:
    try:
        match = _TARGET.fullmatch(str((data / LOCK).readlink()))
    except OSError:
        return None
    if match is None or match["host"] == socket.gethostname():
        return None
    return ForeignProfileLock(
        key, to_home_relative(data), match["host"][:200], find_free_backup_name(LOCK, list_folder_names(data))
    )


def _find_missing_profile(data: Path) -> Sequence[str]:
    """Return the default profiles in ``profiles.ini`` whose folders are missing.

    Raises:
        OSError: the list exists but can't be read.
    """
    ini = RawConfigParser(strict=False)
    try:
        ini.read_string((data / "profiles.ini").read_bytes()[:100_000].decode("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError, ConfigError):
        return ()
    wanted = list(_iter_default_profiles(ini))
    gone = [path for path in wanted if not (data / path).is_dir()]
    inside = [path for path in gone if ".." not in Path(path).parts and not Path(path).is_absolute()]
    return [to_home_relative(data / path) for path in dict.fromkeys(inside)][:10]


def _iter_default_profiles(ini: RawConfigParser) -> Iterator[str]:
    """Yield the profile paths that installed versions start with, or else the default profile's path."""
    installed = [
        ini[name]["default"]
        for name in ini.sections()
        if name.startswith("Install") and "default" in ini[name]
    ]
    if installed:
        yield from installed
        return
    for name in ini.sections():
        section = ini[name]
        if name.startswith("Profile") and section.get("default") == "1" and section.get("isrelative") == "1":
            yield section.get("path", "")


def read_browser_profiles(machine: Machine) -> BrowserProfiles:
    """Return the browsers with profiles on this computer, and the profiles' problems.

    Raises:
        ProbeError: the profiles couldn't be read.
    """
    answer = machine.read(Reading(scan_browser_profiles, {"platform": str(machine.platform)}))
    return BrowserProfiles(
        answer["browsers"], [ForeignProfileLock(**lock) for lock in answer["locks"]], answer["missing"]
    )


# -- pending updates ---------------------------------------------------------------------------------


def find_replaced_browsers() -> Json:
    """Return this user's running browsers whose executable has been replaced (Linux).

    The target of `/proc/PID/exe` is then marked as deleted (proc_pid_exe(5)).
    """
    import psutil

    names = {name: key for key, browser in BROWSERS.items() for name in browser.processes}
    found = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            key = names.get(process.name())
            if key and process.uids().real == os.getuid():
                target = str(Path(f"/proc/{process.pid}/exe").readlink())
                found |= {key} if target.endswith(" (deleted)") else set()
    return sorted(found)


def _read_replaced_browsers_linux(machine: Machine) -> Sequence[str]:
    return [str(key) for key in machine.read(Reading(find_replaced_browsers))]


WINDOWS = (
    "@(@('chrome','Google\\Chrome','new_chrome.exe'),@('edge','Microsoft\\Edge','new_msedge.exe')) |"
    "ForEach-Object{$b=$_; @($env:ProgramFiles,${env:ProgramFiles(x86)},$env:LOCALAPPDATA) |"
    "Where-Object{$_ -and (Test-Path -LiteralPath (Join-Path $_ ($b[1]+'\\Application\\'+$b[2])))} |"
    "Select-Object -First 1 | ForEach-Object{[pscustomobject]@{Browser=$b[0]}}}"
)
"""Script that finds a downloaded version that waits until the running browser closes.

Source: chromium.googlesource.com, chrome/installer, ``new_chrome.exe``. Untested on Windows.
"""


def _read_replaced_browsers_windows(machine: Machine) -> Sequence[str]:
    keys = [to_text(entry.get("Browser")) for entry in read_script_output_objects(machine, WINDOWS)]
    return [key for key in keys if key in BROWSERS]


WAITING: Probe[Sequence[str]] = Probe(
    "browsers that have to be closed and opened for their update",
    {
        Platform.LINUX: _read_replaced_browsers_linux,
        Platform.WINDOWS: _read_replaced_browsers_windows,
        Platform.MACOS: lambda _: (),
    },
)
"""Browsers that must be restarted to finish an update.

There's no row for macOS: a replaced bundle can't be detected from outside.
"""


@dataclass(frozen=True, slots=True)
class SetLockOfProfileAside(RenameToBackup):
    """Step that renames the lock file that marks the profile as open on another computer."""

    name: ClassVar[str] = "set-profile-lock-aside"

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the browser."""
        title = BROWSERS[self.label].title
        return N_(
            "Remove the lock file that keeps {browser} from starting. Your data isn't affected.",
            browser=title,
        )

    def perform(self, machine: Machine, progress: Progress) -> str | None:
        """Rename the lock file, unless the browser has been opened.

        Raises:
            StepError: the browser is running, or the backup name is taken.
        """
        require_browser_closed(machine, self.label)
        return RenameToBackup.perform(self, machine, progress)
