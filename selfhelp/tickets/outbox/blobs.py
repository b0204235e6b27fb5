"""The bytes of the files that wait with a ticket, each under its own hash."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from selfhelp.core import app_files, durable_files, own_folder
from selfhelp.core.errors import ChangedError, StorageError, TooLargeError, UsageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.safe_removal import Removal
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef
from selfhelp.tickets.form.attachment_limits import file_too_large
from selfhelp.tickets.letter import Attachment


class BlobStore:
    """One folder per ticket, so that deleting one can never delete another's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def freeze_files(self, report: str, files: Sequence[Attachment], limit: int) -> Sequence[FileRef]:
        """Copy the files, streaming, until they would survive a power cut.

        Raises:
            ChangedError: a file is not what the user approved.
            UsageError: a file cannot be opened.
            TooLargeError: a file grew over the limit while it was read.
            OSError: they could not be written.
        """
        folder = make_private_folder(make_private_folder(self.folder) / report)
        refs = [_freeze(folder, file, limit) for file in files]
        for place in (folder, self.folder, self.folder.parent):
            durable_files.sync_folder(place)
        return refs

    def opener_for(self, report: str) -> Callable[[FileRef], BinaryIO]:
        """Return a function that opens the bytes of this report's files."""
        return lambda ref: (self.folder / report / ref.sha256).open("rb")

    def require_present(self, report: str, refs: Sequence[FileRef]) -> None:
        """Raise StorageError if the files were deleted since they were frozen.

        Raises:
            StorageError: someone did.
        """
        if not all((self.folder / report / ref.sha256).is_file() for ref in refs):
            raise StorageError(N_("Your data was deleted while saving, so nothing was saved. Try again."))

    def is_intact(self, report: str, ref: FileRef) -> bool:
        """Whether the bytes are there and still what was sealed."""
        try:
            return durable_files.file_sha256(self.folder / report / ref.sha256) == ref.sha256
        except OSError:
            return False

    def delete_report(self, report: str) -> None:
        """Delete a report's bytes; what the outbox did not write stays, and so does its folder then."""
        with suppress(OSError), own_folder.open_own_folder(self.folder) as folder:
            with folder.open_subfolder(report) as bytes_:
                Removal().remove_known_files(bytes_, app_files.BYTES)
            folder.remove_folder(report)

    def delete_file(self, report: str, sha256: str) -> None:
        """Delete the bytes of one file of a report."""
        with suppress(OSError):
            own_folder.remove_file(self.folder / report / sha256)

    def reports(self) -> Iterator[tuple[str, float]]:
        """Return the reports that have bytes here, with the time each folder was last changed."""
        with suppress(OSError):
            for folder in list(self.folder.iterdir()):
                yield folder.name, folder.stat().st_mtime


def checked_size(file: Attachment, limit: int) -> int:
    """Return a blob's size in bytes; a file over the limit is refused before it is read.

    Raises:
        ChangedError: it is not what the user approved.
        UsageError: it is not a file that can be read.
        TooLargeError: it is over the limit.
    """
    if isinstance(file.content, bytes):
        size = len(file.content)
    else:
        try:
            size = file.content.stat().st_size
        except (OSError, ValueError) as error:
            raise _unreadable_error(file) from error
        if not file.content.is_file():
            raise _unreadable_error(file)
    if file.sha256 and size != file.size:
        raise _changed_error(file)
    if size > limit:
        raise TooLargeError(file_too_large(file.name, size, limit))
    return size


def _freeze(folder: Path, file: Attachment, limit: int) -> FileRef:
    """Copy one file; it gets its final name once its hash is known and its bytes are on disk."""
    name, content = file.name, file.content
    try:
        source = (
            io.BytesIO(content) if isinstance(content, bytes) else durable_files.open_regular_file(content)
        )
    except (OSError, ValueError) as error:
        raise _unreadable_error(file) from error
    with source:
        try:
            size, digest = durable_files.copy_durably(source, folder / "incoming", limit)
        except OverflowError as error:
            raise TooLargeError(file_too_large(name, limit + 1, limit)) from error
    if file.sha256 not in (None, digest):
        raise _changed_error(file)
    (folder / "incoming").replace(folder / digest)
    return FileRef(name, size, digest, durable_files.media_type(name))


def _unreadable_error(file: Attachment) -> UsageError:
    """Return the error for a file that cannot be read; one that was approved could be read before."""
    if file.sha256:
        return _changed_error(file)
    return UsageError(N_("{name} isn't a readable file.", name=file.name))


def _changed_error(file: Attachment) -> ChangedError:
    return ChangedError(N_("{name} has changed. Review your ticket again, then send it.", name=file.name))
