"""Where a person keeps their own files: a bounded look through Desktop, Documents, Downloads and their home.

Only what lies below the user's home folder counts, and nothing is reached through a link or on another file
system, so that no one can lead a look or a step astray. Hidden folders hold programs' own things and are
not entered. A look ends after a number of entries and some seconds, nearest folders first.
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
"""How much is looked at: entries in all, folders below each other, and time."""

USUAL = ("Desktop", "Documents", "Downloads")
XDG_NAMES = ("XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR", "XDG_DOWNLOAD_DIR")
WINDOWS_NAMES = ("Desktop", "Personal", "{374DE290-123F-4565-9164-39C4925E467B}")
"""What xdg-user-dirs and Windows ("User Shell Folders", KNOWNFOLDERID of Downloads) call the three."""

SHELL_FOLDERS = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders"

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A file or link that was seen, and how it was; ``status`` never follows a link."""

    path: Path
    status: os.stat_result


def home_folder() -> Path:
    """Return the user's home folder, without links in its own path."""
    return Path.home().resolve()


def to_home_relative(path: Path) -> str:
    """Return a path below home as ``~/…`` with slashes, so that the user's name is in no transcript."""
    return f"~/{path.relative_to(home_folder()).as_posix()}"


def from_home_relative(place: str) -> Path:
    """Return the path for a `to_home_relative` text.

    Raises:
        StepError: it is not a plain place below the home folder.
    """
    parts = PurePath(place).parts
    if not place.startswith("~/") or ".." in parts or len(parts) < 2:
        raise StepError(N_("This file doesn't belong to your account."), detail=place[:200])
    return home_folder().joinpath(*parts[1:])


def walk_documents(shut: list[Path] | None = None) -> Iterator[DocumentEntry]:
    """Yield the files and links in the user's own folders, nearest first, within the bounds above.

    Args:
        shut: gets the folders that cannot be read.

    Raises:
        OSError: a folder where the look begins cannot be read, so that no one can say what is in it; only
            without ``shut``.
    """
    end, left = time.monotonic() + SECONDS, ENTRIES
    starts = (home_folder(), *document_roots())
    folders = [(start, DEPTH if start != home_folder() else 0) for start in starts]
    while folders:
        folder, depth = folders.pop(0)
        for entry in _listed(folder, shut, must=folder in starts):
            left -= 1
            if left < 0 or time.monotonic() > end:
                return
            if not stat.S_ISDIR(entry.status.st_mode):
                yield entry
            elif depth > 0 and not entry.path.name.startswith("."):
                folders.append((entry.path, depth - 1))


def _listed(folder: Path, shut: list[Path] | None, *, must: bool) -> Sequence[DocumentEntry]:
    """Return a folder's entries on the home folder's file system, sorted by name.

    Raises:
        OSError: it ``must`` be read and cannot, and no one wants to hear of it; another is left out then.
    """
    device, found = home_folder().stat().st_dev, []
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        if shut is not None and not isinstance(error, FileNotFoundError):
            shut.append(folder)
        elif must:
            raise
        return ()
    for path in paths:
        with suppress(OSError):
            status = path.lstat()
            if status.st_dev == device:
                found.append(DocumentEntry(path, status))
    return found


def document_roots() -> Sequence[Path]:
    """Return the user's Desktop, Documents and Downloads, unless they are links or outside home."""
    named = [Path(name) for name in (*_xdg_folders(), *_windows_folders())]
    wanted = dict.fromkeys([*(home_folder() / name for name in USUAL), *named])
    return [
        path for path in wanted if path.is_dir() and path.resolve() == path and home_folder() in path.parents
    ]


def _xdg_folders() -> Sequence[str]:
    """Return the folders in ``user-dirs.dirs``: lines ``XDG_DESKTOP_DIR="$HOME/Bureau"`` (its man page)."""
    try:
        text = (xdg.config_folder() / "user-dirs.dirs").read_text("utf-8", "surrogateescape")[:10_000]
    except OSError:
        return ()
    lines = re.findall(r'^(XDG_\w+)="(.+)"$', text, re.MULTILINE)
    return [value.replace("$HOME", str(home_folder()), 1) for name, value in lines if name in XDG_NAMES]


def _windows_folders() -> Sequence[str]:
    """Return the same of Windows, wherever a policy or OneDrive has moved them. Not tried there."""
    found = []
    with suppress(ImportError, OSError):
        winreg: Any = import_module("winreg")
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, SHELL_FOLDERS) as key:
            for name in WINDOWS_NAMES:
                with suppress(OSError):
                    found.append(os.path.expandvars(winreg.QueryValueEx(key, name)[0]))
    return found


def recent_files() -> Sequence[Path]:
    """Return files that programs noted as used, newest last: ``recently-used.xbel`` of the desktops.

    It is the Desktop Bookmark specification of freedesktop.org: ``<bookmark href="file:///…" …>``.
    """
    try:
        text = (xdg.data_folder() / "recently-used.xbel").read_bytes()[:2_000_000].decode("utf-8", "replace")
    except OSError:
        return ()
    addresses = re.findall(r'<bookmark\s[^>]*?href="file://(/[^"]{1,4096})"', text)
    return [Path(unquote(address.replace("&amp;", "&"))) for address in addresses]


@contextmanager
def open_home_folder(folder: str) -> Iterator[int]:
    """Open a folder below home (``~/…``, or ``~`` itself) without following links.

    Raises:
        StepError: it isn't a folder of the user's, or a link stands in the way.
    """
    parts = () if folder == "~" else from_home_relative(folder).relative_to(home_folder()).parts
    descriptor = os.open(home_folder(), _FOLDER)
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
