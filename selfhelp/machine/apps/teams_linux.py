"""The caches of Teams for Linux: size, damage, and renaming them as a backup.

Microsoft discontinued its own Teams for Linux; employees use the free "Teams for Linux", from a package, snap
or flatpak. Its folders come from github.com/IsmaelMartinez/teams-for-linux, KNOWN_ISSUES.md ("Config folder
locations"). The list of caches comes from its own cleanup (app/cacheManager), without cookies and "Local
Storage", which hold the sign-in. Not tested with the program itself.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import UndoImpossibleError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step, xdg
from selfhelp.machine.apps.known_apps import PROGRAMS, require_program_closed
from selfhelp.machine.files.backup_rename import ASIDE, find_free_backup_name, rename_file_in_home
from selfhelp.machine.files.documents import find_home_folder, to_home_relative
from selfhelp.machine.processes.unresponsive import NOT_ANSWERING, NOT_GOING_ON

SNAP = "snap/teams-for-linux/current/.config/teams-for-linux"
FLATPAK = ".var/app/com.github.IsmaelMartinez.teams_for_linux/config/teams-for-linux"

MAIN_CACHES = ("Cache", "Code Cache", "GPUCache")
PART_CACHES = (*MAIN_CACHES, "IndexedDB", "WebStorage")
"""Cache names in its folder, and in each folder below ``Partitions``."""

LARGE = 500_000_000
"""Cache size in bytes above which users were signed out daily (app/cacheManager/README.md)."""

PATIENCE = 4.0
"""Time limit for measuring, in seconds; files not reached within the limit aren't counted."""


@dataclass(frozen=True, slots=True)
class TeamsInstallation:
    """The cache of one Teams installation.

    Attributes:
        place: the installation: ``usual``, ``snap`` or ``flatpak``.
        size: total bytes of the caches.
        damaged: databases with a lost manifest, relative to its folder. External text.
        closed: inaccessible folders, relative to its folder.
        number: the first unused backup number.
    """

    place: str
    size: int
    damaged: Sequence[str]
    closed: Sequence[str]
    number: int


# -- reading ---------------------------------------------------------------------------------------


def _list_installation_folders() -> Mapping[str, Path]:
    """Return the folders of the installations that have been opened, if they are below home."""
    places = {
        "usual": xdg.find_config_folder() / "teams-for-linux",
        "snap": find_home_folder() / SNAP,
        "flatpak": find_home_folder() / FLATPAK,
    }
    found = {name: place.resolve() for name, place in places.items() if place.is_dir()}
    return {name: place for name, place in found.items() if find_home_folder() in place.parents}


def _iter_cache_paths(folder: Path) -> Iterator[Path]:
    """Yield the cache paths of an installation, existing or not, without following links."""
    yield from (folder / name for name in MAIN_CACHES)
    with suppress(OSError):
        for part in sorted((folder / "Partitions").iterdir()):
            if part.is_dir() and not part.is_symlink():
                yield from (part / name for name in PART_CACHES)


def _list_existing_caches(folder: Path) -> Sequence[Path]:
    return [cache for cache in _iter_cache_paths(folder) if cache.is_dir() and not cache.is_symlink()]


def scan_teams_installations() -> Json:
    """Return the cache state of each installation; empty if Teams for Linux was never opened."""
    return [_read_cache_state(name, folder) for name, folder in _list_installation_folders().items()]


def _read_cache_state(name: str, folder: Path) -> Json:
    caches = _list_existing_caches(folder)
    usable = os.R_OK | os.W_OK | os.X_OK
    closed = [cache for cache in caches if not os.access(cache, usable)]
    databases = [base for cache in caches if cache not in closed for base in cache.glob("*.leveldb")]
    closed += [base for base in databases if not os.access(base, usable)]
    return {
        "place": name,
        "size": _sum_folder_sizes(caches),
        "damaged": [str(base.relative_to(folder)) for base in databases if is_leveldb_damaged(base)],
        "closed": [str(cache.relative_to(folder)) for cache in closed],
        "number": _find_free_backup_number(folder),
    }


def _sum_folder_sizes(folders: Sequence[Path]) -> int:
    """Return the total size of the files in these folders, in bytes."""
    deadline, total = time.monotonic() + PATIENCE, 0
    for folder in folders:
        for root, _, files in os.walk(folder):
            if time.monotonic() > deadline:
                return total
            for file in files:
                with suppress(OSError):
                    total += Path(root, file).lstat().st_size
    return total


