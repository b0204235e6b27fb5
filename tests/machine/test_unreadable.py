"""A file or folder that can't be read is told as such, or is no answer; never "there is nothing".

For root nothing is unreadable, so reading is refused here; real ones: `tests/lab/test_file_permission.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Reading
from selfhelp.machine.account import linux_account_lock
from selfhelp.machine.apps import browser_caches, browser_locks, onedrive, thunderbird
from selfhelp.machine.files import open_files, trash
from selfhelp.machine.files.file_permissions import PROTECTED
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.printing import default_printer
from selfhelp.machine.proxy import proxy_settings
from selfhelp.machine.updates import linux_packages

MACHINE = LocalMachine(Platform.LINUX)
Refuse = Callable[[str], None]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Return a function after which whatever contains a name can't be opened or listed."""
    refused: list[str] = []

    def guard(real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: Any, *rest: Any, **more: Any) -> Any:
            if any(name in os.fsdecode(path) for name in refused if not isinstance(path, int)):
                raise PermissionError(13, "Permission denied", os.fsdecode(path))
            return real(path, *rest, **more)

        return guarded

    for name in ("open", "listdir", "scandir"):
        monkeypatch.setattr(os, name, guard(getattr(os, name)))
    monkeypatch.setattr("io.open", guard(open))
    return refused.append


def no_answer(function: Callable[..., Json], **params: Json) -> None:
    with pytest.raises(ProbeError):
        MACHINE.read(Reading(function, params))


def file(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_trash_that_cannot_be_read_is_not_empty(own_home: Path, refuse: Refuse) -> None:
    file(own_home / "data" / "Trash" / "info" / "letter.trashinfo")
    refuse("Trash/info")
    no_answer(trash.list_trash_items)


def test_without_a_trash_there_is_nothing_in_it(own_home: Path) -> None:
    assert MACHINE.read(Reading(trash.list_trash_items)) == []


def test_locks_that_cannot_be_read(own_home: Path, refuse: Refuse) -> None:
    refuse("/proc/locks")
    no_answer(open_files.find_foreign_file_locks)


def test_dpkg_s_notes_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refuse: Refuse
) -> None:
    monkeypatch.setattr(linux_packages, "DPKG", tmp_path)
    assert linux_packages._has_pending_journal() is False
    file(tmp_path / "updates" / "0001")
    assert linux_packages._has_pending_journal() is True
    refuse("updates")
    with pytest.raises(PermissionError):
        linux_packages._has_pending_journal()


def test_settings_that_may_name_a_proxy(tmp_path: Path, refuse: Refuse) -> None:
    settings = file(tmp_path / "environment", "http_proxy=http://proxy.example:3128\n")
    assert len(proxy_settings._read_proxy_lines(settings)) == 1
    assert not proxy_settings._read_proxy_lines(tmp_path / "none")
    (tmp_path / "link").symlink_to(settings)
    assert not proxy_settings._read_proxy_lines(tmp_path / "link")
    refuse("environment")
    with pytest.raises(PermissionError):
        proxy_settings._read_proxy_lines(settings)


def test_a_chosen_printer_that_cannot_be_read(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, refuse: Refuse
) -> None:
    options = file(own_home / ".cups" / "lpoptions", "Default office\n")
    monkeypatch.setattr(default_printer, "find_lpoptions_file", lambda: options)
    assert MACHINE.read(Reading(default_printer.read_chosen_printer))["file"] == "office"
    refuse("lpoptions")
    no_answer(default_printer.read_chosen_printer)


def test_profiles_of_a_browser_that_cannot_be_read(tmp_path: Path, refuse: Refuse) -> None:
    file(tmp_path / "firefox" / "profiles.ini", "[Profile0]\nPath=gone\nDefault=1\n")
    (tmp_path / "firefox" / "one").mkdir()
    assert [path.name for path in browser_caches._list_browser_profiles(tmp_path / "firefox")] == ["one"]
    assert browser_caches._list_browser_profiles(tmp_path / "none") == ()
    refuse("firefox")
    with pytest.raises(PermissionError):
        browser_caches._list_browser_profiles(tmp_path / "firefox")
    with pytest.raises(PermissionError):
        browser_locks._find_missing_profile(tmp_path / "firefox")
    assert browser_locks._find_missing_profile(tmp_path / "none") == ()


def test_profiles_of_thunderbird_that_cannot_be_read(own_home: Path, refuse: Refuse) -> None:
    assert thunderbird.find_mail_profile_folder() is None
    file(own_home / ".thunderbird" / "profiles.ini", "[Profile0]\nPath=one\nIsRelative=1\n")
    refuse("profiles.ini")
    with pytest.raises(PermissionError):
        thunderbird.find_mail_profile_folder()


def test_folders_of_onedrive_that_cannot_be_read(tmp_path: Path, refuse: Refuse) -> None:
    (tmp_path / "shut").mkdir()
    assert "closed" not in MACHINE.read(
        Reading(onedrive.find_unsupported_names, {"folders": [str(tmp_path)]})
    )
    refuse("shut")
    answer = MACHINE.read(Reading(onedrive.find_unsupported_names, {"folders": [str(tmp_path)]}))
    assert (answer["names"], answer["closed"]) == ([], ["shut"])


@pytest.mark.parametrize(("size", "expected"), [(0, True), (64, False)])
def test_failed_tries_that_only_root_can_read(
    tmp_path: Path, refuse: Refuse, size: int, expected: bool
) -> None:
    """An empty file is none; one with something in it can't be judged."""
    (tmp_path / "anna").write_bytes(b"x" * size)
    refuse("anna")
    params = {"folder": str(tmp_path), "name": "anna"}
    if expected:
        assert MACHINE.read(Reading(linux_account_lock.read_failed_sign_ins, params)) == []
    else:
        no_answer(linux_account_lock.read_failed_sign_ins, **params)


def shut(paths: Sequence[Any]) -> list[str]:
    return [file.path for file in paths if file.folder]


def test_a_folder_of_documents_that_cannot_be_read(own_home: Path, refuse: Refuse) -> None:
    file(own_home / "Documents" / "closed" / "letter")
    assert shut(PROTECTED.read(MACHINE)) == []
    refuse("Documents/closed")
    assert shut(PROTECTED.read(MACHINE)) == ["~/Documents/closed"]


def test_a_home_in_which_nothing_can_be_saved(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_home / "Documents").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) not in (own_home, own_home / "Documents"))
    assert shut(PROTECTED.read(MACHINE)) == ["~", "~/Documents"]
