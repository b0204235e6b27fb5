"""The app's life: it ends in order, whatever was used."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.core.ticket import DeliveryState, TicketComment, TicketState, TicketStatus
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.ui import error_reporting
from selfhelp.ui.background.outbox_sender import FailedAttempt, OutboxSender, SendRound
from selfhelp.ui.conversation.ticket_actions import delete_ticket, mark_ticket_read
from selfhelp.ui.main import SETTLE_MS, AppSession
from selfhelp.ui.navigation import SettingsPage
from selfhelp.ui.tray.desktop_notifications import DesktopNotifications
from selfhelp.ui.tray.problem_message import ProblemMessage
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, share_desk


def test_an_app_that_showed_notifications_stops_listening_and_its_jobs_when_it_ends(
    qapp: QApplication, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []
    monkeypatch.setattr(DesktopNotifications, "stop_listening", lambda _self: stopped.append("notifications"))
    session = AppSession(qapp, places, ENGLISH)
    assert session.desktop_notifications is not None
    monkeypatch.setattr(session.jobs, "stop_all", lambda _milliseconds: stopped.append("jobs") or True)
    session.shut_down()
    assert stopped == ["notifications", "jobs"]


def test_an_app_that_ends_during_its_start_begins_nothing_more(
    qapp: QApplication, qtbot: QtBot, places: AppPaths
) -> None:
    """The rest of the start came after the end, and opened a socket that was never closed."""
    places.runtime.mkdir(parents=True)
    session = AppSession(qapp, places, ENGLISH)
    session.shut_down()
    qtbot.wait(2 * SETTLE_MS)
    assert session._door is None
    assert list(places.runtime.iterdir()) == []


def test_a_window_opened_later_shows_what_could_not_be_sent(
    qapp: QApplication, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart only the tray had the badge: it was counted before there was a window."""
    session = AppSession(qapp, places, ENGLISH)
    shown: list[int] = []
    monkeypatch.setattr(AppWindow, "show_unsent_count", lambda _window, count: shown.append(count))
    session._show_unsent_count(2)
    assert shown == []
    window = session._create_window()
    assert shown == [2]
    window.deleteLater()
    session.shut_down()


