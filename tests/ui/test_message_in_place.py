"""A message of the window takes a place of its own: it covers neither the primary button nor the focus."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.text import N_
from selfhelp.ui.navigation import AskPage, HomePage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.page_area import PageArea
from selfhelp.ui.widgets.tab_order import does_widget_accept_tab
from selfhelp.ui.window import SMALLEST, USUAL, AppWindow
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make
from tests.ui.test_smallest_window import in_sight

FACTS = ("Computer:", "IP address:")
"""The facts for the help desk at the foot of the home page; only they make room."""

LONG = N_(
    "“Excel crashes” couldn't be sent. The tickets folder can't be written. Contact your administrator."
)


def lowest(window: AppWindow) -> QWidget | None:
    """Return the lowest button that is in sight, which a message at the foot would cover first."""
    buttons = [one for one in window._stack.findChildren(QAbstractButton) if in_sight(one)]
    wanted = [one for one in buttons if does_widget_accept_tab(one)]
    return max(wanted, key=lambda one: one.mapTo(window, QPoint()).y(), default=None)


def covered(window: AppWindow, qtbot: QtBot, focus: QWidget | None) -> list[str]:
    """Return what can't be seen any more once a message is shown."""
    if focus is not None:
        focus.setFocus()
        qtbot.wait(30)
    leading = [one for one in window._stack.findChildren(QPushButton) if one.property("primary")]
    before = [one for one in (*leading, focus) if one is not None and in_sight(one)]
    window.show_message(LONG)
    qtbot.wait(80)
    return [f"{one.accessibleName()}" for one in before if not in_sight(one)]


@pytest.mark.slow
def test_a_message_covers_neither_the_primary_button_nor_the_focus_on_any_screen(
    make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    printer.ask = True
    furnish(app, printer)
    window = make_window()
    found: dict[str, list[str]] = {}
    for name in walk(window, app, qtbot):
        window.resize(SMALLEST)
        qtbot.wait(50)
        for focus in (window.focusWidget(), lowest(window)):
            found.setdefault(name, []).extend(covered(window, qtbot, focus))
            window._notice.hide()
            qtbot.wait(30)
    assert {name: gone for name, gone in found.items() if gone} == {}


def places(window: AppWindow, *, fixed: bool) -> dict[QAbstractButton, QPoint]:
    """Return where each button that is in sight is on the screen; ``fixed``: only those that don't scroll."""
    pages = [page for area in window.findChildren(PageArea) if (page := area.widget()) is not None]
    buttons = [one for one in window._stack.findChildren(QAbstractButton) if in_sight(one) and one.text()]
    return {
        one: one.mapToGlobal(QPoint())
        for one in buttons
        if not (fixed and any(page.isAncestorOf(one) for page in pages))
    }


@pytest.mark.slow
@pytest.mark.parametrize("size", [SMALLEST, USUAL])
def test_a_message_moves_no_button_on_any_screen(
    size: QSize, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    """In the smallest window, content scrolls to a primary button that the message would cover."""
    printer.ask = True
    furnish(app, printer)
    window = make_window()
    found: dict[str, list[str]] = {}
    for name in walk(window, app, qtbot):
        window.resize(size)
        window._notice.hide()
        qtbot.wait(80)
        before = places(window, fixed=size == SMALLEST)
        window.show_message(LONG)
        qtbot.wait(80)
        after = {one: one.mapToGlobal(QPoint()) for one in before if in_sight(one)}
        moved = [one.text() for one, place in before.items() if after.get(one, place) != place]
        found.setdefault(name, []).extend(text for text in moved if not text.startswith(FACTS))
        window._notice.hide()
    assert {name: gone for name, gone in found.items() if gone} == {}


def test_a_message_above_a_footer_survives_the_screen(make_window: Make, app: App, qtbot: QtBot) -> None:
    window = make_window(AskPage())
    window.show_message(LONG)
    screen = window.get_current_screen()
    assert screen is not None
    assert screen.isAncestorOf(window._notice)
    window.open(HomePage())
    assert not screen.isAncestorOf(window._notice)
    window.hide()
    window.delete_hidden_screens()
    qtbot.waitUntil(lambda: not shiboken6.isValid(screen))
    window.show()
    window.show_message(LONG)
    assert window._notice.isVisible()


def test_the_message_about_a_file_does_not_cover_the_facts(
    make_window: Make, qtbot: QtBot, tmp_path: Path
) -> None:
    """ "1 file added" covered the row "Facts about this computer" with its button."""
    window = make_window(AskPage(words="The printer is stuck"))
    screen = window.get_current_screen()
    assert isinstance(screen, AskScreen)
    qtbot.wait(80)
    facts, area = screen._computer, screen.page.area
    bottom = facts.mapTo(window, QPoint(0, facts.height())).y()
    foot = area.mapTo(window, QPoint(0, area.height())).y()
    window.resize(window.width(), window.height() + bottom - foot + 24)  # the row is just in sight
    qtbot.wait(80)
    (tmp_path / "notes.txt").write_text("x")
    screen._takes.add_files([tmp_path / "notes.txt"])
    qtbot.waitUntil(lambda: window._notice.words.text() == "1 file added", timeout=10_000)
    qtbot.wait(150)
    assert window._notice.isVisible()
    covered = [one.text() for one in facts.findChildren(QPushButton) if one.isVisible() and not in_sight(one)]
    assert covered == []
    assert any(one.isVisible() for one in facts.findChildren(QPushButton))


@pytest.mark.parametrize("focused", [True, False])
def test_a_lower_page_scrolls_to_what_it_would_cover(focused: bool, qtbot: QtBot) -> None:
    area, page = PageArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 0, 24, 0)  # the bar lies over the margin
    buttons = [QPushButton(str(number)) for number in range(30)]
    for button in buttons:
        column.addWidget(PlainLabel(f"Line {button.text()}"))
        column.addWidget(button)
    area.set_scrolled_page(page)
    area.resize(300, 400)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    last = [one for one in buttons if in_sight(one)][-1]
    if focused:
        last.setFocus()
    else:
        last.setProperty("primary", True)
    area.resize(300, 250)
    qtbot.waitUntil(lambda: in_sight(last))
    below = QRect(last.geometry()).bottom()
    assert below < 400, "it was in sight before"
    area.verticalScrollBar().setValue(0)
    area.resize(300, 200)
    QApplication.processEvents()
    assert area.verticalScrollBar().value() == 0, "what the user scrolled away stays there"
