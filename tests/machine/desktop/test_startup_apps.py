"""Programs that start with the session: read as a desktop reads them, switched off, put back to the byte."""

from __future__ import annotations

import json
import os
import plistlib
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.machine.apps.applications import read_app_versions
from selfhelp.machine.desktop.startup_apps import (
    parse_program_of_command,
    read_desktop_entries,
    read_launch_agents,
)
from selfhelp.machine.desktop.startup_switch import (
    hide_autostart_entry,
    read_own_autostart_entry,
    restore_own_autostart_entry,
)

ENTRY = "[Desktop Entry]\nName=Notes\nExec=/opt/notes/notes --hidden\n"


@pytest.fixture
def own(own_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's own folder of entries; the system's is ``xdg/autostart`` beside the home folder."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    (tmp_path / "xdg" / "autostart").mkdir(parents=True)
    folder = own_home / "config" / "autostart"
    folder.mkdir(parents=True)
    return folder


def system(own: Path) -> Path:
    return own.parents[2] / "xdg" / "autostart"


@pytest.mark.parametrize(
    ("starts", "lines"),
    [
        (True, ""),
        (True, "OnlyShowIn=GNOME;\n"),
        (False, "OnlyShowIn=KDE;\n"),
        (False, "NotShowIn=GNOME;KDE;\n"),
        (False, "Hidden=true\n"),
        (False, "X-GNOME-Autostart-enabled=false\n"),
        (False, "TryExec=/no/such/program\n"),
        (True, "TryExec=sh\n"),
        (True, "[Desktop Action x]\nHidden=true\n"),
    ],
)
def test_what_this_desktop_starts(own: Path, starts: bool, lines: str) -> None:
    (own / "notes.desktop").write_text(ENTRY + lines)
    found = read_desktop_entries()
    assert found == ([{"name": "Notes", "program": "notes", "file": "notes.desktop", "own": True}] * starts)


@pytest.mark.parametrize(
    "command",
    [
        "/usr/bin/spotify --minimized %U",
        '"/usr/bin/spotify" %U',
        '"/opt/My programs/spotify"',
        "  spotify",
        '"spotify',
    ],
)
def test_a_program_is_known_however_its_command_is_written(own: Path, command: str) -> None:
    (own / "x.desktop").write_text(f"[Desktop Entry]\nName=Music\nExec={command}\n")
    assert [entry["program"] for entry in read_desktop_entries()] == ["spotify"]


def test_a_user_entry_hides_the_systems(own: Path) -> None:
    (system(own) / "notes.desktop").write_text(ENTRY)
    assert [entry["own"] for entry in read_desktop_entries()] == [False]
    (own / "notes.desktop").write_text(ENTRY + "Hidden=true\n")
    assert read_desktop_entries() == []


def test_hostile_entries_hide_no_others(own: Path) -> None:
    (own / "a.desktop").write_bytes(b"\xff\xfe\x00[Desktop Entry\n")
    (own / "b.desktop").write_text("[Desktop Entry]\nExec=\nName=$(id)\n")
    os.mkfifo(own / "c.desktop")
    (own / "d.desktop").symlink_to("/nonexistent")
    (own / "<b>\x1b.desktop").write_text('[Desktop Entry]\nExec="$(reboot)"\nName=' + "x" * 20_000)
    (own / "notes.desktop").write_text(ENTRY)
    assert {entry["file"] for entry in read_desktop_entries()} == {"<b>\x1b.desktop", "notes.desktop"}


@pytest.mark.parametrize(
    "data",
    [
        ENTRY.encode(),
        b"# note\r\n[Desktop Entry]\r\nHidden=false\r\nExec=x\r\nHidden = true\r\n",
        b"[Desktop Entry]\nExec=x\n[Desktop Action a]\nHidden=no",
        b"[Desktop Entry]\nName=\xff\xfe\nExec=x",
    ],
)
def test_off_and_back_to_the_byte(own: Path, data: bytes) -> None:
    file = own / "notes.desktop"
    file.write_bytes(data)
    file.chmod(0o640)
    before = json.loads(json.dumps(read_own_autostart_entry("notes.desktop")))
    hide_autostart_entry("notes.desktop")
    assert read_desktop_entries() == []
    assert b"\nHidden=true" in file.read_bytes()
    hide_autostart_entry("notes.desktop")  # twice is harmless
    restore_own_autostart_entry("notes.desktop", **before)
    assert file.read_bytes() == data
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in own.iterdir()] == ["notes.desktop"]


def test_it_is_on_the_disk_before_it_has_the_name(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "notes.desktop").write_text(ENTRY)
    forced: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: forced.append(os.pread(descriptor, 1000, 0)))
    hide_autostart_entry("notes.desktop")
    assert forced == [(own / "notes.desktop").read_bytes()]


