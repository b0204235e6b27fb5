"""A record on this computer of what left it: when, to which desk, each item by size and hash, no content."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core import durable_files, own_folder
from selfhelp.core.errors import SelfhelpError, StorageError, UsageError
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.helpdesk.toolkit import stored_classification
from selfhelp.tickets.outbox import refused_files

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem

log = logging.getLogger(__name__)
SCHEMA = 1
DAY = 86_400
_LIMIT = 1_000_000
_ENDINGS = (".json", ".deleted")
_HASH = re.compile(r"[0-9a-f]{64}")
_REPORT = re.compile(r"sh-[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class SentItem:
    """One sent item: its name, its size in bytes, its SHA-256.

    ``taken``: whether the desk has it; false of a file that it did not take, or that was never sent to it.
    """

    name: str
    size: int
    sha256: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class SentRecord:
    """The record of what one ticket contained.

    Attributes:
        report: our id, the mark of the ticket.
        subject: the ticket's first line.
        desk: the connector's id.
        saved: when it was saved here.
        sent: when the desk had it; None before.
        ticket: the desk's number; "" before.
        url: the ticket's page; "" if there is none.
        items: the message first, then what it is filed under, then each file.
    """

    report: str
    subject: str
    desk: str
    saved: datetime
    sent: datetime | None
    ticket: str
    url: str
    items: Sequence[SentItem]


class SentRecords:
    """One user's records, each a small file readable by them only.

    Args:
        folder: where they lie; made when the first is written.
        days: how long one stays; 0 keeps none.
        now: seconds since 1970.
    """

    def __init__(self, folder: Path, days: int, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._days, self._now = days, now

    # -- writing -----------------------------------------------------------------------------------

    def keep(self, outbox: Outbox, report: str, desk: str) -> None:
        """Record the contents of a ticket as sealed in the outbox.

        A record that cannot be written never holds a ticket up: it is on the disk and will be sent.
        """
        if not self._days:
            return
        try:
            self._write(self._record(outbox, report, desk, datetime.fromtimestamp(self._now(), UTC)))
        except (SelfhelpError, OSError) as error:
            log.warning("the record of what is sent could not be written: %s", error)

    def _record(self, outbox: Outbox, report: str, desk: str, saved: datetime) -> SentRecord:
        ticket = outbox.read_ticket(report)
        items = [SentItem(MESSAGE, *message_size_and_hash(ticket.subject, ticket.body))]
        if filed_as := stored_classification.classification_to_json(ticket.details):
            items.append(SentItem(FILED, *_size_and_hash_of_text(filed_as)))
        items += [SentItem(ref.name, ref.size, ref.sha256) for ref in ticket.files]
        return SentRecord(report, ticket.subject, desk, saved, None, "", "", items)

    def follow(self, outbox: Outbox) -> None:
        """Add the desk's number and the time to what has arrived in the meantime; forget what is too old.

        A record that a crash or damage took away is made again, as long as the ticket is still listed here
        and the user did not delete its record.

        Raises:
            StorageError: the outbox cannot be read.
        """
        records, oldest = self._delete_expired(), self._now() - self._days * DAY
        for item in outbox.list_items() if self._days else ():
            record = records.get(item.report)
            if record is None:
                if item.created.timestamp() < oldest or self._deletion_marker_path(item.report).exists():
                    continue
                record = self._record(outbox, item.report, item.connector, item.created)
            elif record.sent is not None:
                continue
            arrived = bool(item.ticket) and item.state is DeliveryState.DELIVERED
            if arrived:
                record = _arrived(record, item, outbox)
            self._complete(record, arrived, item.report in records)

    def _complete(self, record: SentRecord, arrived: bool, written: bool) -> None:
        """Write what is new in a record."""
        if written and not arrived:
            return
        try:
            self._write(record)
        except OSError as error:
            log.warning("the record of what was sent could not be completed: %s", error)

    # -- looking -----------------------------------------------------------------------------------

    def all(self) -> Sequence[SentRecord]:
        """Return all readable records, newest first."""
        files_ = (path for path in self._list_record_files() if path.suffix == ".json")
        found = [record for path in files_ if (record := _read(path)) is not None]
        return sorted(found, key=lambda record: record.saved, reverse=True)

    def one(self, report: str) -> SentRecord:
        """Return the record of one report, or of the ticket with this number.

        Raises:
            UsageError: there is none.
        """
        found = next((r for r in self.all() if report and report in (r.report, r.ticket)), None)
        if found is None:
            raise UsageError(N_("No record of {report} was found.", report=report[:80]))
        return found

    # -- forgetting --------------------------------------------------------------------------------

    def delete(self, report: str) -> None:
        """Delete one record.

        Raises:
            UsageError: there is none.
            StorageError: it is still there.
        """
        record = self.one(report)
        try:
            self._deletion_marker_path(record.report).touch(mode=0o600)  # else it would be made again
            own_folder.remove_file(self._record_path(record.report))
        except OSError as error:
            raise StorageError(N_("The record couldn't be deleted."), detail=repr(error)) from error

    def _delete_expired(self) -> Mapping[str, SentRecord]:
        """Return the records to keep; delete those that are expired or unreadable."""
        oldest, kept = self._now() - self._days * DAY, {}
        for path in self._list_record_files():
            record = _read(path) if path.suffix == ".json" else None
            if self._days and self._counted_from(path, record) >= oldest:
                kept.update({record.report: record} if record else {})
                continue
            try:
                own_folder.remove_file(path)
            except OSError as error:
                log.warning("an old record could not be deleted: %s", error)
        return kept

    def _counted_from(self, path: Path, record: SentRecord | None) -> float:
        """Return from when a record's days are counted, in seconds since 1970.

        One from the future was written, or is looked at, under a wrong clock. It counts from when that was
        seen first, which the file's own time remembers: so it neither stays for ever, nor goes at once.
        """
        moments = [record.saved.timestamp()] if record else []
        now = self._now()
        for moment in (*moments, _age(path)):
            if moment <= now + DAY:
                return moment
        with suppress(OSError):
            os.utime(path, (now, now))
        return now

    # -- parts -------------------------------------------------------------------------------------

    def _list_record_files(self) -> Sequence[Path]:
        try:
            return [p for p in self.folder.iterdir() if p.suffix in _ENDINGS and _REPORT.fullmatch(p.stem)]
        except OSError:
            return []

    def _record_path(self, report: str) -> Path:
        return self.folder / f"{report}.json"

    def _deletion_marker_path(self, report: str) -> Path:
        """Return the empty file that says that the user deleted a record."""
        return self.folder / f"{report}.deleted"

    def _write(self, record: SentRecord) -> None:
        data = {"schema": SCHEMA, **record_to_document(record)}
        make_private_folder(self.folder)
        durable_files.write_private_file(
            self._record_path(record.report), json.dumps(data, ensure_ascii=False, indent=1).encode()
        )
        durable_files.sync_folder(self.folder)


def _arrived(record: SentRecord, item: OutboxItem, outbox: Outbox) -> SentRecord:
    """Return a record of what the desk has now, without the files that it did not take."""
    missing = set(refused_files.refused_file_names(outbox, item.report))
    gone = {(ref.name, ref.sha256) for ref in outbox.list_files(item.report) if ref.name in missing}
    items = [replace(one, taken=(one.name, one.sha256) not in gone) for one in record.items]
    of_desk = item.connector or record.desk
    return replace(record, ticket=item.ticket, url=item.url, desk=of_desk, sent=item.changed, items=items)


def message_size_and_hash(subject: str, body: str) -> tuple[int, str]:
    """Return the size and hash of a message: subject and text as shown in the review."""
    return _size_and_hash_of_text(f"{subject}\n\n{body}")


def _size_and_hash_of_text(text: str) -> tuple[int, str]:
    data = text.encode("utf-8", "replace")
    return len(data), hashlib.sha256(data).hexdigest()


def are_stored_here(outbox: Outbox, record: SentRecord) -> Sequence[bool]:
    """Return for each item of a record, in its order, whether its bytes are still on this computer."""
    try:
        ticket = outbox.read_ticket(record.report)
    except UsageError:
        return [False] * len(record.items)
    gone = set(outbox.damaged_files(record.report))
    here = {ref.sha256 for ref in ticket.files if ref.name not in gone}
    here |= {
        message_size_and_hash(ticket.subject, ticket.body)[1],
        _size_and_hash_of_text(stored_classification.classification_to_json(ticket.details))[1],
    }
    return [item.sha256 in here for item in record.items]


def describe_location(item: SentItem, here: bool) -> Text:
    """Return the words for whether the desk took something, and whether it is still on this computer."""
    if not item.taken:
        return N_("rejected by the help desk system")
    return N_("still on this computer") if here else N_("no longer on this computer")


def record_to_document(record: SentRecord) -> Json:
    """Return a record as plain data."""
    moments = {"saved": record.saved.isoformat(), "sent": record.sent.isoformat() if record.sent else None}
    return {**asdict(record), **moments}


MESSAGE, FILED = "message", "filed-under"
"""How the ticket's own text is called among the items, and what it is filed under besides."""


def _read(path: Path) -> SentRecord | None:
    """Read one record; None if it is damaged."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_LIMIT))
        items = [
            SentItem(str(i["name"]), int(i["size"]), str(i["sha256"]), i.get("taken") is not False)
            for i in data["items"]
        ]
        if not all(_HASH.fullmatch(item.sha256) and item.size >= 0 for item in items):
            return None
        texts = {name: str(data[name]) for name in ("subject", "desk", "ticket", "url")}
        sent = datetime.fromisoformat(data["sent"]).astimezone(UTC) if data["sent"] else None
        saved = datetime.fromisoformat(data["saved"]).astimezone(UTC)
        return SentRecord(report=path.stem, saved=saved, sent=sent, items=items, **texts)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
