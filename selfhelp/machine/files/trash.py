"""The user's trash, and restoring items without overwriting anything.

Linux: the home trash of the freedesktop.org Trash specification 1.0: the item in ``files``, and in ``info`` a
``.trashinfo`` with its original path (percent-encoded) and deletion time (local time). Windows: the recycle
bin as the shell lists it; written from the documentation and not tested. macOS hides its trash from programs
without full disk access, so there's no row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import unquote

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Probe, Reading, Row, Step, windows_automation, xdg
from selfhelp.machine.command_output import to_int, to_objects, to_text
from selfhelp.machine.files.backup_rename import does_name_exist, make_name_taken_error
from selfhelp.machine.files.documents import find_home_folder, open_home_folder, to_home_relative

MOST = 30
"""Maximum number of items to return; the latest items are returned."""

RECENT = timedelta(days=30)
"""Maximum age of the trashed items to return."""


@dataclass(frozen=True, slots=True)
class TrashedItem:
    """One item in the trash.

    Attributes:
        name: its name there. External text.
        path: its original path; ``~/…`` on Linux. External text.
        deleted: the time of deletion, as ISO 8601 in local time; "" if unknown.
        size: in bytes; 0 for a folder.
        to: the path to restore it to, ``~/…``: its original path, or an unused name in the same folder.
    """

    name: str
    path: str
    deleted: str
    size: int
    to: str = ""


# -- reading ---------------------------------------------------------------------------------------


def find_home_trash_folder() -> Path:
    """Return the path of the home trash."""
    return xdg.find_data_folder().resolve() / "Trash"


def list_trash_items() -> Json:
    """Return the items of the last `RECENT` days in the home trash, newest first."""
    things = sorted(_iter_trash_items(), key=lambda thing: thing.deleted, reverse=True)
    return [asdict(thing) for thing in things[:MOST]]


def _iter_trash_items() -> Iterator[TrashedItem]:
    """Yield the items in the home trash.

    Raises:
        OSError: the trash can't be read.
    """
    trash = find_home_trash_folder()
    try:
        notes = sorted(path for path in (trash / "info").iterdir() if path.suffix == ".trashinfo")
    except FileNotFoundError:  # nothing was ever deleted
        return
    for info in notes[:5000]:
        with suppress(OSError, ValueError):
            if (thing := _read_trash_item(trash / "files" / info.stem, info)) is not None:
                yield thing


def _read_trash_item(file: Path, info: Path) -> TrashedItem | None:
    """Return one item, or None if it came from outside the home folder, is too old, or is missing."""
    fields = _parse_trash_info(info.read_bytes()[:20_000].decode("utf-8", "surrogateescape"))
    path = Path(unquote(fields.get("Path", ""), errors="surrogateescape"))
    if find_home_folder() not in path.parents or ".." in path.parts:
        return None
    deleted = fields.get("DeletionDate", "")
    with suppress(
        ValueError, OverflowError
    ):  # naive: it is local time, though some programs write a zone as well
        if datetime.now() - _to_local_time(deleted) > RECENT:  # noqa: DTZ005
            return None
    status = file.lstat()
    size = 0 if file.is_dir() else status.st_size
    return TrashedItem(
        file.name, to_home_relative(path), deleted[:19], size, to_home_relative(_find_free_path(path))
    )


def _to_local_time(moment: str) -> datetime:
    said = datetime.fromisoformat(moment)
    return said.astimezone().replace(tzinfo=None) if said.tzinfo else said


def _parse_trash_info(text: str) -> Mapping[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _find_free_path(path: Path) -> Path:
    """Return a free path for an item: its original path, or an unused name in the nearest existing folder."""
    folder = next(parent for parent in path.parents if parent.is_dir() and parent.resolve() == parent)
    number, place = 1, folder / path.name
    while os.path.lexists(place):
        suffix = " (recovered)" if number == 1 else f" (recovered {number})"
        place, number = folder / f"{path.stem}{suffix}{path.suffix}", number + 1
    return place


def _read_trash_linux(machine: Machine) -> Sequence[TrashedItem]:
    return [TrashedItem(**thing) for thing in machine.read(Reading(list_trash_items))]


BIN, SCANNED = 10, 3000
"""Number of the recycle bin, and the maximum number of items to check.

