"""Exports a copy of all data that this app stores about one user on one computer."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from selfhelp.app import personal_data
from selfhelp.core import app_files
from selfhelp.core import durable_files as files
from selfhelp.core.app_files import AppFile, AppFolder
from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.own_folder import (
    LeftAloneEntry,
    LeftAloneReason,
    NotOursError,
    OwnFolder,
    make_path_printable,
    open_own_folder,
)
from selfhelp.core.paths import AppPaths, make_private_folder
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, TicketStatus

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PARTS = ("tickets", "data", "settings", "log", "cache")
LIST = "what-is-here.json"
README = "READ-ME.txt"
ABOUT = N_(
    "This is a copy of everything this app stores about you on one computer.\n\ntickets: your tickets, "
    "one folder each. Read message.txt and conversation.txt; your files are in attachments.\nsettings: "
    "your preferences.\ndata: the app's records:\n- journal: checks and fixes\n- receipts: what was "
    "sent with each ticket\n- snapshots: used to detect changes on this computer\n- draft and urgent: "
    "unsent tickets\n- tickets: conversations and unsent replies\n- outbox: the list of your tickets\n"
    "log: the app's own log.\ncache: temporary files.\nwhat-is-here.json: a list of all these files "
    "with size and SHA-256.\n\nKeep this folder private. You can delete it at any time; the app "
    "doesn't need it."
)
"""The text of the file that explains the exported copy to the user."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The result of an export: number of copied files, and a message for each file that was left out."""

    files: int
    left_out: Sequence[Text] = ()


def export_personal_data(
    places: AppPaths, folder: Path, outbox: Callable[[], Outbox], about: str = ""
) -> ExportResult:
    """Copy all data that this app stores about the user into a new folder.

    Each file is copied unchanged. Stored tickets are also written in readable form, and a list contains each
    file's name, size and SHA-256. Keys, the sign-in, files of other programs and the targets of links aren't
    copied; the result names the omitted files.

    Args:
        places: the user's folders.
        folder: the target, created if necessary.
        outbox: opens the outbox.
        about: `ABOUT` in the user's language; "" for none.

    Raises:
        UsageError: the folder isn't empty.
        StorageError: the copy couldn't be written; the incomplete copy was removed.
    """
    try:
        make_private_folder(folder, ours=False)
        taken = any(folder.iterdir())
    except (OSError, ValueError) as error:
        raise _build_copy_error(folder, error) from error
    if taken:
        raise UsageError(N_("{path} isn't empty. Choose an empty folder.", path=str(folder)[:300]))
    try:
        return _write_data_copy(places, folder, outbox, about)
    except (OSError, ValueError, StorageError) as error:
        _remove_incomplete_copy(folder)
        raise error if isinstance(error, StorageError) else _build_copy_error(folder, error) from error


def _write_data_copy(
    places: AppPaths, folder: Path, outbox: Callable[[], Outbox], about: str
) -> ExportResult:
    if personal_data.has_outbox(places):
        _export_tickets(places, folder, outbox)
    copy = _ExportCopier(folder, (folder.stat().st_dev, folder.stat().st_ino))
    for part in app_files.iter_app_folders(places):
        copy.copy_folder(part)
    if about:
        files.write_private_file(
            folder / README, f"{about}\n".encode("utf-8-sig")
        )  # the mark tells old editors
    return ExportResult(
        _write_manifest(folder, copy.left), personal_data.describe_retained_entries(copy.left)
    )


@dataclass(frozen=True, slots=True)
class _ExportCopier:
    """Copies the known files of the app's own folders.

    Attributes:
        target: the folder to copy to.
        itself: device and inode of the target, so that a target within the app's folders doesn't contain
          itself.
        left: the entries that weren't copied.
    """

    target: Path
    itself: tuple[int, int]
    left: list[LeftAloneEntry] = field(default_factory=list)

    def copy_folder(self, part: AppFolder) -> None:
        """Copy the known files of one of the app's folders; record unknown files in `left`."""
        try:
            with open_own_folder(part.folder) as held:
                self._copy_subfolder(held, part.known, self.target / part.label)
        except FileNotFoundError:
            return
        except NotOursError as error:
            self.left.append(error.left)

    def _copy_subfolder(self, folder: OwnFolder, known: Sequence[AppFile], target: Path) -> None:
        for name in folder.list_names():
            try:
                self._copy_entry(folder, name, app_files.find_app_file(name, known), target / name)
            except NotOursError as error:
                self.left.append(error.left)

    def _copy_entry(self, folder: OwnFolder, name: str, entry: AppFile | None, target: Path) -> None:
        if entry is None:
            with suppress(FileNotFoundError):
                status = folder.read_status(name)
                if (status.st_dev, status.st_ino) != self.itself:
                    self.left.append(LeftAloneEntry(folder.path / name, LeftAloneReason.UNKNOWN))
        elif entry.copied and entry.inside is None:
            with suppress(FileNotFoundError):  # one that vanished meanwhile isn't a loss
                source = folder.open_file(name)
                with source:
                    _copy_stream(source, target)
        elif entry.copied:
            with suppress(FileNotFoundError), folder.open_subfolder(name) as inner:
                self._copy_subfolder(inner, entry.inside or (), target)


