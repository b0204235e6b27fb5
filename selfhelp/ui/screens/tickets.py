"""My tickets: what waits to be sent, what the help desk has, how it stands, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from selfhelp.errors import SelfhelpError
from selfhelp.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.sign_in_banner import SignInBanner
from selfhelp.ui.parts.ticket import Line, TicketCard, ask_desk, read_lines
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.section import emptied
from selfhelp.ui.widgets.signs import BUSY, UNKNOWN, WARN


class TicketsScreen(Screen):
    """The list, newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._lines: Sequence[Line] | None = None
        self._trouble: Text | None = None
        self._point_at = ""
        self._cards: dict[str, TicketCard] = {}
        self._build()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.show(N_("My tickets"))

    def retranslate(self) -> None:
        """Set every text again."""
        self.refresh.setText(self.context.show(N_("Refresh")))
        self.ask.setText(self.context.show(N_("Get help")))
        emptied(self._list)
        self._cards = {}
        self._show()

    def shown(self, **what: Any) -> None:
        """Read the list, and point at a ticket."""
        self._point_at = what.get("report", self._point_at)
        self._read()
        self.refresh.setFocus()

    def may_be_freed(self) -> bool:
        """Everything is on the disk."""
        return True

    # -- reading -----------------------------------------------------------------------------------

    def _read(self) -> None:
        self._trouble = None
        work = partial(read_lines, self.context.app)
        self.context.jobs.start(work, self._have_read, self._not_read, owner=self)

    def _have_read(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._show()

    def _not_read(self, error: SelfhelpError) -> None:
        self._trouble = error.message
        self._show()

    def _refresh(self) -> None:
        """Ask the desk how every ticket stands."""
        self.refresh.setEnabled(False)
        self.context.deliver()
        work = partial(ask_desk, self.context.app)
        self.context.jobs.start(work, self._asked, self._not_asked, owner=self)

    def _asked(self, trouble: SelfhelpError | None) -> None:
        self.refresh.setEnabled(True)
        if trouble is not None:
            self.context.say(trouble.message)
        self._read()

    def _not_asked(self, error: SelfhelpError) -> None:
        self._asked(error)

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        show = self.context.show
        lines = self._lines or ()
        self._panel.setVisible(not lines or self._trouble is not None)
        self.ask.setVisible(self._lines is not None and not lines)
        if self._trouble is not None:
            self._panel.fill(WARN, show(self._trouble), "")
        elif self._lines is None:
            self._panel.fill(BUSY, show(N_("Reading your tickets…")), "")
        elif not lines:
            about = N_("When you ask the help desk for help, you see here how it stands.")
            self._panel.fill(UNKNOWN, show(N_("You have no tickets.")), show(about))
        self.banner.show_for([line.item for line in lines])
        self._show_cards(lines)

    def _show_cards(self, lines: Sequence[Line]) -> None:
        """Show a card for each; one that is there stays, with its focus and what was said about it."""
        before, self._cards = self._cards, {}
        for place, line in enumerate(lines):
            report = line.item.report
            card = before.pop(report, None) or self._card(line)
            card.show_line(line)
            self._cards[report] = card
            self._list.insertWidget(place, card)
            if report == self._point_at:
                self._point_at = ""
                card.point_at()
        for gone in before.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()

    def _card(self, line: Line) -> TicketCard:
        card = TicketCard(self.context, line)
        card.retried.connect(partial(self._retry, line.item.report))
        card.deleted.connect(partial(self._delete, line.item.report))
        return card

    # -- doing -------------------------------------------------------------------------------------

    def _retry(self, report: str) -> None:
        app = self.context.app
        self.context.jobs.start(
            lambda _progress: app.outbox().retry(report), self._retried, self._not_read, owner=self
        )

    def _retried(self, _count: int) -> None:
        self.context.deliver()
        self._read()

    def _delete(self, report: str) -> None:
        app = self.context.app
        self.context.jobs.start(
            lambda _progress: app.outbox().delete(report), self._deleted, self._not_read, owner=self
        )

    def _deleted(self, _nothing: None) -> None:
        announce(self, self.context.show(N_("It was deleted from this computer.")))
        self._read()
        self.refresh.setFocus()

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self._panel, self._list = Panel(), QVBoxLayout()
        self._list.setSpacing(theme.SPACE_3)
        self.refresh, self.ask = QPushButton(), QPushButton()
        self.ask.setProperty("primary", True)
        self.refresh.clicked.connect(self._refresh)
        self.ask.clicked.connect(lambda: self.context.open("ask"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.refresh)
        row.addWidget(self.ask)
        column.addLayout(row)
        self.banner = SignInBanner(self.context)
        column.addWidget(self.banner)
        column.addWidget(self._panel)
        column.addLayout(self._list)
        column.addStretch(1)
