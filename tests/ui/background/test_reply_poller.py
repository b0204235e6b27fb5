"""Answers are looked for by one timer, told once, and never with what was said."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Translator
from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from selfhelp.machine.desktop.do_not_disturb import is_do_not_disturb_on
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy, TicketUpdates
from selfhelp.tickets.following.status_poller import PollCycle, TicketUpdate
from selfhelp.ui.background.reply_poller import MOST, ReplyPoller
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import ConversationPage, Destination, TicketsPage
from selfhelp.ui.tray.notifications import notify_replies
from selfhelp.ui.tray.tray_icon import TrayIcon
from tests.machine.windows_pretended import library

SAID = TicketComment("Bob", datetime(2026, 11, 28, tzinfo=UTC), "Your password is hunter2", mine=False)
STATUS = TicketStatus(
    "7",
    "No sound",
    TicketState.OPEN,
    datetime.now(UTC),
    datetime.now(UTC),
    "",
    (),
    [replace(SAID, time=datetime.now(UTC))],
)
NEWS = TicketUpdate("sh-1", "7", "No sound", None, 1, SAID)


@dataclass
class FakeApp:
    """Says when something is due, and what is new."""

    policy: Policy = field(default_factory=Policy)
    due: float | None = 100.0
    news: list[TicketUpdate] = field(default_factory=list)
    broken: bool = False
    rounds: int = 0

    def create_ticket_poller(self) -> Any:
        return self

    def is_saving_power(self) -> bool:
        return False

    def compute_seconds_until_poll(self) -> float | None:
        if self.broken:
            raise StorageError(N_("No folder."))
        return self.due

    def poll_due_tickets(self, progress: Progress, saves_power: Any) -> PollCycle:
        self.rounds += 1
        return PollCycle(self.due, self.news)


def answers(app: FakeApp, jobs: JobRunner) -> ReplyPoller:
    return ReplyPoller(app, jobs)  # type: ignore[arg-type]


@pytest.fixture
def jobs(qtbot: QtBot) -> Any:
    jobs = JobRunner()
    yield jobs
    assert jobs.stop_all(5_000)


def test_it_waits_as_long_as_is_planned(qtbot: QtBot, jobs: JobRunner) -> None:
    looking = answers(FakeApp(), jobs)
    looking.schedule_next_poll()
    qtbot.waitUntil(lambda: looking.milliseconds_until_next_poll > 0)
    assert 90_000 < looking.milliseconds_until_next_poll <= 106_000  # coarse
    assert FakeApp().rounds == 0


def test_without_open_tickets_there_is_no_timer(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp()
    looking = answers(app, jobs)
    looking.schedule_next_poll()
    qtbot.waitUntil(lambda: looking.milliseconds_until_next_poll > 0)
    app.due = None
    looking.schedule_next_poll()
    qtbot.waitUntil(lambda: looking.milliseconds_until_next_poll == -1)


def test_switched_off_nothing_is_asked(qtbot: QtBot, jobs: JobRunner) -> None:
    looking = answers(FakeApp(policy=Policy(ticket_updates=TicketUpdates(enabled=False))), jobs)
    looking.schedule_next_poll()
    qtbot.wait(100)
    assert looking.milliseconds_until_next_poll == -1


def test_news_are_handed_on_and_the_next_look_is_planned(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp(news=[NEWS], due=1e9)
    looking = answers(app, jobs)
    with qtbot.waitSignal(looking.heard, timeout=5_000) as heard:
        looking._start_polling()
    assert heard.args == [[NEWS]]
    assert app.rounds == 1
    assert 0 < looking.milliseconds_until_next_poll <= MOST * 1100


def test_trouble_is_looked_at_much_later(qtbot: QtBot, jobs: JobRunner) -> None:
    looking = answers(FakeApp(broken=True), jobs)
    looking.schedule_next_poll()
    qtbot.waitUntil(lambda: looking.milliseconds_until_next_poll > 3_000_000)


# -- telling ---------------------------------------------------------------------------------------


@dataclass
class FakeSession:
    """Has no window; keeps what would be shown."""

    app: Any
    tray: Any
    jobs: Any = None
    window: None = None
    desktop_notifications: Any = None
    opened: list[Destination] = field(default_factory=list)

    def open(self, destination: Destination) -> None:
        self.opened.append(destination)


class FakeTray:
    def __init__(self) -> None:
        self.shown: list[str] = []
        self.clicked: Any = None

    def show_notification(self, title: str, body: str, clicked: Any) -> None:
        self.shown.append(body)
        self.clicked = clicked


class Telling:
    """An app on Windows, where the sign in the tray shows notifications."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self.translator = Translator("en")
        self.machine = type("M", (), {"platform": Platform.WINDOWS})()


