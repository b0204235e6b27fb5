"""Known trouble, the whole way: a real feed, a card, "me too", and a ticket at the desk that is marked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.ui import links
from selfhelp.ui.navigation import AskPage, Destination, HomePage
from selfhelp.ui.parts.known_issues import KnownIssues
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top

HOSTILE = "<img src=x onerror=alert(1)> \u202e\x07" + "w" * 500


class Feed(BaseHTTPRequestHandler):
    incidents: list[object] = []  # noqa: RUF012
    requests = 0

    def do_GET(self) -> None:
        Feed.requests += 1
        body = json.dumps({"schema": 1, "incidents": Feed.incidents}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def feed() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    Feed.requests = 0
    Feed.incidents = [
        {
            "id": "p3",
            "title": "The printers on floor 3 are down",
            "words": ["printer"],
            "text": "We are on it.",
        },
        {"id": "vpn", "title": "VPN breaks off", "words": ["vpn"], "url": "https://status.example.com/vpn"},
    ]
    yield f"http://127.0.0.1:{server.server_port}/feed.json"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def app(places: AppPaths, feed: str) -> App:
    places.machine_policy.mkdir(parents=True)
    policy = f'[incidents]\nfeed = "{feed}"\n[desk]\nemail = "marie@example.com"\n'
    (places.machine_policy / "policy.toml").write_text(policy)
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


def trouble(qtbot: QtBot, window: AppWindow, destination: Destination, count: int) -> KnownIssues:
    window.open(destination)
    part = on_top(window)._trouble  # type: ignore[attr-defined]
    assert isinstance(part, KnownIssues)
    qtbot.waitUntil(lambda: len(part.cards) == count, timeout=10_000)
    return part


def test_from_the_feed_to_the_desk(qtbot: QtBot, window: AppWindow, app: App) -> None:
    part = trouble(qtbot, window, HomePage(), 2)
    card = part.cards["p3"]
    assert card.heading.text() == "The printers on floor 3 are down"
    with qtbot.waitSignal(window.saved, timeout=10_000):
        card.too.click()
    assert not card.too.isVisible()
    assert card.ticket.hasFocus()
    app.create_delivery_service().deliver_due_items()
    (folder,) = (app.places.data / "desk").glob("LOCAL-*")
    ticket = json.loads((folder / "ticket.json").read_text())
    assert ticket["subject"] == "Me too: The printers on floor 3 are down"
    assert ticket["requester"] == "marie@example.com"
    assert "p3" in (folder / "message.txt").read_text()
    assert list((folder / "attachments").iterdir()) == []
    card.ticket.click()
    assert on_top(window).objectName() == "conversation"
    again = trouble(qtbot, window, AskPage(), 2)  # added once, wherever the user looks
    assert not again.cards["p3"].too.isVisible()
    assert Feed.requests == 1


def test_the_description_selects_known_issues(qtbot: QtBot, window: AppWindow) -> None:
    part = trouble(qtbot, window, HomePage(), 2)
    box = on_top(window)._box  # type: ignore[attr-defined]
    QTest.keyClicks(box, "my vpn is gone")
    assert list(part.cards) == ["vpn"]
    box.setText("no sound")
    assert not part.isVisible()
    box.setText("")
    assert len(part.cards) == 2


def test_the_form_shows_it_before_a_ticket_is_written(qtbot: QtBot, window: AppWindow, app: App) -> None:
    part = trouble(qtbot, window, AskPage(words="the printer does nothing"), 1)
    assert list(part.cards) == ["p3"]


def test_a_hostile_feed_is_plain_text_and_opens_nothing_odd(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(links, "open_link", lambda target: opened.append(target.toString()) or True)
    Feed.incidents = [
        {"title": HOSTILE, "text": HOSTILE * 5, "url": "javascript:alert(1)", "words": [HOSTILE]}
    ]
    part = trouble(qtbot, window, HomePage(), 1)
    (card,) = part.cards.values()
    assert not card.page.isVisible()
    for label in part.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert "\u202e" not in label.text()
    window.resize(400, 560)
    assert part.minimumSizeHint().width() <= 400
    assert opened == []


def test_without_known_issues_nothing_is_shown(qtbot: QtBot, window: AppWindow) -> None:
    Feed.incidents = []
    window.open(HomePage())
    qtbot.waitUntil(lambda: Feed.requests == 1, timeout=10_000)
    qtbot.wait(50)
    assert not on_top(window)._trouble.isVisible()  # type: ignore[attr-defined]
