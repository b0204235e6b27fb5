"""The camera: who keeps it, and what is left to a hand or the help desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from selfhelp.core.model import Finding, Json, Platform
from selfhelp.fixes.devices.camera_not_working import CameraNotWorking
from selfhelp.machine import Command, File, Output, Reading
from selfhelp.machine.devices.camera import read_video_devices
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.processes.process_steps import CloseProgram
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = CameraNotWorking()
Replay = Callable[[str], ReplayMachine]


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"camera-not-working/{name}"))
    assert finding is not None
    return finding


def test_what_the_organisation_forbids_is_refused(replay: Replay) -> None:
    machine = replay("camera-not-working/windows-11--policy")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "Only the help desk" in str(FIX.find_blocked_reason(machine, finding))


def test_the_users_own_switch_is_opened(replay: Replay) -> None:
    finding = found(replay, "windows-11-french--not-allowed")
    assert FIX.plan_steps(finding, {}) == (OpenPage("camera-privacy"), ByHand("allow-camera"))


def test_windows_names_the_app_and_leaves_it_to_the_user(replay: Replay) -> None:
    finding = found(replay, "windows-11--taken")
    assert "Zoom.exe" in str(finding.summary)
    assert FIX.list_questions(finding) == ()
    assert FIX.plan_steps(finding, {}) == (ByHand("leave-other-call"),)


def windows(*codes: int) -> FakeMachine:
    """A Windows whose cameras have these codes, and where nobody forbids anything."""
    listed = [{"Name": f"Camera {code}", "Code": code} for code in codes]
    answer = {"Cameras": listed, "Users": [], "Chassis": [10]}
    return FakeMachine(Platform.WINDOWS, objects=[answer], ask=lambda _: None)


@pytest.mark.parametrize(
    ("codes", "trouble"), [((0, 22), None), ((22,), "forbidden"), ((0, 43), "missing"), ((0,), None)]
)
def test_a_camera_that_was_switched_off_is_not_called_broken(
    codes: tuple[int, ...], trouble: str | None
) -> None:
    finding = FIX.diagnose(windows(*codes))  # type: ignore[arg-type]
    assert (finding.data["trouble"] if finding else None) == trouble


def test_only_what_the_steps_hold_is_promised(replay: Replay) -> None:
    assert "We'll open the settings" in str(found(replay, "windows-11-french--not-allowed").meaning)
    assert "Only the help desk" in str(found(replay, "windows-11--policy").meaning)


@pytest.mark.parametrize("name", ["windows-11--missing", "macos-15--missing"])
def test_a_laptop_that_lost_its_camera_has_a_cover_or_a_key(replay: Replay, name: str) -> None:
    assert FIX.plan_steps(found(replay, name), {})[0] == ByHand("open-shutter")


class Laptop:
    """A Linux with a camera and these users of it."""

    platform = Platform.LINUX

    def __init__(self, users: Json) -> None:
        self._users = users

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return "10\n"
        assert isinstance(source, Reading)
        if source.function is read_video_devices:
            return [None, {"node": "/dev/video0", "name": "x", "usable": True}]
        return self._users

    def run(self, command: Command) -> Output:
        return Output(1, "", "No such schema")


def user(name: str, pid: int) -> Json:
    return {"name": name, "pid": pid, "started": 1.5}


def test_two_programs_are_asked_about_and_a_sharing_one_is_none() -> None:
    machine = Laptop([user("pipewire", 3), user("zoom</b>$(x)", 7), user("cheese", 8)])
    finding = FIX.diagnose(machine)  # type: ignore[arg-type]
    assert finding is not None
    (question,) = FIX.list_questions(finding)
    assert [option.key for option in question.options] == ["7", "8"]
    assert FIX.plan_steps(finding, {"program": ["8"]}) == [CloseProgram("cheese", (8,), (1.5,))]
    assert FIX.diagnose(Laptop([user("pipewire", 3)])) is None  # type: ignore[arg-type]


def test_only_what_takes_pictures_is_a_camera(tmp_path: Path) -> None:
    for name, index in (("video0", "0"), ("video1", "1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "name").write_text("Cam\n")
        (tmp_path / name / "index").write_text(f"{index}\n")
    (tmp_path / "video2").mkdir()  # gone while it is read
    assert [entry["node"] for entry in read_video_devices(str(tmp_path), "/nowhere")] == ["/nowhere/video0"]
