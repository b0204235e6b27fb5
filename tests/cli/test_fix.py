"""selfhelp fix: what it says to a person where repairing one thing was not enough."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from selfhelp.cli.fix import run
from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome
from selfhelp.engine.engine import Engine
from tests.cli.test_diagnose import called
from tests.diagnosis.recorded_computer import Computer, computer

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def repaired(
    fix: str, machine: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch, *, as_json: bool = False
) -> int:
    """Run the command where the fix itself ends well."""
    done = FixRun("r", fix, Outcome.FIXED, CheckResult(fix, CheckState.FOUND), (), None, NOW, NOW)
    monkeypatch.setattr(Engine, "run", lambda *_: done)
    call: Any = called(folder, machine, "", as_json=as_json)
    call.options = Namespace(id=fix, yes=True, choose=[], json=as_json)
    return run(call)


def test_a_cancelled_document_next_to_a_paused_printer_is_not_called_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = computer("printing", "print-offline/debian-13--paused")
    assert repaired("print-stuck-queue", machine, tmp_path, monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2] == "The problem isn't solved yet: The printer office is paused."
    assert lines[-1] == "Write to the help desk: selfhelp send --help"


def test_where_the_goal_passes_nothing_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repaired("audio-no-sound", computer("sound"), tmp_path, monkeypatch) == 0
    assert "solved yet" not in capsys.readouterr().out


def test_a_script_gets_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = computer("printing", "print-offline/debian-13--paused")
    repaired("print-stuck-queue", machine, tmp_path, monkeypatch, as_json=True)
    assert len(capsys.readouterr().out.splitlines()) == 1
