"""Whatever damages the outbox: it starts soon, says so, sets the damaged files aside, and works again."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from selfhelp.core.errors import SelfhelpError, StorageError
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox import database_damage
from selfhelp.tickets.outbox.migrations import VERSION, read_schema_version
from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase
from tests.conftest import LOOPS
from tests.report.desks import MemoryDesk, TurnedClock

HEAD = 100
"""Bytes of a database's head (SQLite, "Database File Format", 1.3)."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "o", 24)


@pytest.fixture(scope="module")
def smaller_sample(tmp_path_factory) -> Path:
    """With this one, SQLite begins a transaction on a damaged head, and refuses only the write."""
    return make_sample(tmp_path_factory.mktemp("smaller") / "o", 12)


def make_sample(folder: Path, tickets: int) -> Path:
    """Return an outbox with tickets and replies in every state, part of it still in the log."""
    outbox = Outbox(folder)
    for n in range(tickets):
        report = outbox.save_ticket(
            Letter(f"s{n}", "\N{PRINTER}" * 40 * n, "r", files=build_attachments([("a.txt", b"a" * n)]))
        )
        if n % 3 == 0:
            outbox.save_reply(ReplyToSeal(report, text=f"reply {n}", files=[("b.txt", b"b")]))
    outbox.store.execute(
        "UPDATE reports SET number = id, state = ? WHERE id % 4 = 0 AND kind = 'ticket'", (State.DELIVERED,)
    )
    outbox.store.execute('UPDATE reports SET reason = \'{"template": "x"}\' WHERE id % 5 = 0')
    outbox.store.checkpoint()
    for n in range(3):
        outbox.save_ticket(Letter(f"late{n}", "b", "r"))
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)  # as a killed program leaves it: the log is not part of the file yet
    outbox.close()
    assert (copy / "outbox.db-wal").stat().st_size
    return copy


def use(folder: Path) -> Outbox:
    """Do with it what the program does; only errors of ours may come out."""
    outbox = Outbox(folder)
    try:
        for look in (
            outbox.list_items,
            outbox.list_replies,
            outbox.list_sent_tickets,
            outbox.has_pending_items,
        ):
            look()
        for item in outbox.list_items():
            outbox.read_ticket(item.report)
            outbox.list_damaged_files(item.report)
        clock = TurnedClock(time.time())
        DeliveryService(outbox, MemoryDesk(clock), clock, random.Random(1)).deliver_due_items()
        outbox.retry()
        outbox.erase_sent_text(time.time())
        outbox.save_reply(ReplyToSeal(outbox.save_ticket(Letter("new", "b", "r")), text="x"))
    except SelfhelpError:
        pass
    return outbox


def works_at_last(folder: Path) -> bool:
    """Whether a ticket can be saved, at the next start at the latest."""
    for _ in range(2):
        outbox = use(folder)
        try:
            report = outbox.save_ticket(Letter("works", "b", "r"))
            whole = outbox.find_item(report).state is State.QUEUED and not outbox.store.read_only
        except SelfhelpError:
            whole = False
        outbox.close()
        if whole:
            return True
    return False


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def zero(data: bytearray, chance: random.Random) -> None:
    page = chance.randrange(0, len(data), 4096)
    data[page : page + 4096] = b"\0" * len(data[page : page + 4096])


