"""Open programs: only what the system's own list of applications has, and started by its name there alone."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import psutil
import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Output, child
from selfhelp.machine.desktop import open_programs
from selfhelp.machine.desktop.open_programs import FOLDERS, OpenProgram, open_program
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from tests.people import ROOT

TRANSCRIPTS = ROOT / "tests/transcripts/reboot-needed"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="desktop entries")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "applications"
    made.mkdir()
    return made


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that runs, as far as the list of processes says; its script has another name."""
    program = tmp_path / "lib" / "writer.bin"
    program.parent.mkdir()
    shutil.copy("/bin/true", program)
    (tmp_path / "lib" / "writer").write_text("#!/bin/sh\n")
    (tmp_path / "lib" / "writer").chmod(0o755)
    monkeypatch.setattr(
        open_programs, "_iter_running_programs", lambda: [str(program), str(program.parent / "writer")]
    )
    return tmp_path / "lib" / "writer"


def recorded(name: str) -> ReplayMachine:
    return ReplayMachine(Transcript.load(TRANSCRIPTS / f"{name}.toml"))


def entry(folder: Path, name: str, command: str, more: str = "") -> None:
    (folder / f"{name}.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=The {name}\nExec={command}\n{more}"
    )


def test_what_runs_is_found_by_its_entry_and_the_program_itself_before_a_task_of_it(
    folder: Path, running: Path
) -> None:
    entry(folder, "writer-new", f"{running} --new %U")
    entry(folder, "writer", f"{running} %U")
    entry(folder, "closed", "/bin/ls")
    assert open_programs.list_open_programs([str(folder)]) == [{"id": "writer", "title": "The writer"}]


@pytest.mark.parametrize("more", ["NoDisplay=true\n", "Hidden=true\n", "Terminal=true\n"])
def test_what_is_in_no_menu_is_not_offered(folder: Path, running: Path, more: str) -> None:
    entry(folder, "writer", str(running), more)
    assert open_programs.list_open_programs([str(folder)]) == []


def test_a_program_that_starts_others_says_nothing_about_which(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = os.path.realpath("/usr/bin/python3")
    monkeypatch.setattr(open_programs, "_iter_running_programs", lambda: [python, "/usr/bin/env"])
    entry(folder, "tool", "python3 /opt/tool.py")
    entry(folder, "other", "env A=1 /opt/other")
    assert open_programs.list_open_programs([str(folder)]) == []


def test_the_users_own_folder_is_no_list_of_the_system() -> None:
    assert all(place.startswith(("/usr/", "/var/lib/")) for place in FOLDERS)


def test_it_starts_by_its_name_and_only_what_is_listed(
    folder: Path, running: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(child, "launch_detached", lambda argv, _platform: started.append(argv))
    entry(folder, "writer", f'"{running}" %U')
    assert open_programs.open_listed_program("writer", [str(folder)]) is True
    assert started == [(str(running),)], "without a shell, without field codes"
    for outside in ("/bin/sh", "../../../bin/sh", "nobody", "writer.desktop"):
        assert open_programs.open_listed_program(outside, [str(folder)]) is False
    assert len(started) == 1


def test_a_program_that_cannot_start_is_an_error_to_show(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_argv: object, _platform: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr(child, "launch_detached", fail)
    entry(folder, "writer", "/nowhere/writer")
    with pytest.raises(StepError):
        open_programs.open_listed_program("writer", [str(folder)])


class Mac:
    platform = Platform.MACOS

    def __init__(self, said: str = "") -> None:
        self.said, self.done = said, list[tuple[str, ...]]()

    def run(self, command: Command) -> Output:
        return Output(0, self.said)

    def read(self, source: object) -> None:
        raise AssertionError(source)

    def change(self, action: object) -> Output:
        assert isinstance(action, Command)
        self.done.append(action.argv)
        return Output(0, "")


def test_macos_opens_bundles_of_the_applications_folder_alone() -> None:
    machine = recorded("macos-15--long-uptime")
    assert open_programs.OPEN_PROGRAMS.read(machine) == [OpenProgram("com.apple.Safari", "Safari")]
    mac = Mac()
    assert open_program(mac, "com.apple.Safari") is True
    assert open_program(mac, "/Users/anna/Odd.app") is False
    assert open_program(mac, "-a") is False
    assert mac.done == [("open", "-g", "-b", "com.apple.Safari")]


def test_windows_knows_a_shortcut_by_its_place_in_the_start_menu() -> None:
    machine = recorded("windows-11--update-waits")
    assert open_programs.OPEN_PROGRAMS.read(machine) == [
        OpenProgram("Mozilla\\Firefox.lnk", "Firefox"),
        OpenProgram("Outlook.lnk", "Outlook"),
    ]
    for outside in ("C:\\evil.lnk", "..\\..\\evil.lnk", "evil.exe"):
        assert open_programs._SHORTCUT.fullmatch(outside) is None


def test_a_shortcut_is_opened_by_its_place_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from selfhelp.machine.guidance import settings_pages

    opened: list[str] = []
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    monkeypatch.setattr(
        settings_pages, "open_address_with_default_app", lambda address: opened.append(address) or True
    )
    link = open_programs.find_start_menu_folder() / "Mozilla" / "Firefox.lnk"
    link.parent.mkdir(parents=True)
    link.write_bytes(b"")
    assert open_programs.open_start_menu_program("Mozilla\\Firefox.lnk") is True
    assert opened == [str(link)]
    for outside in ("C:\\evil.lnk", str(link), "..\\evil.lnk"):
        assert open_programs.open_start_menu_program(outside) is False


def test_a_program_that_really_runs_is_found_and_started_again(folder: Path, tmp_path: Path) -> None:
    program = tmp_path / "slumber"
    shutil.copy("/bin/sleep", program)
    entry(folder, "slumber", f"{program} 30")
    assert open_programs.list_open_programs([str(folder)]) == []
    assert open_programs.open_listed_program("slumber", [str(folder)]) is True
    try:
        deadline = time.monotonic() + 10
        while not open_programs.list_open_programs([str(folder)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert open_programs.list_open_programs([str(folder)]) == [{"id": "slumber", "title": "The slumber"}]
    finally:
        for process in psutil.process_iter(["exe"]):
            if process.info["exe"] == str(program):
                process.terminate()
