"""Which files cannot be changed, and that exactly one of them is opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.fixes.files.file_permission import FilePermission
from selfhelp.machine.files.file_permissions import find_protected_files, set_file_mode
from selfhelp.machine.local_machine import LocalMachine


@pytest.fixture
def letter(own_home: Path) -> Path:
    path = own_home / "Documents" / "letter"
    path.parent.mkdir()
    path.write_text("Dear")
    return path


def test_a_read_only_file_is_seen_and_opened(letter: Path) -> None:
    letter.chmod(0o444)
    assert [file["path"] for file in find_protected_files()] == ["~/Documents/letter"]
    assert set_file_mode("~/Documents/letter", 0o644) == 0o444
    assert find_protected_files() == []


def test_a_file_that_is_closed_to_its_owner_is_opened(letter: Path) -> None:
    letter.chmod(0)
    assert set_file_mode("~/Documents/letter", 0o600) == 0
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600


def test_own_hidden_files_are_left_out(letter: Path) -> None:
    letter.rename(letter.with_name(".letter")).chmod(0o444)
    assert find_protected_files() == []


@pytest.mark.lab
@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_another_users_file_is_never_touched(letter: Path) -> None:
    letter.chmod(0o600)
    os.chown(letter, 12345, 12345)
    assert [file["owner"] for file in find_protected_files()] == ["12345"]
    with pytest.raises(StepError):
        set_file_mode("~/Documents/letter", 0o666)


@pytest.mark.lab
@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_writable_shared_file_is_no_finding(letter: Path) -> None:
    os.chown(letter, 12345, os.getgid())
    letter.chmod(0o660)
    assert find_protected_files() == []


def test_a_link_a_pipe_and_a_file_with_two_names_are_refused(letter: Path) -> None:
    folder = letter.parent
    (folder / "link").symlink_to(letter)
    os.mkfifo(folder / "pipe", 0o400)
    (folder / "twin").hardlink_to(letter)
    for name in ("link", "pipe", "twin"):
        with pytest.raises(StepError):
            set_file_mode(f"~/Documents/{name}", 0o666)
    assert stat.S_IMODE(letter.stat().st_mode) != 0o666


def test_a_recent_file_elsewhere_in_the_home_folder_is_seen(own_home: Path, letter: Path) -> None:
    other = own_home / "work" / "report"
    other.parent.mkdir()
    other.touch(0o400)
    (own_home / "data").mkdir()
    text = f'<bookmark href="file://{other}"/><bookmark href="file:///etc/passwd"/>'
    (own_home / "data" / "recently-used.xbel").write_text(text)
    assert [file["path"] for file in find_protected_files()] == ["~/work/report"]


def test_recent_use_is_known_only_where_it_is_recorded_and_comes_first(own_home: Path, letter: Path) -> None:
    old, new = letter, letter.with_name("report")
    new.touch(0o400)
    old.chmod(0o444)  # changed last
    assert [(file["path"], file["recent"]) for file in find_protected_files()] == [
        ("~/Documents/letter", None),
        ("~/Documents/report", None),
    ]
    (own_home / "data").mkdir()
    (own_home / "data" / "recently-used.xbel").write_text(f'<bookmark href="file://{new}"/>')
    assert [(file["path"], file["recent"]) for file in find_protected_files()] == [
        ("~/Documents/report", True),
        ("~/Documents/letter", False),
    ]


def test_a_folder_that_is_a_link_to_nowhere_is_named(own_home: Path) -> None:
    (own_home / "Documents").symlink_to("/nowhere/of/ours")
    (own_home / "Desktop").symlink_to("Desktop")  # a loop
    found = [(file["path"], file["folder"]) for file in find_protected_files()]
    assert found == [("~/Desktop", "broken link"), ("~/Documents", "broken link")]


def test_a_home_that_is_not_there_is_named(own_home: Path) -> None:
    own_home.rmdir()
    assert [(file["path"], file["folder"]) for file in find_protected_files()] == [("~", "closed")]
    finding = FilePermission().diagnose(LocalMachine(Platform.LINUX))
    assert finding is not None
    assert str(finding.summary) == "The folder ~ can't be opened."


def test_a_folder_of_settings_that_takes_no_files_is_named(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apps then lose their settings; the administrator of the test may write everywhere."""
    folder = own_home / ".config"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    told = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder and told(path, mode))
    found = [(file["path"], file["folder"]) for file in find_protected_files()]
    assert found == [("~/.config", "no saving")]
