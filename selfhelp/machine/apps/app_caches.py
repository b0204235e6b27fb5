"""Caches that their programs recreate: renaming a damaged cache as a backup, and restoring it.

Nothing is deleted: a file or folder is renamed within its folder, so that it stays on its disk and undo is a
rename. The caches are a closed list; their paths are looked up each time, never taken from a journal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError, UndoImpossibleError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step
from selfhelp.machine.apps import libreoffice, mail_search_index, teams
from selfhelp.machine.apps.known_apps import require_program_closed
from selfhelp.machine.files import backup_rename
from selfhelp.machine.files.backup_rename import ASIDE, list_folder_names, rename_file_in_folder


@dataclass(frozen=True, slots=True)
class AppCache:
    """A cache that its program recreates.

    Attributes:
        program: the program it belongs to, one of `known_apps.PROGRAMS`; it must be closed.
        place: function that returns the cache's path, or None without a cache.
        sentence: the sentence shown before it is reset.
        back: the sentence shown before it is restored.
    """

    program: str
    place: Callable[[], Path | None]
    sentence: Text
    back: Text


STORES: Mapping[str, AppCache] = MappingProxyType(
    {
        "teams-cache": AppCache(
            "teams",
            teams.find_teams_cache_folder,
            N_(
                "Reset the Teams cache. Chats and files aren't affected, but you'll need to choose "
                "backgrounds and devices again."
            ),
            N_("Restore the Teams cache."),
        ),
        "teams-group": AppCache(
            "teams",
            teams.find_teams_group_folder,
            N_("Reset Teams' second data folder."),
            N_("Restore Teams' second data folder."),
        ),
        "mail-search": AppCache(
            "thunderbird",
            mail_search_index.find_search_database,
            N_(
                "Rename Thunderbird's damaged search index as a backup. Thunderbird will "
                "create a new one the next time it starts."
            ),
            N_("Restore Thunderbird's previous search index."),
        ),
        "libreoffice-settings": AppCache(
            "libreoffice",
            libreoffice.find_settings_file,
            N_(
                "Rename LibreOffice's damaged settings as a backup. LibreOffice will then "
                "start with the default settings."
            ),
            N_("Restore LibreOffice's previous settings."),
        ),
        "libreoffice-profile": AppCache(
            "libreoffice",
            libreoffice.find_profile_folder,
            N_(
                "Rename LibreOffice's settings folder as a backup. LibreOffice will create a "
                "new one. Your documents aren't affected."
            ),
            N_("Restore LibreOffice's previous settings folder."),
        ),
        "libreoffice-lock": AppCache(
            "libreoffice",
            libreoffice.find_lock_file,
            N_("Remove the lock file that shows LibreOffice as open elsewhere."),
            N_("Restore LibreOffice's lock file."),
        ),
    }
)
"""All caches that may be renamed, by stable name."""


def find_free_backup_name(store: str) -> Json:
    """Return an unused backup name for an app's cache; "" if the cache doesn't exist."""
    place = STORES[store].place()
    return _find_free_sibling_name(place) if place is not None and os.path.lexists(place) else ""


def _find_free_sibling_name(place: Path) -> str:
    return backup_rename.find_free_backup_name(place.name, list_folder_names(place.parent))


def _require_backup_name(place: Path, kept: str) -> None:
    """Raise an error unless a name from a journal is a backup name of this cache.

    Raises:
        StepError: the name isn't a backup name.
    """
    begin = f"{place.name}{ASIDE}-"
    if not kept.startswith(begin) or not kept.removeprefix(begin).isdecimal():
        raise StepError(N_("This version of the app can't undo this change."), detail=kept[:200])


def rename_cache_to_backup(store: str, kept: str) -> Json:
    """Rename an app's cache to its backup name; return false if the cache no longer exists.

    Raises:
        StepError: that name is taken.
    """
    place = STORES[store].place()
    if place is None:
        return False
    _require_backup_name(place, kept)
    return rename_file_in_folder(place.parent, place.name, kept)


def _restore_cache_backup(store: str, kept: str) -> Json:
    """Restore the name of an app's cache; return the backup name of a newer cache, "" if there was none.

    Raises:
        StepError: the backup no longer exists.
    """
    place = STORES[store].place()
    if place is None:
        raise UndoImpossibleError(_GONE, detail=kept)
    _require_backup_name(place, kept)
    if not os.path.lexists(place.with_name(kept)):
        raise UndoImpossibleError(_GONE, detail=kept)
    newer = _find_free_sibling_name(place)
    moved = rename_file_in_folder(place.parent, place.name, newer)
    rename_file_in_folder(place.parent, kept, place.name)
    return newer if moved else ""


_GONE = N_("The backup is no longer there.")


def read_backup_name(machine: Machine, store: str) -> str:
    """Return the backup name for an app's cache; "" if the cache doesn't exist.

    Raises:
        ProbeError: the folder couldn't be read.
    """
    return str(machine.read(Reading(find_free_backup_name, {"store": store})))


def _reset_cache(step: ResetCache, machine: Machine, _: Progress) -> str | None:
    require_program_closed(machine, STORES[step.store].program)
    moved = machine.change(Native(rename_cache_to_backup, {"store": step.store, "kept": step.kept}))
    return f"now {step.kept}" if moved else None


def _restore_cache(step: RestoreCache, machine: Machine, _: Progress) -> str:
    require_program_closed(machine, STORES[step.store].program)
    newer = machine.change(Native(_restore_cache_backup, {"store": step.store, "kept": step.kept}))
    return f"back from {step.kept}" + (f"; the newer one is now {newer}" if newer else "")


@dataclass(frozen=True, slots=True)
class ResetCache(Step):
    """Step that renames a cache as a backup, so that its program creates a new cache.

    Attributes:
        store: one of `STORES`.
        kept: the backup name, from `read_backup_name`.
    """

    store: str
    kept: str

    name: ClassVar[str] = "renew-store"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _reset_cache, Platform.MACOS: _reset_cache, Platform.LINUX: _reset_cache}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the cache to be reset."""
        return STORES[self.store].sentence

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the cache's original name."""
        return RestoreCache(self.store, self.kept)


@dataclass(frozen=True, slots=True)
class RestoreCache(Step):
    """Step that restores a cache that was renamed as a backup."""

    store: str
    kept: str

    name: ClassVar[str] = "restore-store"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _restore_cache, Platform.MACOS: _restore_cache, Platform.LINUX: _restore_cache}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the cache to be restored."""
        return STORES[self.store].back
