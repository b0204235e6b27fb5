"""How a saved ticket stands, and the short reference that can be read out on the phone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import Delivery
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import HomePage, ReceiptsPage, RemotePage, TicketsPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.contact import ContactCard
from selfhelp.ui.parts.fix_path import SAID
from selfhelp.ui.states import on_the_way
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.path import Path, Stop
from selfhelp.ui.widgets.qr import QrCode
from selfhelp.ui.widgets.section import Section
from selfhelp.ui.widgets.signs import GOOD, NEXT, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox import OutboxItem

LOOK_AGAIN_MS = 1500
"""How often the state is read while the page is looked at and the ticket is not delivered."""

SAVED, SENT, ARRIVED = "saved", "sent", "arrived"
NAMES: Mapping[str, Text] = {
    SAVED: N_("Saved on this computer"),
    SENT: N_("On its way"),
    ARRIVED: N_("With the help desk"),
}
"""The way of a ticket."""

STOPS: Mapping[Delivery, str] = {Delivery.UNKNOWN: ARRIVED, Delivery.DELIVERED: ARRIVED}
"""Where it is; everything else has still to be sent."""

_MOVING = (Delivery.QUEUED, Delivery.UNKNOWN)


class SavedTicket(QWidget):
    """Shows one report that is in the outbox, live."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._report = ""
        self.standing: OutboxItem | None = None
        self._folder = ""
        self.again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self.again.timeout.connect(self.look)
        self._way, self._where = Path(list(NAMES)), SAVED
        self.card, self.code, self.qr = Section(), PlainLabel("", "code"), QrCode()
        self._contact, buttons = ContactCard(context), ButtonRow()
        self.done = buttons.add(lambda: context.open(HomePage()), primary=True)
        self.open = buttons.add(self._open_ticket)
        self.tickets = buttons.add(lambda: context.open(TicketsPage(report=self._report)), link=True)
        self.remote = buttons.add(lambda: context.open(RemotePage(report=self._report)), link=True)
        self.receipt = buttons.add(lambda: context.open(ReceiptsPage(report=self._report)), link=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_3)
        self._build_card()
        for part in (self._way, self.card, self._contact, buttons):
            column.addWidget(part)

    @property
    def state(self) -> Stop:
        """The stop where the ticket is."""
        return self._way.stops[self._where]

    def show_report(self, report: str) -> None:
        """Show another report."""
        from selfhelp.core import reference

        self._report, self.standing = report, None
        short = reference.short(report)
        self.code.setText(short)
        # Spelled out, so that it is read letter by letter.
        self.code.setAccessibleName(" ".join(short))
        self.qr.fill(
            reference.matrix(short), self._context.show(N_("Square code for a phone: {code}", code=short))
        )
        self._stand(SAVED, GOOD, self._context.show(N_("Your ticket is saved.")))
        self.open.setVisible(False)
        self._contact.carry(reference=short)
        self.retranslate()
        self.look()

    def retranslate(self) -> None:
        """Set every text again."""
        show = self._context.show
        about = N_("Read it out when you call the help desk; they find your ticket with it.")
        self.card.head(show(N_("Your reference")), show(about))
        self._copy.setText(show(N_("Copy")))
        self._copy.setAccessibleName(show(N_("Copy the reference")))
        self.done.setText(show(N_("Done")))
        self.open.setText(show(N_("Open the ticket")))
        self.tickets.setText(show(N_("My tickets")))
        self.remote.setText(show(N_("Let a technician look")))
        self.remote.setVisible(self._context.app.policy.remote.enabled)
        self.receipt.setText(show(N_("What was sent")))
        self.receipt.setVisible(self._context.app.policy.evidence.sent_items_days > 0)
        self._contact.setVisible(self._contact.refresh())
        self._show()

    def look(self) -> None:
        """Read the state, elsewhere."""
        if self._report:
            work = partial(_standing, self._context.app, self._report)
            self._context.jobs.start(work, self._stands, self._not_read, owner=self)

    # -- parts -------------------------------------------------------------------------------------

    def _stands(self, found: tuple[OutboxItem, str]) -> None:
        item, self._folder = found
        changed = self.standing is None or self.standing.state is not item.state
        self.standing = item
        self._contact.carry(item.ticket, self.code.text())
        self._show()
        if changed:
            announce(self, self.state.heading.accessibleName())
        if self.isVisible() and item.state is not Delivery.DELIVERED:
            self.again.start()

    def _not_read(self, error: SelfhelpError) -> None:
        self._stand(self._where, WARN, self._context.show(error.told))

    def _show(self) -> None:
        item = self.standing
        if item is None:
            return
        show = self._context.show
        sign, sentence = on_the_way(item)
        reason = item.reason or (self._context.app.sending_obstacle() if item.state in _MOVING else None)
        details = [show(reason)] if reason else []
        if item.next_try is not None and item.attempts:
            details.append(show(N_("Next try: {time}.", time=item.next_try)))
        self._stand(STOPS.get(item.state, SENT), sign, show(sentence), " ".join(details))
        self.open.setVisible(links.link(item.url, self._folder) is not None)

    def _open_ticket(self) -> None:
        target = links.link(self.standing.url, self._folder) if self.standing is not None else None
        if target is not None and not links.follow(target):
            self._context.say(N_("No program on this computer opens the page."))

    def _stand(self, where: str, sign: str, heading: str, detail: str = "") -> None:
        """Show how far the ticket is on its way to the help desk."""
        self._where, show = where, self._context.show
        here = list(NAMES).index(where)
        for place, (name, stop) in enumerate(self._way.stops.items()):
            kind = GOOD if place < here else sign if place == here else NEXT
            stop.name.setText(show(NAMES[name]))
            stop.tell(heading if place == here else "", detail if place == here else "")
            stop.stand(kind, show(SAID.get(kind, SAID[NEXT])), now=place == here)
        self._way.join()

    def _copied(self) -> None:
        QApplication.clipboard().setText(self.code.accessibleName().replace(" ", ""))
        self._context.say(N_("Copied."))

    def _build_card(self) -> None:
        row, words = QBoxLayout(QBoxLayout.Direction.LeftToRight), QVBoxLayout()
        self._copy = QPushButton()
        self._copy.setProperty("link", True)
        self._copy.clicked.connect(self._copied)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addStretch(1)
        words.addWidget(self.code)
        words.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(self.qr)
        self.card.body.addLayout(row)


def _standing(app: App, report: str, _progress: Progress) -> tuple[OutboxItem, str]:
    """Return how a report stands, and the folder of its ticket for desks that are folders."""
    outbox = app.outbox()
    folders = {sent.report: sent.path for sent in outbox.tickets()}
    return outbox.item(report), folders.get(report, "")
