"""What will be sent: item by item, with its size, its own switch and exactly what it says; then: send."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from selfhelp.errors import ConfigurationError, SelfhelpError, StorageError
from selfhelp.model import Delivery
from selfhelp.progress import Progress
from selfhelp.text import N_, Size, Text
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.screens import Screen
from selfhelp.ui.states import on_the_way
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.preview import PreviewRow
from selfhelp.ui.widgets.section import Section, emptied
from selfhelp.ui.widgets.signs import BUSY, WARN

if TYPE_CHECKING:
    from selfhelp.app import App
    from selfhelp.case import Case
    from selfhelp.report.outbox import OutboxItem
    from selfhelp.report.sheet import SheetItem

LOOK_AGAIN_MS = 1500
"""How often the state is read while the page is looked at and the ticket is not delivered."""

_MOVING = (Delivery.QUEUED, Delivery.UNKNOWN)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\\]{1,64}@[^\s@<>,;:\"()\\]{1,189}")
_GROUPS: dict[str, tuple[Text, Text]] = {
    "message": (N_("Your message"), N_("It always goes with the ticket.")),
    "report": (
        N_("About this computer"),
        N_("Names, addresses and serial numbers are replaced by stand-ins. Switch off what you do not want."),
    ),
    "picture": (N_("Pictures"), N_("Blacked-out parts are gone from the file.")),
    "file": (N_("Files"), N_("They are sent unchanged, with everything in them.")),
}


class SheetScreen(Screen):
    """Shows the sheet of one case; after "Send" it shows how the ticket stands."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._case: Case | None = None
        self._items: Sequence[SheetItem] = ()
        self._standing: OutboxItem | None = None
        self._folder = ""
        self._known_address, self._desk_knows = "", False
        self._sending = False
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look)
        self._build()
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.send.click)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        saved = self._case is not None and self._case.report
        return self.context.show(N_("Your ticket") if saved else N_("What will be sent"))

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        self._who.head(show(N_("Your e-mail address")), show(N_("The help desk answers to it.")))
        self.address.setAccessibleName(show(N_("Your e-mail address")))
        self.send.setText(show(N_("Send")))
        self.open.setText(show(N_("Open the ticket")))
        self.tickets.setText(show(N_("My tickets")))
        self.done.setText(show(N_("Done")))
        self._show_items()
        self._show_standing()

    def shown(self, **what: Any) -> None:
        """Read the sheet of a case; come back to how a sent one stands."""
        if "case" in what:
            self._begin(what["case"])
        elif self._case is not None and self._case.report:
            self._look()
        self._switch_page()

    def left(self) -> None:
        """Stop looking how it stands."""
        self._again.stop()

    def may_leave(self) -> bool:
        """Stay while the ticket is being saved."""
        if self._sending:
            self.context.say(N_("Your ticket is being saved. One moment."))
        return not self._sending

    def may_be_freed(self) -> bool:
        """The draft is kept by the form; what is saved is on the disk."""
        return not self._sending

    # -- the sheet ---------------------------------------------------------------------------------

    def _begin(self, case: Case) -> None:
        self._case, self._standing, self._items = case, None, ()
        self._show_items()
        self._state.fill(BUSY, self.context.show(N_("Putting everything together…")), "")
        jobs = self.context.jobs
        jobs.start(lambda _progress: case.sheet(), self._laid_out, self._not_laid_out, owner=self)
        if not case.message.requester and not self.address.text():
            self.send.setEnabled(False)
            app = self.context.app
            jobs.start(lambda _progress: app.requester(), self._known, self._not_known, owner=self)

    def _laid_out(self, items: Sequence[SheetItem]) -> None:
        self._items = items
        self._show_items()
        self._switch_page()
        self._review.findChildren(PreviewRow)[0].open.setFocus()

    def _not_laid_out(self, error: SelfhelpError) -> None:
        self._state.fill(WARN, self.context.show(error.message), "")

    def _known(self, address: str) -> None:
        """Fill in her address; where only the desk knows it, the field may stay empty."""
        self.send.setEnabled(True)
        self._known_address, self._desk_knows = address, not address
        if address and not self.address.text():
            self.address.setText(address)

    def _not_known(self, error: SelfhelpError) -> None:
        self.send.setEnabled(True)
        if not isinstance(error, ConfigurationError):
            self.context.say(error.message)

    def _show_items(self) -> None:
        """Show a card for each kind of thing, and a line for each thing."""
        emptied(self._cards)
        for group, (heading, about) in _GROUPS.items():
            items = [item for item in self._items if item.group == group]
            if items:
                card = Section()
                card.head(self.context.show(heading), self.context.show(about))
                for item in items:
                    card.body.addWidget(self._row(item, card))
                self._cards.addWidget(card)
        self._show_total()

    def _row(self, item: SheetItem, card: QWidget) -> PreviewRow:
        show = self.context.show
        row = PreviewRow(show(item.title), self.context.translator.size(item.size), item.preview, card)
        row.describe(show(N_("Show")), show(N_("Hide")))
        row.switch.setChecked(item.on)
        if item.locked:
            row.lock()
        row.switched.connect(partial(self._switch, item.key))
        return row

    def _switch(self, key: str, on: bool) -> None:
        if self._case is None:
            return
        self._case.switch(key, on)
        self._items = [dataclasses.replace(i, on=on) if i.key == key else i for i in self._items]
        self._show_total()

    def _show_total(self) -> None:
        size = sum(item.size for item in self._items if item.on)
        self._total.setText(self.context.show(N_("About {size} in all", size=Size(size))))

    # -- sending -----------------------------------------------------------------------------------

    def _send(self) -> None:
        """Save the ticket; only then say so, and let it be delivered."""
        case, address = self._case, self.address.text().strip()
        if case is None or self._sending or not self._items or case.report:
            return
        if address and address != self._known_address and not _ADDRESS.fullmatch(address):
            self._ask_for_address(N_("This does not look like an e-mail address: {text}", text=address[:100]))
            return
        if not address and not self._desk_knows:
            self._ask_for_address(N_("Please enter your e-mail address, so that the help desk can answer."))
            return
        case.message.requester = address
        self._sending = True
        self.send.setEnabled(False)
        self.context.jobs.start(partial(self._save, case), self._saved, self._not_saved, owner=self)

    def _save(self, case: Case, _progress: Progress) -> str:
        """Seal the case (elsewhere), and keep her address for the next time where nobody knew it."""
        report = case.seal()
        app = self.context.app
        if case.message.requester and not app.policy.desk.email and not app.preferences.email:
            with contextlib.suppress(StorageError):  # the ticket is safe; she is asked again next time
                app.save_preferences(dataclasses.replace(app.preferences, email=case.message.requester))
        return report

    def _saved(self, _report: str) -> None:
        self._sending = False
        self.context.deliver()
        self._switch_page()
        self.title_changed.emit()
        self._look()

    def _not_saved(self, error: SelfhelpError) -> None:
        self._sending = False
        self.send.setEnabled(True)
        self.context.say(error.message)

    def _ask_for_address(self, text: Text) -> None:
        self.context.say(text)
        self.address.setFocus()
        self.address.selectAll()

    # -- how it stands -----------------------------------------------------------------------------

    def _look(self) -> None:
        """Read the state, elsewhere."""
        if self._case is None or not self._case.report:
            return
        look = partial(_standing, self.context.app, self._case.report)
        self.context.jobs.start(look, self._stands, self._not_read, owner=self)

    def _stands(self, found: tuple[OutboxItem, str]) -> None:
        item, self._folder = found
        changed = self._standing is None or self._standing.state is not item.state
        self._standing = item
        self._show_standing()
        if changed:
            announce(self, self._state.heading.accessibleName())
        if self.isVisible() and item.state is not Delivery.DELIVERED:
            self._again.start()

    def _not_read(self, error: SelfhelpError) -> None:
        self._state.fill(WARN, self.context.show(error.message), "")

    def _show_standing(self) -> None:
        item = self._standing
        if item is None:
            return
        show = self.context.show
        sign, sentence = on_the_way(item)
        reason = item.reason or (self.context.app.sending_obstacle() if item.state in _MOVING else None)
        details = [show(reason)] if reason else []
        if item.next_try is not None and item.attempts:
            details.append(show(N_("Next try: {time}.", time=item.next_try)))
        self._state.fill(sign, show(sentence), " ".join(details))
        self.open.setVisible(links.link(item.url, self._folder) is not None)

    def _open_ticket(self) -> None:
        target = links.link(self._standing.url, self._folder) if self._standing is not None else None
        if target is not None and not links.follow(target):
            self.context.say(N_("No program on this computer opens the page."))

    # -- parts -------------------------------------------------------------------------------------

    def _switch_page(self) -> None:
        saved = bool(self._case is not None and self._case.report)
        ready = bool(self._items) and not saved
        for part in (self._review, self._who, self._foot):
            part.setVisible(ready)
        self._state.setVisible(not ready)
        self._after.setVisible(saved)
        if saved:
            self.done.setFocus()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self._state, self._review, self._who = Panel(), QWidget(), Section()
        self._cards = QVBoxLayout(self._review)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.SPACE_3)
        self.address = QLineEdit()
        self.address.setMaxLength(254)
        self.address.textEdited.connect(lambda: self.send.setEnabled(True))
        self._who.body.addWidget(self.address)
        self._foot, self._after = self._build_foot(), self._build_after()
        for part in (self._state, self._after, self._review, self._who, self._foot):
            column.addWidget(part)
        column.addStretch(1)

    def _build_foot(self) -> QWidget:
        foot, self._total, self.send = QWidget(), PlainLabel("", "sub"), QPushButton()
        self.send.setProperty("primary", True)
        self.send.clicked.connect(self._send)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._total, 1)
        row.addWidget(self.send)
        return foot

    def _build_after(self) -> QWidget:
        after = QWidget()
        self.open, self.tickets, self.done = QPushButton(), QPushButton(), QPushButton()
        self.done.setProperty("primary", True)
        self.open.clicked.connect(self._open_ticket)
        self.tickets.clicked.connect(lambda: self.context.open("tickets", report=self._report()))
        self.done.clicked.connect(lambda: self.context.open("home"))
        row = QHBoxLayout(after)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.open)
        self.open.setVisible(False)
        row.addWidget(self.tickets)
        row.addStretch(1)
        row.addWidget(self.done)
        return after

    def _report(self) -> str:
        return self._case.report if self._case is not None else ""


def _standing(app: App, report: str, _progress: Progress) -> tuple[OutboxItem, str]:
    """Return how a report stands, and the folder of its ticket for desks that are folders."""
    outbox = app.outbox()
    folders = {sent.report: sent.path for sent in outbox.tickets()}
    return outbox.item(report), folders.get(report, "")
