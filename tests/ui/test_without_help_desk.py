"""Without a help desk, no page says that something was sent, that replies will come, or that help will."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.ui.navigation import ConversationPage, OutboxPage, TicketsPage
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window


@pytest.fixture(params=[False, True], ids=["no desk", "a desk"])
def reached(request: pytest.FixtureRequest) -> bool:
    """Whether a help desk is set up."""
    return bool(request.param)


@pytest.fixture
def window(qtbot: QtBot, places: AppPaths, reached: bool, tmp_path: Path) -> AppWindow:
    app = make_app(places)
    if reached:
        folder = replace(app.policy.desk.folder, path=str(tmp_path / "desk"))
        policy = replace(app.policy, desk=replace(app.policy.desk, connector="folder", folder=folder))
        app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
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
    qtbot.waitUntil(lambda: panel.heading.text() == "Nothing to send")
    assert ("sent" in panel.detail.text().split(".")[0]) is reached


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
