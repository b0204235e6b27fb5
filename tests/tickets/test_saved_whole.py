"""Others delete, two save at once, somebody presses Ctrl+C: a ticket is saved whole, or not at all."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.core.errors import StorageError
from selfhelp.tickets.outbox.outbox import Outbox
from tests.conftest import LOOPS
from tests.tickets.outbox.test_outbox import DRAFT


@pytest.fixture
def outbox(tmp_path):
    box = Outbox(tmp_path / "outbox")
    yield box
    box.close()


def test_what_is_saved_after_another_program_deleted_the_outbox_is_there(outbox):
    """`selfhelp data delete` while the window is open: the file it has open has no name any more."""
    outbox.save_ticket(DRAFT)
    other = Outbox(outbox.folder)
    other.erase_all()
    other.close()
    shutil.rmtree(outbox.folder)
    assert outbox.list_items() == []
    report = outbox.save_ticket(DRAFT)
    again = Outbox(outbox.folder)
    assert [item.report for item in again.list_items()] == [report]
    assert again.list_damaged_files(report) == []
    again.close()


def test_what_is_changed_while_another_program_deletes_it_goes_into_the_new_file(outbox):
    """The deletion happens while this one waits for its turn."""
    real = outbox.store._reopen_if_replaced

    def follow():
        real()
        for path in outbox.folder.glob("outbox.db*"):
            path.unlink()
        outbox.store._reopen_if_replaced = real

    outbox.store._reopen_if_replaced = follow
    outbox.store.execute("INSERT OR REPLACE INTO facts VALUES ('kept', 1)")
    again = Outbox(outbox.folder)
    assert len(again.store.query_rows("SELECT * FROM facts WHERE name <> 'version'")) == 1
    again.close()


def test_bytes_deleted_concurrently_are_no_saved_ticket(outbox, monkeypatch):
    freeze = outbox._store_file_copies

    def and_gone(report, sources):
        refs = freeze(report, sources)
        shutil.rmtree(outbox.folder / "files")
        return refs

    monkeypatch.setattr(outbox, "_store_file_copies", and_gone)
    with pytest.raises(StorageError):
        outbox.save_ticket(DRAFT)
    assert outbox.list_items() == []


def test_the_same_draft_saved_twice_is_one_ticket(outbox, monkeypatch):
    """Both found the mark free; the loser must not take the winner's files along."""
    ref = "sh-00000000-0000-4000-8000-000000000001"
    draft = dataclasses.replace(DRAFT, ref=ref)
    outbox.save_ticket(draft)
    monkeypatch.setattr(outbox, "_require_new_report", lambda report: None)
    with pytest.raises(StorageError):
        outbox.save_ticket(draft)
    assert [item.report for item in outbox.list_items()] == [ref]
    assert outbox.list_damaged_files(ref) == []


INTERRUPTED = """
import signal, sys
from pathlib import Path
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox
signal.signal(signal.SIGINT, signal.default_int_handler)
box = Outbox(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
try:
    box.save_ticket(Letter("s", "b", "r", files=build_attachments([("f", b"xyz" * 1000)])))
    print("saved", flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="strace is not installed")
@pytest.mark.parametrize("call", ["fsync", "fdatasync", "rename", "pwrite64", "unlink,rmdir,unlinkat"])
def test_ctrl_c_at_any_moment_leaves_a_whole_ticket_or_none(tmp_path, call):
    for when in range(1, 12, 1 if LOOPS >= 100 else 3):
        folder = tmp_path / f"o{when}"
        Outbox(folder).close()
        command = ["strace", "-f", "-qq", "-o", "/dev/null", f"-einject={call}:signal=SIGINT:when={when}"]
        ended = subprocess.run(
            [*command, sys.executable, "-c", INTERRUPTED, str(folder)],
            input="\n", capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        box = Outbox(folder)
        reports = [item.report for item in box.list_items()]
        assert [box.list_damaged_files(report) for report in reports] == [[]] * len(reports), ended
        assert "saved" not in ended.stdout or reports, ended
        box.close()


FULL = """
import sys
from pathlib import Path
from selfhelp.app import personal_data as own_data
from selfhelp.core.errors import SelfhelpError
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import OutboxLimits
from selfhelp.tickets.outbox.outbox import Outbox
disk = Path(sys.argv[1])
(disk / "spare").write_bytes(b"x" * 400_000)
box = Outbox(disk / "o", OutboxLimits(tickets=10_000))
try:
    while True:
        box.save_ticket(Letter("s", "b" * 3000, "r", files=build_attachments([("f", b"x" * 9000)])))
except SelfhelpError:
    pass
box.close()
(disk / "spare").unlink()
Outbox(disk / "o").close()  # with room, the log goes into the file
try:
    with (disk / "rest").open("ab", 0) as file:
        while True:
            file.write(b"x" * 512)
except OSError:
    pass
later = Outbox(disk / "o")
print(later.notice or "", "-", len(later.list_items()) > 5)
(disk / "rest").unlink()
with (disk / "rest").open("ab", 0) as file:
    try:
        for _ in range(100_000):
            file.write(b"x" * 512)
    except OSError:
        file.truncate(file.tell() - 80_000)
box = Outbox(disk / "o")
box.erase_all()
print(len(box.list_items()))
"""


@pytest.mark.lab
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_on_a_full_disk_it_says_so_and_all_can_be_deleted(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], check=True)
    try:
        done = subprocess.run([sys.executable, "-c", FULL, disk], capture_output=True, text=True, check=False)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert done.returncode == 0, done.stderr
    said, left = done.stdout.splitlines()
    assert said == "The disk is full, so nothing was saved. Free up some space. - True"
    assert left == "0"
