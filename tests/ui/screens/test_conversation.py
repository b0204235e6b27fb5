"""A conversation: both sides, offline too, answers that are saved first, and nothing foreign is trusted."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import DeskUnreachableError, OutcomeUnknownError, StorageError
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.core.ticket import (
    DeliveryState,
    RemoteFile,
    ReplyKind,
    TicketComment,
    TicketState,
    TicketStatus,
)
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.network.failures import make_error_from_status
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal
from selfhelp.tickets.outbox.outbox_items import ReplyItem
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.conversation import conversation_loader as reading
from selfhelp.ui.conversation import live_updates
from selfhelp.ui.conversation.conversation_loader import LoadedConversation, was_resolved_by_user
from selfhelp.ui.conversation.inline_pictures import LARGEST, SMALL, InlinePicture
from selfhelp.ui.conversation.message_list import SHOWN, Bubble, FileLine, MessageList
from selfhelp.ui.conversation.ticket_status import describe_ticket_status
from selfhelp.ui.navigation import ConversationPage, HomePage, OutboxPage, SettingsPage
from selfhelp.ui.parts.ticket_lines import TicketLine, build_ticket_card
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.widgets.multiline_input import LONGEST
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, NOTE
from selfhelp.ui.widgets.tab_order import iter_tab_stops
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top, picture, share_desk

EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = "<script>x</script> $(reboot) \u202e\x07" + "w" * 10_000


@pytest.fixture
def app(places: AppPaths) -> App:
    return share_desk(make_app(places), places.data / "share")


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    window = make_window(qtbot, app)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # else no key of the user's is a shortcut
    return window


@pytest.fixture
def report(app: App) -> str:
    draft = Letter("No sound", "My headset is silent.\n\nComputer: pc-1", "marie@example.com")
    report = app.get_outbox().save_ticket(draft)
    app.create_delivery_service().deliver_due_items()
    return report


def answer(app: App, text: str, name: str = "Bob") -> None:
    place = app.places.data / "share" / "LOCAL-0001" / "comments"
    place.mkdir(exist_ok=True)
    (place / f"{name}.txt").write_text(text)


def opened(qtbot: QtBot, window: AppWindow, report: str) -> ConversationScreen:
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    settled(qtbot, screen)
    return screen


def settled(qtbot: QtBot, screen: ConversationScreen) -> None:
    qtbot.waitUntil(lambda: screen._talk is not None and not screen._asking, timeout=10_000)
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not screen._asking, timeout=10_000)


def bubbles(screen: ConversationScreen) -> list[str]:
    return [
        "\n".join(label.text() for label in bubble.findChildren(QLabel) if not label.isHidden())
        for bubble in screen.findChildren(Bubble)
        if not bubble.parentWidget().isHidden()
    ]


def _comments(screen: ConversationScreen) -> list[str]:
    talk = screen._talk
    return [comment.text for comment in talk.status.comments] if talk and talk.status else []


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> object:
        raise DeskUnreachableError(N_("The help desk's server can't be reached."))

    for name in (
        "poll_ticket",
        "fetch_status",
        "find_ticket",
        "submit_ticket",
        "add_comment",
        "has_comment",
        "reopen_ticket",
        "mark_ticket_resolved",
    ):
        monkeypatch.setattr(FolderConnector, name, gone)


def test_an_answer_that_is_pasted_and_too_long_is_cut_with_a_sentence(
    qtbot: QtBot, window: AppWindow, report: str
) -> None:
    screen = opened(qtbot, window, report)
    data = QMimeData()
    data.setText("x" * (LONGEST + 1))
    screen.box.words.insertFromMimeData(data)
    assert len(screen.box.words.toPlainText()) == LONGEST
    assert "too long" in window._notice.words.text()


def test_both_sides_are_shown_in_order(qtbot: QtBot, window: AppWindow, app: App, report: str) -> None:
    answer(app, "Is it plugged in?")
    screen = opened(qtbot, window, report)
    first, second = bubbles(screen)
    assert "You" in first
    assert "My headset is silent." in first
    assert "Computer" not in first  # the facts for the technician are a click away
    assert "Bob" in second
    assert "Is it plugged in?" in second
    assert screen.title() == "No sound"
    assert screen.panel.heading.text() == "The help desk replied"
    assert "LOCAL-0001" in screen.panel.detail.text()


@pytest.mark.parametrize(
    ("language", "label", "state"),
    [
        ("en", "Service · automatic message", "Open"),
        ("fr", "Service · message automatique", "Ouvert"),
        ("de", "Service · automatische Nachricht", "Offen"),
    ],
)
def test_an_automatic_message_is_labelled_and_is_no_reply(
    qtbot: QtBot, places: AppPaths, language: str, label: str, state: str
) -> None:
    """The confirmation of a new ticket was called the help desk's reply."""
    app = share_desk(make_app(places, language=language), places.data / "desk")
    case = app.create_case("No sound")
    case.message.requester = "a@example.com"
    report = case.save_to_outbox(case.build_letter())
    app.create_delivery_service().deliver(report, 5)
    (item,) = app.get_outbox().list_items()
    now = datetime.now(UTC)
    confirmation = TicketComment("Service", now, "We have received your ticket.", mine=False, automatic=True)
    status = TicketStatus(item.ticket, "No sound", TicketState.OPEN, now, now, "", comments=[confirmation])
    app.conversations.store_status(report, status, "")
    talk = replace(reading.load_stored_conversation(app, report, Progress()), here=False)
    assert not talk.user_wrote_last
    assert not talk.desk_wrote_last
    assert app.translator.translate(describe_ticket_status(talk, asking=False, reached=True)[1]) == state
    merged = replace(talk, status=replace(status, merged_into="123"))
    details = [str(text) for text in describe_ticket_status(merged, asking=False, reached=True)[2]]
    assert "The help desk merged it with ticket 123." in details
    window = make_window(qtbot, app)
    messages = MessageList(window.context)
    qtbot.addWidget(messages)
    messages.show_conversation(talk)
    assert label in "\n".join(one.text() for one in messages.findChildren(QLabel))
    line = TicketLine(item, talk.sent, talk.glance)
    card = build_ticket_card(window.context, line)
    assert card.line.startswith(label)
    assert card.line.endswith("We have received your ticket.")
    long = build_ticket_card(window.context, replace(line, item=item._replace(subject="too long " * 50)))
    assert len(long.title) <= 100, "two lines at most"


