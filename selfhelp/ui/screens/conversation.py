"""One ticket: how it stands, what was said on both sides, and where she answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core import reference
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, NN_
from selfhelp.core.ticket import ReplyKind
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.conversation import conversation_loader as reading
from selfhelp.ui.conversation.attachment_download import Saving
from selfhelp.ui.conversation.conversation_loader import Talk
from selfhelp.ui.conversation.messages import Messages
from selfhelp.ui.conversation.reply_box import ReplyBox
from selfhelp.ui.conversation.ticket_status import standing
from selfhelp.ui.conversation.unavailable_ticket import Gone, trouble
from selfhelp.ui.navigation import ConversationPage, OutboxPage, ReceiptsPage, RemotePage, TicketsPage
from selfhelp.ui.parts.helped import Helped
from selfhelp.ui.parts.keeping import Answer, answer_begun, answer_keeper
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.page import FootedPage
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.signs import BUSY
from selfhelp.ui.widgets.words import holds_evidence


class ConversationScreen(Screen[ConversationPage]):
    """The messages of one ticket, and the box for an answer."""

    roomy = True
    scrolls = False  # what can be said stays in sight, however much was said and added

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._report = ""
        self._talk: Talk | None = None
        self._asking = self._came = self._follows = False
        self._unsent: dict[str, Answer] = {}
        self._keeper = answer_keeper(context, self._unfinished, self)
        self.setAcceptDrops(True)
        self.panel, self.messages, self.box = Panel(), Messages(context), ReplyBox(context)
        self._saving = Saving(context, self.messages)
        self.helped, self.trouble = Helped(context), PlainLabel("", "sub")
        self.open, self.copy_number, self.copy_ref = QPushButton(), QPushButton(), QPushButton()
        self.receipt, self.refresh, self.outbox, self.delete = (QPushButton() for _ in range(4))
        self.remote, self.more = QPushButton(), QPushButton()
        self.gone = Gone(context, lambda: self.box.draft)
        self._error: SelfhelpError | None = None
        self._unfolded = self._sure = False
        self._build()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the subject."""
        talk = self._talk
        if talk is None:
            return self.context.show(N_("Ticket"))
        return (talk.status.subject if talk.status else "") or talk.item.subject

    def retranslate(self) -> None:
        """Set every text again."""
        self._show()
        self.messages.rebuild()
        self.box.refresh()
        self.helped.retranslate()

    def shown(self, destination: ConversationPage | None) -> None:
        """Show a ticket as it is known here, then ask the desk."""
        if destination is not None and destination.report != self._report:
            self._keeper.keep()
            self._begin(destination.report)
        self.box.refresh()
        self._keeper.touch()  # she may come from the editor of a picture
        self._came = True
        self._start(reading.known, self._have_known)
        self.box.words.setFocus()

    def changed(self) -> None:
        """Something of hers was sent, or an answer came: show it."""
        if self._report:
            self._start(reading.known, self._have_changed)

    def may_be_freed(self) -> bool:
        """Keep an answer that is being written."""
        return self.box.draft is None or self.box.draft.is_empty

    def reveal(self, part: QWidget) -> None:
        """Scroll a part into view."""
        self.page.reveal(part)

    def left(self) -> None:
        """Keep what she wrote and added."""
        self._keeper.keep()

    # -- reading -----------------------------------------------------------------------------------

    def _begin(self, report: str) -> None:
        self._report, self._talk, self._unfolded, self._error = report, None, False, None
        self.box.draft = None
        self.box.hide()
        self.messages.begin()
        self.helped.hide()
        self._show()

    def _start(self, work: Any, done: Any) -> None:
        report = self._report
        self.context.jobs.start(
            partial(work, self.context.app, report), partial(self._of, report, done), self._failed, owner=self
        )

    def _of(self, report: str, done: Any, talk: Talk) -> None:
        """Hear it, unless another ticket is shown by now."""
        if report == self._report:
            done(talk)

    def _have_known(self, talk: Talk) -> None:
        self._have(talk)
        self._see_added()
        self._came = talk.sent is not None and talk.abilities.status
        if self._came:
            self._ask()

    def _have_changed(self, talk: Talk) -> None:
        """Show it; where something of hers has arrived, see what the desk makes of it."""
        before = self._talk
        self._have_more(talk)
        if before is not None and reading.waiting(talk) < reading.waiting(before):
            self._ask()

    def _ask(self) -> None:
        """Ask the desk, elsewhere."""
        if not self._asking:
            self._asking = True
            self.refresh.setEnabled(False)
            self._show()
            self._start(reading.asked, self._answered)

    def _answered(self, talk: Talk) -> None:
        self._asking = False
        self.refresh.setEnabled(True)
        before = self._talk
        self._have_more(talk)
        self._came = False
        new = _count(talk) - _count(before)
        if before is not None and before.status is not None and new > 0:
            announce(self, self.context.show(NN_("{count} new message", "{count} new messages", new)))

    def _have(self, talk: Talk) -> None:
        first = self._talk is None
        self._talk = talk
        if self.box.draft is None:
            self._begin_draft(talk)
        self.messages.fill(talk)
        self.box.fill(talk)
        self._show()
        self.title_changed.emit()
        if first:
            self.reveal(self.box if self.box.isVisible() else self.messages)
        if first or self._came:
            self._begin_there()
        if self.isVisible():
            self.context.jobs.start(partial(reading.seen, self.context.app, self._report), owner=self)

    def _begin_there(self) -> None:
        """Let her begin with the answer; where the desk has it no more, with a new ticket."""
        words, anew = self.box.words, self.gone.first()
        if self.gone.isHidden():
            self.starts_at.emit(words)
        elif not words.hasFocus():
            self.starts_at.emit(anew)
        elif self.box.draft is None or self.box.draft.is_empty:  # the focus was put there when she came
            anew.setFocus()

    def _have_more(self, talk: Talk) -> None:
        """Show what came by itself: it neither pushes the field she writes in away nor pulls her to it."""
        if not self._came and self.box.words.hasFocus() and not self.box.words.visibleRegion().isEmpty():
            self.page.hold(self.box.words)
        self._have(talk)
        if self._came:
            self._see_added()

    def _begin_draft(self, talk: Talk) -> None:
        draft, refused = answer_begun(self.context.app, self._report, talk)
        self.box.begin(draft)
        if refused:
            self.context.say(refused[0])

    def _reads(self) -> None:
        """She looks at something else than where she came to."""
        self._came = self._follows = False

    def _follow(self) -> None:
        """The page became higher or lower, a moment after what came: what she came to stays in sight."""
        if self._follows:
            self.reveal(self.focusWidget() or self.box.words)

    def _see_added(self) -> None:
        """Show pictures and files, as far as what has the focus stays in sight."""
        if not self.box.isHidden():
            self._follows = True
            self.reveal(self.box.added)
            self.reveal(self.focusWidget() or self.box.words)

    def _failed(self, error: SelfhelpError) -> None:
        self._asking = False
        self.refresh.setEnabled(True)
        if self._talk is None:
            self._error = error
            self._show()
            announce(self, self.panel.heading.text())
        else:
            self.context.say(error.told)

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        show, talk = self.context.show, self._talk
        for button in self._buttons():
            button.setVisible(talk is not None)
        self.trouble.setVisible(False)
        self.page.footer.setVisible(talk is not None and not self.box.buttons.isHidden())
        if talk is not None or self._error is None:  # else the ways on stay, with the focus on them
            self.gone.stand_by(talk)
        self.box.lead(self.gone.isHidden())  # where the desk has it no more, a new ticket is the way on
        if talk is None:
            self.panel.fill(BUSY, show(N_("Reading your ticket…")), "")
            if self._error is not None:
                self.gone.tell(self.panel, self._report, self._error)
            return
        sign, sentence, details = standing(talk, asking=self._asking)
        self.panel.fill(sign, show(sentence), " ".join(map(show, details)))
        self._name_buttons(talk)
        self.trouble.setText(show(trouble(talk) or ""))
        self.trouble.setVisible(bool(self.trouble.text()))
        # While an approval is asked for, one question is enough.
        self.helped.offer("ticket" if talk.is_over and not talk.approves else "", talk.item.report)

    def _name_buttons(self, talk: Talk) -> None:
        show, sent = self.context.show, talk.sent
        target = links.link(talk.item.url, sent.path if sent else "")
        policy = self.context.app.policy
        receipts, technician = policy.evidence.sent_items_days > 0, policy.remote.enabled and not talk.is_over
        for button, text, wanted in (
            (self.open, N_("Open the ticket"), target is not None),
            (self.outbox, N_("See what waits"), sent is None),
            (self.remote, N_("Let a technician look"), technician),
            (self.refresh, N_("Refresh"), sent is not None and talk.abilities.status),
            (self.more, N_("More"), not self._unfolded),
            (self.copy_number, N_("Copy the number"), self._unfolded and sent is not None),
            (self.copy_ref, N_("Copy the reference"), self._unfolded),
            (self.receipt, N_("What was sent"), self._unfolded and receipts),
            (self.delete, N_("Delete here"), self._unfolded and sent is not None),
        ):
            button.setText(show(text))
            button.setVisible(wanted)
        self._sure = False

    def _buttons(self) -> tuple[QPushButton, ...]:
        often = (self.open, self.outbox, self.remote, self.refresh, self.more)
        return (*often, self.copy_number, self.copy_ref, self.receipt, self.delete)

    def _unfold(self) -> None:
        """Show what is seldom wanted, and go on there."""
        self._unfolded = True
        self._show()
        (self.copy_number if self.copy_number.isVisible() else self.copy_ref).setFocus()

    # -- doing -------------------------------------------------------------------------------------

    def _unfinished(self) -> Mapping[str, Answer]:
        """Return what she has not sent, by ticket: one that was left a moment ago may not be kept yet."""
        draft = self.box.draft
        if draft is not None:
            self._unsent[draft.report] = Answer(draft.text, [added for _key, added in draft.added()])
        return dict(self._unsent)

    def _say(self, kind: ReplyKind) -> None:
        """Keep it in the outbox; it is on the disk before she is told so."""
        draft = self.box.draft
        if draft is None:
            return
        self._let_say(False)
        work = partial(reading.say, self.context.app, draft.reply(kind))
        self.context.jobs.start(work, self._said, self._not_said, owner=self)

    def _said(self, _ref: str) -> None:
        if self.box.draft is not None:
            self.box.draft.clear()
            self.box.begin(self.box.draft)
        self._let_say(True)
        announce(self, self.context.show(N_("Your answer is saved and will be sent.")))
        self.context.jobs.start(partial(reading.stir, self.context.app, self._report), owner=self)
        self.context.deliver()
        self.changed()
        self.box.words.setFocus()

    def _not_said(self, error: SelfhelpError) -> None:
        self._let_say(True)
        self.context.say(error.told)

    def _let_say(self, allowed: bool) -> None:
        for button in self.box.says():
            button.setEnabled(allowed)
        if allowed:
            self.box.refresh()

    def _open(self) -> None:
        talk = self._talk
        target = links.link(talk.item.url, talk.sent.path if talk.sent else "") if talk else None
        if target is not None and not links.follow(target):
            self.context.say(N_("No program on this computer opens the page."))

    def _delete(self) -> None:
        """Ask once; the help desk keeps its ticket."""
        if not self._sure:
            self._sure = True
            self.delete.setText(self.context.show(N_("Delete? The help desk keeps it")))
            announce(self.delete, self.delete.text())
            return
        work = partial(reading.delete, self.context.app, self._report)
        self.context.jobs.start(work, self._deleted, self._failed, owner=self)

    def _deleted(self, _nothing: None) -> None:
        self._unsent.pop(self._report, None)
        self._begin("")
        self.context.open(TicketsPage())
        self.context.say(N_("It was deleted from this computer."))

    def _copy(self, *, number: bool) -> None:
        if self._talk is not None:
            ref = reference.short(self._talk.item.report)
            QGuiApplication.clipboard().setText(self._talk.item.ticket if number else ref)
            self.context.say(N_("Copied."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures and files; where the desk takes none, that is said."""
        if holds_evidence(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add them to the answer."""
        event.acceptProposedAction()
        self.box.offered(event.mimeData())

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.page = FootedPage()
        self.page.body.setSpacing(theme.SPACE_4)
        row = Flow(spacing=theme.SPACE_1)
        for button in self._buttons():
            button.setProperty("link", True)
            row.addWidget(button)
        self.panel.column.addWidget(self.trouble)
        self.panel.column.addLayout(row)
        for part in (self.panel, self.gone, self.messages, self.helped, self.box):
            self.page.body.addWidget(part)
        self.page.body.addStretch(1)
        self.page.foot.addWidget(self.box.buttons, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        self.gone.again.connect(lambda: self._start(reading.known, self._have_known))
        self.open.clicked.connect(self._open)
        self.copy_number.clicked.connect(partial(self._copy, number=True))
        self.copy_ref.clicked.connect(partial(self._copy, number=False))
        self.remote.clicked.connect(lambda: self.context.open(RemotePage(report=self._report)))
        self.receipt.clicked.connect(lambda: self.context.open(ReceiptsPage(report=self._report)))
        self.refresh.clicked.connect(self._ask)
        self.more.clicked.connect(self._unfold)
        self.outbox.clicked.connect(lambda: self.context.open(OutboxPage(report=self._report)))
        self.delete.clicked.connect(self._delete)
        self.messages.wanted.connect(lambda file: self._saving.save(self._talk, file))
        self.messages.outbox_wanted.connect(lambda: self.context.open(OutboxPage()))
        self.box.said.connect(self._say)
        self.box.changed.connect(self._keeper.touch)
        self.box.grown.connect(self._see_added)
        self.page.area.scrolled.connect(self._reads)
        self.page.area.verticalScrollBar().rangeChanged.connect(self._follow)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self.box.take_pasted)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self).activated.connect(self._ask)


def _count(talk: Talk | None) -> int:
    return len(talk.status.comments) if talk is not None and talk.status is not None else 0
