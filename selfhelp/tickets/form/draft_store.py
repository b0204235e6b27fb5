"""Stores the user's draft until it is sent, so that it survives a crash."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from selfhelp.core import durable_files
from selfhelp.core.errors import SelfhelpError, StorageError
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.attachment_store import AttachmentStore
from selfhelp.tickets.form.ticket_message import BODY_LIMIT, TicketMessage
from selfhelp.tickets.form.triage import Impact, Urgency

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

log = logging.getLogger(__name__)
SCHEMA = 1
DAY = 86_400
_LIMIT = 4_000_000
"""Maximum size of the draft's JSON file in bytes; escapes take up to six bytes a character."""

_REF = re.compile(r"sh-[0-9a-f-]{36}")
_LIST = "draft.json"
_Draft = TypeVar("_Draft", "StoredDraft", "DraftSummary")


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """An unsent ticket without the computer report; the report can be collected again.

    Content that the user removes in the review isn't stored either.

    Attributes:
        ref: the ticket's correlation ID; one in the outbox isn't a draft any more.
        message: the user's text and answers.
        runs: the fixes that were tried, by journal name.
        said: the user's observations.
        added: images as edited, and paths of files.
        saved: when the user last changed it; None stands for now, or for the stored draft's time if the draft
          is unchanged.
    """

    ref: str
    message: TicketMessage
    runs: Sequence[str] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    added: Sequence[AddedFile] = ()
    saved: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.message.body.strip() or self.added)


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """An unsent ticket as lists show it; the images aren't read.

    Attributes:
        ref: the ticket's correlation ID.
        words: the subject, or else the text.
        saved: when it was stored.
    """

    ref: str
    words: str
    saved: datetime | None


