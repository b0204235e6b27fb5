"""Tickets that wait on this computer: saved before the person is told so, and kept until they arrived."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from selfhelp.errors import StorageError, TooLargeError, UsageError
from selfhelp.report import files, ticket_copy
from selfhelp.report.blobs import Blobs, Source, must_be_approved, size_of
from selfhelp.report.reason import from_json
from selfhelp.report.reference import new_ref
from selfhelp.report.store import Row, Store, plain, trouble
from selfhelp.text import N_, NN_, Size, Text
from selfhelp.ticket import Delivery, FileRef, Ticket, TicketState

ORPHAN_AGE = 3600.0
"""Seconds until attachments without a ticket are taken for what a killed program left behind."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may wait: tickets, bytes in all, bytes of one file, days; seconds between two tickets."""

    tickets: int = 50
    total_bytes: int = 200_000_000
    file_bytes: int = 25_000_000
    days: int = 30
    pause: float = 0.1


LISTED = (
    "SELECT report, state, subject, bytes, attempts, next_try, reason, created, updated, number, url,"
    " connector, sending, submitted FROM reports ORDER BY id DESC"
)
"""What a list shows; the texts of the tickets stay where they are."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket as the person approved it; a file is a path, or a name with its bytes or its path.

    ``ref`` is its mark from `reference.new_ref` where the text carries it already; else one is made.
    ``hashes`` has the SHA-256 that she approved, by the file's place; a file that is another now is refused.
    """

    subject: str
    body: str
    requester: str
    category: str = ""
    files: Sequence[Path | tuple[str, bytes | Path]] = ()
    ref: str = ""
    hashes: Mapping[int, str] = field(default_factory=dict)

    def sources(self) -> Sequence[Source]:
        """Return the files with harmless names, each name once."""
        pairs = [(file.name, file) if isinstance(file, Path) else file for file in self.files]
        names = files.distinct([files.safe_name(name) for name, _ in pairs])
        return [(name, content) for name, (_, content) in zip(names, pairs, strict=True)]


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A report on its way.

    Attributes:
        report: our id, and the mark that finds the ticket on the server.
        attempts: how often it was tried.
        next_try: when it is tried again by itself, or None.
        reason: why it is not delivered, or what of it did not arrive; may hold foreign text.
        ticket: the server's own number, "" until there is one.
        changed: when its way last went on; of one that arrived, when it did.
    """

    report: str
    state: Delivery
    subject: str
    bytes: int
    attempts: int
    next_try: datetime | None
    reason: Text | None
    created: datetime
    changed: datetime
    ticket: str
    url: str
    connector: str


@dataclass(frozen=True, slots=True)
class SentTicket:
    """A ticket on the server as we last saw it; ``path`` is set for desks that are folders."""

    ticket: str
    report: str
    connector: str
    subject: str
    state: TicketState
    created: datetime
    updated: datetime
    url: str
    path: str


class Outbox:
    """One person's queue. Safe from several threads and several processes."""

    def __init__(
        self, folder: Path, limits: Limits | None = None, now: Callable[[], float] = time.time
    ) -> None:
        """Open it, or make it.

        Raises:
            StorageError: it cannot be opened here.
        """
        self.folder = folder
        self.limits = limits or Limits()
        self.store = Store(folder)
        self._blobs = Blobs(folder / "files")
        self._now = now
        self._fresh: set[str] = set()
        if not self.store.read_only:
            self._sweep()

    @property
    def notice(self) -> Text | None:
        """What the person must be told: the list was damaged, or can only be read."""
        return self.store.notice

    def close(self) -> None:
        """Close the files."""
        self.store.close()

    # -- saving ------------------------------------------------------------------------------------

    def seal(self, draft: Draft) -> str:
        """Freeze a ticket and return its report id. It is on the disk when this returns.

        Raises:
            ChangedError: a file is not what she approved; nothing was saved.
            TooLargeError: a file or the queue is over its limit; nothing was saved.
            UsageError: a file cannot be read, or the mark was used before; nothing was saved.
            StorageError: nothing was saved.
        """
        sources = draft.sources()
        self._check_room(sum(size_of(name, content, self.limits.file_bytes) for name, content in sources))
        report = draft.ref or new_ref()
        self._must_be_new(report)
        try:
            refs = self._freeze(report, sources)
            must_be_approved(refs, draft.hashes)
            self._insert(report, draft, refs)
        except BaseException:
            self._forget_unsaved(report)
            raise
        self._fresh.add(report)
        return report

    def _forget_unsaved(self, report: str) -> None:
        """Delete the bytes of a ticket that was not saved; one that is in the list was interrupted later."""
        with suppress(StorageError):  # then `_sweep` decides
            if not self.store.rows("SELECT 1 FROM reports WHERE report = ?", (report,)):
                self._blobs.forget(report)

    def is_fresh(self, report: str) -> bool:
        """Whether it was sealed by this very program, so that nobody can have sent it before."""
        return report in self._fresh

    def _must_be_new(self, report: str) -> None:
        """Raise before anything is touched: cleaning up after a clash would take the older one's files."""
        if self.store.rows("SELECT 1 FROM reports WHERE report = ?", (report,)):
            raise UsageError(N_("The report {report} is saved already.", report=report[:80]))

    def _check_room(self, more: int) -> None:
        row = self.store.rows(
            "SELECT count(*) AS n, coalesce(sum(bytes), 0) AS b FROM reports WHERE state <> ?",
            (Delivery.DELIVERED,),
        )[0]
        if row["n"] >= self.limits.tickets:
            message = NN_(
                "{count} ticket waits already, which is the limit. Send or delete it first.",
                "{count} tickets wait already, which is the limit. Send or delete some first.",
                row["n"],
            )
            raise TooLargeError(message)
        if row["b"] + more > self.limits.total_bytes:
            message = N_(
                "The tickets that wait would hold more than {limit}. Leave out a large file, or send or "
                "delete some tickets first.",
                limit=Size(self.limits.total_bytes),
            )
            raise TooLargeError(message)

    def _freeze(self, report: str, sources: Sequence[Source]) -> Sequence[FileRef]:
        if self.store.read_only:
            raise StorageError(self.notice or N_("Nothing can be saved in your outbox now."))
        try:
            return self._blobs.freeze(report, sources, self.limits.file_bytes)
        except OSError as error:
            raise trouble(error) from error

    def _insert(self, report: str, draft: Draft, refs: Sequence[FileRef]) -> None:
        now, size = self._now(), sum(ref.size for ref in refs) + len(draft.body.encode("utf-8", "replace"))
        texts = [plain(t) for t in (draft.subject, draft.body, draft.requester, str(draft.category))]
        with self.store.change() as db:
            self._check_room(size)
            self._blobs.must_be_there(report, refs)
            db.execute(
                "INSERT INTO reports (report, state, subject, body, requester, category, bytes, created,"
                " since, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (report, Delivery.QUEUED, *texts, size, now, now, now),
            )
            db.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                [(report, i, r.name, r.size, r.sha256, r.media_type) for i, r in enumerate(refs)],
            )

    # -- looking -----------------------------------------------------------------------------------

    def items(self) -> Sequence[OutboxItem]:
        """Return everything, newest first.

        Raises:
            StorageError: the list cannot be read.
        """
        return [_item(row) for row in self.store.rows(LISTED)]

    def item(self, report: str) -> OutboxItem:
        """Return one report.

        Raises:
            UsageError: there is no such report.
        """
        return _item(self._row(report))

    def tickets(self) -> Sequence[SentTicket]:
        """Return the tickets that have a number, newest first, as we last saw them."""
        query = "SELECT * FROM reports WHERE number <> '' ORDER BY id DESC"
        return [_sent(row) for row in self.store.rows(query)]

    def ticket(self, report: str) -> Ticket:
        """Return what is sent.

        Raises:
            UsageError: there is no such report.
        """
        row = self._row(report)
        query = "SELECT name, size, sha256, media_type FROM files WHERE report = ? ORDER BY position"
        refs = [FileRef(*found) for found in self.store.rows(query, (report,))]
        return Ticket(report, row["subject"], row["body"], row["requester"], row["category"], refs)

    def opener(self, report: str) -> Callable[[FileRef], BinaryIO]:
        """Return a function that opens the bytes of this report's files."""
        return self._blobs.opener(report)

    def damaged(self, report: str) -> Sequence[str]:
        """Return the names of files whose bytes are gone or no longer what was sealed."""
        return [ref.name for ref in self.ticket(report).files if not self._blobs.is_whole(report, ref)]

    def _row(self, report: str) -> Row:
        found = self.store.rows("SELECT * FROM reports WHERE report = ?", (report,))
        if not found:
            raise UsageError(N_("There is no report {report} here.", report=report[:80]))
        return found[0]

    # -- what the person can do --------------------------------------------------------------------

    def retry(self, report: str | None = None) -> int:
        """Send one report, or all that are not delivered, as soon as possible; return how many.

        Raises:
            UsageError: there is no such report.
            StorageError: nothing was changed.
        """
        if report is not None:
            self._row(report)
        now = self._now()
        return self.store.update(
            "UPDATE reports SET state = CASE WHEN number = '' AND submitted > 0 THEN ? ELSE ? END,"
            " next_try = 0, crashes = 0, rounds = 0, since = ?, updated = ?"
            " WHERE state <> ? AND (? IS NULL OR report = ?)",
            (Delivery.UNKNOWN, Delivery.QUEUED, now, now, Delivery.DELIVERED, report, report),
        )

    def delete(self, report: str) -> None:
        """Delete a report with its words and files from this computer, whatever its state.

        Raises:
            UsageError: there is no such report.
            StorageError: it is still there.
        """
        self._row(report)
        self.store.update("DELETE FROM reports WHERE report = ?", (report,))
        self._blobs.forget(report)
        self.store.tidy()

    def export(self, report: str, folder: Path) -> Path:
        """Copy a report into a folder of its own below ``folder``, and return that.

        Raises:
            UsageError: there is no such report, or it was exported there before.
            StorageError: it could not be written.
        """
        return ticket_copy.write(self.ticket(report), self.opener(report), folder / report)

    def remember(self, number: str, connector: str, state: TicketState, updated: datetime) -> None:
        """Keep what the desk said about a ticket, for when it cannot be asked."""
        self.store.update(
            "UPDATE reports SET desk_state = ?, desk_updated = ? WHERE number = ? AND connector = ?",
            (state, updated.timestamp(), number, connector),
        )

    # -- cleaning ----------------------------------------------------------------------------------

    def free(self, report: str) -> None:
        """Delete the bytes of a report that arrived whole; its line in the list stays."""
        self._blobs.forget(report)

    def forget_all(self) -> None:
        """Delete every ticket, its words and files.

        Raises:
            StorageError: they are still there.
        """
        self.store.empty()
        for report, _changed in self._blobs.reports():
            self._blobs.forget(report)
        self.store.tidy()

    def forget_sent(self, before: float) -> None:
        """Blank the text of tickets that arrived before a moment; their line in the list stays.

        Args:
            before: seconds since 1970.
        """
        old = (Delivery.DELIVERED, before)
        if self.store.rows("SELECT 1 FROM reports WHERE state = ? AND updated <= ? AND body <> ''", old):
            self.store.update("UPDATE reports SET body = '' WHERE state = ? AND updated <= ?", old)
            self.store.tidy()

    def _sweep(self) -> None:
        """Delete the bytes that a killed program left without a ticket, and those of old delivered ones."""
        rows = self.store.rows("SELECT report, state, updated FROM reports")
        known = {row["report"]: row for row in rows}
        for report, changed in self._blobs.reports():
            row = known.get(report)
            if row is None:
                over = self._now() - changed > ORPHAN_AGE
            else:
                age = self._now() - row["updated"]
                over = row["state"] == Delivery.DELIVERED and age > self.limits.days * 86400
            if over:
                self._blobs.forget(report)


def _item(row: Row) -> OutboxItem:
    state = Delivery(row["state"])
    if row["sending"] and not row["number"] and row["submitted"]:
        state = Delivery.UNKNOWN
    waits = state in (Delivery.QUEUED, Delivery.UNKNOWN)
    return OutboxItem(
        report=row["report"],
        state=state,
        subject=row["subject"],
        bytes=row["bytes"],
        attempts=row["attempts"],
        next_try=moment(max(row["next_try"], row["created"])) if waits else None,
        reason=from_json(row["reason"]),
        created=moment(row["created"]),
        changed=moment(row["updated"]),
        ticket=row["number"],
        url=row["url"],
        connector=row["connector"],
    )


def _sent(row: Row) -> SentTicket:
    return SentTicket(
        ticket=row["number"],
        report=row["report"],
        connector=row["connector"],
        subject=row["subject"],
        state=TicketState(row["desk_state"] or TicketState.OPEN),
        created=moment(row["created"]),
        updated=moment(row["desk_updated"] or row["updated"]),
        url=row["url"],
        path=row["path"],
    )


def moment(seconds: float) -> datetime:
    """Return a time from seconds since 1970; an impossible one becomes 1970, never an error."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
