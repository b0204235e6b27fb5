"""How the file system of a folder is mounted, and whether errors made it read-only."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.machine.storage import disk_space, mounts
from selfhelp.machine.storage.mounts import find_mount, read_mount_points

LINES = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,errors=remount-ro
40 22 0:35 / /home/an\\040na rw,nosuid - cifs //files/anna rw,username=anna,domain=ACME,addr=192.0.2.4
41 22 0:36 / /srv ro,relatime - tmpfs tmpfs rw,size=64k
42 22 0:36 / /srv ro,relatime - ext4 /dev/vdb1 ro,emergency_ro
nonsense
"""


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def read(path: Path) -> bytes:
        return LINES.encode() if str(path) == "/proc/self/mountinfo" else real(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr(mounts, "read_value", lambda path: "3" if "vdb1" in str(path) else "0")


def test_where_file_systems_begin() -> None:
    assert read_mount_points() == {"/", "/home/an na", "/srv"}


def test_a_folder_lies_on_the_nearest_and_latest_mount() -> None:
    mount = find_mount(Path("/srv/data"))
    assert mount is not None
    assert (mount.point, mount.kind, mount.source, mount.errors) == ("/srv", "ext4", "/dev/vdb1", 3)
    assert mount.is_broken
    assert mount.is_stopped
    root = find_mount(Path("/usr"))
    assert root is not None
    assert (root.point, root.is_broken) == ("/", False)


def test_writing_that_errors_stopped_is_read_only_although_statvfs_does_not_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(disk_space, "find_mount", lambda _: find_mount(Path("/srv")))
    row = disk_space._measure_volume(Path("/"), False)
    assert not disk_space.is_volume_read_only(Path("/"))
    assert (row["read_only"], row["errors"]) == (True, 3)


def test_options_with_user_names_are_left_out() -> None:
    mount = find_mount(Path("/home/an na/Documents"))
    assert mount is not None
    assert mount.options == "rw,nosuid"
