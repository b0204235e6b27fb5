"""The search box of the first screen: a long sentence can be read from its beginning."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.card_list import CardList
from selfhelp.ui.widgets.search_box import SearchBox

LONG = "my laptop has been making a strange noise since this morning and " * 4


def middle(box: SearchBox) -> int:
    """The place in the text that is seen in the middle of the box."""
    box.grab()  # a field scrolls when it is painted
    return box.cursorPositionAt(box.rect().center())


def test_a_long_sentence_shows_its_beginning_once_the_user_has_moved_on(qtbot: QtBot) -> None:
    page, box, other = QWidget(), SearchBox(CardList()), QLineEdit()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(box)
    column.addWidget(other)
    page.resize(360, 120)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    box.setFocus()
    box.setText(LONG)
    assert middle(box) > len(LONG) / 2, "while typing, the end is seen"
    other.setFocus()
    assert middle(box) < len(LONG) / 2
    box.setFocus()
    box.select_all_from_end()
    assert box.selectedText() == LONG
    assert middle(box) < len(LONG) / 2
