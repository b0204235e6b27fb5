"""The journal: small files that survive kills, tears and foreign hands."""

from __future__ import annotations

import errno
import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.engine.journal import KEPT_RUNS, Journal

FOUND = CheckResult(
    "x", CheckState.FOUND, Finding(N_("Broken {what}.", what="<b>p</b>"), evidence={"a": "b\n"})
)


def test_an_entry_reads_back_as_it_was_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    record = journal.start_run("x", FOUND)
    record.append_event("ended", outcome=Outcome.NOT_FIXED, check=None)
    entry = journal.read_entry(record.run)
    assert entry.outcome is Outcome.NOT_FIXED
    assert entry.before.finding is not None
    assert str(entry.before.finding.summary) == "Broken <b>p</b>."
    assert entry.before.finding.evidence == {"a": "b\n"}


def test_a_change_has_the_time_of_its_first_step(tmp_path: Path) -> None:
    """The user may confirm it minutes after the check."""
    journal = Journal(tmp_path)
    record = journal.start_run("x", FOUND)
    assert journal.read_entry(record.run).changed == journal.read_entry(record.run).started
    for number in range(2):
        record.append_event("step", n=number, name="y", back=None)
    times = [json.loads(line)["time"] for line in record.file.read_text().splitlines()]
    assert journal.read_entry(record.run).changed == datetime.fromisoformat(times[1])


def test_the_users_answer_is_kept_and_is_not_the_end_of_the_run(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    record = journal.start_run("net-dns", FOUND)
    record.append_event("ended", outcome=Outcome.FIXED)
    before = journal.read_entry(record.run)
    assert before.helped is None
    journal.record_answer(record.run, helped=False)
    after = journal.read_entry(record.run)
    assert (after.helped, after.to_fix_run().helped, after.ended) == (False, False, before.ended)
    journal.record_answer(record.run, helped=True)
    assert journal.read_entry(record.run).helped


def test_a_later_check_of_the_goal_is_kept_until_the_run_is_undone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    record = journal.start_run("print-stuck-queue", FOUND)
    record.append_event("step", n=0, name="Cancel", back=None)
    record.append_event("ended", outcome=Outcome.NOT_FIXED)
    before = journal.read_entry(record.run)
    assert before.goal is None
    journal.record_goal(record.run, N_("You can print again."))
    after = journal.read_entry(record.run)
    assert (after.goal, after.outcome, after.ended) == (
        N_("You can print again."),
        before.outcome,
        before.ended,
    )
    assert after.goal_at is not None
    assert after.goal_at >= after.ended
    record.append_event("undone", n=0)
    assert journal.read_entry(record.run).goal is None


def test_files_are_private(tmp_path: Path) -> None:
    record = Journal(tmp_path / "j").start_run("x", FOUND)
    assert record.file.stat().st_mode & 0o777 == 0o600
    assert record.file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("cut", range(2, 60, 7))
def test_a_torn_last_line_does_not_hide_the_run(tmp_path: Path, cut: int) -> None:
    journal = Journal(tmp_path)
    record = journal.start_run("x", FOUND)
    record.append_event("ended", outcome=Outcome.FIXED, check=None)
    data = record.file.read_bytes()
    record.file.write_bytes(data[:-cut])
    (entry,) = journal.list_runs()
    assert entry.interrupted


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"[]\n", b"{}\n", b'{"event": 1}\n', b"null\n" * 1000])
def test_junk_files_are_left_out(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "20260101-000000-abcdef.jsonl").write_bytes(junk)
    assert Journal(tmp_path).list_runs() == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    journal = Journal(tmp_path / "j")
    record = journal.start_run("x", FOUND)
    record.file.unlink()
    record.file.symlink_to(victim)
    record.append_event("ended", outcome=Outcome.FIXED)
    assert victim.read_text() == "precious"


def test_old_runs_make_room(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS + 5):
        (tmp_path / f"20200101-000000-{number:06}.jsonl").write_text("{}\n")
    Journal(tmp_path).start_run("x", FOUND)
    assert len(list(tmp_path.glob("*.jsonl"))) == KEPT_RUNS


def test_no_half_line_is_left_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    record = journal.start_run("x", FOUND)
    size = record.file.stat().st_size
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:10]))
    record.append_event("ended", outcome=Outcome.FIXED)
    monkeypatch.undo()
    assert record.file.stat().st_size == size
    record.append_event("later")
    assert b'"ended"' in record.file.read_bytes()


def test_a_run_that_cannot_be_written_is_there_for_the_ticket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is read-only: the very thing that was found; the help desk is told all the same."""
    journal = Journal(tmp_path / "journal")

    def refused(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refused)
    record = journal.start_run("x", FOUND)
    record.append_event("ended", outcome=Outcome.NOT_FIXED)
    entry = journal.read_entry(record.run)
    assert (entry.id, entry.outcome, entry.before.finding) == ("x", Outcome.NOT_FIXED, FOUND.finding)
    assert [kept.run for kept in journal.read_entries([record.run])] == [record.run]
    monkeypatch.undo()
    record.append_event("ended", outcome=Outcome.NOT_FIXED)
    assert journal.read_entry(record.run).outcome is Outcome.NOT_FIXED
    assert record.file.exists()


def test_old_runs_stay_where_nothing_can_be_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(KEPT_RUNS + 5):
        (tmp_path / f"20200101-000000-{number:06}.jsonl").write_text("{}\n")

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refused)
    Journal(tmp_path).start_run("x", FOUND)


def test_what_was_seen_later_takes_the_place_of_the_first_look(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    record = journal.start_run("x", FOUND)
    record.append_event("ended", outcome=Outcome.NOT_FIXED)
    finding = Finding(N_("More."), evidence={"folder": "~/x"}, reveals={"folder": PrivacyClass.PATH})
    journal.update_first_check(record.run, CheckResult("x", CheckState.FOUND, finding))
    entry = Journal(tmp_path).read_entry(record.run)
    assert entry.before.finding == finding
    assert entry.outcome is Outcome.NOT_FIXED
