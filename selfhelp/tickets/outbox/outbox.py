"""The outbox: stores tickets and replies on disk until they are delivered."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState, FileRef, ReplyKind, Ticket, TicketState
from selfhelp.core.ticket_reference import create_reply_ref, create_ticket_ref
from selfhelp.helpdesk.toolkit import stored_classification
from selfhelp.tickets.delivery.retry_scheduler import RetryState
from selfhelp.tickets.letter import Attachment, Letter
from selfhelp.tickets.outbox import cleanup, item_actions, quota, readable_copy
from selfhelp.tickets.outbox.blob_store import BlobStore, require_file_size
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase, Row, build_storage_error, to_storable_text
from selfhelp.tickets.outbox.outbox_items import OutboxItem as OutboxItem  # noqa: PLC0414
from selfhelp.tickets.outbox.outbox_items import OutboxLimits as OutboxLimits  # noqa: PLC0414 - its nouns are part of the outbox
from selfhelp.tickets.outbox.outbox_items import ReplyItem as ReplyItem  # noqa: PLC0414
from selfhelp.tickets.outbox.outbox_items import ReplyToSeal as ReplyToSeal  # noqa: PLC0414
from selfhelp.tickets.outbox.outbox_items import SentTicket as SentTicket  # noqa: PLC0414
from selfhelp.tickets.outbox.outbox_items import (
    parse_delivery_stage,
    parse_refused_files,
    row_to_item,
    row_to_reply,
    row_to_sent_ticket,
)
from selfhelp.tickets.outbox.stored_messages import KEYRING

LISTED = (
    "SELECT report, state, subject, bytes, attempts, next_try, reason, created, updated, number, url,"
    " connector, path, sending, submitted FROM reports WHERE kind = 'ticket' AND state <> ?"
    " ORDER BY id DESC LIMIT ?"
)
"""SQL query for lists of tickets, without their texts."""
TICKET = "ticket"
"""Value of the column ``kind`` for tickets."""

REPLIES = (
    "SELECT reply.*, ticket.number AS ticket,"
    " reply.state = 'queued' AND"
    " (ticket.number = '' AND ticket.state IN ('sign-in-needed', 'attention', 'expired') OR EXISTS"
    " (SELECT 1 FROM reports AS earlier WHERE earlier.parent = reply.parent AND earlier.id < reply.id"
    " AND earlier.state = 'sign-in-needed')) AS held FROM reports AS reply"
    " JOIN reports AS ticket ON ticket.report = reply.parent"
    " WHERE reply.kind <> 'ticket' AND (? IS NULL OR reply.parent = ?) AND reply.state <> ? ORDER BY reply.id"
)

_AT_ONCE = 500
"""Values per query; SQLite accepts at least 999 (SQLITE_MAX_VARIABLE_NUMBER)."""

OPPOSITE = {ReplyKind.REOPEN: ReplyKind.SOLVE, ReplyKind.SOLVE: ReplyKind.REOPEN}
"""The change of state that each change replaces while that is still waiting."""

ALL = -1
"""Value of SQLite's LIMIT for all rows."""


