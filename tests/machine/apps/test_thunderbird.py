"""Thunderbird's files: which profile counts, what is read of it, and what is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import step_from_json
from selfhelp.machine.apps.thunderbird import (
    SEARCH,
    STARTUP,
    SetThunderbirdPreference,
    count_unsent_messages,
    find_mail_profile_folder,
    scan_mail_preferences,
    set_preference,
)
from selfhelp.machine.apps.thunderbird_lock import (
    RemoveMailLock,
    remove_lock_link,
    restore_lock_link,
    scan_profile_lock,
)
from selfhelp.machine.local_machine import LocalMachine

MACHINE = LocalMachine(Platform.LINUX)
INI = """[Profile1]
Name=default
IsRelative=1
Path=old.default
Default=1

[InstallFDC34C9F024745EB]
Default=abc.default-default
Locked=1

[Profile0]
Name=default-default
IsRelative=1
Path=abc.default-default
"""
PREFS = (
    b"// Mozilla User Preferences\n\n"
    b'user_pref("mail.name", "offline.startup_state\\");");\r\n'
    b'user_pref("offline.startup_state", 0);\n'
    b'user_pref("mail.odd", "\xff\xfe");\n'
    b'  user_pref("offline.startup_state",  3 ) ;\n'
    b'user_pref("zoom", 1);'
)


@pytest.fixture
def folder(own_home: Path) -> Path:
    root = own_home / ".thunderbird"
    for name in ("old.default", "abc.default-default"):
        (root / name).mkdir(parents=True)
    (root / "profiles.ini").write_text(INI)
    (root / "abc.default-default" / "prefs.js").write_bytes(PREFS)
    return root / "abc.default-default"


def test_the_profile_that_the_installation_names(folder: Path) -> None:
    assert find_mail_profile_folder() == folder


def test_without_an_installation_the_default_profile_is_used(folder: Path) -> None:
    (folder.parent / "profiles.ini").write_text(INI.replace("[Install", "[Other"))
    assert find_mail_profile_folder() == folder.parent / "old.default"


def test_of_two_installations_the_last_used_wins(folder: Path) -> None:
    (folder.parent / "profiles.ini").write_text(f"{INI}\n[InstallA]\nDefault=old.default\n")
    (folder.parent / "old.default" / "prefs.js").write_text("")
    os.utime(folder / "prefs.js", (1, 1))
    assert find_mail_profile_folder() == folder.parent / "old.default"


def test_no_thunderbird_and_a_list_that_cannot_be_read(folder: Path) -> None:
    (folder.parent / "profiles.ini").write_text("no section\n")
    with pytest.raises(ProbeError):
        find_mail_profile_folder()
    (folder.parent / "profiles.ini").unlink()
    assert find_mail_profile_folder() is None
    assert scan_mail_preferences() is None


def test_known_settings_are_read_and_the_last_line_wins(folder: Path) -> None:
    (folder / "user.js").write_text(f'user_pref("{SEARCH}", false);\n// user_pref("{STARTUP}", 1);\n')
    assert [(line["file"], line["name"], line["value"]) for line in scan_mail_preferences()] == [
        ("prefs.js", STARTUP, "0"),
        ("prefs.js", STARTUP, "3"),
        ("user.js", SEARCH, "false"),
    ]


def test_one_value_is_changed_and_every_other_byte_stays(folder: Path) -> None:
    file = folder / "prefs.js"
    file.chmod(0o640)
    step = SetThunderbirdPreference("prefs.js", STARTUP, "2", "3 ")
    back = step.make_undo_step(MACHINE)
    assert back is not None
    assert step.perform(MACHINE, Progress()) is not None
    assert file.read_bytes() == PREFS.replace(b"3 )", b"2)")
    assert file.stat().st_mode & 0o777 == 0o640
    assert step.perform(MACHINE, Progress()) is None, "nothing is left to do"


def test_a_line_that_thunderbird_took_out_comes_back(folder: Path) -> None:
    file = folder / "prefs.js"
    file.write_bytes(b'user_pref("zoom", 1);')
    back = step_from_json(
        SetThunderbirdPreference("prefs.js", STARTUP, "2", "3").make_undo_step(MACHINE).to_json()
    )  # type: ignore[union-attr]
    back.perform(MACHINE, Progress())
    assert file.read_text() == 'user_pref("zoom", 1);\nuser_pref("offline.startup_state", 3);\n'


@pytest.mark.parametrize(
    ("file", "name", "value"),
    [
        ("../prefs.js", STARTUP, "2"),
        ("prefs.js", "mail.server", "2"),
        ("prefs.js", STARTUP, '2); user_pref("x", 1'),
    ],
)
def test_only_allowed_values_are_written(folder: Path, file: str, name: str, value: str) -> None:
    with pytest.raises(StepError):
        set_preference(file, name, value)
    assert (folder / "prefs.js").read_bytes() == PREFS


def test_a_settings_file_that_is_a_link_stays_one(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.js"
    (folder / "prefs.js").rename(kept)
    (folder / "prefs.js").symlink_to(kept)
    set_preference("prefs.js", STARTUP, "2")
    assert (folder / "prefs.js").is_symlink()
    assert b"2)" in kept.read_bytes()


def test_a_pipe_in_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "user.js")
    with pytest.raises(OSError, match="not a plain file"):
        scan_mail_preferences()


def test_messages_are_counted_without_the_deleted_ones(folder: Path) -> None:
    assert count_unsent_messages() == {"count": 0, "age": 0}
    box = folder / "Mail" / "Local Folders" / "Unsent Messages"
    box.parent.mkdir(parents=True)
    box.write_text("From - a\nX-Mozilla-Status: 0009\n\nFrom here on\n\nFrom - b\n\n>From - quoted\n")
    assert count_unsent_messages()["count"] == 2, (
        "a line of the text that begins so counts as Thunderbird counts it"
    )
    box.unlink()
    (box / "cur").mkdir(parents=True)
    (box / "cur" / "1").touch()
    assert count_unsent_messages()["count"] == 1


def test_a_lock_file_is_removed_only_if_unchanged(folder: Path) -> None:
    mark = folder / "lock"
    assert scan_profile_lock() is None
    mark.symlink_to("192.0.2.7:4194304")  # above every number of a program (proc(5), pid_max)
    assert scan_profile_lock() == {"target": "192.0.2.7:4194304", "held": False, "ours": False, "program": ""}
    with pytest.raises(StepError):
        remove_lock_link("192.0.2.7:1")
    step = RemoveMailLock("192.0.2.7:4194304")
    back = step.make_undo_step(MACHINE)
    assert back is not None
    step.perform(MACHINE, Progress())
    assert not mark.is_symlink()
    assert step.perform(MACHINE, Progress()) is None
    back.perform(MACHINE, Progress())
    assert str(mark.readlink()) == "192.0.2.7:4194304"


@pytest.mark.parametrize("target", ["/etc/passwd", "x", "$(id):1", "1.2.3.4:99999999999"])
def test_other_files_are_not_taken_for_lock_files(folder: Path, target: str) -> None:
    (folder / "lock").symlink_to(target)
    assert scan_profile_lock() is None
    (folder / "lock").unlink()
    with pytest.raises(StepError):
        restore_lock_link(target)
    assert not (folder / "lock").is_symlink()


def test_of_package_and_snap_the_last_used_wins(folder: Path, own_home: Path) -> None:
    (folder / "prefs.js").touch()
    os.utime(folder / "prefs.js", (1, 1))
    snap = own_home / "snap" / "thunderbird" / "common" / ".thunderbird"
    (snap / "new.default").mkdir(parents=True)
    (snap / "profiles.ini").write_text("[Profile0]\nPath=new.default\nDefault=1\n")
    (snap / "new.default" / "prefs.js").touch()
    assert find_mail_profile_folder() == snap / "new.default"
