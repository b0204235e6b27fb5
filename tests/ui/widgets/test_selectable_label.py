"""What somebody wrote can be marked and copied, and is laid out as a document only where somebody does so."""

from __future__ import annotations

from itertools import count, pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import NARROW, ProseLabel
from selfhelp.ui.widgets.selectable_label import SelectableLabel

LATIN = "It prints only half of each page.\n\nSince Monday.\n\t- paper is there\n" * 6
HEBREW = "המדפסת אינה מדפיסה " * 20
MIXED = "Imprimante « été » 👩\u200d🔧: " + HEBREW
MARKS = Qt.TextInteractionFlag.TextSelectableByMouse


def drawn(label: QLabel, width: int) -> QImage:
    """Return what it looks like at a width."""
    label.setFixedSize(width, label.heightForWidth(width))
    return label.grab().toImage()


@pytest.mark.parametrize("text", ["x", LATIN, HEBREW, MIXED, "a\u2028b\n\n\n", "y" * 500])
@pytest.mark.parametrize("width", [90, 260, 401])
def test_it_looks_as_the_document_that_it_becomes(qtbot: QtBot, text: str, width: int) -> None:
    theme.apply_theme(QGuiApplication.instance(), "light")  # type: ignore[arg-type] # it is a QApplication
    label, document = SelectableLabel(text), ProseLabel(text)
    document.setTextInteractionFlags(MARKS)
    for each in (label, document):
        qtbot.addWidget(each)
    before = drawn(label, width)
    assert before == drawn(document, width)
    QTest.mousePress(label, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton)
    assert drawn(label, width) == before


def test_words_are_marked_with_the_mouse_and_copied(qtbot: QtBot) -> None:
    label = SelectableLabel("take this\n" + LATIN)
    qtbot.addWidget(label)
    label.resize(300, label.heightForWidth(300))
    label.show()
    assert not label.textInteractionFlags() & MARKS
    line = label.fontMetrics().lineSpacing()
    start, end = QPoint(1, line // 2), QPoint(290, line // 2)
    QTest.mousePress(label, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(label, end)
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton, pos=end)
    assert label.selectedText() == "take this"
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "take this"


def test_the_mouse_over_it_is_enough(qtbot: QtBot) -> None:
    label = SelectableLabel(LATIN)
    qtbot.addWidget(label)
    label.resize(300, 300)
    with qtbot.waitExposed(label, timeout=30_000):
        label.show()
    turns = count()

    def entered() -> bool:
        """Go on moving: the mouse may have been there, or the window not yet, when it was moved first."""
        QTest.mouseMove(label, QPoint(5 + next(turns) % 100, 5))
        return bool(label.textInteractionFlags() & MARKS)

    qtbot.waitUntil(entered, timeout=30_000)


def test_right_to_left_text_is_aligned_right(qtbot: QtBot) -> None:
    label = SelectableLabel("המדפסת אינה מדפיסה")
    qtbot.addWidget(label)
    picture = drawn(label, 700)
    ground = picture.pixelColor(0, 0)

    def inked(columns: range) -> bool:
        return any(picture.pixelColor(x, y) != ground for x in columns for y in range(picture.height()))

    assert inked(range(600, 700))
    assert not inked(range(60))


def test_the_narrower_the_higher_but_no_page_makes_it_as_narrow_as_its_hint(qtbot: QtBot) -> None:
    label = ProseLabel(LATIN.replace("\n", " "))
    qtbot.addWidget(label)
    heights = [label.heightForWidth(width) for width in (2 * NARROW, 200, 400, 800)]
    assert all(before > after for before, after in pairwise(heights))
    assert label.heightForWidth(NARROW + 2) == label.fontMetrics().lineSpacing()
