"""Send again, with the real sender: that it is sending and how it ended is seen and heard, also in vain."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import DeskError, DeskUnreachableError, OutcomeUnknownError
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState, TicketReceipt
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.ui.background.outbox_sender import OutboxSender
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import (
    ConversationPage,
    HomePage,
    OutboxPage,
    ReviewPage,
    SettingsPage,
    TicketsPage,
)
from selfhelp.ui.tray.notifications import notify_deliveries
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make

ABILITIES = FolderConnector.abilities
FAILED = re.compile(r"Sending failed again at \d\d:\d\d\.")
HEARING = (
    "home.ticket_news",
    "screens.conversation",
    "screens.outbox",
    "parts.saved_ticket_view",
)


def refuse(_connector: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.fixture
def window(
    make_window: Make,
    app: App,
    jobs: JobRunner,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[AppWindow]:
    """The window with the app's sender; the help desk's folder isn't writable, and a ticket waits."""
    folder = replace(app.policy.desk.folder, path=str(tmp_path / "desk"))
    policy = replace(app.policy, desk=replace(app.policy.desk, connector="folder", folder=folder))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    monkeypatch.setattr(FolderConnector, "_ensure_desk_folder", refuse)
    case = app.create_case("Excel crashes")
    report = case.save_to_outbox(case.build_letter())
    app.create_delivery_service().deliver(report, 0)
    assert app.get_outbox().find_item(report).state is DeliveryState.QUEUED
    window = make_window()
    window.case = case
    sender = OutboxSender(app, jobs, window)
    session: Any = SimpleNamespace(
        app=app, window=window, tray=SimpleNamespace(set_tool_tip=lambda _tip: None)
    )
    sender.ended.connect(lambda round_: notify_deliveries(session, round_))
    sender.ended.connect(lambda _round: window.notify_tickets_changed())
    window.saved.connect(sender.send_on_user_request)
    yield window
    qtbot.waitUntil(lambda: not sender._running)  # it goes with the window


def from_home(window: AppWindow) -> tuple[Any, Callable[[], MessagePanel]]:
    news = window.get_current_screen()._news
    return (lambda: news.again if news.strip.isVisible() else None), lambda: news.strip


def from_ticket(window: AppWindow) -> tuple[Any, Callable[[], MessagePanel]]:
    window.open(ConversationPage(window.case.report))
    screen = window.get_current_screen()
    return (lambda: screen.again if screen.unsent.isVisible() else None), lambda: screen.panel


def from_outbox(window: AppWindow) -> tuple[Any, Callable[[], MessagePanel]]:
    window.open(OutboxPage())
    screen = window.get_current_screen()
    first = lambda: next(iter(screen.cards.values()), None)  # noqa: E731
    return (lambda: first() and first().buttons["send"]), lambda: first()._head


def from_review(window: AppWindow) -> tuple[Any, Callable[[], MessagePanel]]:
    window.open(ReviewPage(window.case))
    saved = window.get_current_screen().saved
    saved.show_saved_ticket(window.case.report)
    return (lambda: saved.send if saved.send.isVisible() else None), lambda: saved.state


