"""Widgets that were added later are read where they stand."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.section_frame import order_by_layout
from selfhelp.ui.widgets.tab_order import iter_tab_stops


def test_a_card_that_was_added_above_comes_first_in_the_tab_order(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    first, second, added = QPushButton("1"), QPushButton("2"), QPushButton("0")
    column.addWidget(first)
    column.addWidget(second)
    whole.show()
    column.insertWidget(0, added)
    added.show()
    assert [*iter_tab_stops(whole)] == [first, second, added]
    order_by_layout(column)
    assert [*iter_tab_stops(whole)] == [added, first, second]
