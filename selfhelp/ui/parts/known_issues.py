"""The organisation's known issues, each with "I'm affected too" instead of a separate ticket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import ConfigurationError, SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import ConversationPage
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.section_frame import clear_layout, order_by_layout, remove_widgets
from selfhelp.ui.widgets.status_icons import GOOD, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.ticket import Incident

SHOWN = 3
"""Maximum number of issues shown; issues that match the user's text are preferred."""

SHORT = 300
"""Maximum number of characters shown of an issue's text."""


class KnownIssues(QWidget):
    """A list of the known issues; hidden without issues.

    Signals:
        refreshed: the feed was read, and may also contain new notices.
    """

    refreshed = Signal()

    def __init__(self, context: Context, steady: MisclickGuard) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._incidents: Sequence[Incident] = ()
        self._joined: dict[str, str] = {}
        self._words = ""
        self.cards: dict[str, KnownIssueCard] = {}
        self._heading, self._list = PlainLabel("", "h2"), QVBoxLayout()
        self._list.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._heading)
        column.addLayout(self._list)
        self.hide()

    def load_issues(self) -> None:
        """Load the known issues on a pool thread, and refresh them if they are stale."""
        self._context.jobs.start_job(
            partial(_load_issues_and_subscriptions, self._context.app), self._on_issues_loaded, owner=self
        )

    def filter_by_text(self, words: str) -> bool:
        """Show the issues that match a text (all for ""); return whether a non-empty text has matches."""
        self._words = words
        if self._incidents:
            self._update_cards()
        return bool(words.strip() and self.cards)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        clear_layout(self._list)
        self.cards = {}
        self._update_cards()

    # -- parts -------------------------------------------------------------------------------------

    def _on_issues_loaded(self, found: tuple[Sequence[Incident], dict[str, str]]) -> None:
        self.refreshed.emit()
        if found != (self._incidents, self._joined):
            self._steady.call_when_safe(partial(self._set_issues, found))

    def _set_issues(self, found: tuple[Sequence[Incident], dict[str, str]]) -> None:
        before = {one.id for one in self._incidents}
        self._incidents, self._joined = found
        self._update_cards()
        new = [one for one in self._incidents[:SHOWN] if one.id not in before]
        if new and self.isVisible():
            announce_politely(
                self, self._context.make_row_button_label(self._heading.accessibleName(), new[0].title)
            )

    def _update_cards(self) -> None:
        shown = self._list_matching_issues()[:SHOWN]
        self._heading.setText(self._context.translate(N_("Known issues")))
        before, self.cards = self.cards, {}
        for place, one in enumerate(shown):
            card = before.pop(one.id, None) or KnownIssueCard(
                self._context, one, partial(self._start_subscribing, one)
            )
            card.show_subscription(self._joined.get(one.id, ""))
            self.cards[one.id] = card
            self._list.insertWidget(place, card)
        remove_widgets(self._list, before.values())
        order_by_layout(self._list)
        self.setVisible(bool(shown))

    def _list_matching_issues(self) -> Sequence[Incident]:
        """Return the known issues that match the user's text.

        The search module is imported only if needed.
        """
        if not (self._incidents and self._words.strip()):
            return self._incidents
        from selfhelp.tickets.following.incidents import find_matching_incidents

        return find_matching_incidents(self._incidents, self._words)

    def _start_subscribing(self, incident: Incident) -> None:
        self.cards[incident.id].disable_subscribing()
        work = partial(_subscribe_to_incident, self._context.app, incident)
        failed = partial(self._on_subscribe_failed, incident.id)
        self._context.jobs.start_job(work, partial(self._on_subscribed, incident.id), failed, owner=self)

    def _on_subscribed(self, incident: str, report: str) -> None:
        self._joined[incident] = report
        if incident in self.cards:
            self.cards[incident].show_subscription(report)
            self.cards[incident].ticket.setFocus()
        announce_politely(self, self._context.translate(ADDED))
        self._context.deliver()

    def _on_subscribe_failed(self, incident: str, error: SelfhelpError) -> None:
        if incident in self.cards:
            self.cards[incident].show_subscription("")
        self._context.say(error.user_message)


class KnownIssueCard(MessagePanel):
    """A card with one known issue, and the button "I'm affected too"."""

    def __init__(self, context: Context, incident: Incident, join: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._incident, self._report = context, incident, ""
        self.too, self.page, self.ticket = QPushButton(), QPushButton(), QPushButton()
        self._note = PlainLabel("", "small")
        row = FlowLayout(spacing=theme.SPACE_2)
        for button, slot in (
            (self.too, join),
            (self.page, self._open_issue_page),
            (self.ticket, self._open_ticket),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        for button in (self.page, self.ticket):
            button.setProperty("link", True)
        self.column.addLayout(row)
        self.column.addWidget(self._note)

    def show_subscription(self, report: str) -> None:
        """Show the issue; ``report`` is the reference of the user's own ticket about it, or ""."""
        show, one, self._report = self._context.translate, self._incident, report
        text = one.text if len(one.text) <= SHORT else one.text[:SHORT].rpartition(" ")[0] + " …"
        since = show(N_("Since {time}.", time=one.since)) if one.since else ""
        self.show_message(
            GOOD if report else WARN, one.title, "\n".join(part for part in (text, since) if part)
        )
        for button, words, wanted in (
            (self.too, N_("I'm affected too"), not report),
            (self.page, N_("Learn more"), links.find_allowed_ticket_url(one.url) is not None),
            (self.ticket, N_("Show ticket"), bool(report)),
        ):
            button.setText(show(words))
            button.setAccessibleName(
                shorten_to_one_line(self._context.make_row_button_label(show(words), one.title), 200)
            )
            button.setVisible(wanted)
        self.too.setEnabled(True)
        note: Text = ADDED if report else N_("We'll tell the help desk your name and that you're affected.")
        self._note.setText(show(note))

    def disable_subscribing(self) -> None:
        """Disable "I'm affected too" while the user is being added."""
        self.too.setEnabled(False)

    def _open_issue_page(self) -> None:
        target = links.find_allowed_ticket_url(self._incident.url)
        if target is not None and not links.open_link(target):
            self._context.say(N_("No app on this computer can open the page."))

    def _open_ticket(self) -> None:
        self._context.open(ConversationPage(self._report))


ADDED = N_("You've been added. We'll let you know when it's resolved.")


def _load_issues_and_subscriptions(
    app: App, _progress: Progress
) -> tuple[Sequence[Incident], dict[str, str]]:
    """Return the known issues, and the references of the user's tickets by issue ID."""
    found = app.incidents.refresh_incidents_if_stale()
    if not found or not (app.places.data / "outbox").is_dir():
        return found, {}
    from selfhelp.tickets.following.affected_users import (
        find_affected_ticket,
    )  # with everything for sending tickets

    outbox = app.get_outbox()
    return found, {one.id: report for one in found if (report := find_affected_ticket(outbox, one))}


def _subscribe_to_incident(app: App, incident: Incident, _progress: Progress) -> str:
    try:
        requester = app.find_requester_address()
    except ConfigurationError:
        requester = ""  # reported on delivery
    return app.subscribe_to_incident(incident, requester, app.login)
