"""Stores images and files of unsent replies by ticket, until the reply is sent."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from selfhelp.core import durable_files, own_folder
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.attachment_store import AttachmentStore

log = logging.getLogger(__name__)
SCHEMA = 1
FILE = "answer.json"
_LIMIT = 1_000_000
"""Maximum size of a reply's attachment list, in bytes."""

_REPORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")


class ReplyAttachments:
    """Stores each ticket's reply attachments in a private folder.

    Args:
        folder: the parent folder; created when something is first stored.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one = threading.Lock()

    def exists_on_disk(self) -> bool:
        """Return whether any attachments are stored."""
        return self.folder.is_dir() and any(self.folder.iterdir())

    def store(self, report: str, added: Sequence[AddedFile]) -> None:
        """Store the attachments of a reply; they don't expire.

        Raises:
            StorageError: nothing was changed.
        """
        if not added or not _REPORT.fullmatch(report):
            self.delete_attachments(report)
            return
        with self._one:
            try:
                make_private_folder(self.folder)
                make_private_folder(self.folder / report)
                self._open_store(report).write(_to_json_bytes, added)
            except OSError as error:
                message = N_("Your draft couldn't be saved: {reason}", reason=error.strerror or "?")
                raise StorageError(message, detail=repr(error)) from error

    def read(self, report: str) -> Sequence[AddedFile]:
        """Return the stored attachments of a reply, without reading the files; see `attachment_store`."""
        if not _REPORT.fullmatch(report):
            return []
        kept = self._open_store(report)
        with self._one:
            try:
                with durable_files.open_regular_file(kept.folder / FILE) as file:
                    data = json.loads(file.read(_LIMIT))
                if data["schema"] != SCHEMA:
                    raise ValueError("not a list of this version")
                return list(kept.iter_attachments(data["added"]))
            except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
                if not isinstance(error, FileNotFoundError):
                    log.warning("files of an answer cannot be read: %s", error)
                return []

    def list_reports(self) -> Sequence[str]:
        """Return the correlation IDs of the tickets with stored attachments."""
        names: Sequence[str] = ()
        with suppress(OSError), own_folder.open_own_folder(self.folder) as folder:
            names = folder.list_names()
        return [name for name in sorted(names) if _REPORT.fullmatch(name) and self.read(name)]

    def delete_attachments(self, report: str) -> None:
        """Delete the attachments of one reply; files that can't be deleted now are deleted later."""
        kept = self._open_store(report)
        if not _REPORT.fullmatch(report) or not kept.folder.is_dir():
            return
        with self._one, suppress(OSError):
            kept.delete_all_attachments()
            with own_folder.open_own_folder(self.folder) as folder:
                folder.remove_folder(report)

    def delete_attachments_of_others(self, known: Sequence[str]) -> None:
        """Delete the attachments of unknown tickets."""
        names: Sequence[str] = ()
        with suppress(OSError), own_folder.open_own_folder(self.folder) as folder:
            names = folder.list_names()
        for name in names:
            if name not in known:
                self.delete_attachments(name)

    def _open_store(self, report: str) -> AttachmentStore:
        return AttachmentStore(self.folder / report, FILE)


def _to_json_bytes(rows: Sequence[Mapping[str, Json]]) -> bytes:
    return json.dumps({"schema": SCHEMA, "added": list(rows)}, ensure_ascii=True).encode("ascii")
