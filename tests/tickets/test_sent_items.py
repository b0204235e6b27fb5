"""The record of what was sent: exactly what left, no content, kept no longer than allowed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState, Ticket, TicketDetails
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.tickets.delivery.delivery_service import DeliveryService as Sender
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox
from selfhelp.tickets.sent_items import DAY, FILED, MESSAGE, SentRecords, list_stored_here_flags

BODY = "It does not print. Canary-in-the-body."


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


def receipts(tmp_path: Path, days: int = 180, now: float = 0) -> SentRecords:
    return SentRecords(tmp_path / "receipts", days, lambda: 1_800_000_000 + now)


def seal(outbox: Outbox, kept: SentRecords, subject: str = "Printer") -> str:
    report = outbox.save_ticket(
        Letter(subject, BODY, "a@example.com", files=build_attachments([("a b.txt", b"hello")]))
    )
    kept.add_record(outbox, report, "folder")
    return report


def test_it_lists_every_byte_that_leaves_and_no_content(tmp_path: Path, outbox: Outbox) -> None:
    kept = receipts(tmp_path)
    report = seal(outbox, kept)
    (record,) = kept.list_records()
    message = f"Printer\n\n{BODY}".encode()
    assert [(i.name, i.size, i.sha256) for i in record.items] == [
        (MESSAGE, len(message), hashlib.sha256(message).hexdigest()),
        ("a b.txt", 5, hashlib.sha256(b"hello").hexdigest()),
    ]
    assert (record.report, record.ticket, record.sent) == (report, "", None)
    assert list(list_stored_here_flags(outbox, record)) == [True, True]
    (file,) = (tmp_path / "receipts").iterdir()
    assert b"Canary" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_what_it_is_filed_under_left_as_well(tmp_path: Path, outbox: Outbox) -> None:
    kept, details = receipts(tmp_path), TicketDetails(problem="disk-full", login="Canary")
    kept.add_record(outbox, outbox.save_ticket(Letter("s", "b", "a@example.com", details=details)), "folder")
    (record,) = kept.list_records()
    assert [item.name for item in record.items] == [MESSAGE, FILED]
    assert list(list_stored_here_flags(outbox, record)) == [True, True]
    (file,) = (tmp_path / "receipts").iterdir()
    assert b"Canary" not in file.read_bytes()


def test_the_number_and_the_time_come_once_the_desk_has_it(tmp_path: Path, outbox: Outbox) -> None:
    kept = receipts(tmp_path)
    report = seal(outbox, kept)
    kept.update_records(outbox)
    assert kept.find_record(report).sent is None
    Sender(outbox, FolderConnector(tmp_path / "desk")).deliver(report, 5)
    kept.update_records(outbox)
    record = kept.find_record("LOCAL-0001")
    assert record.report == report
    assert isinstance(record.sent, datetime)
    assert list(list_stored_here_flags(outbox, record)) == [True, False], (
        "the file's bytes are freed, the text is listed"
    )
    outbox.delete(report)
    assert list(list_stored_here_flags(outbox, record)) == [False, False]
    assert kept.find_record(report).ticket == "LOCAL-0001", "the record outlives the ticket in the list"


def test_after_its_days_it_is_gone(tmp_path: Path, outbox: Outbox) -> None:
    seal(outbox, receipts(tmp_path, days=1))
    receipts(tmp_path, days=1, now=DAY - 1).update_records(outbox)
    assert len(receipts(tmp_path).list_records()) == 1
    receipts(tmp_path, days=1, now=2 * DAY).update_records(outbox)
    assert list((tmp_path / "receipts").iterdir()) == []


def test_nought_days_keep_none(tmp_path: Path, outbox: Outbox) -> None:
    kept = receipts(tmp_path, days=0)
    report = seal(outbox, kept)
    assert kept.list_records() == []
    seal(outbox, receipts(tmp_path))
    kept.update_records(outbox)
    assert kept.list_records() == [], "and what an earlier rule kept goes too"
    assert outbox.find_item(report).state is DeliveryState.QUEUED


@pytest.mark.parametrize(
    "junk",
    [b"", b"[]", b"{}", b"\xff\xfe", b'{"items": 3}', b"[" * 100_000, b'{"saved": "2026-13-99"}', b"null"],
)
def test_a_damaged_record_harms_nothing(tmp_path: Path, outbox: Outbox, junk: bytes) -> None:
    kept = receipts(tmp_path)
    report = seal(outbox, kept)
    other = "sh-00000000-0000-4000-8000-000000000000"
    (tmp_path / "receipts" / f"{other}.json").write_bytes(junk)
    (tmp_path / "receipts" / "notes.txt").write_text("foreign")
    kept.update_records(outbox)
    assert [r.report for r in kept.list_records()] == [report]
    assert (tmp_path / "receipts" / "notes.txt").exists(), "nothing but records is touched"


@pytest.mark.parametrize("report", ["", "../outbox/outbox", "sh-1", "\x00", "a" * 10_000])
def test_a_record_that_is_not_there_is_a_sentence(tmp_path: Path, outbox: Outbox, report: str) -> None:
    kept = receipts(tmp_path)
    seal(outbox, kept)
    with pytest.raises(UsageError, match="No record"):
        kept.delete(report)
    assert len(kept.list_records()) == 1


def test_a_record_that_cannot_be_written_holds_no_ticket_up(tmp_path: Path, outbox: Outbox) -> None:
    (tmp_path / "receipts").write_text("a file where the folder should be")
    report = seal(outbox, receipts(tmp_path))
    assert outbox.find_item(report).state is DeliveryState.QUEUED
    assert receipts(tmp_path).list_records() == []


def test_deleting_one_leaves_the_others(tmp_path: Path, outbox: Outbox) -> None:
    kept = receipts(tmp_path)
    first, second = seal(outbox, kept), seal(outbox, kept)
    kept.delete(first)
    assert [r.report for r in kept.list_records()] == [second]
    assert json.loads((tmp_path / "receipts" / f"{second}.json").read_bytes())["schema"] == 1


def test_the_text_of_a_ticket_that_arrived_is_forgotten_with_it(tmp_path: Path, outbox: Outbox) -> None:
    report, waiting = seal(outbox, receipts(tmp_path)), seal(outbox, receipts(tmp_path))
    Sender(outbox, FolderConnector(tmp_path / "desk")).deliver(report, 5)
    outbox.erase_sent_text(before=0)
    assert BODY in outbox.read_ticket(report).body
    outbox.erase_sent_text(before=9e9)
    assert outbox.read_ticket(report).body == ""
    assert outbox.read_ticket(waiting).body == BODY, "what was not sent yet is kept whole"
    outbox.delete(waiting)
    outbox.close()
    assert not any(b"Canary" in p.read_bytes() for p in (tmp_path / "outbox").rglob("*") if p.is_file())


# -- after a crash, damage, a wrong clock ------------------------------------------------------------


def real(tmp_path: Path, days: int = 180, later: float = 0) -> SentRecords:
    return SentRecords(tmp_path / "receipts", days, lambda: time.time() + later)


def test_a_record_that_a_crash_left_unwritten_is_made_again(tmp_path: Path, outbox: Outbox) -> None:
    report = outbox.save_ticket(
        Letter("Printer", BODY, "a@example.com", files=build_attachments([("a b.txt", b"hello")]))
    )
    kept = real(tmp_path)
    kept.update_records(outbox)
    record = kept.find_record(report)
    assert [i.sha256 for i in record.items][1] == hashlib.sha256(b"hello").hexdigest()
    assert (record.sent, record.saved) == (None, outbox.find_item(report).created)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"sha256": "', b'"sha256": "z'),
        lambda data: data.replace(b'"size": 5', b'"size": -5'),
        lambda data: b"",
    ],
)
def test_a_damaged_record_is_made_again_and_tells_when_it_was_really_sent(
    tmp_path: Path, outbox: Outbox, damage: Callable[[bytes], bytes]
) -> None:
    kept = real(tmp_path)
    report = seal(outbox, kept)
    Sender(outbox, FolderConnector(tmp_path / "desk")).deliver(report, 5)
    kept.update_records(outbox)
    before = kept.find_record(report)
    file = tmp_path / "receipts" / f"{report}.json"
    file.write_bytes(damage(file.read_bytes()))
    real(tmp_path, later=3600).update_records(outbox)
    after = kept.find_record(report)
    assert (after.items, after.ticket, after.sent) == (before.items, "LOCAL-0001", before.sent)
    assert after.sent == outbox.find_item(report).changed


def test_a_deleted_record_stays_deleted(tmp_path: Path, outbox: Outbox) -> None:
    kept = real(tmp_path)
    report = seal(outbox, kept)
    kept.delete(report)
    kept.update_records(outbox)
    assert not kept.list_records()
    (left,) = (tmp_path / "receipts").iterdir()
    assert (left.read_bytes(), left.stat().st_mode & 0o077) == (b"", 0), "nothing but that it was deleted"
    real(tmp_path, later=181 * DAY).update_records(outbox)
    assert not list((tmp_path / "receipts").iterdir()), "and that for no longer than the record"


@pytest.mark.parametrize("days", [0, 1])
def test_a_record_that_was_too_old_is_not_made_again(tmp_path: Path, outbox: Outbox, days: int) -> None:
    seal(outbox, real(tmp_path))
    kept = real(tmp_path, days, later=2 * DAY)
    for _ in range(2):
        kept.update_records(outbox)
        assert not list((tmp_path / "receipts").iterdir())


def test_a_record_from_the_future_goes_in_time_and_none_goes_for_a_clock_set_back(
    tmp_path: Path, outbox: Outbox
) -> None:
    """Saved under a clock that was a year ahead; and looked at under one that is five years back."""
    seal(outbox, real(tmp_path, later=365 * DAY), "ahead")
    here = seal(outbox, real(tmp_path), "now")
    real(tmp_path, 30, later=-5 * 365 * DAY).update_records(outbox)
    assert {r.subject for r in real(tmp_path).list_records()} == {"ahead", "now"}, (
        "a wrong clock deletes nothing"
    )
    real(tmp_path, 30).update_records(outbox)
    assert here in {r.report for r in real(tmp_path).list_records()}, (
        "and nothing of it is left when it is right"
    )
    late = SentRecords(tmp_path / "receipts", 30, lambda: time.time() + 31 * DAY)
    late._delete_expired()
    assert not list((tmp_path / "receipts").glob("*.json")), "one from the future does not stay for ever"


class Torn(Outbox):
    """An outbox that cannot be read once the ticket is saved."""

    def read_ticket(self, report: str) -> Ticket:
        raise StorageError(N_("The disk went away."))


def test_a_record_that_fails_after_saving_is_no_failed_saving(tmp_path: Path) -> None:
    """An error here would say that nothing was saved, and the user would send the same once more."""
    box = Torn(tmp_path / "outbox")
    report = box.save_ticket(Letter("Printer", BODY, "a@example.com"))
    real(tmp_path).add_record(box, report, "folder")
    assert not real(tmp_path).list_records()
