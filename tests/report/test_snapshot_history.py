"""What is kept of a snapshot: nothing that identifies, for no longer than allowed, and never at its cost."""

from __future__ import annotations

import base64
import json
import logging
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from selfhelp.core.model import ChangeType, Column, FactTable, Item, PrivacyClass, Snapshot, SnapshotSection
from selfhelp.report import snapshot_history
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot_history import SnapshotHistory
from tests.people import ROOT

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALNUM = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
DICE = random.Random(5)


def canary(reveals: PrivacyClass) -> str:
    """A value of the kind that a mark stands for, of a form that a pattern may or may not know."""
    word = "".join(DICE.choices(ALNUM, k=9))
    forms = {
        PrivacyClass.PERSON: f"zoe.{word}",
        PrivacyClass.HOST: f"pc-{word}.corp.example",
        PrivacyClass.ADDRESS: f"10.{DICE.randrange(250)}.{DICE.randrange(250)}.{DICE.randrange(100, 250)}",
        PrivacyClass.HARDWARE: word,
        PrivacyClass.NETWORK: f"Wifi {word}",
        PrivacyClass.DEVICE: f"Laser of {word}",
        PrivacyClass.QUEUE: f"Printer {word}",
        PrivacyClass.PATH: f"/srv/{word}/x.txt",
        PrivacyClass.TEXT: f"said by {word}",
        PrivacyClass.COMMAND: f"run --for {word}",
    }
    return forms[reveals]


MARKS = [mark for mark in PrivacyClass if mark is not PrivacyClass.NOTHING]


def taken(when: datetime, *items: Item | FactTable) -> Snapshot:
    return Snapshot(when, [SnapshotSection("s", True, 1, items)])


def marked(
    values: dict[PrivacyClass, str], program: str = "Firefox", version: str = "128"
) -> list[Item | FactTable]:
    """Every mark as a fact, as a key and as a tracked column, beside a program that names nobody."""
    facts: list[Item | FactTable] = [Item(f"fact {m}", v, reveals=m, tracked=True) for m, v in values.items()]
    keys = [
        FactTable(
            f"table {m}", (Column("a", reveals=m, key=True), Column("b", reveals=m, tracked=True)), [(v, v)]
        )
        for m, v in values.items()
    ]
    columns = (Column("program", key=True), Column("version", tracked=True))
    return [*facts, *keys, FactTable("programs", columns, [(program, version)])]


class Computer:
    """A history with a clock that the test moves."""

    def __init__(self, folder: Path, days: int = 90) -> None:
        self.folder, self.now = folder, START
        self.history = SnapshotHistory(folder, days, lambda: self.now)

    def take(self, *items: Item | FactTable, **options: object) -> Snapshot:
        redactor = Redactor({PrivacyClass.PERSON: ["alice-known"]})
        return self.history.redact_and_compare(taken(self.now, *items), redactor, **options)  # type: ignore[arg-type]

    def later(self, **span: float) -> Computer:
        self.now += timedelta(**span)
        return self

    def bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "snapshots")


def spellings(value: str) -> set[bytes]:
    raw = value.encode()
    inner = {base64.b64encode(b"x" * n + raw)[4:-4] for n in range(3)}
    coded = {quote(value, safe="").encode(), json.dumps(value).strip('"').encode(), raw.hex().encode()}
    return {raw, raw.lower(), value.encode("utf-16-le"), *inner, *coded}


def test_no_identifying_value_is_on_disk(computer: Computer) -> None:
    values = {mark: canary(mark) for mark in MARKS}
    computer.take(*marked(values), Item("note", "alice-known owns it", tracked=True))
    text = computer.bytes()
    assert b"Firefox" in text, "what tells nothing about anybody may be read"
    for mark, value in values.items():
        words = [value, *re.findall(rf"[{ALNUM}]{{9}}", value)]
        assert [form for word in words for form in spellings(word) if form in text] == [], mark
    assert b"alice-known" not in text, "a name that is known is found where no mark tells it"


def test_removed_values_have_unlinkable_placeholders(computer: Computer) -> None:
    values = {mark: canary(mark) for mark in MARKS}
    computer.take(*marked(values))
    computer.later(days=1)
    first, second = (computer.take(Item("x", 1), keep=False).changes for _ in range(2))
    assert first is not None
    assert second is not None
    gone = {(c.kind, c.name, c.before) for c in first.items if c.kind != "programs"}
    assert len(gone) == 2 * len(MARKS)
    assert not {v for _, *pair in gone for v in pair if v} & {
        v for c in second.items for v in (c.name, c.before)
    }
    for value in values.values():
        assert value not in str(first)
    kept = computer.bytes().decode("latin-1")
    assert not [c.before for c in first.items if c.kind != "programs" and str(c.before)[-8:] in kept]


