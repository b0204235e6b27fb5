"""A page that scrolls a moment late does not pull back who has scrolled themselves by then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.page_area import PageArea, scroll_into_view


@pytest.fixture
def page(qtbot: QtBot) -> FootedPage:
    """Much higher than its window."""
    page = FootedPage()
    qtbot.addWidget(page)
    for number in range(40):
        page.body.addWidget(PlainLabel(f"Line {number}"))
    page.resize(300, 300)
    page.show()
    qtbot.waitUntil(lambda: page.area.verticalScrollBar().maximum() > 600)
    return page


def wheel(area: PageArea) -> None:
    middle = QPointF(area.viewport().rect().center())
    modes = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turned = QWheelEvent(middle, area.mapToGlobal(middle), QPoint(), QPoint(0, -120), *modes, False)
    QApplication.sendEvent(area.viewport(), turned)


def key(area: PageArea) -> None:
    QTest.keyClick(area, Qt.Key.Key_PageDown)


def bar(area: PageArea) -> None:
    area.bar.triggerAction(QScrollBar.SliderAction.SliderSingleStepAdd)


HANDS = [wheel, key, bar]
LATE: list[Callable[[FootedPage, QWidget], None]] = [
    lambda page, part: page.scroll_to(part),
    lambda page, part: page.scroll_to_start_of_part(part, part),
]


def last(page: FootedPage) -> QWidget:
    item = page.body.itemAt(39)
    assert item is not None
    part = item.widget()
    assert part is not None
    return part


@pytest.mark.parametrize("late", LATE, ids=["reveal", "begin_at"])
@pytest.mark.parametrize("scroll", HANDS)
def test_scrolling_early_keeps_the_position(
    scroll: Callable[[PageArea], None],
    late: Callable[[FootedPage, QWidget], None],
    page: FootedPage,
    qtbot: QtBot,
) -> None:
    where = page.area.verticalScrollBar()
    late(page, last(page))
    scroll(page.area)
    here = where.value()
    assert 0 < here < where.maximum()
    qtbot.wait(50)
    assert where.value() == here
    late(page, last(page))  # the next time is meant
    qtbot.waitUntil(lambda: where.value() == where.maximum())


def test_who_scrolls_back_between_the_two_times_is_not_brought_there_again(
    page: FootedPage, qtbot: QtBot
) -> None:
    where = page.area.verticalScrollBar()

    def back(value: int) -> None:
        if value == where.maximum():
            page.area.bar.triggerAction(QScrollBar.SliderAction.SliderToMinimum)

    with qtbot.waitSignal(page.area.scrolled):
        where.valueChanged.connect(back)
        page.scroll_to(last(page))
    where.valueChanged.disconnect(back)
    qtbot.wait(50)
    assert where.value() == 0


def test_who_does_nothing_is_brought_there(page: FootedPage, qtbot: QtBot) -> None:
    where = page.area.verticalScrollBar()
    page.scroll_to(last(page))
    page.body.insertSpacing(0, 200)  # it becomes higher meanwhile
    qtbot.wait(50)
    assert last(page).visibleRegion().boundingRect() == last(page).rect()
    assert where.value() > 600


def test_a_part_that_is_gone_by_then_is_passed_over(page: FootedPage, qtbot: QtBot) -> None:
    """A line was deleted before the page scrolled to it, which ended in an error."""
    where, gone = page.area.verticalScrollBar(), PlainLabel("")
    page.body.addWidget(gone)
    scroll_into_view(last(page), gone, last(page))
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: where.value() > 600)