class Outbox:
    """One user's outbox; safe for several threads and processes."""

    def __init__(
        self, folder: Path, limits: OutboxLimits | None = None, now: Callable[[], float] = time.time
    ) -> None:
        """Open the outbox, or create it.

        Raises:
            StorageError: it cannot be opened here.
        """
        self.folder = folder
        self.limits = limits or OutboxLimits()
        self.store = OutboxDatabase(folder)
        self._blobs = BlobStore(folder / "files")
        self._now = now
        self.memory = RetryState()
        """Times of items that this process saved and sent, by its monotonic clock."""
        if not self.store.read_only:
            cleanup.delete_orphaned_files(self.store, self._blobs, self._now(), self.limits.days)

    @property
    def notice(self) -> Text | None:
        """A notice for the user if the list was damaged or is read-only, else None."""
        return self.store.notice

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    # -- saving ------------------------------------------------------------------------------------

    def save_ticket(self, letter: Letter) -> str:
        """Save a ticket unchanged and return its ID; it is then on disk.

        Raises:
            ChangedError: a file isn't what the user approved; nothing was saved.
            TooLargeError: a file or the queue exceeds its limit; nothing was saved.
            UsageError: a file can't be read, or the ID was used before; nothing was saved.
            StorageError: nothing was saved.
        """
        row = {
            "report": letter.ref or create_ticket_ref(),
            "kind": TICKET,
            "subject": to_storable_text(letter.subject),
            "body": to_storable_text(letter.body),
            "requester": to_storable_text(letter.requester),
            "category": to_storable_text(str(letter.category)),
            "details": stored_classification.classification_to_json(letter.details),
        }
        return self._save_item(row, letter.files)

    def save_reply(self, reply: ReplyToSeal) -> str:
        """Save a reply to a ticket and return its ID; it is then on disk.

        Unless the desk accepts both in one request, text with a change of state becomes a separate comment:
        after reopening, before resolving, because a desk may reopen a resolved ticket for a comment, or
        refuse it. A change of state isn't saved twice: the one still waiting is sent again and returned.
        The opposite change is withdrawn if it is still waiting.

        Raises:
            TooLargeError: the text, a file or the queue exceeds its limit; nothing was saved.
            UsageError: there's no such ticket, nothing to send, or a file can't be read; nothing was saved.
            StorageError: nothing was saved.
        """
        self._find_ticket_row(reply.report)
        quota.require_reply_length(reply.text, self.limits)
        says_something = bool(reply.text.strip() or reply.files)
        if reply.kind is ReplyKind.COMMENT and not says_something:
            raise UsageError(N_("Your message is empty. Write something, or attach a file."))
        same = None if says_something else item_actions.find_waiting_state_change(self.store, reply)
        if same is not None:
            self._withdraw_opposite(reply, same)
            self.retry(same)
            return same
        kinds = [ReplyKind.COMMENT] if says_something and not reply.together else []
        if reply.kind not in kinds:
            kinds.insert(0 if reply.kind is ReplyKind.REOPEN else len(kinds), reply.kind)
        refs: dict[ReplyKind, str] = {}
        with item_actions.remove_item_on_error(self.store, refs):
            for kind in kinds:
                refs[kind] = self._save_reply(reply, kind)
        self._withdraw_opposite(reply, refs[reply.kind])
        with suppress(StorageError):  # the reply is saved, and waits for them
            self._resume_earlier_items(refs[reply.kind])
        return refs[reply.kind]

    def _withdraw_opposite(self, reply: ReplyToSeal, ref: str) -> None:
        """Withdraw what this reply replaces; if that fails, the reply is saved, and sent after it."""
        if reply.kind in OPPOSITE:
            with suppress(StorageError):
                item_actions.withdraw_state_changes(
                    self.store, reply.report, OPPOSITE[reply.kind], before=ref
                )

    def withdraw_reopening(self, report: str) -> bool:
        """Withdraw a request to reopen a ticket, because the user says that it is resolved.

        Returns:
            True if the help desk may have the request, so that the ticket must be resolved again.

        Raises:
            StorageError: nothing was changed.
        """
        unknown = any(
            one.kind is ReplyKind.REOPEN and one.state is DeliveryState.UNKNOWN
            for one in self.list_replies(report)
        )
        item_actions.withdraw_state_changes(self.store, report, ReplyKind.REOPEN)
        return unknown

    def _save_reply(self, reply: ReplyToSeal, kind: ReplyKind) -> str:
        comment = kind is ReplyKind.COMMENT or reply.together
        row = {
            "report": create_reply_ref(),
            "kind": str(kind),
            "parent": reply.report,
            "subject": "",
            "body": to_storable_text(reply.text) if comment else "",
            "requester": "",
            "category": "",
        }
        return self._save_item(row, reply.build_attachments() if comment else [])

    def _save_item(self, row: Mapping[str, str], files: Sequence[Attachment]) -> str:
        """Write an item's files to disk, then its database row, and return its ID."""
        ref, kind = row["report"], row["kind"]
        size = sum(require_file_size(file, self.limits.file_bytes) for file in files)
        self._require_room(kind, size)
        self._require_new_report(ref)
        try:
            refs = self._store_file_copies(ref, files)
            self._insert_row(row, refs)
        except BaseException:
            self._delete_unsaved_files(ref)
            raise
        self.memory.fresh.add(ref)
        self.memory.asked.add(ref)
        return ref

    def _delete_unsaved_files(self, report: str) -> None:
        """Delete the files of an item that couldn't be saved."""
        with suppress(StorageError):  # the next start deletes them
            if not self.store.query_rows("SELECT 1 FROM reports WHERE report = ?", (report,)):
                self._blobs.delete_report_files(report)

    def was_saved_by_this_process(self, ref: str) -> bool:
        """Return whether this process sealed the item; then no other process can have sent it before."""
        return ref in self.memory.fresh

    def _require_new_report(self, report: str) -> None:
        """Raise an error for an existing ID before writing, because cleaning up would delete its files."""
        if self.store.query_rows("SELECT 1 FROM reports WHERE report = ?", (report,)):
            raise UsageError(N_("Report {report} is already saved.", report=report[:80]))

    def _require_room(self, kind: str, more: int) -> None:
        row = self.store.query_rows(quota.WAITING, (DeliveryState.DELIVERED,))[0]
        quota.require_room(row, self.limits, more, reply=kind != TICKET)

    def _store_file_copies(self, report: str, files: Sequence[Attachment]) -> Sequence[FileRef]:
        if self.store.read_only:
            raise StorageError(
                self.notice or N_("Your outbox can't be written to right now. Try again later.")
            )
        try:
            return self._blobs.store_file_copies(report, files, self.limits.file_bytes)
        except OSError as error:
            raise build_storage_error(error) from error

    def _insert_row(self, row: Mapping[str, str], refs: Sequence[FileRef]) -> None:
        now, size = self._now(), sum(ref.size for ref in refs) + len(row["body"].encode("utf-8", "replace"))
        values = {
            **row,
            "bytes": size,
            "state": DeliveryState.QUEUED,
            "created": now,
            "since": now,
            "updated": now,
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        with self.store.transaction() as db:
            self._require_room(row["kind"], size)
            self._blobs.require_files_present(row["report"], refs)
            db.execute(f"INSERT INTO reports ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
            db.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                [(row["report"], i, r.name, r.size, r.sha256, r.media_type) for i, r in enumerate(refs)],
            )

    # -- reading ------------------------------------------------------------------------------------

    def list_items(self, newest: int = ALL) -> Sequence[OutboxItem]:
        """Return all tickets, or up to a limit, newest first."""
        return [row_to_item(row) for row in self.store.query_rows(LISTED, ("", newest))]

    def list_known_items(self, reports: Sequence[str]) -> Sequence[OutboxItem]:
        """Return those of some tickets that are in the outbox, newest first."""
        return [row_to_item(row) for row in self._query_tickets(reports)]

    def list_unsent_items(self) -> Sequence[OutboxItem]:
        """Return the undelivered tickets, newest first."""
        values = (DeliveryState.DELIVERED, ALL)
        return [row_to_item(row) for row in self.store.query_rows(LISTED, values)]

    def find_item(self, report: str) -> OutboxItem:
        """Return the outbox item of a ticket.

        Raises:
            UsageError: there's no such ticket.
        """
        return row_to_item(self._find_ticket_row(report))

    def read_delivery_stage(self, ref: str) -> DeliveryState:
        """Return the state of sending of a ticket or reply.

        Raises:
            UsageError: there's no such item.
        """
        return parse_delivery_stage(self._find_row(ref))

    def list_replies(self, report: str | None = None) -> Sequence[ReplyItem]:
        """Return the replies to one ticket, or all, oldest first, including delivered ones.

        Raises:
            StorageError: the list can't be read.
        """
        return self._query_replies(report, "")

    def list_unsent_replies(self) -> Sequence[ReplyItem]:
        """Return the undelivered replies, oldest first, without refused requests to close a ticket.

        Raises:
            StorageError: the list cannot be read.
        """
        waiting = self._query_replies(None, DeliveryState.DELIVERED)
        return [reply for reply in waiting if not reply.is_close_refused]

    def _query_replies(self, report: str | None, without: str) -> Sequence[ReplyItem]:
        rows = self.store.query_rows(REPLIES, (report, report, without))
        return [
            row_to_reply(row, [(ref.name, ref.size) for ref in self.list_item_files(row["report"])])
            for row in rows
        ]

    def has_pending_items(self) -> bool:
        """Return whether an item will be retried automatically, or when the keyring is unlocked.

        Items waiting for a sign-in are retried after the desk has accepted the credentials.
        """
        if self.memory.accepted:
            return True
        query = "SELECT 1 FROM reports WHERE state IN (?, ?) OR state = ? AND reason IN (?, ?) LIMIT 1"
        states = (DeliveryState.QUEUED, DeliveryState.UNKNOWN, DeliveryState.SIGN_IN_NEEDED)
        return bool(self.store.query_rows(query, (*states, *KEYRING)))

    def list_sent_tickets(self, newest: int = ALL) -> Sequence[SentTicket]:
        """Return the tickets with a number in their last known state, newest first, up to a limit."""
        query = "SELECT * FROM reports WHERE kind = 'ticket' AND number <> '' ORDER BY id DESC LIMIT ?"
        return [row_to_sent_ticket(row) for row in self.store.query_rows(query, (newest,))]

    def list_known_sent_tickets(self, reports: Sequence[str]) -> Sequence[SentTicket]:
        """Return those of some tickets that have a number, in their last known state, newest first."""
        return [row_to_sent_ticket(row) for row in self._query_tickets(reports) if row["number"]]

    def _query_tickets(self, reports: Sequence[str]) -> Sequence[Row]:
        """Return the rows of some tickets, newest first."""
        rows: list[Row] = []
        for start in range(0, len(reports), _AT_ONCE):
            some = reports[start : start + _AT_ONCE]
            places = ", ".join("?" * len(some))
            query = f"SELECT * FROM reports WHERE kind = 'ticket' AND report IN ({places})"  # noqa: S608
            rows += self.store.query_rows(query, some)
        return sorted(rows, key=lambda row: -row["id"])

    def list_last_reply_times(self) -> Mapping[str, float]:
        """Return when the user last replied to each ticket, in seconds since 1970."""
        query = "SELECT parent, max(created) AS last FROM reports WHERE kind <> 'ticket' GROUP BY parent"
        return {row["parent"]: row["last"] for row in self.store.query_rows(query)}

    def list_last_delivered_texts(self) -> Mapping[str, tuple[str, float]]:
        """Return the beginning of the last delivered reply to each ticket, and when it was delivered."""
        query = (
            "SELECT parent, substr(body, 1, 500) AS body, updated, max(id) FROM reports"
            " WHERE kind <> 'ticket' AND state = ? AND body <> '' GROUP BY parent"
        )
        rows = self.store.query_rows(query, (DeliveryState.DELIVERED,))
        return {row["parent"]: (row["body"], row["updated"]) for row in rows}

    def read_ticket(self, report: str) -> Ticket:
        """Return a ticket as it is sent.

        Raises:
            UsageError: there's no such report.
        """
        row = self._find_ticket_row(report)
        texts = (row["subject"], row["body"], row["requester"], row["category"])
        return Ticket(
            report,
            *texts,
            self.list_item_files(report),
            stored_classification.classification_from_json(row["details"]),
        )

    def read_item_text(self, ref: str) -> str:
        """Return the text of a ticket or reply.

        Raises:
            UsageError: there's no such item.
        """
        return str(self._find_row(ref)["body"])

    def list_item_files(self, ref: str) -> Sequence[FileRef]:
        """Return the files of a ticket or reply."""
        query = "SELECT name, size, sha256, media_type FROM files WHERE report = ? ORDER BY position"
        return [FileRef(*found) for found in self.store.query_rows(query, (ref,))]

    def make_file_opener(self, ref: str) -> Callable[[FileRef], BinaryIO]:
        """Return a function that opens a file of a ticket or reply."""
        return self._blobs.make_file_opener(ref)

    def list_damaged_files(self, ref: str) -> Sequence[str]:
        """Return the names of files that are missing or have changed since sealing."""
        return [held.name for held in self.list_item_files(ref) if not self._blobs.is_file_intact(ref, held)]

    def _find_row(self, ref: str) -> Row:
        found = self.store.query_rows("SELECT * FROM reports WHERE report = ?", (ref,))
        if not found:
            raise UsageError(N_("Report {report} wasn't found.", report=ref[:80]))
        return found[0]

    def _find_ticket_row(self, report: str) -> Row:
        row = self._find_row(report)
        if row["kind"] != TICKET:
            raise UsageError(N_("Report {report} wasn't found.", report=report[:80]))
        return row

    # -- user actions ---------------------------------------------------------------------

    def retry(self, ref: str | None = None) -> int:
        """Queue one item or all undelivered ones for immediate sending; return their number.

        Raises:
            UsageError: there's no such item.
            StorageError: nothing was changed.
        """
        if ref is not None:
            self._find_row(ref)
            self._resume_earlier_items(ref)
        now = self._now()
        waiting = self.store.query_rows(
            "SELECT report, number = '' AND submitted > 0 AS sent FROM reports WHERE state <> ?",
            (DeliveryState.DELIVERED,),
        )
        wanted = {row["report"]: bool(row["sent"]) for row in waiting if ref in (None, row["report"])}
        self.memory.looked_up.difference_update(wanted)
        self.memory.looked_up.update(one for one, sent in wanted.items() if sent)
        self.memory.asked.update(wanted)
        self.memory.awaited.update(wanted)
        states = (DeliveryState.UNKNOWN, DeliveryState.QUEUED)
        return self.store.execute(
            "UPDATE reports SET state = CASE WHEN number = '' AND submitted > 0 THEN ? ELSE ? END,"
            " reason = CASE state WHEN ? THEN '' ELSE reason END,"
            " next_try = 0, crashes = 0, rounds = 0, since = ?, updated = ?"
            " WHERE state <> ? AND (? IS NULL OR report = ?)",
            (*states, DeliveryState.SIGN_IN_NEEDED, now, now, DeliveryState.DELIVERED, ref, ref),
        )

    def resume_lookup(self, ref: str) -> None:
        """Queue the look-up of an item that may have arrived, because the desk shows the item.

        This isn't a request of the user: all pauses apply, and a failed look-up isn't reported.

        Raises:
            StorageError: nothing was changed.
        """
        item_actions.resume_lookup(self.store, ref, self._now())
        self.memory.resumed = True

    def _resume_earlier_items(self, ref: str) -> None:
        """Queue what is waiting for a sign-in and goes before this reply, because the user wants it sent."""
        self.memory.asked.update(item_actions.resume_earlier_items(self.store, ref, self._now()))

    def delete(self, ref: str) -> None:
        """Delete one reply, or a ticket with its replies, from this computer in any state.

        Nothing is deleted at the desk.

        Raises:
            UsageError: there's no such item.
            StorageError: it wasn't deleted.
        """
        self._find_row(ref)
        gone = self.store.query_rows("SELECT report FROM reports WHERE ? IN (report, parent)", (ref,))
        self.store.execute("DELETE FROM reports WHERE report = ?", (ref,))
        for row in gone:
            self._blobs.delete_report_files(row["report"])
        self.store.checkpoint()

    def edit_item_texts(self, ref: str, *, subject: str | None = None, body: str | None = None) -> None:
        """Change the text of a pending ticket or reply and queue it again.

        Raises:
            TooLargeError: the text exceeds its limit; nothing was changed.
            UsageError: there's no such item, it may already have been sent, or the text is empty.
            StorageError: nothing was changed.
        """
        row = self._find_row(ref)
        texts = item_actions.validate_texts(row, subject, body, self.limits)
        item_actions.update_item_texts(
            self.store, row, {name: to_storable_text(text) for name, text in texts.items()}, self._now()
        )
        self.memory.asked.add(ref)
        self.store.checkpoint()

    def drop_item_file(self, ref: str, name: str) -> None:
        """Remove one file of a pending ticket or reply and queue it again.

        Raises:
            UsageError: there's no such file, or it may already have been sent; nothing was changed.
            StorageError: nothing was changed.
        """
        gone = item_actions.drop_item_file(self.store, self._find_row(ref), name, self._now())
        if gone:
            self._blobs.delete_file(ref, gone)
        self.memory.asked.add(ref)
        self.store.checkpoint()

    def send_refused_files_again(self, report: str) -> None:
        """Queue the files of a delivered ticket that the desk rejected or lacks, for immediate sending.

        Raises:
            UsageError: there's no such ticket, or its missing files aren't on this computer any more.
            StorageError: nothing was changed.
        """
        row = self._find_ticket_row(report)
        if set(self.list_damaged_files(report)) & set(parse_refused_files(row)):
            raise UsageError(N_("The missing files are no longer on this computer. Add them to a reply."))
        item_actions.queue_refused_files(self.store, row, self._now())
        self.memory.asked.add(report)
        self.memory.awaited.add(report)

    def export(self, ref: str, folder: Path) -> Path:
        """Copy a reply, or a ticket with its replies, to a new folder in ``folder``; return the new folder.

        Files already delivered are included if they are still on this computer.

        Raises:
            UsageError: there's no such item, or it was exported there before.
            StorageError: it couldn't be written.
        """
        target = readable_copy.copy_ticket(
            self._item_to_ticket(ref), self.make_file_opener(ref), folder / ref
        )
        for each in self.list_replies(ref):
            readable_copy.copy_ticket(
                self._item_to_ticket(each.ref), self.make_file_opener(each.ref), target / "replies" / each.ref
            )
        return target

    def _item_to_ticket(self, ref: str) -> Ticket:
        """Return an item as a ticket for copying; files of delivered items may be missing."""
        row = self._find_row(ref)
        held = self.list_item_files(ref)
        if row["state"] == DeliveryState.DELIVERED:
            held = [file for file in held if self._blobs.is_file_intact(ref, file)]
        return Ticket(ref, row["subject"], row["body"], row["requester"], row["category"], held)

    def update_ticket_state(
        self, number: str, connector: str, state: TicketState, updated: datetime, asked: float | None = None
    ) -> None:
        """Store a ticket's last state at the desk, for use while the desk can't be polled.

        Args:
            number: the desk's number.
            connector: the ID of the desk.
            state: the polled state; a change of state that the desk accepted after ``asked`` is newer.
            updated: time of the ticket's last activity at the desk.
            asked: start of the poll, in seconds since 1970; None for now.
        """
        now = self._now()
        self.store.execute(
            "UPDATE reports SET desk_state = CASE WHEN EXISTS (SELECT 1 FROM reports AS reply"
            " WHERE reply.parent = reports.report AND reply.kind IN (?, ?) AND reply.state = ?"
            " AND reply.updated > ? AND reply.updated <= ?) THEN desk_state ELSE ? END, desk_updated = ?"
            " WHERE kind = 'ticket' AND number = ? AND connector = ?",
            (
                *(ReplyKind.REOPEN, ReplyKind.SOLVE, DeliveryState.DELIVERED),
                *(
                    now if asked is None else asked,
                    now,
                    state,
                    min(updated.timestamp(), now),
                    number,
                    connector,
                ),
            ),
        )

    # -- cleaning ----------------------------------------------------------------------------------

    def delete_item_files(self, ref: str) -> None:
        """Delete the files of a completely delivered item; its database row stays."""
        self._blobs.delete_report_files(ref)

    def erase_all(self) -> None:
        """Delete all tickets, with texts and files.

        Raises:
            StorageError: nothing was deleted.
        """
        cleanup.erase_all_items(self.store, self._blobs)

    def erase_sent_text(self, before: float) -> None:
        """Erase texts delivered before a time in seconds since 1970; the database rows stay."""
        cleanup.erase_sent_text(self.store, before)