Source: Microsoft Learn, ShellSpecialFolderConstants, ssfBITBUCKET.
"""


def list_recycle_bin_items() -> Json:
    """Return the items of the last `RECENT` days in the Windows recycle bin, newest first.

    Raises:
        ProbeError: the shell doesn't respond.
    """
    return windows_automation.run_automation_with_timeout(
        windows_automation.TIME, "Shell.Application", _read_recycle_bin
    )


def _read_recycle_bin() -> Json:
    oldest = datetime.now(UTC) - RECENT
    found: list[tuple[datetime, Json]] = []
    with windows_automation.create_automation_object("Shell.Application") as shell:
        for item in shell.get("NameSpace", BIN).get("Items").iter_items(SCANNED):
            when = item.get("ExtendedProperty", "System.Recycle.DateDeleted")
            if not isinstance(when, datetime) or (when := when.replace(tzinfo=UTC)) < oldest:  # it is UTC
                continue
            facts = {
                "Name": item.get("Name"),
                "Size": item.get("Size"),
                "From": item.get("ExtendedProperty", "System.Recycle.DeletedFrom"),
                "When": when.astimezone().replace(tzinfo=None).isoformat(timespec="seconds"),
            }
            found.append((when, facts))
    return [facts for _, facts in sorted(found, key=lambda pair: pair[0], reverse=True)[:MOST]]


def _read_trash_windows(machine: Machine) -> Sequence[TrashedItem]:
    return [
        TrashedItem(
            name, f"{to_text(o.get('From'))}\\{name}", to_text(o.get("When")), to_int(o.get("Size")) or 0
        )
        for o in to_objects(machine.read(Reading(list_recycle_bin_items)))
        if (name := to_text(o.get("Name")))
    ]


TRASH: Probe[Sequence[TrashedItem]] = Probe(
    "what was thrown away lately, newest first",
    {Platform.LINUX: _read_trash_linux, Platform.WINDOWS: _read_trash_windows},
)


# -- steps -----------------------------------------------------------------------------------------


def restore_trash_item(name: str, to: str) -> Json:
    """Restore an item from the trash; return false if it is no longer there.

    Raises:
        StepError: the path is taken, or the item can't be moved.
    """
    folder, _, new = to.rpartition("/")
    trash = to_home_relative(find_home_trash_folder())
    with (
        open_home_folder(f"{trash}/files") as source,
        open_home_folder(f"{trash}/info") as infos,
        open_home_folder(folder) as target,
    ):
        if not does_name_exist(name, source):
            return False
        _move_without_overwriting(name, source, new, target)
        with suppress(FileNotFoundError):
            os.unlink(f"{name}.trashinfo", dir_fd=infos)
    return True


def move_item_back_to_trash(name: str, place: str, info: str) -> Json:
    """Move a restored item back to the trash; return false if it no longer exists.

    Raises:
        StepError: another item in the trash has this name.
    """
    folder, _, old = place.rpartition("/")
    trash = to_home_relative(find_home_trash_folder())
    with (
        open_home_folder(f"{trash}/files") as target,
        open_home_folder(f"{trash}/info") as infos,
        open_home_folder(folder) as source,
    ):
        if not does_name_exist(old, source):
            return False
        _write_trash_info(f"{name}.trashinfo", infos, info)
        try:
            _move_without_overwriting(old, source, name, target)
        except (StepError, OSError):
            with suppress(OSError):  # otherwise the ``.trashinfo`` would describe another item
                os.unlink(f"{name}.trashinfo", dir_fd=infos)
            raise
    return True


def _write_trash_info(name: str, infos: int, text: str) -> None:
    """Write the ``.trashinfo`` of an item before moving it, as the specification requires.

    The ``.trashinfo`` file mustn't exist yet.
    """
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=infos)
    except FileExistsError as error:
        raise make_name_taken_error(name) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))


def _move_without_overwriting(old: str, source: int, new: str, target: int) -> None:
    if "/" in old + new or old in ("", ".", "..") or new in ("", ".", ".."):
        raise StepError(N_("This file doesn't belong to your account."), detail=f"{old} {new}"[:200])
    if does_name_exist(new, target):
        raise make_name_taken_error(new)
    os.rename(old, new, src_dir_fd=source, dst_dir_fd=target)


def read_trashinfo(name: str) -> Json:
    """Return the contents of a trashed item's ``.trashinfo`` file, or None if it doesn't exist."""
    path = find_home_trash_folder() / "info" / f"{Path(name).name}.trashinfo"
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def _restore_trash_item(step: RestoreFromTrash, machine: Machine, _: Progress) -> str | None:
    done = machine.change(Native(restore_trash_item, {"name": step.thing, "to": step.to}))
    return f"{step.thing} to {step.to}" if done else None


def _return_item_to_trash(step: MoveBackToTrash, machine: Machine, _: Progress) -> str | None:
    params = {"name": step.thing, "place": step.place, "info": step.info}
    return f"{step.place} to the trash" if machine.change(Native(move_item_back_to_trash, params)) else None


@dataclass(frozen=True, slots=True)
class RestoreFromTrash(Step):
    """Step that restores one item from the trash.

    Attributes:
        thing: its name in the trash.
        to: the target path, ``~/…``; it must be free.
    """

    thing: str
    to: str

    name: ClassVar[str] = "bring-back"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _restore_trash_item})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the target folder or file."""
        return N_("Restore the deleted item as {file}.", file=self.to)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that moves the item back to the trash, with its current ``.trashinfo``.

        Raises:
            ProbeError: the ``.trashinfo`` can't be read.
        """
        info = machine.read(Reading(read_trashinfo, {"name": self.thing}))
        if info is None:
            raise ProbeError(N_("The item is no longer in the trash."), detail=self.thing[:200])
        return MoveBackToTrash(self.thing, self.to, info)


@dataclass(frozen=True, slots=True)
class MoveBackToTrash(Step):
    """Step that moves a restored item back to the trash.

    Attributes:
        thing: its name in the trash.
        place: its current path, ``~/…``.
        info: the text of its ``.trashinfo``.
    """

    thing: str
    place: str
    info: str

    name: ClassVar[str] = "throw-again"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _return_item_to_trash})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the item."""
        return N_("Move {file} to the trash.", file=self.place)
