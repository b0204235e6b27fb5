"""Stores the user's unsent emergency messages, so that they survive a crash."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core import app_files, durable_files, own_folder
from selfhelp.core.errors import SelfhelpError, StorageError
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.safe_removal import SafeRemoval
from selfhelp.core.text import N_
from selfhelp.tickets.form.ticket_message import BODY_LIMIT

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

log = logging.getLogger(__name__)
SCHEMA = 1
DAY = 86_400
FILE = "words.json"
_LIMIT = 4_000_000
"""Maximum size of the file, in bytes."""


@dataclass(frozen=True, slots=True)
class EmergencyDraft:
    """The user's message about one emergency.

    Attributes:
        words: the user's text.
        ref: correlation ID of the ticket created from it; "" while there is none.
        saved: when it was stored.
        touched: the answer whether the user clicked, opened or typed something: "yes", "no", or "" for none.
    """

    words: str
    ref: str = ""
    saved: datetime | None = None
    touched: str = ""


class EmergencyDrafts:
    """One user's messages by emergency, in their own private folder.

    Args:
        folder: created when something is first stored.
        days: retention in days.
        now: returns seconds since 1970.
    """

    def __init__(self, folder: Path, days: int, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._days, self._now = days, now
        self._one = threading.Lock()

    def store(self, words: Mapping[str, EmergencyDraft]) -> None:
        """Store the messages, or delete the stored ones if there are none.

        Raises:
            StorageError: it couldn't be written; the previous state remains.
        """
        written = {kind: urgent for kind, urgent in words.items() if urgent.words.strip()}
        if not written:
            self.delete_all_drafts()
            return
        saved = datetime.fromtimestamp(self._now(), UTC).isoformat()
        rows = {
            kind: {"words": u.words[:BODY_LIMIT], "ref": u.ref, "touched": u.touched}
            for kind, u in written.items()
        }
        text = json.dumps({"schema": SCHEMA, "saved": saved, "kinds": rows}, ensure_ascii=True)
        with self._one:
            try:
                make_private_folder(self.folder)
                durable_files.write_private_file(self.folder / FILE, text.encode("ascii"))
                durable_files.sync_folder_to_disk(self.folder)
            except OSError as error:
                message = N_("Your draft couldn't be saved: {reason}", reason=error.strerror or "?")
                raise StorageError(message, detail=repr(error)) from error

    def read(self) -> Mapping[str, EmergencyDraft]:
        """Return the stored messages; empty if they are too old or unreadable."""
        with self._one:
            try:
                with durable_files.open_regular_file(self.folder / FILE) as file:
                    found = _parse_drafts(json.loads(file.read(_LIMIT)))
            except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
                if not isinstance(error, FileNotFoundError):
                    log.warning("words on an emergency cannot be read: %s", error)
                return {}
        oldest = self._now() - self._days * DAY
        return {
            kind: urgent
            for kind, urgent in found.items()
            if urgent.saved and urgent.saved.timestamp() >= oldest
        }

    def list_unsent_drafts(self, outbox: Callable[[], Outbox]) -> Mapping[str, EmergencyDraft]:
        """Return the messages that weren't sent; messages in the outbox are omitted."""
        return {kind: urgent for kind, urgent in self.read().items() if not _was_draft_sent(urgent, outbox)}

    def delete_all_drafts(self) -> None:
        """Delete all messages; files that can't be deleted now are deleted later."""
        with self._one, suppress(OSError), own_folder.open_own_folder(self.folder) as folder:
            SafeRemoval().remove_known_files(folder, app_files.URGENT)  # what a crash left half written, too

    def delete_expired_drafts(self) -> None:
        """Delete the messages if they are older than the retention period."""
        if self.folder.is_dir() and not self.read():
            self.delete_all_drafts()


def _parse_drafts(data: Json) -> Mapping[str, EmergencyDraft]:
    if data["schema"] != SCHEMA:
        raise ValueError("not words of this version")
    saved = datetime.fromisoformat(data["saved"])
    return {
        str(kind): EmergencyDraft(
            str(row["words"])[:BODY_LIMIT], str(row["ref"]), saved, str(row.get("touched", ""))[:9]
        )
        for kind, row in data["kinds"].items()
    }


def _was_draft_sent(urgent: EmergencyDraft, outbox: Callable[[], Outbox]) -> bool:
    if not urgent.ref:
        return False
    try:
        outbox().find_item(urgent.ref)
    except SelfhelpError:
        return False  # the usual case: nothing of it is in the outbox
    return True
