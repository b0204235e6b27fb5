"""An older outbox becomes one of today with everything in it, or stays as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox import migrations, outbox_database
from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal
from tests.tickets.at_once import run_at_once

ROW = (
    "INSERT INTO reports (report, state, subject, body, requester, category, bytes, created, since, updated,"
    " number, connector, submitted) VALUES (?, ?, 's', 'b', 'r', 'printing', 1, 1.0, 1.0, 1.0, ?, ?, ?)"
)
OLD = [
    ("sh-1", "queued", "", "", 0.0),
    ("sh-2", "unknown", "", "", 5.0),
    ("sh-3", "delivered", "7", "rt", 5.0),
]


def old_outbox(folder):
    """Make what the first version of this program left."""
    folder.mkdir()
    db = sqlite3.connect(folder / "outbox.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    for statement in migrations.STEPS[0]:
        db.execute(statement)
    db.execute("PRAGMA user_version = 1")
    db.executemany(ROW, OLD)
    db.execute("INSERT INTO files VALUES ('sh-1', 0, 'a.txt', 3, ?, 'text/plain')", ("a" * 64,))
    db.close()


def version(folder):
    db = sqlite3.connect(folder / "outbox.db")
    found = migrations.read_schema_version(db)
    db.close()
    return found


def as_it_was(outbox):
    by_report = {item.report: (item.state, item.ticket) for item in outbox.list_items()}
    return by_report == {
        "sh-1": (DeliveryState.QUEUED, ""),
        "sh-2": (DeliveryState.UNKNOWN, ""),
        "sh-3": (DeliveryState.DELIVERED, "7"),
    }


def test_an_older_outbox_is_taken_over_whole(tmp_path):
    old_outbox(tmp_path / "o")
    outbox = Outbox(tmp_path / "o")
    assert outbox.notice is None
    assert as_it_was(outbox)
    ticket = outbox.read_ticket("sh-1")
    assert (ticket.category, [file.name for file in ticket.files]) == ("printing", ["a.txt"])
    assert outbox.save_reply(ReplyToSeal("sh-3", text="x"))
    assert [t.report for t in outbox.list_sent_tickets()] == ["sh-3"]
    outbox.close()
    assert version(tmp_path / "o") == migrations.VERSION


KILLED = """
import os, sys
from pathlib import Path
from selfhelp.tickets.outbox import migrations as tables
tables.STEPS = tuple((*step, "SELECT die()") if n == int(sys.argv[2]) else step
                     for n, step in enumerate(tables.STEPS))
from selfhelp.tickets.outbox import outbox_database
connect = outbox_database.sqlite3.connect
def dying(*args, **more):
    connection = connect(*args, **more)
    connection.create_function("die", 0, lambda: os.kill(os.getpid(), 9))
    return connection
outbox_database.sqlite3.connect = dying
outbox_database.OutboxDatabase(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("step", range(1, migrations.VERSION))
def test_a_kill_in_the_middle_leaves_the_older_one(tmp_path, step):
    old_outbox(tmp_path / "o")
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "o", str(step)], check=False)
    assert done.returncode == -9
    assert version(tmp_path / "o") == 1
    outbox = Outbox(tmp_path / "o")
    assert as_it_was(outbox)
    outbox.close()


@pytest.mark.parametrize("cut", range(1, len(migrations.STEPS[1]) + 1))
def test_a_step_that_fails_changes_nothing(tmp_path, monkeypatch, cut):
    old_outbox(tmp_path / "o")
    broken = (*migrations.STEPS[1][:cut], "SELECT no_such_function()")
    monkeypatch.setattr(migrations, "STEPS", (migrations.STEPS[0], broken))
    db = sqlite3.connect(tmp_path / "o" / "outbox.db", isolation_level=None)
    before = db.execute("SELECT sql FROM sqlite_master").fetchall()
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(db)
    assert db.execute("SELECT sql FROM sqlite_master").fetchall() == before
    assert migrations.read_schema_version(db) == 1
    db.close()


