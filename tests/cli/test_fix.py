"""selfhelp fix: what it says to a person where repairing one thing was not enough."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from selfhelp.cli.call import TerminalPrompts
from selfhelp.cli.fix import print_run_result, run_command
from selfhelp.core.model import CheckResult, CheckState, ChoiceQuestion, Finding, FixRun, Option, Outcome
from selfhelp.core.text import N_
from selfhelp.diagnosis.diagnosis import Diagnosis
from selfhelp.diagnosis.verdict import NextStep, NextStepKind, PreparedTicket, Verdict, VerdictKind
from selfhelp.engine.engine import Engine
from tests.cli.test_diagnose import called
from tests.diagnosis.recorded_computer import Computer, computer

NOW = datetime(2026, 11, 30, tzinfo=UTC)

VERDICT = Verdict(VerdictKind.CAUSE, N_("Paused."), PreparedTicket(N_("Paused."), "printing"))


def repaired(
    fix: str, machine: Computer, folder: Path, monkeypatch: pytest.MonkeyPatch, *, as_json: bool = False
) -> int:
    """Run the command where the fix itself ends well."""
    done = FixRun("r", fix, Outcome.FIXED, CheckResult(fix, CheckState.FOUND), (), None, NOW, NOW)
    monkeypatch.setattr(Engine, "run", lambda *_: done)
    call: Any = called(folder, machine, "", as_json=as_json)
    call.options = Namespace(id=fix, yes=True, choose=[], json=as_json)
    return run_command(call)


def test_a_cancelled_document_next_to_a_paused_printer_is_not_called_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = computer("printing", "print-offline/debian-13--paused")
    assert repaired("print-stuck-queue", machine, tmp_path, monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2] == "The problem isn't solved yet: The printer office is paused."
    assert lines[-1] == "To contact the help desk, run: selfhelp send --help"


def test_where_the_goal_passes_nothing_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repaired("audio-no-sound", computer("sound"), tmp_path, monkeypatch) == 0
    assert "solved yet" not in capsys.readouterr().out


def test_after_a_new_default_it_says_what_is_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    around = NextStep(
        NextStepKind.LEFT_BEHIND, N_("You can now print on hall."), VERDICT, N_("Office is paused.")
    )
    monkeypatch.setattr(Diagnosis, "verify_fix", lambda *_: around)
    assert repaired("print-wrong-default", computer("printing"), tmp_path, monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["You can now print on hall.", "Office is paused."]


def test_a_script_gets_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = computer("printing", "print-offline/debian-13--paused")
    repaired("print-stuck-queue", machine, tmp_path, monkeypatch, as_json=True)
    assert len(capsys.readouterr().out.splitlines()) == 1


class Terminal(io.StringIO):
    """Somebody at a terminal who types these lines."""

    def isatty(self) -> bool:
        return True


PRINTERS = ChoiceQuestion(
    "printer",
    N_("Which printer do you need?"),
    [
        Option("a", "Colour printer", N_("Room {room}", room="2.14"), chosen=True, groups=("North", "2")),
        Option("b", "Plain printer", groups=("North", "1")),
        Option("c", "Plain printer", groups=("South", "2")),
    ],
)


def asked(
    typed: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, list[str]]:
    """Let somebody choose a printer, and return what they chose and what they saw."""
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    call: Any = called(folder, computer("printing"), "", as_json=False)
    chosen = TerminalPrompts(call).ask_question(PRINTERS)
    return chosen, capsys.readouterr().err.splitlines()


def test_a_printer_is_found_by_words_and_chosen_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, seen = asked("south 2\n3\n", tmp_path, capsys, monkeypatch)
    assert chosen == ["c"], "a floor number is no option number"
    assert seen[:4] == [
        "Which printer do you need?",
        "* 1. Colour printer  North, 2  Room 2.14",
        "  2. Plain printer  North, 1",
        "  3. Plain printer  South, 2",
    ]
    assert seen[4].endswith("  3. Plain printer  South, 2")
    assert "  2. Plain printer  North, 1" not in seen[4:]


def test_words_that_no_printer_has_ask_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, seen = asked("west\n\n", tmp_path, capsys, monkeypatch)
    assert chosen == ["a"]
    assert any(line.endswith("No option matches. Try other words.") for line in seen)


def test_a_wish_that_was_refused_is_not_called_a_danger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = CheckResult("print-missing", CheckState.FOUND, Finding(N_("Add one."), on_request=True))
    why = N_("Only an administrator can add the printer {printer} here.", printer="Plotter")
    done = FixRun("r", "print-missing", Outcome.REFUSED, before, (), None, NOW, NOW, why)
    call: Any = called(tmp_path, computer("printing"), "", as_json=False)
    assert print_run_result(call, done) == 1
    said = capsys.readouterr().out
    assert "Not fixed. Contact the help desk." in said
    assert "Only an administrator can add the printer Plotter here." in said
    assert "safe" not in said
