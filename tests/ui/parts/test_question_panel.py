"""A question with one option is a statement with one button; a choice has options."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from selfhelp.core.model import ChoiceQuestion, Option
from selfhelp.core.text import ENGLISH, N_
from selfhelp.ui.parts.question_panel import QuestionPanel

VIDEO = Option("/home/a/film.mp4", "~/film.mp4", N_("{size}", size="5 GB"))


@pytest.fixture
def panel(qtbot: QtBot) -> QuestionPanel:
    made = QuestionPanel(ENGLISH.translate)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("several", [False, True])
def test_the_only_option_is_stated_and_taken_with_one_button(
    panel: QuestionPanel, qtbot: QtBot, several: bool
) -> None:
    """A lone box to tick, with Continue beside it, led to a fix that did nothing."""
    panel.ask_question(ChoiceQuestion("files", N_("Which files?"), [VIDEO], several))
    assert not panel._choice.isVisible()
    assert panel._detail.text() == "There's only one option: ~/film.mp4\n5 GB"
    assert panel.get_question_text() == f"Which files? {panel._detail.text()}", "it is spoken"
    assert panel.yes.isEnabled()
    with qtbot.waitSignal(panel.answered) as answer:
        panel.yes.click()
    assert answer.args == [["/home/a/film.mp4"]]


def test_a_preselected_box_can_be_cleared_and_no_other_is_promised(
    panel: QuestionPanel, qtbot: QtBot
) -> None:
    """It said "You can choose more than one option." beside one box."""
    panel.ask_question(ChoiceQuestion("again", N_("Open it again?"), [Option("a", "A", chosen=True)], True))
    assert panel._detail.isHidden()
    panel._choice.findChild(QCheckBox).click()
    with qtbot.waitSignal(panel.answered) as answer:
        panel.yes.click()
    assert answer.args == [[]]


def test_several_options_are_a_choice(panel: QuestionPanel) -> None:
    panel.ask_question(ChoiceQuestion("files", N_("Which files?"), [VIDEO, Option("b", "B")], True))
    assert panel._choice.isVisible()
    assert panel._detail.text() == "You can choose more than one option."
    assert panel.get_question_text() == "Which files?"
