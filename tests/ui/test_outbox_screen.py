"""What waits: why, and every way on that a person has."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.network.failures import make_error_from_status
from selfhelp.tickets.delivery.retry_scheduler import RequestedAttempt
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.tickets.outbox.stored_messages import message_to_json
from selfhelp.ui import state_texts
from selfhelp.ui.navigation import HomePage, OutboxPage, SignInPage
from selfhelp.ui.parts.outbox_item_card import BEGINNING, OutboxItemCard
from selfhelp.ui.screens.outbox import SHOWN, OutboxScreen
from selfhelp.ui.widgets.attachment_tiles import FileRow
from selfhelp.ui.widgets.tab_order import does_widget_accept_tab
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top


@pytest.fixture
def app(places: AppPaths) -> App:
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


def refused(app: App, report: str) -> None:
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention' WHERE report = ?", (report,))


def seal(app: App, *files: tuple[str, bytes]) -> str:
    return app.get_outbox().save_ticket(
        Letter("Nothing prints", "Since today", "marie@example.com", files=build_attachments(files))
    )


def opened(qtbot: QtBot, window: AppWindow, count: int) -> OutboxScreen:
    window.open(OutboxPage())
    screen = on_top(window)
    assert isinstance(screen, OutboxScreen)
    qtbot.waitUntil(lambda: screen._waiting is not None and len(screen.cards) == count, timeout=10_000)
    return screen


def words(card: OutboxItemCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


def test_a_subject_with_a_full_stop_is_read_out_with_one(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """A screen reader said "dot dot" between a heading and its state."""
    app.get_outbox().save_ticket(Letter("It beeps.", "Since today", "marie@example.com"))
    (card,) = opened(qtbot, window, 1).cards.values()
    assert "It beeps." in card.accessibleName()
    assert ".." not in card.accessibleName() + card.describe()


def test_several_replies_to_a_ticket_can_be_told_apart(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """Five replies had five identical cards, so that no one knew which one "Delete" deletes."""
    report = seal(app)
    for text in ("It blinks red.\nSince Monday", "x" * 500):
        app.get_outbox().save_reply(ReplyToSeal(report, text=text))
    app.get_outbox().save_reply(ReplyToSeal(report, ReplyKind.SOLVE))
    ticket, first, second, solve = opened(qtbot, window, 4).cards.values()
    assert first.beginning.isVisible()
    assert first.beginning.text() == "It blinks red. Since Monday"
    assert first.buttons["delete"].accessibleName() == "Delete: It blinks red. Since Monday"
    assert "It blinks red. Since Monday" in first.describe()
    assert second.beginning.text().count("x") == BEGINNING - 1
    assert not ticket.beginning.isVisible()
    assert not solve.beginning.isVisible()
    first.buttons["edit"].click()
    assert not first.beginning.isVisible(), "the whole text is shown"


def test_an_empty_outbox_claims_nothing_about_deleted_messages(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    """After the only message was deleted, it said "Everything you wrote has been sent"."""
    ref = seal(app)
    screen = opened(qtbot, window, 1)
    screen.cards[ref].buttons["delete"].click()
    screen.cards[ref].buttons["delete"].click()
    qtbot.waitUntil(lambda: not screen.cards and screen._waiting is not None, timeout=10_000)
    assert screen.panel.heading.text() == "Nothing is waiting to be sent"
    assert "been sent" not in screen.panel.detail.text()
    assert not screen.all.isVisible()


def test_tickets_and_answers_wait_with_their_reason(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    app.get_outbox().save_reply(ReplyToSeal(report, text="More"))
    app.get_outbox().save_reply(ReplyToSeal(report, ReplyKind.SOLVE))
    refused(app, report)
    first, second, third = opened(qtbot, window, 3).cards.values()
    assert "Ticket: Nothing prints" in words(first)
    assert "Not sent." in words(first)
    assert "Your reply: Nothing prints" in words(second)
    assert "Mark as resolved: Nothing prints" in words(third)
    assert third.buttons["edit"].isHidden()
    assert second.buttons["export"].isHidden()


def test_an_unknown_outcome_is_not_called_unsent(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    reason = message_to_json(N_("The help desk's server can't be reached."))
    app.get_outbox().store.execute("UPDATE reports SET state = 'unknown', reason = ?", (reason,))
    said = words(opened(qtbot, window, 1).cards[report])
    assert "Not confirmed by the help desk yet. The help desk's server can't be reached." in said


def test_send_again(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    refused(app, report)
    screen = opened(qtbot, window, 1)
    with qtbot.waitSignal(window.saved, timeout=10_000):
        screen.cards[report].buttons["send"].click()
    assert app.get_outbox().find_item(report).state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN)


def test_a_ticket_that_the_help_desk_has_is_not_changed(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """Its files are waiting: "Edit" was there, and saved nothing."""
    report = seal(app, ("a.txt", b"a"))
    app.get_outbox().store.execute("UPDATE reports SET number = '7'")
    card = opened(qtbot, window, 1).cards[report]
    assert card.buttons["edit"].isHidden()
    assert all(row.take_out.isHidden() for row in card.findChildren(FileRow))


def test_the_time_of_the_next_try_is_never_past(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = seal(app)
    then = time.time() + 3600
    app.get_outbox().store.execute("UPDATE reports SET attempts = 1, next_try = ?", (then,))
    card = opened(qtbot, window, 1).cards[report]
    assert "Next try" in words(card)

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(then + 60, tz)

    monkeypatch.setattr(state_texts, "datetime", Later)
    window.get_current_screen().on_window_activated()
    assert "Next try" not in words(card)


def test_who_must_sign_in_is_led_there_and_who_lacks_a_permission_is_not(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    """ "Sign in again" stood above "Send again", and nothing led to the sign-in."""
    report = seal(app)
    for status, label in ((401, "Sign in"), (403, "Send again")):
        reason = message_to_json(make_error_from_status(status, {}, b"", safe=False).message)
        app.get_outbox().store.execute("UPDATE reports SET state = 'sign-in-needed', reason = ?", (reason,))
        window.open(HomePage())
        screen = opened(qtbot, window, 1)
        qtbot.waitUntil(lambda s=screen, said=label: s.cards[report].buttons["send"].text() == said)
        assert screen.panel.heading.text() == "1 message hasn't been sent"
        again = "until you send it again" in screen.panel.detail.text()
        assert again is (status == 403), "signing in sends it"
        assert screen.cards[report].buttons["again"].isVisible() is (status == 401), (
            "the desk may be well again"
        )
        screen.cards[report].buttons["send"].click()
        assert (window._history[-1] is SignInPage) is (status == 401)


def test_who_has_signed_in_sends_again_without_doing_it_twice(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    report = seal(app)
    reason = message_to_json(make_error_from_status(401, {}, b"", safe=False).message)
    app.get_outbox().store.execute("UPDATE reports SET state = 'sign-in-needed', reason = ?", (reason,))
    screen = opened(qtbot, window, 1)
    assert primary(screen) == ["Sign in"]
    assert screen.cards[report].buttons["again"].text() == "Send again"
    with qtbot.waitSignal(window.saved, timeout=10_000):
        screen.cards[report].buttons["again"].click()
    assert app.get_outbox().find_item(report).state is DeliveryState.QUEUED


def test_a_reply_behind_one_that_was_refused_says_why_it_waits(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    report = seal(app)
    outbox = app.get_outbox()
    first, second = (outbox.save_reply(ReplyToSeal(report, text=text)) for text in ("one", "two"))
    outbox.store.execute("UPDATE reports SET state = 'delivered' WHERE report = ?", (report,))
    outbox.store.execute("UPDATE reports SET state = 'sign-in-needed' WHERE report = ?", (first,))
    said = words(opened(qtbot, window, 2).cards[second])
    assert "Your earlier message must be sent first." in said
    assert "as soon as" not in said


def primary(screen: OutboxScreen) -> list[str]:
    buttons = [b for b in screen.findChildren(QPushButton) if b.isVisible() and b.property("primary")]
    return [button.text() for button in buttons]


def test_one_that_was_not_sent_says_why_and_leads_with_sending_it_again(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    report = seal(app)
    refused(app, report)
    screen = opened(qtbot, window, 1)
    assert primary(screen) == ["Send again"]
    card = screen.cards[report]
    assert card._head.detail.text() == "Not sent."
    assert [card.buttons[name].text() for name in ("export", "delete")] == ["Save as file…", "Delete"]
    qtbot.waitUntil(card.buttons["send"].hasFocus)
    assert does_widget_accept_tab(card._head), "why it was not sent can be reached by Tab"
    assert "Not sent" in card._head.accessibleDescription()


def test_one_that_is_being_sent_is_not_offered_to_be_sent_again(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    """Below "Sending…", the primary button said "Send again"."""
    refused(app, seal(app))
    screen = opened(qtbot, window, 1)
    (card,) = screen.cards.values()
    card.show_item(replace(card.waiting, attempt=RequestedAttempt(sending=True)))
    assert card.buttons["send"].text() == "Sending…"
    assert not card.buttons["send"].property("primary")


def test_of_several_sending_all_leads(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    app.get_outbox().save_reply(ReplyToSeal(report, text="More"))
    screen = opened(qtbot, window, 2)
    assert primary(screen) == ["Send all again"]
    app.get_outbox().delete(report)
    screen.on_tickets_changed()
    qtbot.waitUntil(lambda: not screen.cards)
    assert primary(screen) == []


def test_a_file_is_left_out_and_the_record_follows(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app, ("photo.jpg", b"x" * 900), ("log.txt", b"log"))
    app.sent_records.add_record(app.get_outbox(), report, "folder")
    refused(app, report)
    screen = opened(qtbot, window, 1)
    rows = screen.cards[report].findChildren(FileRow)
    rows[0].take_out.click()
    qtbot.waitUntil(
        lambda: [f.name for f in app.get_outbox().list_item_files(report)] == ["log.txt"], timeout=10_000
    )
    qtbot.waitUntil(lambda: len(app.sent_records.find_record(report).items) == 2, timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    (ticket,) = (app.places.data / "desk").glob("LOCAL-*")
    assert [path.name for path in (ticket / "attachments").iterdir()] == ["log.txt"]


def test_text_changes_and_the_icon_stays(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    refused(app, report)
    screen = opened(qtbot, window, 1)
    card = screen.cards[report]
    card.buttons["edit"].click()
    assert card.words.toPlainText() == "Since today"
    assert not screen.can_be_freed()
    card.words.setPlainText("Since yesterday")
    card.buttons["keep"].click()
    qtbot.waitUntil(lambda: app.get_outbox().read_item_text(report) == "Since yesterday", timeout=10_000)
    assert [item.report for item in app.get_outbox().list_items()] == [report]


def test_what_is_being_sent_cannot_be_changed(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app, ("log.txt", b"log"))
    app.get_outbox().store.execute("UPDATE reports SET sending = 1, submitted = 5")
    card = opened(qtbot, window, 1).cards[report]
    assert card.buttons["edit"].isHidden()
    assert all(row.take_out.isHidden() for row in card.findChildren(FileRow))


def test_deleting_asks_once(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    screen = opened(qtbot, window, 1)
    button = screen.cards[report].buttons["delete"]
    button.click()
    assert "won't be sent" in button.text()
    assert app.get_outbox().list_items()
    button.click()
    qtbot.waitUntil(lambda: not app.get_outbox().list_items(), timeout=10_000)
    qtbot.waitUntil(lambda: not screen.cards, timeout=10_000)


def test_a_copy_is_saved_in_the_chosen_folder(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = seal(app, ("log.txt", b"log"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    opened(qtbot, window, 1).cards[report].buttons["export"].click()
    qtbot.waitUntil(lambda: "Saved to" in window._notice.words.text(), timeout=10_000)
    qtbot.waitUntil(lambda: (tmp_path / report / "message.txt").exists(), timeout=10_000)


def test_it_fits_a_small_window(qtbot: QtBot, window: AppWindow, app: App) -> None:
    seal(app, ("x" * 110 + ".txt", b"log"))
    screen = opened(qtbot, window, 1)
    window.resize(400, 560)
    qtbot.wait(30)
    assert screen.minimumSizeHint().width() <= 400


def test_many_are_shown_a_page_at_a_time(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    for number in range(SHOWN + 2):
        app.get_outbox().save_reply(ReplyToSeal(report, text=f"more {number}"))
    screen = opened(qtbot, window, SHOWN)
    screen.more.click()
    assert len(screen.cards) == SHOWN + 3
    assert list(screen.cards.values())[SHOWN].buttons["send"].hasFocus()
    assert not screen.more.isVisible()


def test_a_change_can_be_given_up(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    refused(app, report)
    screen = opened(qtbot, window, 1)
    card = screen.cards[report]
    assert card.buttons["leave"].isHidden()
    card.buttons["edit"].click()
    card.words.setPlainText("Since yesterday")
    card.buttons["leave"].click()
    assert card.words.isHidden()
    assert not card.buttons["send"].isHidden()
    assert screen.can_be_freed()
    qtbot.wait(200)
    assert app.get_outbox().read_item_text(report) == "Since today"
    card.buttons["edit"].click()
    assert card.words.toPlainText() == "Since today"


@pytest.mark.parametrize("status", [401, 403])
def test_a_look_up_that_is_refused_is_not_called_unsent(
    qtbot: QtBot, window: AppWindow, app: App, status: int
) -> None:
    """A ticket that the help desk had was shown as "Not sent"."""
    error = make_error_from_status(status, {}, b"", safe=True)
    report, others = seal(app), [seal(app), seal(app)]
    change = "UPDATE reports SET state = 'sign-in-needed', reason = ?, submitted = ? WHERE report = ?"
    app.get_outbox().store.execute(change, (message_to_json(error.message), 1.0, report))
    for other in others:
        app.get_outbox().store.execute(change, (message_to_json(error.message), 0.0, other))
    screen = opened(qtbot, window, 3)
    head = "2 messages haven't been sent · 1 message hasn't been confirmed by the help desk yet"
    assert screen.panel.heading.text() == head
    said = words(screen.cards[report])
    assert "Not confirmed by the help desk yet." in said
    assert str(error.message) in said
    assert "Not sent" not in said
    assert "Not confirmed" not in words(screen.cards[others[0]])
    assert screen.cards[report].buttons["edit"].isHidden(), "the help desk may have it"
    assert (screen.cards[report].buttons["send"].text() == "Sign in") is (status == 401)
