"""Browser caches: finding unusable caches, and renaming them as backups.

Only the folders ``Cache``, `Code Cache` and ``GPUCache`` (Chromium-based) and ``cache2`` (Firefox) are used.
They hold pages and compiled scripts, which every browser recreates.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step
from selfhelp.machine.apps.browsers import (
    BROWSERS,
    CHROMIUM,
    FIREFOX,
    iter_profile_folders,
    require_browser_closed,
)
from selfhelp.machine.files.backup_rename import (
    RenameToBackup,
    RestoreBackup,
    does_name_exist,
    find_free_backup_name,
    list_folder_names,
    rename_file_in_home,
    rename_file_in_home_by_path,
)
from selfhelp.machine.files.bounded_cleanup import BoundedCleanup
from selfhelp.machine.files.documents import open_home_folder, resolve_home_relative, to_home_relative

NO_FOLDER, CLOSED, DAMAGED = "no folder", "closed", "damaged"
"""Problems of a cache: it isn't a folder, the user can't write there, or its index is damaged."""

PAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {CHROMIUM: ("Cache", "Code Cache"), FIREFOX: ("cache2",)}
)
"""Folders of pages and scripts in a profile's cache."""
PICTURES = ("GPUCache",)
"""The folder of GPU data, in the profile itself."""
CACHES = frozenset({*PAGES[CHROMIUM], *PAGES[FIREFOX], *PICTURES})

MAGIC = (bytes.fromhex("305c72a71b6dfbfc"), bytes.fromhex("c3ca03c1"))
"""Magic numbers of an index: simple cache and block files (net/disk_cache; Chromium 156)."""

ENTRIES = 3000
"""Maximum number of entries checked per folder: a wrong owner usually affects all entries."""


@dataclass(frozen=True, slots=True)
class BrokenCache:
    """A cache that its browser can't use.

    Attributes:
        browser: its key in `BROWSERS`.
        folder: its parent folder, ``~/…``; ``entry`` is its name there.
        trouble: `NO_FOLDER`, `CLOSED` or `DAMAGED`.
        aside: an unused name in that folder.
    """

    browser: str
    folder: str
    entry: str
    trouble: str
    aside: str


def scan_browser_caches(platform: str) -> Json:
    """Return the number of browser caches, and the caches that their browsers can't use."""
    count, found = 0, []
    for key, profile, entry in _iter_browser_caches(platform):
        count += 1
        if trouble := _find_cache_problem(profile / entry, BROWSERS[key].family):
            aside = find_free_backup_name(entry, list_folder_names(profile))
            found.append(asdict(BrokenCache(key, to_home_relative(profile), entry, trouble, aside)))
    return {"count": count, "broken": found}


def _iter_browser_caches(platform: str) -> Iterator[tuple[str, Path, str]]:
    """Yield the browser, folder and name of each existing cache."""
    seen = set()
    for key, data, cache in iter_profile_folders(platform):
        for root, names in ((cache, PAGES[BROWSERS[key].family]), (data, PICTURES)):
            for profile in _list_browser_profiles(root):
                for name in names:
                    if os.path.lexists(profile / name) and (profile, name) not in seen:
                        seen.add((profile, name))
                        yield key, profile, name


