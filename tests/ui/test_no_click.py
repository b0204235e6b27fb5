"""No picture without a click: whatever else happens to the window, the screen is never looked at (F11).

A short run by default; SELFHELP_TEST_LOOPS=5000 lasts about ten minutes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication, QScreen, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core.paths import AppPaths
from selfhelp.machine.capture import portal, quartz, screenshot_process
from selfhelp.report.private_areas import PrivateArea
from selfhelp.ui.capture import capture_backends, grab
from selfhelp.ui.navigation import (
    AskPage,
    Destination,
    EditorPage,
    HomePage,
    JournalPage,
    ReceiptsPage,
    SettingsPage,
    TicketsPage,
)
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.window import AppWindow
from tests.ui.capture.test_screenshot_capture import FakeDesktop
from tests.ui.desk_window import make_app, make_window, on_top, picture

KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Print,
    Qt.Key.Key_SysReq,
    Qt.Key.Key_F5,
    Qt.Key.Key_P,
    Qt.Key.Key_L,
    Qt.Key.Key_M,
)
HELD = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.MetaModifier)
SCREENS = [HomePage, AskPage, EditorPage, SettingsPage, JournalPage, TicketsPage, ReceiptsPage]
NOWHERE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that was asked of every way to see the screen."""
    asked: list[Any] = []
    fake = FakeDesktop(asked=asked)
    monkeypatch.setattr(grab, "select_capture_backend", lambda: fake)
    for place, name in (
        (QScreen, "grabWindow"),
        (portal, "take_screenshot"),
        (screenshot_process, "run_screenshot_cli"),
        (quartz, "request_screen_permission"),
        (capture_backends, "_grab_window"),
        (capture_backends, "_grab_window_in_strips"),
    ):
        monkeypatch.setattr(place, name, lambda *what, name=name, **_more: asked.append((name, what)))
    return asked


@pytest.fixture
def window(qtbot: QtBot, places: AppPaths, looked: list[Any]) -> AppWindow:
    return make_window(qtbot, make_app(places))


def _move(what: QWidget, dice: random.Random) -> None:
    QTest.mouseMove(what, QPoint(dice.randrange(max(1, what.width())), dice.randrange(max(1, what.height()))))


def _key(what: QWidget, dice: random.Random) -> None:
    QTest.keyClick(what, dice.choice(KEYS), dice.choice(HELD))


def _wheel(what: QWidget, dice: random.Random) -> None:
    if isinstance(what, QComboBox):
        return  # would choose another delay, or a language
    turn = QPoint(0, dice.choice((-120, 120)))
    place = QPointF(what.rect().center())
    phase = (Qt.MouseButton.NoButton, NOWHERE, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(what, QWheelEvent(place, place, QPoint(), turn, *phase))


def _tell(what: QWidget, dice: random.Random) -> None:
    kinds = (
        QEvent.Type.WindowActivate,
        QEvent.Type.WindowDeactivate,
        QEvent.Type.Enter,
        QEvent.Type.Leave,
        QEvent.Type.LanguageChange,
        QEvent.Type.PaletteChange,
        QEvent.Type.FontChange,
    )
    QApplication.sendEvent(what, QEvent(dice.choice(kinds)))


def _ask_for_menu(what: QWidget, _dice: random.Random) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Other, QPoint(1, 1), what.mapToGlobal(QPoint(1, 1)))
    if not what.inherits("QPlainTextEdit") and not what.inherits("QLineEdit"):  # a menu would wait
        QApplication.sendEvent(what, event)


def _drop(what: QWidget, dice: random.Random) -> None:
    data = QMimeData()
    data.setText("words")
    if dice.random() < 0.5:
        data.setUrls([QUrl("https://example.com/a.png")])
    event = QDropEvent(QPointF(1, 1), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NOWHERE)
    QApplication.sendEvent(what, event)


def _resize(what: QWidget, dice: random.Random) -> None:
    what.window().resize(dice.randrange(400, 1200), dice.randrange(560, 900))


def _hide(what: QWidget, _dice: random.Random) -> None:
    what.window().hide()
    what.window().show()


def _close(what: QWidget, _dice: random.Random) -> None:
    what.window().close()
    what.window().show()


def _clip(_what: QWidget, dice: random.Random) -> None:
    QGuiApplication.clipboard().setText(str(dice.random()))


EVENTS: Sequence[tuple[Callable[[QWidget, random.Random], None], int]] = (
    (_move, 20),
    (_key, 20),
    (_wheel, 20),
    (_tell, 20),
    (_ask_for_menu, 3),
    (_drop, 5),
    (_resize, 3),
    (_hide, 1),
    (_close, 1),
    (_clip, 2),
)


def show(window: AppWindow, page: type[Destination]) -> None:
    """Open a screen; the editor with a picture, and with a name in it to ask about."""
    if page is EditorPage:
        seen = [PrivateArea(20, 30, 60, 12, "mcurie", "accessibility")]
        case = window.context.app.create_case("x")
        window.open(EditorPage(case, picture=picture(), seen=lambda: seen))
    else:
        window.open(page())


@pytest.mark.slow
@pytest.mark.parametrize("page", SCREENS)
def test_no_picture_is_taken_without_a_click(
    qtbot: QtBot, window: AppWindow, looked: list[Any], loops: int, page: type[Destination]
) -> None:
    dice = random.Random(11)
    kinds, weights = zip(*EVENTS, strict=True)
    show(window, page)
    for _ in range(15 * loops):
        shown = [w for w in window.findChildren(QWidget) if w.isVisible()]
        dice.choices(kinds, weights)[0](dice.choice(shown or [window]), dice)
        QApplication.processEvents()
        if on_top(window).objectName() != page.name:
            show(window, page)
    qtbot.wait(1200)  # what starts automatically after a second
    assert looked == []
    if page is AskPage:
        timers = [t for t in on_top(window).findChildren(QTimer) if t.isActive() and not t.isSingleShot()]
        assert not timers, "nothing in the form runs by the clock"


def test_the_spies_see_a_click(qtbot: QtBot, window: AppWindow, looked: list[Any]) -> None:
    window.open(AskPage(words="x"))
    form = on_top(window)
    assert isinstance(form, AskScreen)
    form._pictures.whole.click()
    qtbot.waitUntil(lambda: "whole" in looked, timeout=10_000)
    qtbot.waitUntil(window.isVisible, timeout=10_000)
