"""Only the page that is seen has the keys."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core.paths import AppPaths
from selfhelp.tickets.letter import Letter
from selfhelp.ui.navigation import ConversationPage, HomePage
from selfhelp.ui.page_stack import PageStack
from selfhelp.ui.screens.conversation import ConversationScreen
from tests.ui.desk_window import make_app, make_window, on_top


def page() -> tuple[QWidget, QLineEdit]:
    place, field = QWidget(), QLineEdit()
    QVBoxLayout(place).addWidget(field)
    return place, field


def test_a_page_that_is_not_seen_takes_no_keys(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pages, other = PageStack(window), QPushButton(window)
    strayed: list[int] = []
    pages.strayed.connect(lambda: strayed.append(1))
    (first, seen), (second, unseen) = page(), page()
    pages.addWidget(first)
    pages.addWidget(second)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for wanted in (seen, other):
        wanted.setFocus()
        unseen.setFocus()
        assert QApplication.focusWidget() is wanted
    assert not strayed
    other.hide()
    seen.setFocus()
    seen.clearFocus()
    unseen.setFocus()
    assert strayed
    pages.setCurrentWidget(second)
    unseen.setFocus()
    assert QApplication.focusWidget() is unseen


def test_a_reply_saved_after_leaving_takes_no_focus(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    report = app.get_outbox().save_ticket(Letter("No sound", "My headset is silent.", "marie@example.com"))
    window = make_window(qtbot, app)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: screen.box.draft is not None, timeout=10_000)
    screen.box.words.setPlainText("Thank you")
    window.open(HomePage())
    before = QApplication.focusWidget()
    assert before is not None
    screen._on_reply_saved("")
    assert QApplication.focusWidget() is before
