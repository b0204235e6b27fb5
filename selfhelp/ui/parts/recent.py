"""Her open tickets on the first screen, with how they stand and the last answer, and the way to all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import ConversationPage, TicketsPage
from selfhelp.ui.widgets.cards import CardList, Content
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.steady import Steady

if TYPE_CHECKING:
    from selfhelp.ui.parts.ticket import Line

SHOWN = 3


class RecentTickets(QWidget):
    """The latest tickets that are not closed; nothing at all while she has none."""

    def __init__(self, context: Context, steady: Steady) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._lines: Sequence[Line] = ()
        self._heading = PlainLabel("", "h2")
        self._cards = CardList()
        self._cards.chosen.connect(lambda report: context.open(ConversationPage(report)))
        self.all = QPushButton()
        self.all.setProperty("link", True)
        self.all.clicked.connect(lambda: context.open(TicketsPage()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._heading)
        column.addWidget(self._cards)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def look(self) -> None:
        """Read them again, where there is an outbox yet."""
        if (self._context.app.places.data / "outbox").is_dir():
            self._context.jobs.start(self._read, self._have, self._failed, owner=self)

    def retranslate(self) -> None:
        """Say it all again."""
        show = self._context.show
        self._heading.setText(show(N_("My tickets")))
        shown = [line for line in self._lines if not _is_closed(line)][:SHOWN]
        self._cards.fill(self._contents(shown))
        self.all.setText(show(N_("All my tickets")))
        self.setVisible(bool(shown))

    def _contents(self, lines: Sequence[Line]) -> Sequence[Content]:
        """Return their cards; what knows tickets is loaded with the first one, not with the window."""
        if not lines:
            return []
        from selfhelp.ui.parts.ticket import card

        return [card(self._context, line) for line in lines]

    def _read(self, progress: Progress) -> Sequence[Line]:
        from selfhelp.ui.parts.ticket import read_lines

        return read_lines(self._context.app, progress)

    def _have(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._steady.put_in(self.retranslate)

    def _failed(self, error: SelfhelpError) -> None:
        self._context.say(error.told)


def _is_closed(line: Line) -> bool:
    from selfhelp.core.ticket import TicketState

    return line.sent is not None and line.sent.state is TicketState.CLOSED
