"""The page "My tickets": waiting messages, each ticket's state, and its last reply."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text, get_clock_time
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_sign_in
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, ConversationPage, OutboxPage, TicketsPage
from selfhelp.ui.parts.draft_list import DraftList
from selfhelp.ui.parts.sign_in_banner import SignInBanner
from selfhelp.ui.parts.ticket_lines import (
    HelpDeskPoll,
    TicketLine,
    TicketPage,
    build_ticket_card,
    count_refused_replies,
    count_tickets_needing_user,
    count_undelivered_lines,
    list_undelivered_states,
    poll_open_tickets,
    read_ticket_page,
    retry_waiting_items,
)
from selfhelp.ui.state_texts import describe_unsent
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.card_list import CardList
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import BUSY, UNKNOWN, WARN

_NEWEST = N_("Newest first. Replies appear here automatically.")
_NEWEST_ONLY = N_("Newest first.")
_NONE_HERE = N_(
    "Tickets you send from this computer are listed here, with their status and replies. Earlier tickets "
    "aren't listed if you deleted your data, or sent them in another way."
)
_NEWEST_HERE = N_("Newest first. Your tickets are saved on this computer.")

_OUTDATED = N_("The last refresh failed, so replies may be missing.")

STALE = 30.0
"""Seconds after which the tickets are polled again when the user comes back to the window."""

SHOWN = 50
"""Number of tickets shown at first and added by each click."""


class TicketsScreen(AppScreen[TicketsPage]):
    """The screen with the list of tickets, newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._page: TicketPage | None = None
        self._trouble: Text | None = None
        self._told: Text | None = None
        self._point_at = ""
        self._most, self._asking, self._by_hand = SHOWN, False, False
        self._polled, self._outdated = 0.0, False
        self._updated: datetime | None = None
        self._build_layout()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("My tickets"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.ask.setText(show(N_("Get help")))
        self.outbox.setText(show(N_("Show in outbox")))
        self.more.setText(show(N_("Show more")))
        self.drafts.retranslate()
        self._update_page()

    def on_shown(self, destination: TicketsPage | None) -> None:
        """Load the list, select the destination's ticket, and poll the help desk."""
        if destination is not None and destination.report:
            self._point_at = destination.report
        self._load_tickets()
        self._poll_help_desk(by_hand=False)
        if self._page is not None and not self.refresh.isHidden():
            self.refresh.setFocus()

    def on_tickets_changed(self) -> None:
        """Load the list again."""
        self._load_tickets()

    def on_window_activated(self) -> None:
        """Poll the help desk if the user comes back to the page after a while."""
        if time.monotonic() - self._polled >= STALE:
            self._poll_help_desk(by_hand=False)

    def offers_help(self) -> bool:
        """Return whether the screen itself shows "Get help", as it does for an empty list."""
        return not self.ask.isHidden()

    def can_be_freed(self) -> bool:
        """Return True, because all of the screen's data is on disk."""
        return True

    # -- reading -----------------------------------------------------------------------------------

    def _load_tickets(self) -> None:
        self._trouble = None
        work = partial(read_ticket_page, self.context.app, self._most + SHOWN)  # the next page is at hand
        self.context.jobs.start_job(work, self._on_tickets_loaded, self._on_tickets_failed, owner=self)

    def _on_tickets_loaded(self, page: TicketPage) -> None:
        self._page = page
        self._update_page()

    def _on_tickets_failed(self, error: SelfhelpError) -> None:
        self._trouble = error.user_message
        self._update_page()

    def _send_and_refresh(self) -> None:
        """Send or look up all waiting items, and poll the help desk for the state of all tickets."""
        if self._has_waiting_items:
            announce_politely(self, self.context.translate(N_("Checking…")))
        work = partial(retry_waiting_items, self.context.app)
        self.context.jobs.start_job(work, self._on_retry_started, self._on_tickets_failed, owner=self)

    def _on_retry_started(self, _nothing: None) -> None:
        self.context.deliver()
        self._poll_help_desk(by_hand=True)

    @property
    def _has_waiting_items(self) -> bool:
        """Whether a ticket or reply hasn't been delivered; the result of the attempt is reported then."""
        page = self._page or TicketPage()
        return count_undelivered_lines([*page.lines, *page.older]) > 0

    def _poll_help_desk(self, *, by_hand: bool) -> None:
        self._by_hand = self._by_hand or by_hand
        if self._asking:  # the running request reports its end
            return
        self._asking = True  # the button stays enabled: a disabled one would lose the focus
        self._polled = time.monotonic()
        self._update_progress()
        work = partial(poll_open_tickets, self.context.app)
        self.context.jobs.start_job(
            work,
            self._on_help_desk_polled,
            lambda error: self._on_help_desk_polled(HelpDeskPoll(error)),
            owner=self,
        )

    def _on_help_desk_polled(self, polled: HelpDeskPoll) -> None:
        trouble = polled.trouble
        by_hand, self._by_hand = self._by_hand, False
        waits = self._is_waiting_for_focus()
        self._asking = False
        start = self._find_start()
        if waits and by_hand:
            start.setFocus()
        elif not by_hand:  # the user has just come
            self.starts_at.emit(start)
        self._outdated = polled.is_incomplete
        if trouble is None:
            if polled.answered:
                self._updated = datetime.now(UTC)
            self._withdraw_told_trouble()
        self._update_progress()
        if trouble is not None and by_hand:
            self._told = trouble.user_message
            self.context.say(trouble.user_message)
        elif by_hand and not self._has_waiting_items:
            announce_politely(self, self.context.translate(N_("Your tickets are up to date.")))
        if polled.resumed:
            self.context.deliver()
        self._load_tickets()

    def _withdraw_told_trouble(self) -> None:
        """Hide the error of an earlier poll, because the help desk has answered."""
        if self._told is not None:
            self.context.withdraw(self._told)
            self._told = None

    # -- showing -----------------------------------------------------------------------------------

    def _update_page(self) -> None:
        show = self.context.translate
        page = self._page or TicketPage()
        self._update_progress()
        lines, waiting = page.lines, [*page.lines, *page.older]
        self._panel.setVisible(not lines or self._trouble is not None)
        self._panel.show_illustration("" if lines or self._page is None or self._trouble else "headset")
        self._newest.setVisible(bool(lines))
        self._update_actions(nothing=self._page is not None and not lines)
        if self._trouble is not None:
            self._panel.show_message(WARN, show(self._trouble), "")
        elif self._page is None:
            self._panel.show_message(BUSY, show(N_("Loading your tickets…")), "")
        elif not lines:
            self._panel.show_message(UNKNOWN, show(N_("No tickets on this computer")), show(_NONE_HERE))
        self.drafts.show_drafts(page.drafts)
        self.banner.show_waiting_items([line.item for line in waiting])
        self._update_waiting_card(waiting)
        self.cards.show_cards([build_ticket_card(self.context, line) for line in lines[: self._most]])
        self.more.setVisible(len(lines) > self._most or page.more)
        if self._point_at and self.cards.focus_card(self._point_at):
            self._point_at = ""
        elif lines and self.refresh.isHidden() and self._is_waiting_for_focus():
            self.starts_at.emit(self._find_start())

    def _update_progress(self) -> None:
        """Show whether the help desk is being polled, and when the states were last updated."""
        show, page = self.context.translate, self._page or TicketPage()
        self.refresh.setText(show(N_("Refreshing…") if self._asking else N_("Refresh")))
        here = all(line.here for line in page.lines)
        told = [show(_NEWEST_HERE if here else _NEWEST if page.updates else _NEWEST_ONLY)]
        if page.updates and not here:
            if self._updated is not None:
                told.append(show(N_("Updated at {time}.", time=get_clock_time(self._updated))))
            told += [show(_OUTDATED)] if self._outdated else []
        self._newest.setText(" ".join(told))

    def _update_actions(self, *, nothing: bool) -> None:
        """Show "Get help" instead of "Refresh" if there are no tickets."""
        waits = self._is_waiting_for_focus()
        changed = self.ask.isHidden() is nothing
        self.ask.setVisible(nothing)
        if changed:
            self.title_changed.emit()
        if nothing and self.refresh.hasFocus() and self._trouble is None:
            self.ask.setFocus()  # before the focused button is hidden
        # the focus waits until the list is loaded; no one answers tickets that are only on this computer
        live = self._page is not None and any(
            not line.here or line.sent is None for line in (*self._page.lines, *self._page.older)
        )
        self.refresh.setVisible(self._trouble is not None or live)
        if waits and nothing:
            self.starts_at.emit(self.ask)

    def _find_start(self) -> QWidget:
        """Return the widget to focus first: a button, or the first ticket if no button is shown."""
        first = self.cards.find_first_card()
        if self.refresh.isHidden() and self.ask.isHidden() and first is not None:
            return first
        return self.ask if self.refresh.isHidden() else self.refresh

    def _is_waiting_for_focus(self) -> bool:
        """Return whether the initial focus may still be set: only until the user moves the focus."""
        return self.isVisible() and self.focusWidget() in (None, self.refresh)

    def _update_waiting_card(self, lines: Sequence[TicketLine]) -> None:
        """Show the number of undelivered messages; tickets that only need a sign-in are left to the banner.

        A reply that wasn't sent isn't called a ticket: the help desk has its ticket.
        """
        lines = [line for line in lines if not is_waiting_for_sign_in(line.item.stage, line.item.reason)]
        states = list_undelivered_states(lines)
        automatic = not (count_tickets_needing_user(lines) or count_refused_replies(lines))
        text = describe_unsent(states, automatic=automatic)
        self._waiting.setVisible(bool(states))
        self._waiting.show_message(BUSY if automatic else WARN, self.context.translate(text), "")

    def _show_more_tickets(self) -> None:
        first = self._most
        self._most += SHOWN
        self.cards.focus_card(self.cards.list_shown_keys()[-1])  # the button may be hidden, and has the focus
        self._update_page()
        self.cards.focus_card(self.cards.list_shown_keys()[min(first, len(self.cards.list_shown_keys()) - 1)])
        self._load_tickets()

    def _open_ticket(self, report: str) -> None:
        lines = self._page.lines if self._page is not None else ()
        subject = next((line.item.subject for line in lines if line.item.report == report), "")
        self.context.open(ConversationPage(report, subject))

    def _delete_draft(self, ref: str) -> None:
        """Delete a draft, and load the list again."""
        app = self.context.app

        def delete_draft(_progress: Progress) -> None:
            from selfhelp.tickets.form.earlier_drafts import delete_draft_for_good

            delete_draft_for_good(app.drafts, app.earlier_drafts, ref)

        self.context.jobs.start_job_now(delete_draft, self._on_draft_deleted, owner=self)

    def _on_draft_deleted(self, _nothing: None) -> None:
        self._find_start().setFocus()  # before the focused button is removed
        announce_politely(self, self.context.translate(N_("Draft deleted.")))
        self._load_tickets()

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self.drafts = DraftList(self.context)
        self.drafts.deleted.connect(self._delete_draft)
        column.addWidget(self.drafts)
        self._panel, self._waiting, self.cards = MessagePanel(), MessagePanel(), CardList()
        self.refresh, self.ask, self.outbox, self.more = (QPushButton() for _ in range(4))
        self.ask.setProperty("primary", True)
        self.outbox.setProperty("link", True)
        self.refresh.clicked.connect(self._send_and_refresh)
        self.ask.clicked.connect(lambda: self.context.open(AskPage()))
        self.outbox.clicked.connect(lambda: self.context.open(OutboxPage()))
        self.more.clicked.connect(self._show_more_tickets)
        self.cards.chosen.connect(self._open_ticket)
        self._waiting.column.addWidget(self.outbox, 0, Qt.AlignmentFlag.AlignLeft)
        self._waiting.hide()
        row, buttons, self._newest = QHBoxLayout(), FlowLayout(), PlainLabel("", "sub")
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self._newest, 1)
        row.addWidget(self.refresh, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)
        buttons.setContentsMargins(0, theme.SPACE_2, 0, 0)
        buttons.addWidget(self.ask)
        self._panel.column.addLayout(buttons)
        self.banner = SignInBanner(self.context)
        for part in (self.banner, self._panel, self._waiting, self.cards):
            column.addWidget(part)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
