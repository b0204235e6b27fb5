"""Finds delivered items with files that the desk rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.outbox.outbox_items import (
    OutboxItem,
    ReplyItem,
    parse_refused_files,
    row_to_item,
    row_to_reply,
)

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

_RESENDABLE = "SELECT left_out FROM reports WHERE report = ? AND state = ? AND number <> '' AND body <> ''"

_INCOMPLETE = (
    "SELECT it.*, coalesce(up.number, '') AS ticket, 0 AS held FROM reports AS it"
    " LEFT JOIN reports AS up ON up.report = it.parent"
    " WHERE it.state = ? AND it.left_out <> '' ORDER BY it.id DESC"
)


def list_refused_files(outbox: Outbox, ref: str) -> Sequence[str]:
    """Return the names of files that the desk rejected; empty before delivery."""
    rows = outbox.store.query_rows("SELECT left_out FROM reports WHERE report = ?", (ref,))
    return parse_refused_files(rows[0]) if rows else []


def list_resendable_files(outbox: Outbox, report: str) -> Sequence[str]:
    """Return the names of a delivered ticket's rejected files; empty unless all are still stored here."""
    row = outbox.store.query_rows(_RESENDABLE, (report, DeliveryState.DELIVERED))
    names = parse_refused_files(row[0]) if row else []
    held = {ref.name for ref in outbox.list_item_files(report)} if names else set()
    if not names or not held.issuperset(names):
        return []
    return [] if set(names) & set(outbox.list_damaged_files(report)) else names


def list_items_with_refused_files(outbox: Outbox) -> Sequence[OutboxItem | ReplyItem]:
    """Return delivered items with rejected files, newest first.

    Raises:
        StorageError: the list can't be read.
    """
    return [
        row_to_reply(row, [(ref.name, ref.size) for ref in outbox.list_item_files(row["report"])])
        if row["parent"]
        else row_to_item(row)
        for row in outbox.store.query_rows(_INCOMPLETE, (DeliveryState.DELIVERED,))
    ]


def get_item_ref(item: OutboxItem | ReplyItem) -> str:
    """Return the correlation ID of a ticket or reply."""
    return item.ref if isinstance(item, ReplyItem) else item.report
