"""On the smallest window what is asked and its answers are in sight at once; pages keep their line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import N_, Translator
from selfhelp.ui import theme
from selfhelp.ui.navigation import AskPage, EditorPage, FixPage, HomePage, SettingsPage
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.widgets.page_area import PageArea
from selfhelp.ui.widgets.page_header import PageHeader
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.every_screen import png
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make


def small(make_window: Make, app: App, language: str = "en", size: QSize = SMALLEST) -> AppWindow:
    app.preferences = app.preferences.copy_with_changes(language=language)
    app.__dict__.pop("translator", None)
    window = make_window()
    window.apply_preferences()
    window.resize(size)
    return window


def in_sight(part: QWidget) -> bool:
    """Say whether all of it can be seen."""
    return part.isVisible() and part.visibleRegion().boundingRect() == part.rect()


@pytest.mark.parametrize("language", list_supported_languages())
def test_a_repair_of_three_steps_is_asked_and_answered_without_scrolling(
    language: str, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    printer.ask = True
    furnish(app, printer)
    window = small(make_window, app, language)
    window.open(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._question.yes.isVisible)
    qtbot.waitUntil(lambda: in_sight(screen._question._heading))
    assert in_sight(screen._question.yes)
    assert in_sight(screen._question.no)
    screen._question.yes.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert len(screen._proposal._steps._signs) == 3
    qtbot.waitUntil(lambda: in_sight(screen._path.get_current_stage().name))
    qtbot.wait(20)
    assert in_sight(screen._proposal._steps._signs[0])
    assert in_sight(screen._proposal.yes)
    assert in_sight(screen._proposal.no)
    same_row = screen._proposal.no.geometry().top() == screen._proposal.yes.geometry().top()
    assert same_row
    bar = screen._page.area.verticalScrollBar()
    bar.setValue(bar.maximum())  # the user reads on
    assert in_sight(screen._proposal.no)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    qtbot.waitUntil(lambda: in_sight(screen._ending.done))
    assert not screen._proposal.yes.isVisible()
    assert in_sight(screen._foot.help)


def test_answers_are_discarded_on_leaving_midway(
    make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    window = small(make_window, app)
    window.open(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    window.open(HomePage())
    qtbot.waitUntil(lambda: screen._job is None)
    assert screen._proposal.yes.isHidden() or screen._proposal.buttons.isHidden()
    window.open(FixPage("broken"))
    qtbot.waitUntil(lambda: screen._job is None and screen._ending.isVisible())
    assert screen._proposal.buttons.isHidden()
    assert screen._question.buttons.isHidden()
    assert printer.done == []


def edges(part: QWidget, window: AppWindow) -> tuple[int, int]:
    """Return where the words and buttons of a layout begin and end, in the window."""
    layout = part.layout()
    assert layout is not None
    inside = part.rect().marginsRemoved(layout.contentsMargins())
    left = part.mapTo(window, QPoint(inside.left(), 0)).x()
    return left, left + inside.width()


@pytest.mark.parametrize("size", [SMALLEST, QSize(1000, 720)], ids=["small", "wide"])
@pytest.mark.parametrize("right_to_left", [False, True], ids=["ltr", "rtl"])
def test_a_page_is_aligned_with_its_heading_despite_a_scroll_bar(
    size: QSize, right_to_left: bool, make_window: Make, app: App, qtbot: QtBot
) -> None:
    window = small(make_window, app, size=size)
    if right_to_left:
        window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.open(SettingsPage())
    screen = window.get_current_screen()
    assert screen is not None
    area = window.findChild(PageArea, "settings")
    assert area is not None
    header = window.findChild(PageHeader)
    assert header is not None
    inside = header._grid.parentWidget()
    assert inside is not None
    many = [QPushButton(str(number), screen) for number in range(40)]
    layout = screen.layout()
    assert layout is not None
    for button in many:
        layout.addWidget(button)
    qtbot.waitUntil(area.bar.isVisible)
    with_bar = edges(screen, window)
    assert with_bar == edges(inside, window)
    free = area.bar.geometry()
    assert free.right() < with_bar[0] or free.left() >= with_bar[1], "the bar covers no word"
    for button in many:
        layout.removeWidget(button)
        button.hide()
    window.resize(size.width(), 2_000)
    qtbot.waitUntil(area.bar.isHidden)
    assert edges(screen, window) == with_bar


def test_the_bar_moves_the_page_and_the_page_the_bar(make_window: Make, app: App, qtbot: QtBot) -> None:
    window = small(make_window, app)
    window.open(SettingsPage())
    area = window.findChild(PageArea, "settings")
    assert area is not None
    qtbot.waitUntil(area.bar.isVisible)
    area.bar.setValue(40)
    assert area.verticalScrollBar().value() == 40
    area.verticalScrollBar().setValue(10)
    assert area.bar.value() == 10


def test_the_editors_heading_is_above_its_tools_at_any_width(
    make_window: Make, app: App, qtbot: QtBot
) -> None:
    window = small(make_window, app, size=QSize(1400, 720))
    case = app.create_case("Nothing prints")
    case.add_screenshot(png())
    window.open(SettingsPage())
    header = window.findChild(PageHeader)
    assert header is not None
    inside = header._grid.parentWidget()
    assert inside is not None
    qtbot.waitUntil(lambda: inside.width() == theme.CONTENT_WIDTH)
    window.open(EditorPage(case, key=case.list_added_items()[0].key))
    screen = window.get_current_screen()
    assert isinstance(screen, EditorScreen)
    qtbot.waitUntil(lambda: inside.width() > 1390)
    for heading, page in zip(edges(inside, window), edges(screen, window), strict=True):
        assert abs(heading - page) <= 2  # what is left over beside the heading
    assert [b for b in screen.findChildren(QPushButton) if b.property("primary")] == [screen.foot.accept]


@pytest.mark.parametrize("language", list_supported_languages())
def test_the_box_says_with_an_example_what_to_write_and_is_not_cut_off(
    language: str, make_window: Make, app: App
) -> None:
    window = small(make_window, app, language, QSize(1000, 700))
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    box = screen._box
    long = box.placeholderText()
    window.resize(SMALLEST)
    short = box.placeholderText()
    assert len(short) <= len(long)
    wanted = Translator(language).translate(N_("My printer won't print"))
    assert screen._examples.buttons[0].text() == wanted
    whole = box.grab().toImage()
    box.setPlaceholderText(short + " and more")
    assert box.grab().toImage() != whole, "it was cut off before"


class _Screen:
    """A screen of 1920 × 1080 at 300 %, less the bar of the system."""

    def availableSize(self) -> QSize:
        return QSize(640, 330)


def test_on_a_low_screen_the_window_and_its_foot_are_not_below_the_edge(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = small(make_window, app)
    assert window.minimumSize() == SMALLEST, "where there is room"
    monkeypatch.setattr(window, "screen", _Screen)
    window.windowHandle().screenChanged.emit(window.windowHandle().screen())
    window.resize(640, 200)
    assert window.height() <= _Screen().availableSize().height()
    window.open(AskPage(case=app.create_case("Nothing prints")))
    screen = window.get_current_screen()
    assert screen is not None
    on = next(b for b in screen.findChildren(QPushButton) if b.text() == "Review")
    qtbot.waitUntil(lambda: in_sight(on))