def test_a_window_that_was_closed_for_long_gives_its_memory_back(
    qapp: QApplication, qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[App] = []
    monkeypatch.setattr(App, "release_memory", lambda app: released.append(app))
    session = AppSession(qapp, places, ENGLISH)
    session.window = session._create_window()
    session._free_later.start(1)
    qtbot.waitUntil(lambda: released == [session.app] and session.window is None)
    session.shut_down()


def test_deleted_data_leaves_no_badge(
    qapp: QApplication, qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window and the tray showed unsent messages until the next start."""
    session = AppSession(qapp, places, ENGLISH)
    shown: list[int] = []
    monkeypatch.setattr(AppWindow, "show_unsent_count", lambda _window, count: shown.append(count))
    window = session._create_window()
    window.open(SettingsPage())
    session._show_unsent_count(2)
    window.context.forget()
    qtbot.waitUntil(lambda: shown[-1] == 0, timeout=10_000)
    window.deleteLater()
    session.shut_down()


def told_by_a_help_desk() -> TicketStatus:
    said = TicketComment("Help desk", datetime.now(UTC), "Try another cable.", False)
    return TicketStatus("7", "No sound", TicketState.OPEN, said.time, said.time, "", comments=(said,))


def test_the_icon_follows_every_change_of_tickets_and_replies(
    qapp: QApplication, qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The arrow and the dot stayed until the next start: deleting and reading didn't reach the icon."""
    app = share_desk(make_app(places), places.data / "share")
    monkeypatch.setattr(App, "build", lambda: app)
    monkeypatch.setattr(App, "start_log", lambda _app: None)
    monkeypatch.setattr(error_reporting, "install_error_hooks", lambda _report: None)
    session = AppSession(qapp, places, ENGLISH)
    session._rest_of_start.stop()
    window = session.window = session._create_window()
    outbox, tray = session.app.get_outbox(), session.tray

    def wait_for(tip: str, unsent: bool, unread: int) -> None:
        def shown() -> bool:
            badge = window._header.emblem._unsent
            return (tray._make_tool_tip_text(), badge, tray._unread) == (tip, unsent, unread)

        qtbot.waitUntil(shown, timeout=10_000)

    report = outbox.save_ticket(Letter("No sound", "My headset is silent.", "marie@example.com"))
    outbox.store.execute("UPDATE reports SET state = 'attention'")
    wait_for("Self-help – 1 message hasn't been sent", True, 0)
    tray.set_tool_tip(N_("Your ticket needs your attention."))
    session.problem = ProblemMessage(N_("Your ticket needs your attention."), {report})
    delete_ticket(app, report, Progress())
    wait_for("Self-help", False, 0)
    qtbot.waitUntil(lambda: session.problem is None)
    report = outbox.save_ticket(Letter("No sound", "My headset is silent.", "marie@example.com"))
    app.create_delivery_service().deliver_due_items()
    ref = outbox.save_reply(ReplyToSeal(report, text="one"))
    outbox.store.execute("UPDATE reports SET state = 'unknown' WHERE report = ?", (ref,))
    wait_for("Self-help – 1 message hasn't been confirmed by the help desk yet", True, 0)
    app.conversations.store_status(report, told_by_a_help_desk(), "mark")
    tip = "Self-help – 1 message hasn't been confirmed by the help desk yet · 1 new reply"
    wait_for(tip, True, 1)
    outbox.store.execute("UPDATE reports SET state = 'delivered' WHERE report = ?", (ref,))
    wait_for("Self-help – 1 new reply", False, 1)
    mark_ticket_read(app, report, Progress())
    wait_for("Self-help", False, 0)
    window.deleteLater()
    session.shut_down()


def test_what_waits_is_shown_while_it_is_being_sent(
    qapp: QApplication, qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a start, an attempt that took minutes kept the arrow and the dot away."""
    app = share_desk(make_app(places), places.data / "share")
    outbox, go_on = app.get_outbox(), threading.Event()
    outbox.save_ticket(Letter("No sound", "My headset is silent.", "marie@example.com"))
    outbox.store.execute("UPDATE reports SET state = 'unknown'")
    monkeypatch.setattr(OutboxSender, "_deliver_due_items", lambda *_what: go_on.wait(30) and None)
    session = AppSession(qapp, places, ENGLISH)
    session._rest_of_start.stop()
    session.__dict__["app"] = app
    app.tickets_stored = session._report_stored_tickets
    session.outbox_sender.send_due_items()
    try:
        qtbot.waitUntil(lambda: session.tray._unsent == 1, timeout=10_000)
    finally:
        go_on.set()
    session.shut_down()


@pytest.mark.parametrize("failed", [False, True])
def test_a_message_about_a_problem_goes_when_the_problem_is_solved(
    qapp: QApplication, qtbot: QtBot, places: AppPaths, failed: bool
) -> None:
    """The message that a reply couldn't be sent stayed after the reply was delivered."""
    app = share_desk(make_app(places), places.data / "share")
    outbox = app.get_outbox()
    report = outbox.save_ticket(Letter("No sound", "My headset is silent.", "marie@example.com"))
    app.create_delivery_service().deliver_due_items()
    ref = outbox.save_reply(ReplyToSeal(report, text="one"))
    session = AppSession(qapp, places, ENGLISH)
    session.__dict__["app"] = app
    window = session.window = session._create_window()
    window.open(SettingsPage())
    window.show()
    outbox.store.execute("UPDATE reports SET state = 'attention' WHERE report = ?", (ref,))
    attempts = [FailedAttempt(ref, "", DeliveryState.ATTENTION, None)] if failed else []
    session._on_delivery_run_ended(SendRound(None, (), outbox.list_replies(), failed=attempts))
    assert "couldn't be sent" in window._notice.words.text()
    qtbot.wait(100)
    assert window._notice.isVisible(), "it still needs attention"
    outbox.store.execute("UPDATE reports SET state = 'delivered' WHERE report = ?", (ref,))
    session._on_delivery_run_ended(SendRound(None, ()))
    qtbot.waitUntil(window._notice.isHidden, timeout=10_000)
    assert session.problem is None
    assert "attention" not in session.tray._make_tool_tip_text()
    window.deleteLater()
    session.shut_down()
