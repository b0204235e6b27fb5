"""My tickets: empty, waiting, delivered and broken, with nothing foreign taken for markup or a link."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import DeskUnreachableError, StorageError
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.core.ticket import ReplyKind
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.network.failures import make_error_from_status
from selfhelp.tickets.form.attachment_store import AttachmentStore
from selfhelp.tickets.form.earlier_drafts import list_all_unsent_drafts
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal
from selfhelp.tickets.outbox.stored_messages import message_to_json
from selfhelp.ui import links
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.conversation.message_list import Bubble
from selfhelp.ui.navigation import ConversationPage, HomePage, OutboxPage, TicketsPage
from selfhelp.ui.parts.ticket_lines import HelpDeskPoll, read_ticket_page
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.outbox import OutboxScreen
from selfhelp.ui.screens.tickets import SHOWN, STALE, TicketsScreen
from selfhelp.ui.widgets.card_list import Card
from selfhelp.ui.window import AppWindow
from tests.bench import much
from tests.ui.desk_window import make_app, make_window, on_top, picture, share_desk

HOSTILE = "<img src=x> $(reboot) \u202e\x07" + "w" * 10_000


@pytest.fixture
def app(places: AppPaths) -> App:
    return share_desk(make_app(places), places.data / "share")


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


def seal(app: App, subject: str = "Nothing prints") -> str:
    return app.get_outbox().save_ticket(Letter(subject, "body", "marie@example.com"))


def answer(app: App, number: str, text: str, name: str = "Bob") -> None:
    place = app.places.data / "share" / number / "comments"
    place.mkdir(exist_ok=True)
    (place / f"{name}.txt").write_text(text)


def tickets(qtbot: QtBot, window: AppWindow, count: int, report: str = "") -> TicketsScreen:
    window.open(TicketsPage(report=report))
    screen = on_top(window)
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: screen._page is not None and len(cards(screen)) == count, timeout=10_000)
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)
    return screen


def cards(screen: TicketsScreen) -> list[Card]:
    return [card for card in screen.findChildren(Card) if not card.isHidden()]


def words(card: Card) -> str:
    return card.join_full_text()


def test_an_empty_list_offers_the_next_step(qtbot: QtBot, window: AppWindow) -> None:
    screen = tickets(qtbot, window, 0)
    assert screen._panel.heading.text() == "No tickets on this computer"
    assert "aren't listed if you deleted your data" in screen._panel.detail.text()
    assert screen.refresh.isHidden(), "there is nothing to refresh"
    qtbot.waitUntil(screen.ask.hasFocus)
    screen.ask.click()
    assert on_top(window) is not screen


def test_one_that_waits_and_one_that_arrived(qtbot: QtBot, window: AppWindow, app: App) -> None:
    seal(app, "first")
    app.create_delivery_service().deliver_due_items()
    waiting = seal(app, "second")
    screen = tickets(qtbot, window, 2, report=waiting)
    new, old = cards(screen)
    assert "second" in words(new)
    assert "Not sent yet." in words(new)
    assert new.hasFocus()
    assert "Open · Ticket LOCAL-0001" in words(old)
    assert screen._waiting.heading.text() == "1 message hasn't been sent yet"
    screen.outbox.click()
    assert on_top(window).objectName() == "outbox"


def test_drafts_are_listed_first_and_can_be_opened(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """My tickets also lists the tickets that the user hasn't finished."""
    now, earlier = (app.create_case(words) for words in ("Nothing prints", "A bigger monitor"))
    app.earlier_drafts.store_drafts([earlier.make_draft()])
    app.drafts.store_draft(now.make_draft())
    seal(app)
    screen = tickets(qtbot, window, 1)
    first, second = screen.drafts.cards
    assert screen.drafts.isVisible()
    assert screen.drafts.heading.text() == "Drafts"
    assert first.head.heading.text() == "Nothing prints"
    assert first.head.detail.text().startswith("Not sent. Last saved: ")
    assert first.open.accessibleName() == "Open draft: Nothing prints"
    top = screen.drafts.mapTo(screen, QPoint()).y()
    assert top < cards(screen)[0].mapTo(screen, QPoint()).y()
    second.open.click()
    form = on_top(window)
    assert isinstance(form, AskScreen)
    qtbot.waitUntil(lambda: form.words.toPlainText() == "A bigger monitor", timeout=10_000)


