"""A half word of an input method, and a key in between."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.plain_edit import PlainEdit

TEXT = "word " * 12


def half_written(qtbot: QtBot, field: QPlainTextEdit, at: int) -> None:
    qtbot.addWidget(field)
    field.resize(200, 200)
    field.show()
    field.setPlainText(TEXT)
    qtbot.wait(1)
    cursor = field.textCursor()
    cursor.setPosition(at)
    field.setTextCursor(cursor)
    QApplication.sendEvent(field, QInputMethodEvent("にほんご", []))


@pytest.mark.parametrize("at", [3, 40, 59])
@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown])
def test_a_key_in_the_middle_of_a_word_finishes_it(qtbot: QtBot, key: Qt.Key, at: int) -> None:
    field = PlainEdit()
    half_written(qtbot, field, at)
    QTest.keyClick(field, key)
    assert field.toPlainText() == TEXT[:at] + "にほんご" + TEXT[at:]
    assert field.textCursor().position() <= len(field.toPlainText())
    QTest.keyClicks(field, "n")
    assert field.toPlainText().count("n") == 1


def test_qt_alone_goes_behind_the_end(qtbot: QtBot) -> None:
    """The next letter would end the program; where this fails, Qt has mended it, and `PlainEdit` can go."""
    behind = []
    for at in range(len(TEXT)):  # on the last line but one, wherever that begins in this font
        field = QPlainTextEdit()
        half_written(qtbot, field, at)
        QTest.keyClick(field, Qt.Key.Key_Down)
        behind.append(field.textCursor().position() > len(field.toPlainText()))
        field.moveCursor(QTextCursor.MoveOperation.Start)
    assert any(behind)


def test_a_word_that_is_finished_as_it_should_be_is_there_once(qtbot: QtBot) -> None:
    field = PlainEdit()
    half_written(qtbot, field, 3)
    last = QInputMethodEvent()
    last.setCommitString("日本語")
    QApplication.sendEvent(field, last)
    QTest.keyClicks(field, "n")
    assert field.toPlainText() == TEXT[:3] + "日本語n" + TEXT[3:]


def test_a_half_word_that_went_with_its_text_does_not_come_back(qtbot: QtBot) -> None:
    field = PlainEdit()
    half_written(qtbot, field, 3)
    field.setPlainText("another ticket")
    QTest.keyClick(field, Qt.Key.Key_End)
    assert field.toPlainText() == "another ticket"
