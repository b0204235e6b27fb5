"""Ticket news on the home page: new replies, and messages that couldn't be sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.records import record
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, ConversationPage, OutboxPage, SignInPage, TicketsPage
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.status_icons import BUSY, NOTE, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox_items import OutboxItem
    from selfhelp.tickets.outbox.overdue_items import Unsent

SHOWN = 3
"""Maximum number of tickets with new replies; a link shows all tickets."""


@record
class _TicketNewsItems:
    """The news to show: unsent messages, new replies, the ticket just saved, and drafts.

    ``drafts`` has the first words of each unsent draft, the latest first.
    """

    unsent: Unsent
    replies: Sequence[tuple[str, str, str]]
    saved: OutboxItem | None = None
    drafts: Sequence[str] = ()


class TicketNews(QWidget):
    """A banner for unsent messages, and cards for drafts, new replies and the ticket just saved.

    Signals:
        changed: `has_unsent` has changed.
    """

    changed = Signal()

    def __init__(self, context: Context, steady: MisclickGuard) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._news: _TicketNewsItems | None = None
        self._saved, self._busy = "", Text("")
        self.strip, self.again, self.details = MessagePanel(), QPushButton(), QPushButton()
        self.replies, self.all = CardList(), QPushButton()
        self.again.setProperty("primary", True)
        self.again.clicked.connect(self._retry_unsent_items)
        self.details.clicked.connect(lambda: context.open(OutboxPage()))
        self.all.clicked.connect(lambda: context.open(TicketsPage()))
        self.replies.chosen.connect(self._open_card)
        for button in (self.details, self.all):
            button.setProperty("link", True)
        self._build_layout()
        self.hide()

    @property
    def has_unsent(self) -> bool:
        """Whether there are messages that couldn't be sent."""
        return self._news is not None and self._news.unsent.count > 0

    def show_saved_ticket(self, report: str) -> None:
        """Show a card for the ticket that was just saved."""
        self._saved = report
        self.refresh()

    def refresh(self) -> None:
        """Load the ticket news again; do nothing without an outbox and drafts."""
        data = self._context.app.places.data
        if any((data / folder).is_dir() for folder in ("outbox", *_DRAFT_FOLDERS)):
            self._context.jobs.start_job(
                self._read_news, self._on_news_loaded, self._on_retry_failed, owner=self
            )

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, news = self._context.translate, self._news
        self.details.setText(show(N_("Details")))
        if news is None:
            return
        self._update_banner(news)
        first = [] if news.saved is None else [self._make_saved_card(news.saved)]
        if news.drafts:
            first.append(self._make_draft_card(news.drafts))
        self.replies.show_cards([*first, *(self._make_card(*reply) for reply in news.replies[:SHOWN])])
        self.replies.setVisible(bool(first or news.replies))
        more = len(news.replies) > SHOWN
        self.all.setText(show(N_("All my tickets") if more else N_("All my drafts")))
        self.all.setVisible(more or len(news.drafts) > 1)
        self.strip.setVisible(news.unsent.count > 0)
        self.setVisible(bool(news.unsent.count or news.replies or first))

    def update_times(self) -> None:
        """Update the time of the next attempt, which may have passed."""
        if self._news is not None and self.has_unsent:
            self._update_banner(self._news)

    # -- parts -------------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        buttons = FlowLayout(spacing=theme.SPACE_2)
        buttons.setContentsMargins(0, theme.SPACE_2, 0, 0)
        buttons.addWidget(self.again)
        buttons.addWidget(self.details)
        self.strip.setObjectName("banner")
        self.strip.column.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        for part in (self.strip, self.replies, self.all):
            column.addWidget(part)

    def _update_banner(self, news: _TicketNewsItems) -> None:
        from selfhelp.ui.state_texts import (  # not needed for the first window
            describe_requested,
            describe_retry,
            join_sentences,
        )

        show, unsent = self._context.translate, news.unsent
        heading = _describe_unsent(unsent, show)
        again, self._busy = describe_retry(unsent.common_state)
        if unsent.attempt.sending:
            again = describe_requested(unsent.attempt)
            self.strip.show_busy(show(heading), show(again))
        else:
            told = join_sentences(*map(show, _explain_unsent(unsent)))
            self.strip.show_message(WARN, show(heading), told)
        self.again.setText(show(N_("Sign in") if unsent.sign_in else again))

    def _make_card(self, report: str, subject: str, line: str) -> CardContent:
        title = self._context.translate(
            N_("Help desk reply: “{subject}”", subject=shorten_to_one_line(subject, 120))
        )
        said = shorten_to_one_line(self._context.translate(line), 120)
        return CardContent(report, title, said, icon="office-mail")

    def _make_draft_card(self, drafts: Sequence[str]) -> CardContent:
        first, others = drafts[0], len(drafts) - 1
        title = N_("Your draft hasn't been sent")
        if first:
            title = N_("Your draft “{subject}” hasn't been sent", subject=first)
        line = N_("Open the draft to finish and send it.")
        if others:
            line = NN_(
                "Open the draft to finish and send it. There's {count} more.",
                "Open the draft to finish and send it. There are {count} more.",
                others,
            )
        show = self._context.translate
        return CardContent(_DRAFT, show(title), show(line), WARN)

    def _open_card(self, key: str) -> None:
        self._context.open(AskPage() if key == _DRAFT else ConversationPage(key))

    def _make_saved_card(self, item: OutboxItem) -> CardContent:
        from selfhelp.tickets.outbox.stored_messages import is_open_in_email_app
        from selfhelp.tickets.recipient import is_only_on_this_computer  # not needed for the first window
        from selfhelp.ui.state_texts import describe_delivery

        show, app = self._context.translate, self._context.app
        title = show(N_("Your ticket: “{subject}”", subject=shorten_to_one_line(item.subject, 120)))
        sign, sentence = describe_delivery(item.state, item.reason, item.stage)
        if is_only_on_this_computer(app.policy, app.places, item):
            sign, sentence = NOTE, N_("Saved on this computer")
        elif item.ticket and not is_open_in_email_app(item.state, item.reason):
            sentence = N_("Sent. Ticket {number}", number=item.ticket[:80])
        return CardContent(item.report, title, show(sentence), sign)

    def _read_news(self, _progress: Progress) -> _TicketNewsItems:
        return _load_news(self._context.app, self._saved)

    def _on_news_loaded(self, news: _TicketNewsItems) -> None:
        if news == self._news:
            return
        before = self._news is not None and self._news.unsent.attempt.sending
        asked = news.unsent.attempt.sending and not before  # what comes of it waits for the pointer
        change = partial(self._show_news, news)
        (self._steady.call_now if asked else self._steady.call_when_safe)(change)

    def _show_news(self, news: _TicketNewsItems) -> None:
        before, self._news = self._news, news
        self.retranslate()
        if (before is not None and before.unsent.count > 0) is not self.has_unsent:
            self.changed.emit()
        ended = before is not None and before.unsent.attempt.sending and not news.unsent.attempt.sending
        if ended and self.has_unsent:
            from selfhelp.ui.state_texts import join_sentences  # not needed for the first window

            said = (self.strip.heading.accessibleName(), self.strip.detail.accessibleName())
            announce_politely(self.again, join_sentences(*said))

    def _on_retry_failed(self, error: SelfhelpError) -> None:
        self.retranslate()
        self._context.say(error.user_message)

    def _retry_unsent_items(self) -> None:
        news = self._news
        if news is not None and news.unsent.sign_in:
            self._context.open(SignInPage())
            return
        if self.strip.sign.kind == BUSY:
            return
        app, sending = self._context.app, self._context.translate(self._busy)
        self.strip.show_busy(self.strip.heading.accessibleName(), sending)
        self.again.setText(sending)
        announce_politely(self.again, sending)
        self._context.jobs.start_job(
            lambda _: app.get_outbox().retry(None), self._on_retry_started, self._on_retry_failed, owner=self
        )

    def _on_retry_started(self, _nothing: object) -> None:
        self._context.deliver()
        self.refresh()


