"""Folders for configuration, state, cache and logs, and the app's own resources."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from selfhelp.core.records import record

APP = "selfhelp"
MARKER = ".selfhelp-folder"
"""Name of the file that marks a folder as the app's own, see `selfhelp.core.own_folder`."""

MARK = b"This folder belongs to selfhelp, which deletes its own files in it when you ask for that.\n"


class Platform(StrEnum):
    """The operating systems; keys of every table with a row for each system."""

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
"""The administrator's policy folder on each system, for the app and its helper.

They are constants because the environment is controlled by the user: ``WIN_PD_OVERRIDE_COMMON_APPDATA``
changes the path that platformdirs returns.
"""


def detect_platform() -> Platform:
    """Return this computer's platform. Only `selfhelp.helper` may use Python's own names.

    Fixes, reports and screens must not call it: a `selfhelp.machine.Machine`, which may be a recorded one,
    has its platform. It is for the composition root, the start of the window and the tray, which have no
    machine yet, and code about this very computer.
    """
    return {"win32": Platform.WINDOWS, "darwin": Platform.MACOS}.get(sys.platform, Platform.LINUX)


def read_login_name() -> str:
    """Return the user's account name; "" if unknown."""
    import getpass

    try:
        return getpass.getuser()
    except (
        KeyError,
        OSError,
        ImportError,
    ):  # raised by Python if neither a variable nor the account database names the user
        return ""


def make_restart_command() -> tuple[str, ...]:
    """Return the command that starts this app again, without a shell: packaged, or from Python."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", APP)


@record
class AppPaths:
    """The folders of one user on one computer; `make_private_folder` creates them.

    Attributes:
        config: the user's preferences and, for trial use, their own policy file.
        data: journal, outbox and the local desk. Local, never roaming.
        cache: may be deleted at any time.
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
    def create_for_current_user(cls, platform: Platform) -> AppPaths:
        """Return the folders that each system expects (on Linux, from `HOME` and `XDG_*`)."""
        config, data, cache, log = _find_freedesktop_folders(platform) or _find_platformdirs_folders()
        return cls(
            config=config,
            data=data,
            cache=cache,
            log=log,
            runtime=_find_runtime_folder(cache, platform),
            machine_policy=MACHINE_POLICY[platform],
        )


def _find_platformdirs_folders() -> tuple[Path, Path, Path, Path]:
    """Return the folders of configuration, data, cache and log from platformdirs."""
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP, appauthor=False, roaming=False)
    found = (dirs.user_config_dir, dirs.user_data_dir, dirs.user_cache_dir, dirs.user_log_dir)
    config, data, cache, log = (Path(folder) for folder in found)
    return config, data, cache, log


def _find_freedesktop_folders(platform: Platform) -> tuple[Path, Path, Path, Path] | None:
    """Return the same folders on Linux without the slow import of platformdirs.

    None on other systems, and if ``HOME`` isn't an absolute path. (freedesktop.org, "XDG Base Directory
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


def _find_runtime_folder(cache: Path, platform: Platform) -> Path:
    """Return the login session's runtime folder, or a private folder of the user, never in /tmp.

    On a Windows terminal server one user may have several sessions, each with its own desktop.
    """
    if platform is Platform.WINDOWS:
        return cache / "run" / f"session-{_read_windows_session()}"
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(session) / APP if session.startswith("/") else cache / "run"


def _read_windows_session() -> int:
    """Return the ID of this Windows session (Microsoft Learn, "ProcessIdToSessionId"); 0 if unknown."""
    from selfhelp.core.foreign_functions import load_windows_function

    ctypes: Any = import_module("ctypes")
    number = ctypes.c_ulong()
    windows = getattr(ctypes, "windll", None)
    if windows is not None:
        load_windows_function(ctypes, "kernel32", "ProcessIdToSessionId")(os.getpid(), ctypes.byref(number))
    return int(number.value)


def find_app_root_above(folder: Path) -> Path | None:
    """Return the nearest folder named after the app, including ``folder`` itself; None if none."""
    return next((place for place in (folder, *folder.parents) if place.name == APP), None)


def make_private_folder(folder: Path, *, ours: bool = True) -> Path:
    """Create a folder that only this user can read (0700), and return it.

    Args:
        folder: the folder to create, with its parents.
        ours: whether it is one of the app's own folders; then the folder named after the app gets the marker.

    Raises:
        OSError: the folder can't be created.
    """
    root = find_app_root_above(folder) if ours else None
    for missing in reversed([p for p in (folder, *folder.parents) if not p.exists()]):
        try:
            missing.mkdir(mode=0o700)
        except FileExistsError:
            continue
        if missing == root:
            _write_marker(missing)
    return folder


def _write_marker(folder: Path) -> None:
    """Write the marker of an own folder; without it, a folder must contain only the app's files."""
    with suppress(OSError), open(folder / MARKER, "xb", opener=_open_private_file) as file:
        file.write(MARK)


def _open_private_file(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def find_resource(name: str) -> Path:
    """Return the path of a packaged resource, for instance ``schemas/report.json``.

    In a wheel the folder is inside the package; in a checkout it is the top-level ``resources``.
    """
    return _find_resources_folder().joinpath(*name.split("/"))


@lru_cache(maxsize=1)
def _find_resources_folder() -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
