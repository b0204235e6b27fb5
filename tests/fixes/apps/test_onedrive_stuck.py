"""OneDrive: started before it is reset, reset only when the user says so, and not where it is not used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.onedrive_stuck import OnedriveStuck
from selfhelp.machine.apps.onedrive import ResetOneDrive, StartOneDrive
from selfhelp.machine.apps.onedrive_linux import StartOneDriveService
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = OnedriveStuck()
Replay = Callable[[str], ReplayMachine]


def windows(program: bool, folders: list[str], forbidden: bool) -> FakeMachine:
    """A Windows computer with a certain set-up of OneDrive."""
    return FakeMachine(
        Platform.WINDOWS, answer={"program": program, "folders": folders, "forbidden": forbidden}
    )


@pytest.mark.parametrize(
    "machine", [windows(True, [], False), windows(False, ["x"], False), windows(True, ["x"], True)]
)
def test_a_computer_that_does_not_use_it_has_no_fault(machine: FakeMachine) -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(machine)  # type: ignore[arg-type]


def test_it_is_started(replay: Replay) -> None:
    finding = FIX.diagnose(replay("onedrive-stuck/windows-11--stopped"))
    assert finding is not None
    assert not FIX.list_questions(finding)
    assert FIX.plan_steps(finding, {}) == (StartOneDrive(),)


def test_reset_is_offered_after_crashes(replay: Replay) -> None:
    finding = FIX.diagnose(replay("onedrive-stuck/windows-11-french--crashed"))
    assert finding is not None
    (question,) = FIX.list_questions(finding)
    assert [(o.key, o.chosen) for o in question.options] == [("start", True), ("reset", False)]
    assert FIX.plan_steps(finding, {"how": ["start"]}) == (StartOneDrive(),)
    assert FIX.plan_steps(finding, {"how": ["reset"]}) == (ResetOneDrive(), StartOneDrive())
    assert "can't be undone" in ENGLISH.translate(ResetOneDrive().risk or "")


def test_only_the_user_renames_files(replay: Replay) -> None:
    finding = FIX.diagnose(replay("onedrive-stuck/windows-11--names"))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "OneDrive can't sync the file plans/con.txt."
    assert FIX.plan_steps(finding, {}) == (ByHand("onedrive-rename"),)


@pytest.mark.parametrize(
    ("transcript", "summary", "steps"),
    [
        ("debian-13--not-signed-in", "aren't signed in", [ByHand("onedrive-sign-in")]),
        ("debian-13--names", "can't sync the file a:b.txt", [ByHand("onedrive-rename")]),
        ("debian-13--stopped", "isn't running", [ByHand("onedrive-start")]),
        ("ubuntu-24.04--service-failed", "isn't running", [StartOneDriveService()]),
        ("debian-13--compare-anew", "settings have changed", []),
    ],
)
def test_on_linux(replay: Replay, transcript: str, summary: str, steps: list[object]) -> None:
    """Comparing anew is never done from here: it can replace files by older ones."""
    finding = FIX.diagnose(replay(f"onedrive-stuck/{transcript}"))
    assert finding is not None
    assert summary in ENGLISH.translate(finding.summary)
    assert not FIX.list_questions(finding)
    assert list(FIX.plan_steps(finding, {})) == steps


def linux(**differs: Json) -> FakeMachine:
    """A Linux computer with a certain set-up of the free client."""
    usual = {"program": True, "used": True, "signed": True, "folder": "~/OneDrive", "free": 10**12}
    return FakeMachine(answer=usual | differs)


@pytest.mark.parametrize("machine", [linux(program=False), linux(used=False)])
def test_on_linux_too_who_does_not_use_it_has_no_fault(machine: FakeMachine) -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(machine)  # type: ignore[arg-type]


def test_on_a_full_disk_room_comes_first() -> None:
    finding = FIX.diagnose(linux(free=49_999_999))  # type: ignore[arg-type]
    assert finding is not None
    assert "disk is full" in ENGLISH.translate(finding.summary)
    assert not FIX.plan_steps(finding, {})
