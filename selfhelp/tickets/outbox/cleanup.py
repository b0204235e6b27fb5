"""The outbox's cleanup: files no ticket needs, and texts delivered long ago."""

from __future__ import annotations

from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.outbox.blobs import BlobStore
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase

ORPHAN_AGE = 3600.0
"""Seconds until attachments without a ticket are taken for what a killed program left behind."""


def delete_orphans(store: OutboxDatabase, blobs: BlobStore, now: float, days: int) -> None:
    """Delete the bytes that a killed program left without a ticket, and those of old delivered ones."""
    known = {row["report"]: row for row in store.query_rows("SELECT report, state, updated FROM reports")}
    for report, changed in blobs.reports():
        row = known.get(report)
        if row is None:
            over = now - changed > ORPHAN_AGE
        else:
            over = row["state"] == DeliveryState.DELIVERED and now - row["updated"] > days * 86400
        if over:
            blobs.delete_report(report)


def erase_sent_text(store: OutboxDatabase, before: float) -> None:
    """Erase texts delivered before a time (seconds since 1970); the ticket's row stays."""
    old = (DeliveryState.DELIVERED, before)
    kept = "state = ? AND updated <= ? AND (body <> '' OR kind <> 'ticket')"
    if not store.query_rows(f"SELECT 1 FROM reports WHERE {kept}", old):  # noqa: S608 - our own words
        return
    store.execute("DELETE FROM reports WHERE kind <> 'ticket' AND state = ? AND updated <= ?", old)
    store.execute("UPDATE reports SET body = '' WHERE state = ? AND updated <= ?", old)
    store.checkpoint()


def erase_all(store: OutboxDatabase, blobs: BlobStore) -> None:
    """Clean up everything: delete every ticket, its words and files.

    Raises:
        StorageError: they are still there.
    """
    store.erase_everything()
    for report, _changed in blobs.reports():
        blobs.delete_report(report)
    store.checkpoint()
