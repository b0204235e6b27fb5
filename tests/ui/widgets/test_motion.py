"""Pages come in quietly where motion is wanted, and nothing moves or ticks otherwise."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.engine.health import HealthState
from selfhelp.ui import page_entrance
from selfhelp.ui.navigation import HomePage, SettingsPage
from selfhelp.ui.widgets import logo, misclick_guard, motion
from selfhelp.ui.widgets.logo import StatusEmblem
from tests.ui.pages import Make


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let things move though nobody sees them."""
    monkeypatch.setattr(motion, "_UNSEEN", ())


class Still(QProxyStyle):
    """A system whose settings ask for no animation."""

    def styleHint(self, hint, option=None, widget=None, returned=None):  # type: ignore[no-untyped-def]
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


def test_it_takes_between_150_and_200_ms() -> None:
    assert 150 <= page_entrance.PAGE_MS <= 200
    assert page_entrance.SHIFT == 8


@pytest.mark.usefixtures("moving")
def test_a_page_comes_in_and_is_at_its_place_afterwards(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.open(SettingsPage())
    entrance = window._stack._entrance
    page = window._stack.currentWidget()
    assert entrance.is_animating
    qtbot.waitUntil(lambda: 0 < page.y() <= page_entrance.SHIFT)
    qtbot.waitUntil(lambda: not entrance.is_animating)
    assert page.y() == 0
    assert not entrance.isVisible()


@pytest.mark.usefixtures("moving")
def test_keys_and_the_screen_reader_do_not_wait_for_it(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.open(SettingsPage())
    assert window._stack._entrance.is_animating
    assert window.get_current_screen().isAncestorOf(QApplication.focusWidget())
    window.open(HomePage())
    qtbot.keyClicks(window.get_current_screen()._box, "printer")
    assert window._stack._entrance.is_animating
    assert window.get_current_screen()._found.list_shown_keys()
    at = window.get_current_screen()._box.mapTo(window, window.get_current_screen()._box.rect().center())
    assert window.childAt(at) is window.get_current_screen()._box, "clicks go through to the page"


@pytest.mark.usefixtures("moving")
def test_resizing_puts_the_page_at_its_place(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.open(SettingsPage())
    window.resize(500, 600)
    qtbot.waitUntil(lambda: not window._stack._entrance.is_animating)
    assert window._stack.currentWidget().pos().y() == 0


@pytest.mark.usefixtures("moving")
def test_where_the_system_asks_for_less_motion_nothing_moves(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    still = Still("fusion")
    emblem = window._header.emblem
    for widget in (window._stack, emblem):
        widget.setStyle(still)
    window.open(SettingsPage())
    window._stack._entrance.setStyle(still)
    window.open(HomePage())
    assert not window._stack._entrance.is_animating
    window.looked.emit(HealthState.CHECKING)
    assert not emblem.is_turning
    del still


def test_nothing_moves_while_hidden(make_window: Make) -> None:
    window = make_window()
    window.open(SettingsPage())
    assert QGuiApplication.platformName() == "offscreen"
    assert not window._stack._entrance.is_animating


@pytest.mark.usefixtures("moving")
def test_the_lifebuoy_turns_only_while_it_is_checked_and_seen(
    qtbot: QtBot,
) -> None:
    emblem = StatusEmblem()
    qtbot.addWidget(emblem)
    emblem.show_emblem_state(checking=True, attention=False)
    assert not turns(emblem), "not visible yet"
    emblem.show()
    assert turns(emblem)
    before = drawn(emblem)
    qtbot.waitUntil(lambda: drawn(emblem) != before)
    emblem.hide()
    assert not turns(emblem)
    emblem.show()
    emblem.show_emblem_state(checking=False, attention=False)
    assert not turns(emblem)
    assert logo.TURN_MS >= 40


def test_each_state_of_the_lifebuoy_looks_different(qtbot: QtBot) -> None:
    emblem = StatusEmblem()
    qtbot.addWidget(emblem)
    looks = [drawn(emblem)]
    emblem.show_emblem_state(checking=False, attention=True)
    looks.append(drawn(emblem))
    emblem.show_unsent_badge(True)
    looks.append(drawn(emblem))
    emblem.show_letter("r")
    looks.append(drawn(emblem))
    assert all(one != other for n, one in enumerate(looks) for other in looks[:n])


def test_the_header_shows_what_the_computer_needs(make_window: Make) -> None:
    window = make_window()
    emblem: QWidget = window._header.emblem
    calm = drawn(emblem)
    window.looked.emit(HealthState.ATTENTION)
    attention = drawn(emblem)
    window.show_unsent_count(2)
    assert calm != attention != drawn(emblem)
    window.show_unsent_count(0)
    window.looked.emit(HealthState.FINE)
    assert drawn(emblem) == calm


def test_an_idle_window_has_no_timer(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    home = window.get_current_screen()
    qtbot.waitUntil(lambda: home._answers.catalog is not None and not home._health._waiting, timeout=20_000)
    qtbot.wait(misclick_guard.STILL_MS + 1_000)  # the guard of what moved below the pointer ends once
    ticking = [t for t in window.findChildren(QTimer) if t.isActive()]
    assert [(_path(timer), timer.interval()) for timer in ticking] == []
    assert not window._header.emblem.is_turning


def _path(thing: QObject) -> str:
    parent = thing.parent()
    return f"{_path(parent) if parent is not None else ''}/{type(thing).__name__}"


def turns(emblem: StatusEmblem) -> bool:
    return emblem.is_turning


def drawn(widget: QWidget) -> QImage:
    return widget.grab().toImage()
