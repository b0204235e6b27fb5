"""What the outbox forgets: bytes that no ticket needs any more, and the words of what arrived long ago."""

from __future__ import annotations

from selfhelp.core.ticket import Delivery
from selfhelp.tickets.outbox.blobs import Blobs
from selfhelp.tickets.outbox.store import Store

ORPHAN_AGE = 3600.0
"""Seconds until attachments without a ticket are taken for what a killed program left behind."""


def sweep(store: Store, blobs: Blobs, now: float, days: int) -> None:
    """Delete the bytes that a killed program left without a ticket, and those of old delivered ones."""
    known = {row["report"]: row for row in store.rows("SELECT report, state, updated FROM reports")}
    for report, changed in blobs.reports():
        row = known.get(report)
        if row is None:
            over = now - changed > ORPHAN_AGE
        else:
            over = row["state"] == Delivery.DELIVERED and now - row["updated"] > days * 86400
        if over:
            blobs.forget(report)


def forget_sent(store: Store, before: float) -> None:
    """Forget the words of what arrived before a moment, in seconds since 1970; a ticket's line stays."""
    old = (Delivery.DELIVERED, before)
    kept = "state = ? AND updated <= ? AND (body <> '' OR kind <> 'ticket')"
    if not store.rows(f"SELECT 1 FROM reports WHERE {kept}", old):  # noqa: S608 - our own words
        return
    store.update("DELETE FROM reports WHERE kind <> 'ticket' AND state = ? AND updated <= ?", old)
    store.update("UPDATE reports SET body = '' WHERE state = ? AND updated <= ?", old)
    store.tidy()


def forget_all(store: Store, blobs: Blobs) -> None:
    """Delete every ticket, its words and files.

    Raises:
        StorageError: they are still there.
    """
    store.empty()
    for report, _changed in blobs.reports():
        blobs.forget(report)
    store.tidy()
