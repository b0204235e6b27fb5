"""IT's notices on the home page: the newest unread notice, and a link to all notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import NoticesPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.notice_card import NoticeCard, mark_notice_as_read
from selfhelp.ui.widgets.misclick_guard import MisclickGuard

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.notices import Notice


class NoticesPanel(QWidget):
    """A card with the newest unread notice; hidden if the user has read all notices.

    Signals:
        emptied: the card is about to be hidden; it may have the focus.
    """

    emptied = Signal()

    def __init__(self, context: Context, steady: MisclickGuard) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._unread: Sequence[Notice] = ()
        self.card = NoticeCard(context, self._mark_as_read)
        row = ButtonRow()
        self.all = row.add_button(lambda: context.open(NoticesPage()), link=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.card)
        self._column.addWidget(row)
        self.hide()

    def refresh(self) -> None:
        """Load the stored notices, and show the newest unread notice.

        `KnownIssues` refreshes the feed itself.
        """
        if self._context.app.policy.incidents.feed:
            self._context.jobs.start_job(
                partial(_load_unread_notices, self._context.app), self._on_notices_loaded, owner=self
            )

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        more = len(self._unread) - 1
        words = NN_("{count} more notice from IT", "{count} more notices from IT", more)
        self.all.setText(show(words if more > 0 else N_("All notices from IT")))
        if self._unread:
            self.card.show_notice(self._unread[0])

    # -- parts -------------------------------------------------------------------------------------

    def _on_notices_loaded(self, unread: Sequence[Notice]) -> None:
        if unread != self._unread:
            self._steady.call_when_safe(partial(self._show_notices, unread))

    def _show_notices(self, unread: Sequence[Notice]) -> None:
        self._unread = unread
        if not unread and not self.isHidden():
            self.emptied.emit()
        self.retranslate()
        self.setVisible(bool(unread))

    def _mark_as_read(self, notice: Notice) -> None:
        app = self._context.app
        done = partial(self._on_notice_read, notice)
        self._context.jobs.start_job(
            partial(mark_notice_as_read, app, notice),
            done,
            lambda error: self._context.say(error.user_message),
            owner=self,
        )

    def _on_notice_read(self, notice: Notice, _nothing: None) -> None:
        unread = [one for one in self._unread if one.identity_hashes != notice.identity_hashes]
        self._steady.call_now(partial(self._show_notices, unread))


def _load_unread_notices(app: App, _progress: Progress) -> Sequence[Notice]:
    from selfhelp.ui.parts.notice_card import filter_unread_notices

    now = datetime.now(UTC)
    return filter_unread_notices(app, app.load_notices(now, ask=False), now)
