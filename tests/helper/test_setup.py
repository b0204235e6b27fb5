"""What the Windows package has the helper do, Windows imitated; under Wine: tests/packages/test_msi.py."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from selfhelp.core import windows_acl
from selfhelp.core.model import Platform
from selfhelp.helper import __main__ as program
from selfhelp.helper import sessions, setup, task_folder
from selfhelp.helper.file_trust import UntrustedError
from selfhelp.helper.run import ProgramResult
from selfhelp.helper.sessions import RunningProcess

TRUSTED_BITS = 0o700


class Windows:
    """Programs that run in sessions, and what was started."""

    def __init__(
        self, running: Sequence[RunningProcess], *, polite: bool = True, stubborn: bool = False
    ) -> None:
        self.processes = list(running)
        self.polite, self.stubborn = polite, stubborn
        self.started: list[tuple[int, tuple[str, ...]]] = []
        self.ended: list[int] = []
        self.commands: list[tuple[str, ...]] = []
        self.folders: list[str] = []

    def list_processes_in_folder(self, _folder: Path) -> Sequence[RunningProcess]:
        return list(self.processes)

    def start_program_in_session(self, session: int, argv: Sequence[str], patience: float = 0) -> bool:
        self.started.append((session, tuple(argv)))
        if argv[-1] == "--quit" and self.polite:
            self.processes = [p for p in self.processes if p.session != session or p.program == "helper.exe"]
        return True

    def end_process(self, pid: int, _folder: Path) -> None:
        self.ended.append(pid)
        if not self.stubborn:
            self.processes = [p for p in self.processes if p.pid != pid]

    def delete(self, name: str) -> bool:
        self.folders.append(name)
        return True

    def carry_out(self, argv: Sequence[str], timeout: float) -> ProgramResult:
        self.commands.append(tuple(argv))
        return ProgramResult(0, b"", 0.0)


def trusted(path: Path) -> None:
    """Trust what only its owner can enter."""
    if path.is_symlink() or not path.exists() or path.stat().st_mode & 0o022:
        raise UntrustedError(str(path))


def make_folder(path: Path, access: str) -> None:
    """Make a folder as Windows would."""
    assert access.startswith("O:BAD:P(")
    path.mkdir(mode=TRUSTED_BITS)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    machine = tmp_path / "ProgramData" / "selfhelp"
    machine.parent.mkdir()
    data = machine / "helper"
    access = "O:BAD:P(A;OICI;FA;;;SY)"
    monkeypatch.setattr(setup, "PROGRAMS", tmp_path / "programs")
    monkeypatch.setattr(setup, "TASKS", tmp_path / "programs" / "tasks")
    monkeypatch.setattr(setup, "MACHINE", machine)
    monkeypatch.setattr(setup, "DATA", data)
    monkeypatch.setattr(setup, "TRAYS", data / "trays.json")
    monkeypatch.setattr(setup, "FOLDERS", {machine: access, data: access, data / "results": access})
    monkeypatch.setattr(setup, "POLITE", 0.3)
    monkeypatch.setattr(setup, "FORCED", 0.3)
    monkeypatch.setattr(setup, "require_trusted_file", trusted)
    monkeypatch.setattr(windows_acl, "make_folder_with_acl", make_folder)
    return tmp_path


def at(monkeypatch: pytest.MonkeyPatch, windows: Windows) -> Windows:
    for name in ("list_processes_in_folder", "start_program_in_session", "end_process"):
        monkeypatch.setattr(sessions, name, getattr(windows, name))
    monkeypatch.setattr(sessions, "list_signed_in_sessions", lambda: [1, 2])
    monkeypatch.setattr(setup, "run_program", windows.carry_out)
    monkeypatch.setattr(task_folder, "delete_task_folder", windows.delete)
    return windows


TRAY_IN_1 = RunningProcess(11, 1, "selfhelpw.exe")
TRAY_IN_2 = RunningProcess(22, 2, "selfhelpw.exe")
COMMAND_IN_3 = RunningProcess(33, 3, "selfhelp.exe")
OURSELVES = RunningProcess(44, 0, "helper.exe")


def test_trays_are_asked_and_start_again_where_they_were(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = at(monkeypatch, Windows([TRAY_IN_1, TRAY_IN_2, OURSELVES]))
    setup.make_machine_folders()
    assert setup.run_setup_step("end-trays") == 0
    assert [(number, argv[-1]) for number, argv in windows.started] == [(1, "--quit"), (2, "--quit")]
    assert windows.ended == []
    assert setup.run_setup_step("start-trays") == 0
    assert [(number, argv[-1]) for number, argv in windows.started[2:]] == [(1, "--tray"), (2, "--tray")]
    assert setup.run_setup_step("start-trays") == 0, "and not a second time"
    assert len(windows.started) == 4


def test_what_does_not_answer_is_ended_and_a_command_starts_no_tray(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = at(monkeypatch, Windows([TRAY_IN_1, COMMAND_IN_3, OURSELVES], polite=False))
    setup.make_machine_folders()
    assert setup.run_setup_step("end-trays") == 0
    assert windows.ended == [11, 33]
    assert json.loads(setup.TRAYS.read_text("ascii"))["sessions"] == [1]


def test_what_cannot_be_ended_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, Windows([TRAY_IN_1], polite=False, stubborn=True))
    assert setup.run_setup_step("end-trays") == 1


def test_what_was_ended_long_ago_is_not_started(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was removed, and installed again another day."""
    windows = at(monkeypatch, Windows([TRAY_IN_1]))
    setup.make_machine_folders()
    assert setup.run_setup_step("end-trays") == 0
    told = json.loads(setup.TRAYS.read_text("ascii"))
    setup.TRAYS.write_text(json.dumps({**told, "time": told["time"] - setup.RECENT}))
    assert setup.run_setup_step("start-trays") == 0
    assert [argv[-1] for _, argv in windows.started] == ["--quit"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b'"1"',
        b"\xff",
        b"[1]",
        b"{}",
        b'{"time": "x"}',
        b'{"time": 9e99, "sessions": [1]}',
        b"null",
    ],
)
def test_a_damaged_list_starts_nothing(content: bytes, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = at(monkeypatch, Windows([]))
    setup.make_machine_folders()
    setup.TRAYS.write_bytes(content)
    assert setup.run_setup_step("start-trays") == 0
    assert windows.started == []


def test_a_list_that_others_could_write_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = at(monkeypatch, Windows([]))
    setup.make_machine_folders()
    setup.TRAYS.write_text(json.dumps({"time": time.time(), "sessions": [1]}))
    setup.TRAYS.chmod(0o666)
    assert setup.run_setup_step("start-trays") == 0
    assert windows.started == []


def test_another_users_folder_is_renamed_unopened(place: Path) -> None:
    setup.MACHINE.mkdir()
    (setup.MACHINE / "policy.toml").write_text("")
    setup.MACHINE.chmod(0o777)
    setup.make_machine_folders()
    assert list(setup.MACHINE.iterdir()) == [setup.DATA]
    (aside,) = setup.MACHINE.parent.glob("selfhelp.not-trusted-*")
    assert (aside / "policy.toml").exists()


def test_a_link_in_the_place_of_the_folder_leads_nowhere(place: Path) -> None:
    elsewhere = place / "system"
    elsewhere.mkdir(mode=0o755)
    setup.MACHINE.symlink_to(elsewhere)
    setup.make_machine_folders()
    assert list(elsewhere.iterdir()) == []
    assert elsewhere.stat().st_mode & 0o777 == 0o755
    assert not setup.MACHINE.is_symlink()


def test_a_folder_inside_that_others_can_write_stops_it(place: Path) -> None:
    setup.make_machine_folders()
    setup.DATA.chmod(0o777)
    assert setup.run_setup_step("register") == 1


def test_every_file_becomes_a_task_and_goes_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = at(monkeypatch, Windows([]))
    setup.TASKS.mkdir(parents=True)
    file = setup.TASKS / "sync-clock.xml"
    file.write_text("")
    assert setup.run_setup_step("register") == 0
    assert windows.commands == [
        (setup.SCHTASKS, "/create", "/tn", "\\selfhelp\\sync-clock", "/xml", str(file), "/f")
    ]
    assert setup.run_setup_step("unregister") == 0
    assert windows.commands[1] == (setup.SCHTASKS, "/delete", "/tn", "\\selfhelp\\sync-clock", "/f")
    assert windows.folders == ["selfhelp"]


def test_a_purge_deletes_each_users_data_as_that_user(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = at(monkeypatch, Windows([]))
    setup.make_machine_folders()
    (setup.DATA / "record").mkdir()
    (setup.DATA / "record" / "helper.jsonl").write_text("")
    assert setup.run_setup_step("purge") == 0
    assert [(number, argv[1:]) for number, argv in windows.started] == [
        (number, ("data", "delete", "--yes", "--with-waiting")) for number in (1, 2)
    ]
    assert not setup.MACHINE.exists()


def test_a_purge_leaves_the_administrators_policy(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, Windows([]))
    setup.make_machine_folders()
    (setup.MACHINE / "policy.toml").write_text("")
    assert setup.run_setup_step("purge") == 0
    assert [p.name for p in setup.MACHINE.iterdir()] == ["policy.toml"]


def test_the_steps_are_for_windows_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "require_trusted_file", lambda _: None)
    mask = os.umask(0o022)
    os.umask(mask)
    try:
        assert program.main(["setup", "purge"]) == program.REFUSED
        monkeypatch.setattr(program, "detect_platform", lambda: Platform.WINDOWS)
        assert program.main(["setup", "anything-else"]) == program.REFUSED
    finally:
        os.umask(mask)
