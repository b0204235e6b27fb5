"""On the smallest window what is asked and its answers are in sight at once; pages keep their line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import N_, Translator
from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.tickets.letter import Letter
from selfhelp.ui import theme
from selfhelp.ui.conversation.reply_box import LINES
from selfhelp.ui.navigation import AskPage, ConversationPage, EditorPage, FixPage, HomePage, SettingsPage
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.widgets.page_area import PageArea
from selfhelp.ui.widgets.page_header import PageHeader
from selfhelp.ui.widgets.tab_order import iter_tab_stops
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.desk_window import share_desk
from tests.ui.every_screen import png
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make

PROBLEM = 40
"""Logical pixels of a card down to the end of its first line."""


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


@pytest.mark.parametrize("language", list_supported_languages())
def test_what_needs_attention_is_in_sight_on_the_first_page(
    language: str, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    """In German its heading was cut off at the lower edge, and the problem below it."""
    furnish(app, printer)
    window = small(make_window, app, language)
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(lambda: bool(screen._health._problems.list_shown_keys()), timeout=10_000)
    health = screen._health
    qtbot.waitUntil(lambda: in_sight(health._heading))
    qtbot.waitUntil(lambda: health._problems.visibleRegion().boundingRect().height() >= PROBLEM)


def test_examples_stay_on_one_line(make_window: Make, app: App, qtbot: QtBot) -> None:
    window = small(make_window, app, "de")
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    seen = screen._examples.buttons
    qtbot.waitUntil(lambda: [b.isVisible() for b in seen] == [True, True, False])
    assert len({b.y() for b in seen if b.isVisible()}) == 1
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: all(b.isVisible() for b in seen))


def low(window: AppWindow, height: int = 330) -> None:
    """Make the window as low as on a small screen with large text and a bar of the system."""
    window.setMinimumSize(0, 0)
    window.resize(SMALLEST.width(), height)


def out_of_sight(window: AppWindow, screen: QWidget, qtbot: QtBot) -> list[str]:
    """Go round the page with Tab and back; return what has the focus but can't be seen, or not all of it."""
    hidden = []
    for forward in (True, False):
        for _stop in range(2 * len(list(iter_tab_stops(window)))):
            assert window.focusNextPrevChild(forward)
            focus = window.focusWidget()
            if screen.isAncestorOf(focus) and not seen_well(focus):
                hidden.append(f"{type(focus).__name__} {focus.accessibleName()}")
    return hidden


def seen_well(part: QWidget) -> bool:
    """Say whether all of it can be seen, or if it is too high for the page, as much as there is room for."""
    area = part.parentWidget()
    while area is not None and not isinstance(area, PageArea):
        area = area.parentWidget()
    if area is not None and part.height() > area.height():
        return part.visibleRegion().boundingRect().height() > area.height() // 2
    return in_sight(part)


@pytest.mark.parametrize("words", ["", "Nothing prints\n" * 30], ids=["empty", "long"])
def test_tab_in_the_form_shows_what_has_the_focus_on_a_low_window(
    words: str, make_window: Make, app: App, qtbot: QtBot
) -> None:
    """The description wasn't scrolled into view when Tab came round to it from the footer."""
    window = small(make_window, app)
    low(window)
    window.open(AskPage(case=app.create_case(words)))
    screen = window.get_current_screen()
    assert screen is not None
    qtbot.wait(50)
    assert out_of_sight(window, screen, qtbot) == []


LONG_TALK = [f"Message {number}. We look into it." for number in range(6)]


def conversation(
    window: AppWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> ConversationScreen:
    """Open the page of a ticket with some messages, which can be answered and marked as resolved."""
    share_desk(app, app.places.data / "share")
    letter = Letter("The printer on the second floor", "It blinks.", "marie@example.com")
    report = app.get_outbox().save_ticket(letter)
    app.create_delivery_service().deliver_due_items()
    now = datetime(2026, 11, 28, tzinfo=UTC)
    comments = [TicketComment("Bob", now, text, mine=False) for text in LONG_TALK]
    status = TicketStatus("7", letter.subject, TicketState.OPEN, now, now, "", comments=comments)
    monkeypatch.setattr(FolderConnector, "fetch_status", lambda *_: status)
    window.open(ConversationPage(report))
    screen = window.get_current_screen()
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: screen._talk is not None and not screen._asking, timeout=10_000)
    qtbot.wait(100)
    return screen


@pytest.mark.parametrize("height", [330, 384, 430])
@pytest.mark.parametrize("language", list_supported_languages())
def test_each_button_of_a_reply_can_be_reached_on_a_low_window(
    language: str,
    height: int,
    make_window: Make,
    app: App,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Send was half cut off and "Mark as resolved" below the window, and nothing scrolled to them."""
    window = small(make_window, app, language)
    low(window, height)
    screen = conversation(window, app, qtbot, monkeypatch)
    assert screen.box.words.hasFocus()
    qtbot.waitUntil(lambda: in_sight(screen.box.words))
    QTest.keyClicks(screen.box.words, "Nothing prints")
    qtbot.wait(50)
    assert in_sight(screen.box.words)
    assert in_sight(screen.box.send), "there is room for both"
    assert screen.box.words.height() >= LINES * screen.box.words.fontMetrics().lineSpacing()
    for button in (screen.box.send, screen.box.resolved, screen.box.paste):
        assert button.isVisible()
    assert out_of_sight(window, screen, qtbot) == []


def test_the_reply_keeps_its_text_and_focus_when_the_window_becomes_low(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = small(make_window, app, size=QSize(920, 720))
    screen = conversation(window, app, qtbot, monkeypatch)
    words, foot = screen.box.words, screen.page.footer
    QTest.keyClicks(words, "Nothing ")
    assert foot.isAncestorOf(words)
    for height, fixed in ((330, False), (720, True), (330, False)):
        low(window, height)
        qtbot.wait(50)
        assert foot.isVisible() is foot.isAncestorOf(words) is fixed
        assert words.hasFocus()
        qtbot.waitUntil(lambda: in_sight(words))
    QTest.keyClicks(words, "prints")
    assert words.toPlainText() == "Nothing prints"
    screen._set_ticket("other")  # while another ticket is loaded, there's nothing to reply to
    assert not words.isVisible()


def test_the_reply_is_fixed_on_the_smallest_window(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = small(make_window, app)
    screen = conversation(window, app, qtbot, monkeypatch)
    QTest.keyClicks(screen.box.words, "Nothing prints")
    qtbot.wait(50)
    bar = screen.page.area.verticalScrollBar()
    for value in (bar.minimum(), bar.maximum()):
        bar.setValue(value)
        assert in_sight(screen.box.words)
        assert in_sight(screen.box.send)
        assert in_sight(screen.box.resolved)


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