def told(*news: TicketUpdate, policy: Policy | None = None) -> FakeSession:
    session = FakeSession(Telling(policy), FakeTray())
    notify_replies(session, news)  # type: ignore[arg-type]
    return session


def test_an_answer_is_told_without_its_words_and_a_click_opens_it() -> None:
    session = told(NEWS)
    assert session.tray.shown == ["The help desk replied: “No sound”."]
    session.tray.clicked()
    assert session.opened == [ConversationPage("sh-1")]


def test_do_not_disturb_delays_notifications(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows says whether the user presents; the sign in the tray and the list have it meanwhile."""
    quiet = [True]
    monkeypatch.setattr(
        "selfhelp.machine.desktop.do_not_disturb.is_do_not_disturb_on", lambda _platform: quiet[0]
    )
    monkeypatch.setattr("selfhelp.ui.tray.notifications.LATER_MS", 20)

    class Tray(FakeTray, QObject):
        def __init__(self) -> None:
            QObject.__init__(self)
            FakeTray.__init__(self)

    session = FakeSession(Telling(), Tray())
    notify_replies(session, [NEWS])  # type: ignore[arg-type]
    qtbot.wait(100)
    assert session.tray.shown == []
    quiet[0] = False
    qtbot.waitUntil(lambda: session.tray.shown == ["The help desk replied: “No sound”."])


def test_only_windows_is_asked_and_no_answer_is_no_quiet() -> None:
    for platform in Platform:
        assert is_do_not_disturb_on(platform) is False  # there is no Windows here to say yes


@pytest.mark.parametrize(("state", "quiet"), [(1, True), (3, True), (4, True), (5, False), (6, True)])
def test_windows_has_states_of_quiet(monkeypatch: pytest.MonkeyPatch, state: int, quiet: bool) -> None:
    def answer(pointer: Any) -> int:
        pointer._obj.value = state
        return 0

    shell = library(SHQueryUserNotificationState=answer)
    monkeypatch.setattr(ctypes, "windll", type("Library", (), {"shell32": shell})(), raising=False)
    assert is_do_not_disturb_on(Platform.WINDOWS) is quiet


class FakeNotes:
    def __init__(self) -> None:
        self.shown: list[Any] = []
        self.pressed: Any = None

    def show_notification(self, message: Any, pressed: Any) -> None:
        self.shown.append(message)
        self.pressed = pressed


def test_on_linux_an_answer_can_be_marked_as_read_without_a_window(qtbot: QtBot, places: AppPaths) -> None:
    app = App(LocalMachine(Platform.LINUX), places)
    app.conversations.store_status("sh-1", STATUS, "mark")
    assert app.conversations.count_unread() == 1
    session = FakeSession(app, FakeTray())
    session.desktop_notifications, session.jobs = FakeNotes(), JobRunner()
    stored: list[int] = []
    app.tickets_stored = lambda: stored.append(app.conversations.count_unread())
    notify_replies(session, [NEWS])  # type: ignore[arg-type]
    notes = session.desktop_notifications
    assert notes.shown[0].buttons == ["Show", "Mark as read"]
    notes.pressed(1)
    qtbot.waitUntil(lambda: stored == [0], timeout=10_000)
    assert session.opened == []
    notes.pressed(0)
    assert session.opened == [ConversationPage("sh-1")]
    assert session.jobs.stop_all(5_000)


def test_many_are_one_notification() -> None:
    session = told(NEWS, TicketUpdate("sh-2", "8", "x", TicketState.SOLVED, 0, None))
    assert session.tray.shown == ["2 of your tickets have been updated."]
    session.tray.clicked()
    assert session.opened == [TicketsPage()]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TicketState.SOLVED, "resolved"),
        (TicketState.WAITING, "waiting for your"),
        (TicketState.OPEN, "update"),
    ],
)
def test_a_new_state_is_told(state: TicketState, words: str) -> None:
    assert words in told(TicketUpdate("r", "7", "No sound", state, 0, None)).tray.shown[0]


def test_the_organisation_may_want_quiet() -> None:
    assert told(NEWS, policy=Policy(ticket_updates=TicketUpdates(notify=False))).tray.shown == []
    assert told().tray.shown == []


def test_the_tray_says_how_many_are_new(qtbot: QtBot) -> None:
    tray = TrayIcon(Translator("en"))
    tray.show_unread_count(2)
    assert tray._actions["tickets"].text() == "My tickets (2 new)"
    assert "2 new replies" in tray._make_tool_tip_text()
    tray.retranslate(Translator("fr"))
    assert "2" in tray._actions["tickets"].text()
    tray.show_unread_count(0)
    assert tray._actions["tickets"].text() == "Mes tickets"
    tray.remove_icon()
