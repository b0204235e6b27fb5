"""Network drives: how they are written, and what of it is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.machine.files import network_drive_steps
from selfhelp.machine.files.network_drives import (
    DRIVES,
    NFS,
    SMB,
    MappedDrive,
    parse_drive,
    read_mounted_drives,
)
from tests.fake_machine import FakeMachine


@pytest.mark.parametrize(
    ("text", "drive"),
    [
        (r"G:=\\files.example.com\team", MappedDrive(SMB, "files.example.com", "team", "G:")),
        (r"\\files\team\2026", MappedDrive(SMB, "files", "team/2026")),
        ("//files/team", MappedDrive(SMB, "files", "team")),
        ("smb://anna@files/Team%20A/", MappedDrive(SMB, "files", "Team A")),
        ("h:=smb://[fd00::1]/x", MappedDrive(SMB, "fd00::1", "x", "H:")),
        ("nfs://nas/export/home", MappedDrive(NFS, "nas", "export/home")),
    ],
)
def test_a_drive_is_understood_however_it_is_written(text: str, drive: MappedDrive) -> None:
    assert parse_drive(text) == drive


@pytest.mark.parametrize(
    "text",
    [
        *("", "G:", "G:=", "smb://", "//files", "//files/", "file:///etc", "ftp://a/b", "//-rf/x", "//a b/c"),
        *(
            "//a;reboot/x",
            "//$(x)/y",
            "//a/b\nc",
            "//a/%0a",
            "javascript:x",
            "//" + "a" * 300 + "/x",
            "//a/\x1b[2J",
        ),
    ],
)
def test_anything_else_is_no_drive(text: str) -> None:
    assert parse_drive(text) is None


def test_addresses_are_written_as_programs_want_them() -> None:
    drive = MappedDrive(SMB, "fd00::1", "Équipe A/2026")
    assert drive.address == "smb://[fd00::1]/%C3%89quipe%20A/2026"
    assert drive.windows_path == r"\\fd00::1\Équipe A\2026"


def test_the_same_drive_written_differently() -> None:
    assert (
        MappedDrive(SMB, "Files", "Team").identity_key
        == MappedDrive(SMB, "files", "team/", "G:", connected=True).identity_key
    )


MOUNTS = """\
24 1 8:1 / / rw - ext4 /dev/sda1 rw
90 24 0:50 / /mnt/team\\040a rw - cifs //files.example.com/team\\040a rw,vers=3.1.1
91 24 0:51 / /home rw - nfs4 nas.example.com:/export/home rw
92 24 0:52 / /odd rw - cifs nonsense rw
short line
"""


def test_mounts_of_the_kernel(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    real = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, *rest: real(tmp_path / path.name, *rest))
    found = [(drive["kind"], drive["host"], drive["share"]) for drive in read_mounted_drives()]
    assert found == [(SMB, "files.example.com", "team a"), (NFS, "nas.example.com", "export/home")]


LISTED = """\
Drive(0): Disque
  Type: GProxyDrive
Mount(0): équipe sur files -> smb://files/%C3%A9quipe/
Mount(1): x -> smb://evil/y -> sftp://host/
Mount(2): odd -> smb://-rf/y
"""


def test_mounts_of_the_desktop() -> None:
    desktop = FakeMachine(programs={"gio": LISTED}, answer=[])
    assert DRIVES.read(desktop) == [MappedDrive(SMB, "files", "équipe", connected=True, known=True)]


def test_a_folder_is_opened_once(own_home: Path) -> None:
    assert network_drive_steps.open_folder(str(own_home)) is False
    (own_home / "x").touch()
    assert network_drive_steps.open_folder(str(own_home)) is True
