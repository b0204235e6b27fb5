"""A label breaks a long word wherever the line ends, so that nothing of it is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.label import PlainLabel, insert_line_breaks

SPACE = "\N{ZERO WIDTH SPACE}"


@pytest.mark.parametrize("letter", ["w", "W", "M", "i"])
def test_a_word_of_two_hundred_letters_is_not_cut(qtbot: QtBot, letter: str) -> None:
    """Twenty-four wide letters were wider than a card, and a few pixels of each line were missing."""
    label = PlainLabel(letter * 200, "h1")
    qtbot.addWidget(label)
    label.setStyleSheet("background: white; color: black")
    label.resize(200, label.heightForWidth(200))
    picture = label.grab().toImage()
    edge = QRect(QPoint(picture.width() - 1, 0), QPoint(picture.width() - 1, picture.height() - 1))
    column = [picture.pixelColor(edge.x(), y) for y in range(edge.top(), edge.bottom() + 1)]
    assert all(colour == QColor(Qt.GlobalColor.white) for colour in column)


def test_short_words_and_accents_stay_together() -> None:
    assert insert_line_breaks("a short sentence of several words") == "a short sentence of several words"
    word = "e\N{COMBINING ACUTE ACCENT}" * 30
    broken = insert_line_breaks(word)
    assert broken.replace(SPACE, "") == word
    assert f"{SPACE}\N{COMBINING ACUTE ACCENT}" not in broken
