"""A half word of an input method, and a key in between."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.plain_edit import PlainEdit


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Up])
def test_a_key_in_the_middle_of_a_word_finishes_it(qtbot: QtBot, key: Qt.Key) -> None:
    """Without that "End" stood behind the end of the text, and the next letter ended the program."""
    field = PlainEdit()
    qtbot.addWidget(field)
    field.show()
    field.setPlainText("ka ")
    field.moveCursor(field.textCursor().MoveOperation.End)
    QApplication.sendEvent(field, QInputMethodEvent("にほ", []))
    QTest.keyClick(field, key)
    assert field.toPlainText() == "ka にほ"
    assert 0 <= field.textCursor().position() <= len("ka にほ")
    QTest.keyClicks(field, "n")
    assert sorted(field.toPlainText()) == sorted("ka にほn")
    QApplication.sendEvent(field, QInputMethodEvent("x", []))
    last = QInputMethodEvent()
    last.setCommitString("語")
    QApplication.sendEvent(field, last)
    assert "x" not in field.toPlainText()
    assert field.toPlainText().count("語") == 1