def test_a_reply_is_saved_before_it_is_confirmed(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    screen = opened(qtbot, window, report)
    assert screen.box.words.hasFocus()
    assert not screen.box.send.isEnabled()
    QTest.keyClicks(screen.box.words, "Yes it is")
    assert screen.box.send.isEnabled()
    with qtbot.waitSignal(window.saved, timeout=10_000):
        QTest.keyClick(screen.box.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (reply,) = app.get_outbox().list_replies(report)
    assert (reply.text, reply.state) == ("Yes it is", DeliveryState.QUEUED)
    qtbot.waitUntil(lambda: "Not sent yet." in bubbles(screen)[-1], timeout=10_000)
    assert "Yes it is" in bubbles(screen)[-1]
    assert screen.box.words.toPlainText() == ""
    assert screen.box.words.hasFocus()
    app.create_delivery_service().deliver_due_items()
    window.notify_tickets_changed()  # as the app does when a round of sending is over
    qtbot.waitUntil(lambda: "Not sent" not in bubbles(screen)[-1], timeout=10_000)
    assert "Yes it is" in bubbles(screen)[-1], "it never vanishes"
    settled(qtbot, screen)
    qtbot.waitUntil(lambda: _comments(screen) == ["Yes it is"], timeout=10_000)
    assert "Yes it is" in bubbles(screen)[-1]
    assert len(bubbles(screen)) == 2


def test_a_reply_that_arrived_unconfirmed_is_shown_once(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    outbox = app.get_outbox()
    ref = outbox.save_reply(ReplyToSeal(report, text="Yes it is"))
    outbox.store.execute("UPDATE reports SET state = 'unknown', submitted = 1 WHERE report = ?", (ref,))
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: "Yes it is" in bubbles(screen)[-1], timeout=10_000)
    assert "Not confirmed by the help desk yet." in bubbles(screen)[-1]
    assert "Waiting to be sent" not in bubbles(screen)[-1]
    number = outbox.find_item(report).ticket
    app.create_connector("folder").add_comment(number, ref, "Yes it is", [], outbox.make_file_opener(ref))
    outbox.store.execute("UPDATE reports SET next_try = 99999999999 WHERE report = ?", (ref,))
    window.open(HomePage())
    with qtbot.waitSignal(window.saved, timeout=10_000):  # the desk answers: what waits is due
        screen = opened(qtbot, window, report)
    app.create_delivery_service().deliver_due_items()
    assert outbox.list_replies(report)[0].state is DeliveryState.DELIVERED
    qtbot.waitUntil(lambda: _comments(screen) == ["Yes it is"], timeout=10_000)
    assert sum("Yes it is" in one for one in bubbles(screen)) == 1
    assert "Not confirmed" not in bubbles(screen)[-1]


def test_files_and_images_are_included(
    qtbot: QtBot, window: AppWindow, app: App, report: str, tmp_path: Path
) -> None:
    screen = opened(qtbot, window, report)
    file = tmp_path / "log.txt"
    file.write_text("lines")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    screen.box.add_from_mime(data)
    draft = screen.box.draft
    assert draft is not None
    qtbot.waitUntil(lambda: not draft.is_empty, timeout=10_000)
    draft.add_screenshot(b"\x89PNG")
    assert screen.box.send.isEnabled()
    screen.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    (reply,) = app.get_outbox().list_replies(report)
    assert [name for name, _size in reply.files] == ["log.txt", "screenshot-1.png"]


def test_a_reply_names_a_hidden_secret_as_a_ticket_does(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """The help desk got "[secret:iban]"."""
    screen = opened(qtbot, window, report)
    screen.box.words.setPlainText("My IBAN is CH93 0076 2011 6238 5295 7")
    screen.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    (reply,) = app.get_outbox().list_replies(report)
    assert reply.text == "My IBAN is [bank details hidden]"


def test_a_pasted_picture_is_edited_first(qtbot: QtBot, window: AppWindow, report: str) -> None:
    screen = opened(qtbot, window, report)
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    data = QMimeData()
    data.setImageData(image)
    screen.box.add_from_mime(data)
    assert on_top(window).objectName() == "editor"
    editor = on_top(window)
    editor._accept_image()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: on_top(window) is screen, timeout=10_000)
    assert screen.box.draft is not None
    assert [key for key, _ in screen.box.draft.list_added_items()] == ["picture-1"]


def test_a_file_that_the_desk_does_not_take_is_refused_with_the_reason(
    qtbot: QtBot, window: AppWindow, app: App, report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = ConnectorAbilities(file_limit=2, refused=["exe"], write_comments=True)
    monkeypatch.setattr(FolderConnector, "abilities", able)
    screen = opened(qtbot, window, report)
    for name, text, sentence in (
        ("a.exe", "x", "files like a.exe"),
        ("b.txt", "big", "too large"),
    ):
        (tmp_path / name).write_text(text)
        screen.box.add_files([tmp_path / name])
        qtbot.waitUntil(lambda s=sentence: s in window._notice.words.text(), timeout=10_000)  # type: ignore[misc]
    assert screen.box.draft is not None
    assert screen.box.draft.is_empty


def test_resolve_and_reopen_follow_the_state(qtbot: QtBot, window: AppWindow, app: App, report: str) -> None:
    screen = opened(qtbot, window, report)
    assert screen.box.resolved.isVisible()
    assert not screen.box.reopen.isVisible()
    screen.box.resolved.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    assert app.get_outbox().list_replies(report)[0].kind is ReplyKind.SOLVE
    qtbot.waitUntil(screen.box.resolved.isHidden, timeout=10_000)  # it was queued a second time
    app.create_delivery_service().deliver_due_items()
    screen._start_fetching_conversation()
    qtbot.waitUntil(screen.box.reopen.isVisible, timeout=10_000)
    assert screen.panel.heading.text() == "Resolved"
    assert not screen.box.resolved.isVisible()
    assert not screen.resolved.no.isVisible(), "it was the user who said so"
    qtbot.waitUntil(screen.box.reopen.isEnabled, timeout=10_000)
    screen.box.reopen.click()
    qtbot.waitUntil(lambda: len(app.get_outbox().list_replies(report)) == 2, timeout=10_000)
    assert app.get_outbox().list_replies(report)[1].kind is ReplyKind.REOPEN


def test_a_refused_close_is_explained_and_not_offered_again(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only way on was "Send again", which failed again."""

    def refuse(*_: object) -> None:
        raise make_error_from_status(403, {}, b"", True)

    monkeypatch.setattr(FolderConnector, "mark_ticket_resolved", refuse)
    screen = opened(qtbot, window, report)
    screen.box.words.setPlainText("It works")
    screen.box.resolved.click()
    qtbot.waitUntil(lambda: len(app.get_outbox().list_replies(report)) == 2, timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    assert not app.get_outbox().list_unsent_replies(), "nothing is waiting"
    screen.on_tickets_changed()
    settled(qtbot, screen)
    said = "The help desk closes this ticket. Your message has arrived."
    qtbot.waitUntil(lambda: said in "\n".join(bubbles(screen)), timeout=10_000)
    assert screen.box.resolved.text() == "Write that it's resolved"
    (button,) = [one for one in screen.messages.findChildren(QPushButton) if one.text() == "OK"]
    assert not [one for one in screen.messages.findChildren(QPushButton) if "again" in one.text()]
    button.click()
    qtbot.waitUntil(lambda: said not in "\n".join(bubbles(screen)), timeout=10_000)
    assert [reply.kind for reply in app.get_outbox().list_replies(report)] == [ReplyKind.COMMENT]
    assert screen.box.resolved.text() == "Write that it's resolved", "the refusal is remembered"
    qtbot.waitUntil(screen.box.resolved.isEnabled, timeout=10_000)
    screen.box.resolved.click()
    assert screen.box.words.toPlainText() == "The problem is resolved. You can close this ticket."
    assert screen.box.resolved.isHidden()
    assert len(app.get_outbox().list_replies(report)) == 1


def test_the_second_click_of_a_double_click_does_not_reopen(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """The button "Reopen" takes the place of "Mark as resolved" under the pointer."""
    screen = opened(qtbot, window, report)
    box = screen.box
    box.resolved.click()
    box.resolved.click()
    assert not box.resolved.isEnabled()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    screen._start_fetching_conversation()
    qtbot.waitUntil(box.reopen.isVisible, timeout=10_000)
    box.reopen.click()
    screen._set_reply_enabled(False)
    screen._set_reply_enabled(True)
    assert not box.reopen.isEnabled(), "another reply that was saved doesn't enable it early"
    box.reopen.click()
    qtbot.waitUntil(box.reopen.isEnabled, timeout=10_000)
    assert not box._guard.isActive()
    assert [reply.kind for reply in app.get_outbox().list_replies(report)] == [ReplyKind.SOLVE]


def solved_at_the_desk(app: App, monkeypatch: pytest.MonkeyPatch, **able: bool) -> None:
    monkeypatch.setattr(FolderConnector, "abilities", replace(FolderConnector.abilities, **able))
    FolderConnector(app.places.data / "share").mark_ticket_resolved("LOCAL-0001")


def test_a_solution_is_approved_with_one_click_and_a_comment(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved_at_the_desk(app, monkeypatch, approve=True, comment_reopens=True)
    screen = opened(qtbot, window, report)
    box = screen.box
    asked = screen.resolved
    qtbot.waitUntil(asked.yes.isVisible, timeout=10_000)
    assert (asked.yes.text(), box.send.text()) == ("Yes, it's resolved", "Send and reopen")
    assert "closes the ticket" in asked.detail.text()
    assert not box.resolved.isVisible()
    assert asked.no.isVisible()
    assert not screen.helped.isVisible()
    assert not box.send.property("primary")
    assert asked.yes.property("primary")
    QTest.keyClicks(box.words, "Thank you")
    asked.yes.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    (reply,) = app.get_outbox().list_replies(report)
    assert (reply.kind, reply.text) == (ReplyKind.SOLVE, "Thank you")


def refuse_reopening(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise make_error_from_status(403, {}, b"", True)

    monkeypatch.setattr(FolderConnector, "reopen_ticket", refuse)


def test_the_last_answer_to_the_question_is_the_one_that_counts(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After "No", "Yes" was thanked for, and the ticket was still reopened later."""
    solved_at_the_desk(app, monkeypatch)
    refuse_reopening(monkeypatch)
    screen = opened(qtbot, window, report)
    asked = screen.resolved
    qtbot.waitUntil(asked.no.isVisible, timeout=10_000)
    asked.no.click()
    screen.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    screen.on_tickets_changed()
    heading = "You chose to reopen this ticket."
    qtbot.waitUntil(
        lambda: asked.heading.text() == heading and "Not sent" in asked.detail.text(), timeout=9000
    )
    assert not asked.no.isVisible(), "it isn't asked again"
    assert asked.yes.text() == "Don't reopen it"
    asked.yes.click()
    comments = [ReplyKind.COMMENT]
    qtbot.waitUntil(
        lambda: [one.kind for one in app.get_outbox().list_replies(report)] == comments, timeout=9000
    )
    qtbot.waitUntil(lambda: asked.heading.text() == "Thank you.", timeout=10_000)
    assert asked.detail.text() == "1 message hasn't been sent", "what the user wrote is still sent"
    assert not asked.row.isVisible()


def test_the_desk_that_may_have_reopened_it_is_told_that_it_is_resolved(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise OutcomeUnknownError(N_("The connection was lost."), detail="reset")

    solved_at_the_desk(app, monkeypatch)
    monkeypatch.setattr(FolderConnector, "reopen_ticket", lose)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.resolved.no.isVisible, timeout=10_000)
    screen.resolved.no.click()
    screen.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    screen.on_tickets_changed()
    qtbot.waitUntil(lambda: "Not confirmed" in screen.resolved.detail.text(), timeout=10_000)
    screen.resolved.yes.click()
    qtbot.waitUntil(
        lambda: ReplyKind.SOLVE in [one.kind for one in app.get_outbox().list_replies(report)],
        timeout=10_000,
    )
    qtbot.waitUntil(lambda: screen.resolved.heading.text() == "Thank you.", timeout=10_000)
    assert not screen.resolved.yes.isVisible()
    assert screen.resolved.sign.kind == NOTE, "something still waits"


def test_no_asks_why_before_it_reopens(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "No, reopen it" sent "This is not solved." in the user's name, who never saw it."""
    solved_at_the_desk(app, monkeypatch)
    screen = opened(qtbot, window, report)
    asked, box = screen.resolved, screen.box
    qtbot.waitUntil(asked.no.isVisible, timeout=10_000)
    heard: list[str] = []
    module = "selfhelp.ui.conversation.reply_box.announce_politely"
    monkeypatch.setattr(module, lambda _part, text: heard.append(text))
    asked.no.click()
    assert box.words.hasFocus()
    assert box.words.textCursor().selectedText() == "The problem isn't resolved."
    hint = "Describe what still doesn't work. Sending your message reopens the ticket."
    assert hint in box._note.text()
    assert box.words.accessibleDescription() == hint
    assert heard == ["The problem isn't resolved."]
    assert (box.send.text(), asked.no.isVisible()) == ("Send and reopen", False)
    assert (box.send.property("primary"), asked.yes.property("primary")) == (True, False)
    qtbot.wait(200)
    assert not app.get_outbox().list_replies(report), "nothing is sent before Send"
    QTest.keyClicks(box.words, "The page is still blank")
    box.send.click()
    qtbot.waitUntil(lambda: len(app.get_outbox().list_replies(report)) == 2, timeout=10_000)
    replies = app.get_outbox().list_replies(report)
    assert [reply.kind for reply in replies] == [ReplyKind.REOPEN, ReplyKind.COMMENT]
    assert replies[1].text == "The page is still blank"
    qtbot.waitUntil(lambda: not box.reopens, timeout=10_000)


def test_yes_after_no_takes_the_sentence_back(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved_at_the_desk(app, monkeypatch, approve=True, comment_reopens=True)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.resolved.no.isVisible, timeout=10_000)
    screen.resolved.no.click()
    screen.resolved.yes.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    (reply,) = app.get_outbox().list_replies(report)
    assert (reply.kind, reply.text) == (ReplyKind.SOLVE, "")


def test_it_is_not_said_that_all_is_done_while_a_message_waits(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "There's nothing else you need to do." stood below a message that wasn't sent."""
    solved_at_the_desk(app, monkeypatch)
    app.get_outbox().save_reply(ReplyToSeal(report, text="One more thing"))
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.resolved.yes.isVisible, timeout=10_000)
    screen.resolved.yes.click()
    assert screen.resolved.sign.kind == NOTE
    assert screen.resolved.detail.text() == "1 message hasn't been sent"
    app.create_delivery_service().deliver_due_items()
    screen.on_tickets_changed()
    qtbot.waitUntil(lambda: screen.resolved.sign.kind == GOOD, timeout=10_000)
    assert screen.resolved.detail.text() == "There's nothing else you need to do."


def test_a_button_that_also_sends_the_draft_says_so(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Reopen" and "Mark as resolved" sent a half-written reply without a word."""
    screen = opened(qtbot, window, report)
    box, asked = screen.box, screen.resolved
    assert box.resolved.text() == "Mark as resolved"
    QTest.keyClicks(box.words, "half a")
    assert box.resolved.text() == "Send and mark as resolved"
    assert box.reopen.text() == "Send and reopen"
    solved_at_the_desk(app, monkeypatch)
    screen._start_fetching_conversation()
    qtbot.waitUntil(asked.no.isVisible, timeout=10_000)
    assert (asked.yes.text(), asked.no.text()) == ("Yes, it's resolved", "No, send and reopen")
    box.words.clear()
    assert (box.resolved.text(), box.reopen.text()) == ("Mark as resolved", "Reopen")
    assert asked.no.text() == "No, reopen it"


@pytest.mark.parametrize("approves", [True, False])
def test_reopening_by_message_is_announced_first(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch, approves: bool
) -> None:
    solved_at_the_desk(app, monkeypatch, approve=approves, comment_reopens=True)
    screen = opened(qtbot, window, report)
    box = screen.box
    qtbot.waitUntil(lambda: box.send.text() == "Send and reopen", timeout=10_000)
    assert "Sending a message reopens it." in box._note.text()
    assert box._note.isVisible()
    for part in (box.words, box.send):
        assert "Sending a message reopens it." in part.accessibleDescription()
    assert screen.resolved.yes.isVisible()
    assert ("closes the ticket" in screen.resolved.detail.text()) is approves
    assert not box.send.property("primary")


def test_after_yes_a_half_written_reply_is_not_what_to_do_next(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Send and reopen" was the primary button below "There's nothing else you need to do."."""
    solved_at_the_desk(app, monkeypatch, comment_reopens=True)
    screen = opened(qtbot, window, report)
    QTest.keyClicks(screen.box.words, "Thanks, trying")
    qtbot.waitUntil(screen.resolved.yes.isVisible, timeout=10_000)
    screen.resolved.yes.click()
    assert screen.resolved.detail.text() == "There's nothing else you need to do."
    assert screen.box.send.text() == "Send and reopen"
    assert not screen.box.send.property("primary")


def test_a_desk_that_leaves_a_solved_ticket_alone_says_nothing_of_it(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved_at_the_desk(app, monkeypatch)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.resolved.yes.isVisible, timeout=10_000)
    assert screen.box.send.text() == "Send"
    assert not screen.box._note.isVisible()
    assert not screen.box.words.accessibleDescription()


def test_a_file_that_the_desk_did_not_take_is_told_in_its_conversation(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        FolderConnector, "find_missing_attachments", lambda _desk, _number, files: [f.name for f in files]
    )
    monkeypatch.setattr(FolderConnector, "find_max_file_size", lambda _desk: 3)
    draft = Letter(
        "No sound", "It is silent.", "marie@example.com", files=build_attachments([("big.log", b"12345")])
    )
    report = app.get_outbox().save_ticket(draft)
    app.create_delivery_service().deliver_due_items()
    screen = opened(qtbot, window, report)
    told = screen.panel.detail.text().replace("\xa0", " ")
    assert "one attachment was rejected: big.log." in told
    assert "big.log is too large (5 B): the help desk system accepts files up to 3 B." in told


def test_missing_files_are_sent_again_from_the_conversation(
    qtbot: QtBot, window: AppWindow, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Letter(
        "No sound", "It is silent.", "marie@example.com", files=build_attachments([("big.log", b"12345")])
    )
    report = app.get_outbox().save_ticket(draft)
    with monkeypatch.context() as patch:
        patch.setattr(FolderConnector, "find_missing_attachments", lambda *_: ["big.log"])
        app.create_delivery_service().deliver_due_items()
    screen = opened(qtbot, window, report)
    assert screen.send_missing.isVisible()
    assert "doesn't list one of the files: big.log" in screen.panel.detail.text()
    screen.send_missing.setFocus()
    screen.send_missing.click()
    qtbot.waitUntil(lambda: app.get_outbox().find_item(report).state is DeliveryState.QUEUED, timeout=10_000)
    assert not screen.send_missing.isVisible()
    assert screen.box.words.hasFocus() or not window.isActiveWindow()
    qtbot.waitUntil(lambda: "still waiting to be sent" in screen.panel.detail.text(), timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    screen.on_tickets_changed()
    qtbot.waitUntil(lambda: "waiting to be sent" not in screen.panel.detail.text(), timeout=10_000)
    assert "big.log" not in screen.panel.detail.text()
    assert screen.missing.isHidden()
    assert len(app.get_outbox().list_items()) == len({i.ticket for i in app.get_outbox().list_items()})


def test_a_desk_that_takes_nothing_shows_no_box(
    qtbot: QtBot, window: AppWindow, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = ConnectorAbilities(write_comments=False, comment_files=False)
    monkeypatch.setattr(FolderConnector, "abilities", able)
    screen = opened(qtbot, window, report)
    assert not screen.box.isVisible()


def test_offline_what_is_kept_is_shown_and_said(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(app, "Is it plugged in?")
    app.create_ticket_poller().poll_ticket(report)
    away(monkeypatch)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.trouble.isVisible, timeout=10_000)
    assert "can't be reached" in screen.trouble.text()
    assert "Last checked" in screen.panel.detail.text()
    assert "Is it plugged in?" in bubbles(screen)[-1]
    QTest.keyClicks(screen.box.words, "Later")
    screen.box.send.click()
    qtbot.waitUntil(lambda: "Not sent yet." in bubbles(screen)[-1], timeout=10_000)


def test_a_ticket_that_waits_itself_can_be_written_to(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = app.get_outbox().save_ticket(Letter("Later", "words", "marie@example.com"))
    screen = opened(qtbot, window, report)
    assert screen.outbox.isVisible()
    assert not screen.refresh.isVisible()
    QTest.keyClicks(screen.box.words, "One more thing")
    screen.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)


def test_a_conversation_is_read_once_seen(qtbot: QtBot, window: AppWindow, app: App, report: str) -> None:
    answer(app, "Hello")
    app.create_ticket_poller().poll_ticket(report)
    assert app.conversations.count_unread() == 1
    opened(qtbot, window, report)
    qtbot.waitUntil(lambda: app.conversations.count_unread() == 0, timeout=10_000)


def test_foreign_text_is_plain_whole_and_fits(qtbot: QtBot, window: AppWindow, app: App, report: str) -> None:
    answer(app, HOSTILE, "<b>Bob")
    screen = opened(qtbot, window, report)
    window.resize(400, 560)
    qtbot.wait(50)
    said = bubbles(screen)[-1]
    assert "<script>x</script>" in said
    assert "<b>Bob" in said
    assert 1_000 < said.count("w") < 2_001  # the whole is one click away
    whole = [b for b in screen.messages.findChildren(QPushButton) if b.text() == "Show more"]
    whole[-1].click()
    assert bubbles(screen)[-1].count("w") < 5_000, "a part in each round of the event loop"
    qtbot.waitUntil(lambda: bubbles(screen)[-1].count("w") == 10_000)
    for label in screen.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert "\u202e" not in label.text()
    assert screen.minimumSizeHint().width() <= 400


def many(count: int) -> Callable[..., TicketStatus]:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    comments = [
        TicketComment("Bob", now, f"message {number}.", mine=number % 2 == 0) for number in range(count)
    ]

    def status(self: FolderConnector, number: str) -> TicketStatus:
        return TicketStatus(number, "s", TicketState.OPEN, now, now, "", comments=comments)

    return status


def test_a_long_conversation_shows_the_newest_first_and_the_rest_on_demand(
    qtbot: QtBot, window: AppWindow, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderConnector, "fetch_status", many(SHOWN + 8))
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: len(bubbles(screen)) == SHOWN, timeout=10_000)
    assert f"message {SHOWN + 7}." in bubbles(screen)[-1]
    assert screen.messages.older.isVisible()
    screen.messages.older.click()
    qtbot.waitUntil(lambda: len(bubbles(screen)) == SHOWN + 9, timeout=10_000)


def test_many_answers_that_wait_are_no_longer_list_than_others(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    for number in range(SHOWN + 5):
        app.get_outbox().save_reply(ReplyToSeal(report, text=f"answer {number}."))
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: len(bubbles(screen)) == SHOWN, timeout=10_000)
    assert f"answer {SHOWN + 4}." in bubbles(screen)[-1]
    assert screen.messages.older.isVisible()


def test_a_file_is_saved_after_a_click_and_never_opened(
    qtbot: QtBot, window: AppWindow, app: App, report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfhelp.ui import links
    from selfhelp.ui.conversation import attachment_saver

    folder = app.places.data / "share" / "LOCAL-0001" / "attachments"
    folder.mkdir(exist_ok=True)
    (folder / "driver.exe").write_bytes(b"MZ")
    opened_things: list[str] = []
    monkeypatch.setattr(links, "open_link", lambda target: opened_things.append(target.toString()) or True)
    places = attachment_saver.QStandardPaths
    monkeypatch.setattr(places, "writableLocation", lambda _kind: str(tmp_path / "Downloads"))
    screen = opened(qtbot, window, report)
    (line,) = [line for line in screen.findChildren(FileLine) if line.isVisible()]
    assert line.save.isVisible()
    line.save.click()
    qtbot.waitUntil(line.folder.isVisible, timeout=10_000)
    assert (tmp_path / "Downloads" / "driver.exe").read_bytes() == b"MZ"
    assert opened_things == []
    line.folder.click()
    assert opened_things == [f"file://{tmp_path}/Downloads"]


def test_a_file_is_deleted_with_its_message_and_unknown_sizes_hidden(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderConnector, "fetch_status", many(1))
    screen = opened(qtbot, window, report)
    talk = screen._talk
    assert talk is not None
    assert talk.status is not None
    file = RemoteFile("driver.exe", 0, id="1")
    screen.messages.show_conversation(replace(talk, status=replace(talk.status, attachments=[file])))
    line = screen.messages.find_file_line(file)
    assert line is not None
    assert [label.text() for label in line.findChildren(QLabel) if label.text()] == ["driver.exe"]
    screen.messages.show_conversation(talk)
    assert screen.messages.find_file_line(file) is None


def test_deleting_asks_once_and_forgets_the_conversation(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    answer(app, "secret")
    screen = opened(qtbot, window, report)
    screen.more.click()
    assert screen.copy_number.hasFocus()
    assert not screen.more.isVisible()
    screen.delete.click()
    assert "keeps it" in screen.delete.text()
    assert app.get_outbox().list_items()
    screen.delete.click()
    qtbot.waitUntil(lambda: not app.get_outbox().list_items(), timeout=10_000)
    qtbot.waitUntil(lambda: on_top(window).objectName() == "tickets", timeout=10_000)
    assert app.conversations.read_stored_status(report) is None


def test_an_unfinished_answer_stays_and_keeps_the_window(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    screen = opened(qtbot, window, report)
    assert screen.can_be_freed()
    QTest.keyClicks(screen.box.words, "half a")
    assert not screen.can_be_freed()
    window.open(HomePage())
    window.open(ConversationPage(report))
    assert screen.box.words.toPlainText() == "half a"


def test_no_after_a_closed_ticket_leads_to_the_reply_and_is_not_thanked(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """ "Did it help? No" ended in "Thank you."."""
    screen = opened(qtbot, window, report)
    assert screen._talk is not None
    assert screen._talk.item.report == report
    screen.helped.ask_about_fix("ticket", report)
    assert screen.helped.no.isVisible()
    screen.helped.no.click()
    assert screen.helped.words.text() == "Tell the help desk what's still wrong."
    assert screen.box.words.hasFocus()
    qtbot.waitUntil(lambda: bool(app.feedback.read_counts()), timeout=10_000)
    screen.helped.ask_about_fix("ticket", "another")
    screen.helped.yes.click()
    assert screen.helped.words.text() == "Thank you."


def test_did_it_help_is_asked_once_and_only_where_it_may(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    app.create_connector().mark_ticket_resolved("LOCAL-0001")
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.resolved.yes.isVisible, timeout=10_000)
    assert screen.resolved.heading.text() == "The help desk says this is resolved. Is it?"
    assert not screen.helped.isVisible(), "one question is enough"
    screen.resolved.yes.click()
    qtbot.waitUntil(lambda: bool(app.feedback.read_counts()), timeout=10_000)
    (about,) = app.feedback.read_counts().values()
    assert about == {"ticket": {"yes": 1, "no": 0}}
    assert screen.resolved.heading.text() == "Thank you."
    assert not screen.resolved.yes.isVisible()
    assert app.get_outbox().list_replies(report) == [], "nothing is sent where the desk waits for no approval"
    assert not screen.box.send.property("primary"), "nothing else needs doing"


def test_who_marked_it_as_resolved_is_not_asked(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """ "The help desk says this is resolved" isn't true, also after a restart."""
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.box.resolved.isVisible, timeout=10_000)
    screen.box.resolved.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    app.create_delivery_service().deliver_due_items()
    screen._start_fetching_conversation()
    qtbot.waitUntil(lambda: screen.resolved.heading.text() == "Thank you.", timeout=20_000)
    assert not screen.resolved.yes.isVisible()
    again = opened(qtbot, make_window(qtbot, app), report)
    qtbot.waitUntil(lambda: again.resolved.heading.text() == "Thank you.", timeout=10_000)
    assert not again.resolved.yes.isVisible()


def _change_state(app: App, report: str, kind: ReplyKind) -> None:
    app.get_outbox().save_reply(ReplyToSeal(report, kind=kind))
    app.create_delivery_service().deliver_due_items()


def test_an_accepted_reopening_is_shown_while_the_help_desk_is_away(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last fetch knows only that the user had resolved it."""
    _change_state(app, report, ReplyKind.SOLVE)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: screen.panel.heading.text() == "Resolved", timeout=10_000)
    window.open(HomePage())
    _change_state(app, report, ReplyKind.REOPEN)
    away(monkeypatch)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: screen.panel.heading.text() == "Open", timeout=10_000)
    assert not screen.resolved.isVisible()


def test_a_delivered_reply_waits_for_the_help_desk_before_the_next_fetch(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = opened(qtbot, window, report)
    app.get_outbox().save_reply(ReplyToSeal(report, text="It is in room 4"))
    app.create_delivery_service().deliver_due_items()
    away(monkeypatch)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: screen.panel.heading.text() == "Waiting for the help desk", timeout=10_000)


def test_the_help_desk_is_not_named_for_what_the_user_resolved(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    _change_state(app, report, ReplyKind.SOLVE)
    time.sleep(0.05)
    answer(app, "Glad to hear that")
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: screen.resolved.heading.text() == "Is this resolved?", timeout=10_000)
    assert screen.resolved.yes.isVisible()


def _reply(kind: ReplyKind, seconds: int) -> ReplyItem:
    time = EPOCH + timedelta(seconds=seconds)
    done = DeliveryState.DELIVERED
    return ReplyItem("r", "t", kind, "", [], done, 0, 1, None, None, time, time, "1", done)


def test_who_wrote_after_the_user_resolved_it_is_heard() -> None:
    solved = _reply(ReplyKind.SOLVE, 10)
    theirs = TicketComment("Bo", EPOCH + timedelta(seconds=20), "It's back", mine=False)
    status = TicketStatus("1", "s", TicketState.SOLVED, EPOCH, EPOCH, "", comments=(theirs,))
    assert was_resolved_by_user([solved], None)
    assert not was_resolved_by_user([solved], status)
    assert not was_resolved_by_user([solved, _reply(ReplyKind.REOPEN, 15)], None)
    assert not was_resolved_by_user([replace(solved, state=DeliveryState.QUEUED)], None)


def test_an_outbox_that_cannot_be_read_is_a_sentence(
    qtbot: QtBot, window: AppWindow, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfhelp.core.errors import StorageError

    def broken(self: Outbox, report: str) -> object:
        raise StorageError(N_("The list of your tickets cannot be read."))

    monkeypatch.setattr(Outbox, "find_item", broken)
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: "cannot be read" in screen.panel.heading.text(), timeout=10_000)


def test_an_unfinished_answer_survives_the_end_of_the_app(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    screen = opened(qtbot, window, report)
    QTest.keyClicks(screen.box.words, "half an answer")
    qtbot.waitUntil(lambda: app.conversations.read_draft(report) == "half an answer", timeout=10_000)
    later = make_window(qtbot, app)
    again = opened(qtbot, later, report)
    qtbot.waitUntil(lambda: again.box.words.toPlainText() == "half an answer", timeout=10_000)
    again.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    qtbot.waitUntil(lambda: app.conversations.read_draft(report) == "", timeout=10_000)


def test_pictures_and_files_of_an_answer_come_back_and_go_when_it_is_sent(
    qtbot: QtBot, window: AppWindow, app: App, report: str, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "lost.txt").write_text("hello")
    screen = opened(qtbot, window, report)
    screen.box.add_files([tmp_path / "notes.txt", tmp_path / "lost.txt"])
    kept = app.conversations.answers
    qtbot.waitUntil(lambda: len(kept.read(report)) == 2, timeout=10_000)
    (tmp_path / "lost.txt").unlink()
    later = make_window(qtbot, app)
    again = opened(qtbot, later, report)
    qtbot.waitUntil(
        lambda: again.box.draft is not None and len(again.box.draft.list_added_items()) == 1, timeout=10_000
    )
    assert "lost.txt" in later._notice.words.text()
    again.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    qtbot.waitUntil(lambda: not kept.read(report), timeout=10_000)
    assert not kept.exists_on_disk()


def test_a_picture_that_is_not_allowed_any_more_is_named_and_left_out(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    app.conversations.store_draft(report, "words")
    app.conversations.answers.store(report, [AddedFile("picture", "a.png", 4, encode_png(picture()))])
    evidence = replace(app.policy.evidence, screenshots=False)
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, evidence=evidence))
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: screen.box.words.toPlainText() == "words", timeout=10_000)
    assert screen.box.draft is not None
    assert screen.box.draft.list_added_items() == []
    assert "doesn't allow screenshots" in window._notice.words.text()


def test_another_ticket_has_its_own_answer(qtbot: QtBot, window: AppWindow, app: App, report: str) -> None:
    other = app.get_outbox().save_ticket(Letter("Other", "words", "marie@example.com"))
    screen = opened(qtbot, window, report)
    QTest.keyClicks(screen.box.words, "for the first")
    opened(qtbot, window, other)
    qtbot.waitUntil(lambda: screen.title() == "Other", timeout=10_000)
    assert screen.box.words.toPlainText() == ""
    opened(qtbot, window, report)
    qtbot.waitUntil(lambda: screen.box.words.toPlainText() == "for the first", timeout=10_000)


def test_a_locally_deleted_ticket_can_be_rewritten(qtbot: QtBot, window: AppWindow, app: App) -> None:
    app.conversations.store_draft("sh-gone", "It hums as well")
    window.open(ConversationPage("sh-gone"))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(screen.gone.write_new.isVisible)
    assert screen.panel.heading.text() == "This ticket is no longer on this computer."
    assert "sh-gone" not in screen.panel.heading.text() + screen.panel.detail.text()
    screen.retranslate()
    assert "Reading" not in screen.panel.heading.text(), "another language does not bring back the waiting"
    screen.gone.write_new.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), AskScreen))
    form = on_top(window)
    assert isinstance(form, AskScreen)
    assert form.words.toPlainText() == "It hums as well"


def test_who_comes_back_to_a_ticket_that_is_gone_here_begins_with_a_new_one_again(
    qtbot: QtBot, window: AppWindow
) -> None:
    for _ in range(2):
        window.open(ConversationPage("sh-gone"))
        screen = on_top(window)
        assert isinstance(screen, ConversationScreen)
        qtbot.wait(200)  # it is looked for again each time
        qtbot.waitUntil(screen.gone.write_new.hasFocus)  # a busy computer takes longer
        window.open(HomePage())


def test_opening_a_deleted_ticket_offers_a_new_one(
    qtbot: QtBot, window: AppWindow, app: App, report: str, tmp_path: Path
) -> None:
    answer(app, "A long answer.\n" * 40)
    app.create_ticket_poller().poll_ticket(report)
    (app.places.data / "share" / "LOCAL-0001").rename(tmp_path / "away")
    for _ in range(2):
        screen = opened(qtbot, window, report)
        qtbot.waitUntil(screen.gone.write_new.hasFocus)
        qtbot.waitUntil(lambda screen=screen: not screen.gone.write_new.visibleRegion().isEmpty())
        assert "no longer shows this ticket" in screen.gone.write_new.accessibleDescription()
        window.open(HomePage())


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_look_does_not_say_that_the_ticket_is_gone(
    qtbot: QtBot, window: AppWindow, report: str, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """A 403 said that the ticket may have been deleted, and offered to write it again."""

    def refuse(*_args: object) -> None:
        raise make_error_from_status(status, {}, b"", safe=True)

    monkeypatch.setattr(FolderConnector, "poll_ticket", refuse)
    screen = opened(qtbot, window, report)
    said = {401: "Sign in to continue", 403: "You don't have permission for this"}[status]
    assert said in screen.trouble.text()
    assert not screen.gone.isVisible()


@pytest.mark.parametrize("does", ["writes", "goes on"])
def test_an_active_user_keeps_focus_when_the_ticket_disappears(
    does: str, qtbot: QtBot, window: AppWindow, report: str, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, ask = threading.Event(), reading.fetch_conversation

    def asked(app: App, report: str, progress: Progress) -> LoadedConversation:
        assert go.wait(10)
        return replace(ask(app, report, progress), lost=True)

    monkeypatch.setattr(reading, "fetch_conversation", asked)
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: screen._asking and screen.box.words.hasFocus())
    if does == "writes":
        QTest.keyClicks(screen.box.words, "And it")
    else:
        QTest.keyClick(screen.box.words, Qt.Key.Key_Tab)
    there = window.focusWidget()
    go.set()
    settled(qtbot, screen)
    assert screen.gone.write_new.isVisible()
    gone = does == "goes on"  # the button is hidden, because no reply can be sent any more
    assert window.focusWidget() is (screen.gone.write_new if gone else there)


def test_a_ticket_deleted_at_the_desk_is_rewritten_in_full(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    body = "My headset\n\nis silent.\n\nComputer: pc-1\nReference for the phone: ABC\n\nKey findings:\n- x"
    report = app.get_outbox().save_ticket(Letter("No sound", body, "marie@example.com"))
    app.create_delivery_service().deliver_due_items()
    screen = opened(qtbot, window, report)
    file = tmp_path / "log.txt"
    file.write_text("lines")
    QTest.keyClicks(screen.box.words, "And it hums")
    screen.box.add_files([file])
    qtbot.waitUntil(lambda: len(screen.box.draft.list_added_items()) == 1 if screen.box.draft else False)
    (app.places.data / "share" / "LOCAL-0001").rename(tmp_path / "away")
    screen.refresh.click()
    qtbot.waitUntil(screen.gone.write_new.isVisible)
    assert "no longer shows this ticket" in screen.panel.heading.text()
    assert "My headset" in bubbles(screen)[0], "what is known here stays readable"
    screen.gone.write_new.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), AskScreen))
    form = on_top(window)
    assert isinstance(form, AskScreen)
    assert form.words.toPlainText() == "My headset\n\nis silent.\n\nAnd it hums"
    assert [item.title for item in form.case.list_added_items()] == ["log.txt"] if form.case else False


@pytest.mark.parametrize("written", ["", "And it hums"])
@pytest.mark.parametrize("solved", [False, True])
def test_a_ticket_that_is_gone_at_the_desk_offers_only_a_new_one(
    written: str,
    qtbot: QtBot,
    window: AppWindow,
    app: App,
    report: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    solved: bool,
) -> None:
    """It still offered Send, "Mark as resolved" and Reopen, all of which the help desk would reject."""
    if solved:
        solved_at_the_desk(app, monkeypatch)
    app.create_ticket_poller().poll_ticket(report)
    screen = opened(qtbot, window, report)
    QTest.keyClicks(screen.box.words, written)
    (app.places.data / "share" / "LOCAL-0001").rename(tmp_path / "away")
    screen.refresh.click()
    qtbot.waitUntil(screen.gone.write_new.isVisible)
    for _ in range(2):
        buttons = (*screen.box.list_send_buttons(), screen.box.attach, screen.open, screen.remote)
        assert [button.text() for button in buttons if button.isVisible()] == []
        assert not screen.resolved.isVisible()
        assert "no longer shows this ticket" in screen.panel.heading.text()
        assert screen.box.words.isVisible() is bool(written)
        assert screen.box.words.toPlainText() == written
        screen.on_tickets_changed()  # what is stored here doesn't tell that it's gone
        qtbot.wait(200)
    screen.gone.write_new.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), AskScreen))
    form = on_top(window)
    assert isinstance(form, AskScreen)
    words = form.words.toPlainText()
    assert words.startswith("My headset is silent.")
    assert words.endswith(written)


def test_replies_to_a_ticket_that_is_gone_move_to_the_new_one(
    qtbot: QtBot,
    window: AppWindow,
    app: App,
    report: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as cut:
        away(cut)
        app.get_outbox().save_reply(ReplyToSeal(report, text="It hums as well"))
        app.create_delivery_service().deliver_due_items()
    (app.places.data / "share" / "LOCAL-0001").rename(tmp_path / "away")
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(screen.gone.write_new.isVisible)
    assert not [one for one in screen.messages.findChildren(QPushButton) if one.text().startswith("Send")]
    screen.gone.write_new.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), AskScreen))
    form = on_top(window)
    assert isinstance(form, AskScreen)
    assert form.words.toPlainText().startswith("My headset is silent.")
    assert form.words.toPlainText().endswith("\n\nIt hums as well")


def test_a_ticket_that_cannot_be_read_now_can_be_tried_again(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> object:
        raise StorageError(N_("The disk does not answer."))

    monkeypatch.setattr(Outbox, "find_item", locked)
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(screen.gone.repeat.isVisible)
    assert screen.panel.heading.text() == "The disk does not answer. Try again, or contact the help desk."
    monkeypatch.undo()
    screen.gone.repeat.click()
    settled(qtbot, screen)
    assert not screen.gone.isVisible()
    assert "My headset is silent." in bubbles(screen)[0]


def test_a_ticket_that_takes_no_answer_says_so_and_leads_on(
    qtbot: QtBot, window: AppWindow, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mute = ConnectorAbilities(
        files=True, status=False, read_comments=False, write_comments=False, reopen=False, solve=False
    )
    monkeypatch.setattr(FolderConnector, "abilities", mute)
    screen = opened(qtbot, window, report)
    assert screen.box.isHidden()
    assert screen.page.footer.isHidden(), "no empty foot"
    assert screen.gone.write_new.hasFocus()
    assert screen.trouble.text().startswith("You can't reply to this ticket from here.")
    screen.gone.write_new.click()
    form = on_top(window)
    assert isinstance(form, AskScreen)
    assert form.words.toPlainText() == "About my ticket LOCAL-0001:\n"


def test_who_comes_back_in_another_language_reads_both_sides_in_it(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    answer(app, "Is it plugged in?")
    screen = opened(qtbot, window, report)

    def sides() -> list[str]:
        bubbles = [one for one in screen.messages.findChildren(Bubble) if one.isVisible()]
        return [label.text() for bubble in bubbles for label in bubble.findChildren(QLabel)]

    qtbot.waitUntil(lambda: "You" in " ".join(sides()))
    window.open(SettingsPage())
    speak(window, app, "fr")
    window.open(ConversationPage(report))
    qtbot.waitUntil(lambda: "Vous" in " ".join(sides()))
    assert "You" not in " ".join(sides())
    speak(window, app, "en")  # and before the user's eyes
    qtbot.waitUntil(lambda: "You" in " ".join(sides()))
    assert "Vous" not in " ".join(sides())


def speak(window: AppWindow, app: App, language: str) -> None:
    app.language = language
    app.__dict__.pop("translator", None)
    window.apply_preferences()


def shown_by_the_desk(
    app: App, report: str, *comments: TicketComment, state: TicketState = TicketState.OPEN
) -> None:
    now = datetime.now(UTC)
    status = TicketStatus("LOCAL-0001", "No sound", state, now, now, "", comments=comments)
    app.conversations.store_status(report, status, "")


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it at what is known here."""
    monkeypatch.setattr(ConversationScreen, "_start_fetching_conversation", lambda _screen: None)


def pictured(monkeypatch: pytest.MonkeyPatch, data: bytes, *, late: bool = False) -> threading.Event:
    """The help desk has a picture; a late one comes once the event is set."""
    go_on = threading.Event()

    def fetch(_desk: object, _number: str, _file: RemoteFile, target: BinaryIO) -> None:
        if late:
            go_on.wait(20)
        target.write(data)

    monkeypatch.setattr(FolderConnector, "abilities", replace(FolderConnector.abilities, fetch=True))
    monkeypatch.setattr(FolderConnector, "download_file", fetch)
    return go_on


def with_file(app: App, report: str, file: RemoteFile) -> None:
    shown_by_the_desk(
        app, report, TicketComment("Bob", datetime.now(UTC), "Like this?", mine=False, files=[file])
    )


def test_a_picture_is_shown_in_its_message_and_opens_large(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(monkeypatch)
    pictured(monkeypatch, encode_png(picture(900, 600)))
    with_file(app, report, RemoteFile("display.png", 9_000, id="1"))
    screen = opened(qtbot, window, report)
    place = screen.findChild(InlinePicture)
    assert place is not None
    qtbot.waitUntil(place.isEnabled)
    assert place.iconSize().width() <= SMALL.width()
    assert place.accessibleName() == "Enlarge: display.png"
    view = place.open_full_image()
    assert view.isVisible()
    assert view.windowTitle() == "display.png"
    assert view.width() > SMALL.width()
    view.close()


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n broken", b""]
)
def test_what_is_no_picture_stays_a_file(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    offline(monkeypatch)
    pictured(monkeypatch, data)
    with_file(app, report, RemoteFile("display.png", 9_000, id="1"))
    screen = opened(qtbot, window, report)
    place = screen.findChild(InlinePicture)
    assert place is not None
    qtbot.waitUntil(place.isHidden, timeout=10_000)
    assert screen.findChild(FileLine) is not None
    assert not window._notice.isVisible(), "not requested"


def test_a_large_picture_is_not_fetched_without_a_click(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(monkeypatch)
    pictured(monkeypatch, encode_png(picture()))
    with_file(app, report, RemoteFile("display.png", LARGEST + 1, id="1"))
    screen = opened(qtbot, window, report)
    assert screen.findChild(InlinePicture) is None
    assert screen.findChild(FileLine) is not None


def test_a_picture_of_a_reply_on_its_way_is_shown(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    app.get_outbox().save_reply(
        ReplyToSeal(report, text="See", files=[("screenshot-1.png", encode_png(picture()))])
    )
    screen = opened(qtbot, window, report)
    place = screen.findChild(InlinePicture)
    assert place is not None
    qtbot.waitUntil(place.isEnabled)


@pytest.mark.parametrize("size", [(900, 600), (60, 20), (100, 2000)], ids=str)
def test_a_picture_that_loads_late_moves_no_button(
    qtbot: QtBot,
    window: AppWindow,
    app: App,
    report: str,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    """A click on "Save" hit something else, because the image appeared above it."""
    offline(monkeypatch)
    go_on = pictured(monkeypatch, encode_png(picture(*size)), late=True)
    with_file(app, report, RemoteFile("display.png", 9_000, id="1"))
    screen = opened(qtbot, window, report)
    place, line = screen.findChild(InlinePicture), screen.findChild(FileLine)
    assert place is not None
    assert line is not None
    assert not place.isEnabled()
    before = QRect(line.save.mapTo(screen, QPoint(0, 0)), line.save.size())
    go_on.set()
    qtbot.waitUntil(place.isEnabled)
    qtbot.wait(50)
    assert QRect(line.save.mapTo(screen, QPoint(0, 0)), line.save.size()) == before


def test_the_users_messages_are_on_the_right_and_the_others_on_the_left_with_their_name(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(monkeypatch)
    now = datetime.now(UTC)
    shown_by_the_desk(
        app, report, TicketComment("Bob", now, "Hi", mine=False), TicketComment("me", now, "Yes", mine=True)
    )
    screen = opened(qtbot, window, report)
    sides = []
    for bubble in screen.findChildren(Bubble):
        row = bubble.parentWidget()
        sides.append((bubble.is_mine, bubble.x() == 0, bubble.geometry().right() == row.width() - 1))
    assert sides == [(True, False, True), (False, True, False), (True, False, True)]
    assert "Bob" in bubbles(screen)[1]
    assert screen.panel.sign.kind == BUSY
    assert screen.panel.heading.text() == "Waiting for the help desk"


def test_messages_and_the_state_can_be_reached_by_tab(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    answer(app, "Is it plugged in?")
    screen = opened(qtbot, window, report)
    way = list(iter_tab_stops(screen))
    said = [stop for stop in way if isinstance(stop, Bubble)]
    assert len(said) == 2
    assert said[1].accessibleName().startswith("Bob, ")
    assert said[1].accessibleDescription() == "Is it plugged in?"
    assert screen.panel in way
    assert screen.panel.accessibleName() == "The help desk replied"
    assert "LOCAL-0001" in screen.panel.accessibleDescription()


def test_the_focus_never_strays_while_a_ticket_is_shown_and_answered(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """A part that is hidden or disabled hands its focus on, and a screen reader reads what got it."""
    app_of_qt = QApplication.instance()
    assert isinstance(app_of_qt, QApplication)
    answer(app, "Is it plugged in?")
    screen = opened(qtbot, window, report)
    assert not screen.messages.older.text(), "“Show 0 older messages” was read"
    focused: list[object] = []
    app_of_qt.focusChanged.connect(lambda _old, new: focused.append(new))
    QTest.keyClicks(screen.box.words, "Yes")
    screen.box.send.setFocus()
    screen.box.send.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)), timeout=10_000)
    qtbot.wait(100)
    assert [one for one in focused if one is not None] == [screen.box.send, screen.box.words]
    focused.clear()
    screen.more.setFocus()
    screen.more.click()
    assert [one for one in focused if one is not None] == [screen.more, screen.copy_number]
    focused.clear()
    screen.refresh.setFocus()
    screen.refresh.click()
    settled(qtbot, screen)
    assert [one for one in focused if one is not None] == [screen.refresh]


def test_a_screen_reader_hears_the_subject_and_the_state_and_what_was_added(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    for module in ("selfhelp.ui.screens.conversation", "selfhelp.ui.conversation.reply_box"):
        monkeypatch.setattr(f"{module}.announce_politely", lambda _widget, text: said.append(text))
    screen = opened(qtbot, window, report)
    assert "No sound. Open." in said
    group = QAccessible.queryAccessibleInterface(screen)
    assert group.text(QAccessible.Text.Name) == "No sound"
    window.open(HomePage())
    window.open(ConversationPage(report))
    assert said[-1] == "Open", "the subject is told by the focus, and once"
    assert screen.box.draft is not None
    screen.box.draft.add_screenshot(encode_png(picture()))
    screen.box.update_texts()
    assert said[-1] == "1 file added"


def test_a_ticket_that_was_not_sent_says_why_and_can_be_sent_from_its_page(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = app.get_outbox().save_ticket(Letter("Later", "words", "marie@example.com"))
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention' WHERE report = ?", (report,))
    screen = opened(qtbot, window, report)
    assert screen.panel.heading.text() == "Not sent."
    qtbot.waitUntil(screen.again.hasFocus)
    assert screen.again.property("primary")
    assert not screen.box.send.property("primary")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    screen.export.click()
    qtbot.waitUntil((tmp_path / report / "message.txt").exists, timeout=10_000)
    with qtbot.waitSignal(window.saved, timeout=10_000):
        screen.again.click()
    assert app.get_outbox().find_item(report).state in (
        DeliveryState.QUEUED,
        DeliveryState.UNKNOWN,
        DeliveryState.DELIVERED,
    )


def refuse_replies(monkeypatch: pytest.MonkeyPatch, status: int) -> list[int]:
    """Let the help desk answer replies with this status, until the number in the list is 0."""
    left, add = [1], FolderConnector.add_comment

    def answer_reply(*args: Any) -> Any:
        if left[0]:
            raise make_error_from_status(status, {}, b"", safe=False)
        return add(*args)

    monkeypatch.setattr(FolderConnector, "add_comment", answer_reply)
    return left


def find_buttons(screen: ConversationScreen) -> dict[str, QPushButton]:
    found = [button for bubble in screen.findChildren(Bubble) for button in bubble.findChildren(QPushButton)]
    return {button.text(): button for button in found if button.isVisible() and button.text() != "Show more"}


@pytest.mark.parametrize("status", [401, 403])
def test_a_reply_that_was_refused_is_sent_again_from_its_message(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """ "Send again…" led to the outbox, and on to the sign-in, though the help desk was well again."""
    left, outbox = refuse_replies(monkeypatch, status), app.get_outbox()
    outbox.save_reply(ReplyToSeal(report, text="one"))
    app.create_delivery_service().deliver_due_items()
    monkeypatch.setattr(ConversationScreen, "_start_fetching_conversation", lambda _screen: None)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: "Send again" in find_buttons(screen), timeout=10_000)
    assert "Not sent. " in bubbles(screen)[-1], "only the reason was shown"
    assert ("Sign in" in find_buttons(screen)) is (status == 401)
    assert "Show in outbox" in find_buttons(screen)
    left[0] = 0
    find_buttons(screen)["Send again"].setFocus()
    with qtbot.waitSignal(window.saved, timeout=10_000):
        find_buttons(screen)["Send again"].click()
    qtbot.waitUntil(lambda: "Sending…" in bubbles(screen)[-1], timeout=10_000)
    assert not find_buttons(screen)
    assert isinstance(screen.focusWidget(), Bubble), "the focus stays at the message"
    app.create_delivery_service().deliver_due_items()
    assert [one.state for one in outbox.list_replies()] == [DeliveryState.DELIVERED]


def test_a_message_that_changes_does_not_take_the_focus_from_the_reply(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt remembers the button that had the focus, and the user was typing elsewhere."""
    refuse_replies(monkeypatch, 403)
    app.get_outbox().save_reply(ReplyToSeal(report, text="one"))
    app.create_delivery_service().deliver_due_items()
    monkeypatch.setattr(ConversationScreen, "_start_fetching_conversation", lambda _screen: None)
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: "Send again" in find_buttons(screen), timeout=10_000)
    find_buttons(screen)["Send again"].setFocus()
    screen.box.words.setFocus()
    app.get_outbox().retry()
    window.notify_tickets_changed()
    qtbot.waitUntil(lambda: not find_buttons(screen), timeout=10_000)
    assert screen.focusWidget() is screen.box.words


def test_what_the_desk_rejected_may_have_to_be_changed_first(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    app.get_outbox().save_reply(ReplyToSeal(report, text="one"))
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention' WHERE kind = 'comment'")
    screen = opened(qtbot, window, report)
    qtbot.waitUntil(lambda: list(find_buttons(screen)) == ["Send again…"], timeout=10_000)
    find_buttons(screen)["Send again…"].click()
    assert window._history[-1] is OutboxPage


def test_opening_a_ticket_sends_what_waited_for_a_sign_in(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, outbox = refuse_replies(monkeypatch, 401), app.get_outbox()
    for text in ("one", "two"):
        outbox.save_reply(ReplyToSeal(report, text=text))
    app.create_delivery_service().deliver_due_items()
    assert {one.state for one in outbox.list_replies()} == {DeliveryState.SIGN_IN_NEEDED}
    left[0] = 0
    with qtbot.waitSignal(window.saved, timeout=10_000):
        opened(qtbot, window, report)
    app.create_delivery_service().deliver_due_items()
    assert {one.state for one in outbox.list_replies()} == {DeliveryState.DELIVERED}


def test_a_ticket_in_sight_is_fetched_again_without_a_click(
    qtbot: QtBot, window: AppWindow, app: App, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two minutes after IT had resolved a ticket, its page still said that it waits for the help desk."""
    monkeypatch.setattr(live_updates, "STALE", 0.2)
    monkeypatch.setattr(live_updates, "SHARE", 0.0)
    screen = opened(qtbot, window, report)
    FolderConnector(app.places.data / "share").mark_ticket_resolved("LOCAL-0001")
    qtbot.waitUntil(screen.resolved.isVisible, timeout=10_000)
    qtbot.waitUntil(lambda: screen._live.timer.isActive(), timeout=10_000)
    window.close()
    assert not screen._live.timer.isActive(), "no timer runs for a page that is out of sight"


def test_the_timer_of_a_page_stops_while_another_window_is_active(
    qtbot: QtBot, window: AppWindow, report: str
) -> None:
    screen = opened(qtbot, window, report)
    assert screen._live.timer.isActive()
    assert screen._live.timer.interval() == 30_000
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert not screen._live.timer.isActive()
    window.activateWindow()
    qtbot.waitUntil(lambda: screen._live.timer.isActive())


def test_a_help_desk_that_fails_or_is_busy_is_asked_less_often(
    qtbot: QtBot, window: AppWindow, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = opened(qtbot, window, report)
    talk = screen._talk
    assert talk is not None
    assert screen._live.compute_interval(replace(talk, wait=400.0)) == 400
    for expected in (60, 120, 240, 480, 900, 900):
        screen._live.record_fetch(replace(talk, trouble=N_("No answer.")))
        assert screen._live.timer.interval() == expected * 1000
    screen._live.record_fetch(talk)
    assert screen._live.timer.interval() == 30_000


def test_refresh_brings_the_question_whether_it_is_resolved_into_view(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """The page said that the ticket is resolved, but the answers to "Is it?" were below the fold."""
    window.resize(400, 560)
    answer(app, "Please try another socket. " * 40)
    screen = opened(qtbot, window, report)
    screen.page.area.verticalScrollBar().setValue(0)
    screen._on_user_scrolled()
    FolderConnector(app.places.data / "share").mark_ticket_resolved("LOCAL-0001")
    screen.refresh.setFocus()
    screen.refresh.click()
    settled(qtbot, screen)
    assert screen.resolved.isVisible()
    qtbot.waitUntil(lambda: screen.resolved.no.visibleRegion().boundingRect().height() > 10)
    assert screen.refresh.hasFocus()


def test_a_reply_is_not_written_to_a_ticket_that_was_resolved_meanwhile(
    qtbot: QtBot, window: AppWindow, app: App, report: str
) -> None:
    """The page told it after almost a minute, and until then "Send" didn't say that it reopens."""
    screen = opened(qtbot, window, report)
    screen.box.words.setFocus()
    qtbot.keyClicks(screen.box.words, "A")
    assert not screen._asking, "what was just fetched is recent enough"
    FolderConnector(app.places.data / "share").mark_ticket_resolved("LOCAL-0001")
    screen._fetched -= 10
    qtbot.keyClicks(screen.box.words, "n")
    qtbot.waitUntil(screen.resolved.isVisible, timeout=10_000)
    assert screen.box.words.toPlainText() == "An"