def test_present_values_have_their_sections_placeholder(computer: Computer) -> None:
    table = (Column("printer", reveals=PrivacyClass.DEVICE, key=True), Column("state", tracked=True))
    computer.take(FactTable("queues", table, [("Laser of Zoé", "idle")]))
    after = computer.later(days=1).take(
        FactTable("queues", table, [("Laser of Zoé", "stopped"), ("Ink 5", "idle")])
    )
    (section,) = after.sections
    (queues,) = section.items
    assert isinstance(queues, FactTable)
    assert after.changes is not None
    assert [c.name for c in after.changes.items] == [row[0] for row in queues.rows]
    assert after.redacted


def test_the_same_computer_has_no_changes(computer: Computer) -> None:
    values = {mark: canary(mark) for mark in MARKS}
    computer.take(*marked(values))
    changes = computer.later(days=1).take(*marked(values)).changes
    assert changes is not None
    assert (changes.items, changes.since) == ([], START)


def test_the_first_one_has_nothing_to_compare_with(computer: Computer) -> None:
    assert computer.take(Item("a", 1, tracked=True)).changes is None


def test_which_one_it_is_compared_with(computer: Computer) -> None:
    def since(**options: object) -> datetime | None:
        changes = computer.take(Item("a", 1, tracked=True), keep=False, **options).changes
        return changes.since if changes else None

    computer.take(Item("a", 1, tracked=True))
    assert since() == START, "better the one of just now than none"
    computer.later(hours=20).take(Item("a", 1, tracked=True))
    computer.later(hours=2)
    assert since() == START, "the one of two hours ago is not yesterday"
    assert since(until=computer.now) == START + timedelta(hours=20)
    assert since(until=START + timedelta(hours=1)) == START
    assert since(until=START - timedelta(hours=1)) is None
    computer.later(hours=12)
    assert since() == START + timedelta(hours=20)


def test_only_this_person_can_read_it(computer: Computer) -> None:
    computer.take(Item("a", 1, tracked=True))
    assert stat.S_IMODE(computer.folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in computer.folder.iterdir()}
    assert modes == {0o600}
    assert len((computer.folder / "key").read_bytes()) == 32


def test_keeping_none_keeps_none_and_removes_what_was(tmp_path: Path) -> None:
    before = Computer(tmp_path / "s")
    before.take(Item("a", 1, tracked=True))
    assert before.bytes()
    after = Computer(tmp_path / "s", days=0)
    assert after.take(Item("a", 1, tracked=True)).changes is None
    assert after.bytes() == b""


def test_an_expired_one_is_deleted(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "s", days=1)
    computer.take(Item("a", 1, tracked=True))
    computer.later(days=2).history.delete_expired()
    assert computer.history.list_stored_snapshots() == []
    assert [path.name for path in computer.folder.iterdir()] == ["key"]


def test_one_from_the_future_is_never_compared_with_and_goes_in_time(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "s", days=30)
    computer.later(days=400).take(Item("a", 1, tracked=True))
    computer.later(days=-400)
    assert computer.take(Item("a", 1, tracked=True)).changes is None
    assert [one.created for one in computer.history.list_stored_snapshots()] == [START]


