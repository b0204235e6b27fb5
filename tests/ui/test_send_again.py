"""Send again, with the real sender: how the attempt ended is said as soon as it has ended, also in vain."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.ticket import DeliveryState
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.ui.background.outbox_sender import OutboxSender
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import OutboxPage
from selfhelp.ui.tray.notifications import notify_deliveries
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make


def refuse(_connector: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.fixture
def window(
    make_window: Make, app: App, jobs: JobRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AppWindow:
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
    sender = OutboxSender(app, jobs, window)
    session: Any = SimpleNamespace(
        app=app, window=window, tray=SimpleNamespace(set_tool_tip=lambda _tip: None)
    )
    sender.ended.connect(lambda round_: notify_deliveries(session, round_))
    sender.ended.connect(lambda _round: window.notify_tickets_changed())
    window.saved.connect(sender.send_on_user_request)
    return window


def test_from_the_first_screen(window: AppWindow, app: App, qtbot: QtBot) -> None:
    """It said "We'll let you know" and nothing else: the state was the same as before."""
    news = window.get_current_screen()._news
    qtbot.waitUntil(news.strip.isVisible, timeout=10_000)
    news.again.click()
    qtbot.waitUntil(lambda: "couldn't be sent" in window._notice.words.text(), timeout=10_000)
    said = window._notice.words.text()
    assert said.startswith("“Excel crashes” couldn't be sent. You don't have permission to write")
    assert said.endswith("Contact your administrator.")


def test_from_the_outbox_and_when_it_works_again(
    window: AppWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open(OutboxPage())
    screen = window.get_current_screen()
    qtbot.waitUntil(lambda: len(screen.cards) == 1, timeout=10_000)
    (card,) = screen.cards.values()
    told = f"{screen.panel.heading.text()} {screen.panel.detail.text()} {card._head.detail.text()}"
    for promise in ("as soon as", "Next try", "automatically"):
        assert promise not in told
    assert "A problem must be fixed before it can be sent." in told
    card.buttons["send"].click()
    qtbot.waitUntil(lambda: "couldn't be sent" in window._notice.words.text(), timeout=10_000)
    monkeypatch.undo()
    card.buttons["send"].click()
    qtbot.waitUntil(lambda: "has received your ticket" in window._notice.words.text(), timeout=10_000)