def test_opening_a_draft_changes_no_date(qtbot: QtBot, window: AppWindow, app: App) -> None:
    now, earlier = (app.create_case(words).make_draft() for words in ("Nothing prints", "A bigger monitor"))
    days = [datetime.now(UTC) - timedelta(days=number) for number in (2, 3)]
    app.earlier_drafts.store_drafts([replace(earlier, saved=days[1])])
    app.drafts.store_draft(replace(now, saved=days[0]))
    tickets(qtbot, window, 0).drafts.cards[1].open.click()
    form = on_top(window)
    assert isinstance(form, AskScreen)
    qtbot.waitUntil(lambda: form.words.toPlainText() == "A bigger monitor", timeout=10_000)
    window.open(HomePage())

    def is_current() -> bool:
        found = app.drafts.read_summary()
        return found is not None and found.ref == earlier.ref

    qtbot.waitUntil(is_current, timeout=10_000)
    found = list_all_unsent_drafts(app.drafts, app.earlier_drafts, app.get_outbox)
    assert {draft.ref: draft.saved for draft in found} == {earlier.ref: days[1], now.ref: days[0]}


def test_a_draft_is_deleted_after_a_question(qtbot: QtBot, window: AppWindow, app: App) -> None:
    app.drafts.store_draft(app.create_case("Nothing prints").make_draft())
    screen = tickets(qtbot, window, 0)
    (card,) = screen.drafts.cards
    assert not card.keep.isVisible()
    card.delete.click()
    assert card.head.detail.text() == "Delete the draft? This can't be undone."
    shown = [part.text() for part in (card.open, card.delete, card.keep) if part.isVisible()]
    assert shown == ["Delete", "Keep"]
    card.keep.click()
    assert card.head.detail.text().startswith("Not sent. Last saved: ")
    assert (card.open.isVisible(), card.keep.isVisible()) == (True, False)
    assert card.delete.hasFocus()
    assert app.drafts.read_summary() is not None
    card.delete.click()
    assert app.drafts.read_summary() is not None
    card.delete.click()
    qtbot.waitUntil(screen.drafts.isHidden, timeout=10_000)
    assert app.drafts.read_summary() is None
    assert screen.focusWidget() is screen.ask


