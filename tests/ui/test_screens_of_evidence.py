"""Pictures of the screens around a ticket: what will be sent, the editor, the saved ticket, what was sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.editor.annotations import ArrowAnnotation, BlackOut, BoxAnnotation
from selfhelp.ui.navigation import EditorPage, HomePage, ReceiptsPage, ReviewPage
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.receipts import ReceiptsScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.window import AppWindow
from tests.live import sick
from tests.ui.desk_window import make_app, make_window, on_top, share_desk
from tests.ui.test_screens import LOOKS, cut_off

WORDS = "Nothing prints since this morning.\nThe printer on the 3rd floor says that it is offline."


@pytest.fixture
def app(places: AppPaths) -> App:
    return make_app(places, language="")


def _case(app: App, window: AppWindow) -> Case:
    """With a picture of a window with something in it, in the language of the look."""
    case = app.create_case(WORDS)
    case.snapshot = sick.snapshot()
    window.open(HomePage())
    case.add_screenshot(encode_png(window.grab().toImage()))
    return case


def _sheet(window: AppWindow, case: Case, qtbot: QtBot) -> ReviewScreen:
    window.open(ReviewPage(case))
    screen = on_top(window)
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: not screen._reading and screen._letter is not None, timeout=10_000)
    return screen


def _unfolded(window: AppWindow, case: Case, qtbot: QtBot) -> None:
    screen = _sheet(window, case, qtbot)
    screen.items.rows["message"].toggle_content()
    screen.items.rows["report"].toggle_content()


def _editor(window: AppWindow, case: Case, qtbot: QtBot) -> None:
    window.open(EditorPage(case, key=case.list_added_items()[0].key))
    screen = on_top(window)
    assert isinstance(screen, EditorScreen)
    qtbot.waitUntil(lambda: screen.canvas.picture is not None)
    wide, high = window.width(), window.height()
    screen.canvas.picture.add_annotations(
        BlackOut(QRect(wide * 9 // 100, high * 93 // 100, wide // 8, high // 25)),
        BoxAnnotation(QRect(wide * 8 // 100, high * 25 // 100, wide * 84 // 100, high // 10), 4),
        ArrowAnnotation(QPoint(wide * 7 // 10, high * 6 // 10), QPoint(wide // 2, high * 37 // 100), 5),
    )
    screen.canvas.viewport().update()
    qtbot.wait(300)


def _saved(window: AppWindow, case: Case, qtbot: QtBot) -> None:
    screen = _sheet(window, case, qtbot)
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: bool(case.report) and screen.saved.standing is not None, timeout=10_000)


def _receipts(window: AppWindow, case: Case, qtbot: QtBot) -> None:
    app = share_desk(window._app, window._app.places.data / "shared")
    report = case.save_to_outbox(case.build_letter())
    app.create_delivery_service().deliver(report, 5)
    window.open(ReceiptsPage())
    screen = on_top(window)
    assert isinstance(screen, ReceiptsScreen)
    qtbot.waitUntil(lambda: bool(screen._lines))


OPEN: dict[str, Callable[[AppWindow, Case, QtBot], object]] = {
    "review": _sheet,
    "unfolded": _unfolded,
    "editor": _editor,
    "saved": _saved,
    "receipts": _receipts,
}


@pytest.mark.spread
@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2][0]}")
@pytest.mark.parametrize("name", OPEN)
def test_pictures_of_screens(
    name: str,
    look: tuple[str, str, tuple[int, int]],
    qtbot: QtBot,
    qapp: QApplication,
    app: App,
    pictures: Path,
) -> None:
    scheme, language, size = look
    app.preferences = app.preferences.copy_with_changes(language=language, theme=scheme)
    window = make_window(qtbot, app)
    window.apply_preferences()
    window.resize(*size)
    OPEN[name](window, _case(app, window), qtbot)
    qtbot.wait(200)
    assert (window.width(), window.height()) == size
    assert cut_off(window, qtbot) == []
    assert window.grab().save(str(pictures / f"{name}-{scheme}-{language}-{size[0]}.png"))
    window.close()
    theme.apply_theme(qapp, "light")


def test_a_long_review_scrolls_and_a_short_one_does_not(qtbot: QtBot, app: App) -> None:
    window = make_window(qtbot, app)
    window.resize(1000, 620)
    screen = _sheet(window, _case(app, window), qtbot)
    area, bar = screen.page.area, screen.page.area.verticalScrollBar()
    needed = area.widget().heightForWidth(area.viewport().width())
    qtbot.waitUntil(lambda: bar.maximum() == max(0, needed - area.viewport().height()))
    window.resize(400, 560)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    end = screen.address.mapTo(screen.page.area.viewport(), screen.address.rect().bottomLeft())
    assert end.y() <= screen.page.area.viewport().height()
