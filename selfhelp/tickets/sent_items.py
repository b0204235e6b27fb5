"""Records of sent tickets: time, desk, and each item's size and hash, without content."""

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
    """One sent item: name, size in bytes and SHA-256.

    ``taken`` is False for a file that the desk rejected or that was never sent.
    """

    name: str
    size: int
    sha256: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A record of one sent ticket's content.

    Attributes:
        report: the correlation ID.
        subject: the ticket's first line.
        desk: the connector's ID.
        saved: when it was saved here.
        sent: when the desk received it; None before.
        ticket: the desk's number; "" before.
        url: the ticket's page; "" if there is none.
        items: the message first, then the classification, then each file.
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
    """Stores one user's records, each as a small private file.

    Args:
        folder: created when the first record is written.
        days: retention in days; 0 stores none.
        now: returns seconds since 1970.
    """

    def __init__(self, folder: Path, days: int, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._days, self._now = days, now

    # -- writing -----------------------------------------------------------------------------------

    def add_record(self, outbox: Outbox, report: str, desk: str) -> None:
        """Record the content of a ticket sealed in the outbox.

        An error is only logged, because it must never hold up the ticket.
        """
        if not self._days:
            return
        try:
            self._write_record(
                self._build_record(outbox, report, desk, datetime.fromtimestamp(self._now(), UTC))
            )
        except (SelfhelpError, OSError) as error:
            log.warning("the record of what is sent could not be written: %s", error)

    def _build_record(self, outbox: Outbox, report: str, desk: str, saved: datetime) -> SentRecord:
        ticket = outbox.read_ticket(report)
        items = [SentItem(MESSAGE, *_compute_message_size_and_hash(ticket.subject, ticket.body))]
        if filed_as := stored_classification.classification_to_json(ticket.details):
            items.append(SentItem(FILED, *_compute_size_and_hash(filed_as)))
        items += [SentItem(ref.name, ref.size, ref.sha256) for ref in ticket.files]
        return SentRecord(report, ticket.subject, desk, saved, None, "", "", items)

    def update_records(self, outbox: Outbox) -> None:
        """Add the desk's number and time to delivered tickets' records, and delete expired records.

        A lost record is created again while the sent items list the ticket, unless the user deleted it.

        Raises:
            StorageError: the outbox can't be read.
        """
        records, oldest = self._delete_expired(), self._now() - self._days * DAY
        for item in outbox.list_items() if self._days else ():
            record = records.get(item.report)
            if record is None:
                if item.created.timestamp() < oldest or self._make_deletion_marker_path(item.report).exists():
                    continue
                record = self._build_record(outbox, item.report, item.connector, item.created)
            elif record.sent is not None:
                continue
            arrived = bool(item.ticket) and item.state is DeliveryState.DELIVERED
            if arrived:
                record = _copy_as_delivered(record, item, outbox)
            self._write_record_if_new(record, arrived, item.report in records)

    def _write_record_if_new(self, record: SentRecord, arrived: bool, written: bool) -> None:
        """Write a record if it is new or its ticket was just delivered."""
        if written and not arrived:
            return
        try:
            self._write_record(record)
        except OSError as error:
            log.warning("the record of what was sent could not be completed: %s", error)

    # -- reading ------------------------------------------------------------------------------------

    def list_records(self) -> Sequence[SentRecord]:
        """Return all readable records of sent tickets, newest first."""
        files_ = (path for path in self._list_record_files() if path.suffix == ".json")
        found = [record for path in files_ if (record := _read_record(path)) is not None]
        return sorted(found, key=lambda record: record.saved, reverse=True)

    def find_record(self, report: str) -> SentRecord:
        """Return the record of a correlation ID or ticket number.

        Raises:
            UsageError: there is none.
        """
        found = next((r for r in self.list_records() if report and report in (r.report, r.ticket)), None)
        if found is None:
            raise UsageError(N_("No record of {report} was found.", report=report[:80]))
        return found

    # -- deleting ---------------------------------------------------------------------------------

    def delete(self, report: str) -> None:
        """Delete one record.

        Raises:
            UsageError: there is none.
            StorageError: it wasn't deleted.
        """
        record = self.find_record(report)
        try:
            self._make_deletion_marker_path(record.report).touch(mode=0o600)  # else it would be made again
            own_folder.remove_file(self._make_record_path(record.report))
        except OSError as error:
            raise StorageError(N_("The record couldn't be deleted."), detail=repr(error)) from error

    def _delete_expired(self) -> Mapping[str, SentRecord]:
        """Delete expired and unreadable records, and return the others."""
        oldest, kept = self._now() - self._days * DAY, {}
        for path in self._list_record_files():
            record = _read_record(path) if path.suffix == ".json" else None
            if self._days and self._find_retention_start(path, record) >= oldest:
                kept.update({record.report: record} if record else {})
                continue
            try:
                own_folder.remove_file(path)
            except OSError as error:
                log.warning("an old record could not be deleted: %s", error)
        return kept

    def _find_retention_start(self, path: Path, record: SentRecord | None) -> float:
        """Return the start of a record's retention period, in seconds since 1970.

        A record dated in the future (wrong clock) counts from when that was first noticed; the file's
        modification time stores this moment.
        """
        moments = [record.saved.timestamp()] if record else []
        now = self._now()
        for moment in (*moments, _read_modification_time(path)):
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

    def _make_record_path(self, report: str) -> Path:
        return self.folder / f"{report}.json"

    def _make_deletion_marker_path(self, report: str) -> Path:
        """Return the path of the empty marker file for a record that the user deleted."""
        return self.folder / f"{report}.deleted"

    def _write_record(self, record: SentRecord) -> None:
        data = {"schema": SCHEMA, **record_to_document(record)}
        make_private_folder(self.folder)
        durable_files.write_private_file(
            self._make_record_path(record.report), json.dumps(data, ensure_ascii=False, indent=1).encode()
        )
        durable_files.sync_folder_to_disk(self.folder)


def _copy_as_delivered(record: SentRecord, item: OutboxItem, outbox: Outbox) -> SentRecord:
    """Return a copy of a record that matches the desk's content, without rejected files."""
    missing = set(refused_files.list_refused_files(outbox, item.report))
    gone = {(ref.name, ref.sha256) for ref in outbox.list_item_files(item.report) if ref.name in missing}
    items = [replace(one, taken=(one.name, one.sha256) not in gone) for one in record.items]
    of_desk = item.connector or record.desk
    return replace(record, ticket=item.ticket, url=item.url, desk=of_desk, sent=item.changed, items=items)


def _compute_message_size_and_hash(subject: str, body: str) -> tuple[int, str]:
    """Return the size and hash of a message: subject and text as shown in the review."""
    return _compute_size_and_hash(f"{subject}\n\n{body}")


def _compute_size_and_hash(text: str) -> tuple[int, str]:
    data = text.encode("utf-8", "replace")
    return len(data), hashlib.sha256(data).hexdigest()


def list_stored_here_flags(outbox: Outbox, record: SentRecord) -> Sequence[bool]:
    """Return for each item of a record whether its content is still on this computer."""
    try:
        ticket = outbox.read_ticket(record.report)
    except UsageError:
        return [False] * len(record.items)
    gone = set(outbox.list_damaged_files(record.report))
    here = {ref.sha256 for ref in ticket.files if ref.name not in gone}
    here |= {
        _compute_message_size_and_hash(ticket.subject, ticket.body)[1],
        _compute_size_and_hash(stored_classification.classification_to_json(ticket.details))[1],
    }
    return [item.sha256 in here for item in record.items]


def read_stored_item(outbox: Outbox, record: SentRecord, item: SentItem) -> bytes:
    """Return the content of a message, classification or file that is still on this computer.

    The outbox finds the file by the hash of its own ticket; no path or name of the record is opened.

    Raises:
        UsageError: it is no longer on this computer, or has changed.
        StorageError: the outbox can't be read.
    """
    ticket, data = outbox.read_ticket(record.report), b""
    if item.name == MESSAGE:
        data = f"{ticket.subject}\n\n{ticket.body}".encode("utf-8", "replace")
    elif item.name == FILED:
        data = stored_classification.classification_to_json(ticket.details).encode("utf-8", "replace")
    found = next((ref for ref in ticket.files if ref.sha256 == item.sha256), None)
    if found is not None:
        with suppress(OSError), outbox.make_file_opener(record.report)(found) as file:
            data = file.read(found.size + 1)
    if hashlib.sha256(data).hexdigest() != item.sha256:
        raise UsageError(N_("This item is no longer on this computer."))
    return data


def describe_location(item: SentItem, here: bool) -> Text:
    """Return a message on the places where an item is stored: the desk, this computer, or both."""
    if not item.taken:
        return N_("rejected by the help desk system")
    return N_("still on this computer") if here else N_("no longer on this computer")


def record_to_document(record: SentRecord) -> Json:
    """Return a record as plain data."""
    moments = {"saved": record.saved.isoformat(), "sent": record.sent.isoformat() if record.sent else None}
    return {**asdict(record), **moments}


MESSAGE, FILED = "message", "filed-under"
"""Names of the record items for the ticket's text and its classification."""

REPORT_FILES = ("report.html", "report.json")
"""Names of the attachments with the report about this computer."""


def _read_record(path: Path) -> SentRecord | None:
    """Return the record in a file; None if it is damaged."""
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


def _read_modification_time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