def test_without_drafts_no_section_is_shown_and_pictures_are_not_read(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tickets(qtbot, window, 0).drafts.isHidden()
    case = app.create_case("Nothing prints")
    case.add_screenshot(encode_png(picture()))
    app.drafts.store_draft(case.make_draft())

    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(AttachmentStore, "iter_attachments", read)
    assert [draft.words for draft in read_ticket_page(app, 5, Progress()).drafts] == ["Nothing prints"]


def test_a_removed_secret_is_readable_in_the_list_and_the_conversation(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    report = app.get_outbox().save_ticket(
        Letter("My code [secret:code] fails", "The code [secret:code] fails.\n\nFacts", "marie@example.com")
    )
    app.create_delivery_service().deliver_due_items()
    answer(app, "LOCAL-0001", "Is [secret:key] yours?")
    card = cards(tickets(qtbot, window, 1))[0]
    qtbot.waitUntil(lambda: "Is [private value hidden] yours?" in words(card), timeout=10_000)
    assert "My code [code hidden] fails" in words(card)
    card.click()
    talk = on_top(window)
    assert isinstance(talk, ConversationScreen)
    qtbot.waitUntil(lambda: len(talk.findChildren(Bubble)) == 2, timeout=10_000)
    assert talk.title() == "My code [code hidden] fails"
    said = " ".join(bubble.accessibleDescription() for bubble in talk.findChildren(Bubble))
    assert "The code [code hidden] fails." in said
    assert "[secret:" not in said
    assert "[secret:code]" in app.get_outbox().read_ticket(report).body


def test_an_answer_is_shown_with_who_wrote_it_and_that_it_is_new(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    report = seal(app)
    app.create_delivery_service().deliver_due_items()
    answer(app, "LOCAL-0001", "Try the <b>other</b> tray")
    screen = tickets(qtbot, window, 1)
    card = cards(screen)[0]
    qtbot.waitUntil(lambda: "1 new" in words(card), timeout=10_000)
    assert "Bob: Try the <b>other</b> tray" in words(card)
    assert "1 new" in card.accessibleDescription()
    card.click()
    assert on_top(window).objectName() == "conversation"
    qtbot.waitUntil(lambda: not app.conversations.count_unread(), timeout=10_000)
    window.open(TicketsPage())
    qtbot.waitUntil(lambda: "1 new" not in words(cards(screen)[0]), timeout=10_000)
    assert report


def test_answers_that_wait_are_counted(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    app.create_delivery_service().deliver_due_items()
    app.get_outbox().save_reply(ReplyToSeal(report, text="one"))
    app.get_outbox().save_reply(ReplyToSeal(report, text="two"))
    assert "2 messages not sent yet" in words(cards(tickets(qtbot, window, 1))[0])


def test_reopening_is_not_counted_as_a_reply(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = deliver(app, "Nothing prints")
    app.get_outbox().save_reply(ReplyToSeal(report, ReplyKind.REOPEN))
    said = words(cards(tickets(qtbot, window, 1))[0])
    assert "1 message not sent yet" in said
    assert "reply" not in said


def test_a_row_shows_what_the_deliveries_prove(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The help desk accepts the messages, and can't be asked afterwards."""
    report = seal(app)
    app.create_delivery_service().deliver_due_items()
    answer(app, "LOCAL-0001", "In which room?")
    screen = tickets(qtbot, window, 1)
    qtbot.waitUntil(lambda: "Bob: In which room?" in words(cards(screen)[0]), timeout=10_000)

    def gone(*_: object) -> object:
        raise DeskUnreachableError(N_("The help desk's server can't be reached."))

    monkeypatch.setattr(FolderConnector, "poll_ticket", gone)
    for reply, shown in (
        (ReplyToSeal(report, text="It is in room 4"), ["Waiting for the help desk", "You: It is in room 4"]),
        (ReplyToSeal(report, kind=ReplyKind.SOLVE), ["Resolved", "You: It is in room 4"]),
        (ReplyToSeal(report, kind=ReplyKind.REOPEN), ["Waiting for the help desk"]),
    ):
        app.get_outbox().save_reply(reply)
        window.notify_tickets_changed()
        qtbot.waitUntil(lambda: "1 message not sent yet" in words(cards(screen)[0]), timeout=10_000)
        app.create_delivery_service().deliver_due_items()
        window.notify_tickets_changed()
        qtbot.waitUntil(lambda: "1 message not sent yet" not in words(cards(screen)[0]), timeout=10_000)
        assert [text for text in shown if text not in words(cards(screen)[0])] == []


def test_a_ticket_with_a_new_reply_comes_first(qtbot: QtBot, window: AppWindow, app: App) -> None:
    seal(app, "first")
    seal(app, "second")
    app.create_delivery_service().deliver_due_items()
    time.sleep(0.05)
    answer(app, "LOCAL-0001", "Which one?")
    screen = tickets(qtbot, window, 2)
    qtbot.waitUntil(lambda: "Which one?" in words(cards(screen)[0]), timeout=10_000)
    assert "second" in words(cards(screen)[1])


def test_a_reply_that_needs_attention_is_on_top(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    app.create_delivery_service().deliver_due_items()
    app.get_outbox().save_reply(ReplyToSeal(report, text="one"))
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention' WHERE kind = 'comment'")
    screen = tickets(qtbot, window, 1)
    said = "1 message hasn't been sent"
    qtbot.waitUntil(lambda: screen._waiting.heading.text() == said, timeout=10_000)  # the ticket has been


def test_only_tickets_that_were_not_sent_are_called_tickets(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    report = seal(app)
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention'")
    screen = tickets(qtbot, window, 1)
    qtbot.waitUntil(lambda: screen._waiting.heading.text() == "1 message hasn't been sent")
    app.get_outbox().save_reply(ReplyToSeal(report, text="one"))
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention' WHERE kind = 'comment'")
    screen.on_tickets_changed()
    qtbot.waitUntil(lambda: screen._waiting.heading.text() == "2 messages haven't been sent")


def test_a_ticket_that_waits_for_a_sign_in_is_named_once_above_the_list(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    seal(app)
    app.get_outbox().store.execute("UPDATE reports SET state = 'sign-in-needed'")
    screen = tickets(qtbot, window, 1)
    assert screen.banner.isVisible()
    assert not screen._waiting.isVisible()


def test_refresh_sends_what_waits_and_asks(qtbot: QtBot, window: AppWindow, app: App) -> None:
    seal(app)
    screen = tickets(qtbot, window, 1)
    with qtbot.waitSignal(window.saved, timeout=10_000):
        screen.refresh.click()
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)


def test_many_tickets_are_shown_a_page_at_a_time(qtbot: QtBot, window: AppWindow, app: App) -> None:
    app.get_outbox().limits = app.get_outbox().limits.__class__(tickets=200)
    for number in range(SHOWN + 3):
        seal(app, f"number {number}")
    screen = tickets(qtbot, window, SHOWN)
    assert screen.more.isVisible()
    screen.more.click()
    assert len(cards(screen)) == SHOWN + 3
    assert cards(screen)[SHOWN].hasFocus()
    assert not screen.more.isVisible()


def test_foreign_text_is_plain_and_short_enough(qtbot: QtBot, window: AppWindow, app: App) -> None:
    seal(app, HOSTILE)
    app.create_delivery_service().deliver_due_items()
    answer(app, "LOCAL-0001", HOSTILE)
    screen = tickets(qtbot, window, 1)
    qtbot.waitUntil(lambda: "Bob" in words(cards(screen)[0]), timeout=10_000)
    assert "\u202e" not in words(cards(screen)[0])
    window.resize(400, 560)
    assert screen.minimumSizeHint().width() <= 400


def test_an_unreachable_desk_is_reported_in_place(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(app)
    app.create_delivery_service().deliver_due_items()

    def away(*_: object) -> object:
        raise DeskUnreachableError(N_("The help desk's server can't be reached."))

    monkeypatch.setattr(FolderConnector, "poll_ticket", away)
    screen = tickets(qtbot, window, 1)
    assert not window._notice.isVisible()
    screen.refresh.click()
    qtbot.waitUntil(lambda: "can't be reached" in window._notice.words.text(), timeout=10_000)
    assert screen.refresh.isEnabled()
    assert "LOCAL-0001" in words(cards(screen)[0])


def test_the_error_of_an_earlier_refresh_is_hidden_once_the_desk_answers(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar still said that the server returned an error after a refresh that worked."""
    deliver(app, "Nothing prints")
    screen = tickets(qtbot, window, 1)
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)
    answers: list[DeskUnreachableError | None] = [DeskUnreachableError(N_("The server returned an error."))]
    monkeypatch.setattr(
        "selfhelp.ui.screens.tickets.poll_open_tickets",
        lambda *_: HelpDeskPoll(answers.pop() if answers else None),
    )
    screen.refresh.click()
    bar = window._notice
    qtbot.waitUntil(lambda: "returned an error" in bar.words.text() and bar.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)
    screen.refresh.click()
    qtbot.waitUntil(bar.isHidden, timeout=10_000)


def test_refresh_while_the_desk_is_being_asked_is_answered_too(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(app)
    app.create_delivery_service().deliver_due_items()
    go_on = threading.Event()

    def away(*_: object) -> object:
        go_on.wait(10)
        raise DeskUnreachableError(N_("The help desk's server can't be reached."))

    monkeypatch.setattr(FolderConnector, "poll_ticket", away)
    window.open(TicketsPage())
    screen = on_top(window)
    assert isinstance(screen, TicketsScreen)
    assert screen._asking
    screen.refresh.click()
    go_on.set()
    qtbot.waitUntil(lambda: "can't be reached" in window._notice.words.text(), timeout=10_000)


def test_an_outbox_that_cannot_be_read_is_a_sentence(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Outbox, newest: int) -> object:
        raise StorageError(N_("The list of your tickets cannot be read."))

    monkeypatch.setattr(Outbox, "list_items", broken)
    window.open(TicketsPage())
    screen = on_top(window)
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: "cannot be read" in screen._panel.heading.text(), timeout=10_000)


def test_an_outbox_that_cannot_be_opened_is_a_sentence(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window's thread opened it once more after the poll, which raised an error there."""

    def broken(self: App) -> Outbox:
        raise StorageError(N_("The list of your tickets cannot be read."))

    monkeypatch.setattr(App, "get_outbox", broken)
    window.open(TicketsPage())
    screen = on_top(window)
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)
    qtbot.waitUntil(lambda: "cannot be read" in screen._panel.heading.text(), timeout=10_000)


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://desk.example.com/ticket/1", True),
        ("http://127.0.0.1:8080/ticket/1", True),
        ("http://localhost/ticket/1", True),
        ("http://desk.example.com/ticket/1", False),
        ("https://user:secret@desk.example.com/", False),
        ("file:///etc/passwd", False),
        ("smb://server/share", False),
        ("javascript:alert(1)", False),
        ("https:///nohost", False),
        ("not a url", False),
        ("", False),
    ],
)
def test_only_pages_are_opened(url: str, opens: bool) -> None:
    assert (links.find_allowed_ticket_url(url) is not None) is opens


def test_a_folder_is_opened_and_no_file(tmp_path: Path) -> None:
    program = tmp_path / "run.sh"
    program.write_text("#!/bin/sh\n")
    assert links.find_allowed_ticket_url("", str(tmp_path)) is not None
    assert links.find_allowed_ticket_url("", str(program)) is None


def test_of_ten_thousand_tickets_only_the_newest_are_read_and_built(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    """What waits is counted, however old it is."""
    waits = seal(app, "The oldest, and it waits")
    with_answer = deliver(app, "Older, and its answer waits")
    app.get_outbox().save_reply(ReplyToSeal(with_answer, text="Still nothing."))
    app.get_outbox().store.execute("UPDATE reports SET created = 0.0")
    much.fill_tickets(app)
    begun = time.process_time()
    page = read_ticket_page(app, 2 * SHOWN, Progress())
    took = time.process_time() - begun
    assert took < 0.05, "5 ms on a quiet computer; all of them take 150"
    assert [line.item.subject for line in page.lines[:2]] == [
        "No sound, and much else 9999",
        "No sound, and much else 9998",
    ]
    assert len(page.lines) == 2 * SHOWN
    assert page.more
    assert [(line.item.report, line.waiting) for line in page.older] == [(waits, 0), (with_answer, 1)]
    screen = tickets(qtbot, window, SHOWN)
    assert len(screen.findChildren(Card)) == SHOWN == 50
    assert screen._waiting.heading.text() == "2 messages haven't been sent yet"
    for count in (2, 3, 4):
        screen.more.click()
        assert len(cards(screen)) == count * SHOWN
        qtbot.waitUntil(lambda: len(screen._page.lines) > len(cards(screen)))
        assert screen.more.isVisible()


def deliver(app: App, subject: str) -> str:
    """Seal a ticket and send it, but none of the others."""
    report = seal(app, subject)
    with app.get_outbox().store.transaction() as db:
        db.execute(
            "UPDATE reports SET state = 'delivered', number = '7', connector = 'local' WHERE report = ?",
            (report,),
        )
    return report


def test_a_ticket_is_called_by_its_subject_before_it_is_read(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(app, "My headset is silent")
    screen = tickets(qtbot, window, 1)
    monkeypatch.setattr(ConversationScreen, "_start_loading", lambda *_: None)
    cards(screen)[0].click()
    assert on_top(window).title() == "My headset is silent"


def test_an_unknown_outcome_is_the_same_everywhere(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """Home said that it wasn't sent, this list that it was, and its head that it waits to be sent."""
    seal(app)
    app.get_outbox().store.execute("UPDATE reports SET state = 'unknown', attempts = 1, submitted = 1")
    screen = tickets(qtbot, window, 1)
    assert "Not confirmed by the help desk yet." in words(cards(screen)[0])
    assert screen._waiting.heading.text() == "1 message hasn't been confirmed by the help desk yet"
    window.open(OutboxPage())
    outbox = on_top(window)
    assert isinstance(outbox, OutboxScreen)
    qtbot.waitUntil(lambda: len(outbox.cards) == 1, timeout=10_000)
    assert outbox.panel.heading.text() == screen._waiting.heading.text()
    assert outbox.panel.detail.text() == "We'll keep checking whether your message has arrived."
    window.open(HomePage())
    home = on_top(window)
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(home._news.strip.isVisible, timeout=10_000)
    assert home._news.strip.heading.text() == (
        "Your ticket “Nothing prints” hasn't been confirmed by the help desk yet"
    )


def test_a_reply_of_unknown_outcome_is_not_called_waiting(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = deliver(app, "Nothing prints")
    unknown, _waits = (app.get_outbox().save_reply(ReplyToSeal(report, text=text)) for text in ("One", "Two"))
    store = app.get_outbox().store
    store.execute(
        "UPDATE reports SET state = 'unknown', attempts = 1, submitted = 1 WHERE report = ?", (unknown,)
    )
    screen = tickets(qtbot, window, 1)
    assert "1 message not sent yet · 1 message not confirmed yet" in words(cards(screen)[0])
    store.execute("DELETE FROM reports WHERE parent IS NOT NULL AND report != ?", (unknown,))
    screen = tickets(qtbot, window, 1)
    qtbot.waitUntil(
        lambda: screen._waiting.heading.text() == "1 message hasn't been confirmed by the help desk yet"
    )
    assert "not sent yet" not in words(cards(screen)[0])


def test_what_needs_action_says_which(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = seal(app)
    reason = message_to_json(N_("The category is missing"))
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention', reason = ?", (reason,))
    assert "Not sent. The category is missing." in words(cards(tickets(qtbot, window, 1))[0])
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    expected = "The category is missing. Your message is saved on this computer"
    qtbot.waitUntil(lambda: expected in screen.panel.detail.text(), timeout=10_000)


def test_a_ticket_whose_look_up_was_refused_is_not_called_unsent(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    seal(app)
    reason = message_to_json(make_error_from_status(401, {}, b"", safe=True).message)
    app.get_outbox().store.execute(
        "UPDATE reports SET state = 'sign-in-needed', submitted = 1, reason = ?", (reason,)
    )
    screen = tickets(qtbot, window, 1)
    said = words(cards(screen)[0])
    assert "Not confirmed by the help desk yet." in said
    assert "Not sent" not in said
    assert screen.banner.heading.text() == "1 message hasn't been confirmed by the help desk yet"


def test_refreshing_is_shown_until_it_ends_and_its_time_stays(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refresh showed no progress, and nothing told how old the states were."""
    seal(app)
    app.create_delivery_service().deliver_due_items()
    screen = tickets(qtbot, window, 1)
    go_on, polls = threading.Event(), []

    def poll(*_: object) -> HelpDeskPoll:
        polls.append(1)
        go_on.wait(10)
        return HelpDeskPoll(answered=True)

    monkeypatch.setattr("selfhelp.ui.screens.tickets.poll_open_tickets", poll)
    screen.refresh.click()
    qtbot.waitUntil(lambda: screen.refresh.text() == "Refreshing…", timeout=10_000)
    go_on.set()
    qtbot.waitUntil(lambda: screen.refresh.text() == "Refresh", timeout=10_000)
    assert re.search(r"Updated at \d\d:\d\d\.$", screen._newest.text())
    screen.on_window_activated()
    assert len(polls) == 1, "the states are new"
    screen._polled -= STALE
    screen.on_window_activated()
    qtbot.waitUntil(lambda: len(polls) == 2 and not screen._asking, timeout=10_000)


def test_the_time_of_the_last_refresh_is_shown_only_if_the_help_desk_answered(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said "Updated at" the time at which no ticket could be asked about, while the server hung."""
    seal(app)
    screen = tickets(qtbot, window, 1)
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    screen.on_tickets_changed()
    qtbot.waitUntil(lambda: "LOCAL-0001" in words(cards(screen)[0]), timeout=10_000)
    assert "Updated" not in screen._newest.text(), "it had no number, so the help desk wasn't asked"
    poll, away = FolderConnector.poll_ticket, DeskUnreachableError(N_("The server can't be reached."))

    def fail(*_: object) -> object:
        raise away

    missing = "The last refresh failed, so replies may be missing."
    monkeypatch.setattr(FolderConnector, "poll_ticket", fail)
    screen.refresh.click()
    qtbot.waitUntil(lambda: missing in screen._newest.text(), timeout=10_000)
    assert "Updated" not in screen._newest.text()
    monkeypatch.setattr(FolderConnector, "poll_ticket", poll)
    screen.refresh.click()
    qtbot.waitUntil(lambda: "Updated at" in screen._newest.text(), timeout=10_000)
    assert missing not in screen._newest.text()
    screen._updated = datetime(2026, 3, 1, 7, 15).astimezone()
    monkeypatch.setattr(FolderConnector, "poll_ticket", fail)
    screen.refresh.click()
    qtbot.waitUntil(lambda: screen._newest.text().endswith(f"Updated at 07:15. {missing}"), timeout=10_000)


def test_one_refused_ticket_does_not_make_the_others_incomplete() -> None:
    refused = make_error_from_status(404, {}, b"", safe=True)
    away = DeskUnreachableError(N_("The server can't be reached."))
    assert not HelpDeskPoll(refused, answered=True).is_incomplete
    assert HelpDeskPoll(refused).is_incomplete
    assert HelpDeskPoll(away, answered=True).is_incomplete
    assert not HelpDeskPoll().is_incomplete
