"""selfhelp steps: what scripts rely on, and that the terminal gets no control characters."""

from __future__ import annotations

import json

import pytest

from selfhelp.app.composition import App
from selfhelp.cli import steps as command
from selfhelp.cli.main import run
from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.steps.recording import Recording, StepKind
from selfhelp.steps.step_recorder import StepRecorder


def recorded(*, finished: bool = True) -> Recording:
    recorder = StepRecorder(App.build().recordings, str)
    recorder.add_step(StepKind.WINDOW, WindowFacts(1, 2, ("Writer",), "Letter \x1b[31m"))
    return recorder.finish() if finished else recorder.recording


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    status = run(["steps", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_recordings_are_listed_shown_and_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "list") == (0, {"schema": 1, "recordings": []})
    recording = recorded()
    rows = [{"id": recording.id, "steps": 1, "finished": True}]
    assert answer(capsys, "list") == (0, {"schema": 1, "recordings": rows})
    status, shown = answer(capsys, "show")
    assert (status, shown["id"], len(shown["recording"]["steps"])) == (0, recording.id, 1)
    assert answer(capsys, "delete", recording.id) == (0, {"schema": 1, "id": recording.id, "deleted": True})
    assert answer(capsys, "list")[1]["recordings"] == []


def test_an_interrupted_one_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    recording = recorded(finished=False)
    assert run(["steps", "list"]) == 0
    assert capsys.readouterr().out == f"{recording.id}: 1 step, interrupted\n"


def test_foreign_text_does_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    recorded()
    assert run(["steps", "show"]) == 0
    told = capsys.readouterr().out
    assert "Letter" in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    "arguments", [["show"], ["show", "../x"], ["delete", "nothing"], ["export", "-o", "x"]]
)
def test_what_is_not_there(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["steps", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("child", "status"),
    [((1, "", ""), 1), ((3, "", "No display is available."), 3)],
    ids=["discarded", "no display"],
)
def test_how_recording_ends(
    child: tuple[int, str, str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "run_steps_child", lambda _arguments: child)
    assert run(["steps", "record"]) == status


def test_a_finished_recording_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = recorded()
    monkeypatch.setattr(command, "run_steps_child", lambda _arguments: (0, recording.id, ""))
    assert answer(capsys, "record") == (0, {"schema": 1, "id": recording.id, "steps": 1})
