"""Stores drafts that the user left for another ticket, until they are continued or expire."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from selfhelp.tickets.form.draft_store import DraftStore, DraftSummary, StoredDraft

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

MOST = 9
"""Maximum number of drafts in addition to the current draft; the oldest is dropped."""

_Draft = TypeVar("_Draft", StoredDraft, DraftSummary)
_LONG_AGO = datetime.fromtimestamp(0, UTC)


class EarlierDrafts:
    """One user's drafts in addition to the current draft, each in a private folder of its own.

    Args:
        folder: created when a draft is first set aside.
        days: retention in days.

    Attributes:
        deleted: references of drafts that the user deleted; a form that still has one doesn't store it again.
        writing: held while the current draft and the earlier drafts are written. A form that is closed and
            the next form may both write; in between each other, they could delete a draft from both places.
    """

    def __init__(self, folder: Path, days: int) -> None:
        self.folder = folder
        self.deleted: set[str] = set()
        self.writing = threading.Lock()
        self._stores = [DraftStore(folder / str(number), days) for number in range(1, MOST + 1)]

    def store_drafts(self, drafts: Sequence[StoredDraft]) -> None:
        """Store drafts, newest first, that aren't stored yet; call this before the current one is replaced.

        Raises:
            StorageError: one couldn't be written.
        """
        known = {draft.ref for draft in drafts[:MOST]}
        stored = [store.read_summary() for store in self._stores]
        here = {draft.ref for draft in stored if draft is not None}
        free = [
            store
            for store, draft in zip(self._stores, stored, strict=True)
            if not draft or draft.ref not in known
        ]
        for draft in drafts[:MOST]:
            if draft and draft.ref not in here:
                free.pop(0).store_draft(draft)

    def delete_other_drafts(self, drafts: Sequence[StoredDraft]) -> None:
        """Delete all drafts except these; call this after the current one was stored."""
        known = {draft.ref for draft in drafts[:MOST]}
        for store in self._stores:
            draft = store.read_summary() if store.folder.is_dir() else None
            if draft is not None and draft.ref not in known:
                store.delete_draft()

    def delete_draft(self, ref: str) -> None:
        """Delete the draft with this reference, if it is stored here."""
        for store in self._stores:
            if store.folder.is_dir():
                store.delete_draft_of(ref)

    def list_unsent_drafts(self, outbox: Callable[[], Outbox]) -> Sequence[StoredDraft]:
        """Return the drafts, newest first; those already in the outbox are deleted."""
        stores = [store for store in self._stores if store.folder.is_dir()]
        found = [draft for store in stores if (draft := store.read_unsent_draft(outbox)) is not None]
        return sorted(found, key=_get_time, reverse=True)

    def list_unsent_summaries(self, outbox: Callable[[], Outbox]) -> Sequence[DraftSummary]:
        """Return the same drafts as `list_unsent_drafts`, without their attachments."""
        stores = [store for store in self._stores if store.folder.is_dir()]
        found = [draft for store in stores if (draft := store.read_unsent_summary(outbox)) is not None]
        return sorted(found, key=_get_time, reverse=True)

    def delete_expired_drafts(self) -> None:
        """Delete the drafts that are older than the retention period."""
        for store in self._stores:
            store.delete_expired_drafts()


def list_all_unsent_drafts(
    current: DraftStore, earlier: EarlierDrafts, outbox: Callable[[], Outbox]
) -> Sequence[StoredDraft]:
    """Return the current draft and the earlier ones, in this order; those in the outbox are deleted."""
    return _join_distinct(current.read_unsent_draft(outbox), earlier.list_unsent_drafts(outbox))


def list_all_unsent_summaries(
    current: DraftStore, earlier: EarlierDrafts, outbox: Callable[[], Outbox]
) -> Sequence[DraftSummary]:
    """Return the same drafts as `list_all_unsent_drafts`, without their attachments."""
    return _join_distinct(current.read_unsent_summary(outbox), earlier.list_unsent_summaries(outbox))


def delete_draft_for_good(current: DraftStore, earlier: EarlierDrafts, ref: str) -> None:
    """Delete a draft wherever it is stored, and prevent a form that still has it from storing it again."""
    earlier.deleted.add(ref)
    current.delete_draft_of(ref)
    earlier.delete_draft(ref)


def _join_distinct(current: _Draft | None, earlier: Sequence[_Draft]) -> Sequence[_Draft]:
    drafts = {current.ref: current} if current is not None else {}
    for other in earlier:
        drafts.setdefault(other.ref, other)
    return list(drafts.values())


def _get_time(draft: StoredDraft | DraftSummary) -> datetime:
    return draft.saved or _LONG_AGO
