"""What waits to be sent: why it waits, and everything that can be done about it."""

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
from selfhelp.ui.conversation.conversation_loader import delete, export, send_again
from selfhelp.ui.navigation import OutboxPage, TicketsPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.waiting import Waiting, WaitingCard, read_waiting
from selfhelp.ui.screens import Screen
from selfhelp.ui.states import NEEDS_HER
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.order import read_with_tab
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.signs import BUSY, GOOD, WARN

SHOWN = 10
"""Cards that are shown at first, and how many more each time."""

Change = Callable[[App, Progress], object]


class OutboxScreen(Screen[OutboxPage]):
    """Tickets and replies that the help desk does not have yet, oldest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._waiting: Sequence[Waiting] | None = None
        self._trouble: Text | None = None
        self._point_at, self._most, self._came = "", SHOWN, False
        self.cards: dict[str, WaitingCard] = {}
        self._build()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.show(N_("Outbox"))

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        self.all.setText(show(N_("Send all again")))
        self.done.setText(show(N_("My tickets")))
        for card in self.cards.values():
            card.fill(card.waiting)
        self._show()

    def shown(self, destination: OutboxPage | None) -> None:
        """Read what waits."""
        self._point_at = destination.report if destination is not None else ""
        self.changed()
        self._came = True
        self.panel.setFocus()

    def changed(self) -> None:
        """Read it again."""
        self._trouble = None
        work = partial(read_waiting, self.context.app)
        self.context.jobs.start(work, self._have, self._failed, owner=self)

    def may_be_freed(self) -> bool:
        """Keep words that are being changed."""
        return all(card.words.isHidden() for card in self.cards.values())

    # -- showing -----------------------------------------------------------------------------------

    def _have(self, waiting: Sequence[Waiting]) -> None:
        before, self.cards = self.cards, {}
        self._waiting = waiting
        while any(one.ref == self._point_at for one in waiting[self._most :]):
            self._most += SHOWN
        for place, one in enumerate(waiting[: self._most]):
            card = before.pop(one.ref, None) or self._card(one)
            card.fill(one)
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
            self.cards[self._point_at].enter()
            self.reveal(self.cards[self._point_at])
        elif self._came and self.focusWidget() is self.panel:
            self._start().setFocus()
        self._point_at, self._came = "", False

    def _failed(self, error: SelfhelpError) -> None:
        self._trouble = error.told
        self._show()

    def _show(self) -> None:
        show, waiting = self.context.show, self._waiting
        several = len(waiting or ()) > 1
        if not several and self.all.hasFocus():
            self._start().setFocus()  # before it is hidden
        self.all.setVisible(several)
        for card in self.cards.values():
            card.lead(not several)
        self.more.setText(show(N_("Show more")))
        self.more.setVisible(len(waiting or ()) > self._most)
        if self._trouble is not None:
            self.panel.fill(WARN, show(self._trouble), "")
        elif waiting is None:
            self.panel.fill(BUSY, show(N_("Loading your outbox…")), "")
        elif not waiting:
            about = N_("Everything you wrote has been sent.")
            self.panel.fill(GOOD, show(N_("Nothing to send")), show(about))
        else:
            obstacle = self.context.app.sending_obstacle()
            text = NN_(
                "{count} message is waiting to be sent",
                "{count} messages are waiting to be sent",
                len(waiting),
            )
            stuck = all(one.state in NEEDS_HER for one in waiting)
            about = obstacle or (_UNTIL_SENT_AGAIN if stuck else _SAVED)
            self.panel.fill(WARN if obstacle or stuck else BUSY, show(text), show(about))
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
        list(self.cards.values())[-1].enter()  # the button may be hidden, and has the focus
        self._have(self._waiting or ())
        list(self.cards.values())[before].enter()

    def _card(self, waiting: Waiting) -> WaitingCard:
        card, ref = WaitingCard(self.context, waiting), waiting.ref
        card.again.connect(partial(self._send, ref))
        card.exported.connect(partial(self._export, ref))
        card.deleted.connect(partial(self._do, partial(_delete, ref), DELETED))
        card.rewritten.connect(partial(self._rewrite, waiting))
        card.left_out.connect(partial(self._leave_out, waiting))
        return card

    # -- doing -------------------------------------------------------------------------------------

    def _do(self, change: Change, said: Text, *, then_send: bool = False) -> None:
        """Change the outbox elsewhere, say so, and show what is left."""
        work = partial(change, self.context.app)
        self.context.jobs.start(work, partial(self._done, said, then_send), self._not_done, owner=self)

    def _done(self, said: Text, then_send: bool, _nothing: object) -> None:
        announce(self, self.context.show(said))
        if then_send:
            self.context.deliver()
        self.changed()
        if not self.focusWidget():
            self.done.setFocus()

    def _not_done(self, error: SelfhelpError) -> None:
        self.context.say(error.told)
        self.changed()

    def _send(self, ref: str | None) -> None:
        self._do(partial(_retry, ref), N_("Sending…"), then_send=True)

    def _rewrite(self, waiting: Waiting, text: str) -> None:
        self._do(partial(_rewrite, waiting, text), CHANGED, then_send=True)

    def _leave_out(self, waiting: Waiting, name: str) -> None:
        said = N_("{name} was removed. Sending…", name=name[:120])
        self._do(partial(_leave_out, waiting, name), said, then_send=True)

    def _export(self, ref: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.context.show(N_("Choose a folder")))
        if chosen:
            work = partial(export, self.context.app, ref, Path(chosen))
            self.context.jobs.start(work, self._exported, self._not_done, owner=self)

    def _exported(self, folder: Path) -> None:
        self.context.say(N_("Saved in {folder}.", folder=str(folder)[-200:]))

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self.panel, self._list, buttons = Panel(), QVBoxLayout(), ButtonRow()
        self._list.setSpacing(theme.SPACE_3)
        self.all: QPushButton = buttons.add(lambda: self._send(None), primary=True)
        self.done: QPushButton = buttons.add(lambda: self.context.open(TicketsPage()))
        read_with_tab(self.panel)
        column.addWidget(self.panel)
        column.addWidget(buttons)
        column.addLayout(self._list)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


_SAVED = N_("It's saved on this computer. We'll send it as soon as we can.")
_UNTIL_SENT_AGAIN = N_("It's saved on this computer. It won't be sent until you send it again.")
CHANGED = N_("Changes saved. Sending…")
DELETED = N_("Deleted from this computer.")


def _retry(ref: str | None, app: App, progress: Progress) -> None:
    send_again(app, ref, progress)


def _delete(ref: str, app: App, progress: Progress) -> None:
    delete(app, ref, progress)


def _rewrite(waiting: Waiting, text: str, app: App, _progress: Progress) -> None:
    app.outbox().edit(waiting.ref, body=app.redactor().without_secrets(text))
    _record(waiting, app)


def _leave_out(waiting: Waiting, name: str, app: App, _progress: Progress) -> None:
    app.outbox().drop_file(waiting.ref, name)
    _record(waiting, app)


def _record(waiting: Waiting, app: App) -> None:
    """Write down what leaves now, in the place of what would have left."""
    if waiting.kind == "ticket":
        app.receipts.keep(app.outbox(), waiting.ref, app.policy.desk.connector)
