"""A really full file system: found, freed, and proven by df."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import ROOT, Person, product

pytestmark = [pytest.mark.lab, needs_root]

MB = 1_000_000
SITE = next((path for path in sys.path if path.endswith("site-packages")), "")
KILL_AT_THE_THIRD = "inject=unlinkat:signal=SIGKILL:error=EIO:when=3"


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna, whose home is a file system of 64 MB."""
    home = alice.home / "small"
    home.mkdir()
    options = f"size=64m,mode=700,uid={alice.uid},gid={alice.gid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", home], check=True)
    person = Person(alice.name, alice.uid, alice.gid, home)
    try:
        yield Desk(person)
    finally:
        subprocess.run(["umount", home], check=True)


def put(desk: Desk, name: str, size: int, days: int = 0) -> Path:
    """Write a file of the user's with a certain age."""
    path = desk.person.home / name
    for folder in reversed([p for p in path.parents if p.is_relative_to(desk.person.home)]):
        if not folder.exists():
            folder.mkdir()
            desk.person.owns(folder)
    path.write_bytes(b"x" * size)
    desk.person.owns(path)
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    return path


def fill(desk: Desk) -> None:
    """Use up what is left, by a document."""
    document = desk.person.home / "document"
    with document.open("wb") as file:
        try:
            while file.write(b"x" * 65536):
                file.flush()
        except OSError:
            file.truncate(file.tell() // 65536 * 65536)
    desk.person.owns(document)


def df(desk: Desk) -> int:
    """Return the free bytes that df(1) shows."""
    argv = ["df", "-B1", "--output=avail", str(desk.person.home)]
    return int(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split()[1])


def test_a_full_home_is_freed(anna: Desk, table: Table) -> None:
    old = put(anna, "cache/thumbnails/large/old.png", 20 * MB, days=20)
    young = put(anna, "cache/app/young", 5 * MB)
    precious = [put(anna, "data/app/precious", MB, days=99), put(anna, "Documents/letter", MB, days=99)]
    thrown = put(anna, "data/Trash/files/thrown", MB, days=99)
    fill(anna)
    assert df(anna) < MB
    check = anna.fix("check", "disk-full")
    assert check["state"] == "found"
    assert old.exists()  # looking changes nothing
    run = anna.fix("fix", "disk-full")
    assert run["outcome"] == "fixed"
    assert run["steps"] == [["free-space", "done", "impossible"]]
    assert df(anna) >= 20 * MB - 100_000
    assert not old.exists()
    assert all(path.exists() for path in [young, thrown, *precious])
    assert anna.fix("check", "disk-full")["state"] == "healthy"
    full("home, with old caches", "caches older than a week removed", table)


def full(what: str, how: str, table: Table) -> None:
    """Add a full file system to the table."""
    table.row(
        f"full disk: {what}",
        proven="df --output=avail",
        found="disk-full",
        repaired=how,
        undone="no way back, said before",
    )


def test_new_caches_go_where_old_ones_are_not_enough(anna: Desk, table: Table) -> None:
    put(anna, "cache/new", 30 * MB)
    fill(anna)
    assert df(anna) < MB
    assert anna.fix("fix", "disk-full")["outcome"] == "fixed"
    assert df(anna) >= 29 * MB
    full("a cache that is in use", "newer caches removed, too", table)


def test_one_huge_file_is_named_and_left_to_the_user(anna: Desk, table: Table) -> None:
    """A log that a program of the user's wrote without end, outside of any cache."""
    log = put(anna, "state/app/app.log", 55 * MB)
    fill(anna)
    assert df(anna) < MB
    check = anna.fix("check", "disk-full")
    assert check["state"] == "found"
    assert "app.log" in str(check), check
    assert anna.fix("fix", "disk-full")["outcome"] == "not-fixed"
    assert log.exists()
    log.write_bytes(b"")  # the user empties it, as the technician tells them
    assert df(anna) >= 50 * MB
    assert anna.fix("check", "disk-full")["state"] == "healthy"
    full("one huge log of the user", "named; by hand or the help desk", table)


def test_the_trash_is_emptied_only_if_ticked(anna: Desk, table: Table) -> None:
    thrown = put(anna, "data/Trash/files/folder/thrown", 30 * MB)
    fill(anna)
    assert anna.fix("fix", "disk-full")["outcome"] == "not-fixed"
    assert thrown.exists()
    assert anna.fix("fix", "disk-full", "areas=trash")["outcome"] == "fixed"
    assert not thrown.parent.exists()
    assert df(anna) >= 29 * MB
    full("the trash", "emptied if ticked", table)


def test_a_cache_that_is_a_link_leads_nowhere(anna: Desk) -> None:
    document = put(anna, "Documents/letter", 30 * MB, days=99)
    (anna.person.home / "cache").symlink_to("Documents")
    fill(anna)
    assert anna.fix("fix", "disk-full")["outcome"] == "not-fixed"
    assert document.exists()


def test_another_file_system_below_the_cache_is_not_entered(anna: Desk) -> None:
    old = put(anna, "cache/old", 20 * MB, days=20)
    mounted = anna.person.home / "cache" / "mounted"
    mounted.mkdir()
    inside = put(anna, "Documents/letter", MB, days=99)
    fill(anna)
    # A bind mount: the same file system and the same device, yet another place.
    subprocess.run(["mount", "--bind", inside.parent, mounted], check=True)
    try:
        assert anna.fix("fix", "disk-full")["outcome"] == "fixed"
    finally:
        subprocess.run(["umount", mounted], check=True)
    assert not old.exists()
    assert inside.exists()


def test_room_for_bytes_but_not_for_files(anna: Desk) -> None:
    subprocess.run(["mount", "-o", "remount,nr_inodes=400", anna.person.home], check=True)
    for number in range(330):
        put(anna, f"cache/{number}", 0, days=20)
    for number in range(60):
        try:
            put(anna, f"Documents/{number}", 0)
        except OSError:
            break
    assert anna.fix("check", "disk-full")["state"] == "found"
    assert anna.fix("fix", "disk-full")["outcome"] == "fixed"


@pytest.mark.parametrize("error", ["EIO", "EROFS", "EACCES", "EPERM"])
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_disk_that_refuses_every_removal(anna: Desk, error: str) -> None:
    old = put(anna, "cache/old", 20 * MB, days=20)
    fill(anna)
    broken = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject=unlinkat:error={error}")
    run = Desk(anna.person, before=broken).fix("fix", "disk-full")
    assert run["outcome"] == "failed"
    assert run["message"] == "Nothing could be removed."
    assert old.exists()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_disk_that_fails_in_the_middle(anna: Desk) -> None:
    files = [put(anna, f"cache/{number}", 8 * MB, days=20) for number in range(4)]
    fill(anna)
    broken = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=unlinkat:error=EIO:when=2")
    run = Desk(anna.person, before=broken).fix("fix", "disk-full")
    assert run["outcome"] == "fixed"  # what went is enough, and the check says so
    assert sum(path.exists() for path in files) == 1


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_killed_in_the_middle_it_can_simply_run_again(anna: Desk) -> None:
    for number in range(8):
        put(anna, f"cache/{number}", 4 * MB, days=20)
    fill(anna)
    killed = Desk(anna.person, before=("strace", "-f", "-qq", "-o", "/dev/null", "-e", KILL_AT_THE_THIRD))
    with pytest.raises(AssertionError):
        killed.fix("fix", "disk-full")
    assert len(list((anna.person.home / "cache").iterdir())) == 6
    anna.fix("fix", "disk-full")
    assert df(anna) >= 7 * MB
    assert anna.fix("check", "disk-full")["state"] == "healthy"


def test_plenty_of_room(anna: Desk) -> None:
    assert anna.fix("fix", "disk-full")["outcome"] == "healthy"


def test_a_ticket_that_no_longer_fits_leads_to_the_fix(anna: Desk) -> None:
    """Nothing is claimed to be saved, and the next command is named; it works on the full disk."""
    put(anna, "Documents/meeting.mkv", 9 * MB)
    fill(anna)
    send = product("send", "--subject", "s", "--body", "b", "--no-snapshot")
    done = anna.person.run(send, {"PYTHONPATH": f"{ROOT}:{SITE}", "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode == 3, done
    assert done.stderr.splitlines() == [
        "selfhelp: The disk is full, so nothing was saved. Free up some space.",
        "To free up disk space, run: selfhelp fix disk-full",
    ]
    check = anna.fix("check", "disk-full")
    assert check["state"] == "found"
    assert any("~/Documents/meeting.mkv" in fact for fact in check["evidence"].values())
