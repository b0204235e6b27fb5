"""One ticket: status, messages, and the reply box."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from selfhelp.core import reference
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_
from selfhelp.core.ticket import ReplyKind
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.conversation import conversation_loader as reading
from selfhelp.ui.conversation import ticket_actions
from selfhelp.ui.conversation.attachment_saver import AttachmentSaver
from selfhelp.ui.conversation.conversation_loader import LoadedConversation
from selfhelp.ui.conversation.message_list import MessageList
from selfhelp.ui.conversation.reply_box import ReplyBox
from selfhelp.ui.conversation.resolved_question import ResolvedQuestion
from selfhelp.ui.conversation.ticket_status import describe_status
from selfhelp.ui.conversation.unavailable_ticket import UnavailableTicketActions, unavailable_reason
from selfhelp.ui.navigation import ConversationPage, OutboxPage, ReceiptsPage, RemotePage, TicketsPage
from selfhelp.ui.parts.autosave import UnsentReply, create_reply_autosave, restore_reply
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.feedback_prompt import FeedbackPrompt
from selfhelp.ui.screens import AppScreen
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.flow import FlowLayout
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.multiline_input import has_picture_or_files
from selfhelp.ui.widgets.order import make_tab_readable
from selfhelp.ui.widgets.panel import MessagePanel
from selfhelp.ui.widgets.signs import BUSY


class ConversationScreen(AppScreen[ConversationPage]):
    """The messages of one ticket, with the composer below."""

    roomy = True
    scrolls = False  # what can be said stays in sight, however much was said and added

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._report = self._subject = ""
        self._talk: LoadedConversation | None = None
        self._asking = self._came = self._follows = self._arrived = False
        self._unsent: dict[str, UnsentReply] = {}
        self._keeper = create_reply_autosave(context, self._unfinished, self)
        self.setAcceptDrops(True)
        self.panel, self.messages, self.box = MessagePanel(), MessageList(context), ReplyBox(context)
        self._saving = AttachmentSaver(context, self.messages)
        self.helped, self.trouble = FeedbackPrompt(context, after_no=_NOT_HELPED), PlainLabel("", "sub")
        self.open, self.copy_number, self.copy_ref = QPushButton(), QPushButton(), QPushButton()
        self.receipt, self.refresh, self.outbox, self.delete = (QPushButton() for _ in range(4))
        self.remote, self.more = QPushButton(), QPushButton()
        self.resolved, self._end = ResolvedQuestion(context), QWidget()
        self.unsent = ButtonRow()
        self.again = self.unsent.add_button(self._send_again, primary=True)
        self.export = self.unsent.add_button(self._export)
        self.gone = UnavailableTicketActions(context, lambda: self.box.draft)
        self._error: SelfhelpError | None = None
        self._unfolded = self._sure = self._is_named = False
        self._build()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the subject."""
        talk = self._talk
        if talk is None:
            return self._subject or self.context.translate(N_("Ticket"))
        return (talk.status.subject if talk.status else "") or talk.item.subject

    def spoken_name(self) -> str:
        """Return the subject once it is known, so that it isn't announced as something else."""
        return self.title() if self._talk is not None else self._subject

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self._show()
        self.messages.rebuild()
        self.box.update_texts()
        self.helped.retranslate()

    def shown(self, destination: ConversationPage | None) -> None:
        """Show a ticket's stored state, then ask the desk."""
        other = destination is not None and destination.report != self._report
        known = bool(destination.subject if other and destination is not None else self._talk)
        self._is_named = known and self.arriving
        if other and destination is not None:
            self._keeper.save_now()
            self._begin(destination.report, destination.subject)
        else:
            self._announce()
        self.box.update_texts()
        self._keeper.schedule_save()  # the user may come from the editor of an image
        self._came = True
        self._start(reading.load_stored, self._have_known)
        self._arrived = True
        (self.panel if self.page.footer.isHidden() else self.box.words).setFocus()

    def on_tickets_changed(self) -> None:
        """Show what was sent or received."""
        if self._report:
            self._start(reading.load_stored, self._have_changed)

    def can_be_freed(self) -> bool:
        """Whether the screen can be freed: not while a reply is being written."""
        return self.box.draft is None or self.box.draft.is_empty

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a part into view."""
        self.page.scroll_to(part)

    def on_leave(self) -> None:
        """Save what the user wrote and added."""
        self._keeper.save_now()

    # -- reading -----------------------------------------------------------------------------------

    def _begin(self, report: str, subject: str = "") -> None:
        self._report, self._talk, self._unfolded, self._error = report, None, False, None
        self._subject, self.box.draft = subject, None
        if self.box.isAncestorOf(self.focusWidget() or self):
            self.panel.setFocus()  # before the field is hidden that has it
        self.messages.clear_ticket()
        self.helped.hide()
        self.resolved.ask_about(None)
        self._show()

    def _start(self, work: Any, done: Any) -> None:
        report = self._report
        self.context.jobs.start_job(
            partial(work, self.context.app, report),
            partial(self._pass_if_current, report, done),
            self._on_failed,
            owner=self,
        )

    def _pass_if_current(self, report: str, done: Any, talk: LoadedConversation) -> None:
        """Pass a result on, unless another ticket is shown by now."""
        if report == self._report:
            done(talk)

    def _have_known(self, talk: LoadedConversation) -> None:
        self._on_loaded(talk)
        self._see_end()
        self._came = talk.sent is not None and talk.abilities.status
        if self._came:
            self._ask()

    def _have_changed(self, talk: LoadedConversation) -> None:
        """Show the changes; if a reply of the user's was delivered, ask the help desk for the new state."""
        before = self._talk
        self._have_more(talk)
        if before is not None and reading.count_undelivered(talk) < reading.count_undelivered(before):
            self._ask()

    def _ask(self) -> None:
        """Ask the desk, elsewhere."""
        if not self._asking:
            self._asking = True  # the button stays: one that has the focus and is disabled hands it on
            self._show()
            self._start(reading.fetch_conversation, self._on_answered)

    def _on_answered(self, talk: LoadedConversation) -> None:
        self._asking = False
        before = self._talk
        self._have_more(talk)
        self._came = False
        new = _count(talk) - _count(before)
        if before is not None and before.status is not None and new > 0:
            announce_politely(
                self, self.context.translate(NN_("{count} new message", "{count} new messages", new))
            )
            self._see_end_if_there()

    def _on_loaded(self, talk: LoadedConversation) -> None:
        first = self._talk is None
        self._talk = talk
        if self.box.draft is None:
            self._begin_draft(talk)
        self.messages.show_conversation(talk)
        self.box.show_conversation(talk)
        self._show()
        self.title_changed.emit()
        if first:
            self._announce()
        if first or self._came:
            self._begin_with_reply()
        if self.isVisible():
            self.context.jobs.start_job(
                partial(ticket_actions.mark_ticket_read, self.context.app, self._report), owner=self
            )

    def _begin_with_reply(self) -> None:
        """Start with the reply; if the desk no longer has the ticket, with a new one."""
        words, anew = self.box.words, self.gone.first_button()
        if not self.unsent.isHidden():
            self._begin_at(self.again)
        elif self.gone.isHidden():
            self._begin_at(words)
        elif not words.hasFocus():
            self._begin_at(anew)
        elif self.box.draft is None or self.box.draft.is_empty:  # the focus was put there on arrival
            anew.setFocus()

    def _heard_whether(self, helped: bool) -> None:
        """Focus the reply box if it didn't help, to report what is still wrong."""
        if not helped:
            (self.box.words if self.gone.isHidden() else self.gone.first_button()).setFocus()

    def _begin_at(self, part: QWidget) -> None:
        """Focus a part, unless the user has moved on."""
        empty = self.box.draft is None or self.box.draft.is_empty
        waits = (None, self.panel, self.box.words) if empty else (None, self.panel)
        if self._arrived and self.focusWidget() in waits:
            part.setFocus()
        else:
            self.starts_at.emit(part)
        self._arrived = False

    def _have_more(self, talk: LoadedConversation) -> None:
        """Show what arrived in the background; a user who came to read the newest still sees it."""
        self._on_loaded(talk)
        if self._came:
            self._see_end()

    def _announce(self) -> None:
        """Announce the ticket and its state."""
        if self._talk is not None and self.isVisible():
            state = self.panel.heading.text()
            announce_politely(self, state if self._is_named else f"{self.title()}. {state}")

    def _begin_draft(self, talk: LoadedConversation) -> None:
        draft, refused = restore_reply(self.context.app, self._report, talk)
        self.box.set_draft(draft)
        if refused:
            self.context.say(refused[0])

    def _reads(self) -> None:
        """The user scrolled: what comes later doesn't move the page."""
        self._came = self._follows = False

    def _keep_newest_in_sight(self) -> None:
        """Keep the newest message visible: a picture in it may be loaded later."""
        if self._follows:
            self.scroll_to(self._newest())

    def _newest(self) -> QWidget:
        """Return the widget to scroll to: the focused button, the offered way on, or else the end."""
        focus = self.focusWidget()
        if focus is not None and self.panel.isAncestorOf(focus):
            return focus
        return self._end if self.gone.isHidden() else self.gone

    def _see_end(self) -> None:
        """Show the newest message, and what is added to the reply below it; of an unsent ticket, why."""
        self._follows = self.unsent.isHidden() or not self.box.added.isHidden()
        if self._follows:
            self.scroll_to(self._newest())

    def _see_end_if_there(self) -> None:
        """Show a new message to who was reading the one before."""
        bar = self.page.area.verticalScrollBar()
        if bar.value() >= bar.maximum() - self.fontMetrics().lineSpacing():
            self._see_end()

    def _on_failed(self, error: SelfhelpError) -> None:
        self._asking = False
        if self._talk is None:
            self._error = error
            self._show()
            self._begin_at(self.gone.first_button())
            announce_politely(self, self.panel.heading.text())
        else:
            self.context.say(error.user_message)

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        show, talk = self.context.translate, self._talk
        if talk is None:
            for button in self._buttons():
                button.hide()
        self.trouble.setVisible(False)
        self.unsent.setVisible(talk is not None and talk.sent is None)
        self.page.footer.setVisible(talk is not None and not self.box.isHidden())
        if talk is not None or self._error is None:  # else the ways on stay, with the focus on them
            self.gone.update_offer(talk)
        self.resolved.ask_about(talk if self.gone.isHidden() else None)
        # where the desk no longer has it, a new ticket is the way on
        self.box.set_primary(
            self.gone.isHidden() and not self.resolved.has_primary and self.unsent.isHidden()
        )
        if talk is None:
            self.panel.show_message(BUSY, show(N_("Loading your ticket…")), "")
            if self._error is not None:
                self.gone.show_reason(self.panel, self._report, self._error)
            return
        sign, sentence, details = describe_status(talk, asking=self._asking)
        self.panel.show_message(sign, show(sentence), " ".join(map(show, details)))
        self._name_buttons(talk)
        self.trouble.setText(show(unavailable_reason(talk) or ""))
        self.trouble.setVisible(bool(self.trouble.text()))
        self._describe()
        asked = talk.item.report in self.resolved.answered
        self.helped.ask_about("ticket" if talk.is_closed and not asked else "", talk.item.report)

    def _describe(self) -> None:
        """Give screen readers the state with everything that belongs to it."""
        words = (self.panel.detail, self.trouble)
        self.panel.setAccessibleName(self.panel.heading.accessibleName())
        self.panel.setAccessibleDescription(" ".join(w.accessibleName() for w in words if not w.isHidden()))

    def _name_buttons(self, talk: LoadedConversation) -> None:
        show, sent = self.context.translate, talk.sent
        target = links.openable_ticket_link(talk.item.url, sent.path if sent else "")
        policy = self.context.app.policy
        receipts, technician = policy.evidence.sent_items_days > 0, policy.remote.enabled and not talk.is_over
        for button, text, wanted in (
            (self.again, N_("Send again"), True),
            (self.export, N_("Save as file…"), True),
            (self.open, N_("Open in browser"), target is not None),
            (self.outbox, N_("Show in outbox"), sent is None),
            (self.remote, N_("Get remote help"), technician),
            (self.refresh, N_("Refresh"), sent is not None and talk.abilities.status),
            (self.copy_number, N_("Copy number"), self._unfolded and sent is not None),
            (self.copy_ref, N_("Copy reference"), self._unfolded),
            (self.receipt, N_("Sent items"), self._unfolded and receipts),
            (self.delete, N_("Delete from this computer"), self._unfolded or sent is None),
            (self.more, N_("More"), not self._unfolded),
        ):
            button.setText(show(text))
            button.setVisible(wanted)
        self._sure = False

    def _buttons(self) -> tuple[QPushButton, ...]:
        often = (self.open, self.outbox, self.remote, self.refresh, self.more)
        return (*often, self.copy_number, self.copy_ref, self.receipt, self.delete)

    def _unfold(self) -> None:
        """Show the seldom used buttons, and move the focus there before the current one is hidden."""
        self._unfolded = True
        first = self.copy_ref if self._talk is None or self._talk.sent is None else self.copy_number
        first.show()
        first.setFocus()
        self._show()

    # -- doing -------------------------------------------------------------------------------------

    def _unfinished(self) -> Mapping[str, UnsentReply]:
        """Return the unsent replies by ticket; the latest may not be stored yet."""
        draft = self.box.draft
        if draft is not None:
            self._unsent[draft.report] = UnsentReply(
                draft.text, [added for _key, added in draft.added_items()]
            )
        return dict(self._unsent)

    def _say(self, kind: ReplyKind) -> None:
        """Put the reply into the outbox; "saved" is shown when it is on disk."""
        draft = self.box.draft
        if draft is None:
            return
        # before its button is disabled, which would hand the focus on
        (self.panel if self.box.words.isHidden() else self.box.words).setFocus()
        self._allow_reply(False)
        work = partial(ticket_actions.store_reply, self.context.app, draft.to_reply(kind))
        self.context.jobs.start_job(work, self._on_reply_saved, self._on_reply_save_failed, owner=self)

    def _on_reply_saved(self, _ref: str) -> None:
        if self.box.draft is not None:
            self.box.draft.clear()
            self.box.set_draft(self.box.draft)
        self._allow_reply(True)
        announce_politely(self, self.context.translate(N_("Your reply has been saved and will be sent.")))
        self.context.jobs.start_job(
            partial(ticket_actions.expect_reply, self.context.app, self._report), owner=self
        )
        self.context.deliver()
        self._came = True  # the user wants to see it below the others
        self.on_tickets_changed()

    def _on_reply_save_failed(self, error: SelfhelpError) -> None:
        self._allow_reply(True)
        self.context.say(error.user_message)

    def _allow_reply(self, allowed: bool) -> None:
        for button in self.box.send_buttons():
            button.setEnabled(allowed)
        self.resolved.set_answerable(allowed)
        if allowed:
            self.box.update_texts()

    def _open(self) -> None:
        talk = self._talk
        target = (
            links.openable_ticket_link(talk.item.url, talk.sent.path if talk.sent else "") if talk else None
        )
        if target is not None and not links.open_link(target):
            self.context.say(N_("No app on this computer can open the page."))

    def _send_again(self) -> None:
        """Send a waiting ticket; a failure is shown in its place."""
        work = partial(ticket_actions.retry_sending, self.context.app, self._report)
        self.context.jobs.start_job(work, self._being_sent, self._on_reply_save_failed, owner=self)

    def _being_sent(self, _nothing: None) -> None:
        announce_politely(self, self.context.translate(N_("Sending…")))
        self.context.deliver()
        self.on_tickets_changed()

    def _export(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.context.translate(N_("Choose a folder")))
        if chosen:
            work = partial(ticket_actions.export_item, self.context.app, self._report, Path(chosen))
            self.context.jobs.start_job(work, self._on_exported, self._on_reply_save_failed, owner=self)

    def _on_exported(self, folder: Path) -> None:
        self.context.say(N_("Saved in {folder}.", folder=str(folder)[-200:]))

    def _delete(self) -> None:
        """Ask once; the help desk keeps a ticket that it has."""
        if not self._sure:
            self._sure, sent = True, self._talk is not None and self._talk.sent is not None
            text = N_("Delete? The help desk keeps it") if sent else N_("Delete? It won't be sent")
            self.delete.setText(self.context.translate(text))
            announce_politely(self.delete, self.delete.text())
            return
        work = partial(ticket_actions.delete_ticket, self.context.app, self._report)
        self.context.jobs.start_job(work, self._on_deleted, self._on_failed, owner=self)

    def _on_deleted(self, _nothing: None) -> None:
        self._unsent.pop(self._report, None)
        self._begin("")
        self.context.open(TicketsPage())
        self.context.say(N_("Deleted from this computer."))

    def _copy(self, *, number: bool) -> None:
        if self._talk is not None:
            ref = reference.short_reference(self._talk.item.report)
            QGuiApplication.clipboard().setText(self._talk.item.ticket if number else ref)
            self.context.say(N_("Copied."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files; if the desk accepts none, say so."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files to the reply."""
        event.acceptProposedAction()
        self.box.add_from_mime(event.mimeData())

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.page = FootedPage()
        self.page.body.setSpacing(theme.SPACE_4)
        row = FlowLayout(spacing=theme.SPACE_1)
        for button in self._buttons():
            button.setProperty("link", True)
            row.addWidget(button)
        self.panel.column.addWidget(self.trouble)
        self.panel.column.addWidget(self.unsent)
        self.panel.column.addLayout(row)
        make_tab_readable(self.panel)
        for part in (self.panel, self.gone, self.messages, self.resolved, self.helped, self.box.added):
            self.page.body.addWidget(part)
        self.page.body.addWidget(self._end)
        self.page.body.addStretch(1)
        self.page.foot.addWidget(self.box, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        self._connect()

    def _connect(self) -> None:
        self.gone.again.connect(lambda: self._start(reading.load_stored, self._have_known))
        self.open.clicked.connect(self._open)
        self.copy_number.clicked.connect(partial(self._copy, number=True))
        self.copy_ref.clicked.connect(partial(self._copy, number=False))
        self.remote.clicked.connect(lambda: self.context.open(RemotePage(report=self._report)))
        self.receipt.clicked.connect(lambda: self.context.open(ReceiptsPage(report=self._report)))
        self.refresh.clicked.connect(self._ask)
        self.more.clicked.connect(self._unfold)
        self.outbox.clicked.connect(lambda: self.context.open(OutboxPage(report=self._report)))
        self.delete.clicked.connect(self._delete)
        self.messages.wanted.connect(lambda file: self._saving.save_file(self._talk, file))
        self.messages.outbox_wanted.connect(lambda ref: self.context.open(OutboxPage(report=ref)))
        self.messages.pictures.put.connect(self._keep_newest_in_sight)
        self.resolved.said.connect(self._say)
        self.resolved.thanked.connect(self._show)
        self.resolved.answers.connect(self.box.words.setFocus)
        self.helped.answered.connect(self._heard_whether)
        self.box.said.connect(self._say)
        self.box.changed.connect(self._keeper.schedule_save)
        self.box.grown.connect(self._see_end)
        self.page.area.scrolled.connect(self._reads)
        self.page.area.verticalScrollBar().rangeChanged.connect(self._keep_newest_in_sight)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(
            self.box.add_from_clipboard
        )
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self).activated.connect(self._ask)


def _count(talk: LoadedConversation | None) -> int:
    return len(talk.status.comments) if talk is not None and talk.status is not None else 0


_NOT_HELPED = N_("Tell the help desk what's still wrong.")
