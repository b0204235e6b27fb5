"""Signing in in the window: every way of it, what is kept where, and what goes wrong, in words."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState
from selfhelp.helpdesk import sign_in
from selfhelp.helpdesk.sign_in import SignInResult
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.machine.keyring.system_keyring import SystemKeyring
from selfhelp.network.failures import FailureKind, build_forbidden_message
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.stored_messages import message_to_json
from selfhelp.ui import links
from selfhelp.ui.navigation import HomePage, OutboxPage, SignInPage, TicketsPage
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.outbox import OutboxScreen
from selfhelp.ui.screens.sign_in import SignInScreen
from selfhelp.ui.screens.tickets import TicketsScreen
from selfhelp.ui.widgets.status_icons import GOOD, WARN
from selfhelp.ui.window import AppWindow
from tests.faults import BadServer, http
from tests.machine.keyring.test_credentials import Locked, Memory
from tests.oauth_server import CLIENT, OauthServer, browse
from tests.ui.desk_window import make_app, make_window

FORBIDDEN = build_forbidden_message("No right to create tickets")


class Rt(BadServer):
    """As much of Request Tracker as a sign-in asks for."""

    def __init__(self) -> None:
        super().__init__(self._reply)

    def _reply(self, connection, head):
        if b"Authorization: token 1-29-right" not in head:
            connection.sendall(http(401, b'{"message":"Unauthorized"}'))
        elif b"/user/" in head:
            connection.sendall(http(200, b'{"EmailAddress":"alice@example.com"}'))
        elif b"/queue/" in head:
            connection.sendall(http(200, b'{"id":"1"}'))
        else:
            connection.sendall(http(200, b'{"Version":"5.0.7"}'))


def app_with(places: AppPaths, policy: str, keyring: object) -> App:
    places.config.mkdir(parents=True, exist_ok=True)
    (places.config / "policy.toml").write_text(policy, encoding="utf-8")
    app = make_app(places)
    app.__dict__.pop("loaded_policy", None)
    app.__dict__["secrets"] = Secrets({}, keyring, app.policy.desk.find_kind_and_host())  # type: ignore[arg-type]
    return app


@pytest.fixture
def rt():
    server = Rt()
    yield server
    server.close()


def policy_of(rt: Rt) -> str:
    return f'[desk]\nconnector = "rt"\n[desk.rt]\nurl = "{rt.url}"\n'


def opened(qtbot: QtBot, app: App) -> tuple[AppWindow, SignInScreen]:
    window = make_window(qtbot, app)
    window.open(SignInPage())
    screen = window.get_current_screen()
    assert isinstance(screen, SignInScreen)
    settle(qtbot, screen)
    return window, screen


def settle(qtbot: QtBot, screen: SignInScreen) -> None:
    qtbot.waitUntil(lambda: screen._job is None, timeout=15_000)


def words(screen: SignInScreen) -> str:
    return f"{screen.state.heading.accessibleName()} {screen.state.detail.accessibleName()}"


def enter(qtbot: QtBot, screen: SignInScreen, token: str) -> None:
    screen.token.field.setText(token)
    screen.token.go.click()
    settle(qtbot, screen)


def test_a_token_is_entered_tried_and_kept(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    keyring = Memory()
    app = app_with(places, policy_of(rt), keyring)
    _, screen = opened(qtbot, app)
    assert "not signed in" in words(screen)
    assert screen.token.field.echoMode() is QLineEdit.EchoMode.Password
    assert not screen.token.go.isEnabled()
    enter(qtbot, screen, " 1-29-right ")
    assert "signed in to 127.0.0.1" in words(screen)
    assert "alice@example.com" in words(screen)
    assert "this computer's keyring" in words(screen)
    assert "1-29-right" in keyring.kept.values()
    assert screen.token.field.text() == ""


def test_the_desks_own_page_for_tokens_opens(
    qtbot: QtBot, places: AppPaths, rt: Rt, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_pages: list[str] = []
    monkeypatch.setattr(links, "open_link", lambda target: opened_pages.append(target.toString()) or True)
    _, screen = opened(qtbot, app_with(places, policy_of(rt), Memory()))
    assert screen.token.page.isVisible()
    screen.token.page.click()
    assert opened_pages == [f"{rt.url}/Prefs/AuthTokens.html"]


def test_where_users_cannot_create_a_token_no_page_is_offered(qtbot: QtBot, places: AppPaths) -> None:
    policy = '[desk]\nconnector = "servicenow"\n[desk.servicenow]\nurl = "https://example.service-now.com"\n'
    _, screen = opened(qtbot, app_with(places, policy, Memory()))
    assert screen.token.isVisible()
    assert not screen.token.page.isVisible()


def test_a_token_that_the_desk_refuses_is_not_kept(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    keyring = Memory()
    _, screen = opened(qtbot, app_with(places, policy_of(rt), keyring))
    enter(qtbot, screen, "1-29-wrong")
    assert "Sign-in rejected" in words(screen)
    assert "rejected this token. Check it and try again." in words(screen)
    assert "1-29-wrong" not in keyring.kept.values()
    assert screen.token.field.text() == "1-29-wrong"  # the user may have mistyped one letter


def test_a_sign_in_without_permission_is_not_called_good(
    qtbot: QtBot, places: AppPaths, rt: Rt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A green tick said "signed in" while the desk answered 403 to every ticket."""
    app = app_with(places, policy_of(rt), Memory())
    window, screen = opened(qtbot, app)
    enter(qtbot, screen, "1-29-right")
    assert screen.state.sign.kind == GOOD
    case = app.create_case("Nothing prints")
    report = case.save_to_outbox(case.build_letter())
    for reason, heading, detail in (
        (FORBIDDEN, "Signed in to 127.0.0.1", "Your IT department can give you access."),
        (
            N_("The help desk didn't recognise your sign-in. Sign in to continue."),
            "Sign-in rejected",
            "recognise",
        ),
    ):
        app.get_outbox().store.execute(
            "UPDATE reports SET state = 'sign-in-needed', reason = ? WHERE report = ?",
            (message_to_json(reason), report),
        )
        window.open(HomePage())
        window.open(SignInPage())
        settle(qtbot, screen)
        assert screen.state.heading.accessibleName().startswith(heading)
        assert detail in screen.state.detail.accessibleName()
        assert screen.state.sign.kind == WARN
    forbidden = SignInResult(True, True, message=FORBIDDEN, trouble=FailureKind.SIGN_IN)
    monkeypatch.setattr(sign_in, "check_token", lambda *_: forbidden)
    enter(qtbot, screen, "1-29-right")
    assert screen.state.heading.accessibleName().endswith(", but without permission")
    assert screen.state.sign.kind == WARN


