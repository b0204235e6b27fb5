"""Real reasons why nothing can be saved: read-only, a used-up limit, no file entries; found and left alone.

A kernel without CONFIG_QFMT_V2 keeps no quotas of users on ext4: that test is then skipped. The limit of a
btrfs subvolume answers with the same error (EDQUOT).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.conftest import needs_root
from tests.lab.own_mounts import TMPFS, Mounted, documents, image, mounted
from tests.lab.table import Table
from tests.people import Person

pytestmark = [
    pytest.mark.lab,
    needs_root,
    pytest.mark.skipif(not shutil.which("nsenter"), reason="nsenter is not installed"),
]

needs_loop = pytest.mark.skipif(not Path("/dev/loop-control").exists(), reason="no loop devices here")


@pytest.fixture
def shut(alice: Person) -> Iterator[Mounted]:
    """A home that is nearly full and read-only."""
    with mounted(alice, TMPFS) as place:
        place.desk.run(
            "sh",
            "-c",
            f"mkdir {place.home}/Documents; head -c 64000000 /dev/urandom > {place.home}/Documents/a",
        )
        place.root('mount -o remount,ro "$1"')
        yield place


def named(check: dict[str, Any], word: str) -> str:
    """Return all facts of a kind on one line."""
    return " | ".join(text for name, text in check["evidence"].items() if word in name)


@pytest.mark.parametrize("fix", ["disk-full", "file-permission"])
def test_a_read_only_home_is_found_and_nothing_is_changed(shut: Mounted, fix: str, table: Table) -> None:
    assert shut.try_to_save() == "Read-only file system"
    before = shut.files()
    check = shut.desk.fix("check", fix)
    assert check["state"] == "found"
    assert check["summary"] == f"Files can't be saved: {shut.home} is read-only."
    assert named(check, "state") == "read-only (EROFS)"
    run = shut.desk.fix("fix", fix)
    assert (run["outcome"], run["steps"]) == ("not-fixed", [])
    assert shut.files() == before
    table.row(
        f"a home that is read-only and 96 % full ({fix})",
        proven="dd: Read-only file system",
        found=fix,
        repaired="left to the help desk, with the reason",
        undone="nothing was changed: find -printf",
    )


@needs_loop
def test_a_home_that_errors_made_read_only(alice: Person, table: Table, tmp_path: Path) -> None:
    """ext4 itself stops all writing: the kernel is told to meet an error (trigger_fs_error)."""
    make = image(tmp_path, "64M", "mkfs.ext4 -q", "errors=remount-ro")
    with mounted(alice, make) as place:
        place.root(
            'd=$(findmnt -no SOURCE "$1"); echo boom > /sys/fs/ext4/${d#/dev/}/trigger_fs_error; sleep 0.2'
        )
        assert place.try_to_save() == "Read-only file system"
        check = place.desk.fix("check", "disk-full")
        assert check["summary"] == f"Files can't be saved: {place.home} is read-only."
        assert named(check, "errors") == "1 counted by the file system"
        assert place.desk.fix("fix", "disk-full")["outcome"] == "not-fixed"
    table.row(
        "a home that the kernel made read-only after an error",
        proven="dd: Read-only file system",
        found="disk-full, errors counted",
        repaired="left to the help desk",
        undone="nothing was changed",
    )


@needs_loop
@pytest.mark.skipif(not shutil.which("mkfs.btrfs"), reason="btrfs-progs is not installed")
def test_a_used_up_limit_is_found_although_the_disk_has_room(
    alice: Person, table: Table, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    base.mkdir()
    file = tmp_path / "image"
    make = (
        f"truncate -s 300M {file}; mkfs.btrfs -q {file}; mount -o loop {file} {base};"
        f"btrfs quota enable {base};"
        f"btrfs subvolume create {base}/home >/dev/null; btrfs qgroup limit 40M {base}/home;"
        f'mount --bind {base}/home "$1"'
    )
    with mounted(alice, make) as place:
        documents(place)
        assert place.try_to_save() == "Disk quota exceeded"
        free = int(place.root('df -B1 --output=avail "$1" | tail -1'))
        assert free > 100_000_000
        check = place.desk.fix("check", "disk-full")
        assert check["state"] == "found"
        assert "quota of 41.9 MB is used up" in check["summary"].replace("\xa0", " ")
        assert "limit of the btrfs subvolume" in named(check, "quota")
        assert "~/Videos/meeting.mkv" in named(check, "largest file")
    table.row(
        "a limit that is used up on a disk with room",
        proven="dd: Disk quota exceeded; df",
        found="disk-full",
        repaired="the largest named; by hand",
        undone="nothing was changed",
    )


@needs_loop
def test_a_used_up_quota_of_a_user(alice: Person, tmp_path: Path) -> None:
    """Where the kernel keeps quotas of users on ext4; set through quotactl(2), as setquota(8) does."""
    make = image(tmp_path, "64M", "mkfs.ext4 -q -O quota -E quotatype=usrquota", "usrquota")
    tried = subprocess.run(
        ["unshare", "-m", "sh", "-ec", make, "sh", str(tmp_path)], capture_output=True, check=False
    )
    if tried.returncode != 0 or not shutil.which("setquota"):
        pytest.skip("this kernel keeps no quotas on ext4, or setquota is not installed")
    (tmp_path / "image").unlink()
    with mounted(alice, make) as place:
        place.root(f'setquota -u {alice.uid} 0 20480 0 0 "$1"')
        documents(place)
        assert place.try_to_save() == "Disk quota exceeded"
        check = place.desk.fix("check", "disk-full")
        assert "is used up" in check["summary"]
        assert "user quota" in named(check, "quota")


@needs_loop
def test_no_file_entries_are_left_although_there_is_room(alice: Person, table: Table, tmp_path: Path) -> None:
    with mounted(alice, image(tmp_path, "64M", "mkfs.ext4 -q -N 256 -m 0", "noatime")) as place:
        place.desk.run(
            "sh",
            "-c",
            f"mkdir -p {place.home}/Documents/export; cd {place.home}/Documents/export;"
            "i=0; while touch $i 2>/dev/null; do i=$((i+1)); done; true",
        )
        assert place.try_to_save() == "No space left on device"
        assert int(place.root('df -B1 --output=avail "$1" | tail -1')) > 30_000_000
        assert int(place.root('df --output=iavail "$1" | tail -1')) == 0
        check = place.desk.fix("check", "disk-full")
        assert check["summary"] == "The disk can hold hardly any more files, even though it has free space."
        assert "~/Documents/export" in check["evidence"]["largest folder 1"]
    table.row(
        "no file entries left (ext4)",
        proven="df --output=iavail",
        found="disk-full",
        repaired="the folder with most files named",
        undone="nothing was changed",
    )


def test_a_full_space_for_temporary_files_is_found(alice: Person, table: Table) -> None:
    """Debian 13 keeps /tmp in memory: it fills up although every disk has room."""
    with mounted(alice, TMPFS) as place:
        place.root("mount -t tmpfs -o size=8m,mode=1777 tmpfs /tmp")
        old = "head -c 5000000 /dev/zero > /tmp/old; touch -d '9 days ago' /tmp/old"
        place.desk.run("sh", "-c", f"{old}; cat /dev/zero > /tmp/new 2>/dev/null; true")
        assert place.try_to_save() == ""
        assert int(place.root("df -B1 --output=avail /tmp | tail -1")) == 0
        check = place.desk.fix("check", "disk-full")
        assert check["summary"].startswith("The space for temporary files is almost full: 0")
        assert place.desk.fix("fix", "disk-full")["outcome"] == "fixed"
        assert int(place.root("df -B1 --output=avail /tmp | tail -1")) == 5_001_216
        place.desk.run("sh", "-c", "cat /dev/zero > /tmp/newer 2>/dev/null; true")
        run = place.desk.fix("fix", "disk-full")
        assert (run["outcome"], [step[0] for step in run["steps"]]) == ("not-fixed", ["by-hand"])
    table.row(
        "no space left for temporary files",
        proven="df --output=avail /tmp",
        found="disk-full",
        repaired="files older than a week removed; else by hand: restart",
        undone="no way back, said before",
    )
