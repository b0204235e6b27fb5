"""A file of one's own that cannot be changed: opened only where it is the user's, and only where they chose
it."""

from __future__ import annotations

from collections.abc import Callable

from selfhelp.core.model import Finding
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.files.file_permission import FilePermission
from selfhelp.machine.files.file_permissions import MakeWritable, RestoreProtection
from selfhelp.machine.replay import ReplayMachine

FIX = FilePermission()
Replay = Callable[[str], ReplayMachine]


def found(machine: ReplayMachine) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


def test_one_read_only_file_is_opened_without_a_question(replay: Replay) -> None:
    machine = replay("file-permission/debian-13--read-only")
    finding = found(machine)
    assert ENGLISH.translate(finding.summary) == "~/Documents/letter.txt is write-protected."
    assert not FIX.list_questions(finding)
    (step,) = FIX.plan_steps(finding, {})
    assert step == MakeWritable("~/Documents/letter.txt", 0o644, 0o444)
    assert step.make_undo_step(machine) == RestoreProtection("~/Documents/letter.txt", 0o444)


def test_another_users_file_is_named_and_left_alone(replay: Replay) -> None:
    finding = found(replay("file-permission/debian-13--foreign-owned"))
    assert "owner root" in finding.evidence["file 2"]
    assert finding.meaning is not None
    assert "help desk" in ENGLISH.translate(finding.meaning)
    assert [step.path for step in FIX.plan_steps(finding, {})] == ["~/Documents/budget.csv"]  # type: ignore[attr-defined]


def test_only_ticked_files_are_opened(replay: Replay) -> None:
    data = {"path": "~/a", "mode": 0o444, "frozen": False, "size": 1}
    finding = Finding(
        found(replay("file-permission/debian-13--read-only")).summary,
        data={"files": [data, {**data, "path": "~/<b>$(reboot)"}]},
    )
    (question,) = FIX.list_questions(finding)
    assert [option.label for option in question.options] == ["~/a", "~/<b>$(reboot)"]
    assert [step.path for step in FIX.plan_steps(finding, {"files": ["1"]})] == ["~/<b>$(reboot)"]  # type: ignore[attr-defined]
    assert not FIX.plan_steps(finding, {"files": []})


def test_a_locked_file_of_a_mac_is_locked_again(replay: Replay) -> None:
    machine = replay("file-permission/macos-15--locked")
    (step,) = FIX.plan_steps(found(machine), {})
    assert step.make_undo_step(machine) == RestoreProtection("~/Documents/Offer.pages", 0o644, frozen=True)


def test_another_users_files_do_not_fail_the_fix(replay: Replay) -> None:
    machine = replay("file-permission/debian-13--foreign-owned")
    finding = found(machine)
    left = FIX.verify_outcome(machine, finding, {})
    assert left is not None
    assert list(left.evidence) == ["file 1"], "the file of root was not to be changed"
