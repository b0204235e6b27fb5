"""All fixes by subject, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui.navigation import BrowsePage, DiagnosisPage, FixPage
from selfhelp.ui.parts.category_pictures import SUBJECTS
from selfhelp.ui.screens.browse import BrowseScreen
from selfhelp.ui.window import AppWindow
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make


def browse(window: AppWindow, qtbot: QtBot) -> BrowseScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, BrowseScreen)
    qtbot.waitUntil(lambda: screen._offered is not None, timeout=20_000)
    return screen


def test_everything_offered_is_there_once(
    make_window: Make, qtbot: QtBot, app: App, printer: Printer
) -> None:
    furnish(app, printer)
    screen = browse(make_window(BrowsePage()), qtbot)
    keys = screen.groups.list_shown_keys()
    wanted = {f"fix:{id_}" for id_ in app.catalog.fixes} | {
        f"troubleshooter:{id_}" for id_ in load_troubleshooters()
    }
    assert set(keys) == wanted
    assert len(keys) == len(wanted)


def test_every_troubleshooter_has_a_subject() -> None:
    assert set(SUBJECTS) == set(load_troubleshooters())


def test_by_keyboard_alone(make_window: Make, qtbot: QtBot, app: App, printer: Printer) -> None:
    furnish(app, printer)
    window = make_window(BrowsePage())
    screen = browse(window, qtbot)
    qtbot.waitUntil(lambda: screen.isAncestorOf(QApplication.focusWidget()))
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window._history[1:] in ([BrowsePage, FixPage], [BrowsePage, DiagnosisPage])
    window.go_back()
    assert window._history[1:] == [BrowsePage]


def test_where_nothing_is_offered_it_says_so(make_window: Make, qtbot: QtBot, app: App) -> None:
    app.catalog.__dict__.update(all_fixes={}, fixes={})
    screen = browse(make_window(BrowsePage()), qtbot)
    assert screen.groups.list_shown_keys() == []
    assert "turned off fixes" in screen.says.text()