def test_later_changes_by_the_user_are_kept(own: Path) -> None:
    file = own / "notes.desktop"
    file.write_text(ENTRY)
    before = read_own_autostart_entry("notes.desktop")
    hide_autostart_entry("notes.desktop")
    file.write_text(ENTRY + "X-Mine=1\n")
    with pytest.raises(StepError, match="changed since"):
        restore_own_autostart_entry("notes.desktop", **before)
    assert file.read_text() == ENTRY + "X-Mine=1\n"
    file.unlink()
    with pytest.raises(StepError, match="changed since"):
        restore_own_autostart_entry("notes.desktop", **before)
    file.write_text(ENTRY)
    restore_own_autostart_entry("notes.desktop", **before)  # as before already
    assert file.read_text() == ENTRY


def test_a_link_and_a_system_entry_come_back_as_they_were(own: Path) -> None:
    (system(own) / "notes.desktop").write_text(ENTRY)
    (own / "link.desktop").symlink_to(system(own) / "notes.desktop")
    for name in ("notes.desktop", "link.desktop"):
        before = read_own_autostart_entry(name)
        hide_autostart_entry(name)
        restore_own_autostart_entry(name, **before)
    assert (own / "link.desktop").readlink() == system(own) / "notes.desktop"
    assert not (own / "notes.desktop").exists()
    assert (system(own) / "notes.desktop").read_text() == ENTRY


def test_a_folder_of_ours_goes_again(own: Path) -> None:
    (system(own) / "notes.desktop").write_text(ENTRY)
    own.rmdir()
    before = read_own_autostart_entry("notes.desktop")
    hide_autostart_entry("notes.desktop")
    assert own.is_dir()
    restore_own_autostart_entry("notes.desktop", **before)
    assert not own.exists()


@pytest.mark.parametrize("name", ["../x.desktop", "/etc/x.desktop", "x", "", "a/b.desktop"])
def test_nothing_outside_the_users_folder_is_touched(own: Path, name: str) -> None:
    for change in (hide_autostart_entry, read_own_autostart_entry):
        with pytest.raises(StepError):
            change(name)


def test_what_cannot_be_undone_is_not_changed(own: Path) -> None:
    (own / "big.desktop").write_bytes(ENTRY.encode() + b"#" * 70_000)
    with pytest.raises(ProbeError):
        read_own_autostart_entry("big.desktop")


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("Spotify.exe", r'"C:\Users\anna b\Spotify.exe" --autostart'),
        ("steam.exe", r"C:\Program Files\Steam\steam.exe -silent"),
        ("x.exe", "x.exe"),
        ("", ""),
    ],
)
def test_programs_of_windows_commands(program: str, command: str) -> None:
    assert parse_program_of_command(command) == program


DAMAGED = [
    b"<b>",
    b"<?xml version='1.0'?><plist><dict><key>",
    b"<?xml version='1.0' encoding='nobody-knows'?><plist/>",
    b"<plist><integer>x</integer></plist>",
    b"<plist><dict><string>no key</string></dict></plist>",
    b"<plist><date>x</date></plist>",
    b"bplist00\xff",
]


def test_launch_agents_that_start(tmp_path: Path) -> None:
    agents = {
        "a": {"RunAtLoad": True, "ProgramArguments": ["/opt/a/tool", "-x"]},
        "b": {"RunAtLoad": False, "Program": "/opt/b"},
        "c": {"RunAtLoad": True, "Disabled": True},
        "d": ["no", "agent"],
        "e": {"RunAtLoad": True, "ProgramArguments": {"no": "list"}},
    }
    for name, agent in agents.items():
        (tmp_path / f"{name}.plist").write_bytes(plistlib.dumps(agent))
    for number, damaged in enumerate(DAMAGED):
        (tmp_path / f"0{number}.plist").write_bytes(damaged)
    assert read_launch_agents(str(tmp_path)) == [
        {"name": "a", "program": "tool"},
        {"name": "e", "program": ""},
    ]


def test_a_damaged_application_costs_only_its_own_version(tmp_path: Path) -> None:
    good = plistlib.dumps({"CFBundleShortVersionString": "18.1"})
    for number, data in enumerate([*DAMAGED, good]):
        folder = tmp_path / f"{number}.app" / "Contents"
        folder.mkdir(parents=True)
        (folder / "Info.plist").write_bytes(data)
    versions = dict(read_app_versions([str(tmp_path)]))
    assert versions[str(len(DAMAGED))] == "18.1"
    assert len(versions) == len(DAMAGED) + 1
