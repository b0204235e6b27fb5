"""Answers side by side: the arrow keys go through all of them, in whatever lines they stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.segmented_choice import SegmentedChoice

ANSWERS = ("a", "a much longer answer than that", "b", "c is long as well, but less", "d", "e")


@pytest.mark.parametrize("width", [180, 260, 340, 420, 900])
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_arrow_keys_go_in_the_order_of_the_answers(width: int, mirrored: bool, qtbot: QtBot) -> None:
    chips = SegmentedChoice(ANSWERS)
    qtbot.addWidget(chips)
    chips.set_texts("Which?", ANSWERS)
    if mirrored:
        chips.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    chips.resize(width, chips.heightForWidth(width))
    chips.show()
    chips.activateWindow()
    qtbot.waitUntil(chips.isActiveWindow)
    keys = Qt.Key
    on, back = (keys.Key_Left, keys.Key_Right) if mirrored else (keys.Key_Right, keys.Key_Left)
    names = list(ANSWERS)
    for key, order in ((on, names), (keys.Key_Down, names), (back, names[::-1]), (keys.Key_Up, names[::-1])):
        chips.buttons[order[0]].setFocus()
        for name in (*order[1:], order[0]):
            QTest.keyClick(QApplication.focusWidget(), key)
            assert chips.buttons[name].hasFocus(), name
    assert chips.get_chosen_key() == ""  # nothing is chosen by going about
    chips.set_chosen_key("b")
    chips.buttons["b"].setFocus()
    QTest.keyClick(chips.buttons["b"], keys.Key_Down)
    assert chips.get_chosen_key() == ANSWERS[3]  # a choice already made is kept
