"""The whole way on this Windows by keyboard: from a sentence in the real window to a ticket that arrived.

The computer is the real one, with its checks and its report. The desk is the folder of a computer without
a policy; with ``SELFHELP_JOURNEY_RT`` and ``SELFHELP_TOKEN`` a Request Tracker, as Group Policy names it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.ticket import DeliveryState
from selfhelp.policy.managed_settings import POLICIES
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.window import AppWindow
from tests.six_tasks import is_saved, suggested, when_collected
from tests.ui.qt_hands import QtHands
from tests.windows.test_registry import delete

winreg: Any = import_module("winreg")
WORDS = "the big label printer in the hall eats my labels"
RT = os.environ.get("SELFHELP_JOURNEY_RT", "")
PATIENCE = 90
"""Seconds for what the window waits for; under Wine on a busy machine."""

LAST = "Send" if RT else "Save ticket"


@pytest.fixture
def app() -> Iterator[App]:
    """The app as it is on this computer."""
    if RT:
        for path, name, value in (("desk", "connector", "rt"), ("desk\\rt", "url", RT)):
            with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, f"{POLICIES}\\{path}") as key:
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
    yield App.build("en")
    delete(POLICIES)


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
    window.saved.connect(lambda: jobs.start_job(lambda _progress: app.delivery().deliver_due()))
    yield QtHands(qtbot, window, "en")
    assert jobs.stop_all(30_000)


def test_a_sentence_becomes_a_ticket(hands: QtHands, app: App, qtbot: QtBot) -> None:
    hands.write(WORDS)
    suggested(hands)
    hands.press("shift+F1")
    hands.sees("Review", "button", PATIENCE)
    when_collected(hands)
    hands.press("ctrl+Return")
    hands.sees(LAST, "button", PATIENCE)
    hands.tab_to("Your email address")
    hands.press("ctrl+a")
    hands.write("alice@example.com")
    hands.tab_to(LAST)
    hands.press("space")
    if RT:
        qtbot.waitUntil(lambda: states(app) == [DeliveryState.DELIVERED], timeout=1000 * PATIENCE)
        return
    hands.sees("Open folder", "button", PATIENCE)
    is_saved(hands)
    (ticket,) = (app.places.data / "desk").glob("LOCAL-*")
    assert WORDS in (ticket / "message.txt").read_text("utf-8")
    assert any(file.suffix == ".html" for file in (ticket / "attachments").iterdir())


def states(app: App) -> list[DeliveryState]:
    return [item.state for item in app.outbox().list_items()]
