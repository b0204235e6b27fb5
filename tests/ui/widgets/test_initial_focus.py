"""Who opens a screen has the focus on its first thing, also where that comes later; unless the user went
on."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.engine.journal import Journal, JournalEntry
from selfhelp.ui.navigation import AskPage, JournalPage
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.widgets.initial_focus import InitialFocus
from selfhelp.ui.widgets.page_area import PageArea
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.every_screen import SCREEN, walk
from tests.ui.fakes import Printer
from tests.ui.pages import Make

TABLE = {
    "home": ("SearchBox", "What's wrong?"),
    "typed": ("SearchBox", "What's wrong?"),
    "browse": ("Card", "Find out why sign-in fails"),
    "question": ("QCheckBox", "Office"),
    "proposal": ("QPushButton", "Not now"),
    "ended": ("PlainLabel", "Fixed. You can print again."),
    "diagnosis": ("PlainLabel", "A document waits for Office."),
    "trial": ("QPushButton", "Yes, it works"),
    "ticket_topic": ("QPushButton", "Tell the help desk"),
    "ask": ("MultilineInput", "Describe the problem"),
    "review": ("QPushButton", "Save ticket"),
    "editor": ("EditorSurface", "Edit image"),
    "steps": ("QToolButton", "Black out: 1. Window “Letter.odt” (Writer)"),
    "tickets": ("QPushButton", "Refresh"),
    "conversation": ("QPushButton", "Copy number"),
    "outbox": ("MultilineInput", "Your reply"),
    "receipts": ("Expander", "Show 5 items: Nothing prints"),
    "remote": ("VerifyCallerCard", "Verify the caller"),
    "privacy": (
        "SectionFrame",
        (
            "Nothing about you leaves this computer until you select “Send”. "
            "You see everything before it's sent. IT can't see your screen unless you allow it."
        ),
    ),
    "health": ("QPushButton", "Check again"),
    "checklist": ("QPushButton", "Check again"),
    "journal": ("MessagePanel", "Cancel stuck print jobs"),
    "notices": ("DrawnIconButton", "Back"),
    "settings": ("Dropdown", "Language"),
    "emergency": ("MultilineInput", "Who does the email claim to be from, and what does it ask for?"),
    "about": ("QPushButton", "Copy diagnostics"),
    "help": ("GuideSection", "What IT can see and do"),
    "help_found": ("SearchBox", "Search help"),
    "welcome": ("QPushButton", "Say what's wrong"),
    "sign_in": ("LineInput", "User name"),
}
"""What has the focus once a screen is filled: of which class, and how it is called."""


@pytest.mark.slow
def test_every_screen_has_the_focus_where_one_begins(
    make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    printer.ask = True
    window = make_window()
    window.resize(SMALLEST)
    for name in walk(window, app, qtbot):
        screen = window.get_current_screen()
        assert screen is not None
        wanted = TABLE[name]
        qtbot.waitUntil(lambda wanted=wanted: held(window) == wanted, timeout=10_000)
        focus = window.focusWidget()
        assert screen.isAncestorOf(focus) or name == "notices", name  # it has nothing to use here
        scrolled = SCREEN.get(name, name) == "help"  # by the test itself
        assert scrolled or not focus.visibleRegion().isEmpty(), f"{name}: out of sight"


def held(window: QWidget) -> tuple[str, str]:
    """Return the class of what has the focus, and how it is called."""
    focus = window.focusWidget()
    called = focus.text() if isinstance(focus, QPushButton) and not focus.accessibleName() else ""
    return type(focus).__name__, called or focus.accessibleName()


# -- a journal that takes its time --------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The journal is read when this is set."""
    go, runs = threading.Event(), Journal.list_runs

    def read(journal: Journal) -> Sequence[JournalEntry]:
        assert go.wait(10)
        return runs(journal)

    monkeypatch.setattr(Journal, "list_runs", read)
    yield go
    go.set()


def begun(window: AppWindow) -> JournalScreen:
    """Open the journal, which is being read: the focus waits on the way back."""
    window.open(JournalPage())
    screen = window.get_current_screen()
    assert isinstance(screen, JournalScreen)
    assert window.focusWidget() is window._header.back
    return screen


def read(screen: JournalScreen, slow: threading.Event, qtbot: QtBot) -> None:
    slow.set()
    qtbot.waitUntil(lambda: screen._entries is not None)
    qtbot.wait(100)


def test_an_empty_journal_has_the_focus_on_its_own_button(
    make_window: Make, slow: threading.Event, qtbot: QtBot
) -> None:
    window = make_window()
    screen = begun(window)
    read(screen, slow, qtbot)
    assert screen.start.hasFocus()


