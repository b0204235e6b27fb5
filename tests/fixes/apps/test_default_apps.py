"""Default programs: whose choice it is, and which questions are asked."""

from __future__ import annotations

from collections.abc import Callable

from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.default_apps import DefaultApps
from selfhelp.machine.apps.default_apps import ChooseProgram
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = DefaultApps()
Replay = Callable[[str], ReplayMachine]
WEB = ("x-scheme-handler/http", "x-scheme-handler/https", "text/html")


def windows(policy: str | None) -> FakeMachine:
    """A Windows computer where the organisation chooses, or does not."""
    return FakeMachine(Platform.WINDOWS, answer=policy)


def test_windows_lets_only_the_user_choose(replay: Replay) -> None:
    finding = FIX.diagnose(replay("default-apps/windows-11--reader-gone"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == (OpenPage("default-apps"), ByHand("pick-default-app"))
    assert FIX.find_blocked_reason(windows(None), finding) is None  # type: ignore[arg-type]
    assert FIX.find_blocked_reason(windows("\\\\server\\defaults.xml"), finding) is not None  # type: ignore[arg-type]


def test_the_user_is_asked_which_app(replay: Replay) -> None:
    finding = FIX.diagnose(replay("default-apps/debian-13--reader-gone"))
    assert finding is not None
    (question,) = FIX.list_questions(finding)
    assert ENGLISH.translate(question.text) == "Which app should open PDF documents?"
    (step,) = FIX.plan_steps(finding, {"pdf": ["viewer.desktop"]})
    assert step == ChooseProgram("pdf", "config", ("application/pdf",), ("viewer.desktop",), "Viewer")


def linux() -> FakeMachine:
    """A Linux computer whose browser is gone; only one other opens all of the web."""
    files = ("config", "data", "config")
    choices = [
        {"type": kind, "value": "gone.desktop", "there": False, "file": file}
        for kind, file in zip(WEB, files, strict=True)
    ]
    programs = [
        {"id": "half.desktop", "title": "Half", "types": ["text/html"]},
        {"id": "whole.desktop", "title": "Whole", "types": list(WEB)},
    ]
    return FakeMachine(answer={"choices": choices, "programs": programs})


def test_a_browser_takes_all_web_types_in_any_file() -> None:
    finding = FIX.diagnose(linux())  # type: ignore[arg-type]
    assert finding is not None
    assert not FIX.list_questions(finding)
    assert FIX.plan_steps(finding, {}) == [
        ChooseProgram("web", "config", (WEB[0], WEB[2]), ("whole.desktop",) * 2, "Whole"),
        ChooseProgram("web", "data", (WEB[1],), ("whole.desktop",), "Whole"),
    ]
