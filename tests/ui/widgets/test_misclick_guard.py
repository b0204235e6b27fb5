"""What arrives by itself never puts something else under a click than what the user aimed at."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import Finding
from selfhelp.machine import Machine
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.widgets import misclick_guard as module
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.window import SMALLEST
from tests.ui.fakes import Printer
from tests.ui.office import StuckQueue, furnish
from tests.ui.pages import Make


class SlowQueue(StuckQueue):
    """A look that takes until the test lets it end."""

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self.may_end = threading.Event()

    def diagnose(self, machine: Machine) -> Finding | None:
        self.may_end.wait(20)
        return super().diagnose(machine)


@pytest.fixture
def slow(app: App, printer: Printer) -> SlowQueue:
    furnish(app, printer)
    fix = SlowQueue(printer)
    known = {**app.catalog.all_fixes, fix.id: fix}
    app.catalog.__dict__.update(all_fixes=known, fixes=known, checks={**app.catalog.checks, fix.id: fix})
    return fix


def click(at: QPoint) -> None:
    """Click what is at a place of the screen now, as a hand does."""
    widget = QApplication.widgetAt(at)
    assert widget is not None
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.mapFromGlobal(at))


def aim(home: HomeScreen, qtbot: QtBot) -> tuple[QPushButton, QPoint]:
    """Put the mouse on a link beside what may come."""
    qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    qtbot.wait(50)
    link = home._browse
    at = link.mapToGlobal(link.rect().center())
    QCursor.setPos(at)
    return link, at


@pytest.mark.slow
@pytest.mark.parametrize("size", [SMALLEST, QSize(1000, 720)], ids=["small", "wide"])
def test_the_end_of_the_first_check_moves_nothing_under_the_pointer(
    size: QSize, make_window: Make, slow: SlowQueue, app: App, qtbot: QtBot
) -> None:
    app.preferences = app.preferences.copy_with_changes(welcomed="yes")
    window = make_window()
    window.resize(size)
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    link, at = aim(home, qtbot)
    chosen: list[str] = []
    link.clicked.disconnect()
    link.clicked.connect(lambda: chosen.append("browse"))
    home._health._problems.chosen.connect(chosen.append)
    slow.may_end.set()
    for step in range(20):  # a hand on its way
        QCursor.setPos(at + QPoint(step % 7, step % 5))
        qtbot.wait(50)
        assert link.mapToGlobal(link.rect().center()) == at
    assert home._health._problems.list_shown_keys() == []
    qtbot.waitUntil(lambda: home._health._problems.list_shown_keys() == ["print-stuck-queue"], timeout=10_000)
    click(at)
    assert chosen == ["browse"]  # what was aimed at
    qtbot.wait(module.GUARD_MS + 100)
    card = home._health._problems._cards[0]
    home.scroll_to(card)
    qtbot.wait(50)
    click(card.mapToGlobal(card.rect().center()))
    assert chosen[1:] == ["print-stuck-queue"]


def test_a_second_check_removes_nothing_until_confirmed(
    make_window: Make, slow: SlowQueue, qtbot: QtBot
) -> None:
    slow.may_end.set()
    home = make_window().get_current_screen()
    assert isinstance(home, HomeScreen)
    health = home._health
    qtbot.waitUntil(lambda: health._problems.list_shown_keys() == ["print-stuck-queue"], timeout=20_000)
    slow.may_end.clear()
    height = health.height()
    health._again.click()
    qtbot.wait(100)
    assert health._problems.list_shown_keys() == ["print-stuck-queue"]
    assert health.height() == height
    slow._printer.stuck = False
    slow.may_end.set()
    qtbot.waitUntil(lambda: health._problems.list_shown_keys() == [], timeout=20_000)


class Page(QWidget):
    """Three buttons; a fourth can come above them."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []
        self.column = QVBoxLayout(self)
        self.column.addStretch(1)  # stays last
        for name in "abc":
            self.add(name)

    def add(self, name: str, at: int = -1) -> QPushButton:
        button = QPushButton(name)
        button.setAccessibleName(name)
        button.setFixedHeight(40)
        button.clicked.connect(lambda: self.pressed.append(button.accessibleName()))
        self.column.insertWidget(at if at >= 0 else self.column.count() - 1, button)
        return button

    def at(self, name: str) -> QPoint:
        buttons = self.findChildren(QPushButton)
        one = next(button for button in buttons if button.text() == name)
        return one.mapToGlobal(one.rect().center())

    def new_above(self) -> None:
        self.add("new", 0).show()
        self.column.activate()


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.resize(200, 400)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    QCursor.setPos(page.mapToGlobal(QPoint(-500, -500)))
    return page


