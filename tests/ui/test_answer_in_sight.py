"""On the smallest window an answer can be sent whatever was added, and nothing covers what has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.navigation import EditorPage
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.widgets.attachment_tiles import PictureTile
from selfhelp.ui.widgets.tab_order import iter_tab_stops
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.desk_window import on_top, picture
from tests.ui.screens.test_conversation import answer, app, bubbles, opened, report, settled, window

__all__ = ["app", "report", "window"]  # fixtures


@pytest.fixture
def small(window: AppWindow) -> AppWindow:
    window.resize(SMALLEST)
    return window


def in_sight(part: QWidget) -> bool:
    """Say whether all of it can be seen."""
    return part.isVisible() and part.visibleRegion().boundingRect() == part.rect()


def shown(screen: QWidget) -> list[PictureTile]:
    """Return the pictures that are there; others go in a moment."""
    return [tile for tile in screen.findChildren(PictureTile) if tile.isVisible()]


@pytest.mark.parametrize("pictures", [1, 3])
def test_on_the_smallest_window_what_can_be_said_is_in_sight_with_pictures_in_the_answer(
    qtbot: QtBot, small: AppWindow, app: App, report: str, pictures: int
) -> None:
    answer(app, "Is it plugged in?")
    screen = opened(qtbot, small, report)
    qtbot.waitUntil(lambda: in_sight(screen.box.words))  # with what came above it meanwhile
    QTest.keyClicks(screen.box.words, "Yes")
    for _ in range(pictures):
        draft = screen.box.draft
        assert draft is not None
        small.open(EditorPage(draft, picture=picture()))
        editor = on_top(small)
        assert isinstance(editor, EditorScreen)
        editor.foot.accept.click()
        qtbot.waitUntil(lambda: on_top(small) is screen)
    settled(qtbot, screen)
    for button in (screen.box.send, screen.box.resolved):
        assert in_sight(button)
    assert screen.box.words.hasFocus()
    qtbot.waitUntil(lambda: in_sight(screen.box.words))
    qtbot.waitUntil(lambda: len(shown(screen)) == pictures)
    tiles = shown(screen)
    qtbot.waitUntil(lambda: not tiles[-1].visibleRegion().isEmpty())  # it is seen that it was added
    bar = screen.page.area.verticalScrollBar()
    bar.setValue(0)  # the user reads what was said
    assert in_sight(screen.box.send)


def test_tab_goes_from_the_words_over_what_was_added_to_send_and_nothing_covers_what_has_the_focus(
    qtbot: QtBot, small: AppWindow, report: str, app: App
) -> None:
    screen = opened(qtbot, small, report)
    QTest.keyClicks(screen.box.words, "Yes")
    assert screen.box.draft is not None
    screen.box.draft.add_screenshot(encode_png(picture()))
    screen.box.update_texts()
    way: list[QWidget] = []
    for _ in range(20):
        focus = small.focusWidget()
        qtbot.waitUntil(lambda focus=focus: not focus.visibleRegion().isEmpty())
        way.append(focus)
        if focus is screen.box.resolved:
            break
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    (tile,) = screen.findChildren(PictureTile)
    box = screen.box
    assert way == [box.words, box.attach, box.picture, box.paste, box.send, box.resolved]
    assert all(in_sight(part) for part in (box.send, box.resolved))
    box.words.setFocus()
    QTest.keyClick(box.words, Qt.Key.Key_Backtab)
    last = list(iter_tab_stops(tile))[-1]
    assert small.focusWidget() is last, "what was added is right above the field"
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())


def test_new_content_does_not_scroll_a_reader_down(
    qtbot: QtBot, small: AppWindow, app: App, report: str
) -> None:
    for number in range(6):
        answer(app, f"{number}: is it plugged in?\n\nPlease look.", f"Bob {number}")
    screen = opened(qtbot, small, report)
    qtbot.waitUntil(lambda: in_sight(screen.box.words))
    bar = screen.page.area.verticalScrollBar()
    qtbot.wait(200)  # nothing that began when the user came is under way any more
    screen.page.area.bar.triggerAction(QScrollBar.SliderAction.SliderToMinimum)  # as a hand does
    answer(app, "And now?", "Eve")
    screen.refresh.click()
    settled(qtbot, screen)
    assert any("And now?" in bubble for bubble in bubbles(screen))
    assert bar.value() == 0
