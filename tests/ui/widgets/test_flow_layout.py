"""Widgets side by side begin a new line where there is no room, and their height is never an old one."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.flow_layout import FlowLayout

SIDE, AIR = 100, 8


def box() -> QLabel:
    label = QLabel()
    label.setFixedSize(SIDE, SIDE)
    return label


def lines(flow: FlowLayout) -> int:
    """Return how many lines it needs where two stand side by side."""
    QApplication.processEvents()  # Qt tells a layout of all changes at once, before it lays out
    return (flow.heightForWidth(2 * SIDE + AIR) + AIR) // (SIDE + AIR)


def test_its_height_follows_what_is_in_it(qtbot: QtBot) -> None:
    page, flow = QWidget(), FlowLayout(spacing=AIR)
    qtbot.addWidget(page)
    QVBoxLayout(page).addLayout(flow)
    boxes = [box() for _ in range(5)]
    for one in boxes:
        flow.addWidget(one)
    page.show()
    assert lines(flow) == 3
    boxes[0].hide()
    assert lines(flow) == 2
    boxes[0].show()
    assert lines(flow) == 3
    boxes[0].setFixedSize(2 * SIDE, SIDE)
    boxes[1].setFixedSize(2 * SIDE, SIDE)
    assert lines(flow) == 4
    flow.takeAt(0)
    assert lines(flow) == 3
    flow.removeWidget(boxes[1])
    assert lines(flow) == 2
    flow.addWidget(box())
    flow.addWidget(box())
    assert lines(flow) == 3