def _build_copy_error(folder: Path, error: Exception) -> StorageError:
    message = N_("Your data couldn't be copied to {path}.", path=str(folder)[:300])
    if getattr(error, "errno", 0) in _FULL:
        message = N_(
            "The disk that contains {path} is full, so nothing was copied. Free up some space.",
            path=str(folder)[:300],
        )
    return StorageError(message, detail=repr(error))


def _remove_incomplete_copy(folder: Path) -> None:
    """Remove an incomplete copy, which would look complete and prevent another attempt.

    Only the names of a copy are deleted, because the folder was empty before.
    """
    for part in (*_PARTS, LIST, README):
        with suppress(OSError):
            if (folder / part).is_dir():
                shutil.rmtree(folder / part)  # refuses a link, and follows none (POSIX)
            else:
                (folder / part).unlink()


def _export_tickets(places: AppPaths, folder: Path, outbox: Callable[[], Outbox]) -> None:
    """Write the outbox's items as readable files, and checkpoint the outbox database."""
    from selfhelp.tickets.following.conversations import Conversations

    box = outbox()
    talks = (
        Conversations(places.data / personal_data.TALKS) if personal_data.has_conversations(places) else None
    )
    box.store.checkpoint()  # the write-ahead log goes into the file that is copied
    for item in box.list_items():
        if item.state is not DeliveryState.DELIVERED and box.list_damaged_files(
            item.report
        ):  # its text is still there
            _write_message(box, item.report, folder / "tickets" / item.report)
        else:
            box.export(item.report, folder / "tickets")
        _write_conversation(
            talks.read_stored_status(item.report) if talks else None, folder / "tickets" / item.report
        )


def _write_conversation(status: TicketStatus | None, folder: Path) -> None:
    """Write a ticket's conversation as a text file, if there is a conversation."""
    said = [f"{c.author}, {c.time:%Y-%m-%d %H:%M} UTC\n{c.text}\n" for c in status.comments] if status else []
    if said:
        files.write_private_file(
            make_private_folder(folder, ours=False) / "conversation.txt",
            "\n".join(said).encode("utf-8", "replace"),
        )


def _write_message(box: Outbox, report: str, folder: Path) -> None:
    ticket = box.read_ticket(report)
    make_private_folder(folder, ours=False)
    text = f"{ticket.subject}\n\n{ticket.body}\n"
    files.write_private_file(folder / "message.txt", text.encode("utf-8", "replace"))


def _copy_stream(read: BinaryIO, target: Path) -> None:
    """Copy a stream to a new file that only the user can read."""
    make_private_folder(target.parent, ours=False)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        shutil.copyfileobj(read, written)


def _write_manifest(folder: Path, left: Sequence[LeftAloneEntry]) -> int:
    listed = []
    for path in sorted(_iter_copied_files(folder)):
        with path.open("rb") as file:
            hashed = hashlib.file_digest(file, "sha256").hexdigest()
        name = path.relative_to(folder).as_posix()
        listed.append({"name": name, "size": path.stat().st_size, "sha256": hashed})
    made = datetime.now(UTC).isoformat(timespec="seconds")
    out = [{"path": make_path_printable(one.path), "why": one.why} for one in left]
    data = {"schema": 1, "made": made, "files": listed, "left_out": out}
    text = json.dumps(data, ensure_ascii=True, indent=1)
    files.write_private_file(folder / LIST, text.encode("ascii"))
    return len(listed)


def _iter_copied_files(folder: Path) -> Iterator[Path]:
    """Yield the paths of all files in the copy's folder and its subfolders."""
    for parent, _folders, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)