def test_many_processes_migrate_it_concurrently(tmp_path):
    old_outbox(tmp_path / "o")
    code = (
        "import sys; from pathlib import Path; from selfhelp.tickets.outbox.outbox import *;"
        "Outbox(Path(sys.argv[1])).list_items()"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code, tmp_path / "o"]) for _ in range(6)]
    assert [program.wait() for program in programs] == [0] * 6
    outbox = Outbox(tmp_path / "o")
    assert as_it_was(outbox)
    outbox.close()


def test_the_program_before_goes_on_while_the_new_one_takes_it_over(tmp_path):
    old_outbox(tmp_path / "o")
    before = sqlite3.connect(tmp_path / "o" / "outbox.db", isolation_level=None)
    before.execute("SELECT count(*) FROM reports").fetchone()
    outbox = Outbox(tmp_path / "o")
    before.execute(ROW, ("sh-4", "queued", "", "", 0.0))
    assert outbox.find_item("sh-4").state is DeliveryState.QUEUED
    before.close()
    outbox.close()


def test_an_older_one_that_cannot_be_written_is_read(tmp_path, monkeypatch):
    old_outbox(tmp_path / "o")
    monkeypatch.setattr(
        "selfhelp.tickets.outbox.outbox_database.OutboxDatabase._open_database",
        lambda self: (_ for _ in ()).throw(OSError(30, "ro")),
    )
    outbox = Outbox(tmp_path / "o")
    assert outbox.store.read_only
    assert as_it_was(outbox)
    assert outbox.list_replies() == []
    outbox.close()
    assert version(tmp_path / "o") == 1


def test_a_fresh_one_is_of_today(tmp_path):
    outbox = Outbox(tmp_path / "o")
    outbox.save_ticket(Letter("s", "b", "r"))
    outbox.close()
    assert version(tmp_path / "o") == migrations.VERSION


OPEN_AND_REPLY = """
outbox = Outbox(folder)
outbox.save_reply(ReplyToSeal("sh-3", text=me))
found = (str(outbox.notice), len(outbox.list_items()), outbox.store.read_only)
outbox.close()
return found
"""
ROUNDS = 40


def test_two_processes_that_start_at_once_after_an_update_lose_nothing(tmp_path):
    folders = [tmp_path / str(number) for number in range(ROUNDS)]
    for folder in folders:
        old_outbox(folder)
    imports = "from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal"
    assert run_at_once(imports, OPEN_AND_REPLY, folders) == [["('None', 3, False)"] * 2] * ROUNDS
    for folder in folders:
        outbox = Outbox(folder)
        assert as_it_was(outbox)
        assert {reply.text for reply in outbox.list_replies("sh-3")} == {"tray", "cli"}
        outbox.close()


OPEN_AND_SAVE = """
outbox = Outbox(folder)
outbox.save_ticket(Letter(me, "b", "r@x"))
found = (str(outbox.notice), outbox.store.read_only)
outbox.close()
return found
"""


def test_two_processes_that_start_at_once_for_the_first_time_both_save(tmp_path):
    folders = [tmp_path / str(number) for number in range(ROUNDS)]
    imports = "from selfhelp.tickets.letter import Letter\nfrom selfhelp.tickets.outbox.outbox import Outbox"
    assert run_at_once(imports, OPEN_AND_SAVE, folders) == [["('None', False)"] * 2] * ROUNDS
    for folder in folders:
        outbox = Outbox(folder)
        assert sorted(item.subject for item in outbox.list_items()) == ["cli", "tray"]
        outbox.close()


class BusyAtFirst:
    """A connection that is refused at once, as by a program that is switching the same database to WAL."""

    def __init__(self, code):
        self.code, self.asked = code, 0

    def execute(self, _setting):
        self.asked += 1
        if self.asked <= 2:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self.code
            raise error


def test_a_setting_waits_for_another_program_that_sqlite_does_not_wait_for():
    connection = BusyAtFirst(sqlite3.SQLITE_BUSY)
    outbox_database._apply_setting(connection, "PRAGMA journal_mode = WAL")
    assert connection.asked == 3
    other = BusyAtFirst(sqlite3.SQLITE_IOERR)
    with pytest.raises(sqlite3.OperationalError):
        outbox_database._apply_setting(other, "PRAGMA journal_mode = WAL")
    assert other.asked == 1
