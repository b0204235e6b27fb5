"""Caches that programs create again: renamed as a backup when damaged, and restored.

Nothing is ever deleted: a file or folder gets another name in the folder it lies in, so it stays on its
disk and a rename is all there is to undo. Which stores there are is a closed list; where they lie is
found again each time, never taken from a journal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step
from selfhelp.machine.apps import libreoffice, mail_search_index, teams
from selfhelp.machine.apps.known_apps import require_closed
from selfhelp.machine.files import backup_rename
from selfhelp.machine.files.backup_rename import ASIDE, list_names, rename_in_folder


@dataclass(frozen=True, slots=True)
class AppCache:
    """A cache that its program creates again.

    Attributes:
        program: the program it belongs to, one of `running.PROGRAMS`; it must be closed.
        place: finds where it lies, or None if there is none.
        sentence: what is done, before it is done.
        back: the same for the undo.
    """

    program: str
    place: Callable[[], Path | None]
    sentence: Text
    back: Text


STORES: Mapping[str, AppCache] = MappingProxyType(
    {
        "teams-cache": AppCache(
            "teams",
            teams.find_cache_folder,
            N_(
                "Reset the Teams cache. Chats and files aren't affected, but you'll need to choose "
                "backgrounds and devices again."
            ),
            N_("Restore the Teams cache."),
        ),
        "teams-group": AppCache(
            "teams",
            teams.find_group_folder,
            N_("Reset the second Teams folder."),
            N_("Restore the second Teams folder."),
        ),
        "mail-search": AppCache(
            "thunderbird",
            mail_search_index.find_search_database,
            N_(
                "Rename Thunderbird's damaged search index as a backup. Thunderbird creates a new one at "
                "its next start."
            ),
            N_("Restore Thunderbird's previous search index."),
        ),
        "libreoffice-settings": AppCache(
            "libreoffice",
            libreoffice.find_settings_file,
            N_(
                "Rename LibreOffice's damaged settings as a backup. LibreOffice then starts with the "
                "default settings."
            ),
            N_("Restore LibreOffice's previous settings."),
        ),
        "libreoffice-profile": AppCache(
            "libreoffice",
            libreoffice.find_profile_folder,
            N_(
                "Rename LibreOffice's settings folder as a backup. LibreOffice creates a new one. "
                "Your documents aren't affected."
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
"""Everything that may be moved aside, by its stable name."""


def free_backup_name(store: str) -> Json:
    """Return the name an app's cache would get if it were moved aside now; empty if there is none."""
    place = STORES[store].place()
    return _free(place) if place is not None and os.path.lexists(place) else ""


def _free(place: Path) -> str:
    return backup_rename.free_backup_name(place.name, list_names(place.parent))


def _must_be_ours(place: Path, kept: str) -> None:
    """Stop where a journal names something else than a store that was moved aside.

    Raises:
        StepError: the name is not one that we give.
    """
    begin = f"{place.name}{ASIDE}-"
    if not kept.startswith(begin) or not kept.removeprefix(begin).isdecimal():
        raise StepError(N_("This version of the app can't undo this change."), detail=kept[:200])


def rename_to_backup(store: str, kept: str) -> Json:
    """Rename an app's cache; false if it no longer exists.

    Raises:
        StepError: that name is taken.
    """
    place = STORES[store].place()
    if place is None:
        return False
    _must_be_ours(place, kept)
    return rename_in_folder(place.parent, place.name, kept)


def restore_backup(store: str, kept: str) -> Json:
    """Restore the name of an app's cache; a newer one stays beside it.

    Raises:
        StepError: it is gone.
    """
    place = STORES[store].place()
    if place is None:
        raise StepError(_GONE, detail=kept)
    _must_be_ours(place, kept)
    if not os.path.lexists(place.with_name(kept)):
        raise StepError(_GONE, detail=kept)
    newer = _free(place)
    moved = rename_in_folder(place.parent, place.name, newer)
    rename_in_folder(place.parent, kept, place.name)
    return newer if moved else ""


_GONE = N_("The backup is no longer there.")


def read_backup_name(machine: Machine, store: str) -> str:
    """Return the name an app's cache would be moved to; empty if it doesn't exist.

    Raises:
        ProbeError: it could not be seen.
    """
    return str(machine.read(Reading(free_backup_name, {"store": store})))


def _renew(step: ResetCache, machine: Machine, _: Progress) -> str | None:
    require_closed(machine, STORES[step.store].program)
    moved = machine.change(Native(rename_to_backup, {"store": step.store, "kept": step.kept}))
    return f"now {step.kept}" if moved else None


def _restore(step: RestoreCache, machine: Machine, _: Progress) -> str:
    require_closed(machine, STORES[step.store].program)
    newer = machine.change(Native(restore_backup, {"store": step.store, "kept": step.kept}))
    return f"back from {step.kept}" + (f"; the newer one is now {newer}" if newer else "")


@dataclass(frozen=True, slots=True)
class ResetCache(Step):
    """Gives a store another name, so that its program makes a new one.

    Attributes:
        store: one of `STORES`.
        kept: the name it gets, as `read_backup_name` gave it.
    """

    store: str
    kept: str

    name: ClassVar[str] = "renew-store"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _renew, Platform.MACOS: _renew, Platform.LINUX: _renew}
    )

    def sentence(self) -> Text:
        """Return the sentence that names the cache to be reset."""
        return STORES[self.store].sentence

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the cache's own name."""
        return RestoreCache(self.store, self.kept)


@dataclass(frozen=True, slots=True)
class RestoreCache(Step):
    """Gives a store that was moved aside its own name back."""

    store: str
    kept: str

    name: ClassVar[str] = "restore-store"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _restore, Platform.MACOS: _restore, Platform.LINUX: _restore}
    )

    def sentence(self) -> Text:
        """Return the sentence that names the cache to be restored."""
        return STORES[self.store].back
