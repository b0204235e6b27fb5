"""The whole way on this Windows by keyboard to a real Request Tracker: signed in, sent, and sent once.

As at work: policy in the registry, the token in the Credential Manager, the app's own sender.
``tests/live/test_wine_rt.py`` starts the server, runs this, and reads the tickets where they arrived.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.ticket import DeliveryState
from selfhelp.machine.keyring import windows_credentials
from selfhelp.machine.keyring.credentials import SERVICE
from selfhelp.policy.managed_settings import POLICIES
from selfhelp.tickets.outbox.outbox import OutboxItem
from selfhelp.ui import theme
from selfhelp.ui.background.outbox_sender import OutboxSender
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.window import AppWindow
from tests.fingers import TEXT
from tests.six_tasks import in_the_form, suggested, when_collected
from tests.ui.qt_hands import QtHands
from tests.windows.children import red_window
from tests.windows.registry import Write

PATIENCE = 90
"""Seconds for what the window waits for; under Wine on a busy machine."""

PRINTER = "the big label printer in the hall eats my labels"
DOOR = "the sliding door of the archive jams again"


class Facts:
    """What the other side tells: the server, the user's token, and a folder of both."""

    def __init__(self) -> None:
        self.folder = Path(os.environ["SELFHELP_TEST_DESK"])
        told = json.loads((self.folder / "desk.json").read_text("utf-8"))
        self.url, self.token, self.address = told["url"], told["token"], told["address"]

    def cut_the_next_answer(self) -> None:
        """Have the connection break once the server has made the next ticket."""
        (self.folder / "cut").touch()

    def tell(self, name: str, item: OutboxItem) -> None:
        """Tell the other side the mark and the number of a ticket."""
        note = {"ref": item.report, "number": item.ticket}
        (self.folder / f"{name}.json").write_text(json.dumps(note), "utf-8")


@pytest.fixture(scope="module")
def facts() -> Facts:
    """What the other side tells."""
    return Facts()


@pytest.fixture
def policy(write: Write, facts: Facts) -> None:
    """The organisation's policy, where Group Policy writes it."""
    write(f"{POLICIES}\\desk", "connector", "rt")
    write(f"{POLICIES}\\desk\\rt", "url", facts.url)


@pytest.fixture
def app(policy: None, no_browser: None) -> Iterator[App]:
    """The app as it is on this computer; what it kept in Windows goes again."""
    app = App.build("en")
    yield app
    app.secrets.delete_server_secrets()


@pytest.fixture
def other_program() -> Iterator[None]:
    """Something to be seen on the picture of the screen, beside the app's window.

    Below it it would depend on how fast this program paints itself again.
    """
    with red_window("Labels", left=940):
        yield


@pytest.fixture
def hands(other_program: None, app: App, qapp: QApplication, qtbot: QtBot) -> Iterator[QtHands]:
    """Someone before the window; the app's own sender sends what was saved, and tries again."""
    jobs = JobRunner()
    theme.apply_theme(qapp, "light")
    window, sender = AppWindow(app, jobs), OutboxSender(app, jobs)
    qtbot.addWidget(window)
    window.saved.connect(sender.send_on_user_request)
    sender.ended.connect(lambda _round: window.notify_tickets_changed())
    window.open(HomePage())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
    yield QtHands(qtbot, window, "en")
    sender.stop_listening()
    assert jobs.stop_all(30_000)


def sign_in(hands: QtHands, facts: Facts) -> None:
    """Find the sign-in in the box, and paste the token."""
    hands.write("sign in")
    hands.sees("Sign in to the help desk", "button", PATIENCE)
    hands.press("Down", "Return")
    hands.sees("Your token", TEXT, PATIENCE)
    hands.write(facts.token)
    hands.press("Return")
    hands.sees("You're signed in to {server} as {person}", seconds=PATIENCE)
    hands.press("Escape")
    hands.sees("What's wrong?", TEXT)


def describe(hands: QtHands, words: str, button: str) -> None:
    """From the user's words to the sheet that shows everything before it is sent."""
    hands.write(words)
    suggested(hands)
    hands.press("Return")
    hands.sees(button, "button", PATIENCE)
    hands.tab_to(button)
    hands.press("space")
    hands.sees("Review", "button", PATIENCE)


def review(hands: QtHands) -> None:
    """Go on to the page that shows everything IT will see."""
    when_collected(hands)
    hands.press("ctrl+Return")
    hands.sees("Send", "button", PATIENCE)


def send(hands: QtHands) -> None:
    """Send what is shown."""
    hands.tab_to("Send")
    hands.press("space")


def is_sent(hands: QtHands, app: App) -> OutboxItem:
    """Wait until the help desk has it, whole."""
    hands.sees("Sent", seconds=PATIENCE)
    hands.sees("Open ticket", "button", PATIENCE)
    (item,) = app.get_outbox().list_items()
    assert item.state is DeliveryState.DELIVERED
    hands.sees("Ticket {number}")
    return item


def kept_by_windows() -> set[str]:
    """Return the names of what the Credential Manager holds."""
    return {entry["target"] for entry in windows_credentials.read_saved_passwords()["entries"]}


def test_a_sentence_becomes_a_ticket_with_report_and_picture(hands: QtHands, app: App, facts: Facts) -> None:
    before = kept_by_windows()
    sign_in(hands, facts)
    added = kept_by_windows() - before
    (kept,) = {name for name in added if facts.url.partition("//")[2].partition("/")[0] in name}
    assert SERVICE in kept
    servers = {
        f"servers@{SERVICE}",
        SERVICE,
    }  # keyring calls an entry after its service alone where it is the first
    assert added <= {kept, *servers}, "the token, and the list of servers that have one"
    describe(hands, PRINTER, "Contact the help desk")
    hands.tab_to("Screenshot")
    hands.press("space")
    hands.sees("Use this image", "button", PATIENCE)
    hands.press("ctrl+Return")
    in_the_form(hands, 1)
    review(hands)
    send(hands)
    item = is_sent(hands, app)
    facts.tell("whole", item)


def test_a_cut_connection_is_looked_up(hands: QtHands, app: App, facts: Facts) -> None:
    """The token is in the Credential Manager from another day: no one signs in."""
    app.secrets.store_token(facts.token)
    describe(hands, DOOR, "Tell the help desk")
    review(hands)
    hands.tab_to("Your email address (required)")
    hands.press("ctrl+a")
    hands.write(facts.address)
    facts.cut_the_next_answer()
    send(hands)
    hands.sees("Not confirmed by the help desk yet.", seconds=PATIENCE)
    facts.tell("cut", is_sent(hands, app))
