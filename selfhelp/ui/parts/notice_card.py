"""A card with a notice from IT as plain text, and the button "Got it"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from selfhelp.core.errors import StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.reminders import NOTICE, ReminderAnswer
from selfhelp.ui import links
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import NOTE, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.notices import Notice


class NoticeCard(MessagePanel):
    """A notice with its date and link, and a button that marks the notice as read."""

    def __init__(self, context: Context, take_read: Callable[[Notice], None]) -> None:
        super().__init__()
        self._context, self._take_read = context, take_read
        self._notice: Notice | None = None
        self.note = PlainLabel("", "small")
        row = ButtonRow()
        self.read = row.add_button(self._mark_as_read)
        self.page = row.add_button(self._open_notice_page, link=True)
        self.column.addWidget(row)
        self.column.addWidget(self.note)

    def show_notice(self, notice: Notice, *, read: bool = False) -> None:
        """Show a notice; a notice that the user has read has no button."""
        show, self._notice = self._context.translate, notice
        begins = show(N_("From IT, {time}.", time=notice.begins)) if notice.begins else show(N_("From IT."))
        detail = "\n".join(part for part in (notice.text, begins) if part)
        self.show_message(WARN if notice.importance == "urgent" else NOTE, notice.title, detail)
        for button, words, wanted in (
            (self.read, N_("Got it"), not read),
            (self.page, N_("Learn more"), links.find_allowed_ticket_url(notice.url) is not None),
        ):
            button.setText(show(words))
            button.setAccessibleName(
                shorten_to_one_line(self._context.make_row_button_label(show(words), notice.title), 200)
            )
            button.setVisible(wanted)
        self.note.setText(
            show(N_("IT counts how many people have read this notice, without recording their names."))
        )
        self.note.setVisible(notice.acknowledge and not read)

    def _mark_as_read(self) -> None:
        if self._notice is not None:
            self._take_read(self._notice)

    def _open_notice_page(self) -> None:
        target = links.find_allowed_ticket_url(self._notice.url) if self._notice is not None else None
        if target is not None and not links.open_link(target):
            self._context.say(N_("No app on this computer can open the page."))


def filter_unread_notices(app: App, notices: Sequence[Notice], now: datetime) -> Sequence[Notice]:
    """Return the notices that the user hasn't marked as read."""
    book = app.reminders.open_book(now)
    return [
        one
        for one in notices
        if all(book.get_entry(NOTICE + key).muted is None for key in one.identity_hashes)
    ]


def mark_notice_as_read(app: App, notice: Notice, _progress: Progress) -> None:
    """Store that the user has read a notice; count the acknowledgement if IT asked for it.

    Each acknowledgement is counted once, anonymously.

    Raises:
        StorageError: the state couldn't be saved.
    """
    now = datetime.now(UTC)
    book = app.reminders.open_book(now)
    new = not any(book.get_entry(NOTICE + key).muted for key in notice.identity_hashes)
    try:
        for key in notice.identity_hashes:
            app.reminders.store_answer(NOTICE + key, ReminderAnswer.NEVER, now)
    except OSError as error:
        message = N_("Your answer couldn't be saved on this computer.")
        raise StorageError(message, detail=repr(error)) from error
    if notice.acknowledge and new:
        app.feedback.count_answer(f"notice-{notice.id}".lower(), helped=True)
