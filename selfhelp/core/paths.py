"""Where configuration, state, cache and logs live, and where the program's own resources are."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

APP = "selfhelp"
MARKER = ".selfhelp-folder"
"""The file that says that a folder was made by this app; see `selfhelp.core.own_folder`."""

MARK = b"This folder belongs to selfhelp, which deletes its own files in it when you ask for that.\n"


class Platform(StrEnum):
    """The key of every table with a row per system."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


MACHINE_POLICY: Mapping[Platform, Path] = MappingProxyType(
    {
        Platform.LINUX: Path("/etc/selfhelp"),
        Platform.MACOS: Path("/Library/Application Support/selfhelp"),
        Platform.WINDOWS: Path("C:\\ProgramData\\selfhelp"),
    }
)
"""The administrator's folders, for the app and its helper. They stand here because a place that the
environment names is the user's to choose: ``WIN_PD_OVERRIDE_COMMON_APPDATA`` moves that of platformdirs."""


def current_platform() -> Platform:
    """Return the platform. Only `selfhelp.helper`, a separate program, may ask Python itself.

    Fixes, reports and screens do not ask at all: a `selfhelp.machine.Machine` says what it is, and it may be
    a recorded one. Asked are the composition root, the first moments of the window and the tray, which know
    no machine yet, and what stands on this very computer.
    """
    return {"win32": Platform.WINDOWS, "darwin": Platform.MACOS}.get(sys.platform, Platform.LINUX)


def login_name() -> str:
    """Return the user's account name; "" if the system does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # what Python says where no variable names them and no list does
        return ""


def restart_command() -> tuple[str, ...]:
    """Return the command that starts this program again, without a shell: packaged, or from Python."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", APP)


@dataclass(frozen=True, slots=True)
class AppPaths:
    """The folders of one user on one computer; none is created until `make_private_folder` is called.

    Attributes:
        config: the user's preferences and, for trial use, their own policy file.
        data: journal, outbox and the local desk. Local, never roaming.
        cache: what can be deleted at any time.
        log: log files.
        runtime: locks and sockets of this login session.
        machine_policy: the administrator's policy folder; may not exist.
    """

    config: Path
    data: Path
    cache: Path
    log: Path
    runtime: Path
    machine_policy: Path

    @classmethod
    def for_current_user(cls, platform: Platform) -> AppPaths:
        """Return the folders each system expects (`HOME` and `XDG_*` are honoured on Linux)."""
        config, data, cache, log = _freedesktop_folders(platform) or _system_folders()
        return cls(
            config=config,
            data=data,
            cache=cache,
            log=log,
            runtime=_runtime(cache, platform),
            machine_policy=MACHINE_POLICY[platform],
        )


def _system_folders() -> tuple[Path, Path, Path, Path]:
    """Return the folders of configuration, data, cache and log, as platformdirs knows them."""
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP, appauthor=False, roaming=False)
    found = (dirs.user_config_dir, dirs.user_data_dir, dirs.user_cache_dir, dirs.user_log_dir)
    config, data, cache, log = (Path(folder) for folder in found)
    return config, data, cache, log


def _freedesktop_folders(platform: Platform) -> tuple[Path, Path, Path, Path] | None:
    """Return these folders on Linux without platformdirs, which takes 18 ms and 1 MiB at each start.

    None elsewhere, and where ``HOME`` isn't an absolute path. (freedesktop.org, "XDG Base Directory
    Specification": a relative path in one of its variables is ignored.)
    """
    home = os.environ.get("HOME", "")
    if platform is not Platform.LINUX or not home.startswith("/"):
        return None
    usual = {"CONFIG": ".config", "DATA": ".local/share", "CACHE": ".cache", "STATE": ".local/state"}
    told = {name: os.environ.get(f"XDG_{name}_HOME", "") for name in usual}
    config, data, cache, state = (
        Path(told[name] if told[name].startswith("/") else f"{home.rstrip('/')}/{below}") / APP
        for name, below in usual.items()
    )
    return config, data, cache, state / "log"


def _runtime(cache: Path, platform: Platform) -> Path:
    """Return the login session's folder; without one, a folder of the user's own, never one in /tmp.

    On a terminal server of Windows one person may have several sessions, each with a screen of its own.
    """
    if platform is Platform.WINDOWS:
        return cache / "run" / f"session-{_windows_session()}"
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(session) / APP if session.startswith("/") else cache / "run"


def _windows_session() -> int:
    """Return the number of this session (Microsoft Learn, "ProcessIdToSessionId"); 0 if unknown."""
    from selfhelp.core.foreign_functions import windows_function

    ctypes: Any = import_module("ctypes")
    number = ctypes.c_ulong()
    windows = getattr(ctypes, "windll", None)
    if windows is not None:
        windows_function(ctypes, "kernel32", "ProcessIdToSessionId")(os.getpid(), ctypes.byref(number))
    return int(number.value)


def app_root_above(folder: Path) -> Path | None:
    """Return the nearest folder above that is named after the app; None if there is none."""
    return next((place for place in (folder, *folder.parents) if place.name == APP), None)


def make_private_folder(folder: Path, *, ours: bool = True) -> Path:
    """Create a folder at a path that only this user can read (0700), and return it.

    Args:
        folder: what is created, with its parents.
        ours: whether it is one of the app's own; then the one that is named after the app gets the marker.

    Raises:
        OSError: the folder cannot be created.
    """
    root = app_root_above(folder) if ours else None
    for missing in reversed([p for p in (folder, *folder.parents) if not p.exists()]):
        try:
            missing.mkdir(mode=0o700)
        except FileExistsError:
            continue
        if missing == root:
            _mark(missing)
    return folder


def _mark(folder: Path) -> None:
    """Write the marker; without it the folder counts as ours while only our files are in it."""
    with suppress(OSError), open(folder / MARKER, "xb", opener=_only_mine) as file:
        file.write(MARK)


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def resource_path(name: str) -> Path:
    """Return a packaged resource, for instance ``schemas/report.json``.

    In a wheel the folder lies inside the package; in a checkout it is the top-level ``resources``.
    """
    return _resources().joinpath(*name.split("/"))


@lru_cache(maxsize=1)
def _resources() -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
