"""The strip for what couldn't be sent and the cards for replies, on the first screen."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.app.unsent_items import find_unsent_drafts
from selfhelp.core.text import Translator
from selfhelp.tickets.form.attachment_store import AttachmentStore
from selfhelp.tickets.form.emergency_drafts import EmergencyDraft
from selfhelp.tickets.outbox.overdue_items import Unsent
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.home import ticket_news
from selfhelp.ui.home.ticket_news import TicketNews
from selfhelp.ui.navigation import ConversationPage, HomePage, OutboxPage, SignInPage, TicketsPage
from selfhelp.ui.parts.draft_restored_banner import DraftRestoredBanner
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.tickets import TicketsScreen
from selfhelp.ui.state_texts import describe_next_try
from selfhelp.ui.window import AppWindow
from tests.ui.busy_home import replied_ticket, unsent_ticket
from tests.ui.desk_window import picture
from tests.ui.pages import Make


def news(window: AppWindow, qtbot: QtBot) -> TicketNews:
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(home._news.isVisible)
    return home._news


def primary(window: AppWindow) -> list[str]:
    buttons = [b for b in window.findChildren(QPushButton) if b.isVisible() and b.property("primary")]
    return [button.text() for button in buttons]


def test_nothing_is_there_without_tickets(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    qtbot.wait(100)
    assert not window.get_current_screen()._news.isVisible()
    assert primary(window) == ["Get help"]


def test_what_could_not_be_sent_has_a_reason_and_the_one_primary_button(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    """It was silent, and a page promised that the help desk finds it."""
    unsent_ticket(app)
    window = make_window()
    part = news(window, qtbot)
    assert part.strip.isVisible()
    assert part.strip.heading.text() == "Your ticket “Excel crashes when I open the budget” hasn't been sent"
    assert part.strip.detail.text() == (
        "The help desk cannot be reached. Your message is saved on this computer and won't be sent until you "
        "send it again."
    )
    assert primary(window) == ["Send again"]
    home = window.get_current_screen()
    home._box.setText("printer")
    assert primary(window) == [], "the strip is out of sight while one searches; help is among the answers"
    home._box.clear()
    assert primary(window) == ["Send again"]


def test_a_ticket_that_arrived_without_its_files_is_not_called_unsent(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    unsent_ticket(app)
    app.get_outbox().store.execute("UPDATE reports SET number = '7'")
    strip = news(make_window(), qtbot).strip
    assert strip.heading.text() == (
        "The attachments of your ticket “Excel crashes when I open the budget” haven't been sent"
    )


def test_send_again_sends(make_window: Make, qtbot: QtBot, app: App) -> None:
    report = unsent_ticket(app)
    window = make_window()
    sent: list[str] = []
    window.saved.connect(lambda: sent.append(str(app.get_outbox().list_items()[0].state)))
    part = news(window, qtbot)
    qtbot.waitUntil(lambda: part.strip.height() == part.strip.heightForWidth(part.strip.width()))
    height, place = part.strip.height(), part.again.pos()
    part.again.click()
    assert part.strip.detail.text() == "Sending…"
    qtbot.waitUntil(lambda: sent == ["queued"])
    assert app.get_outbox().list_items()[0].report == report
    assert window._notice.isHidden(), "a message at the foot would cover the button"
    qtbot.wait(100)
    assert part.strip.detail.text() == "Sending…", "until it has ended"
    assert (part.strip.height(), part.again.pos()) == (height, place), "nothing moves under the pointer"


def test_several_are_counted_and_details_lead_to_the_outbox(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    unsent_ticket(app)
    unsent_ticket(app, "Word too")
    window = make_window()
    part = news(window, qtbot)
    assert part.strip.heading.text() == "2 messages haven't been sent"
    part.details.click()
    assert window._history[-1] is OutboxPage


def test_where_only_signing_in_is_missing_the_button_says_so(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    unsent_ticket(app)
    app.get_outbox().store.execute("UPDATE reports SET state = 'sign-in-needed'")
    window = make_window()
    part = news(window, qtbot)
    assert part.again.text() == "Sign in"
    part.again.click()
    assert window._history[-1] is SignInPage


def test_an_unsent_draft_is_found_on_the_first_screen(make_window: Make, qtbot: QtBot, app: App) -> None:
    """After a restart, nothing told of it until the form was opened."""
    app.drafts.store_draft(app.create_case("Nothing prints\nsince today").make_draft())
    window = make_window()
    part = news(window, qtbot)
    (card,) = part.replies._cards
    assert card.accessibleName() == "Your draft “Nothing prints” hasn't been sent"
    assert primary(window) == ["Get help"]
    card.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    qtbot.waitUntil(lambda: form.words.toPlainText() == "Nothing prints\nsince today")


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        ("Mot de pase : Soleil2021", "Soleil2021"),
        ("My password is Hunter-22 and Outlook fails", "Hunter-22"),
        ("Mein Passwort: Sommer2021!", "Sommer2021!"),
    ],
)
def test_no_secret_of_a_draft_is_shown_outside_its_text_field(
    words: str, secret: str, make_window: Make, qtbot: QtBot, app: App
) -> None:
    """The first screen, and the question before a deletion, showed the password of a draft."""
    app.drafts.store_draft(app.create_case(words).make_draft())
    app.emergency_drafts.store({"security": EmergencyDraft(words, "")})
    window = make_window()
    (card,) = news(window, qtbot).replies._cards
    assert "[password hidden]" in card.accessibleName()
    assert secret not in card.accessibleName()
    lost = Translator("en").translate(find_unsent_drafts(app).make_warnings()[0])
    assert secret not in lost
    window.open(TicketsPage())
    screen = window.get_current_screen()
    assert isinstance(screen, TicketsScreen)
    qtbot.waitUntil(lambda: bool(screen.drafts.cards), timeout=10_000)
    name = screen.drafts.cards[0].head.heading.text()
    assert "[password hidden]" in name
    assert secret not in name
    banner = DraftRestoredBanner(window.context)
    qtbot.addWidget(banner)
    banner.show_draft_found(app.create_case(words), None)
    qtbot.waitUntil(lambda: "[password hidden]" in banner.detail.text(), timeout=10_000)
    assert secret not in banner.detail.text()


def test_the_first_screen_reads_no_images_of_drafts(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    case = app.create_case("Nothing prints")
    case.add_screenshot(encode_png(picture()))
    app.drafts.store_draft(case.make_draft())
    monkeypatch.setattr(AttachmentStore, "iter_attachments", _fail)
    assert ticket_news._list_drafts(app) == ["Nothing prints"]


def _fail(*_args: object) -> NoReturn:
    raise AssertionError("images were read")


def test_several_drafts_are_counted_and_sent_ones_are_not(make_window: Make, qtbot: QtBot, app: App) -> None:
    drafts = [app.create_case(words).make_draft() for words in ("No sound", "Excel crashes")]
    app.earlier_drafts.store_drafts(drafts[1:])
    app.drafts.store_draft(drafts[0])
    window = make_window()
    part = news(window, qtbot)
    (card,) = part.replies._cards
    assert "No sound" in card.accessibleName()
    assert "There's 1 more." in card.accessibleDescription()
    assert part.all.isVisible()
    assert part.all.text() == "All my drafts"
    part.all.click()
    assert isinstance(window.get_current_screen(), TicketsScreen), "which lists the drafts"
    app.drafts.delete_draft()
    window.open(HomePage())
    app.earlier_drafts.delete_other_drafts(())
    part.refresh()
    qtbot.waitUntil(part.isHidden)


def test_a_reply_is_a_card_and_leads_to_its_ticket(make_window: Make, qtbot: QtBot, app: App) -> None:
    replied_ticket(app)
    window = make_window()
    part = news(window, qtbot)
    card = part.replies._cards[0]
    assert card.accessibleName() == "Help desk reply: “Printer”"
    assert not part.strip.isVisible()
    assert primary(window) == ["Get help"]
    card.click()
    assert window._history[-1] is ConversationPage


def test_a_long_reply_is_shortened_after_a_word(make_window: Make, qtbot: QtBot, app: App) -> None:
    """The card ended with "Finance. Thi"."""
    report = replied_ticket(app, reply="We moved the queue to Finance. " * 9)
    part = news(make_window(), qtbot)
    said = part.replies._cards[0].accessibleDescription()
    assert said.endswith("We moved the queue to…")
    assert len(said) <= 120
    stored = app.conversations.read_summary(report)
    assert stored is not None
    assert stored.line.endswith(" We…")


def test_what_was_read_is_no_news(make_window: Make, qtbot: QtBot, app: App) -> None:
    report = replied_ticket(app)
    window = make_window()
    part = news(window, qtbot)
    app.conversations.mark_conversation_read(report)
    window.notify_tickets_changed()
    qtbot.waitUntil(part.isHidden)


def test_foreign_text_is_shown_as_it_is(make_window: Make, qtbot: QtBot, app: App) -> None:
    unsent_ticket(app, "<b>R&D</b> \u202e" + "x" * 300)
    window = make_window()
    part = news(window, qtbot)
    window.resize(400, 560)
    qtbot.wait(20)
    assert "<b>R&D</b>" in part.strip.heading.text()
    assert window.width() == 400


def test_the_first_screen_speaks_french(make_window: Make, qtbot: QtBot, app: App) -> None:
    unsent_ticket(app)
    replied_ticket(app)
    window = make_window()
    part = news(window, qtbot)
    app.preferences = replace(app.preferences, language="fr")
    app.__dict__.pop("translator", None)
    window.apply_preferences()
    assert part.again.text() == "Réessayer"
    assert part.replies._cards[0].accessibleName().replace("\N{NO-BREAK SPACE}", " ") == (
        "Réponse de l’assistance : « Printer »"
    )
    window.open(HomePage())


def test_what_arrives_does_not_move_the_emergencies(make_window: Make, qtbot: QtBot, app: App) -> None:
    window = make_window()
    home = window.get_current_screen()
    window.resize(400, 560)
    qtbot.wait(100)
    place = home._contact.mapTo(window, home._contact.rect().topLeft())
    unsent_ticket(app)
    replied_ticket(app)
    home.on_tickets_changed()
    news(window, qtbot)
    qtbot.wait(100)
    assert home._contact.mapTo(window, home._contact.rect().topLeft()) == place
    assert home._contact.geometry().bottom() < home._news.mapTo(home, home._news.rect().topLeft()).y()


def test_messages_with_different_reasons_are_not_told_as_one(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    """One of unknown outcome lent its reason to two that had been refused; then no time was told either."""
    unsent_ticket(app)
    unsent_ticket(app)
    first = app.get_outbox().list_items()[0].report
    change = "UPDATE reports SET state = 'unknown', attempts = 1, next_try = ? WHERE report = ?"
    later = datetime.now(UTC) + timedelta(minutes=5)
    app.get_outbox().store.execute(change, (later.timestamp(), first))
    part = news(make_window(), qtbot)
    said = "1 message hasn't been sent · 1 message hasn't been confirmed by the help desk yet"
    assert part.strip.heading.text() == said
    assert part.strip.detail.text() == (
        "Your messages are saved on this computer. 1 of them will be tried again automatically. "
        f"{describe_next_try(later)} 1 of them won't be sent until you send it again."
    )


def test_who_must_sign_in_for_one_of_several_is_led_there(make_window: Make, qtbot: QtBot, app: App) -> None:
    """The other is sent by itself, and again after the sign-in."""
    for state in ("queued", "sign-in-needed"):
        report = unsent_ticket(app)
        change = "UPDATE reports SET state = ?, attempts = 1 WHERE report = ?"
        app.get_outbox().store.execute(change, (state, report))
    part = news(make_window(), qtbot)
    assert part.strip.detail.text() == (
        "The help desk cannot be reached. Your messages are saved on this computer. "
        "1 of them will be tried again automatically. 1 of them needs you to sign in."
    )
    assert part.again.text() == "Sign in"


def test_what_comes_of_a_request_to_send_waits_for_the_pointer(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card vanished below the pointer, and the click hit the one that moved there."""
    unsent_ticket(app)
    part = news(make_window(), qtbot)
    assert part._news is not None
    called: list[str] = []
    monkeypatch.setattr(part._steady, "call_now", lambda change: (called.append("now"), change()))
    monkeypatch.setattr(part._steady, "call_when_safe", lambda change: (called.append("safe"), change()))
    sending = replace(part._news.unsent, attempt=replace(part._news.unsent.attempt, sending=True))
    part._on_news_loaded(replace(part._news, unsent=sending))
    part._on_news_loaded(replace(part._news, unsent=Unsent()))
    assert called == ["now", "safe"]
    assert part.isHidden()