def noise(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    data[start : start + 500] = chance.randbytes(len(data[start : start + 500]))


def swap(data: bytearray, chance: random.Random) -> None:
    one, two = (chance.randrange(0, len(data) - 4095, 4096) for _ in range(2))
    data[one : one + 4096], data[two : two + 4096] = data[two : two + 4096], data[one : one + 4096]


def head(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(HEAD)] = chance.randrange(256)


def words(data: bytearray, chance: random.Random) -> None:
    """Damage what is inside the rows, which no check of SQLite's notices."""
    for word in (b"queued", b"ticket", b"comment", b"delivered", b"text/plain"):
        found = data.find(word, chance.randrange(len(data)))
        if found >= 0:
            data[found] = chance.randrange(256)


WAYS = (flip, cut, zero, noise, swap, head, words)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", ["outbox.db", "outbox.db-wal"])
def test_no_damage_stops_it(sample, tmp_path, way, name, caplog):
    slowest = 0.0
    for seed in range(LOOPS):
        folder = tmp_path / f"o{seed}"
        shutil.copytree(sample, folder)
        data = bytearray((folder / name).read_bytes())
        way(data, random.Random(seed))
        (folder / name).write_bytes(bytes(data))
        started = time.monotonic()
        outbox = Outbox(folder)
        slowest = max(slowest, time.monotonic() - started)
        said = outbox.notice is not None
        outbox.close()
        aside = list(folder.glob("corrupt-*"))
        assert said == bool(aside), f"{way.__name__} {seed}"
        if aside:
            assert (aside[0] / "outbox.db").is_file()
            assert list((aside[0] / "files").iterdir())
        assert works_at_last(folder), f"{way.__name__} {seed}"
        shutil.rmtree(folder)
    assert slowest < 5


VALUES = (0, 3, 255)
VERSIONS = (18, 19)
"""Which version of SQLite may write and read the file: what is too high makes it read-only."""


def damage_of_head() -> Sequence[tuple[int, int]]:
    """Return places and what is written there: in `make soak` every value in each, else one by turns."""
    return [
        (place, value)
        for place, value in product(range(HEAD), VALUES)
        if LOOPS >= 100 or place in VERSIONS or VALUES[place % 3] == value
    ]


@pytest.mark.slow
@pytest.mark.loops
@pytest.mark.parametrize(("place", "value"), damage_of_head())
def test_no_byte_of_the_head_makes_it_read_only_for_ever(sample, tmp_path, place, value):
    shutil.copytree(sample, tmp_path / "o")
    with (tmp_path / "o" / "outbox.db").open("r+b") as file:
        file.seek(place)
        file.write(bytes([value]))
    assert works_at_last(tmp_path / "o")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("place", VERSIONS)
def test_a_damaged_version_of_sqlite_is_found_before_something_is_saved(
    smaller_sample, tmp_path, place, value
):
    shutil.copytree(smaller_sample, tmp_path / "o")
    with (tmp_path / "o" / "outbox.db").open("r+b") as file:
        file.seek(place)
        file.write(bytes([value]))
    assert works_at_last(tmp_path / "o")


def damaged_version(folder: Path, version: int) -> None:
    db = sqlite3.connect(folder / "outbox.db", isolation_level=None)
    db.execute(f"PRAGMA user_version = {version}")
    db.close()


@pytest.mark.parametrize("version", [0, 1, VERSION + 1, 66, 2**31 - 1])
def test_a_damaged_number_of_the_version_costs_nothing(tmp_path, version):
    outbox = Outbox(tmp_path / "o")
    report = outbox.save_ticket(Letter("s", "b", "r"))
    outbox.close()
    damaged_version(tmp_path / "o", version)
    again = Outbox(tmp_path / "o")
    assert again.notice is None
    assert [item.report for item in again.list_items()] == [report]
    assert again.save_ticket(Letter("s", "b", "r"))
    again.close()
    db = sqlite3.connect(tmp_path / "o" / "outbox.db")
    assert db.execute("PRAGMA user_version").fetchone()[0] == read_schema_version(db) == VERSION
    db.close()


SENSELESS = [
    "UPDATE reports SET state = 'quexed'",
    "UPDATE reports SET kind = 'tickex'",
    "UPDATE reports SET kind = 'comment'",
    "UPDATE reports SET created = x'00ff'",
    "UPDATE reports SET next_try = 'soon'",
    "UPDATE reports SET subject = x'ff'",
    "UPDATE files SET size = 'large'",
    "UPDATE files SET sha256 = '../../../etc/passwd'",
    "DROP TABLE files",
    "DROP TABLE facts",
    "DROP INDEX reports_listed; ALTER TABLE reports DROP COLUMN url",
    "PRAGMA foreign_keys = OFF; UPDATE files SET report = 'sh-x'",
]


@pytest.mark.parametrize("change", SENSELESS)
def test_what_this_program_cannot_have_written_is_damage(tmp_path, change):
    outbox = Outbox(tmp_path / "o")
    outbox.save_ticket(Letter("s", "b", "r", files=build_attachments([("a", b"1")])))
    outbox.close()
    db = sqlite3.connect(tmp_path / "o" / "outbox.db", isolation_level=None)
    db.executescript(change)
    db.close()
    again = Outbox(tmp_path / "o")
    assert "damaged" in str(again.notice)
    assert again.list_items() == []
    assert again.save_ticket(Letter("s", "b", "r"))
    again.close()


def test_text_that_is_none_stops_nothing(tmp_path):
    outbox = Outbox(tmp_path / "o")
    report = outbox.save_ticket(Letter("s", "b", "r"))
    outbox.store.execute("UPDATE reports SET body = CAST(x'61ff62' AS TEXT)")
    assert outbox.read_ticket(report).body == "a\N{REPLACEMENT CHARACTER}b"
    outbox.close()


@pytest.mark.parametrize("log", ["missing", "foreign", "empty"])
def test_a_log_that_is_gone_or_anothers(sample, tmp_path, log):
    shutil.copytree(sample, tmp_path / "o")
    wal = tmp_path / "o" / "outbox.db-wal"
    if log == "missing":
        wal.unlink()
    elif log == "empty":
        wal.write_bytes(b"")
    else:
        other = Outbox(tmp_path / "other")
        other.save_ticket(Letter("foreign", "b", "r"))
        shutil.copy(tmp_path / "other" / "outbox.db-wal", wal)
        other.close()
    outbox = use(tmp_path / "o")
    assert (
        log == "foreign" or len(outbox.list_items()) >= 24
    )  # SQLite takes a whole log of another for its own
    outbox.close()
    assert works_at_last(tmp_path / "o")


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_index_keeps_the_files(tmp_path, how):
    outbox = Outbox(tmp_path / "o")
    outbox.save_ticket(Letter("s", "b", "r", files=build_attachments([("a", b"canary")])))
    outbox.close()
    (tmp_path / "o" / "outbox.db").unlink()
    if how == "empty":
        (tmp_path / "o" / "outbox.db").touch()
    again = Outbox(tmp_path / "o", now=lambda: time.time() + 7200)
    assert "damaged" in str(again.notice)
    (aside,) = (tmp_path / "o").glob("corrupt-*")
    assert next(aside.glob("files/*/*")).read_bytes() == b"canary"
    again.close()


def test_damage_that_shows_while_it_is_used_is_set_aside_at_the_next_start(tmp_path):
    outbox = Outbox(tmp_path / "o")
    for _ in range(50):
        outbox.save_ticket(Letter("s", "b" * 2000, "r"))
    outbox.store.checkpoint()
    outbox.store.close()
    size = (tmp_path / "o" / "outbox.db").stat().st_size
    outbox.store._connection = outbox.store._connect_to_file()
    with (tmp_path / "o" / "outbox.db").open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(size - 8192))
    with pytest.raises(StorageError, match="keep the damaged file") as caught:
        outbox.store.query_rows("SELECT * FROM reports")
    assert "damaged" in str(caught.value)
    outbox.close()
    assert database_damage.is_folder_marked_damaged(tmp_path / "o")
    again = Outbox(tmp_path / "o")
    assert "damaged" in str(again.notice)
    again.close()
    third = Outbox(tmp_path / "o")
    assert third.notice is None
    third.close()


def test_two_times_in_one_second_nothing_is_written_over(tmp_path):
    for n in range(3):
        folder = tmp_path / "o"
        folder.mkdir(exist_ok=True)
        (folder / "outbox.db").write_bytes(f"damaged {n}".encode() * 2000)
        store = OutboxDatabase(folder)
        assert store.notice is not None
        store.close()
    kept = sorted(path.read_bytes()[:9] for path in tmp_path.glob("o/corrupt-*/outbox.db"))
    assert kept == [b"damaged 0", b"damaged 1", b"damaged 2"]


def test_a_busy_or_unwritable_one_is_not_taken_for_damaged(tmp_path):
    file = tmp_path / "outbox.db"
    file.touch()
    for code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode = code
        assert not database_damage.is_damage_error(error, file)
    assert not database_damage.is_damage_error(OSError(30, "read-only"), file)
