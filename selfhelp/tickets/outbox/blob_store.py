"""Stores the bytes of attachments of pending tickets; each file is named by its hash."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from selfhelp.core import app_files, durable_files, own_folder
from selfhelp.core.errors import ChangedError, StorageError, TooLargeError, UsageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.safe_removal import SafeRemoval
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef
from selfhelp.tickets.form.attachment_limits import make_file_too_large_message
from selfhelp.tickets.letter import Attachment


class BlobStore:
    """Stores files in one folder per ticket, so that deleting a ticket can't delete another's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store_file_copies(self, report: str, files: Sequence[Attachment], limit: int) -> Sequence[FileRef]:
        """Copy the files and sync them to disk; return their references.

        Raises:
            ChangedError: a file isn't what the user approved.
            UsageError: a file can't be opened.
            TooLargeError: a file exceeds the limit.
            OSError: they couldn't be written.
        """
        folder = make_private_folder(make_private_folder(self.folder) / report)
        refs = [_copy_file_into_store(folder, file, limit) for file in files]
        for place in (folder, self.folder, self.folder.parent):
            durable_files.sync_folder_to_disk(place)
        return refs

    def make_file_opener(self, report: str) -> Callable[[FileRef], BinaryIO]:
        """Return a function that opens a file of this ticket."""
        return lambda ref: (self.folder / report / ref.sha256).open("rb")

    def require_files_present(self, report: str, refs: Sequence[FileRef]) -> None:
        """Raise an error if stored files were deleted in the meantime.

        Raises:
            StorageError: files are missing.
        """
        if not all((self.folder / report / ref.sha256).is_file() for ref in refs):
            raise StorageError(
                N_(
                    "Your data was deleted while your ticket or message was being saved, so "
                    "nothing was saved. Try again."
                )
            )

    def is_file_intact(self, report: str, ref: FileRef) -> bool:
        """Return whether a file's bytes exist and are unchanged since sealing."""
        try:
            return durable_files.compute_file_sha256(self.folder / report / ref.sha256) == ref.sha256
        except OSError:
            return False

    def delete_report_files(self, report: str) -> None:
        """Delete the files of a ticket; files not written by the outbox stay, and so does the folder."""
        with suppress(OSError), own_folder.open_own_folder(self.folder) as folder:
            with folder.open_subfolder(report) as bytes_:
                SafeRemoval().remove_known_files(bytes_, app_files.BYTES)
            folder.remove_folder(report)

    def delete_file(self, report: str, sha256: str) -> None:
        """Delete the stored bytes of a ticket's file."""
        with suppress(OSError):
            own_folder.remove_file(self.folder / report / sha256)

    def iter_reports(self) -> Iterator[tuple[str, float]]:
        """Yield the ID of each ticket with stored files, and the time of the folder's last change."""
        with suppress(OSError):
            for folder in list(self.folder.iterdir()):
                yield folder.name, folder.stat().st_mtime


def require_file_size(file: Attachment, limit: int) -> int:
    """Return an attachment's size in bytes, if it is within the limit.

    Raises:
        ChangedError: it isn't what the user approved.
        UsageError: it isn't a readable file.
        TooLargeError: it exceeds the limit.
    """
    if isinstance(file.content, bytes):
        size = len(file.content)
    else:
        try:
            size = file.content.stat().st_size
        except (OSError, ValueError) as error:
            raise _build_unreadable_error(file) from error
        if not file.content.is_file():
            raise _build_unreadable_error(file)
    if file.sha256 and size != file.size:
        raise _build_changed_error(file)
    if size > limit:
        raise TooLargeError(make_file_too_large_message(file.name, size, limit))
    return size


def _copy_file_into_store(folder: Path, file: Attachment, limit: int) -> FileRef:
    """Copy one file into a folder; it gets its final name once it is hashed and on disk."""
    name, content = file.name, file.content
    try:
        source = (
            io.BytesIO(content) if isinstance(content, bytes) else durable_files.open_regular_file(content)
        )
    except (OSError, ValueError) as error:
        raise _build_unreadable_error(file) from error
    with source:
        try:
            size, digest = durable_files.copy_durably(source, folder / "incoming", limit)
        except OverflowError as error:
            raise TooLargeError(make_file_too_large_message(name, limit + 1, limit)) from error
    if file.sha256 not in (None, digest):
        raise _build_changed_error(file)
    (folder / "incoming").replace(folder / digest)
    return FileRef(name, size, digest, durable_files.find_media_type(name))


def _build_unreadable_error(file: Attachment) -> UsageError:
    """Return the error for an unreadable file; an approved file must have changed."""
    if file.sha256:
        return _build_changed_error(file)
    return UsageError(N_("{name} doesn't exist or can't be read.", name=file.name))


def _build_changed_error(file: Attachment) -> ChangedError:
    return ChangedError(N_("{name} has changed. Review your ticket again, then send it.", name=file.name))
