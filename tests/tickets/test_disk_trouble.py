"""Disks that fail once, programs that start twice, desks that stop in the middle: told, and nothing twice."""

# mypy: disable-error-code="method-assign"

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox import outbox_database
from selfhelp.tickets.outbox.outbox import Outbox
from tests.conftest import LOOPS
from tests.report.way import Way
from tests.warm import Warm

SORRY = N_("sorry")
needs_strace = pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="strace is not installed")

SEAL = """
import sys
from pathlib import Path
from selfhelp.core.errors import StorageError
from selfhelp.tickets.outbox import outbox_database
from selfhelp.tickets.outbox import outbox_database
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox
if sys.argv[2] == "careless":
    outbox_database._SETTINGS = tuple(one.replace("FULL", "OFF") for one in outbox_database._SETTINGS)
box = Outbox(Path(sys.argv[1]))
letter = Letter("s", "b", "r", files=build_attachments([("f", b"xyz" * 1000)]))
for _ in range(int(sys.argv[3])):
    try:
        print(box.save_ticket(letter), flush=True)
    except StorageError:
        print("nothing was saved", flush=True)
"""


def seal(folder: Path, strace: list[str], how: str = "", times: int = 1) -> list[str]:
    """Save tickets in a program of its own, under strace; return what it says."""
    command = ["strace", "-f", "-qq", *strace, sys.executable, "-c", SEAL, str(folder), how, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize(("call", "most"), [("fsync", 4), ("fdatasync", 3), ("pwrite64", 4)])
def test_a_disk_that_fails_once_is_told_or_it_is_truly_saved(tmp_path, call, most):
    said = []
    for when in range(1, most + 1):
        folder = tmp_path / f"o{when}"
        Outbox(folder).close()
        said += seal(folder, ["-o", "/dev/null", f"-einject={call}:error=EIO:when={when}"])
        box = Outbox(folder)
        for report in said[-1:]:
            if report != "nothing was saved":
                assert [item.report for item in box.list_items()] == [report]
                assert box.list_damaged_files(report) == []
        box.close()
    assert "nothing was saved" in said, "one of these hits what must not be lost"


def syncs(folder: Path, how: str) -> int:
    """Return how often three tickets are forced to the disk by the database."""
    log = folder / "calls"
    Outbox(folder / "o").close()
    seal(folder / "o", ["-y", "-e", "trace=fsync,fdatasync", "-o", str(log)], how, 3)
    return sum("outbox.db-wal" in line for line in log.read_text().splitlines())


@needs_strace
def test_each_saved_ticket_is_forced_and_a_careless_program_is_seen(tmp_path):
    careful, careless = tmp_path / "careful", tmp_path / "careless"
    careful.mkdir()
    careless.mkdir()
    assert syncs(careful, "") >= 3
    assert syncs(careless, "careless") < 3


@pytest.mark.slow
def test_two_simultaneous_starts_send_each_ticket_once(tmp_path):
    home = tmp_path / "home"
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(Path.cwd()), "LANG": "C.UTF-8"}
    retry = ["outbox", "retry"]
    with ExitStack() as stack, ThreadPoolExecutor(3) as pool:
        programs = [stack.enter_context(Warm()) for _ in range(3)]
        for number in range(max(LOOPS // 10, 1)):
            send = ["send", "--subject", f"twice {number}", "--body", "b", "--no-snapshot"]
            together = pool.map(lambda one, words: one.run(words, env, home), programs, (send, retry, retry))
            assert [done for done in together if "Traceback" in done.stderr] == []
        programs[0].run(retry, env, home)
    documents = [path.read_text() for path in home.rglob("ticket.json")]
    for number in range(max(LOOPS // 10, 1)):
        assert sum(f"twice {number}" in text for text in documents) == 1


@pytest.mark.slow
def test_five_hundred_tickets_are_paced_and_a_busy_desk_stops_them_all(tmp_path):
    way = Way(tmp_path / "o")
    reports = [way.outbox.save_ticket(draft(number)) for number in range(500)]
    asked = []

    def busy_once(request):
        asked.append(request)
        if len(asked) == 200:
            raise errors.DeskBusyError(SORRY, wait=300)

    way.desk.before = busy_once
    way.run(3600)
    times = way.desk.times
    gaps = [later - before for before, later in pairwise(times)]
    assert min(gaps) >= 0.1 - 1e-6
    assert sum(gap >= 300 - 1e-6 for gap in gaps) == 1, "no request while the desk asks for a pause"
    assert way.desk.copies() == dict.fromkeys(reports, 1)


def draft(number):
    return Letter(f"s {number}", "b", "alice@example.test")


def test_a_file_that_the_desk_never_takes_is_left_out_and_the_others_go(tmp_path):
    bad, way = "3.txt", Way(tmp_path / "o")
    given = [(f"{number}.txt", bytes([number])) for number in range(1, 6)]
    report = way.outbox.save_ticket(Letter("s", "b", "alice@example.test", files=build_attachments(given)))
    way.desk.refuse = {name for name, _ in given}  # none comes with the ticket
    attach = way.desk.attach_files

    def one_by_one(number, files, open_file):
        way.desk.refuse = {bad}
        if any(ref.name == bad for ref in files):
            raise errors.DeskRefusedError(N_("too large"))
        attach(number, files, open_file)

    way.desk.attach_files = one_by_one
    way.run(1000)
    item = way.outbox.find_item(report)
    assert item.state is State.DELIVERED
    assert bad in str(item.reason)
    assert sorted(way.desk.tickets[0][2]) == sorted(name for name, _ in given if name != bad)
    assert way.outbox.list_damaged_files(report) == [], "files are kept if one did not arrive"


def test_a_read_only_disk_is_named_and_the_phone_is_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not "check the rights of the folder": no right helps there."""
    flags = type("Flags", (), {"f_flag": os.ST_RDONLY})()
    monkeypatch.setattr(os, "statvfs", lambda _: flags)
    failure = sqlite3.OperationalError("unable to open database file")
    error = outbox_database.build_storage_error(failure, tmp_path / "outbox")
    assert str(error.message) == "The disk is read-only, so nothing was saved. Call the help desk."
    monkeypatch.undo()
    plain = outbox_database.build_storage_error(OSError(errno.EROFS, "Read-only file system"))
    assert str(plain.message) == str(error.message)
    assert "permissions" in str(
        outbox_database.build_storage_error(OSError(errno.EACCES, "Permission denied"), tmp_path).message
    )
