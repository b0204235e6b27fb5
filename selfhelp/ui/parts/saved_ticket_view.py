"""The view of a saved ticket: its number and the next step; other details are collapsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.delivery.retry_scheduler import NOT_ASKED, RequestedAttempt
from selfhelp.tickets.outbox.stored_messages import is_open_in_email_app
from selfhelp.tickets.recipient import GIVE_TO_IT, find_recipient, leads_to_sent_items
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.ticket_actions import retry_sending
from selfhelp.ui.conversation.ticket_export import TicketExport
from selfhelp.ui.images.qr_code import QrCode
from selfhelp.ui.navigation import (
    ConversationPage,
    HomePage,
    OutboxPage,
    ReceiptsPage,
    RemotePage,
    SignInPage,
    TicketsPage,
)
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.contact_card import ContactCard
from selfhelp.ui.state_texts import (
    describe_attempt,
    describe_delivery,
    describe_outlook,
    describe_requested,
    describe_retry,
    describe_times,
    join_sentences,
    needs_sign_in,
    needs_user_action,
)
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, NOTE, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox import OutboxItem

LOOK_AGAIN_MS = 1500
"""Milliseconds between two reads of an undelivered ticket's state, while the view is visible."""

FIRST_ATTEMPT = timedelta(seconds=15)
"""How long a saved ticket without a failed attempt is shown as being sent."""

_MOVING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SavedTicketState:
    """A ticket's state, delivery folder if any, verification words, and the result of a requested attempt.

    ``incomplete`` is True if files didn't arrive, ``urgent`` if the user should call as well.
    """

    item: OutboxItem
    folder: str = ""
    words: tuple[str, str] | None = None
    attempt: RequestedAttempt = NOT_ASKED
    incomplete: bool = False
    urgent: bool = False