class DraftStore:
    """One user's draft in its own private folder.

    A crash at any moment leaves a complete draft, old or new (`AttachmentStore`).

    Args:
        folder: created when a draft is first stored.
        days: retention in days.
        now: returns seconds since 1970.
    """

    def __init__(self, folder: Path, days: int, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._days, self._now = days, now
        self._evidence = AttachmentStore(folder, _LIST)
        self._one = threading.Lock()

    def store_draft(self, draft: StoredDraft) -> None:
        """Store a draft; delete the stored one if it is empty.

        Raises:
            StorageError: it couldn't be written; the previous draft remains.
        """
        if not draft:
            self.delete_draft()
            return
        with self._one:
            try:
                make_private_folder(self.folder)
                self._evidence.write(partial(self._draft_to_json, draft), draft.added)
            except OSError as error:
                message = N_("Your draft couldn't be saved: {reason}", reason=error.strerror or "?")
                raise StorageError(message, detail=repr(error)) from error

    def read_draft(self) -> StoredDraft | None:
        """Return the draft, or None if there is none; missing images are omitted."""
        return self._read_stored(self._parse_draft)

    def read_summary(self) -> DraftSummary | None:
        """Return the draft without its attachments, which may be large images, or None if there is none."""
        return self._read_stored(_parse_summary)

    def read_unsent_draft(self, outbox: Callable[[], Outbox]) -> StoredDraft | None:
        """Return the draft left by a crash or a closed window; a draft already in the outbox is deleted."""
        return self._delete_if_sent(self.read_draft(), outbox)

    def read_unsent_summary(self, outbox: Callable[[], Outbox]) -> DraftSummary | None:
        """Return the draft without its attachments; a draft already in the outbox is deleted."""
        return self._delete_if_sent(self.read_summary(), outbox)

    def delete_sent_draft(self, outbox: Callable[[], Outbox]) -> None:
        """Delete the draft if it is in the outbox; the draft of another ticket stays."""
        self.read_unsent_summary(outbox)

    def delete_draft_of(self, ref: str) -> None:
        """Delete the draft if it is the one with this reference."""
        draft = self.read_summary()
        if draft is not None and draft.ref == ref:
            self.delete_draft()

    def delete_draft(self) -> None:
        """Delete the draft and its images; files that can't be deleted now are deleted later."""
        with self._one, suppress(OSError):
            self._evidence.delete_all_attachments()

    def delete_expired_drafts(self) -> None:
        """Delete the draft if it is older than the retention period."""
        draft = self.read_summary() if self.folder.is_dir() else None
        if draft is None:
            self.delete_draft()

    # -- parts -------------------------------------------------------------------------------------

    def _read_stored(self, parse: Callable[[Json], _Draft]) -> _Draft | None:
        """Return the stored draft, parsed; None if there is none, or if it is unreadable or expired."""
        with self._one:
            try:
                with durable_files.open_regular_file(self.folder / _LIST) as file:
                    data = json.loads(file.read(_LIMIT))
                draft = parse(data)
            except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
                if not isinstance(error, FileNotFoundError):
                    log.warning("the draft cannot be read: %s", error)
                return None
        return None if self._is_draft_expired(draft) else draft

    def _delete_if_sent(self, draft: _Draft | None, outbox: Callable[[], Outbox]) -> _Draft | None:
        """Return the draft, or None after deleting it because it is in the outbox."""
        if draft is None:
            return None
        try:
            outbox().find_item(draft.ref)
        except SelfhelpError:
            return draft  # the usual case: nothing of it is in the outbox
        self.delete_draft()
        return None

    def _is_draft_expired(self, draft: StoredDraft | DraftSummary) -> bool:
        return draft.saved is not None and draft.saved.timestamp() < self._now() - self._days * DAY

    def _draft_to_json(self, draft: StoredDraft, added: Sequence[Mapping[str, Json]]) -> bytes:
        message = draft.message
        plain: dict[str, Json] = {
            "schema": SCHEMA,
            "ref": draft.ref,
            "subject": message.subject,
            "words": message.body[:BODY_LIMIT],
            "category": message.category,
            "affected": message.affected,
            "can_work": message.can_work,
            "problem": message.problem,
            "answers": dict(message.answers),
            "incident": message.incident,
            "runs": list(draft.runs),
            "said": dict(draft.said),
            "added": list(added),
        }
        now = datetime.fromtimestamp(self._now(), UTC).isoformat()
        saved = draft.saved.isoformat() if draft.saved is not None else self._find_time_of(plain) or now
        return json.dumps({**plain, "saved": saved}, ensure_ascii=True).encode("ascii")

    def _find_time_of(self, plain: Mapping[str, Json]) -> str | None:
        """Return when the same content was stored; None if the stored draft differs from it."""
        with suppress(OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
            with durable_files.open_regular_file(self.folder / _LIST) as file:
                stored = json.loads(file.read(_LIMIT))
            saved = str(stored.pop("saved"))
            return saved if stored == json.loads(json.dumps(plain)) else None
        return None

    def _parse_draft(self, data: Json) -> StoredDraft:
        return replace(_parse_words(data), added=list(self._evidence.iter_attachments(data["added"])))


def _parse_summary(data: Json) -> DraftSummary:
    draft = _parse_words(data)
    return DraftSummary(draft.ref, draft.message.subject or draft.message.body, draft.saved)


def _parse_words(data: Json) -> StoredDraft:
    """Return the draft without its attachments."""
    message = TicketMessage(
        subject=str(data["subject"]),
        body=str(data["words"])[:BODY_LIMIT],
        category=str(data["category"]),
        affected=Impact(data["affected"]) if data["affected"] else None,
        can_work=Urgency(data["can_work"]) if data["can_work"] else None,
        problem=str(data["problem"]),
        answers=_to_text_map(data["answers"]),
        incident=str(data["incident"]),
    )
    if data["schema"] != SCHEMA or not _REF.fullmatch(data["ref"]):
        raise ValueError("not a draft of this version")
    runs, said = [str(run) for run in data["runs"]], _to_text_map(data["said"])
    return StoredDraft(data["ref"], message, runs, said, (), datetime.fromisoformat(data["saved"]))


def _to_text_map(data: Mapping[str, Json]) -> dict[str, str]:
    return {str(name): str(value) for name, value in data.items()}
