"""My tickets: empty, waiting, delivered and broken, with nothing foreign taken for markup or a link."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app import App
from selfhelp.errors import DeskUnreachableError, StorageError
from selfhelp.places import Places
from selfhelp.report.connectors.folder import FolderConnector
from selfhelp.report.outbox import Draft, Outbox
from selfhelp.text import N_
from selfhelp.ticket import Comment, TicketState, TicketStatus
from selfhelp.ui import links
from selfhelp.ui.parts.ticket import TicketCard
from selfhelp.ui.screens.tickets import TicketsScreen
from selfhelp.ui.window import Window
from tests.ui.desk_window import make_app, make_window, on_top

HOSTILE = "<img src=x> $(reboot) \u202e\x07" + "w" * 10_000


@pytest.fixture
def app(places: Places) -> App:
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> Window:
    return make_window(qtbot, app)


def seal(app: App, subject: str = "Nothing prints") -> str:
    return app.outbox().seal(Draft(subject, "body", "marie@example.com"))


def tickets(qtbot: QtBot, window: Window, count: int, report: str = "") -> TicketsScreen:
    window.open("tickets", report=report)
    screen = on_top(window)
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: screen._lines is not None and len(cards(screen)) == count, timeout=10_000)
    return screen


def cards(screen: TicketsScreen) -> list[TicketCard]:
    return [card for card in screen.findChildren(TicketCard) if not card.isHidden()]


def words(card: TicketCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


def test_no_tickets_is_said_and_the_way_on_offered(qtbot: QtBot, window: Window) -> None:
    screen = tickets(qtbot, window, 0)
    assert screen._panel.heading.text() == "You have no tickets."
    screen.ask.click()
    assert on_top(window) is not screen


def test_one_that_waits_and_one_that_arrived(qtbot: QtBot, window: Window, app: App) -> None:
    seal(app, "first")
    app.delivery().deliver_due()
    waiting = seal(app, "second")
    new, old = cards(tickets(qtbot, window, 2, report=waiting))
    assert "second" in words(new)
    assert "Saved" in words(new)
    assert new.again.isVisible()
    assert not new.open.isVisible()
    assert "LOCAL-0001" in words(old)
    assert old.open.isVisible()
    assert not old.again.isVisible()


def test_try_again_wakes_the_delivery(qtbot: QtBot, window: Window, app: App) -> None:
    seal(app)
    screen = tickets(qtbot, window, 1)
    with qtbot.waitSignal(window.saved, timeout=10_000):
        cards(screen)[0].again.click()


def test_delete_asks_once(qtbot: QtBot, window: Window, app: App) -> None:
    seal(app)
    screen = tickets(qtbot, window, 1)
    card = cards(screen)[0]
    card.delete.click()
    assert "not be sent" in card.delete.text()
    assert len(app.outbox().items()) == 1
    card.delete.click()
    qtbot.waitUntil(lambda: not app.outbox().items(), timeout=10_000)
    qtbot.waitUntil(lambda: not cards(screen), timeout=10_000)


def test_foreign_text_is_plain_and_short_enough(qtbot: QtBot, window: Window, app: App) -> None:
    seal(app, HOSTILE)
    screen = tickets(qtbot, window, 1)
    for label in cards(screen)[0].findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert "\u202e" not in label.text()
        assert "\x07" not in label.text()
    window.resize(window.minimumSize())
    qtbot.wait(30)
    assert screen.minimumSizeHint().width() <= 400


def test_the_conversation_is_shown_as_plain_text(
    qtbot: QtBot, window: Window, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    comments = [Comment("<b>Bob</b>", now, "Try <script>this</script>", mine=False)]
    status = TicketStatus("LOCAL-0001", "s", TicketState.WAITING, now, now, "", comments=comments)
    seal(app)
    app.delivery().deliver_due()
    monkeypatch.setattr(FolderConnector, "status", lambda self, number: status)
    card = cards(tickets(qtbot, window, 1))[0]
    card.talk.click()
    qtbot.waitUntil(lambda: "<script>this</script>" in words(card), timeout=10_000)
    assert "<b>Bob</b>" in words(card)


def test_a_desk_that_cannot_be_reached_is_a_sentence(
    qtbot: QtBot, window: Window, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(app)
    app.delivery().deliver_due()

    def away(self: FolderConnector, number: str) -> TicketStatus:
        raise DeskUnreachableError(N_("The help desk cannot be reached."))

    monkeypatch.setattr(FolderConnector, "status", away)
    screen = tickets(qtbot, window, 1)
    screen.refresh.click()
    qtbot.waitUntil(lambda: "cannot be reached" in window._notice.words.text(), timeout=10_000)
    card = cards(screen)[0]
    card.talk.click()
    qtbot.waitUntil(lambda: "cannot be reached" in words(card), timeout=10_000)
    assert screen.refresh.isEnabled()


def test_what_was_said_and_the_focus_stay_when_the_list_is_read_again(
    qtbot: QtBot, window: Window, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(app)
    app.delivery().deliver_due()
    now = datetime.now(UTC)
    comments = [Comment("Bob", now, "Try the other tray", mine=False)]
    status = TicketStatus("LOCAL-0001", "s", TicketState.WAITING, now, now, "", comments=comments)
    monkeypatch.setattr(FolderConnector, "status", lambda self, number: status)
    screen = tickets(qtbot, window, 1)
    card = cards(screen)[0]
    card.talk.click()
    qtbot.waitUntil(lambda: "other tray" in words(card), timeout=10_000)
    card.delete.setFocus()
    seal(app, "A newer one")
    screen.refresh.click()
    qtbot.waitUntil(lambda: len(cards(screen)) == 2, timeout=10_000)
    newer, older = (screen._list.itemAt(place).widget() for place in range(2))
    assert older is card
    assert "other tray" in words(card)
    assert "waiting for" in words(card).lower()
    assert card.delete.hasFocus()
    assert isinstance(newer, TicketCard)
    assert "A newer one" in words(newer)


def test_a_question_before_deleting_does_not_outlive_a_change(qtbot: QtBot, window: Window, app: App) -> None:
    seal(app)
    screen = tickets(qtbot, window, 1)
    card = cards(screen)[0]
    card.delete.click()
    app.delivery().deliver_due()
    screen._read()
    qtbot.waitUntil(lambda: "LOCAL-0001" in words(card), timeout=10_000)
    assert card.delete.text() == "Delete here"
    card.delete.click()
    assert "keeps it" in card.delete.text()
    assert len(app.outbox().items()) == 1


def test_an_outbox_that_cannot_be_read_is_a_sentence(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Outbox) -> object:
        raise StorageError(N_("The list of your tickets cannot be read."))

    monkeypatch.setattr(Outbox, "items", broken)
    window.open("tickets")
    screen = on_top(window)
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: "cannot be read" in screen._panel.heading.text(), timeout=10_000)


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://desk.example.com/ticket/1", True),
        ("http://127.0.0.1:8080/ticket/1", True),
        ("http://localhost/ticket/1", True),
        ("http://desk.example.com/ticket/1", False),
        ("https://user:secret@desk.example.com/", False),
        ("file:///etc/passwd", False),
        ("smb://server/share", False),
        ("javascript:alert(1)", False),
        ("https:///nohost", False),
        ("not a url", False),
        ("", False),
    ],
)
def test_only_pages_are_opened(url: str, opens: bool) -> None:
    assert (links.link(url) is not None) is opens


def test_a_folder_is_opened_and_no_file(tmp_path: Path) -> None:
    program = tmp_path / "run.sh"
    program.write_text("#!/bin/sh\n")
    assert links.link("", str(tmp_path)) is not None
    assert links.link("", str(program)) is None