def _list_browser_profiles(root: Path) -> Sequence[Path]:
    """Return the profiles in a folder: its plain subfolders, without links.

    Raises:
        OSError: the folder exists but can't be read.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted(path for path in islice(root.iterdir(), 200) if path.is_dir() and not path.is_symlink())
    return ()


def _find_cache_problem(cache: Path, family: str) -> str:
    status = cache.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return NO_FOLDER
    if _is_folder_unwritable(status) or any(
        _is_folder_unwritable(inner) for inner in _iter_file_stats(cache)
    ):
        return CLOSED
    return DAMAGED if family == CHROMIUM and _is_cache_damaged(cache) else ""


def _iter_file_stats(cache: Path) -> Iterator[os.stat_result]:
    """Yield the status of every entry in a cache and in its direct subfolders."""
    for folder in (cache, *_list_browser_profiles(cache)):
        with suppress(OSError):
            for path in islice(folder.iterdir(), ENTRIES):
                with suppress(OSError):
                    yield path.lstat()


def _is_folder_unwritable(status: os.stat_result) -> bool:
    """Return whether the user can't write to a folder; Windows doesn't report it in these bits."""
    wanted = stat.S_IRWXU if stat.S_ISDIR(status.st_mode) else stat.S_IRUSR | stat.S_IWUSR
    plain = stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)
    return (
        hasattr(os, "getuid")
        and plain
        and (status.st_uid != os.getuid() or status.st_mode & wanted != wanted)
    )


def _is_cache_damaged(cache: Path) -> bool:
    """Return whether an index in a cache, or in a direct subfolder, has the wrong magic number."""
    for folder in (cache, *_list_browser_profiles(cache)):
        with suppress(FileNotFoundError, IsADirectoryError), (folder / "index").open("rb") as index:
            if not index.read(8).startswith(MAGIC):
                return True
    return False


def find_broken_caches(machine: Machine) -> tuple[int, Sequence[BrokenCache]]:
    """Return the number of browser caches, and the unusable caches.

    Raises:
        ProbeError: the caches couldn't be read.
    """
    answer = machine.read(Reading(scan_browser_caches, {"platform": str(machine.platform)}))
    return answer["count"], [BrokenCache(**facts) for facts in answer["broken"]]


# -- steps -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetCacheAside(RenameToBackup):
    """Step that renames one cache of a closed browser as a backup."""

    name: ClassVar[str] = "set-cache-aside"
    risk: ClassVar[Text | None] = N_("Pages will load a little more slowly at first.")

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the browser."""
        return N_(
            "Rename the cache folder “{folder}” of {browser} as a backup. Passwords and history aren't "
            "affected.",
            folder=self.entry,
            browser=BROWSERS[self.label].title,
        )

    def perform(self, machine: Machine, progress: Progress) -> str | None:
        """Rename the cache, unless its browser has been opened.

        Raises:
            StepError: the browser is running, or the backup name is taken.
        """
        require_browser_closed(machine, self.label)
        return RenameToBackup.perform(self, machine, progress)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that replaces the new cache with the original cache."""
        return TakeCacheBack(self.folder, self.entry, self.aside, self.label)


def remove_recreated_cache(folder: str, entry: str, aside: str) -> Json:
    """Remove the cache a browser created after the backup; return the number of files removed.

    Nothing is removed without a backup; files that can't be removed stay.

    Raises:
        StepError: the entry isn't one of the known caches.
    """
    if entry not in CACHES:
        raise StepError(N_("This file doesn't belong to your account."), detail=entry[:200])
    with open_home_folder(folder) as place:
        if not (does_name_exist(aside, place) and does_name_exist(entry, place)):
            return 0
    root = resolve_home_relative(folder) / entry
    sweep = BoundedCleanup(remove=True, folders=True)
    sweep.clean_or_measure_tree(root, root.lstat().st_dev)
    with suppress(OSError):
        root.rmdir()
    return sweep.files


def _restore_cache(step: TakeCacheBack, machine: Machine, _: Progress) -> str | None:
    require_browser_closed(machine, step.label)
    machine.change(
        Native(remove_recreated_cache, {"folder": step.folder, "entry": step.entry, "aside": step.aside})
    )
    done = machine.change(
        Native(rename_file_in_home, {"folder": step.folder, "old": step.aside, "new": step.entry})
    )
    return f"{step.aside} is {step.entry} again" if done else None


def _restore_cache_windows(step: TakeCacheBack, machine: Machine, _: Progress) -> str | None:
    """Restore the cache if no new cache exists; on Windows, removing a folder isn't safe enough."""
    require_browser_closed(machine, step.label)
    params = {"folder": step.folder, "old": step.aside, "new": step.entry}
    return (
        f"{step.aside} is {step.entry} again"
        if machine.change(Native(rename_file_in_home_by_path, params))
        else None
    )


@dataclass(frozen=True, slots=True)
class TakeCacheBack(RestoreBackup):
    """Step that restores a renamed cache and removes the cache that the browser has created since."""

    name: ClassVar[str] = "take-cache-back"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _restore_cache,
            Platform.MACOS: _restore_cache,
            Platform.WINDOWS: _restore_cache_windows,
        }
    )
