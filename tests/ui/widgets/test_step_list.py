"""A list of steps: each with its state, and what a single one must not look like."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.status_icons import ALONE, GOOD, NEXT
from selfhelp.ui.widgets.step_list import StepList, StepWords


def test_a_single_step_is_no_unticked_radio_button(qtbot: QtBot) -> None:
    steps = StepList(numbered=True)
    qtbot.addWidget(steps)
    steps.show_steps([StepWords("Make HP your default printer.", ())])
    assert [sign.kind for sign in steps._signs] == [ALONE]
    assert not steps._signs[0].grab().isNull()
    steps.show_step_results([GOOD])
    assert [sign.kind for sign in steps._signs] == [GOOD]
    steps.show_step_results([])
    assert [sign.kind for sign in steps._signs] == [ALONE]
    steps.show_steps([StepWords("One.", ()), StepWords("Two.", ())])
    assert [sign.kind for sign in steps._signs] == [NEXT, NEXT]