def test_many_are_thinned_out(computer: Computer) -> None:
    for _ in range(40):
        computer.later(hours=5).take(Item("a", 1, tracked=True))
    for _ in range(30):
        computer.later(minutes=1).take(Item("a", 1, tracked=True))
    kept = [one.created for one in computer.history.list_stored_snapshots()]
    ages = [computer.now - created for created in kept]
    assert sum(age < timedelta(days=1) for age in ages) <= snapshot_history.OF_TODAY + 1
    assert 8 <= sum(age >= timedelta(days=1) for age in ages) <= 9, "one for each day"
    assert computer.history.list_comparable_snapshots()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"[" * 100_000),
        lambda path: path.write_bytes(b'{"schema": 1}'),
        lambda path: path.write_bytes(os.urandom(5000)),
        lambda path: path.write_bytes(path.read_bytes()[:-50]),
        lambda path: path.write_text(path.read_text().replace('"nothing"', '"everything"')),
        lambda path: (path.unlink(), path.mkdir()),
    ],
)
def test_a_damaged_one_costs_the_comparison_only(
    computer: Computer, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    computer.take(Item("a", 1, tracked=True))
    (one,) = computer.history.list_stored_snapshots()
    damage(one.path)
    after = computer.later(days=1).take(Item("a", 2, tracked=True))
    assert after.changes is None
    assert after.redacted
    assert caplog.records


def test_a_damaged_one_is_passed_over(computer: Computer, caplog: pytest.LogCaptureFixture) -> None:
    for value in (1, 2):
        computer.later(days=1).take(Item("a", value, tracked=True))
    computer.history.list_stored_snapshots()[0].path.write_bytes(b"{")
    changes = computer.later(days=1).take(Item("a", 3, tracked=True)).changes
    assert changes is not None
    assert [(c.before, c.after) for c in changes.items] == [(1, 3)]
    assert caplog.records


def test_a_lost_or_wrong_key_makes_the_old_ones_mute(computer: Computer) -> None:
    computer.take(Item("a", 1, tracked=True))
    (computer.folder / "key").write_bytes(b"short")
    assert computer.later(days=1).take(Item("a", 2, tracked=True)).changes is None
    assert len((computer.folder / "key").read_bytes()) == 32
    changes = computer.later(days=1).take(Item("a", 3, tracked=True)).changes
    assert changes is not None
    assert [(c.change, c.before, c.after) for c in changes.items] == [(ChangeType.CHANGED, 2, 3)]


def test_a_folder_that_takes_nothing_costs_no_report(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    after = Computer(tmp_path / "file" / "s").take(Item("a", 1, tracked=True))
    assert after.redacted
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_no_keep_writes_nothing(computer: Computer) -> None:
    computer.take(Item("a", 1, tracked=True), keep=False)
    assert not computer.folder.exists()


def test_user_deletes_all_reports(computer: Computer) -> None:
    computer.take(Item("a", 1, tracked=True))
    computer.later(days=1).take(Item("a", 1, tracked=True))
    assert computer.history.delete_all() == 2
    assert computer.bytes() == b""
    assert computer.history.delete_all() == 0


def test_old_reports_are_deleted_and_user_files_kept(tmp_path: Path) -> None:
    old, mine, new = (
        tmp_path / name for name in ("2026-01-01-080000", "2026-01-02-080000", "2026-01-03-080000")
    )
    for folder in (old, mine, new):
        folder.mkdir()
        (folder / "report.json").write_text("{}")
    (mine / "thesis.odt").write_text("foreign")
    (tmp_path / "notes").mkdir()
    for folder in (old, mine, tmp_path / "notes"):
        os.utime(folder, (0, 0))
    snapshot_history.delete_expired_reports(tmp_path, 0)
    assert not old.exists()
    assert all(folder.exists() for folder in (mine, new, tmp_path / "notes"))
    assert (mine / "thesis.odt").exists()


@pytest.mark.skipif(shutil.which("faketime") is None, reason="needs faketime")
def test_two_days_later_by_the_system_clock_it_is_gone(tmp_path: Path) -> None:
    """K1: the clock of the whole process is moved on, not ours alone."""
    script = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from selfhelp.report.snapshot_history import SnapshotHistory\n"
        "from selfhelp.report.redact import Redactor\n"
        "from selfhelp.core.model import *\n"
        "made = Snapshot(datetime.now(UTC), [SnapshotSection('s', True, 1, [Item('a', 1, tracked=True)])])\n"
        "one = SnapshotHistory(Path(sys.argv[1]), 1)\n"
        "one.delete_expired() if sys.argv[2] == 'look' else one.redact_and_compare(made, Redactor({}))\n"
    )
    for shift, what, left in (("+0d", "take", 1), ("+0d", "look", 1), ("+2d", "look", 0)):
        argv = ["faketime", "-f", shift, sys.executable, "-c", script, str(tmp_path / "s"), what]
        subprocess.run(argv, check=True, cwd=ROOT, timeout=60)
        assert len(list((tmp_path / "s").glob("*.json"))) == left, shift


def test_changes_of_a_redacted_snapshot_survive_a_switch(computer: Computer) -> None:
    computer.take(Item("a", 1, tracked=True))
    after = computer.later(days=1).take(Item("a", 2, tracked=True))
    assert replace(after, sections=()).changes == after.changes


def test_concurrent_first_snapshots_agree_on_a_key(tmp_path: Path) -> None:
    """Else what all but one of them keep would be compared with nothing, ever."""
    folder, gate = tmp_path / "snapshots", threading.Barrier(8)

    def first(_: int) -> bytes:
        gate.wait(10)
        return SnapshotHistory(folder, 90)._load_or_create_key(keep=True)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(first, range(8)))
    assert keys == {(folder / "key").read_bytes()}
    assert [path.name for path in folder.iterdir()] == ["key"]
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600


def test_a_damaged_key_is_replaced_and_a_disk_without_second_names_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "snapshots"
    folder.mkdir()
    (folder / "key").write_bytes(b"short")
    key = SnapshotHistory(folder, 90)._load_or_create_key(keep=True)
    assert (folder / "key").read_bytes() == key
    (folder / "key").unlink()

    def refused(self: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    key = SnapshotHistory(folder, 90)._load_or_create_key(keep=True)
    assert (folder / "key").read_bytes() == key
