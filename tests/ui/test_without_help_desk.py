"""Without a help desk, no page says that something was sent, that replies will come, or that help will."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.ui.home.ticket_news import TicketNews
from selfhelp.ui.navigation import ConversationPage, HomePage, OutboxPage, TicketsPage, TicketTopicPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.tickets import TicketsScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, share_desk

SAVED_HERE = "Saved on this computer"


@pytest.fixture(params=[False, True], ids=["no desk", "a desk"])
def reached(request: pytest.FixtureRequest) -> bool:
    """Whether a help desk is set up."""
    return bool(request.param)


@pytest.fixture
def window(qtbot: QtBot, places: AppPaths, reached: bool, tmp_path: Path) -> AppWindow:
    app = make_app(places)
    if reached:
        share_desk(app, tmp_path / "desk")
    window = make_window(qtbot, app)
    window.app = app
    return window


def sent(app: App) -> str:
    case = app.create_case("Excel crashes")
    report = case.save_to_outbox(case.build_letter())
    app.create_delivery_service().deliver(report, 0)
    return report


def test_the_empty_outbox(window: AppWindow, reached: bool, qtbot: QtBot) -> None:
    window.open(OutboxPage())
    panel = window.get_current_screen().panel
    qtbot.waitUntil(lambda: panel.heading.text() == "Nothing is waiting to be sent")
    # with a help desk nothing is claimed: the user may have deleted the last message
    assert bool(panel.detail.text()) is not reached


def test_the_list_of_tickets(window: AppWindow, reached: bool, qtbot: QtBot) -> None:
    sent(window.app)
    window.open(TicketsPage())
    newest = window.get_current_screen()._newest
    qtbot.waitUntil(newest.isVisible)
    assert ("Replies" in newest.text()) is reached
    assert ("saved on this computer" in newest.text()) is not reached


def test_a_ticket_offers_remote_help_only_where_someone_can_give_it(
    window: AppWindow, reached: bool, qtbot: QtBot
) -> None:
    report = sent(window.app)
    window.open(ConversationPage(report))
    screen = window.get_current_screen()
    qtbot.waitUntil(lambda: bool(screen.refresh.text()))
    assert window.app.policy.remote.enabled
    assert screen.remote.isVisible() is reached


def test_a_question_about_a_ticket_leads_to_the_list(window: AppWindow, qtbot: QtBot) -> None:
    window.open(TicketTopicPage("ticket-follow-up"))
    screen = window.get_current_screen()
    assert "already has" not in screen._meaning.heading.text()
    qtbot.waitUntil(screen._tickets.hasFocus)
    assert (screen._tickets.property("primary"), screen._help.property("primary")) == (True, False)
    screen._tickets.click()
    assert isinstance(window.get_current_screen(), TicketsScreen)
    window.open(TicketTopicPage("vpn-access"))
    qtbot.waitUntil(screen._help.hasFocus)
    assert screen._tickets.isHidden()


@pytest.fixture
def local(qtbot: QtBot, places: AppPaths) -> AppWindow:
    """A window on an app that saved a ticket while no help desk was set up."""
    app = make_app(places)
    window = make_window(qtbot, app)
    window.app, window.report = app, sent(app)
    assert app.get_outbox().find_item(window.report).ticket == "LOCAL-0001"
    return window


def ticket_page(qtbot: QtBot, window: AppWindow) -> ConversationScreen:
    window.open(ConversationPage(window.report))
    screen = window.get_current_screen()
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: screen._talk is not None and not screen._asking)
    return screen


def list_page(qtbot: QtBot, window: AppWindow, count: int = 1) -> TicketsScreen:
    window.open(TicketsPage())
    screen = window.get_current_screen()
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: len(screen.cards.list_shown_keys()) == count and not screen._asking)
    return screen


def state_of(screen: TicketsScreen, number: int) -> str:
    return screen.cards.get_card_contents()[number].sub


def test_a_local_ticket_takes_no_replies_and_can_be_saved_or_printed(
    local: AppWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = ticket_page(qtbot, local)
    assert screen.panel.heading.text() == SAVED_HERE
    assert "LOCAL-" not in screen.panel.detail.text(), "its number means nothing to anyone"
    parts = (screen.box, screen.page.footer, screen.refresh, screen.gone, screen.remote, screen.trouble)
    for part in (*parts, screen.open):  # its folder has nothing for a browser to show
        assert part.isHidden()
    qtbot.waitUntil(screen.keep.hasFocus)
    assert screen.resend.isHidden(), "there is no help desk to send it to"
    file = tmp_path / "ticket.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    screen.keep.click()
    qtbot.waitUntil(file.is_file)
    printed: list[QUrl] = []
    monkeypatch.setattr("selfhelp.ui.links.open_link", lambda url: printed.append(url) or True)
    screen.print.click()
    qtbot.waitUntil(lambda: bool(printed))


def test_a_local_ticket_marked_as_resolved_earlier_asks_nothing(local: AppWindow, qtbot: QtBot) -> None:
    local.app.create_connector().mark_ticket_resolved("LOCAL-0001")
    local.app.create_ticket_poller().poll_ticket(local.report)
    screen = ticket_page(qtbot, local)
    assert screen.panel.heading.text() == SAVED_HERE
    assert screen.resolved.isHidden()
    assert screen.helped.isHidden()


def test_the_list_of_local_tickets_has_nothing_to_refresh(local: AppWindow, qtbot: QtBot) -> None:
    screen = list_page(qtbot, local)
    assert state_of(screen, 0) == SAVED_HERE
    assert screen.refresh.isHidden()
    qtbot.waitUntil(lambda: screen.focusWidget() is screen.cards.find_first_card())


def test_a_local_ticket_stays_one_when_a_help_desk_is_set_up(
    local: AppWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    share_desk(local.app, tmp_path / "desk")
    screen = ticket_page(qtbot, local)
    assert screen.panel.heading.text() == SAVED_HERE
    assert screen.box.isHidden()
    qtbot.waitUntil(screen.resend.hasFocus)
    screen.resend.click()
    qtbot.waitUntil(lambda: isinstance(local.get_current_screen(), AskScreen))
    assert local.get_current_screen().words.toPlainText() == "Excel crashes"
    local.open(HomePage(saved=local.report))
    news = local.get_current_screen().findChild(TicketNews)
    qtbot.waitUntil(lambda: [card.sub for card in news.replies.get_card_contents()] == [SAVED_HERE])
    local.app.get_outbox().store.execute("UPDATE reports SET created = created - 3600")
    sent(local.app)
    listed = list_page(qtbot, local, 2)
    assert state_of(listed, 0) == "Open · Ticket LOCAL-0001"
    assert state_of(listed, 1) == SAVED_HERE
    assert not listed.refresh.isHidden()
    assert "Replies" in listed._newest.text()


def outbox_panel(window: AppWindow, qtbot: QtBot, heading: str) -> str:
    """What the outbox says below this heading."""
    window.open(OutboxPage())
    panel = window.get_current_screen().panel
    qtbot.waitUntil(lambda: panel.heading.text() == heading)
    return panel.detail.text()


def test_the_outbox_does_not_call_a_local_ticket_sent(local: AppWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """It said "everything else has been sent" where nothing ever was."""
    share_desk(local.app, tmp_path / "desk")
    said = outbox_panel(local, qtbot, "Nothing is waiting to be sent")
    assert said.startswith("Your tickets are saved only on this computer.")
    sent(local.app)
    local.open(HomePage())
    local.open(OutboxPage())
    panel = local.get_current_screen().panel
    some = "Some tickets are saved only on this computer."
    qtbot.waitUntil(lambda: panel.detail.text() == some)


def test_the_outbox_tells_of_a_draft_and_leads_to_it(window: AppWindow, reached: bool, qtbot: QtBot) -> None:
    """It said "Everything you wrote has been sent." beside an unsent draft."""
    app = window.app
    app.drafts.store_draft(app.create_case("Excel crashes").make_draft())
    said = outbox_panel(window, qtbot, "Your draft hasn't been sent")
    assert (said == "Nothing else is waiting to be sent.") is reached
    screen = window.get_current_screen()
    screen.draft.click()
    form = window.get_current_screen()
    qtbot.waitUntil(lambda: form.words.toPlainText() == "Excel crashes")


def test_a_ticket_of_a_help_desk_stays_one_when_the_help_desk_is_gone(
    qtbot: QtBot, places: AppPaths, tmp_path: Path
) -> None:
    app = share_desk(make_app(places), tmp_path / "desk")
    sent(app)
    app.__dict__["loaded_policy"] = make_app(places).loaded_policy
    screen = list_page(qtbot, make_window(qtbot, app))
    assert state_of(screen, 0) == "Open · Ticket LOCAL-0001"


def test_replies_are_announced_only_if_the_help_desk_reports_them(
    qtbot: QtBot, places: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderConnector, "abilities", ConnectorAbilities(status=False, read_comments=False))
    app = share_desk(make_app(places), tmp_path / "desk")
    sent(app)
    assert list_page(qtbot, make_window(qtbot, app))._newest.text() == "Newest first."
