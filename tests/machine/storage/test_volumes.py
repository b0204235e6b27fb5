"""Space as df(1) counts it, and encryption as the kernel's device mapper shows it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from selfhelp.machine.storage import disk_space, volumes
from selfhelp.machine.storage.volumes import is_volume_encrypted, read_mounted_volumes
from tests.machine.kernel_tree import plant


def test_space_reserved_for_root_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    """The section and the fix for a full disk say the same of the same disk."""
    full = SimpleNamespace(f_blocks=1000, f_bfree=50, f_bavail=0, f_frsize=4096, f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    said = volumes._measure_volume_posix(SimpleNamespace(mountpoint="/"))
    assert (said["size"], said["free"], said["kept"]) == (950 * 4096, 0, 50 * 4096)
    fix = disk_space._measure_disk_usage(Path("/"))
    assert (fix["total"], fix["free"]) == (said["size"], said["free"])


def test_the_section_and_the_fix_agree_here() -> None:
    place = disk_space._find_mount_point(Path.home())
    home = next(
        volume for volume in read_mounted_volumes(list(volumes.LOCAL), []) if volume["mount"] == place
    )
    ours = disk_space._measure_disk_usage(Path.home())
    assert home["size"] == pytest.approx(ours["total"], rel=0.01)
    assert home["free"] == pytest.approx(ours["free"], rel=0.01)


def test_encryption_is_seen_through_a_volume_group(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "dm-1/dm/uuid": "LVM-abc\n",
            "dm-1/slaves/dm-0/dm/uuid": "CRYPT-LUKS2-secret\n",
            "dm-2/dm/uuid": "LVM-abc\n",
            "dm-2/slaves/sda3/size": "1\n",
            "sda1/size": "1\n",
        },
    )
    assert is_volume_encrypted("/dev/dm-1", str(tmp_path)) is True
    assert is_volume_encrypted("/dev/dm-2", str(tmp_path)) is False
    assert is_volume_encrypted("/dev/sda1", str(tmp_path)) is False
    assert is_volume_encrypted("/dev/gone", str(tmp_path)) is None
    assert is_volume_encrypted("overlay", str(tmp_path)) is None


def parts(*entries: tuple[str, str, str]) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(mountpoint=mount, device=device, fstype=kind, opts="rw")
        for mount, device, kind in entries
    ]


def test_a_volume_that_hangs_costs_only_its_own_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card reader whose driver never answers; the disk beside it is measured all the same."""
    never = threading.Event()
    whole = SimpleNamespace(f_blocks=10, f_bfree=5, f_bavail=5, f_frsize=4096, f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda mount: (mount == "/" or never.wait(), whole)[1])
    monkeypatch.setattr(volumes, "ANSWER", 0.2)
    monkeypatch.setattr(
        psutil,
        "disk_partitions",
        lambda **_: parts(("/", "/dev/sda1", "ext4"), ("/media/card", "/dev/sdb1", "vfat")),
    )
    disk, card = read_mounted_volumes(list(volumes.LOCAL), list(volumes.REMOTE))
    never.set()
    assert (disk["size"], disk["silent"]) == (10 * 4096, False)
    assert (card["mount"], card["size"], card["silent"]) == ("/media/card", None, True)


def test_containers_snaps_and_bind_mounts_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(f"/var/lib/docker/overlay2/{n}/merged", "overlay", "overlay") for n in range(200)]
    snaps = [(f"/snap/core/{n}", f"/dev/loop{n}", "squashfs") for n in range(100)]
    again = [("/var/lib/docker/btrfs", "/dev/sda1", "ext4")]
    monkeypatch.setattr(
        psutil,
        "disk_partitions",
        lambda **_: parts(("/", "/dev/sda1", "ext4"), *many, *snaps, *again, ("/srv", "srv:/x", "nfs4")),
    )
    found = read_mounted_volumes(list(volumes.LOCAL), list(volumes.REMOTE))
    assert [(volume["mount"], volume["silent"]) for volume in found] == [("/", False), ("/srv", False)]