def _describe_unsent(unsent: Unsent, show: Callable[[Text | str], str]) -> Text:
    """Return the heading about unsent messages, with the subject of a single ticket."""
    from selfhelp.ui import state_texts  # not needed for the first window

    automatic = state_texts.are_sent_automatically(unsent.overdue)
    if not unsent.subject or unsent.unconfirmed:
        unknown = state_texts.describe_unconfirmed(unsent.states, unsent.subject)
        return unknown or state_texts.describe_unsent(unsent.states, automatic=automatic)
    named = shorten_to_one_line(show(unsent.subject))
    if unsent.arrived:
        return N_("The attachments of your ticket “{subject}” haven't been sent", subject=named)
    if automatic:
        return N_("Your ticket “{subject}” hasn't been sent yet", subject=named)
    return N_("Your ticket “{subject}” hasn't been sent", subject=named)


def _explain_unsent(unsent: Unsent) -> Sequence[Text]:
    """Return sentences about unsent messages: a failed attempt, a common reason, and what happens next."""
    from selfhelp.ui.state_texts import describe_attempt, describe_outlook, describe_times

    tried = describe_attempt(unsent.common_state, unsent.attempt)
    outlook = describe_times(unsent.overdue)
    if not unsent.arrived:
        outlook = describe_outlook(unsent.overdue, unsent.count)
    told = (tried, unsent.reason, *outlook)
    return [text for text in told if text is not None]


def _load_news(app: App, saved: str) -> _TicketNewsItems:
    """Load the ticket news; leave out the ticket that was just saved if other news already concerns it.

    Raises:
        StorageError: the outbox or the conversations can't be read.
    """
    from selfhelp.core.ticket import DeliveryState
    from selfhelp.tickets.outbox.overdue_items import (
        Unsent,
        find_unsent_items,
    )  # the tickets package isn't loaded with the window

    drafts = _list_drafts(app)
    if not drafts and not (app.places.data / "outbox").is_dir():
        return _TicketNewsItems(Unsent(), ())
    outbox = app.get_outbox()
    items, glances = outbox.list_items(), app.conversations.read_summaries()
    replies = [
        (item.report, item.subject, glance.line)
        for item in items
        if (glance := glances.get(item.report)) is not None and glance.unread
    ]
    late = find_unsent_items(outbox, obstacle=app.find_current_obstacle())
    told = {report for report, _subject, _line in replies}
    mine = next((item for item in items if item.report == saved and saved not in told), None)
    if mine is not None and late.count and mine.state is not DeliveryState.DELIVERED:
        mine = None
    return _TicketNewsItems(late, replies, mine, drafts)


def _list_drafts(app: App) -> Sequence[str]:
    """Return the first words of each unsent draft, the current one first; "" for one without words."""
    if not any((app.places.data / folder).is_dir() for folder in _DRAFT_FOLDERS):
        return ()
    from selfhelp.app.unsent_items import list_draft_summaries  # neither are drafts

    return [shorten_to_one_line(draft.words) for draft in list_draft_summaries(app)]


_DRAFT_FOLDERS = ("draft", "earlier-drafts")
"""Names of the folders with unsent drafts, in the folder of the user's data."""

_DRAFT = "draft"
"""Key of the draft's card."""
