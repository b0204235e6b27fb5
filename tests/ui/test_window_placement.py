"""The real window beside a tray icon that a test puts somewhere: its sizes, its room, what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.preferences import Preferences
from selfhelp.ui import theme, window_placement
from selfhelp.ui.app_screen import load_screen_class
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import ConversationPage, EditorPage, HomePage, JournalPage, ReviewPage, SignInPage
from selfhelp.ui.window import SMALLEST, USUAL, AppWindow
from selfhelp.ui.window_placement import PANEL, WindowPlacement

Placed = Callable[..., tuple[AppWindow, WindowPlacement]]


@pytest.fixture
def placed(qapp: QApplication, qtbot: QtBot, app: App, jobs: JobRunner) -> Placed:
    """Return a function that shows a window beside a tray icon."""

    def make(
        icon: QRect | None = None, clicked_at: QPoint | None = None
    ) -> tuple[AppWindow, WindowPlacement]:
        theme.apply_theme(qapp, "light")
        window = AppWindow(app, jobs)
        qtbot.addWidget(window)
        tray: Any = SimpleNamespace(find_icon_geometry=lambda: icon or QRect(), clicked_at=clicked_at)
        placement = WindowPlacement(window, tray)
        window.open(HomePage())
        placement.place_window()
        window.show()
        qtbot.wait(2 * window_placement.SETTLE_MS)
        return window, placement

    return make


def free() -> QRect:
    return QGuiApplication.primaryScreen().availableGeometry()


def test_it_opens_as_a_panel_in_the_corner_of_the_icon(placed: Placed) -> None:
    corner = QRect(free().right() - 60, free().bottom() - 20, 20, 20)
    window, _ = placed(corner)
    assert window.size() == PANEL == QSize(400, 560)
    assert window.frameGeometry().right() == free().right() - 8
    assert window.frameGeometry().bottom() == free().bottom() - 8


def test_without_the_icon_s_place_it_is_in_the_middle(placed: Placed) -> None:
    window, _ = placed()
    off = window.frameGeometry().center() - free().center()
    assert abs(off.x()) <= 1
    assert abs(off.y()) <= 1


def test_where_windows_cannot_be_moved_none_is(placed: Placed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_placement, "_is_wayland", lambda: True)
    moved: list[object] = []
    monkeypatch.setattr(AppWindow, "move", lambda *where: moved.append(where))
    window, _ = placed(QRect(free().right() - 60, free().bottom() - 20, 20, 20))
    assert moved == []
    assert window.size() == PANEL


def test_a_click_in_the_middle_of_the_screen_is_no_icon(placed: Placed) -> None:
    window, _ = placed(clicked_at=free().center() + QPoint(200, 100))
    assert abs(window.frameGeometry().center().x() - free().center().x()) <= 1


def test_screens_that_need_room_say_so() -> None:
    assert [load_screen_class(page).roomy for page in (EditorPage, ReviewPage, ConversationPage)] == [
        True
    ] * 3
    assert not load_screen_class(HomePage).roomy


def test_it_grows_once_for_a_screen_that_needs_room(placed: Placed) -> None:
    """It grew and shrank several times on the way to a sent ticket, and covered other windows."""
    window, placement = placed(QRect(free().right() - 60, free().bottom() - 20, 20, 20))
    window.open(ConversationPage("sh-1"))
    large = window.geometry()
    assert window.size() == QSize(*_fitting(USUAL))
    assert free().contains(window.frameGeometry())
    for page in (JournalPage(), SignInPage(), ConversationPage("sh-1"), HomePage(), ConversationPage("sh-1")):
        window.open(page)
        assert window.geometry() == large
    window.close()
    window.open(HomePage())
    placement.place_window()
    assert window.size() == PANEL, "opened again, it is a panel"


def test_a_size_the_user_chose_stays_on_every_screen(placed: Placed) -> None:
    window, _ = placed()
    window.resize(480, 580)
    window.move(free().left() + 60, free().top() + 60)
    chosen = window.geometry()
    for page in (ConversationPage("sh-1"), HomePage(), ConversationPage("sh-1"), JournalPage()):
        window.open(page)
        assert window.geometry() == chosen


def test_a_window_that_the_user_made_smaller_while_large_stays_so(placed: Placed) -> None:
    window, _ = placed()
    window.open(ConversationPage("sh-1"))
    window.resize(500, 600)
    window.open(HomePage())
    window.open(ConversationPage("sh-1"))
    assert window.size() == QSize(500, 600)


def test_a_screen_that_needs_none_leaves_it_alone(placed: Placed) -> None:
    window, _ = placed()
    window.open(JournalPage())
    assert window.size() == PANEL


def test_a_size_the_user_chose_is_kept_on_disk(placed: Placed, app: App, qtbot: QtBot) -> None:
    window, _ = placed()
    window.resize(480, 580)
    window.close()
    assert app.preferences.find_window_size("window", 1) == (480, 580)
    assert app.preferences.find_window_size("window", 2) is None, "another desk has another size"
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).find_window_size("window", 1) == (480, 580))
    again, _ = placed()
    assert again.size() == QSize(480, 580)
    again.open(ConversationPage("sh-1"))
    assert again.size() == QSize(480, 580)


def test_only_a_chosen_size_is_saved(placed: Placed, app: App) -> None:
    window, _ = placed()
    window.open(ConversationPage("sh-1"))
    window.go_back()
    window.close()
    assert app.preferences.window_sizes == ()


def test_a_window_that_is_seen_stays_where_the_user_put_it(placed: Placed, qtbot: QtBot) -> None:
    window, placement = placed(QRect(free().right() - 60, free().bottom() - 20, 20, 20))
    window.move(30, 40)
    placement.place_window()
    assert window.frameGeometry().topLeft() == QPoint(30, 40)
    window.close()
    placement.place_window()
    window.show()
    qtbot.wait(2 * window_placement.SETTLE_MS)
    assert window.frameGeometry().bottom() == free().bottom() - 8, "when opened again it is beside the icon"


def test_a_maximised_window_stays_so(placed: Placed, app: App) -> None:
    window, _ = placed()
    window.showMaximized()
    size = window.size()
    window.open(ConversationPage("sh-1"))
    window.go_back()
    assert window.size() == size
    assert app.preferences.window_sizes == ()


@pytest.mark.slow
def test_the_panel_is_the_smallest_window() -> None:
    assert PANEL == SMALLEST


def _fitting(size: QSize) -> tuple[int, int]:
    most = free().size() * 0.92
    within = size.boundedTo(most).boundedTo(free().size() - QSize(16, 16))
    return within.width(), within.height()