def test_without_a_keyring_it_lasts_until_the_program_ends_and_is_said(
    qtbot: QtBot, places: AppPaths, rt: Rt
) -> None:
    app = app_with(places, policy_of(rt), Locked())
    _, screen = opened(qtbot, app)
    assert "until you quit" in screen.token.kept.accessibleName()
    enter(qtbot, screen, "1-29-right")
    assert "until you quit" in words(screen)
    assert app.secrets.read_token_or_empty() == "1-29-right"
    assert not [f for f in places.data.rglob("*") if f.is_file() and b"1-29-right" in f.read_bytes()]


def test_what_is_no_token_is_said(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    _, screen = opened(qtbot, app_with(places, policy_of(rt), Memory()))
    enter(qtbot, screen, "two words")
    assert "isn't a valid token" in words(screen)


def test_a_desk_that_is_away_keeps_the_token(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    keyring = Memory()
    app = app_with(places, policy_of(rt), keyring)
    rt.close()
    _, screen = opened(qtbot, app)
    enter(qtbot, screen, "1-29-right")
    assert "not checked" in words(screen)
    assert "1-29-right" in keyring.kept.values()


def test_signing_out(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    keyring = Memory()
    app = app_with(places, policy_of(rt), keyring)
    app.secrets.store_token("1-29-right")
    _, screen = opened(qtbot, app)
    assert "You signed in with your token" in words(screen)
    screen.out.click()
    settle(qtbot, screen)
    assert "not signed in" in words(screen)
    assert "1-29-right" not in keyring.kept.values()


def test_the_browser(qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    server = OauthServer()
    policy = (
        f'[desk]\nconnector = "servicenow"\n[desk.servicenow]\nurl = "{server.url}"\nclient_id = "{CLIENT}"\n'
    )
    keyring = Memory()
    app = app_with(places, policy, keyring)
    _, screen = opened(qtbot, app)
    assert not screen.browser.isHidden()

    def follow(url: object) -> bool:
        threading.Thread(target=browse, args=(url.toString(),)).start()  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(links, "open_link", follow)
    screen.open_browser.click()
    settle(qtbot, screen)
    assert app.secrets.read_sign_in_kind() == "browser"
    assert server.refresh in keyring.kept.values()
    server.close()


def test_a_browser_that_never_comes_back_is_stopped(
    qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = (
        '[desk]\nconnector = "servicenow"\n[desk.servicenow]\nurl = "http://127.0.0.1:1"\nclient_id = "c"\n'
    )
    _, screen = opened(qtbot, app_with(places, policy, Memory()))
    monkeypatch.setattr(links, "open_link", lambda _: True)
    screen.open_browser.click()
    assert screen.stop.isVisible()
    screen.stop.click()
    settle(qtbot, screen)
    assert "not signed in" in words(screen)
    assert not screen.stop.isVisible()


def test_a_desk_without_a_server_asks_for_nothing(qtbot: QtBot, places: AppPaths) -> None:
    _, screen = opened(qtbot, app_with(places, "", Memory()))
    assert "don't need to sign in" in words(screen)
    assert screen.token.isHidden()


def test_tickets_that_wait_for_a_sign_in_lead_here(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    app = app_with(places, policy_of(rt), Memory())
    app.get_outbox().save_ticket(Letter("Nothing prints", "b", "alice@example.com"))
    app.create_delivery_service().deliver_due_items()
    assert app.get_outbox().list_items()[0].state is DeliveryState.SIGN_IN_NEEDED
    window = make_window(qtbot, app)
    window.open(TicketsPage())
    screen = window.get_current_screen()
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: screen.banner.isVisible())
    said = f"{screen.banner.heading.accessibleName()} {screen.banner.detail.accessibleName()}"
    assert said.count("Sign in") == 1, "once, besides the button"
    screen.banner.go.click()
    on_top = window.get_current_screen()
    assert isinstance(on_top, SignInScreen)
    settle(qtbot, on_top)
    with qtbot.waitSignal(window.saved):
        enter(qtbot, on_top, "1-29-right")
    assert app.get_outbox().list_items()[0].state is DeliveryState.QUEUED
    assert window.get_current_screen() is screen, "back where the user came from"
    assert screen.isAncestorOf(window.focusWidget())
    said = f"You're signed in to 127.0.0.1:{rt.port} as alice@example.com"
    assert window._notice.words.text() == said, "the page shows what is being sent, and when it was sent"


def test_from_the_outbox_the_focus_returns_to_the_same_message(
    qtbot: QtBot, places: AppPaths, rt: Rt
) -> None:
    app = app_with(places, policy_of(rt), Memory())
    for subject in ("No sound", "Nothing prints"):
        app.get_outbox().save_ticket(Letter(subject, "b", "alice@example.com"))
    app.create_delivery_service().deliver_due_items()
    window = make_window(qtbot, app)
    window.open(OutboxPage())
    outbox = window.get_current_screen()
    assert isinstance(outbox, OutboxScreen)
    qtbot.waitUntil(lambda: len(outbox.cards) == 2)
    ref = list(outbox.cards)[1]
    outbox.cards[ref].buttons["send"].setFocus()
    outbox.cards[ref].buttons["send"].click()
    screen = window.get_current_screen()
    assert isinstance(screen, SignInScreen)
    settle(qtbot, screen)
    enter(qtbot, screen, "1-29-right")
    qtbot.waitUntil(lambda: outbox.cards[ref].buttons["send"].hasFocus())


def test_after_a_sign_in_the_form_is_closed_and_can_be_opened_again(
    qtbot: QtBot, places: AppPaths, rt: Rt
) -> None:
    """The field for the token stayed open below "You're signed in"."""
    window, screen = opened(qtbot, app_with(places, policy_of(rt), Memory()))
    assert screen.token.isVisible()
    assert screen.other.isHidden()
    enter(qtbot, screen, "1-29-right")
    assert isinstance(window.get_current_screen(), HomeScreen)
    said = f"You're signed in to 127.0.0.1:{rt.port} as alice@example.com"
    assert window._notice.words.text() == said
    window.open(SignInPage())
    settle(qtbot, screen)
    assert not screen.token.isVisible()
    assert screen.out.isVisible()
    assert not screen.has_primary_button()
    assert window._header.help.property("primary")
    screen.other.click()
    assert screen.token.field.hasFocus()
    assert not window._header.help.property("primary")
    assert screen.other.isHidden()
    enter(qtbot, screen, "1-29-wrong")
    assert screen.isVisible()
    assert screen.token.isVisible(), "the user may have mistyped"


def test_a_user_who_has_left_stays_where_they_are(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    window, screen = opened(qtbot, app_with(places, policy_of(rt), Memory()))
    screen.token.field.setText("1-29-right")
    screen.token.go.click()
    window.open(TicketsPage())
    settle(qtbot, screen)
    assert isinstance(window.get_current_screen(), TicketsScreen)
    assert "You're signed in" in window._notice.words.text()


class Slow(Memory):
    """Waits for a prompt that nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.over.wait(30)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.over.wait(30)


@pytest.mark.slow
def test_a_keyring_that_takes_half_a_minute_does_not_hold_the_window(
    qtbot: QtBot, places: AppPaths, rt: Rt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selfhelp.machine.keyring.system_keyring.READ_LIMIT", 1.0)
    monkeypatch.setattr("selfhelp.machine.keyring.system_keyring.STORE_LIMIT", 1.0)
    keyring = Slow()
    window = make_window(qtbot, app_with(places, policy_of(rt), keyring))
    ticks: list[float] = []
    timer = QTimer(window)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(20)
    window.open(SignInPage())
    screen = window.get_current_screen()
    assert isinstance(screen, SignInScreen)
    assert "One moment" in words(screen)
    settle(qtbot, screen)
    enter(qtbot, screen, "1-29-right")
    timer.stop()
    keyring.over.set()
    assert max(b - a for a, b in pairwise(ticks)) < 0.5
    assert ticks[-1] - ticks[0] > 2
    assert "until you quit" in words(screen)


def test_nothing_secret_stays_in_the_fields(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    window, screen = opened(qtbot, app_with(places, policy_of(rt), Memory()))
    screen.proxy.ask_credentials("proxy.example.com:3128")
    screen.token.field.setText("1-29-secret")
    screen.proxy.password.setText("pw")
    window.open(HomePage())
    assert screen.token.field.text() == ""
    assert screen.proxy.password.text() == ""


def test_a_proxy_is_asked_for_where_it_wants_it(qtbot: QtBot, places: AppPaths, rt: Rt) -> None:
    keyring = Memory()
    app = app_with(places, policy_of(rt) + '[network]\nproxy = "proxy.example.com:3128"\n', keyring)
    _, screen = opened(qtbot, app)
    assert screen.proxy.isHidden()
    screen.proxy.ask_credentials("proxy.example.com:3128")
    screen.proxy.user.setText("alice")
    screen.proxy.password.setText("pw")
    screen.proxy.go.click()
    settle(qtbot, screen)
    assert "alice:pw" in keyring.kept.values()


def test_a_locked_keyring_opens_its_dialog_only_on_user_action(
    qtbot: QtBot, places: AppPaths, rt: Rt, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    locked = [True]

    class Asking(Memory):
        def get_password(self, service: str, username: str) -> str | None:
            asked.append("read")
            return super().get_password(service, username)

        def set_password(self, service: str, username: str, password: str) -> None:
            asked.append("keep")
            super().set_password(service, username, password)

    monkeypatch.setattr(SystemKeyring, "would_prompt", lambda _self: locked[0])
    keyring = Asking()
    app = app_with(places, policy_of(rt), keyring)
    keyring.kept[f"selfhelp {app.policy.desk.find_kind_and_host()}", "help desk"] = "1-29-right"
    _, screen = opened(qtbot, app)
    assert asked == []
    assert "locked" in words(screen)
    assert screen.unlock.hasFocus()
    assert screen.token.isVisible()
    locked[0] = False
    screen.unlock.click()
    settle(qtbot, screen)
    assert asked[0] == "read"
    assert "signed in to 127.0.0.1" in words(screen)
    assert not screen.unlock.isVisible()


def test_a_keyring_that_stays_locked_says_so_and_the_field_is_there(
    qtbot: QtBot, places: AppPaths, rt: Rt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemKeyring, "would_prompt", lambda _self: True)
    app = app_with(places, policy_of(rt), Locked())
    _, screen = opened(qtbot, app)
    screen.unlock.click()
    settle(qtbot, screen)
    assert "is locked" in words(screen)
    enter(qtbot, screen, "1-29-right")  # kept for now, in memory
    assert "signed in to 127.0.0.1" in words(screen)
    assert app.secrets.read_token_or_empty() == "1-29-right"
