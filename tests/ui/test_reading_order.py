"""A screen is read and walked through from top to bottom, in one order, whoever reads it and by whatever."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui import theme
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.tab_order import does_widget_accept_tab
from selfhelp.ui.window import AppWindow
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.one_walk import OneWalk, Wrong
from tests.ui.pages import PAGES, Make
from tests.ui.qt_hands import walk_tree
from tests.ui.test_access import words

pytestmark = pytest.mark.slow

OPENED_BY_NAME = (
    "about",
    "ask",
    "browse",
    "emergency",
    "help",
    "journal",
    "notices",
    "outbox",
    "privacy",
    "receipts",
    "remote",
    "settings",
    "tickets",
    "welcome",
)

FOOT = 90
"""Logical pixels at the bottom of a window where a foot may stand over what is scrolled."""


@pytest.fixture
def window(make_window: Make, printer: Printer) -> AppWindow:
    printer.ask = True
    window = make_window()
    window.resize(920, 720)
    return window


def jumps_up(widgets: Sequence[QWidget], window: AppWindow) -> list[str]:
    """Return where one goes up the page again, or back in a line."""
    found = []
    bottom = min(window.height() - FOOT, *_feet(window))
    for before, after in itertools.pairwise(widgets):
        here, there = place(before, window), place(after, window)
        beside = there.left() >= here.right()  # the next column
        up = there.bottom() <= min(here.top(), bottom) and not beside
        line = abs(there.center().y() - here.center().y()) < 8
        if up or (line and there.right() <= here.left()):
            found.append(f"{words(before)} {here.top()} -> {words(after)} {there.top()}")
    return found


def _feet(window: AppWindow) -> Sequence[int]:
    """Return where the foot of a page begins; what is scrolled goes on below it."""
    feet = [page.footer for page in window.findChildren(FootedPage) if page.footer.isVisible()]
    return [window.height(), *(foot.mapTo(window, QPoint(0, 0)).y() for foot in feet)]


def place(widget: QWidget, window: AppWindow) -> QRect:
    """Where it is in the window, as if what is scrolled were at its beginning."""
    at, above = widget.mapTo(window, QPoint(0, 0)), widget.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QScrollArea):
            at -= above.widget().pos()
        above = above.parentWidget()
    return QRect(at, widget.size())


def _read(window: AppWindow) -> Sequence[str]:
    tree = walk_tree(QAccessible.queryAccessibleInterface(window))
    return jumps_up([seen.key for seen in tree if isinstance(seen.key, QWidget) and seen.name], window)


def _focused(_window: AppWindow) -> Sequence[str]:
    focus = QApplication.focusWidget()
    return [] if focus is not None and does_widget_accept_tab(focus) else [f"{focus} has the focus"]


def _beside_its_heading(window: AppWindow) -> Sequence[str]:
    screen = window.get_current_screen()
    assert screen is not None
    layout = screen.layout()
    if not screen.scrolls or layout is None:
        return []
    sides = layout.contentsMargins()
    stands = (sides.left(), sides.right())
    return [] if stands == (theme.SPACE_5, theme.SPACE_5) else [str(stands)]


def _tabbed(window: AppWindow) -> Sequence[str]:
    reached: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in reached:
        assert focus is not None
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    first = min(range(len(reached)), key=lambda n: _corner(place(reached[n], window)))
    return jumps_up([*reached[first:], *reached[:first]], window)


WALK = OneWalk({"read": _read, "focus": _focused, "heading": _beside_its_heading, "tab": _tabbed})


@pytest.fixture
def wrong(request: pytest.FixtureRequest) -> Wrong:
    return WALK.wrong(request)


def test_what_is_read_goes_down_the_page(wrong: Wrong) -> None:
    assert wrong("read") == {}


def test_something_has_the_focus_on_every_screen(wrong: Wrong) -> None:
    assert wrong("focus") == {}


@pytest.mark.spread(3)
@pytest.mark.parametrize("name", OPENED_BY_NAME)
def test_a_page_opens_with_the_focus_where_one_begins(name: str, window: AppWindow, qtbot: QtBot) -> None:
    """Qt hands the focus to some part of the next page, and a screen reader reads what gets it."""
    for _again in range(2):
        told = told_on_arrival(name, window, qtbot)
        assert len(told) <= 1, [words(one) for one in told]


@pytest.mark.parametrize("name", ["tickets", "outbox"])
def test_a_page_with_tickets_opens_with_one_thing_told(
    name: str, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    furnish(app, printer)
    window = make_window()
    for _again in range(2):
        told = told_on_arrival(name, window, qtbot)
        assert len(told) == 1, [words(one) for one in told]
        assert isinstance(told[0], QPushButton)


def told_on_arrival(name: str, window: AppWindow, qtbot: QtBot) -> Sequence[QWidget]:
    """Return what gets the focus when a page is opened, which is what a screen reader tells."""
    got: list[QWidget] = []

    def changed(_old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            got.append(new)

    application = cast("QApplication", QApplication.instance())
    window.open(HomePage())
    qtbot.wait(50)
    got.clear()
    application.focusChanged.connect(changed)
    window.open(PAGES[name]())
    qtbot.wait(300)
    application.focusChanged.disconnect(changed)
    assert got, "something has the focus"
    back = window._header.back  # where the focus waits for a page that is still being read
    return [one for one in got if one is not back]


def test_every_page_is_aligned_with_its_heading(wrong: Wrong) -> None:
    """The notices of IT stood half an inch further out."""
    assert wrong("heading") == {}


def test_tab_goes_down_the_page(wrong: Wrong) -> None:
    assert wrong("tab") == {}


def _corner(area: QRect) -> tuple[int, int]:
    """What comes first: the upper line, and in a line what is on the left."""
    return area.top() // 40, area.left()
