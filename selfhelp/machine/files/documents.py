"""The user's own files: a bounded walk through Desktop, Documents, Downloads and the home folder.

Only files below the user's home folder count, and no links or other file systems are followed, so that
neither a check nor a step can be misdirected. Hidden folders hold programs' own files and are skipped. A walk
is limited in entries and time, and visits the nearest folders first.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

from selfhelp.core.errors import StepError
from selfhelp.core.text import N_
from selfhelp.machine import xdg

ENTRIES = 20_000
DEPTH = 6
SECONDS = 6.0
"""Limits of a walk: total number of entries, folder depth, and seconds."""

USUAL = ("Desktop", "Documents", "Downloads")
XDG_NAMES = ("XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR", "XDG_DOWNLOAD_DIR")
WINDOWS_NAMES = ("Desktop", "Personal", "{374DE290-123F-4565-9164-39C4925E467B}")
"""Names of the folders Desktop, Documents and Downloads in xdg-user-dirs and in Windows.

Windows: "User Shell Folders" and the KNOWNFOLDERID of Downloads.
"""

SHELL_FOLDERS = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders"

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A file or link with its status, never the status of a link's target."""

    path: Path
    status: os.stat_result


def find_home_folder() -> Path:
    """Return the user's home folder, with links resolved."""
    return Path.home().resolve()


def to_home_relative(path: Path) -> str:
    """Return a path below home as ``~/…`` with slashes, so that no transcript contains the user's name."""
    return f"~/{path.relative_to(find_home_folder()).as_posix()}"


def resolve_home_relative(place: str) -> Path:
    """Return the path of a text written by `to_home_relative`.

    Raises:
        StepError: the text isn't a plain path below the home folder.
    """
    parts = PurePath(place).parts
    if not place.startswith("~/") or ".." in parts or len(parts) < 2:
        raise StepError(N_("This file doesn't belong to your account."), detail=place[:200])
    return find_home_folder().joinpath(*parts[1:])


def walk_documents(shut: list[Path] | None = None) -> Iterator[DocumentEntry]:
    """Yield the files and links in the user's own folders, nearest first, within the limits of this module.

    Args:
        shut: receives the folders that can't be read.

    Raises:
        OSError: a start folder can't be read; only without ``shut``.
    """
    end, left = time.monotonic() + SECONDS, ENTRIES
    starts = (find_home_folder(), *list_document_roots())
    folders = [(start, DEPTH if start != find_home_folder() else 0) for start in starts]
    while folders:
        folder, depth = folders.pop(0)
        for entry in _list_folder(folder, shut, must=folder in starts):
            left -= 1
            if left < 0 or time.monotonic() > end:
                return
            if not stat.S_ISDIR(entry.status.st_mode):
                yield entry
            elif depth > 0 and not entry.path.name.startswith("."):
                folders.append((entry.path, depth - 1))


def _list_folder(folder: Path, shut: list[Path] | None, *, must: bool) -> Iterator[DocumentEntry]:
    """Yield a folder's entries on the home folder's file system, sorted by name.

    Each status is read when its entry is used, so that the limits of a walk also hold in a huge folder.

    Raises:
        OSError: a ``must`` folder can't be read and ``shut`` is None; other unreadable folders are skipped.
    """
    try:
        device = find_home_folder().stat().st_dev
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        if shut is not None and (folder == find_home_folder() or not isinstance(error, FileNotFoundError)):
            shut.append(folder)
        elif must:
            raise
        return
    for name in names:
        with suppress(OSError):
            status = (folder / name).lstat()
            if status.st_dev == device:
                yield DocumentEntry(folder / name, status)


def list_document_roots() -> Sequence[Path]:
    """Return the user's Desktop, Documents and Downloads, unless they are links or outside home."""
    return [path for path in _list_named_roots() if _is_own_folder(path)]


def _list_named_roots() -> Sequence[Path]:
    named = [Path(name) for name in (*_read_xdg_folders(), *_read_windows_folders())]
    return list(dict.fromkeys([*(find_home_folder() / name for name in USUAL), *named]))


def _is_own_folder(path: Path) -> bool:
    with suppress(OSError):  # no access to the home folder itself
        return path.is_dir() and path.resolve() == path and find_home_folder() in path.parents
    return False


def list_broken_roots() -> Sequence[Path]:
    """Return the user's Desktop, Documents and Downloads that are links to a place that isn't available."""
    return [path for path in _list_named_roots() if _is_broken_link(path)]


def _is_broken_link(path: Path) -> bool:
    with suppress(OSError):
        return find_home_folder() in path.parents and path.is_symlink() and not path.exists()
    return False


def _read_xdg_folders() -> Sequence[str]:
    """Return the folders in ``user-dirs.dirs``, with lines such as ``XDG_DESKTOP_DIR="$HOME/Bureau"``."""
    try:
        text = (xdg.find_config_folder() / "user-dirs.dirs").read_text("utf-8", "surrogateescape")[:10_000]
    except OSError:
        return ()
    lines = re.findall(r'^(XDG_\w+)="(.+)"$', text, re.MULTILINE)
    return [value.replace("$HOME", str(find_home_folder()), 1) for name, value in lines if name in XDG_NAMES]


def _read_windows_folders() -> Sequence[str]:
    """Return the Desktop, Documents and Downloads of Windows, even if a policy or OneDrive moved them."""
    found = []
    with suppress(ImportError, OSError):
        winreg: Any = import_module("winreg")
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, SHELL_FOLDERS) as key:
            for name in WINDOWS_NAMES:
                with suppress(OSError):
                    found.append(os.path.expandvars(winreg.QueryValueEx(key, name)[0]))
    return found


def read_recent_files() -> Sequence[Path]:
    """Return recently used files, newest last, from the desktops' ``recently-used.xbel``.

    The format is the Desktop Bookmark specification of freedesktop.org: ``<bookmark href="file:///…" …>``.
    """
    try:
        text = (
            (xdg.find_data_folder() / "recently-used.xbel")
            .read_bytes()[:2_000_000]
            .decode("utf-8", "replace")
        )
    except OSError:
        return ()
    addresses = re.findall(r'<bookmark\s[^>]*?href="file://(/[^"]{1,4096})"', text)
    return [Path(unquote(address.replace("&amp;", "&"))) for address in addresses]


@contextmanager
def open_home_folder(folder: str) -> Iterator[int]:
    """Open a folder below home (``~/…``, or ``~`` itself) without following links; yield its descriptor.

    Raises:
        StepError: the user doesn't own the folder, or a link is in the path.
    """
    parts = () if folder == "~" else resolve_home_relative(folder).relative_to(find_home_folder()).parts
    descriptor = os.open(find_home_folder(), _FOLDER)
    try:
        for part in parts:
            inner = os.open(part, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        if os.fstat(descriptor).st_uid != os.getuid():
            raise StepError(N_("This folder belongs to someone else."), detail=folder)
        yield descriptor
    except OSError as error:
        raise StepError(N_("This folder couldn't be opened."), detail=f"{folder}: {error}") from error
    finally:
        os.close(descriptor)