def is_leveldb_damaged(database: Path) -> bool:
    """Return whether a LevelDB database lost its manifest: CURRENT must name an existing MANIFEST.

    github.com/google/leveldb, doc/impl.md ("Manifest", "Current") and VersionSet::Recover. A new database has
    no files yet; an unreadable database isn't considered damaged.
    """
    try:
        names = _list_entry_names(database)
        if not any(name.endswith((".ldb", ".log")) or name.startswith("MANIFEST-") for name in names):
            return False
        current = (database / "CURRENT").read_bytes()[:100] if "CURRENT" in names else b""
    except OSError:
        return False
    named = re.fullmatch(rb"(MANIFEST-\d+)\n", current)
    return named is None or named[1].decode() not in names


def _list_entry_names(folder: Path) -> frozenset[str]:
    return frozenset(entry.name for entry in folder.iterdir())


def _find_free_backup_number(folder: Path) -> int:
    return next(
        n
        for n in count(1)
        if not any(os.path.lexists(_make_backup_path(c, n)) for c in _iter_cache_paths(folder))
    )


def _make_backup_path(cache: Path, number: int) -> Path:
    return cache.with_name(f"{cache.name}{ASIDE}-{number}")


def read_teams_installations(machine: Machine) -> Sequence[TeamsInstallation]:
    """Return the cache state of each installation.

    Raises:
        ProbeError: the caches couldn't be read.
    """
    return [TeamsInstallation(**facts) for facts in machine.read(Reading(scan_teams_installations))]


def is_teams_unresponsive(machine: Machine) -> bool:
    """Return whether Teams is running but not responding.

    Raises:
        ProbeError: the processes couldn't be read.
    """
    names = PROGRAMS["teams"].names[Platform.LINUX]
    return any(p.name in names for p in (*NOT_GOING_ON.read(machine), *NOT_ANSWERING.read(machine)))


# -- steps -----------------------------------------------------------------------------------------


def _rename_caches_to_backup(place: str, number: int) -> Json:
    """Rename the caches of an installation as backups; return their number."""
    caches = _list_existing_caches(_require_folder(place))
    return sum(
        rename_file_in_home(to_home_relative(c.parent), c.name, _make_backup_path(c, number).name)
        for c in caches
    )


def restore_caches_from_backup(place: str, number: int) -> Json:
    """Restore the caches' names and keep newer caches as backups; return the number restored.

    Raises:
        StepError: no backup exists.
    """
    there = [
        cache
        for cache in _iter_cache_paths(_require_folder(place))
        if os.path.lexists(_make_backup_path(cache, number))
    ]
    if not there:
        raise UndoImpossibleError(_GONE, detail=f"{place} {number}")
    for cache in there:
        folder = to_home_relative(cache.parent)
        rename_file_in_home(
            folder, cache.name, find_free_backup_name(cache.name, _list_entry_names(cache.parent))
        )
        rename_file_in_home(folder, _make_backup_path(cache, number).name, cache.name)
    return len(there)


_GONE = N_("The backup is no longer there.")


def _require_folder(place: str) -> Path:
    folder = _list_installation_folders().get(place)
    if folder is None:
        raise UndoImpossibleError(_GONE, detail=place[:200])
    return folder


def _renew_teams_caches(step: RenewTeamsCaches, machine: Machine, _: Progress) -> str | None:
    require_program_closed(machine, "teams")
    moved = machine.change(Native(_rename_caches_to_backup, {"place": step.place, "number": step.number}))
    return f"{moved} folders now end in {ASIDE}-{step.number}" if moved else None


def _restore_teams_caches(step: RestoreTeamsCaches, machine: Machine, _: Progress) -> str:
    require_program_closed(machine, "teams")
    restored = machine.change(
        Native(restore_caches_from_backup, {"place": step.place, "number": step.number})
    )
    return f"{restored} folders back"


@dataclass(frozen=True, slots=True)
class RenewTeamsCaches(Step):
    """Step that renames the caches of Teams for Linux as backups, so that it creates new caches.

    Attributes:
        place: the installation, as in `TeamsInstallation`.
        number: the backup number.
    """

    place: str
    number: int

    name: ClassVar[str] = "renew-teams-caches"
    risk: ClassVar[Text | None] = N_("A message that you started but didn't send may be lost.")
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _renew_teams_caches})

    def describe_action(self) -> Text:
        """Return the sentence shown before resetting the Teams cache."""
        return N_("Reset the Teams cache. You'll stay signed in.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the caches' names."""
        return RestoreTeamsCaches(self.place, self.number)


@dataclass(frozen=True, slots=True)
class RestoreTeamsCaches(Step):
    """Step that restores caches that were renamed as backups."""

    place: str
    number: int

    name: ClassVar[str] = "restore-teams-caches"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _restore_teams_caches})

    def describe_action(self) -> Text:
        """Return the sentence shown before restoring the Teams cache."""
        return N_("Restore the Teams cache.")
