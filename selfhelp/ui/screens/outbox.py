"""The outbox: what is waiting to be sent, why, and its actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.ticket_actions import delete_ticket, export, send_again
from selfhelp.ui.navigation import OutboxPage, TicketsPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.outbox_item_card import OutboxItemCard, OutboxLine, read_undelivered
from selfhelp.ui.screens import AppScreen
from selfhelp.ui.states import NEEDS_ATTENTION
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.order import make_tab_readable
from selfhelp.ui.widgets.panel import MessagePanel
from selfhelp.ui.widgets.signs import BUSY, GOOD, WARN

SHOWN = 10
"""Cards that are shown at first, and how many more each time."""

Change = Callable[[App, Progress], object]


class OutboxScreen(AppScreen[OutboxPage]):
    """Tickets and replies that the help desk does not have yet, oldest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._waiting: Sequence[OutboxLine] | None = None
        self._trouble: Text | None = None
        self._point_at, self._most = "", SHOWN
        self.cards: dict[str, OutboxItemCard] = {}
        self._build()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.translate(N_("Outbox"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.all.setText(show(N_("Send all again")))
        self.done.setText(show(N_("My tickets")))
        for card in self.cards.values():
            card.show_item(card.waiting)
        self._show()

    def shown(self, destination: OutboxPage | None) -> None:
        """Read what waits; the focus waits for it, so that a screen reader announces one thing only."""
        self._point_at = destination.report if destination is not None else ""
        self.on_tickets_changed()
        if self._point_at in self.cards:
            self.cards[self._point_at].focus_first()
        elif self._waiting is not None:
            self._start().setFocus()

    def on_tickets_changed(self) -> None:
        """Read the outbox again."""
        self._trouble = None
        work = partial(read_undelivered, self.context.app)
        self.context.jobs.start_job(work, self._on_loaded, self._on_failed, owner=self)

    def can_be_freed(self) -> bool:
        """Whether the screen can be freed: not while text is being changed."""
        return all(card.words.isHidden() for card in self.cards.values())

    # -- showing -----------------------------------------------------------------------------------

    def _on_loaded(self, waiting: Sequence[OutboxLine]) -> None:
        before, self.cards = self.cards, {}
        self._waiting = waiting
        while any(one.ref == self._point_at for one in waiting[self._most :]):
            self._most += SHOWN
        for place, one in enumerate(waiting[: self._most]):
            card = before.pop(one.ref, None) or self._card(one)
            card.show_item(one)
            self.cards[one.ref] = card
            self._list.insertWidget(place, card)
            card.show()  # a layout would do it later, and the focus is wanted on it now
        self._show()
        focus = self.focusWidget()
        if any(gone.isAncestorOf(focus) for gone in before.values() if focus is not None):
            self._start().setFocus()  # before what has it is hidden
        for gone in before.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        if self._point_at in self.cards:
            self.cards[self._point_at].focus_first()
            self.scroll_to(self.cards[self._point_at])
        else:
            self.starts_at.emit(self._start())
        self._point_at = ""

    def _on_failed(self, error: SelfhelpError) -> None:
        self._trouble = error.user_message
        self._show()

    def _show(self) -> None:
        show, waiting = self.context.translate, self._waiting
        several = len(waiting or ()) > 1
        if not several and self.all.hasFocus():
            self._start().setFocus()  # before it is hidden
        self.all.setVisible(several)
        read = waiting is not None or self._trouble is not None
        self.done.setVisible(read)
        self.panel.setFocusPolicy(Qt.FocusPolicy.TabFocus if read else Qt.FocusPolicy.NoFocus)
        for card in self.cards.values():
            card.lead(not several)
        self.more.setText(show(N_("Show more")))
        self.more.setVisible(len(waiting or ()) > self._most)
        if self._trouble is not None:
            self.panel.show_message(WARN, show(self._trouble), "")
        elif waiting is None:
            self.panel.show_message(BUSY, show(N_("Loading your outbox…")), "")
        elif not waiting:
            about = N_("Everything you wrote has been sent.")
            self.panel.show_message(GOOD, show(N_("Nothing to send")), show(about))
        else:
            obstacle = self.context.app.sending_obstacle()
            text = NN_(
                "{count} message is waiting to be sent",
                "{count} messages are waiting to be sent",
                len(waiting),
            )
            stuck = all(one.state in NEEDS_ATTENTION for one in waiting)
            about = obstacle or (_UNTIL_SENT_AGAIN if stuck else _SAVED)
            self.panel.show_message(WARN if obstacle or stuck else BUSY, show(text), show(about))
        self.panel.setAccessibleName(self.panel.heading.accessibleName())
        self.panel.setAccessibleDescription(self.panel.detail.accessibleName())

    def _start(self) -> QPushButton:
        """Return where one begins: sending all, or the only one."""
        if not self.cards:
            return self.done
        return self.all if len(self._waiting or ()) > 1 else next(iter(self.cards.values())).buttons["send"]

    def _show_more(self) -> None:
        before = self._most
        self._most += SHOWN
        list(self.cards.values())[-1].focus_first()  # the button may be hidden, and has the focus
        self._on_loaded(self._waiting or ())
        list(self.cards.values())[before].focus_first()

    def _card(self, waiting: OutboxLine) -> OutboxItemCard:
        card, ref = OutboxItemCard(self.context, waiting), waiting.ref
        card.again.connect(partial(self._send, ref))
        card.exported.connect(partial(self._export, ref))
        card.deleted.connect(partial(self._change_outbox, partial(_delete, ref), DELETED))
        card.rewritten.connect(partial(self._rewrite, waiting))
        card.left_out.connect(partial(self._leave_out, waiting))
        return card

    # -- doing -------------------------------------------------------------------------------------

    def _change_outbox(self, change: Change, said: Text, *, then_send: bool = False) -> None:
        """Change the outbox on another thread, say so, and show what is left."""
        work = partial(change, self.context.app)
        self.context.jobs.start_job(
            work, partial(self._on_changed, said, then_send), self._not_done, owner=self
        )

    def _on_changed(self, said: Text, then_send: bool, _nothing: object) -> None:
        announce_politely(self, self.context.translate(said))
        if then_send:
            self.context.deliver()
        self.on_tickets_changed()
        if not self.focusWidget():
            self.done.setFocus()

    def _not_done(self, error: SelfhelpError) -> None:
        self.context.say(error.user_message)
        self.on_tickets_changed()

    def _send(self, ref: str | None) -> None:
        self._change_outbox(partial(_retry, ref), N_("Sending…"), then_send=True)

    def _rewrite(self, waiting: OutboxLine, text: str) -> None:
        self._change_outbox(partial(_rewrite, waiting, text), CHANGED, then_send=True)

    def _leave_out(self, waiting: OutboxLine, name: str) -> None:
        said = N_("{name} was removed. Sending…", name=name[:120])
        self._change_outbox(partial(_leave_out, waiting, name), said, then_send=True)

    def _export(self, ref: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.context.translate(N_("Choose a folder")))
        if chosen:
            work = partial(export, self.context.app, ref, Path(chosen))
            self.context.jobs.start_job(work, self._on_exported, self._not_done, owner=self)

    def _on_exported(self, folder: Path) -> None:
        self.context.say(N_("Saved in {folder}.", folder=str(folder)[-200:]))

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self.panel, self._list, buttons = MessagePanel(), QVBoxLayout(), ButtonRow()
        self._list.setSpacing(theme.SPACE_3)
        self.all: QPushButton = buttons.add_button(lambda: self._send(None), primary=True)
        self.done: QPushButton = buttons.add_button(lambda: self.context.open(TicketsPage()))
        make_tab_readable(self.panel)
        column.addWidget(self.panel)
        column.addWidget(buttons)
        column.addLayout(self._list)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


_SAVED = N_("Your message is saved on this computer. We'll send it as soon as we can.")
_UNTIL_SENT_AGAIN = N_("Your message is saved on this computer. It won't be sent until you send it again.")
CHANGED = N_("Changes saved. Sending…")
DELETED = N_("Deleted from this computer.")


def _retry(ref: str | None, app: App, progress: Progress) -> None:
    send_again(app, ref, progress)


def _delete(ref: str, app: App, progress: Progress) -> None:
    delete_ticket(app, ref, progress)


def _rewrite(waiting: OutboxLine, text: str, app: App, _progress: Progress) -> None:
    app.outbox().edit_texts(waiting.ref, body=app.redactor().without_secrets(text))
    _record(waiting, app)


def _leave_out(waiting: OutboxLine, name: str, app: App, _progress: Progress) -> None:
    app.outbox().drop_file(waiting.ref, name)
    _record(waiting, app)


def _record(waiting: OutboxLine, app: App) -> None:
    """Record what is sent now, instead of what would have been sent."""
    if waiting.kind == "ticket":
        app.sent_records.keep(app.outbox(), waiting.ref, app.policy.desk.connector)
