"""What a desk said is kept within bounds, told as new once, and forgotten when it must be."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.core.errors import StorageError
from selfhelp.core.ticket import RemoteFile, TicketComment, TicketState, TicketStatus
from selfhelp.tickets.following import conversation_text
from selfhelp.tickets.following.conversations import Conversations
from tests.tickets.at_once import run_at_once

NOW = 1_800_000_000.0
MOMENT = datetime.fromtimestamp(NOW, UTC)
ROUNDS = 40


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "tickets", lambda: NOW)


def said(text: str, *, minutes: float = 0, mine: bool = False, author: str = "Bob") -> TicketComment:
    return TicketComment(author, MOMENT - timedelta(minutes=minutes), text, mine=mine)


def status(*comments: TicketComment, state: TicketState = TicketState.OPEN) -> TicketStatus:
    return TicketStatus(
        "7", "No sound", state, MOMENT, MOMENT, "https://d.example/7", comments=list(comments)
    )


def test_what_is_kept_is_what_was_said(kept: Conversations) -> None:
    file = RemoteFile("log.txt", 12, "ab", "attachment/5")
    whole = replace(status(replace(said("Hallo Ünï 🎉"), files=[file])), attachments=[file])
    kept.store_status("r1", whole, "etag-1")
    again = kept.read_stored_status("r1")
    assert again == whole
    glance = kept.read_summary("r1")
    assert glance is not None
    assert (glance.mark, glance.unread, glance.line, glance.state) == ("etag-1", 1, "Hallo Ünï 🎉", "open")
    assert Conversations(kept.folder).read_stored_status("r1") == whole


def test_each_message_is_new_once_and_own_messages_never(kept: Conversations) -> None:
    first, second = said("one", minutes=5), said("two")
    assert [c.text for c in kept.store_status("r1", status(first), "a").messages] == ["one"]
    assert kept.store_status("r1", status(first), "a").messages == []
    own = said("thanks", mine=True)
    assert [c.text for c in kept.store_status("r1", status(first, own, second), "b").messages] == ["two"]
    assert kept.count_unread() == 2
    kept.mark_conversation_read("r1")
    assert kept.count_unread() == 0


def test_an_automatic_message_is_kept_but_is_no_reply(kept: Conversations) -> None:
    """ "We have received your ticket" was new, and called a reply of the help desk."""
    confirmation = replace(said("Received"), automatic=True)
    assert kept.store_status("r1", status(confirmation), "a").messages == []
    glance, stored = kept.read_summary("r1"), kept.read_stored_status("r1")
    assert glance is not None
    assert (glance.line, glance.automatic, glance.writer, glance.unread) == ("Received", 1, "", 0)
    assert stored is not None
    assert [(one.text, one.automatic) for one in stored.comments] == [("Received", True)]
    for comment, writer in ((said("ping", mine=True), "user"), (said("pong"), "desk")):
        kept.store_status("r1", status(comment, confirmation), "b")
        glance = kept.read_summary("r1")
        assert glance is not None
        assert glance.writer == writer


def test_summaries_of_the_second_version_say_who_wrote_last(kept: Conversations) -> None:
    kept.store_status("r1", status(said("pong")), "a")
    kept.store_status("r2", status(said("ping", mine=True)), "a")
    kept.store_status("r3", status(), "a")
    make_second_version(kept.folder)
    found = Conversations(kept.folder).read_summaries()
    assert {ref: glance.writer for ref, glance in found.items()} == {"r1": "desk", "r2": "user", "r3": ""}


def make_second_version(folder: Path) -> None:
    with sqlite3.connect(folder / "seen.db") as db:
        for column in ("automatic", "writer"):
            db.execute(f"ALTER TABLE tickets DROP COLUMN {column}")
        db.execute("PRAGMA user_version = 2")
    db.close()


READ_AND_WRITE = """
kept = Conversations(folder)
found = list(kept.read_summaries())
kept.store_draft(me, me)
return found
"""


def test_two_processes_that_start_at_once_after_an_update_lose_nothing(tmp_path: Path) -> None:
    """The second one failed with "duplicate column name", so that it showed no conversation."""
    first = tmp_path / "0"
    kept = Conversations(first, lambda: NOW)
    kept.store_status("r1", status(said("pong")), "a")
    kept.store_draft("r1", "not sent yet")
    make_second_version(first)
    folders = [tmp_path / str(number) for number in range(ROUNDS)]
    for folder in folders[1:]:
        shutil.copytree(first, folder)
    imports = "from selfhelp.tickets.following.conversations import Conversations"
    for folder, found in zip(folders, run_at_once(imports, READ_AND_WRITE, folders), strict=True):
        assert found == ["['r1']", "['r1']"], folder
        both = Conversations(folder)
        assert {r: both.read_draft(r) for r in ("r1", "tray", "cli")} == {
            "r1": "not sent yet",
            "tray": "tray",
            "cli": "cli",
        }
        summary, stored = both.read_summary("r1"), both.read_stored_status("r1")
        assert summary is not None
        assert stored is not None
        assert (summary.writer, stored.comments[0].text) == ("desk", "pong")


def test_two_processes_that_start_at_once_for_the_first_time_both_store(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(ROUNDS)]
    imports = "from selfhelp.tickets.following.conversations import Conversations"
    found = run_at_once(imports, "return Conversations(folder).store_draft(me, me)", folders)
    assert found == [["None", "None"]] * ROUNDS
    assert all(Conversations(folder).list_drafts() == ["cli", "tray"] for folder in folders)


def test_an_old_conversation_that_is_seen_for_the_first_time_is_no_news(kept: Conversations) -> None:
    old = said("long ago", minutes=3 * 1440)
    assert kept.store_status("r1", status(old), "a").messages == []
    assert kept.count_unread() == 0


def test_a_change_of_state_is_told_with_the_state_before(kept: Conversations) -> None:
    assert kept.store_status("r1", status(), "a").before is None
    assert kept.store_status("r1", status(), "a").before is None
    assert kept.store_status("r1", status(state=TicketState.SOLVED), "b").before is TicketState.OPEN


def test_a_hostile_desk_fills_no_disk(kept: Conversations) -> None:
    loud = TicketComment(
        "A" * 10_000, MOMENT, "x\0\ud800" * 1_000_000, mine=False, files=[RemoteFile("f" * 9999, 1)] * 999
    )
    many = replace(status(*[loud] * 300), subject="s" * 10_000, url="https://d.example/" + "u" * 99_999)
    kept.store_status("r1", many, "a")
    got = kept.read_stored_status("r1")
    assert got is not None
    assert len(got.comments) == conversation_text.MESSAGES
    assert len(got.comments[0].text) <= conversation_text.CHARACTERS
    assert "\0" not in got.comments[0].text
    assert len(got.comments[0].files) == conversation_text.FILES
    assert len(got.subject) == conversation_text.NAME
    assert (kept.folder / "seen.db").stat().st_size < 12_000_000


def test_the_newest_messages_are_kept(kept: Conversations) -> None:
    talks = [said(str(number), minutes=500 - number) for number in range(300)]
    kept.store_status("r1", status(*talks), "a")
    got = kept.read_stored_status("r1")
    assert got is not None
    assert got.comments[-1].text == "299"
    assert kept.store_status("r1", status(*talks, said("new")), "b").messages[0].text == "new"


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_recreated(kept: Conversations, damage: bytes) -> None:
    kept.store_status("r1", status(said("x")), "a")
    (kept.folder / "seen.db").write_bytes(damage)
    assert kept.read_summaries() == {}
    kept.store_status("r1", status(said("y")), "b")
    got = kept.read_stored_status("r1")
    assert got is not None
    assert got.comments[0].text == "y"


def test_damaged_words_are_none(kept: Conversations) -> None:
    kept.store_status("r1", status(said("x")), "a")
    with sqlite3.connect(kept.folder / "seen.db") as db:
        db.execute("UPDATE talks SET talk = '{\"number\": []'")
    db.close()
    assert kept.read_stored_status("r1") is None


def test_an_uncreatable_folder_raises_the_apps_error(tmp_path: Path) -> None:
    (tmp_path / "tickets").write_text("in the way")
    kept = Conversations(tmp_path / "tickets")
    assert kept.read_summaries() == {}
    with pytest.raises(StorageError):
        kept.store_status("r1", status(), "a")


def test_only_the_user_can_read_the_file(kept: Conversations) -> None:
    kept.store_status("r1", status(said("secret")), "a")
    assert (kept.folder / "seen.db").stat().st_mode & 0o077 == 0
    assert kept.folder.stat().st_mode & 0o077 == 0


def test_what_is_gone_or_old_is_forgotten_and_overwritten(kept: Conversations) -> None:
    kept.store_status("gone", status(said("PASSWORD-OF-USER")), "a")
    kept.store_status("old", status(said("OLD-WORDS", minutes=60)), "a")
    kept.delete_expired_conversations(["old"], NOW + 1)
    assert kept.read_stored_status("gone") is None
    assert kept.read_stored_status("old") is None
    glance = kept.read_summary("old")
    assert glance is not None
    assert glance.line == ""
    raw = (kept.folder / "seen.db").read_bytes()
    assert b"PASSWORD-OF-USER" not in raw
    assert b"OLD-WORDS" not in raw
    assert [path.name for path in kept.folder.iterdir()] == ["seen.db"]


def test_fresh_words_stay(kept: Conversations) -> None:
    kept.store_status("r1", status(said("x")), "a")
    kept.delete_expired_conversations(["r1"], NOW - 1)
    assert kept.read_stored_status("r1") is not None


def test_several_threads_lose_nothing(kept: Conversations) -> None:
    def keep(number: int) -> None:
        for turn in range(5):
            Conversations(kept.folder).store_status(f"r{number}", status(said(f"{number}-{turn}")), str(turn))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.read_summaries()) == 6
    assert {g.mark for g in kept.read_summaries().values()} == {"4"}


def test_ten_thousand_tickets_are_listed_in_no_time(kept: Conversations) -> None:
    kept.store_status("r", status(said("word " * 400)), "a")
    with sqlite3.connect(kept.folder / "seen.db") as db:
        columns = "state, mark, asked, active, next, failures, unread, author, line, said, mine"
        for number in range(10_000):
            db.execute(
                f"INSERT INTO tickets (report, {columns}) SELECT ?, {columns} FROM tickets LIMIT 1",
                (f"sh-{number:08d}",),
            )
        db.execute("INSERT OR IGNORE INTO talks SELECT tickets.report, talk FROM tickets, talks")
    db.close()
    best = min(_seconds(kept) for _ in range(5))
    assert best < 0.25, f"{best * 1000:.0f} ms"  # 50 ms is measured by make bench; a busy computer is slower


def _seconds(kept: Conversations) -> float:
    started = time.perf_counter()
    assert len(kept.read_summaries()) == 10_001
    return time.perf_counter() - started


def test_an_unfinished_answer_is_kept_and_forgotten(kept: Conversations) -> None:
    kept.store_draft("r1", "")
    assert not kept.has_any_conversation()
    kept.store_draft("r1", "half\0 a \ud800 word")
    assert kept.read_draft("r1") == "half a ? word"
    kept.store_draft("r1", "other")
    assert kept.read_draft("r1") == "other"
    kept.store_draft("r2", "of a ticket that is gone")
    kept.delete_expired_conversations(["r1"], 0)
    assert kept.read_draft("r2") == ""
    kept.store_draft("r1", " ")
    assert kept.read_draft("r1") == ""
    kept.store_draft("r1", "x")
    kept.delete_conversation("r1")
    assert kept.read_draft("r1") == ""
