"""Drop-down lists: scrolling a page never changes an answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QStylePainter
from pytestqt.qtbot import QtBot

from selfhelp.ui import theme
from selfhelp.ui.widgets.dropdown import TEXT_MARGIN, Dropdown

UI = Path(__file__).parents[3] / "selfhelp" / "ui"


def turn(box: Dropdown) -> bool:
    """Turn the wheel by one notch over it; say whether it was taken."""
    event = QWheelEvent(
        QPointF(5, 5),
        box.mapToGlobal(QPointF(5, 5)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    return event.isAccepted()


@pytest.fixture
def box(qtbot: QtBot) -> Dropdown:
    made = Dropdown()
    qtbot.addWidget(made)
    made.addItems(["one", "two", "three"])
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_wheel_scrolls_the_page_and_changes_nothing(box: Dropdown) -> None:
    box.clearFocus()
    assert not turn(box), "the page takes it"
    assert box.currentIndex() == 0
    assert not box.hasFocus()


def test_the_wheel_changes_the_list_that_has_the_focus(box: Dropdown) -> None:
    box.setFocus()
    turn(box)
    assert box.currentIndex() == 1


def test_every_list_and_number_box_of_the_window_is_such_a_one() -> None:
    made = re.compile(
        r"\b(?:QComboBox|QSpinBox|QDoubleSpinBox|QDateEdit|QTimeEdit|QDateTimeEdit|QSlider)\(\)"
    )
    found = [path.name for path in UI.rglob("*.py") if made.search(path.read_text("utf-8"))]
    assert found == [], "use selfhelp.ui.widgets.dropdown.Dropdown"


def test_every_entry_is_in_sight_and_large_enough_to_hit(box: Dropdown) -> None:
    theme.apply_theme(cast("QApplication", QApplication.instance()), "light")
    box.showPopup()
    rows = [box.view().visualRect(box.model().index(row, 0)) for row in range(box.count())]
    assert rows[-1].bottom() <= box.view().viewport().rect().bottom()
    assert all(row.height() >= 24 for row in rows)
    box.hidePopup()


@pytest.mark.parametrize("sheet", [False, True])
def test_the_longest_value_fits(box: Dropdown, sheet: bool, qapp: QApplication) -> None:
    if sheet:
        theme.apply_theme(qapp, "light")
    box.setProperty("chip", sheet)
    box.addItem("Sound, microphone, camera")
    box.resize(box.sizeHint())
    needed = box.fontMetrics().horizontalAdvance("Sound, microphone, camera")
    assert box._find_text_width(box.size()) >= needed + 2 * TEXT_MARGIN
    assert box.minimumSizeHint().width() < box.sizeHint().width()


def test_a_value_without_room_ends_with_an_ellipsis(box: Dropdown, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    label = QStyle.ControlElement.CE_ComboBoxLabel

    def draw(_painter: object, element: object, option: Any) -> None:
        if element == label:
            drawn.append(option.currentText)

    monkeypatch.setattr(QStylePainter, "drawControl", draw)
    box.setItemText(0, "Sound, microphone, camera")
    for width in (400, 120):
        box.resize(width, box.height())
        box.grab()
    assert drawn[0] == "Sound, microphone, camera"
    assert drawn[-1].endswith("…")