def test_who_comes_by_the_menu_is_on_the_page_and_no_longer_on_the_menu(
    make_window: Make, slow: threading.Event, qtbot: QtBot
) -> None:
    window = make_window()
    window._header.more.setFocus()
    screen = begun(window)
    read(screen, slow, qtbot)
    assert screen.start.hasFocus()


def test_a_window_that_opens_with_the_journal_begins_there_as_well(
    make_window: Make, slow: threading.Event, qtbot: QtBot
) -> None:
    window = make_window(JournalPage())
    screen = window.get_current_screen()
    assert isinstance(screen, JournalScreen)
    read(screen, slow, qtbot)
    assert screen.start.hasFocus()


def test_focus_moved_since_is_kept(make_window: Make, slow: threading.Event, qtbot: QtBot) -> None:
    window = make_window()
    screen = begun(window)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    there = window.focusWidget()
    assert there is not window._header.back
    read(screen, slow, qtbot)
    assert window.focusWidget() is there


def test_deliberate_focus_on_back_is_kept(make_window: Make, slow: threading.Event, qtbot: QtBot) -> None:
    window = make_window()
    screen = begun(window)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window._header.back
    read(screen, slow, qtbot)
    assert window.focusWidget() is window._header.back


def test_who_is_on_another_screen_by_then_is_left_alone(
    make_window: Make, slow: threading.Event, qtbot: QtBot
) -> None:
    window = make_window()
    screen = begun(window)
    window.open(AskPage())
    words = window.focusWidget()
    QTest.keyClicks(words, "half a wo")
    read(screen, slow, qtbot)
    assert window.focusWidget() is words
    QTest.keyClicks(words, "rd")
    assert words.toPlainText() == "half a word"  # type: ignore[attr-defined]


# -- the part itself -----------------------------------------------------------------------------------


@pytest.fixture
def frame(qtbot: QtBot) -> QWidget:
    """A window with a way back and an empty page."""
    window = QWidget()
    window.back, window.page = QPushButton("back"), QWidget()  # type: ignore[attr-defined]
    column = QVBoxLayout(window)
    column.addWidget(window.back)  # type: ignore[attr-defined]
    column.addWidget(window.page)  # type: ignore[attr-defined]
    QVBoxLayout(window.page)  # type: ignore[attr-defined]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def put(page: QWidget, part: QWidget) -> QWidget:
    layout = page.layout()
    assert layout is not None
    layout.addWidget(part)
    return part


def test_words_alone_are_no_stop_and_the_first_thing_is(frame: QWidget, qtbot: QtBot) -> None:
    page, back = frame.page, frame.back  # type: ignore[attr-defined]
    stop = InitialFocus(back)
    stop.focus_first_of(page)
    assert back.hasFocus()
    put(page, QWidget())
    qtbot.wait(50)
    assert back.hasFocus()
    inner = put(page, QWidget())
    QVBoxLayout(inner)
    first = put(inner, QPushButton("first"))
    qtbot.waitUntil(first.hasFocus)
    put(page, QLineEdit())
    back.setFocus()
    qtbot.wait(50)
    assert back.hasFocus(), "once is enough"


def test_what_comes_in_a_part_that_scrolls_is_the_first_thing(frame: QWidget, qtbot: QtBot) -> None:
    page, back = frame.page, frame.back  # type: ignore[attr-defined]
    area, inner = PageArea(), QWidget()
    QVBoxLayout(inner)
    area.set_scrolled_page(inner)
    put(page, area)
    qtbot.wait(50)
    InitialFocus(back).focus_first_of(page)
    assert back.hasFocus()
    qtbot.waitUntil(put(inner, QPushButton("first")).hasFocus)


def test_a_menu_or_another_window_in_between_is_no_going_on(frame: QWidget, qtbot: QtBot) -> None:
    page, back = frame.page, frame.back  # type: ignore[attr-defined]
    InitialFocus(back).focus_first_of(page)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    qtbot.waitUntil(put(page, QPushButton("first")).hasFocus)


def test_a_key_while_returning_is_activity(frame: QWidget, qtbot: QtBot) -> None:
    page, back = frame.page, frame.back  # type: ignore[attr-defined]
    InitialFocus(back).focus_first_of(page)
    QTest.keyPress(back, Qt.Key.Key_Space)  # it is not let go yet: it would be let go on something else
    put(page, QPushButton("first"))
    qtbot.wait(100)
    assert back.hasFocus()
    with qtbot.waitSignal(back.clicked):
        QTest.keyRelease(back, Qt.Key.Key_Space)


def test_a_page_that_is_gone_is_no_trouble(frame: QWidget, qtbot: QtBot) -> None:
    page, back = frame.page, frame.back  # type: ignore[attr-defined]
    stop = InitialFocus(back)
    stop.focus_first_of(page)
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    stop.cancel_focus()
    assert back.hasFocus()
