"""Whose password is saved, and how old it is: on all systems without reading one."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, Native, Output
from selfhelp.machine.account.saved_passwords import (
    SAVED,
    ForgetPassword,
    SavedPassword,
    SavedPasswords,
    find_outdated_passwords,
    is_same_account,
)
from selfhelp.machine.keyring import secret_service, windows_credentials

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("user", "same"),
    [
        ("anna", True),
        ("CORP\\Anna", True),
        ("anna@corp.example.com", True),
        ("annabel", False),
        ("CORP\\", False),
        ("", False),
    ],
)
def test_the_account_behind_a_name(user: str, same: bool) -> None:
    assert is_same_account(user, "anna") is same
    assert not is_same_account(user, "")


def test_only_own_and_older_passwords_are_listed() -> None:
    entries = [
        SavedPassword("1", "files", "anna", 3 * DAY),
        SavedPassword("2", "files", "anna", DAY),
        SavedPassword("3", "nas", "backup", 9 * DAY),
    ]
    assert [e.key for e in find_outdated_passwords(SavedPasswords("anna", False, entries), 2 * DAY)] == ["1"]


class Computer:
    """Any computer; remembers what was changed."""

    def __init__(self, platform: Platform, answer: Json = None) -> None:
        self.platform, self.answer = platform, answer
        self.done: list[Command | Native] = []

    def read(self, source: object) -> Json:
        return self.answer

    def run(self, command: object) -> Output:
        raise AssertionError("nothing to run")

    def change(self, action: Command | Native) -> Json:
        self.done.append(action)
        return self.answer


def forget(computer: Computer, key: str = "2") -> str | None:
    return ForgetPassword(key, "files.example.com", "-a").perform(computer, Progress())


def test_exactly_one_is_deleted_on_each_system() -> None:
    linux, windows = Computer(Platform.LINUX, True), Computer(Platform.WINDOWS, True)
    mac = Computer(Platform.MACOS, Output(0, ""))
    assert [forget(computer) for computer in (linux, windows)] == ["deleted", "deleted"]
    assert forget(mac, "smb") == "deleted"
    fields: Json = {"key": "2", "target": "files.example.com", "user": "-a"}
    assert linux.done == [Native(secret_service.delete_saved_password, fields)]
    fields = {"target": "files.example.com", "kind": 2}
    assert windows.done == [Native(windows_credentials.delete_saved_password, fields)]
    argv = ("security", "delete-internet-password", "-s", "files.example.com", "-a", "-a", "-r", "smb")
    assert mac.done == [Command(argv)]


def test_what_is_gone_already_is_skipped_and_a_refusal_is_said() -> None:
    assert forget(Computer(Platform.LINUX, False)) is None
    with pytest.raises(StepError, match="couldn't be deleted"):
        forget(Computer(Platform.MACOS, Output(44, "", "not found")))


def test_tokens_of_programs_are_never_listed() -> None:
    names = (
        "MicrosoftAccount:user=x",
        "SSO_POP_Device",
        "virtualapp/didlogical",
        "OneDrive Cached Credential",
        "MicrosoftOffice16_Data:ADAL:0123-abcd",
    )
    entries = [{"type": 1, "target": name, "user": "anna", "age": 9} for name in names]
    entries.append({"type": 3, "target": "certificate", "user": "anna", "age": 9})
    found = SAVED.read(Computer(Platform.WINDOWS, {"name": "anna", "entries": entries}))
    assert found.entries == []


def test_a_bus_that_never_answers_hides_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = tmp_path / "bus"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={address}")
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(address))
        mute.listen()
        with pytest.raises(ProbeError, match="isn't responding"):
            secret_service.read_saved_passwords()


def test_without_a_session_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    assert secret_service.read_saved_passwords() == {"locked": False, "entries": []}
    assert secret_service.delete_saved_password("/org/freedesktop/secrets/x", "a", "b") is False
