"""The page of one ticket: status, messages, and the reply box."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from selfhelp.core import ticket_reference
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_
from selfhelp.core.ticket import DeliveryState, ReplyKind
from selfhelp.tickets.recipient import find_recipient, leads_to_sent_items
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.conversation import conversation_loader as reading
from selfhelp.ui.conversation import ticket_actions
from selfhelp.ui.conversation.attachment_saver import AttachmentSaver
from selfhelp.ui.conversation.conversation_loader import LoadedConversation
from selfhelp.ui.conversation.live_updates import STALE, LiveUpdates
from selfhelp.ui.conversation.message_list import MessageList
from selfhelp.ui.conversation.reply_box import ReplyBox
from selfhelp.ui.conversation.resolved_question import ResolvedQuestion
from selfhelp.ui.conversation.ticket_export import TicketExport
from selfhelp.ui.conversation.ticket_status import describe_ticket_status
from selfhelp.ui.conversation.unavailable_ticket import UnavailableTicketActions, find_unavailable_reason
from selfhelp.ui.images.mime_data import has_picture_or_files
from selfhelp.ui.navigation import (
    ConversationPage,
    OutboxPage,
    ReceiptsPage,
    RemotePage,
    SignInPage,
    TicketsPage,
)
from selfhelp.ui.parts.autosave import UnsentReply, create_reply_autosave, restore_reply
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.feedback_prompt import FeedbackPrompt
from selfhelp.ui.state_texts import describe_requested, describe_retry, join_sentences, needs_sign_in
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.status_icons import BUSY
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

LOW = 16
"""Height in lines of text below which the page counts as low."""


class ConversationScreen(AppScreen[ConversationPage]):
    """The screen with the messages of one ticket, and the reply box below."""

    roomy = True
    scrolls = False  # the reply box stays visible, unless the page is too low

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._report = self._subject = ""
        self._talk: LoadedConversation | None = None
        self._asking = self._came = self._follows = self._arrived = False
        self._fetched = 0.0
        self._unsent: dict[str, UnsentReply] = {}
        self._keeper = create_reply_autosave(context, self._collect_unsent_replies, self)
        self.setAcceptDrops(True)
        self.panel, self.messages, self.box = MessagePanel(), MessageList(context), ReplyBox(context)
        self._saving = AttachmentSaver(context, self.messages)
        self._live = LiveUpdates(self, context.app.policy.ticket_updates)
        self.helped, self.trouble = FeedbackPrompt(context, after_no=_NOT_HELPED), PlainLabel("", "sub")
        self.open, self.copy_number, self.copy_ref = QPushButton(), QPushButton(), QPushButton()
        self.receipt, self.refresh, self.outbox, self.delete = (QPushButton() for _ in range(4))
        self.remote, self.more = QPushButton(), QPushButton()
        self.resolved, self._end, self._box_frame = ResolvedQuestion(context), QWidget(), QWidget()
        self.unsent, self.missing = ButtonRow(), ButtonRow()
        self.send_missing = self.missing.add_button(self._send_missing_files)
        self.again = self.unsent.add_button(self._retry_sending, primary=True)
        self.export = self.unsent.add_button(self._export_ticket)
        files, self.local = TicketExport(context, self), ButtonRow()
        self.resend = self.local.add_button(lambda: self.gone.copy_ticket(self._report), primary=True)
        self.keep = self.local.add_button(
            lambda: files.choose_archive_file(self._report, self._talk.item.path if self._talk else ""),
            primary=True,
        )
        self.print = self.local.add_button(lambda: files.print_ticket(self._report))
        self.gone = UnavailableTicketActions(context, lambda: self.box.draft)
        self._error: SelfhelpError | None = None
        self._unfolded = self._sure = self._is_named = self._box_scrolls = self._by_hand = False
        self._build_layout()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the ticket's subject."""
        talk = self._talk
        if talk is None:
            return self._subject or self.context.translate(N_("Ticket"))
        return self.context.translate((talk.status.subject if talk.status else "") or talk.item.subject)

    def spoken_name(self) -> str:
        """Return the ticket's subject; "" until the subject is loaded."""
        return self.title() if self._talk is not None else self._subject

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self._update_page()
        self.messages.rebuild()
        self.box.update_texts()
        self.helped.retranslate()

    def on_shown(self, destination: ConversationPage | None) -> None:
        """Show a ticket's stored conversation, then fetch the current conversation from the help desk."""
        other = destination is not None and destination.report != self._report
        known = bool(destination.subject if other and destination is not None else self._talk)
        self._is_named = known and self.arriving
        if other and destination is not None:
            self._keeper.save_draft_now()
            self._set_ticket(destination.report, self.context.translate(destination.subject))
        else:
            self._announce_state()
        self.box.update_texts()
        self._keeper.schedule_save()  # the user may come from the editor of an image
        self._came = True
        self._start_loading(reading.load_stored_conversation, self._on_stored_conversation_loaded)
        self._arrived = True
        (self.panel if self._talk is None or self.box.isHidden() else self.box.words).setFocus()

    def on_tickets_changed(self) -> None:
        """Reload the stored conversation."""
        if self._report:
            self._start_loading(reading.load_stored_conversation, self._on_stored_conversation_changed)

    def on_window_activated(self) -> None:
        """Update the time of the next attempt to send the ticket; after a while, fetch the conversation."""
        talk = self._talk
        if talk is not None and talk.sent is None:
            self._update_page()
        elif talk is not None and talk.abilities.status:
            if time.monotonic() - self._fetched >= max(STALE, talk.wait):
                self._start_fetching_conversation()
            else:
                self._live.schedule_next(talk)

    def on_window_deactivated(self) -> None:
        """Stop fetching the conversation again and again."""
        self._live.timer.stop()

    def shows_ticket(self, report: str) -> bool:
        """Return whether the screen shows this ticket."""
        return self._talk is not None and self._report == report

    def can_be_freed(self) -> bool:
        """Return whether the user has no unsent reply."""
        return not self._has_reply

    @property
    def _has_reply(self) -> bool:
        """Whether a reply is being written."""
        return self.box.draft is not None and not self.box.draft.is_empty

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view; of the reply's field, all of it and not only the line of the cursor."""
        area = self.page.area
        if part is self.box.words:
            area.scroll_when_laid_out(part, partial(area.show_focused, part))
        else:
            area.scroll_to(part)

    def on_hidden(self) -> None:
        """Save the unsent reply, and stop fetching the conversation."""
        self._live.timer.stop()
        self._keeper.save_draft_now()

    # -- reading -----------------------------------------------------------------------------------

    def _set_ticket(self, report: str, subject: str = "") -> None:
        self._report, self._talk, self._unfolded, self._error = report, None, False, None
        self._subject, self.box.draft = subject, None
        if self.box.isAncestorOf(self.focusWidget() or self):
            self.panel.setFocus()  # before the focused field is hidden
        self.messages.clear_conversation()
        self.helped.hide()
        self.resolved.ask_about_ticket(None)
        self._update_page()

    def _start_loading(self, work: Any, done: Any) -> None:
        report = self._report
        self.context.jobs.start_job(
            partial(work, self.context.app, report),
            partial(self._call_if_current_ticket, report, done),
            self._on_loading_failed,
            owner=self,
        )

    def _call_if_current_ticket(self, report: str, done: Any, talk: LoadedConversation) -> None:
        """Pass a loaded conversation to ``done``, unless the screen shows another ticket by now."""
        if report == self._report:
            done(talk)

    def _on_stored_conversation_loaded(self, talk: LoadedConversation) -> None:
        self._show_conversation(talk.copy_loss(self._talk))
        self._scroll_to_newest()
        self._came = talk.sent is not None and talk.abilities.status
        if self._came:
            self._start_fetching_conversation()

    def _on_stored_conversation_changed(self, talk: LoadedConversation) -> None:
        """Show the stored conversation; if a reply was delivered, also fetch the current conversation."""
        before = self._talk
        self._update_conversation(talk.copy_loss(before))
        if before is not None and before.attempt.sending and not talk.attempt.sending:
            said = (self.panel.accessibleName(), self.panel.accessibleDescription())
            announce_politely(self, join_sentences(*said))
        if before is not None and reading.count_undelivered_replies(talk) < reading.count_undelivered_replies(
            before
        ):
            self._start_fetching_conversation()

    def _start_fetching_conversation(self, *, by_timer: bool = False) -> None:
        """Start fetching the current conversation from the help desk, on a pool thread."""
        if not self._asking and not (self._talk is not None and self._talk.here):
            self._asking = True  # the button stays enabled: a disabled one would lose the focus
            self._fetched = time.monotonic()
            if not by_timer:  # otherwise the page would change twice a minute without news
                self._update_page()
            self._start_loading(reading.fetch_conversation, self._on_conversation_fetched)

    def _on_conversation_fetched(self, talk: LoadedConversation) -> None:
        self._asking = False
        before, by_hand = self._talk, self._by_hand
        asked_before = not self.resolved.isHidden()
        self._update_conversation(talk)
        self._came = self._by_hand = False
        self._live.record_fetch(talk)
        if talk.resumed:
            self.context.deliver()
        new = _count_messages(talk) - _count_messages(before)
        if before is not None and before.state is not talk.state and new <= 0:
            self._announce_state()
        if before is not None and before.status is not None and new > 0:
            announce_politely(
                self, self.context.translate(NN_("{count} new message", "{count} new messages", new))
            )
            self._scroll_if_at_end()
        if by_hand and not asked_before and not self.resolved.isHidden():
            self._follows = False
            scroll_into_view(self.resolved)

    def _fetch_while_writing(self) -> None:
        """Fetch the conversation if it isn't recent, so that the user isn't answering a resolved ticket."""
        talk, age = self._talk, time.monotonic() - self._fetched
        if talk is not None and self.box.words.hasFocus() and self._live.is_due_while_writing(talk, age):
            self._start_fetching_conversation(by_timer=True)

    def _refresh(self) -> None:
        """Fetch the conversation because the user wants to know what is new."""
        self._by_hand = True
        self._start_fetching_conversation()

    def _show_conversation(self, talk: LoadedConversation) -> None:
        first = self._talk is None
        self._talk = talk
        if self.box.draft is None:
            self._restore_draft(talk)
        leaves = talk.lost and self.box.isAncestorOf(self.focusWidget() or self) and not self._has_reply
        if leaves:
            self.panel.setFocus()  # before the focused field is hidden
        self.messages.show_conversation(talk)
        self.box.show_conversation(talk)
        self._update_page()
        self.title_changed.emit()
        if first:
            self._announce_state()
        if leaves:
            self.gone.get_first_button().setFocus()
        elif first or self._came:
            self._focus_next_action()
        if self.isVisible():
            self.context.jobs.start_job(
                partial(ticket_actions.mark_ticket_read, self.context.app, self._report), owner=self
            )

    def _focus_next_action(self) -> None:
        """Focus the most useful button: send again, reply, or a new ticket."""
        words, first = self.box.words, self.gone.get_first_button()
        if not self.unsent.isHidden():
            self._focus_if_unmoved(self.again)
        elif not self.local.isHidden():
            self._focus_if_unmoved(self.keep if self.resend.isHidden() else self.resend)
        elif self.gone.isHidden():
            self._focus_if_unmoved(words)
        elif not words.hasFocus():
            self._focus_if_unmoved(first)
        elif not self._has_reply:  # the focus was put there on arrival
            first.setFocus()

    def _on_feedback_given(self, helped: bool) -> None:
        """Focus the reply box if the fix didn't help, so that the user can explain."""
        if not helped:
            (self.box.words if self.gone.isHidden() else self.gone.get_first_button()).setFocus()

    def _focus_if_unmoved(self, part: QWidget) -> None:
        """Focus a widget, unless the user has moved the focus."""
        waits = (None, self.panel) if self._has_reply else (None, self.panel, self.box.words)
        if self._arrived and self.focusWidget() in waits:
            part.setFocus()
            self.scroll_to(part)
        else:
            self.starts_at.emit(part)
        self._arrived = False

    def _update_conversation(self, talk: LoadedConversation) -> None:
        """Show an updated conversation; scroll to the newest message unless the user has scrolled."""
        self._show_conversation(talk)
        if self._came:
            self._scroll_to_newest()

    def _announce_state(self) -> None:
        """Announce the ticket's state to screen readers, with the ticket's name if necessary."""
        if self._talk is not None and self.isVisible():
            state = self.panel.heading.text()
            announce_politely(self, state if self._is_named else join_sentences(self.title(), state))

    def _restore_draft(self, talk: LoadedConversation) -> None:
        draft, refused = restore_reply(self.context.app, self._report, talk)
        self.box.set_draft(draft)
        if refused:
            self.context.say(refused[0])

    def _on_user_scrolled(self) -> None:
        """Stop scrolling to new messages, because the user has scrolled the page."""
        self._came = self._follows = False

    def _scroll_on_new_message(self) -> None:
        """Keep the newest message visible while images above it are being loaded."""
        if self._follows:
            self.scroll_to(self._find_scroll_target())

    def _find_scroll_target(self) -> QWidget:
        """Return the widget to scroll to: the focused button, the offered actions, or the end of the page."""
        focus = self.focusWidget()
        if focus is not None and self.panel.isAncestorOf(focus):
            return focus
        if self._box_scrolls and self.box.words.hasFocus():
            return self.box.words
        return self._end if self.gone.isHidden() else self.gone

    def _scroll_to_newest(self) -> None:
        """Scroll to the newest message and the reply's attachments; for an unsent ticket, stay at the top."""
        self._follows = self.unsent.isHidden() or not self.box.added.isHidden()
        if self._follows:
            self.scroll_to(self._find_scroll_target())

    def _scroll_if_at_end(self) -> None:
        """Scroll to a new message if the end of the page was visible."""
        bar = self.page.area.verticalScrollBar()
        if bar.value() >= bar.maximum() - self.fontMetrics().lineSpacing():
            self._scroll_to_newest()

    def _on_loading_failed(self, error: SelfhelpError) -> None:
        self._asking = False
        if self._talk is None:
            self._error = error
            self._update_page()
            self._focus_if_unmoved(self.gone.get_first_button())
            announce_politely(self, self.panel.heading.text())
        else:
            self.context.say(error.user_message)

    # -- showing -----------------------------------------------------------------------------------

    def _update_page(self) -> None:
        show, talk = self.context.translate, self._talk
        if talk is None:
            for button in self._list_link_buttons():
                button.hide()
        self.trouble.setVisible(False)
        self.unsent.setVisible(talk is not None and talk.sent is None)
        self.local.setVisible(talk is not None and talk.here)
        self.missing.setVisible(talk is not None and talk.resendable)
        self._place_reply_box()
        if talk is not None or self._error is None:  # otherwise keep the actions, which have the focus
            self.gone.update_offered_actions(talk)
        self.resolved.ask_about_ticket(talk if self.gone.isHidden() else None)
        self._show_draft_in_question()
        if talk is None:
            self.panel.show_message(BUSY, show(N_("Loading your ticket…")), "")
            if self._error is not None:
                self.gone.show_unavailable_reason(self.panel, self._report, self._error)
            return
        reached = find_recipient(self.context.app.policy).reaches_people
        sign, sentence, details = describe_ticket_status(talk, asking=self._asking, reached=reached)
        if (talk.attempt.sending or talk.attempt.first) and talk.sent is None:
            self.panel.show_busy(show(describe_requested(talk.attempt)))
        else:
            self.panel.show_message(sign, show(sentence), join_sentences(*map(show, details)))
        self._update_buttons(talk)
        self.trouble.setText("" if talk.lost else show(find_unavailable_reason(talk) or ""))
        self.trouble.setVisible(bool(self.trouble.text()))
        self._update_description()
        asked = talk.item.report in self.resolved.answered
        self.helped.ask_about_fix(
            "ticket" if talk.is_closed and not (asked or talk.here) else "", talk.item.report
        )

    def _update_description(self) -> None:
        """Set the accessible description of the ticket's state."""
        words = (self.panel.detail, self.trouble)
        self.panel.setAccessibleName(self.panel.heading.accessibleName())
        self.panel.setAccessibleDescription(" ".join(w.accessibleName() for w in words if not w.isHidden()))

    def _update_buttons(self, talk: LoadedConversation) -> None:
        show, sent = self.context.translate, talk.sent
        sending = talk.sent is None and (talk.attempt.sending or talk.attempt.first)
        again = describe_requested(talk.attempt) if sending else describe_retry(talk.item.state)[0]
        target = links.find_allowed_ticket_url(talk.item.url, sent.path if sent else "")
        policy = self.context.app.policy
        reached = find_recipient(policy).reaches_people
        there = not (talk.here or talk.lost)
        technician = policy.remote.enabled and reached and there and not talk.is_over
        for button, text, wanted in (
            (self.again, N_("Sign in") if self._needs_sign_in else again, True),
            (self.send_missing, N_("Send the missing files again"), True),
            (self.export, N_("Save as file…"), True),
            (self.resend, N_("Send to the help desk…"), reached),
            (self.keep, N_("Save as file…"), True),
            (self.print, N_("Print…"), True),
            (self.open, N_("Open in browser"), target is not None and there),
            (self.outbox, N_("Show in outbox"), sent is None),
            (self.remote, N_("Get remote help"), technician),
            (self.refresh, N_("Refresh"), sent is not None and talk.abilities.status),
            (self.copy_number, N_("Copy number"), self._unfolded and sent is not None and not talk.here),
            (self.copy_ref, N_("Copy reference"), self._unfolded),
            (self.receipt, N_("Sent items"), self._unfolded and self._has_left(talk)),
            (self.delete, N_("Delete from this computer"), self._unfolded or sent is None),
            (self.more, N_("More"), not self._unfolded),
        ):
            button.setText(show(text))
            button.setVisible(wanted)
        set_button_primary(self.again, not sending)
        set_button_primary(self.keep, not reached)
        self._sure = False

    @property
    def _needs_sign_in(self) -> bool:
        """Whether the user must sign in before the ticket can be sent."""
        talk = self._talk
        return talk is not None and talk.sent is None and needs_sign_in(talk.item.stage, talk.item.reason)

    def _has_left(self, talk: LoadedConversation) -> bool:
        """Return whether the ticket is among the sent items."""
        app = self.context.app
        return leads_to_sent_items(app.policy, app.places, talk.item)

    def _list_link_buttons(self) -> tuple[QPushButton, ...]:
        often = (self.open, self.outbox, self.remote, self.refresh, self.more)
        return (*often, self.copy_number, self.copy_ref, self.receipt, self.delete)

    def _show_more_buttons(self) -> None:
        """Show the rarely used buttons, and focus the first; then hide the button "More"."""
        self._unfolded = True
        talk = self._talk
        first = self.copy_ref if talk is None or talk.sent is None or talk.here else self.copy_number
        first.show()
        first.setFocus()
        self._update_page()

    # -- doing -------------------------------------------------------------------------------------

    def _show_draft_in_question(self) -> None:
        """Let the answers say that they send the reply being written, and update the primary button."""
        self.resolved.set_reply_state(has_draft=self._has_reply, explaining=self.box.reopens)
        another = self.resolved.has_primary_button or self.resolved.is_answered
        # if the help desk no longer has it, offer a new ticket
        self.box.set_send_primary(self.gone.isHidden() and not another and self.unsent.isHidden())

    def _on_reason_wanted(self, wanted: bool) -> None:
        if wanted:
            self.box.start_reopening()
        else:
            self.box.cancel_reopening()

    def _collect_unsent_replies(self) -> Mapping[str, UnsentReply]:
        """Return the unsent replies by ticket reference, including the reply being written."""
        draft = self.box.draft
        if draft is not None:
            self._unsent[draft.report] = UnsentReply(
                draft.text, [added for _key, added in draft.list_added_items()]
            )
        return dict(self._unsent)

    def _send_reply(self, kind: ReplyKind) -> None:
        """Store the reply in the outbox; announce "saved" once the reply is on disk."""
        draft = self.box.draft
        if draft is None:
            return
        # before its button is disabled, which would move the focus
        (self.panel if self.box.words.isHidden() else self.box.words).setFocus()
        self._set_reply_enabled(False)
        work = partial(ticket_actions.store_reply, self.context.app, draft.make_reply(kind))
        self.context.jobs.start_job(work, self._on_reply_saved, self._on_reply_save_failed, owner=self)

    def _on_reply_saved(self, _ref: str) -> None:
        if self.box.draft is not None:
            self.box.draft.clear()
            self.box.set_draft(self.box.draft)
        self._set_reply_enabled(True)
        announce_politely(self, self.context.translate(N_("Your reply has been saved and will be sent.")))
        self.context.jobs.start_job(
            partial(ticket_actions.poll_ticket_more_often, self.context.app, self._report), owner=self
        )
        self.context.deliver()
        self._came = True  # the user wants to see it below the others
        self.on_tickets_changed()

    def _withdraw_reopening(self) -> None:
        """Withdraw the waiting request to reopen the ticket, because the user says that it is resolved."""
        self._set_reply_enabled(False)
        work = partial(ticket_actions.withdraw_reopening, self.context.app, self._report)
        self.context.jobs.start_job(
            work, self._on_reopening_withdrawn, self._on_reply_save_failed, owner=self
        )

    def _on_reopening_withdrawn(self, _nothing: None) -> None:
        self._set_reply_enabled(True)
        self.context.deliver()
        self.on_tickets_changed()
        announce_politely(self, self.context.translate(N_("The ticket won't be reopened.")))

    def _on_reply_save_failed(self, error: SelfhelpError) -> None:
        self._set_reply_enabled(True)
        self.context.say(error.user_message)

    def _set_reply_enabled(self, allowed: bool) -> None:
        self.box.set_sending_enabled(allowed)
        self.resolved.set_answers_enabled(allowed)

    def _open_in_browser(self) -> None:
        talk = self._talk
        target = (
            links.find_allowed_ticket_url(talk.item.url, talk.sent.path if talk.sent else "")
            if talk
            else None
        )
        if target is not None and not links.open_link(target):
            self.context.say(N_("No app on this computer can open the page."))

    def _retry_sending(self) -> None:
        """Send an unsent ticket again, or sign in first; `on_tickets_changed` shows the result."""
        if self._talk is not None and (self._talk.attempt.sending or self._talk.attempt.first):
            return
        if self._needs_sign_in:
            self.context.open(SignInPage())
            return
        state = DeliveryState.QUEUED if self._talk is None else self._talk.item.state
        sending = self.context.translate(describe_retry(state)[1])
        self.panel.show_busy(sending)
        self.again.setText(sending)
        announce_politely(self, sending)
        work = partial(ticket_actions.retry_sending, self.context.app, self._report)
        self.context.jobs.start_job(work, self._on_retry_started, self._on_retry_failed, owner=self)

    def _send_missing_files(self) -> None:
        """Send the files that the help desk lacks; `on_tickets_changed` shows the result."""
        (self.panel if self.box.words.isHidden() else self.box.words).setFocus()  # the button is hidden
        self.missing.hide()
        announce_politely(self, self.context.translate(N_("Sending…")))
        work = partial(ticket_actions.send_refused_files_again, self.context.app, self._report)
        self.context.jobs.start_job(work, self._on_retry_started, self._on_retry_failed, owner=self)

    def _retry_reply(self, ref: str) -> None:
        """Send a reply again; its message shows the result of the attempt."""
        replies = self._talk.replies if self._talk is not None else ()
        state = next((reply.state for reply in replies if reply.ref == ref), DeliveryState.QUEUED)
        announce_politely(self, self.context.translate(describe_retry(state)[1]))
        work = partial(ticket_actions.retry_sending, self.context.app, ref)
        self.context.jobs.start_job(work, self._on_retry_started, self._on_retry_failed, owner=self)

    def _dismiss_refused_close(self, ref: str) -> None:
        """Delete the request to close the ticket, which the help desk has refused."""
        (self.panel if self.box.words.isHidden() else self.box.words).setFocus()  # its button is removed
        work = partial(ticket_actions.delete_ticket, self.context.app, ref)
        self.context.jobs.start_job(
            work, lambda _nothing: self.on_tickets_changed(), self._on_retry_failed, owner=self
        )

    def _on_retry_failed(self, error: SelfhelpError) -> None:
        self.context.say(error.user_message)
        self._update_page()

    def _on_retry_started(self, _nothing: None) -> None:
        self.context.deliver()
        self.on_tickets_changed()

    def _export_ticket(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.context.translate(N_("Choose a folder")))
        if chosen:
            work = partial(ticket_actions.export_item, self.context.app, self._report, Path(chosen))
            self.context.jobs.start_job(
                work, self._on_ticket_exported, self._on_reply_save_failed, owner=self
            )

    def _on_ticket_exported(self, folder: Path) -> None:
        self.context.say(N_("Saved to {folder}.", folder=str(folder)[-200:]))

    def _confirm_or_delete(self) -> None:
        """Delete the ticket on the second click; the first asks for confirmation."""
        if not self._sure:
            self._sure, talk = True, self._talk
            sent = talk is not None and talk.sent is not None and not talk.here
            text = N_("Delete? The help desk keeps its copy") if sent else N_("Delete? It won't be sent")
            self.delete.setText(self.context.translate(text))
            announce_politely(self.delete, self.delete.text())
            return
        work = partial(ticket_actions.delete_ticket, self.context.app, self._report)
        self.context.jobs.start_job(work, self._on_ticket_deleted, self._on_loading_failed, owner=self)

    def _on_ticket_deleted(self, _nothing: None) -> None:
        self._unsent.pop(self._report, None)
        self._set_ticket("")
        self.context.open(TicketsPage())
        self.context.say(N_("Deleted from this computer."))

    def _copy_number_or_reference(self, *, number: bool) -> None:
        if self._talk is not None:
            ref = ticket_reference.shorten_reference(self._talk.item.report)
            QGuiApplication.clipboard().setText(self._talk.item.ticket if number else ref)
            self.context.say(N_("Copied."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the messages enough space on a low page; the limit depends on the user's text size."""
        super().resizeEvent(event)
        self._place_reply_box()

    def _place_reply_box(self) -> None:
        """Fix the reply box at the foot of the page; without room for its buttons there, it scrolls along."""
        room = self.height()
        self.box.set_low(room < LOW * self.fontMetrics().lineSpacing())
        foot = self.page.foot.contentsMargins()
        width = min(self.width(), theme.CONTENT_WIDTH) - foot.left() - foot.right()
        wanted = self.box.get_height_while_writing(width) + foot.top() + foot.bottom()
        scrolls = room - wanted < self.page.area.minimumSizeHint().height()
        if scrolls:
            self.box.set_low(False)
        if scrolls != self._box_scrolls:
            self._box_scrolls = scrolls
            self.page.move_footer_part(self._box_frame, scrolls=scrolls, before=self._end)
        wanted_now = self._talk is not None and not self.box.isHidden()
        self._box_frame.setVisible(wanted_now)
        self.page.footer.setVisible(wanted_now and not scrolls)

    def _show_reply_being_written(self) -> None:
        """Scroll to the field and, if there is room, to Send, unless the box is fixed.

        The hint above a written reply moves the field, or the user has scrolled away from it.
        """
        words = self.box.words

        def show_send_and_field() -> None:
            for part in (self.box.send, words):  # the field last: it has precedence
                self.page.area.show_focused(part)

        if self._box_scrolls and words.hasFocus():
            self.page.area.scroll_when_laid_out(words, show_send_and_field)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files; if the help desk accepts no files, dropping shows a message."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files to the reply."""
        event.acceptProposedAction()
        self.box.add_from_mime(event.mimeData())

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        self.page = FootedPage()
        self.page.body.setSpacing(theme.SPACE_4)
        row = FlowLayout(spacing=theme.SPACE_1)
        for button in self._list_link_buttons():
            button.setProperty("link", True)
            row.addWidget(button)
        self.panel.column.addWidget(self.trouble)
        self.panel.column.addWidget(self.unsent)
        self.panel.column.addWidget(self.missing)
        self.panel.column.addWidget(self.local)
        self.panel.column.addLayout(row)
        make_text_tab_stop(self.panel)
        for part in (self.panel, self.gone, self.messages, self.resolved, self.helped, self.box.added):
            self.page.body.addWidget(part)
        self.page.body.addWidget(self._end)
        self.page.body.addStretch(1)
        around = QVBoxLayout(self._box_frame)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.box)
        self.page.foot.addWidget(self._box_frame, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        self._connect_signals()

    def _connect_signals(self) -> None:
        self.gone.again.connect(
            lambda: self._start_loading(reading.load_stored_conversation, self._on_stored_conversation_loaded)
        )
        self.open.clicked.connect(self._open_in_browser)
        self.copy_number.clicked.connect(partial(self._copy_number_or_reference, number=True))
        self.copy_ref.clicked.connect(partial(self._copy_number_or_reference, number=False))
        self.remote.clicked.connect(lambda: self.context.open(RemotePage(report=self._report)))
        self.receipt.clicked.connect(lambda: self.context.open(ReceiptsPage(report=self._report)))
        self.refresh.clicked.connect(self._refresh)
        self._live.due.connect(partial(self._start_fetching_conversation, by_timer=True))
        self.more.clicked.connect(self._show_more_buttons)
        self.outbox.clicked.connect(lambda: self.context.open(OutboxPage(report=self._report)))
        self.delete.clicked.connect(self._confirm_or_delete)
        self.messages.wanted.connect(lambda file: self._saving.save_attachment(self._talk, file))
        self.messages.outbox_wanted.connect(lambda ref: self.context.open(OutboxPage(report=ref)))
        self.messages.retry_wanted.connect(self._retry_reply)
        self.messages.dismissed.connect(self._dismiss_refused_close)
        self.messages.sign_in_wanted.connect(lambda: self.context.open(SignInPage()))
        self.messages.pictures.put.connect(self._scroll_on_new_message)
        self.resolved.said.connect(self._send_reply)
        self.resolved.thanked.connect(self._update_page)
        self.resolved.withdrawn.connect(self._withdraw_reopening)
        self.resolved.answers.connect(self.box.words.setFocus)
        self.resolved.explains.connect(self._on_reason_wanted)
        self.helped.answered.connect(self._on_feedback_given)
        self.box.said.connect(self._send_reply)
        self.box.changed.connect(self._keeper.schedule_save)
        self.box.changed.connect(self._fetch_while_writing)
        self.box.changed.connect(self._show_draft_in_question)
        self.box.changed.connect(self._show_reply_being_written)
        self.box.grown.connect(self._scroll_to_newest)
        self.page.area.scrolled.connect(self._on_user_scrolled)
        self.page.area.verticalScrollBar().rangeChanged.connect(self._scroll_on_new_message)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(
            self.box.add_from_clipboard
        )
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self).activated.connect(self._refresh)


def _count_messages(talk: LoadedConversation | None) -> int:
    return len(talk.status.comments) if talk is not None and talk.status is not None else 0


_NOT_HELPED = N_("Tell the help desk what's still wrong.")
