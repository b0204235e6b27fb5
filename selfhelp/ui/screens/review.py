"""The review before sending: recipient, and parts with check boxes; afterwards, the ticket's state."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from selfhelp.core.errors import ChangedError, ConfigurationError, SelfhelpError, StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.tickets.recipient import find_recipient
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import EditorPage, ReviewPage
from selfhelp.ui.parts.replace_words_card import ReplaceWordsCard
from selfhelp.ui.parts.review_item_list import ReviewItemList
from selfhelp.ui.parts.saved_ticket_view import SavedTicketView
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.status_icons import BUSY, NOTE, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.letter import Letter
    from selfhelp.tickets.review.edits import Edit

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\\]{1,64}@[^\s@<>,;:\"()\\]{1,189}")


SAVING = N_("Saving your ticket…")
_PREPARING = N_("Preparing your ticket…")
SIGN_IN = N_("To send your ticket, you'll need to sign in to the help desk.")


class ReviewScreen(AppScreen[ReviewPage]):
    """The screen that reviews a case; after sending, it shows the ticket's state."""

    roomy = True
    scrolls = False  # the button "Send" stays in sight

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case: Case | None = None
        self._letter: Letter | None = None
        self._known_address = ""
        self._desk_knows_user: bool | None = None  # without an address; None: not asked yet
        self._sending = False
        self._asked: Text | None = None
        self._is_sign_in_missing = False
        self._reading = self._read_again = self._send_then = False
        self._build_layout()
        for key, owner, slot in (  # inactive while its owner is hidden: a sent ticket can't be changed
            ("Ctrl+Return", self.send, self.send.click),
            ("Ctrl+F", self.replacing, self.replacing.open_and_focus),
            ("Ctrl+Z", self.replacing.undo, self.replacing.undo.click),
        ):
            QShortcut(QKeySequence(key), owner).activated.connect(slot)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        if self.is_finished():
            return self.context.translate(N_("Your ticket"))
        reached = find_recipient(self.context.app.policy).reaches_people
        return self.context.translate(N_("Review and send") if reached else N_("Review and save"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._update_address_heading()
        self.address.setAccessibleDescription(show(N_("The help desk replies to this address.")))
        self.address.setPlaceholderText(show(N_("name@example.com")))
        reached = find_recipient(self.context.app.policy).reaches_people
        self.send.setText(show(N_("Send") if reached else N_("Save ticket")))
        self.replacing.retranslate()
        self.saved.retranslate()
        self.items.rebuild_rows()
        self._update_recipient()

    def on_shown(self, destination: ReviewPage | None) -> None:
        """Show the review of a case, or the state of a ticket that was already sent."""
        if destination is not None:
            self._open_case(destination.case)
        elif self._case is not None and self._case.report:
            self.saved.reload_delivery_state()
        elif self._case is not None:
            self._load_ticket_content()
        self._switch_review_page()
        self._check_sign_in()

    def on_hidden(self) -> None:
        """Stop updating the state."""
        self.saved.again.stop()

    def on_tickets_changed(self) -> None:
        """Update the sent ticket's state."""
        if self._case is not None and self._case.report:
            self.saved.reload_delivery_state()

    def shows_ticket(self, report: str) -> bool:
        """Return whether this ticket was sent from this screen; the screen then shows the ticket's state."""
        return self._case is not None and self._case.report == report

    def is_finished(self) -> bool:
        """Return whether the ticket was saved; the form behind this screen is then empty."""
        return self._case is not None and bool(self._case.report)

    def get_saved_ticket_reference(self) -> str:
        """Return the saved ticket's reference, or ""."""
        return self._case.report if self._case is not None else ""

    def can_leave(self) -> bool:
        """Return False while the ticket is being saved."""
        if self._sending:
            self.context.say(SAVING)
        return not self._sending

    def make_help_case(self) -> Case | None:
        """Return the case under review; None once the ticket was saved."""
        return self._case if self._case is not None and not self._case.report else None

    def can_be_freed(self) -> bool:
        """Return whether no ticket is being saved; the form keeps the draft."""
        return not self._sending

    # -- the review --------------------------------------------------------------------------------

    def _open_case(self, case: Case) -> None:
        self._case, self._letter, self._send_then = case, None, False
        self.items.show_review_items(())
        self.replacing.set_case(case)
        self._state.show_message(BUSY, self.context.translate(_PREPARING), "")
        self._load_ticket_content()
        if case.message.requester or self.address.text():
            if self._desk_knows_user is None:
                self._desk_knows_user = False  # there is an address, so the help desk isn't asked for one
        else:
            app = self.context.app
            self.context.jobs.start_job(
                lambda _progress: app.find_requester_address(),
                self._on_address_found,
                self._on_address_failed,
                owner=self,
            )

    def _load_ticket_content(self) -> None:
        """Load the content to send on a pool thread; load it again if the case changes in the meantime.

        The button stays enabled, because a disabled button would lose the focus.
        """
        case = self._case
        if case is None:
            return
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        self.context.jobs.start_job(
            lambda _progress: case.build_letter(),
            self._on_ticket_content_loaded,
            self._on_ticket_content_failed,
            owner=self,
        )

    def _check_sign_in(self) -> None:
        """Find out on a pool thread whether the user has to sign in before the ticket can be sent."""
        if not self.is_finished():
            work = partial(_is_sign_in_missing, self.context.app)
            self.context.jobs.start_job(work, self._on_sign_in_checked, owner=self)

    def _on_sign_in_checked(self, missing: bool) -> None:
        self._is_sign_in_missing = missing
        if not self._sending:
            self._update_recipient()

    def _on_ticket_content_loaded(self, letter: Letter) -> None:
        self._reading, first = False, self._letter is None
        if self._read_again:
            self._read_again = False
            self._load_ticket_content()
            return
        self._letter = letter
        self.items.show_review_items(letter.items)
        self.replacing.update_undo_button()
        self._update_recipient()
        self._switch_review_page()
        if first and not (self._case is not None and self._case.report):
            self.items.rows["message"].open.setFocus()  # not "Send": a hasty Enter must not send
        if self._send_then:
            self._send_then = False
            self._send_ticket()

    def _on_ticket_content_failed(self, error: SelfhelpError) -> None:
        self._reading = self._read_again = self._send_then = False
        self._letter = None
        self._state.show_message(WARN, self.context.translate(error.user_message), "")
        self._switch_review_page()

    def _on_address_found(self, address: str) -> None:
        """Fill in the user's email address; if only the help desk knows it, the field may stay empty.

        Some help desks return an account name instead; it isn't filled in.
        """
        self._known_address = address
        self._desk_knows_user = not _ADDRESS.fullmatch(address)
        self._update_address_heading()
        if address and not self._desk_knows_user and not self.address.text():
            self.address.setText(address)
        self._send_if_waiting()

    def _update_address_heading(self) -> None:
        """Mark the address as required once it is known that the help desk doesn't know the user without."""
        question = N_("Your email address")
        required = self._desk_knows_user is False
        text = N_("{question} (required)", question=question) if required else question
        self._who.heading.setText(self.context.translate(text))
        self._who.setAccessibleName(self._who.heading.text())
        self.address.setAccessibleName(self._who.heading.text())

    def _on_address_failed(self, error: SelfhelpError) -> None:
        self._desk_knows_user = False
        self._update_address_heading()
        if not isinstance(error, ConfigurationError):
            self.context.say(error.user_message)
        self._send_if_waiting()

    def _send_if_waiting(self) -> None:
        """Send the ticket if the user wanted to before it was known whether an address is required."""
        if self._send_then and not self._reading:
            self._send_then = False
            self._update_recipient()
            self._send_ticket()

    def _on_included_changed(self, key: str, on: bool) -> None:
        if self._case is not None:
            self._case.set_item_included(key, on)
            self._load_ticket_content()

    def _apply_edits(self, edits: Sequence[Edit]) -> None:
        if self._case is None or not edits:
            return
        self._case.review.apply_edits(*edits)
        announce_politely(
            self, self.context.translate(NN_("{count} item removed.", "{count} items removed.", len(edits)))
        )
        self._load_ticket_content()

    def _store_section_choice(self, section: str, never: bool) -> None:
        """Store whether to exclude a section from all tickets; the settings can change this choice."""
        self.context.apply_preferences(
            self.context.app.preferences.copy_with_section_skipped(section, never), self
        )

    def _edit_picture(self, key: str) -> None:
        if self._case is not None:
            self.context.open(EditorPage(self._case, key=key))

    def _update_recipient(self) -> None:
        """Show the ticket's recipient."""
        if self._letter is None:
            return
        show, recipient = self.context.translate, find_recipient(self.context.app.policy)
        if recipient.reaches_people:
            to = N_("To: {recipient}", recipient=recipient.text)
            about = N_("This is everything the help desk will see. Turn off what you don't want to send.")
            self._state.show_message(NOTE, show(to), show(about))
            sign_in = show(SIGN_IN) if self._is_sign_in_missing else ""
            self._total.setText(sign_in or show(N_("Nothing has been sent yet.")))
            self.send.setAccessibleDescription(sign_in)
        else:
            about = N_("No one will be notified. You can save the ticket as a file or print it afterwards.")
            self._state.show_message(WARN, show(recipient.text), show(about))
            self._total.setText(show(N_("Nothing has been saved yet.")))
        self._state.setAccessibleName(self._state.heading.accessibleName())
        self._state.setAccessibleDescription(self._state.detail.accessibleName())

    # -- sending -----------------------------------------------------------------------------------

    def _send_ticket(self) -> None:
        """Save the ticket, report it as saved, and start the delivery."""
        case, letter, address = self._case, self._letter, self.address.text().strip()
        if case is None or self._sending or letter is None or case.report:
            return
        if self._reading or (not address and self._desk_knows_user is None):
            self._send_then = True
            self._total.setText(self.context.translate(_PREPARING))
            return
        if address and address != self._known_address and not _ADDRESS.fullmatch(address):
            self._ask_for_address(
                N_("{text} isn't an email address. Check it and try again.", text=address[:100])
            )
            return
        if not address and not self._desk_knows_user:
            self._ask_for_address(N_("Enter your email address so that the help desk can reply."))
            return
        address = address or (self._known_address if self._desk_knows_user else "")
        case.message.requester = address
        self._sending = True
        self._total.setText(self.context.translate(SAVING))
        announce_politely(
            self.send, self._total.text()
        )  # it stays enabled: disabled, it would lose the focus
        work = partial(self._save_ticket, case, letter.copy_with_requester(address))
        self.context.jobs.start_job(work, self._on_ticket_saved, self._on_ticket_save_failed, owner=self)

    def _save_ticket(self, case: Case, letter: Letter, _progress: Progress) -> str:
        """Save the ticket on a pool thread and return its reference; store a new email address as well.

        Only an email address is stored: some help desks return an account name instead.
        """
        report = case.save_to_outbox(letter)
        app = self.context.app
        app.drafts.delete_sent_draft(app.get_outbox)  # a crash before this is noticed when it is read
        if "@" in letter.requester and not app.policy.desk.email and not app.preferences.email:
            with contextlib.suppress(StorageError):  # the ticket is saved; the user is asked again next time
                app.save_preferences(dataclasses.replace(app.preferences, email=letter.requester))
        return report

    def _on_ticket_saved(self, report: str) -> None:
        self._sending = False
        self._withdraw_question()
        self.context.deliver()
        self.saved.show_saved_ticket(report, self.address.text().strip())
        self._switch_review_page()
        self.title_changed.emit()

    def _on_ticket_save_failed(self, error: SelfhelpError) -> None:
        self._sending = False
        self._update_recipient()
        self.context.say(error.user_message)
        if isinstance(error, ChangedError):
            self._load_ticket_content()

    def _ask_for_address(self, text: Text) -> None:
        self._asked = text
        self.context.say(text)
        self.address.setFocus()
        self.address.selectAll()
        self.page.scroll_to(self._who)

    def _on_address_edited(self, address: str) -> None:
        if _ADDRESS.fullmatch(address.strip()):
            self._withdraw_question()

    def _withdraw_question(self) -> None:
        """Close the message that asks for an email address, because the user has entered one."""
        if self._asked is not None:
            self.context.withdraw(self._asked)
            self._asked = None

    # -- parts -------------------------------------------------------------------------------------

    def _switch_review_page(self) -> None:
        saved = bool(self._case is not None and self._case.report)
        ready = self._letter is not None and not saved
        for part in (self.items, self.replacing, self._who, self.page.footer):
            part.setVisible(ready)
        self._state.setVisible(not saved)
        self.saved.setVisible(saved)
        if saved:
            self.saved.first_button.setFocus()
            self.page.scroll_to_start_of_part(self.saved.state, self.saved.first_button)

    def _build_layout(self) -> None:
        self.page = FootedPage()
        self._state, self._who, self.saved = MessagePanel(), SectionFrame(), SavedTicketView(self.context)
        make_text_tab_stop(self._state)
        self.items, self.replacing = ReviewItemList(self.context), ReplaceWordsCard(self.context)
        self.items.switched.connect(self._on_included_changed)
        self.items.edited.connect(self._apply_edits)
        self.items.unwanted.connect(self._store_section_choice)
        self.items.picture_chosen.connect(self._edit_picture)
        self.replacing.changed.connect(self._load_ticket_content)
        self.address = LineInput()
        self.address.setMaxLength(254)
        self.address.textChanged.connect(self._on_address_edited)
        self.address.setMaximumWidth(theme.FIELD_WIDTH)
        self._who.body.addWidget(self.address)
        for part in (self._state, self.saved, self.items, self.replacing, self._who):
            self.page.body.addWidget(part)
        self.page.body.addStretch(1)
        self._total, self.send = PlainLabel("", "sub"), QPushButton()
        self.send.setProperty("primary", True)
        self.send.clicked.connect(self._send_ticket)
        self.page.foot.addWidget(self._total, 1)
        self.page.foot.addWidget(self.send, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)


def _is_sign_in_missing(app: App, _progress: Progress) -> bool:
    from selfhelp.helpdesk.sign_in import is_sign_in_missing  # loads the code for networks: not while drawing

    return is_sign_in_missing(app.policy.desk, app.secrets)
