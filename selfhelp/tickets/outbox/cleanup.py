"""Deletes files without a ticket, and texts that were delivered long ago."""

from __future__ import annotations

from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.outbox.blob_store import BlobStore
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase

ORPHAN_AGE = 3600.0
"""Age from which attachments without a ticket count as orphaned, in seconds."""


def delete_orphaned_files(store: OutboxDatabase, blobs: BlobStore, now: float, days: int) -> None:
    """Delete files without a ticket, and files of tickets delivered ``days`` ago."""
    known = {row["report"]: row for row in store.query_rows("SELECT report, state, updated FROM reports")}
    for report, changed in blobs.iter_reports():
        row = known.get(report)
        if row is None:
            over = now - changed > ORPHAN_AGE
        else:
            over = row["state"] == DeliveryState.DELIVERED and now - row["updated"] > days * 86400
        if over:
            blobs.delete_report_files(report)


def erase_sent_text(store: OutboxDatabase, before: float) -> None:
    """Erase texts delivered before a time (seconds since 1970); the database rows stay."""
    old = (DeliveryState.DELIVERED, before)
    kept = "state = ? AND updated <= ? AND (body <> '' OR kind <> 'ticket')"
    if not store.query_rows(f"SELECT 1 FROM reports WHERE {kept}", old):  # noqa: S608 - our own words
        return
    store.execute("DELETE FROM reports WHERE kind <> 'ticket' AND state = ? AND updated <= ?", old)
    store.execute("UPDATE reports SET body = '' WHERE state = ? AND updated <= ?", old)
    store.checkpoint()


def erase_all_items(store: OutboxDatabase, blobs: BlobStore) -> None:
    """Delete all tickets, with texts and files.

    Raises:
        StorageError: nothing was deleted.
    """
    store.erase_everything()
    for report, _changed in blobs.iter_reports():
        blobs.delete_report_files(report)
    store.checkpoint()
