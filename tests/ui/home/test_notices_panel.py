"""Notices from IT, the whole way: a real feed, the first screen, the page, "Got it", and no network."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.policy.policy import IncidentsPolicy
from selfhelp.ui import theme
from selfhelp.ui.home.notices_panel import NoticesPanel
from selfhelp.ui.navigation import NoticesPage
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.notices import NoticesScreen
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make
from tests.ui.test_screens import cut_off

HOSTILE = "<img src=x onerror=alert(1)> \u202e\x07" + "w" * 500
NOTICES = [
    {
        "id": "vpn-sunday",
        "title": "VPN maintenance on Sunday",
        "text": "From 8 to 10, VPN isn't available. You don't need to do anything.",
        "from": (datetime.now(UTC) - timedelta(hours=20)).isoformat(),
        "until": "2099-01-01T00:00:00+00:00",
        "url": "https://it.example.com/vpn",
        "acknowledge": True,
    },
    {"id": "desk", "title": "The help desk is closed on Friday", "importance": "low"},
    {"id": "over", "title": "Long over", "until": "2020-01-01T00:00:00+00:00"},
    {"id": "paris", "title": "Only in Paris", "sites": ["Paris"]},
]


class Feed(BaseHTTPRequestHandler):
    notices: list[object] = []  # noqa: RUF012

    def do_GET(self) -> None:
        body = json.dumps({"schema": 1, "incidents": [], "notices": Feed.notices}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def fed(app: App) -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    Feed.notices = NOTICES
    rules = IncidentsPolicy(feed=f"http://127.0.0.1:{server.server_port}/feed.json")
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, incidents=rules))
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def panel_of(window: AppWindow, qtbot: QtBot) -> NoticesPanel:
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(screen._notices.isVisible)
    return screen._notices


def page_of(window: AppWindow, qtbot: QtBot, cards: int) -> NoticesScreen:
    window.open(NoticesPage())
    screen = window.get_current_screen()
    assert isinstance(screen, NoticesScreen)
    qtbot.waitUntil(lambda: len(screen.cards) == cards)
    return screen


def press(button: object, qtbot: QtBot) -> None:
    button.setFocus()  # type: ignore[attr-defined]
    qtbot.keyClick(button, Qt.Key.Key_Space)  # type: ignore[arg-type]


def test_the_first_unread_is_on_the_first_screen_and_got_it_takes_it_away(
    make_window: Make, qtbot: QtBot, app: App, fed: HTTPServer
) -> None:
    panel = panel_of(make_window(), qtbot)
    assert panel.card.heading.text() == "VPN maintenance on Sunday"
    assert panel.all.text() == "1 more notice from IT"
    assert panel.card.read.accessibleName() == "Got it: VPN maintenance on Sunday"
    assert panel.card.note.isVisible(), "IT counts it, and that is said"
    press(panel.card.read, qtbot)
    qtbot.waitUntil(lambda: panel.card.heading.text() == "The help desk is closed on Friday")
    press(panel.card.read, qtbot)
    qtbot.waitUntil(panel.isHidden)
    (week,) = app.feedback.read_counts().values()
    assert week == {"notice-vpn-sunday": {"yes": 1, "no": 0}}, "counted once, and only where IT asked"


def test_it_is_counted_once(make_window: Make, qtbot: QtBot, app: App, fed: HTTPServer) -> None:
    from selfhelp.core.progress import Progress
    from selfhelp.ui.parts.notice_card import mark_notice_as_read

    panel_of(make_window(), qtbot)
    notice = app.load_notices(datetime.now(UTC), ask=False)[0]
    for _ in range(3):
        mark_notice_as_read(app, notice, Progress())
    (week,) = app.feedback.read_counts().values()
    assert week == {"notice-vpn-sunday": {"yes": 1, "no": 0}}


def test_the_page_lists_all_also_without_a_network(
    make_window: Make, qtbot: QtBot, app: App, fed: HTTPServer
) -> None:
    window = make_window()
    panel_of(window, qtbot)
    fed.socket.close()  # the server no longer responds
    app.__dict__.pop("incidents", None)
    app.incidents._now = lambda: (datetime.now(UTC) + timedelta(days=5)).timestamp()
    screen = page_of(window, qtbot, 2)
    assert [card.heading.text() for card in screen.cards] == [
        "VPN maintenance on Sunday",
        "The help desk is closed on Friday",
    ]
    press(screen.cards[0].read, qtbot)
    qtbot.waitUntil(lambda: screen.cards[-1].heading.text() == "VPN maintenance on Sunday")  # read ones: last
    assert not screen.cards[-1].read.isVisible()


def test_a_hostile_notice_is_plain_text_and_bounded(
    make_window: Make, qtbot: QtBot, app: App, fed: HTTPServer
) -> None:
    Feed.notices = [
        {"id": str(n), "title": HOSTILE, "text": HOSTILE, "url": "file:///etc"} for n in range(500)
    ]
    window = make_window()
    panel = panel_of(window, qtbot)
    assert "<img src=x" in panel.card.heading.text()
    assert panel.card.heading.textFormat() is Qt.TextFormat.PlainText
    assert "\u202e" not in panel.card.heading.text()
    assert not panel.card.page.isVisible()
    assert len(page_of(window, qtbot, 1).cards) == 1, "the same words are one notice"


def test_without_a_feed_there_is_nothing(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.open(NoticesPage())
    screen = window.get_current_screen()
    assert isinstance(screen, NoticesScreen)
    qtbot.waitUntil(screen.empty.isVisible)
    assert "no notices" in " ".join(label.text() for label in screen.findChildren(QLabel))


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize("look", [("light", "en", (920, 720)), ("dark", "fr", (400, 560))], ids=str)
@pytest.mark.parametrize("where", ["home", "page"])
def test_pictures(
    where: str,
    look: tuple[str, str, tuple[int, int]],
    make_window: Make,
    qtbot: QtBot,
    qapp: QApplication,
    app: App,
    fed: HTTPServer,
    pictures: Path,
) -> None:
    scheme, language, size = look
    app.preferences = app.preferences.copy_with_changes(language=language, theme=scheme)
    window = make_window()
    window.apply_preferences()
    window.resize(*size)
    panel_of(window, qtbot)
    if where == "page":
        page_of(window, qtbot, 2)
    qtbot.wait(150)
    assert cut_off(window, qtbot) == []
    assert window.grab().save(str(pictures / f"notices-{where}-{scheme}-{size[0]}.png"))
    window.close()
    theme.apply_theme(qapp, "light")
