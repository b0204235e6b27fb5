"""What the user reads about a ticket that couldn't be sent: for each reason, at each place, word for word."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from requests import exceptions

from selfhelp.core.errors import DISK_FULL, DeskError, StorageError
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, Text, Translator
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.network.failures import (
    RequestProgress,
    make_error_from_exception,
    make_error_from_status,
)
from selfhelp.tickets.delivery.delivery_log import DeliveryLog
from selfhelp.tickets.outbox.overdue_items import explain_delay, find_unsent_items
from selfhelp.ui import state_texts
from selfhelp.ui.background.outbox_sender import OutboxSender
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import ConversationPage, HomePage, OutboxPage, ReviewPage, TicketsPage
from selfhelp.ui.tray import notifications
from selfhelp.ui.tray.tray_icon import _describe_unsent
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.window import AppWindow
from tests.machine.keyring.test_credentials import Memory
from tests.ui.desk_window import make_window
from tests.ui.screens.test_sign_in import app_with

SUBJECT = "Nothing prints"
HERE = "Your message is saved on this computer"
LATER, THEN = f"{HERE} and will be sent automatically.", f"{HERE} and will then be sent automatically."
BY_HAND = f"{HERE} and won't be sent until you send it again."
LOOKED_UP = "We'll keep checking whether your message has arrived."
NOT_YET, NOT_SENT, UNCONFIRMED = "Not sent yet.", "Not sent.", "Not confirmed by the help desk yet."


@dataclass(frozen=True)
class Case:
    """A reason, and its sentences.

    Attributes:
        error: what the connector raises; None for an error of this computer.
        state: the first sentence.
        reason: the second sentence.
        outlook: what happens next.
        button: the button for it, where there is one.
        summary: what happens next, above the card in the outbox.
    """

    error: DeskError | None
    state: str
    reason: str
    outlook: str
    button: str = "Send again"
    summary: str = ""

    @property
    def automatic(self) -> bool:
        """Whether the ticket is sent or looked up without the user."""
        return self.outlook in (LATER, LOOKED_UP)


def status(number: int, body: bytes = b"", *, safe: bool = True, **headers: str) -> DeskError:
    kind = {"content-type": "application/json"}
    return make_error_from_status(
        number, kind | {k.replace("_", "-"): v for k, v in headers.items()}, body, safe
    )


def broken(error: Exception, *, sent: bool = False) -> DeskError:
    return make_error_from_exception(error, RequestProgress(safe=False, sent=sent, time_over=False))


ERROR = "The help desk's server returned an error (503)."
CASES: Mapping[str, Case] = {
    "server error": Case(status(503), NOT_YET, ERROR, LATER),
    "busy": Case(status(503, retry_after="300"), NOT_YET, "The help desk's server is busy.", LATER),
    "offline": Case(
        broken(exceptions.ConnectionError("refused")),
        NOT_YET,
        "The help desk's server can't be reached.",
        LATER,
    ),
    "time-out": Case(
        broken(exceptions.ConnectTimeout()), NOT_YET, "The help desk's server isn't responding.", LATER
    ),
    "no such name": Case(
        broken(exceptions.ConnectionError("NameResolutionError")),
        NOT_YET,
        "The help desk's address can't be found on this network. Check your connection, or connect to the "
        "VPN.",
        LATER,
    ),
    "answer lost": Case(
        broken(exceptions.ConnectionError("reset"), sent=True),
        UNCONFIRMED,
        "The connection was lost before the help desk's server responded.",
        LOOKED_UP,
        "Check now",
    ),
    "error after sending": Case(status(503, safe=False), UNCONFIRMED, ERROR, LOOKED_UP, "Check now"),
    "not signed in": Case(
        status(401),
        NOT_SENT,
        "The help desk didn't recognise your sign-in. Sign in to continue.",
        THEN,
        "Sign in",
        summary=f"{HERE}.",
    ),
    "forbidden": Case(
        status(403),
        NOT_SENT,
        "You don't have permission for this in the help desk system (403). Your IT department can give you "
        "access.",
        BY_HAND,
    ),
    "refused": Case(
        status(400, b'{"message":"Bad field"}'),
        NOT_SENT,
        "The help desk's server rejected the request: Bad field.",
        BY_HAND,
    ),
    "refused with a word": Case(
        status(400, b'{"message":"no"}'),
        NOT_SENT,
        "The help desk's server rejected the request (error 400).",
        BY_HAND,
    ),
    "too large": Case(
        status(413),
        NOT_SENT,
        "Your message is too large for the help desk's server. Remove the largest file, and send the message "
        "again.",
        BY_HAND,
    ),
    "policy error": Case(
        None,
        NOT_SENT,
        "The policy contains an error. Contact your administrator. FILE:6: desk.rt.queues Unknown key. Did "
        "you mean “desk.rt.queue”? Nothing will be sent until this is corrected.",
        THEN,
        summary=f"{HERE}.",
    ),
    "full disk": Case(
        None,
        NOT_SENT,
        "The disk is full, so nothing can be sent. Free up some space.",
        THEN,
        summary=f"{HERE}.",
    ),
}


class UnsentTicket:
    """A ticket that was sent in vain once, and what the notification area said of it."""

    def __init__(self, name: str, places: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wanted, self.said, self.actions = CASES[name], [""][:0], [""][:0]
        key = "queues" if name == "policy error" else "queue"
        lines = (
            "[desk]",
            'connector = "rt"',
            'email = "alice@example.com"',
            "[desk.rt]",
            'url = "http://127.0.0.1:1"',
            f'{key} = "General"',
        )
        self.app = app_with(places, "\n".join(lines), Memory())
        monkeypatch.setattr(RtConnector, "submit_ticket", self._refuse)
        if name == "full disk":
            monkeypatch.setattr(DeliveryLog, "record_attempt", self._fail_on_full_disk)
        monkeypatch.setattr(notifications, "show_desktop_notification", self._notify)
        self.app.secrets.store_token("1-29-right")
        self.case = self.app.create_case(SUBJECT)
        self.case.message.requester = "alice@example.com"
        self.report = self.case.save_to_outbox(self.case.build_letter())
        self._send()

    def _send(self) -> None:
        tray = SimpleNamespace(set_tool_tip=lambda _tip: None)
        session: Any = SimpleNamespace(app=self.app, window=None, tray=tray, problem=None)
        round_ = OutboxSender(self.app, JobRunner())._run_delivery(asked=True, _progress=Progress())
        notifications.notify_deliveries(session, round_)
        self.next_try = datetime.now(UTC) + timedelta(minutes=5)
        change = "UPDATE reports SET next_try = ? WHERE attempts > 0 AND next_try > 0"
        self.app.get_outbox().store.execute(change, (self.next_try.timestamp(),))

    def _refuse(self, *_args: object) -> NoReturn:
        assert self.wanted.error is not None
        raise self.wanted.error

    def _fail_on_full_disk(self, *_args: object) -> NoReturn:
        raise StorageError(DISK_FULL)

    def _notify(self, _session: object, sentence: str, actions: Any) -> None:
        self.said.append(sentence)
        self.actions += [str(action.label) for action in actions]

    @property
    def tool_tip(self) -> str:
        """What the icon says until there is another message."""
        found = find_unsent_items(self.app.get_outbox(), obstacle=self.app.find_current_obstacle())
        return str(_describe_unsent(found.count, found.unconfirmed))

    @property
    def later(self) -> str:
        """The time of the next attempt, as a sentence; "" if there is none without the user."""
        return str(state_texts.describe_next_try(self.next_try)) if self.wanted.automatic else ""


def read(panel: MessagePanel) -> str:
    """What a panel says, without marks for line breaks in paths, and with a short path."""
    shown = [label.accessibleName() for label in (panel.heading, panel.detail) if not label.isHidden()]
    return " | ".join(shown)


def primary(screen: QWidget) -> list[str]:
    buttons = [b for b in screen.findChildren(QPushButton) if b.isVisible() and b.property("primary")]
    return [button.text() for button in buttons]


def join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


@pytest.fixture(params=CASES)
def ticket(request: pytest.FixtureRequest, places: AppPaths, monkeypatch: pytest.MonkeyPatch) -> UnsentTicket:
    return UnsentTicket(request.param, places, monkeypatch)


@pytest.fixture
def window(qtbot: QtBot, ticket: UnsentTicket) -> AppWindow:
    return make_window(qtbot, ticket.app)


@pytest.fixture
def wanted(ticket: UnsentTicket) -> Case:
    file = ticket.app.places.config / "policy.toml"
    return replace(ticket.wanted, reason=ticket.wanted.reason.replace("FILE", str(file)))


def test_the_page_after_send(qtbot: QtBot, window: AppWindow, ticket: UnsentTicket, wanted: Case) -> None:
    """After an error of the server it said "Saved – will be sent as soon as the help desk can be reached"."""
    window.open(ReviewPage(ticket.case))
    screen = window.get_current_screen()
    screen.saved.show_saved_ticket(ticket.report)
    expected = f"{wanted.state} | {join(wanted.reason, wanted.outlook, ticket.later)}"
    qtbot.waitUntil(lambda: read(screen.saved.state) == expected)
    assert primary(screen) == ["Done" if wanted.automatic else wanted.button]
    assert screen.saved.next.isHidden(), "it is said once"


def test_my_tickets(qtbot: QtBot, window: AppWindow, ticket: UnsentTicket, wanted: Case) -> None:
    """After 401, "sign in" was said by the banner, the ticket and the button."""
    window.open(TicketsPage())
    screen = window.get_current_screen()
    qtbot.waitUntil(lambda: bool(screen.cards._cards))
    (card,) = screen.cards._cards
    signs_in = wanted.button == "Sign in"
    needed = "" if wanted.automatic or signs_in else wanted.reason
    assert card.accessibleDescription() == join(wanted.state, shorten_to_one_line(needed, 200), ticket.later)
    assert screen.banner.isVisible() is signs_in
    assert screen._waiting.isHidden() is signs_in
    panel = screen.banner if signs_in else screen._waiting
    detail = f" | {join(wanted.reason, wanted.outlook)}" if signs_in else ""
    assert read(panel) == heading(wanted) + detail
    assert primary(screen) == (["Sign in"] if signs_in else [])


def heading(wanted: Case) -> str:
    if wanted.state == UNCONFIRMED:
        return "1 message hasn't been confirmed by the help desk yet"
    return f"1 message hasn't been sent{' yet' if wanted.automatic else ''}"


def test_the_outbox(qtbot: QtBot, window: AppWindow, ticket: UnsentTicket, wanted: Case) -> None:
    window.open(OutboxPage())
    screen = window.get_current_screen()
    qtbot.waitUntil(lambda: bool(screen.cards))
    assert read(screen.panel) == f"{heading(wanted)} | {wanted.summary or wanted.outlook}"
    (card,) = screen.cards.values()
    state = wanted.state if wanted.state == UNCONFIRMED else ""
    assert read(card._head) == f"Ticket: {SUBJECT} | {join(state, wanted.reason, ticket.later)}"
    assert primary(screen) == [wanted.button]


def test_the_ticket(qtbot: QtBot, window: AppWindow, ticket: UnsentTicket, wanted: Case) -> None:
    """After 401, there was no way to the sign-in."""
    window.open(ConversationPage(ticket.report))
    screen = window.get_current_screen()
    expected = f"{wanted.state} | {join(wanted.reason, wanted.outlook, ticket.later)} Reference "
    qtbot.waitUntil(lambda: read(screen.panel).startswith(expected))
    assert primary(screen) == [wanted.button]


def test_the_home_page(qtbot: QtBot, window: AppWindow, ticket: UnsentTicket, wanted: Case) -> None:
    """Nothing was said of a policy error for a minute, and "waiting to be sent" elsewhere."""
    window.open(HomePage())
    news = window.get_current_screen()._news
    qtbot.waitUntil(news.strip.isVisible)
    state = "hasn't been sent yet" if wanted.automatic else "hasn't been sent"
    if wanted.state == UNCONFIRMED:
        state = "hasn't been confirmed by the help desk yet"
    expected = f"Your ticket “{SUBJECT}” {state} | {join(wanted.reason, wanted.outlook, ticket.later)}"
    assert read(news.strip) == expected
    assert news.again.text() == wanted.button


def test_the_notification_area(ticket: UnsentTicket, wanted: Case) -> None:
    """It only said that a ticket needs attention, without a reason."""
    told = wanted.button == "Sign in" or wanted.outlook == BY_HAND
    reason = wanted.reason.removesuffix(".") if "Bad field" in wanted.reason else wanted.reason
    assert ticket.said == ([f"“{SUBJECT}” couldn't be sent. {reason}"] if told else [])
    assert ticket.actions == (["Show", "Sign in"] if wanted.button == "Sign in" else ["Show"] if told else [])
    assert ticket.tool_tip == heading(replace(wanted, outlook=""))


@pytest.mark.parametrize("language", ["fr", "de"])
def test_it_is_translated(ticket: UnsentTicket, language: str) -> None:
    item = explain_delay(ticket.app.get_outbox().find_item(ticket.report), ticket.app.find_current_obstacle())
    state = state_texts.describe_delivery(item.state, item.reason, item.stage)[1]
    sentences = [state, item.reason or Text(""), *state_texts.describe_outlook([item])]
    english = join(*map(ENGLISH.translate, sentences))
    assert english == join(ticket.wanted.state, str(item.reason), ticket.wanted.outlook, ticket.later)
    for sentence in sentences:
        assert Translator(language).translate(sentence) != ENGLISH.translate(sentence)
