"""The page with all current notices from IT, unread notices first; available offline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import NoticesPage
from selfhelp.ui.parts.notice_card import NoticeCard, filter_unread_notices, mark_notice_as_read
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import NOTE

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.notices import Notice


class NoticesScreen(AppScreen[NoticesPage]):
    """The screen with a card for each notice."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._notices: Sequence[tuple[Notice, bool]] = ()
        self.cards: list[NoticeCard] = []
        self.empty, self._list = MessagePanel(), QVBoxLayout()
        self._list.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self.empty)
        column.addLayout(self._list)
        column.addStretch(1)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Notices from IT"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.empty.show_message(NOTE, show(N_("There are no notices from IT.")), "")
        self._rebuild_cards()

    def on_shown(self, destination: NoticesPage | None) -> None:
        """Load the stored notices, without network access."""
        self._load_notices()

    def on_reminders_changed(self) -> None:
        """Load the notices again."""
        self._load_notices()

    def has_primary_button(self) -> bool:
        """Return False, because the header's "Get help" is the primary button."""
        return False

    def can_be_freed(self) -> bool:
        """Return True, because all of the screen's data is on disk."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _load_notices(self) -> None:
        self.context.jobs.start_job(
            partial(_read_notices, self.context.app), self._on_notices_loaded, owner=self
        )

    def _on_notices_loaded(self, notices: Sequence[tuple[Notice, bool]]) -> None:
        if notices != self._notices:
            self._notices = notices
            self._rebuild_cards()

    def _rebuild_cards(self) -> None:
        clear_layout(self._list)
        self.cards = []
        for notice, read in self._notices:
            card = NoticeCard(self.context, self._mark_as_read)
            card.show_notice(notice, read=read)
            self.cards.append(card)
            self._list.addWidget(card)
        self.empty.setVisible(not self._notices)

    def _mark_as_read(self, notice: Notice) -> None:
        app = self.context.app
        self.context.jobs.start_job(
            partial(mark_notice_as_read, app, notice),
            self._on_notice_read,
            lambda error: self.context.say(error.user_message),
            owner=self,
        )

    def _on_notice_read(self, _nothing: None) -> None:
        self._load_notices()


def _read_notices(app: App, _progress: Progress) -> Sequence[tuple[Notice, bool]]:
    now = datetime.now(UTC)
    notices = app.load_notices(now, ask=False)
    unread = {one.identity_hashes for one in filter_unread_notices(app, notices, now)}
    return sorted(((one, one.identity_hashes not in unread) for one in notices), key=lambda pair: pair[1])
