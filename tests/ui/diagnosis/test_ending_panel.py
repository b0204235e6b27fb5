"""The panel with a fix's outcome: one answer, and one button."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Outcome
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.verdict import (
    NextStep,
    NextStepKind,
    PreparedTicket,
    ProposedFix,
    Verdict,
    VerdictKind,
)
from selfhelp.ui.diagnosis.ending_panel import EndingPanel
from selfhelp.ui.diagnosis.ending_words import Ending

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
BY_HAND = ("default-printer",)
PREVENTION = N_("Switch the printer on before you print.")


def shown(qtbot: QtBot, ending: Ending) -> EndingPanel:
    panel = EndingPanel(str)
    qtbot.addWidget(panel)
    panel.show_ending(ending, PREVENTION, BY_HAND)
    return panel


def healthy() -> FixRun:
    """A run whose check found nothing: it was mended between the answer and the fix."""
    before = CheckResult("print-wrong-default", CheckState.HEALTHY)
    return FixRun("", "print-wrong-default", Outcome.HEALTHY, before, (), None, NOW, NOW)


def step(kind: NextStepKind, sentence: str) -> NextStep:
    ticket = PreparedTicket(N_("Printer"), "printing")
    return NextStep(kind, Text(sentence), Verdict(VerdictKind.CAUSE, N_("The printer is paused."), ticket))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (NextStepKind.SOLVED, "You can print again."),
        (NextStepKind.ELSEWHERE, "You can now print on Hall."),
        (NextStepKind.LEFT_BEHIND, "You can now print on Hall."),
    ],
)
def test_a_success_has_nothing_to_try_beside_it(qtbot: QtBot, kind: NextStepKind, sentence: str) -> None:
    """ "You can print again." stood above "Things to try: choose the printer you want"."""
    panel = shown(qtbot, Ending(healthy(), step(kind, sentence)))
    assert panel.heading.text() == sentence
    assert panel._try.isHidden()
    assert panel._steps.isHidden()
    assert not panel.done.isHidden()
    assert panel.help.isHidden()


def test_a_user_for_whom_it_works_again_has_nothing_left_to_try(qtbot: QtBot) -> None:
    asked = Ending(healthy(), step(NextStepKind.UNPROVEN, "Nothing was found."))
    panel = shown(qtbot, asked)
    assert not panel._steps.isHidden()
    panel.show_ending(asked.copy_with_answer(True, ()), PREVENTION, BY_HAND)
    assert panel._steps.isHidden()


def test_another_fix_leaves_the_new_check_within_reach(qtbot: QtBot) -> None:
    """IT may have mended it meanwhile; only the other fix was offered."""
    found = step(NextStepKind.FIX, "The printer is silent.")
    fix = ProposedFix("print-wrong-default", N_("Change the default printer"), Finding(N_("It is off.")))
    panel = shown(qtbot, Ending(healthy(), replace(found, way=fix)))
    assert not panel.next.isHidden()
    assert not panel._again.isHidden()
    panel = shown(qtbot, Ending(healthy(), replace(found, kind=NextStepKind.STILL_THERE, instead=fix)))
    assert panel.next.text() == "Check again"
    assert panel._again.isHidden(), "it isn't offered twice"


def test_a_problem_that_was_not_found_has_things_to_try(qtbot: QtBot) -> None:
    panel = shown(qtbot, Ending(healthy(), chosen=True))
    assert panel.heading.text() == "We found no problem."
    assert not panel._try.isHidden()
    assert not panel._steps.isHidden()
    assert not panel.help.isHidden()
