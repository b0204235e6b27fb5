"""A document in use: only leftovers of the user's own are moved, and only their own programs are closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.model import Finding, Json
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.files.file_locked import FileLocked
from selfhelp.machine.apps.office_lock_files import LIBRE, SetLockAside
from selfhelp.machine.files.backup_rename import RestoreBackup
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.process_steps import CloseProgram
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = FileLocked()
Replay = Callable[[str], ReplayMachine]
MARK = {
    "folder": "~/Documents",
    "lock": ".~lock.a.odt#",
    "document": "a.odt",
    "kind": LIBRE,
    "person": "anna",
    "host": "here",
    "mine": True,
    "here": True,
    "aside": "x",
}


def computer_with(**answers: Json) -> FakeMachine:
    """Return a computer that answers by the name of the function; what is not named answers nothing."""
    return FakeMachine(ask=lambda source: answers.get(source.name.partition(".")[2], []))


def found(machine: Any) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


def holder(pid: int, name: str, path: str, account: str = "") -> Json:
    return {"path": path, "pid": pid, "started": float(pid), "name": name, "account": account}


def test_a_leftover_is_moved_aside_and_can_come_back(replay: Replay) -> None:
    machine = replay("file-locked/debian-13--leftover")
    finding = found(machine)
    assert "letter.odt is locked" in ENGLISH.translate(finding.summary)
    (step,) = FIX.plan_steps(finding, {})
    lock = ".~lock.letter.odt#"
    assert step == SetLockAside("~/Documents", lock, f"{lock}.put-aside-1", "letter.odt")
    assert step.make_undo_step(machine) == RestoreBackup(
        "~/Documents", lock, f"{lock}.put-aside-1", "letter.odt"
    )


def test_a_colleague_is_named_and_nothing_is_moved(replay: Replay) -> None:
    finding = found(replay("file-locked/debian-13--colleague"))
    assert ENGLISH.translate(finding.summary) == "Berta Beispiel has plan.ods open."
    assert FIX.plan_steps(finding, {}) == (ByHand("ask-colleague"),)


def test_a_program_that_holds_it_is_asked_to_close(replay: Replay) -> None:
    finding = found(replay("file-locked/debian-13--held"))
    assert ENGLISH.translate(finding.summary) == "log.txt is open in tail."
    (step,) = FIX.plan_steps(finding, {})
    assert isinstance(step, CloseProgram)


def test_a_document_open_in_a_running_office_program_is_no_finding() -> None:
    assert (
        FIX.diagnose(
            computer_with(find_office_lock_files=[MARK], find_own_processes=[{"pid": 1, "started": 1.0}])
        )
        is None
    )


def test_own_lock_file_on_another_computer_is_left_to_the_user() -> None:
    finding = found(computer_with(find_office_lock_files=[{**MARK, "here": False, "host": "laptop"}]))
    assert ENGLISH.translate(finding.summary) == "You have a.odt open on the computer laptop."
    assert FIX.plan_steps(finding, {}) == (ByHand("save-copy"),)


def test_another_users_app_is_named_and_never_closed() -> None:
    finding = found(computer_with(find_foreign_file_locks=[holder(7, "backup", "~/Documents/a.odt", "root")]))
    assert ENGLISH.translate(finding.summary) == "root has a.odt open."
    assert FIX.plan_steps(finding, {}) == (ByHand("save-copy"),)


def test_lock_files_are_proposed_and_apps_only_offered() -> None:
    finding = found(
        computer_with(
            find_office_lock_files=[MARK],
            find_open_documents=[holder(7, "player", "~/b.mp4"), holder(8, "player", "~/c")],
        )
    )
    (question,) = FIX.list_questions(finding)
    assert [(option.label, option.chosen) for option in question.options] == [
        ("a.odt", True),
        ("b.mp4", False),
    ]
    (close,) = FIX.plan_steps(finding, {"files": ["1"]})
    assert isinstance(close, CloseProgram)
    assert close.pids == (7, 8)


@pytest.mark.parametrize("name", ["<b>x</b>.odt", "$(reboot)", "-rf", "a\nb", "{count}", "x" * 10_000])
def test_hostile_names_are_only_shown(name: str) -> None:
    finding = found(
        computer_with(find_office_lock_files=[{**MARK, "document": name, "mine": False, "person": name}])
    )
    assert name in ENGLISH.translate(finding.summary)


def test_final_check_covers_the_chosen_documents() -> None:
    video = holder(7, "player", "~/b.mp4")
    finding = found(computer_with(find_office_lock_files=[MARK], find_open_documents=[video]))
    after = computer_with(find_open_documents=[video])
    assert FIX.verify_outcome(after, finding, {"files": ["0"]}) is None
    left = FIX.verify_outcome(after, finding, {"files": ["0", "1"]})
    assert left is not None
    assert ENGLISH.translate(left.summary) == "b.mp4 is open in player."


def test_final_check_covers_all_if_only_the_user_can_close_them() -> None:
    computer = computer_with(find_office_lock_files=[{**MARK, "here": False, "host": "laptop"}])
    assert FIX.verify_outcome(computer, found(computer), {}) is not None
    assert FIX.verify_outcome(computer_with(), found(computer), {}) is None