@pytest.mark.slow
@pytest.mark.parametrize("start", [from_home, from_ticket, from_outbox, from_review])
def test_sending_again_in_vain_is_seen_and_heard_where_it_was_asked(
    start: Callable[[AppWindow], Any], window: AppWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same refusal looked as if the button did nothing, or was said in a bar that covered the button."""
    said: list[str] = []
    for module in HEARING:
        monkeypatch.setattr(f"selfhelp.ui.{module}.announce_politely", lambda _part, text: said.append(text))
    find_button, find_panel = start(window)
    qtbot.waitUntil(lambda: find_button() is not None, timeout=10_000)
    qtbot.waitUntil(lambda: "permission" in find_panel().detail.text(), timeout=10_000)
    find_button().setFocus()
    for _ in range(2):
        said.clear()
        find_button().click()
        qtbot.waitUntil(lambda: "Sending…" in shown(find_panel()), timeout=5_000)
        assert find_button().hasFocus()
        assert start is from_outbox or find_button().text() == "Sending…", "not to be sent twice"
        assert said[0] == "Sending…"
        qtbot.waitUntil(lambda: FAILED.search(shown(find_panel())) is not None, timeout=10_000)
        assert "You don't have permission to write" in shown(find_panel())
        assert any(map(FAILED.search, said))
        assert find_button().hasFocus()
    assert window._notice.isHidden(), "it is said once"


def shown(panel: MessagePanel) -> str:
    return f"{panel.heading.text()} {panel.detail.text()}"


def test_elsewhere_it_is_said_in_the_bar(window: AppWindow, qtbot: QtBot) -> None:
    news = window.get_current_screen()._news
    qtbot.waitUntil(news.strip.isVisible, timeout=10_000)
    news.again.click()
    window.open(SettingsPage())
    qtbot.waitUntil(lambda: "couldn't be sent" in window._notice.words.text(), timeout=10_000)
    said = window._notice.words.text()
    assert said.startswith("“Excel crashes” couldn't be sent. You don't have permission to write")
    assert said.endswith("Contact your administrator.")
    window.open(HomePage())
    qtbot.waitUntil(lambda: bool(FAILED.search(news.strip.detail.text())), timeout=10_000)


def test_from_the_outbox_when_it_works_again(
    window: AppWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open(OutboxPage())
    screen = window.get_current_screen()
    qtbot.waitUntil(lambda: len(screen.cards) == 1, timeout=10_000)
    (card,) = screen.cards.values()
    told = f"{screen.panel.heading.text()} {screen.panel.detail.text()} {card._head.detail.text()}"
    for promise in ("as soon as", "Next try", "automatically"):
        assert promise not in told
    card.buttons["send"].click()
    qtbot.waitUntil(lambda: bool(FAILED.search(card._head.detail.text())), timeout=10_000)
    monkeypatch.undo()
    card.buttons["send"].click()
    qtbot.waitUntil(lambda: "has received your ticket" in window._notice.words.text(), timeout=10_000)
    assert app.get_outbox().memory.failed == {}


FAR = N_("The help desk's server can't be reached.")
LOST = N_("The connection was lost. We'll check whether your ticket arrived.")


def fail_with(error: DeskError) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.fixture
def unconfirmed(window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch) -> AppWindow:
    """The ticket may have arrived: its request was cut, and now the desk can't be reached."""
    abilities = property(lambda _desk: replace(ABILITIES, certain_lookup=False))
    monkeypatch.setattr(FolderConnector, "abilities", abilities)
    monkeypatch.setattr(FolderConnector, "find_ticket", lambda *_: None)
    monkeypatch.setattr(FolderConnector, "submit_ticket", fail_with(OutcomeUnknownError(LOST)))
    report = window.case.report
    app.create_delivery_service().deliver(report, 0)
    change = "UPDATE reports SET submitted = submitted - 400, steady = steady - 400, next_try = 0"
    app.get_outbox().store.execute(change, ())  # it has been looked up since
    assert app.get_outbox().find_item(report).state is DeliveryState.UNKNOWN
    monkeypatch.setattr(FolderConnector, "find_ticket", fail_with(DeskUnreachableError(FAR)))
    window.notify_tickets_changed()
    return window


def from_tickets(window: AppWindow) -> tuple[Any, Callable[[], MessagePanel]]:
    window.open(TicketsPage())
    screen = window.get_current_screen()
    return (lambda: screen.refresh if screen.refresh.isVisible() else None), lambda: screen._waiting


@pytest.mark.slow
@pytest.mark.parametrize("start", [from_home, from_ticket, from_outbox])
def test_an_unconfirmed_ticket_is_checked_and_not_said_to_be_sent(
    start: Callable[[AppWindow], Any], unconfirmed: AppWindow, qtbot: QtBot
) -> None:
    """The button said "Send again", and the page "Sending…", while it was only looked up."""
    find_button, find_panel = start(unconfirmed)
    qtbot.waitUntil(lambda: find_button() is not None and find_button().text() == "Check now", timeout=10_000)
    find_button().click()
    qtbot.waitUntil(lambda: "Checking…" in shown(find_panel()), timeout=5_000)
    qtbot.waitUntil(lambda: "Last try: " in shown(find_panel()), timeout=10_000)
    assert "confirmed by the help desk yet" in shown(find_panel())
    assert "can't be reached." in shown(find_panel())
    for untrue in ("Sending", "Send again", "hasn't been sent", "failed"):
        assert untrue not in shown(find_panel())
    assert find_button().text() == "Check now"


@pytest.mark.parametrize("page", [HomePage, TicketsPage, OutboxPage, ConversationPage])
def test_the_first_attempt_is_not_called_unconfirmed_before_it_has_ended(
    page: Any, make_window: Make, app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Not confirmed by the help desk yet" flashed for seconds while a new ticket was sent."""
    folder = replace(app.policy.desk.folder, path=str(tmp_path / "desk"))
    policy = replace(app.policy, desk=replace(app.policy.desk, connector="folder", folder=folder))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    case = app.create_case("Excel crashes")
    report = case.save_to_outbox(case.build_letter())
    window, seen = make_window(), []

    def look(*_: object) -> None:
        window.open(page(report) if page is ConversationPage else page())
        screen = window.get_current_screen()
        qtbot.wait(400)
        shown = [one for one in screen.findChildren(QWidget) if one.isVisible()]
        texts = [one.text() for one in shown if isinstance(one, QLabel)]
        texts += [f"{one.accessibleName()} {one.accessibleDescription()}" for one in shown]
        seen.append("\n".join(texts))
        raise OutcomeUnknownError(LOST)

    monkeypatch.setattr(FolderConnector, "submit_ticket", look)
    app.create_delivery_service().deliver(report, 0)
    assert app.get_outbox().find_item(report).state is DeliveryState.UNKNOWN
    assert "confirmed" not in seen[0]
    assert page is HomePage or "Sending…" in seen[0]


@pytest.mark.slow
@pytest.mark.parametrize("start", [from_home, from_ticket, from_outbox])
def test_a_check_that_finds_nothing_says_that_it_has_not_arrived(
    start: Callable[[AppWindow], Any],
    unconfirmed: AppWindow,
    app: App,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After "Checking…", nothing told the result."""
    monkeypatch.setattr(FolderConnector, "find_ticket", lambda *_: None)
    find_button, find_panel = start(unconfirmed)
    qtbot.waitUntil(lambda: find_button() is not None and find_button().text() == "Check now", timeout=10_000)
    # the request may still be under way, so that it isn't repeated at once
    app.get_outbox().store.execute("UPDATE reports SET steady = ?", (time.monotonic() - 30,))
    find_button().click()
    qtbot.waitUntil(lambda: "It hadn't arrived at " in shown(find_panel()), timeout=10_000)
    assert "We'll check again, and then send it again." in shown(find_panel())


@pytest.mark.slow
def test_refresh_checks_an_unconfirmed_ticket_and_says_what_came_of_it(
    unconfirmed: AppWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did nothing about the ticket, and told a screen reader that the tickets were up to date."""
    said: list[str] = []
    monkeypatch.setattr(
        "selfhelp.ui.screens.tickets.announce_politely", lambda _part, text: said.append(text)
    )
    find_button, find_panel = from_tickets(unconfirmed)
    qtbot.waitUntil(lambda: find_button() is not None and find_panel().isVisible(), timeout=10_000)
    find_button().click()
    told = "Not confirmed by the help desk yet. The help desk's server can't be reached."
    qtbot.waitUntil(lambda: unconfirmed._notice.words.text() == told, timeout=10_000)
    assert said == ["Checking…"]


@pytest.mark.slow
def test_refresh_finds_that_an_unconfirmed_ticket_has_arrived(
    unconfirmed: AppWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_button, _ = from_tickets(unconfirmed)
    qtbot.waitUntil(lambda: find_button() is not None, timeout=10_000)
    receipt = TicketReceipt("T-7", "")
    monkeypatch.setattr(FolderConnector, "find_ticket", lambda *_: receipt)
    monkeypatch.setattr(FolderConnector, "find_missing_attachments", lambda *_: ())
    find_button().click()
    qtbot.waitUntil(lambda: "Its number is T-7" in unconfirmed._notice.words.text(), timeout=10_000)
    assert app.get_outbox().find_item(unconfirmed.case.report).state is DeliveryState.DELIVERED
