"""The areas of a volume that can be cleaned: caches, temporary files and trash.

Caches and old temporary files belong to programs and are created again. The trash belongs to the user and is
emptied only with their consent. Downloads and the system's own stores are only measured. A full disk has no
room for backups, so cleaning can't be undone; the user is told this first.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Step, xdg
from selfhelp.machine.files.bounded_cleanup import BoundedCleanup, list_open_inodes
from selfhelp.machine.storage.deleted_files import measure_deleted_open_files
from selfhelp.machine.storage.disk_space import DiskVolume
from selfhelp.machine.storage.large_logs import find_large_logs

OLD = timedelta(days=7)
"""Minimum age of temporary files to remove; younger files may be in use, such as an open email attachment."""


DARWIN_USER_TEMP_DIR = 65537
"""Name ``_CS_DARWIN_USER_TEMP_DIR`` for confstr(3) on macOS; Python doesn't define it."""


class CleanupArea(StrEnum):
    """Areas to clean, in the order in which they are offered."""

    TEMPORARY = "temporary"
    CACHE_OLD = "cache-old"  # unused for a week
    CACHE = "cache"  # the rest
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class VolumeContents:
    """Contents of a volume in bytes: removable files, and files that are only reported.

    Attributes:
        areas: removable files, by area.
        told: files that are only reported, by name.
        in_use: deleted files that a program still has open, by program. External text.
    """

    areas: Mapping[str, int]
    told: Mapping[str, int]
    in_use: Mapping[str, int] = field(default_factory=dict)


def measure_cleanable_areas(device: int) -> Json:
    """Return the bytes of a volume's removable files by area, and of the files that are only reported."""
    in_use = list_open_inodes()
    sweeps = {area: _run_area_cleanup(area, device, in_use, remove=False) for area in CleanupArea}
    old = sweeps[CleanupArea.CACHE_OLD]
    sweeps[CleanupArea.CACHE].bytes -= old.bytes
    sweeps[CleanupArea.CACHE].files -= old.files
    told = {name: _measure_folder(folder, device) for name, folder in _list_report_only_folders().items()}
    told |= {f"log {name}": size for name, size in find_large_logs(device).items()}
    return {
        "areas": {area.value: sweep.bytes for area, sweep in sweeps.items() if sweep.files > 0},
        "told": {name: size for name, size in told.items() if size > 0},
        "in_use": measure_deleted_open_files(device),
    }


def _list_report_only_folders() -> Mapping[str, Path]:
    return {
        "downloads": Path.home() / "Downloads",
        "system journal": Path("/var/log/journal"),
        "package cache": Path("/var/cache/apt/archives"),
    }


def _measure_folder(folder: Path, device: int) -> int:
    sweep = BoundedCleanup(foreign=True)
    sweep.clean_or_measure_tree(folder, device)
    return sweep.bytes


def read_cleanable_areas(machine: Machine, volume: DiskVolume) -> VolumeContents:
    """Return the removable files of a volume, and the files that are only reported.

    Both are empty if cleaning isn't safe (Windows).

    Raises:
        ProbeError: the volume can't be read.
    """
    if machine.platform not in CleanArea.rows:
        return VolumeContents({}, {})
    answer = machine.read(Reading(measure_cleanable_areas, {"device": volume.device}))
    return VolumeContents(answer["areas"], answer["told"], answer.get("in_use", {}))


def _list_temporary_folders() -> Sequence[Path]:
    """Return the system's temporary folders.

    ``TMPDIR`` isn't trusted, because it may name a folder of documents.
    """
    with suppress(OSError, ValueError):
        if own := os.confstr(DARWIN_USER_TEMP_DIR):
            return [Path(own)]
    return [Path("/tmp"), Path("/var/tmp")]  # noqa: S108 - this is where we clean, not where we write


def _list_cache_folders() -> Sequence[Path]:
    mac = Path.home() / "Library" / "Caches"
    folder = mac if mac.is_dir() else xdg.find_cache_folder()
    home = Path.home().resolve()
    holds_home = folder.resolve() in (home, *home.parents)
    return [] if holds_home else [folder]


def _list_trash_folders() -> Sequence[Path]:
    """Return the trash folders of this volume.

    Sources: the freedesktop.org Trash specification 1.0; on macOS `~/.Trash`.
    """
    trash = xdg.find_data_folder() / "Trash"
    return [trash / "files", trash / "info", Path.home() / ".Trash"]


ROOTS: Mapping[CleanupArea, Callable[[], Sequence[Path]]] = MappingProxyType(
    {
        CleanupArea.TEMPORARY: _list_temporary_folders,
        CleanupArea.CACHE_OLD: _list_cache_folders,
        CleanupArea.CACHE: _list_cache_folders,
        CleanupArea.TRASH: _list_trash_folders,
    }
)


def _run_area_cleanup(
    area: CleanupArea, device: int, in_use: frozenset[tuple[int, int]], *, remove: bool
) -> BoundedCleanup:
    aged = area in (CleanupArea.TEMPORARY, CleanupArea.CACHE_OLD)
    before = time.time() - OLD.total_seconds() if aged else float("inf")
    sweep = BoundedCleanup(remove=remove, before=before, in_use=in_use, folders=area is CleanupArea.TRASH)
    for root in ROOTS[area]():
        sweep.clean_or_measure_tree(root, device)
    return sweep


def clean_storage_area(area: str, device: int) -> Json:
    """Clean one area of a volume; return the removed and the remaining amounts as plain data."""
    sweep = _run_area_cleanup(CleanupArea(area), device, list_open_inodes(), remove=True)
    return {
        "bytes": sweep.bytes,
        "files": sweep.files,
        "skipped": sweep.skipped,
        "trouble": sweep.trouble,
    }


def _clean_storage_area(step: CleanArea, machine: Machine, progress: Progress) -> str:
    progress.check()
    answer = machine.change(Native(clean_storage_area, {"area": step.area, "device": step.device}))
    words = ", ".join(f"{name} {value}" for name, value in answer.items() if value != "")
    if answer["trouble"] and not answer["files"]:
        raise StepError(N_("Nothing could be removed."), detail=words)
    return words


@dataclass(frozen=True, slots=True)
class CleanArea(Step):
    """Step that removes one type of file from a volume.

    Its folders are looked up again, never read from a journal.
    """

    area: str
    device: int

    name: ClassVar[str] = "free-space"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    risk: ClassVar[Text | None] = N_("This can't be undone.")
    rows = MappingProxyType({Platform.LINUX: _clean_storage_area, Platform.MACOS: _clean_storage_area})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the files."""
        return SENTENCES[CleanupArea(self.area)]


SENTENCES: Mapping[CleanupArea, Text] = MappingProxyType(
    {
        CleanupArea.TEMPORARY: N_("Remove temporary files that are older than a week."),
        CleanupArea.CACHE_OLD: N_("Remove app caches not used for a week."),
        CleanupArea.CACHE: N_("Remove all app caches. Apps will create them again when needed."),
        CleanupArea.TRASH: N_("Empty the trash. Its contents will be permanently deleted."),
    }
)


@dataclass(frozen=True, slots=True)
class TidyByHand(Step):
    """A manual step: only the user can decide which of their files to delete."""

    name: ClassVar[str] = "tidy-by-hand"
    duration: ClassVar[timedelta] = timedelta(minutes=10)
    by_hand: ClassVar[bool] = True

    def describe_action(self) -> Text:
        """Return the instruction for the user, with the folders to check."""
        return N_(
            "Move or delete files you no longer need, for example in Downloads. On Windows, Settings > "
            "System > Storage shows what uses the space."
        )