class SavedTicketView(QWidget):
    """A view that follows the state of one ticket in the outbox."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._report = self._address = self._folder = ""
        self._words: tuple[str, str] | None = None
        self._sending, self._attempt, self._is_incomplete = False, NOT_ASKED, False
        self._is_urgent = False
        self.standing: OutboxItem | None = None
        self.again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self.again.timeout.connect(self.reload_delivery_state)
        self.state, self.number, self._copy = MessagePanel(), PlainLabel("", "code"), QPushButton()
        self.next, self._lines = SectionFrame(), QVBoxLayout()
        self.card, self.code, self.qr = SectionFrame(), PlainLabel("", "code"), QrCode()
        self.spoken, self._code_copy = PlainLabel("", "spoken"), QPushButton()
        self._contact, self._buttons, self._links = ContactCard(context), ButtonRow(), ButtonRow()
        self._create_buttons()
        self._build_layout()

    def show_saved_ticket(self, report: str, address: str = "") -> None:
        """Show a ticket; ``address`` is the email address for IT's reply, or ""."""
        from selfhelp.core import ticket_reference

        self._report, self._address, self.standing = report, address, None
        self._folder, self._words, self._sending, self._attempt = "", None, False, NOT_ASKED
        self._is_incomplete = self._is_urgent = False
        short = ticket_reference.shorten_reference(report)
        self.code.setText(short)
        # Spelled out, so that it is read letter by letter.
        self.code.setAccessibleName(" ".join(short))
        self.qr.show_code(
            ticket_reference.make_qr_matrix(short),
            self._context.translate(N_("QR code for a phone: {code}", code=short)),
        )
        self.state.show_message(BUSY, self._context.translate(N_("Saved")), "")
        self.open.setVisible(False)
        self.card.hide()
        self._contact.set_ticket(reference=short)
        self.retranslate()
        self.reload_delivery_state()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, policy = self._context.translate, self._context.app.policy
        self.next.set_heading(show(N_("What happens next")))
        for button, text, name in (
            (self._copy, N_("Copy"), N_("Copy the ticket number")),
            (self._code_copy, N_("Copy"), N_("Copy the reference")),
            (self.done, N_("Done"), N_("Done")),
            (self.keep, N_("Save as file…"), None),
            (self.print, N_("Print…"), None),
            (self.outbox, N_("Show in outbox"), None),
            (self.tickets, N_("My tickets"), None),
            (self.remote, N_("Get remote help"), None),
            (self.receipt, N_("Sent items"), None),
        ):
            button.setText(show(text))
            button.setAccessibleName(show(name or text))
        self.remote.setVisible(policy.remote.enabled and not self._is_local)
        for button in (self.keep, self.print):
            button.setVisible(self._is_local)
        set_button_primary(self.keep, self._is_local)
        self._contact.setVisible(self._contact.update_contact_details())
        self._update_delivery_state()

    @property
    def first_button(self) -> QPushButton:
        """The primary button, or without a help desk the button that saves the ticket as a file."""
        if self._is_local:
            return self.keep
        return self.done if self.send.isHidden() else self.send

    def reload_delivery_state(self) -> None:
        """Read the ticket's state on a pool thread, and show it."""
        if self._report:
            work = partial(_read_delivery_state, self._context.app, self._report)
            self._context.jobs.start_job(
                work, self._on_delivery_state_read, self._on_state_read_failed, owner=self
            )

    # -- how it stands -----------------------------------------------------------------------------

    @property
    def _is_local(self) -> bool:
        """Whether no help desk is configured, so that the ticket stays on this computer."""
        return not find_recipient(self._context.app.policy).reaches_people

    def _on_delivery_state_read(self, found: SavedTicketState) -> None:
        item, self._folder, self._words = found.item, found.folder, found.words
        self._attempt, self._is_incomplete = found.attempt, found.incomplete
        self._is_urgent = found.urgent
        ended, self._sending = self._sending and not found.attempt.sending, found.attempt.sending
        before, self.standing = self.state.heading.text(), item
        self._contact.set_ticket(item.ticket, self.code.text())
        self._update_delivery_state()
        if (ended or before != self.state.heading.text()) and self.isVisible():
            detail = "" if item.state is DeliveryState.DELIVERED else self.state.detail.accessibleName()
            said = (self.state.heading.accessibleName(), self.number.accessibleName(), detail)
            announce_politely(self.first_button, join_sentences(*said))
        if self.isVisible() and item.state is not DeliveryState.DELIVERED:
            self.again.start()

    def _on_state_read_failed(self, error: SelfhelpError) -> None:
        self.state.show_message(WARN, self._context.translate(error.user_message), "")

    def _update_delivery_state(self) -> None:
        item, show = self.standing, self._context.translate
        arrived = item is not None and item.state is DeliveryState.DELIVERED and not self._is_local
        number = item.ticket if item is not None and arrived else ""
        self.number.setText(number)
        self.number.setAccessibleName(show(N_("Ticket {number}", number=number)) if number else "")
        for part in (self.number, self._copy):
            part.setVisible(bool(number))
        if item is not None:
            sign, heading = self._make_state_heading(item)
            if self._sending:
                self.state.show_busy(show(heading))
            else:
                details = join_sentences(*(show(text) for text in self._iter_state_details(item)))
                self.state.show_message(sign, show(heading), details)
            target = links.find_allowed_ticket_url(item.url, self._folder)
            self.open.setVisible(target is not None and bool(item.ticket or self._folder))
            folder = target is not None and target.isLocalFile()
            self.open.setText(show(N_("Open folder") if folder else N_("Open ticket")))
            self.open.setAccessibleName(self.open.text())
        self._update_send_button()
        if not self._sending:
            self._update_next_steps()
        heard = (self.state.heading, self.number, self.state.detail)
        self.state.setAccessibleName(join_sentences(*(part.accessibleName() for part in heard)))
        self._update_reference_card()
        self.receipt.setVisible(self._is_among_sent_items)

    @property
    def _is_among_sent_items(self) -> bool:
        """Whether the ticket was sent, so that the page with the sent items has a record of it."""
        app, item = self._context.app, self.standing
        return item is not None and leads_to_sent_items(app.policy, app.places, item)

    def _update_reference_card(self) -> None:
        """Explain the reference and the verification words if a help desk gets or already has the ticket."""
        show, item = self._context.translate, self.standing
        arrives = item is not None and not self._is_local and not self._needs_user_action
        about = N_("If you call the help desk, give them this reference so that they can find your ticket.")
        self.card.set_heading(show(N_("Reference")), show(about) if arrives else "")
        self.spoken.setText(" ".join(self._words or ()))
        for part in (self.spoken, self._words_about):
            part.setVisible(self._has_words)
        self._words_about.setText(show(N_("Anyone who calls you about this ticket must say these words.")))
        self._update_reference_link()

    @property
    def _has_words(self) -> bool:
        """Whether a help desk has the ticket, so that callers must say its verification words."""
        item = self.standing
        arrived = item is not None and item.state is DeliveryState.DELIVERED and not self._is_local
        return arrived and self._words is not None

    def _update_next_steps(self) -> None:
        clear_layout(self._lines)
        told = [self._context.translate(text) for text in self._iter_next_steps()]
        for text in told:
            self._lines.addWidget(PlainLabel(text))
        self.next.setAccessibleDescription(" ".join(told))
        self.next.setVisible(bool(told))

    def _make_state_heading(self, item: OutboxItem) -> tuple[str, Text]:
        if self._is_local and item.state in (*_MOVING, DeliveryState.DELIVERED):
            return NOTE, N_("Saved on this computer")
        if self._attempt.sending:
            return BUSY, describe_requested(self._attempt)
        if self._sending or self._is_first_attempt(item):
            return BUSY, describe_retry(item.state if self._sending else DeliveryState.QUEUED)[1]
        if item.ticket and item.state is DeliveryState.QUEUED:
            return BUSY, N_("Sent, but its attachments are still waiting")
        if item.state is not DeliveryState.DELIVERED or is_open_in_email_app(item.state, item.reason):
            return describe_delivery(item.state, item.reason, item.stage)
        if self._is_incomplete:
            return WARN, N_("Sent, but files are missing")
        return GOOD, N_("Sent")

    def _is_first_attempt(self, item: OutboxItem) -> bool:
        """Return whether the ticket was saved a moment ago, and sending it hasn't failed."""
        waits = item.state in _MOVING and item.attempts <= 1 and item.reason is None
        return waits and datetime.now(UTC) - item.created < FIRST_ATTEMPT

    @property
    def _state(self) -> DeliveryState:
        """The ticket's delivery state; queued until it is loaded."""
        return self.standing.state if self.standing is not None else DeliveryState.QUEUED

    @property
    def _needs_user_action(self) -> bool:
        """Whether the ticket can't be sent without an action of the user."""
        item = self.standing
        return item is not None and not self._is_local and needs_user_action(item.stage, item.reason)

    @property
    def _needs_sign_in(self) -> bool:
        """Whether the user must sign in before sending; False for a locked keyring, because sending unlocks
        it."""
        item = self.standing
        return item is not None and needs_sign_in(item.stage, item.reason)

    def _update_send_button(self) -> None:
        """Show "Send again" while the ticket needs an action; during the attempt, it says "Sending…".

        It takes the focus from "Done", so that Enter doesn't leave the ticket unsent. In the outbox, a file
        that is too large can be removed, and the text can be changed.
        """
        wanted = self._needs_user_action or self._sending
        again = describe_retry(self._state)[self._sending]
        self.send.setText(self._context.translate(N_("Sign in") if self._needs_sign_in else again))
        if not wanted and self.send.hasFocus():
            self.done.setFocus()  # before the focused button is hidden
        appears = wanted and self.send.isHidden()
        self.send.setVisible(wanted)
        if appears and self.done.hasFocus():
            self.send.setFocus()
        self.outbox.setVisible(self._needs_user_action and not (self._sending or self._needs_sign_in))
        set_button_primary(self.send, wanted and not self._sending)
        set_button_primary(self.done, not wanted and not self._is_local)

    def _iter_state_details(self, item: OutboxItem) -> Iterator[Text]:
        """Yield sentences about the delivery: recipient, last attempt, reason for a delay, what's next."""
        if self._is_local:
            return
        if item.state is DeliveryState.DELIVERED:
            yield N_("To: {recipient}", recipient=find_recipient(self._context.app.policy).text)
        tried = describe_attempt(item.state, self._attempt)
        if tried is not None:
            yield tried
        if item.reason:
            yield item.reason
        if item.state is not DeliveryState.DELIVERED and not self._is_first_attempt(item):
            yield from describe_times([item]) if item.ticket else describe_outlook([item])

    def _iter_next_steps(self) -> Iterator[Text]:
        """Yield sentences about the next steps and the opening hours of the help desk."""
        contact = self._contact.find_current_contact()
        if self._is_urgent and contact.can_be_called_now:
            yield _CALL_TOO
        if self._is_local:
            alone = self._contact.isHidden()
            yield _NO_HELP_DESK if alone else _NOT_SENT_FROM_HERE
            yield GIVE_TO_IT
            return
        arrived = self._describe_reply()
        if arrived is not None:
            yield arrived
        if not self._contact.isHidden():
            return  # it shows the hours beside the number
        hours = contact.describe_availability()
        if hours is not None:
            yield hours

    def _describe_reply(self) -> Text | None:
        """Return a sentence about the help desk's reply; None before the help desk has the ticket."""
        item = self.standing
        if item is None or item.state is not DeliveryState.DELIVERED:
            return None
        if is_open_in_email_app(item.state, item.reason):
            return _SEND_IN_EMAIL_APP
        if not self._address:
            return N_("You'll see the help desk's reply here, under “My tickets”.")
        return N_(
            "The help desk will reply to {address}. You'll see the reply here too.", address=self._address
        )

    # -- what can be done --------------------------------------------------------------------------

    def _send_ticket_again(self) -> None:
        """Send the ticket now, or open the sign-in page; `reload_delivery_state` shows the result."""
        if self._needs_sign_in:
            self._context.open(SignInPage())
        elif not self._sending:
            self._sending = True
            self._update_delivery_state()
            announce_politely(self.send, self._context.translate(describe_retry(self._state)[1]))
            work = partial(retry_sending, self._context.app, self._report)
            self._context.jobs.start_job(work, self._on_retry_started, self._on_retry_failed, owner=self)

    def _on_retry_started(self, _nothing: None) -> None:
        self._context.deliver()
        self.reload_delivery_state()

    def _on_retry_failed(self, error: SelfhelpError) -> None:
        self._context.say(error.user_message)
        self.reload_delivery_state()

    def _open_ticket(self) -> None:
        """Open the ticket's conversation, which leads to its web page; or its folder on this computer."""
        target = (
            links.find_allowed_ticket_url(self.standing.url, self._folder)
            if self.standing is not None
            else None
        )
        if target is not None and not target.isLocalFile():
            self._context.open(ConversationPage(self._report))
        elif target is not None and not links.open_link(target):
            self._context.say(N_("No app on this computer can open the page."))

    def save_archive(self, file: Path) -> None:
        """Write the ticket and its attachments into a ZIP file, on a pool thread."""
        self._export.save_archive(self._report, self._folder, file)

    def _copy_text(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._context.say(N_("Copied: {what}", what=text[:200]))

    def _toggle_reference(self) -> None:
        self.card.setVisible(self.card.isHidden())
        self._update_reference_link()

    def _update_reference_link(self) -> None:
        folded = N_("Reference and verification words") if self._has_words else N_("Reference")
        self.more.setText(self._context.translate(folded if self.card.isHidden() else N_("Hide reference")))

    # -- parts -------------------------------------------------------------------------------------

    def _create_buttons(self) -> None:
        context, row, links_ = self._context, self._buttons, self._links
        export = self._export = TicketExport(context, self)
        self.keep = row.add_button(lambda: export.choose_archive_file(self._report, self._folder))
        self.print = row.add_button(lambda: export.print_ticket(self._report))
        self.send = row.add_button(self._send_ticket_again)
        self.send.hide()
        self.done = row.add_button(lambda: context.open(HomePage(saved=self._report)))
        self.open = row.add_button(self._open_ticket)
        self.outbox = row.add_button(lambda: context.open(OutboxPage(report=self._report)))
        self.outbox.hide()
        self.tickets = links_.add_button(lambda: context.open(TicketsPage(report=self._report)), link=True)
        self.remote = links_.add_button(lambda: context.open(RemotePage(report=self._report)), link=True)
        self.receipt = links_.add_button(lambda: context.open(ReceiptsPage(report=self._report)), link=True)
        self.more = links_.add_button(self._toggle_reference, link=True)
        self._links.remove_top_margin()
        for button, said in ((self._copy, self._find_ticket_number), (self._code_copy, self.code.text)):
            button.setProperty("link", True)
            button.clicked.connect(lambda _on=False, said=said: self._copy_text(said()))

    def _find_ticket_number(self) -> str:
        return self.standing.ticket if self.standing is not None else ""

    def _build_layout(self) -> None:
        column, row, words = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        self._words_about = PlainLabel("", "sub")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state.column.insertWidget(1, self.number)
        self.state.column.insertWidget(2, self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.next.body.addLayout(self._lines)
        for essential in (self.state, self.next):
            make_text_tab_stop(essential)
        words.addWidget(self.code)
        words.addWidget(self._code_copy, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(self.qr)
        self.card.body.addLayout(row)
        self.card.body.addWidget(self.spoken)
        self.card.body.addWidget(self._words_about)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_3)
        for part in (self.state, self.next, self._buttons, self._links, self.card, self._contact):
            column.addWidget(part)


_CALL_TOO = N_("This is urgent. Call the help desk as well.")
_NO_HELP_DESK = N_("No help desk is set up, so no one has been notified.")
_NOT_SENT_FROM_HERE = N_("Tickets aren't sent from this computer, so no one has been notified.")
_SEND_IN_EMAIL_APP = N_("Once you've sent the message, the help desk will reply by email.")


def _read_delivery_state(app: App, report: str, _progress: Progress) -> SavedTicketState:
    """Return a ticket's state, its delivery folder, and its verification words."""
    from selfhelp.tickets.following.caller_verification import find_verification_words
    from selfhelp.tickets.outbox.overdue_items import explain_delay
    from selfhelp.tickets.outbox.refused_files import list_refused_files

    outbox = app.get_outbox()
    folders = {sent.report: sent.path for sent in outbox.list_sent_tickets()}
    ticket = outbox.read_ticket(report)
    words = find_verification_words(report, ticket.body, app.translator.language)
    attempt = outbox.memory.find_attempt(report)
    missing = bool(list_refused_files(outbox, report))
    item = explain_delay(outbox.find_item(report), app.find_current_obstacle())
    urgent = app.catalog.is_topic_urgent(ticket.details.problem)
    return SavedTicketState(item, folders.get(report, ""), words, attempt, missing, urgent)
