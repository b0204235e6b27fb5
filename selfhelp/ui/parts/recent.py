"""Her latest tickets on the first screen, with how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.errors import SelfhelpError
from selfhelp.progress import Progress
from selfhelp.text import N_
from selfhelp.ui import states, theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.cards import CardList, Content
from selfhelp.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from selfhelp.report.outbox import OutboxItem

SHOWN = 3


class RecentTickets(QWidget):
    """The latest tickets; nothing at all while she has none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._items: Sequence[OutboxItem] = ()
        self._heading = PlainLabel("", "h2")
        self._cards = CardList()
        self._cards.chosen.connect(lambda report: context.open("tickets", report=report))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._heading)
        column.addWidget(self._cards)
        self.hide()

    def look(self) -> None:
        """Read them again, where there is an outbox yet."""
        if (self._context.app.places.data / "outbox").is_dir():
            self._context.jobs.start(self._read, self._have, self._failed, owner=self)

    def retranslate(self) -> None:
        """Say it all again."""
        show = self._context.show
        self._heading.setText(show(N_("My tickets")))
        self._cards.fill([self._card(item) for item in self._items])
        self.setVisible(bool(self._items))

    def _read(self, progress: Progress) -> Sequence[OutboxItem]:
        return list(self._context.app.outbox().items())[:SHOWN]

    def _have(self, items: Sequence[OutboxItem]) -> None:
        self._items = items
        self.retranslate()

    def _failed(self, error: SelfhelpError) -> None:
        self._context.say(error.message)

    def _card(self, item: OutboxItem) -> Content:
        sign, sentence = states.on_the_way(item)
        return Content(item.report, item.subject, self._context.show(sentence), sign)
