"""The whole way on this Windows by keyboard: from a sentence in the real window to a ticket in the folder.

The computer is the real one, with its checks and its report. ``tests/packages/test_wine_journey.py`` runs it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.window import AppWindow
from tests.six_tasks import is_saved, suggested, when_collected
from tests.ui.qt_hands import QtHands

WORDS = "the big label printer in the hall eats my labels"
PATIENCE = 90
"""Seconds for what the window waits for; under Wine on a busy machine."""


@pytest.fixture
def app(no_browser: None) -> App:
    """The app as it is on this computer."""
    return App.build("en")


@pytest.fixture
def hands(app: App, qapp: QApplication, qtbot: QtBot) -> Iterator[QtHands]:
    """Someone before the window; a ticket that was saved is sent, as the app in the tray does."""
    jobs = JobRunner()
    theme.apply_theme(qapp, "light")
    window = AppWindow(app, jobs)
    qtbot.addWidget(window)
    window.open(HomePage())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
    window.saved.connect(
        lambda: jobs.start_job(lambda _progress: app.create_delivery_service().deliver_due_items())
    )
    yield QtHands(qtbot, window, "en")
    assert jobs.stop_all(30_000)


def test_a_sentence_becomes_a_ticket(hands: QtHands, app: App) -> None:
    hands.write(WORDS)
    suggested(hands)
    hands.press("shift+F1")
    hands.sees("Review", "button", PATIENCE)
    when_collected(hands)
    hands.press("ctrl+Return")
    hands.sees("Save ticket", "button", PATIENCE)
    hands.tab_to("Your email address")
    hands.press("ctrl+a")
    hands.write("alice@example.com")
    hands.tab_to("Save ticket")
    hands.press("space")
    hands.sees("Open folder", "button", PATIENCE)
    is_saved(hands)
    (ticket,) = (app.places.data / "desk").glob("LOCAL-*")
    assert WORDS in (ticket / "message.txt").read_text("utf-8")
    assert any(file.suffix == ".html" for file in (ticket / "attachments").iterdir())
