"""With a locked keyring: what waits is said, one click leads to the dialog, and then it goes; once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import Text, Translator
from selfhelp.core.ticket import DeliveryState
from selfhelp.fixes.account import stale_credentials
from selfhelp.machine.keyring import system_keyring
from selfhelp.tickets.letter import Letter
from selfhelp.ui.background.outbox_sender import OutboxSender
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import OutboxPage, TicketsPage
from selfhelp.ui.screens import sign_in
from selfhelp.ui.screens.outbox import OutboxScreen
from selfhelp.ui.screens.sign_in import SignInScreen
from selfhelp.ui.screens.tickets import TicketsScreen
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.cli.test_sign_in import TOKEN, Rt
from tests.machine.keyring.test_credentials import Shut
from tests.ui.desk_window import make_window, on_top
from tests.ui.screens.test_sign_in import app_with, policy_of


@pytest.mark.parametrize(
    ("language", "unlocks", "repeats"),
    [
        ("en", "nlock", ("again", "sign in")),
        ("fr", "éverrouillez", ("éessayez", "vérifiez de nouveau", "identifiez-vous")),
        ("de", "ntsperren Sie", ("erneut", "melden Sie sich")),
    ],
)
@pytest.mark.parametrize(
    "sentence", [system_keyring.LOCKED, system_keyring.NO_ANSWER, sign_in._LOCKED, stale_credentials._LOCKED]
)
def test_a_locked_keyring_is_explained_and_leads_on(
    sentence: Text, language: str, unlocks: str, repeats: tuple[str, ...]
) -> None:
    """ "Unlock it, or sign in below." didn't tell what a keyring is, or which password opens it."""
    words = Translator(language).translate(sentence)
    password = {"en": "password", "fr": "mot de passe", "de": "Passwort"}[language]
    assert unlocks in words
    assert any(word in words for word in repeats)
    assert password in words or {"fr": "mots de passe", "de": "Passwörter"}[language] in words


@pytest.fixture
def rt() -> Iterator[Rt]:
    server = Rt()
    yield server
    server.close()


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Shut:
    return Shut(monkeypatch)


@pytest.fixture
def app(places: AppPaths, rt: Rt, keyring: Shut) -> App:
    app = app_with(places, policy_of(rt), keyring)  # type: ignore[arg-type]
    keyring.kept[f"selfhelp {app.policy.desk.find_kind_and_host()}", "help desk"] = TOKEN
    return app


@pytest.fixture
def post(app: App, jobs: JobRunner) -> OutboxSender:
    return OutboxSender(app, jobs)


@pytest.fixture
def window(qtbot: QtBot, app: App, post: OutboxSender) -> AppWindow:
    window = make_window(qtbot, app)
    window.resize(SMALLEST)
    window.saved.connect(post.send_on_user_request)
    post.ended.connect(lambda _round: window.notify_tickets_changed())
    return window


@pytest.fixture
def report(app: App, post: OutboxSender, qtbot: QtBot) -> str:
    """A ticket that the background could not send."""
    report = app.get_outbox().save_ticket(Letter("Nothing prints", "words", "alice@example.com"))
    with qtbot.waitSignal(post.ended, timeout=10_000):
        post.send_due_items()
    assert app.get_outbox().find_item(report).state is DeliveryState.SIGN_IN_NEEDED
    return report


def posted(rt: Rt) -> int:
    return sum(head.startswith(b"POST") and b"/ticket" in head.split(b" ")[1] for head in rt.requests)


def test_the_list_leads_to_the_dialog_and_what_waited_goes(
    qtbot: QtBot, window: AppWindow, app: App, keyring: Shut, rt: Rt, report: str
) -> None:
    window.open(TicketsPage())
    tickets = on_top(window)
    assert isinstance(tickets, TicketsScreen)
    banner = tickets.banner
    qtbot.waitUntil(banner.isVisible, timeout=10_000)
    assert said(banner) == "1 message hasn't been sent"
    assert "keyring is locked" in banner.detail.accessibleName()
    qtbot.wait(100)
    assert keyring.dialogs == 0, "looking at it brings nothing up"
    banner.go.click()
    screen = on_top(window)
    assert isinstance(screen, SignInScreen)
    qtbot.waitUntil(screen.unlock.hasFocus, timeout=10_000)
    assert keyring.dialogs == 0
    screen.unlock.click()
    qtbot.waitUntil(
        lambda: app.get_outbox().find_item(report).state is DeliveryState.DELIVERED, timeout=10_000
    )
    assert keyring.dialogs == 1
    assert posted(rt) == 1
    assert on_top(window) is tickets, "back where the user came from"


def test_send_again_lets_the_keyring_ask_and_sends(
    qtbot: QtBot, window: AppWindow, app: App, keyring: Shut, rt: Rt, report: str
) -> None:
    window.open(OutboxPage())
    screen = on_top(window)
    assert isinstance(screen, OutboxScreen)
    qtbot.waitUntil(lambda: report in screen.cards, timeout=10_000)
    card = screen.cards[report]
    words = [label.accessibleName() for label in card.findChildren(QLabel)]
    assert any("Send your ticket again or sign in. When asked, unlock the keyring" in text for text in words)
    card.buttons["send"].click()
    qtbot.waitUntil(
        lambda: app.get_outbox().find_item(report).state is DeliveryState.DELIVERED, timeout=10_000
    )
    assert keyring.dialogs == 1
    assert posted(rt) == 1


def test_closing_the_dialog_is_reported_and_keeps_the_ticket(
    qtbot: QtBot, window: AppWindow, app: App, keyring: Shut, rt: Rt, report: str, post: OutboxSender
) -> None:
    keyring.user_opens = False
    with qtbot.waitSignal(post.ended, timeout=10_000):
        post.send_on_user_request()
    item = app.get_outbox().find_item(report)
    assert item.state is DeliveryState.SIGN_IN_NEEDED
    assert keyring.dialogs == 1
    assert posted(rt) == 0
    assert not post.is_active, "the keyring is not asked again automatically"


def said(panel: MessagePanel) -> str:
    return panel.heading.accessibleName()
