"""Network drives: how they are written, and what of it is believed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, Native, Output
from selfhelp.machine.files import network_drive_steps
from selfhelp.machine.files.network_drives import (
    DRIVES,
    NFS,
    SMB,
    MappedDrive,
    parse_drive,
    read_expected_drives,
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
    assert network_drive_steps.open_network_folder(str(own_home)) is False
    (own_home / "x").touch()
    assert network_drive_steps.open_network_folder(str(own_home)) is True


class Mac:
    """A Mac whose Finder mounts what it is told after a while, or never."""

    platform = Platform.MACOS

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.opened: list[tuple[str, ...]] = []

    def run(self, command: Command) -> Output:
        self.looks -= 1
        mounted = "//anna@files.example.com/sales on /Volumes/sales (smbfs, nodev, nosuid)"
        return Output(0, mounted if self.looks < 0 else "")

    def change(self, action: Command) -> Output:
        self.opened.append(action.argv)
        return Output(0, "")


def test_a_mac_waits_until_the_user_has_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    mac = Mac(looks=3)
    step = network_drive_steps.ConnectDrive("smb://files.example.com/sales", "", "Sales")
    assert step.perform(mac, Progress()) == step.address
    assert mac.opened == [("open", step.address)]
    monkeypatch.setattr(network_drive_steps, "TYPING", 0.0)
    with pytest.raises(StepError, match=r"requires you to sign in.*Sales"):
        step.perform(Mac(looks=1000), Progress())


class Windows:
    """A Windows computer that answers a wish for a drive with an error number."""

    platform = Platform.WINDOWS

    def __init__(self, code: int) -> None:
        self.code = code
        self.asked: list[Native] = []

    def change(self, action: Native) -> Json:
        self.asked.append(action)
        return self.code


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (5, "requires you to sign in"),
        (85, "The drive letter S: is already used for something else."),
        (53, r"The network drive Sales \(smb://files/sales\) couldn't be connected."),
    ],
)
def test_what_windows_refuses_is_told(code: int, says: str) -> None:
    with pytest.raises(StepError, match=says):
        network_drive_steps.ConnectDrive("smb://files/sales", "S:", "Sales").perform(
            Windows(code), Progress()
        )


def test_windows_is_given_letter_and_path_and_no_password() -> None:
    computer = Windows(0)
    network_drive_steps.ConnectDrive("smb://files/sales", "S:").perform(computer, Progress())
    network_drive_steps.DisconnectDrive("smb://files/sales", "S:").perform(computer, Progress())
    assert [(one.function.__name__, dict(one.params)) for one in computer.asked] == [
        ("map_drive", {"letter": "S:", "path": r"\\files\sales"}),
        ("unmap_drive", {"letter": "S:", "path": r"\\files\sales"}),
    ]


class Mpr:
    """What mpr.dll is asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def connect(self, resource: Any, password: object, user: object, flags: int) -> int:
        told = resource._obj
        self.seen.append((told.type, told.local, told.remote, password, user, flags))
        return 0

    def cancel(self, name: str, flags: int, force: bool) -> int:
        self.seen.append((name, flags, force))
        return 0


def test_the_functions_of_windows_get_no_password_and_never_force(monkeypatch: pytest.MonkeyPatch) -> None:
    mpr = Mpr()
    functions = {"WNetAddConnection2W": mpr.connect, "WNetCancelConnection2W": mpr.cancel}
    monkeypatch.setattr(
        network_drive_steps, "load_windows_function", lambda _ctypes, library, name: functions[name]
    )
    assert network_drive_steps.map_drive("S:", r"\\files\sales") == 0
    assert network_drive_steps.map_drive("", r"\\files\sales") == 0
    assert network_drive_steps.unmap_drive("S:", r"\\files\sales") == 0
    assert mpr.seen == [
        (1, "S:", r"\\files\sales", None, None, 1),
        (1, None, r"\\files\sales", None, None, 1),
        ("S:", 1, False),
    ]


def test_names_and_wishes_of_the_organisation() -> None:
    told = {
        "network_drives.read_mounted_drives": [
            {"kind": SMB, "host": "files", "share": "all", "connected": True, "known": True}
        ],
        "organisation.read_policy_values": {
            "drives": [r"\\files\all|name=Everybody", r"S:=\\files\sales|name=Sales|optional"]
        },
    }
    everybody, sales = read_expected_drives(FakeMachine(readings=told))
    assert (everybody.label, everybody.optional, everybody.connected) == ("Everybody", False, True)
    assert (sales.label, sales.optional, sales.connected) == ("S: Sales", True, False)