@pytest.fixture
def steady(page: Page) -> MisclickGuard:
    return MisclickGuard(page)


def test_content_updates_immediately_if_the_pointer_is_elsewhere(page: Page, steady: MisclickGuard) -> None:
    steady.call_when_safe(page.new_above)
    assert len(page.findChildren(QPushButton)) == 4


def test_a_click_just_after_a_change_applies_to_the_old_content(
    page: Page, steady: MisclickGuard, qtbot: QtBot
) -> None:
    first, second, third = (page.at(name) for name in "abc")
    steady.call_now(page.new_above)
    assert page.at("new") == first
    click(first)
    click(second)
    click(third)
    assert page.pressed == ["a", "b", "c"]
    qtbot.wait(module.GUARD_MS + 100)
    click(first)
    assert page.pressed[3:] == ["new"]


def test_what_moved_below_a_resting_pointer_is_not_pressed_for_longer(
    page: Page, steady: MisclickGuard, qtbot: QtBot
) -> None:
    """A second click on "Check now" hit the card that had moved there, and a repair started."""
    first, second = page.at("a"), page.at("b")
    QCursor.setPos(first)
    steady.call_now(lambda: (page.findChildren(QPushButton)[0].hide(), page.column.activate()))
    assert page.at("b") == first
    qtbot.wait(module.GUARD_MS + 100)
    click(first + QPoint(1, 1))
    assert page.pressed == [], "nothing is left of what was aimed at"
    click(second)
    assert page.pressed == ["c"], "the pointer has moved since"
    page.pressed.clear()
    qtbot.wait(module.STILL_MS - module.GUARD_MS)
    click(first)
    assert page.pressed == ["b"]


def test_changes_that_go_on_do_not_hold_back_what_has_been_there_long_enough(
    page: Page, steady: MisclickGuard, qtbot: QtBot
) -> None:
    first = page.at("a")
    steady.call_now(page.new_above)
    for _ in range(12):
        qtbot.wait(module.GUARD_MS // 10)
        steady.call_now(lambda: None)
    click(first)
    assert page.pressed == ["new"]


def test_where_nothing_was_nothing_is_pressed(page: Page, steady: MisclickGuard) -> None:
    below = page.at("c") + QPoint(0, 46)
    steady.call_now(page.new_above)
    assert page.at("c").y() - 20 < below.y() < page.at("c").y() + 20
    click(below)
    assert page.pressed == []


def test_what_is_gone_or_is_something_else_now_is_not_pressed(page: Page, steady: MisclickGuard) -> None:
    first, second = page.at("a"), page.at("b")

    def change() -> None:
        page.findChildren(QPushButton)[0].hide()
        page.findChildren(QPushButton)[2].setAccessibleName("C now")
        page.column.activate()

    steady.call_now(change)
    assert page.at("b") == first
    click(first)
    click(second)
    assert page.pressed == ["b"]  # "c" stands there now and is another thing; "b" can still be meant


def test_what_did_not_move_is_pressed_once(page: Page, steady: MisclickGuard) -> None:
    steady.call_now(lambda: None)
    click(page.at("b"))
    assert page.pressed == ["b"]


def test_it_comes_at_last_though_the_mouse_never_rests(
    page: Page, steady: MisclickGuard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    start = page.at("b")
    QCursor.setPos(start)
    steady.call_when_safe(page.new_above)
    steady.call_when_safe(lambda: page.pressed.append("second change"))
    assert len(page.findChildren(QPushButton)) == 3
    step = 0
    while len(page.findChildren(QPushButton)) == 3:
        step += 1
        assert step < 200
        QCursor.setPos(start + QPoint(step % 7, step % 5))
        qtbot.wait(20)
    assert page.pressed == ["second change"]
