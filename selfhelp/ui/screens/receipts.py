"""The page with the sent items: each ticket's time and destination, and the size and hash of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.tickets.recipient import is_only_on_this_computer
from selfhelp.tickets.sent_items import (
    FILED,
    MESSAGE,
    SentItem,
    SentRecord,
    describe_location,
    list_stored_here_flags,
)
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import ReceiptsPage
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.expander import Expander
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.signs import BUSY, GOOD, NOTE, UNKNOWN, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import OutboxItem

SHOWN = 100
"""Maximum number of records shown; ``selfhelp sent`` lists older records."""

Line = tuple[SentRecord, Sequence[bool], bool]
"""A record, whether each of its items is still stored, and whether only this computer has the ticket."""


class ReceiptsScreen(AppScreen[ReceiptsPage]):
    """The screen with the records of sent tickets, newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._lines: Sequence[Line] | None = None
        self._point_at = ""
        self._panel, self._list = MessagePanel(), QVBoxLayout()
        self._list.setSpacing(theme.SPACE_3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self._panel)
        column.addLayout(self._list)
        column.addStretch(1)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Sent items"))

    def retranslate(self) -> None:
        """Update all text to the current language; the focus stays on the same record."""
        focused = self.focusWidget()
        cards = self.findChildren(SentRecordCard)
        here = [self._list.indexOf(card) for card in cards if focused and card.isAncestorOf(focused)]
        self._rebuild_cards()
        if here:
            self._focus_record(here[0])

    def on_shown(self, destination: ReceiptsPage | None) -> None:
        """Load the records, and expand the record of the destination's ticket."""
        if destination is not None and destination.report:
            self._point_at = destination.report
        self._start_loading_records()

    def can_be_freed(self) -> bool:
        """Return True, because all of the screen's data is on disk."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _start_loading_records(self) -> None:
        self.context.jobs.start_job(
            partial(_load_records, self.context.app),
            self._on_records_loaded,
            self._on_records_failed,
            owner=self,
        )

    def _on_records_loaded(self, lines: Sequence[Line]) -> None:
        first_time, self._lines = self._lines is None, lines
        self._rebuild_cards()
        if first_time and not self._point_at:
            self._focus_record()

    def _on_records_failed(self, error: SelfhelpError) -> None:
        self._panel.show_message(WARN, self.context.translate(error.user_message), "")
        self._panel.show()

    def _rebuild_cards(self) -> None:
        show, lines = self.context.translate, self._lines
        clear_layout(self._list)
        if lines is None:
            self._panel.show_message(BUSY, show(N_("Loading your sent items…")), "")
        elif not lines:
            about = N_("Everything you send with a ticket is listed here.")
            if self.context.app.policy.evidence.sent_items_days == 0:
                about = _NOT_KEPT
            self._panel.show_message(UNKNOWN, show(N_("Nothing sent yet")), show(about))
        self._panel.show_illustration("" if lines or lines is None else "shutter")
        self._panel.setVisible(not lines)
        for record, kept, local in lines or ():
            card = SentRecordCard(self.context, record, kept, local=local)
            card.deleted.connect(partial(self._delete_record, record.report))
            self._list.addWidget(card)
            if record.report == self._point_at:
                card.toggle_items()
                card.items.setFocus()

    def _delete_record(self, report: str) -> None:
        receipts = self.context.app.sent_records
        self.context.jobs.start_job(
            lambda _progress: receipts.delete(report),
            self._on_record_deleted,
            self._on_records_failed,
            owner=self,
        )

    def _on_record_deleted(self, _nothing: None) -> None:
        announce_politely(self, self.context.translate(N_("Record deleted.")))
        self._point_at = ""
        self.context.jobs.start_job(
            partial(_load_records, self.context.app),
            self._on_records_reloaded,
            self._on_records_failed,
            owner=self,
        )

    def _on_records_reloaded(self, lines: Sequence[Line]) -> None:
        """Focus the first record after a deletion, because the deleted record's button had the focus."""
        self._on_records_loaded(lines)
        self._focus_record()

    def _focus_record(self, number: int = 0) -> None:
        """Focus the record at an index."""
        place = self._list.itemAt(number)
        card = place.widget() if place is not None else None
        if isinstance(card, SentRecordCard):
            card.items.setFocus()


_NOT_KEPT = N_(
    "Your organisation doesn't store sent items. You can still review everything before you send it."
)


class SentRecordCard(QFrame):
    """A card with the record of one sent ticket.

    Signals:
        deleted: the user confirmed the deletion.
    """

    deleted = Signal()

    def __init__(self, context: Context, record: SentRecord, kept: Sequence[bool], *, local: bool) -> None:
        super().__init__()
        self.setObjectName("card")
        self._context, self._record, self._kept = context, record, kept
        self._sure, self._list = False, QWidget()
        self.items, self.delete = Expander(), QPushButton()
        head, buttons, column = MessagePanel(), FlowLayout(), QVBoxLayout(self)
        head.setObjectName("bare")
        head.show_message(
            NOTE if local and record.sent else _choose_record_icon_kind(record, kept),
            record.subject,
            context.translate(_describe_record(record, kept, local=local)),
        )
        make_text_tab_stop(head)
        head.setAccessibleName(head.heading.accessibleName())
        head.setAccessibleDescription(head.detail.accessibleName())
        column.setContentsMargins(0, 0, theme.SPACE_3, theme.SPACE_3)
        inset = theme.SPACE_4 + 40
        buttons.setContentsMargins(inset, 0, 0, 0)
        for button, slot in ((self.items, self.toggle_items), (self.delete, self._confirm_or_delete)):
            button.setProperty("link", True)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        rows = QVBoxLayout(self._list)
        rows.setContentsMargins(inset, 0, 0, 0)
        for item, here in zip(record.items, kept, strict=True):
            self._add_sent_item(rows, item, here)
        column.addWidget(head)
        column.addWidget(self._list)
        column.addLayout(buttons)
        self._list.hide()
        self._update_labels()

    def toggle_items(self) -> None:
        """Show or hide the record's items."""
        self._list.setVisible(self._list.isHidden())
        self._update_labels()

    def _update_labels(self) -> None:
        show = self._context.translate
        hidden = self._list.isHidden()
        text = NN_("Show {count} item", "Show {count} items", len(self._record.items))
        self.items.set_expanded(not hidden)
        self.items.setText(show(text if hidden else N_("Hide items")))
        self.delete.setText(show(N_("Delete record")))
        self._sure = False
        for button in (self.items, self.delete):
            button.setAccessibleName(
                shorten_to_one_line(
                    self._context.make_row_button_label(button.text(), self._record.subject), 200
                )
            )

    def _add_sent_item(self, rows: QVBoxLayout, item: SentItem, here: bool) -> None:
        show = self._context.translate
        ours = {MESSAGE: N_("Your message"), FILED: N_("Category and urgency")}
        name = show(ours.get(item.name, item.name))
        state = describe_location(item, here)
        rows.addWidget(
            PlainLabel(show(N_("{name}, {size}, {state}", name=name, size=Size(item.size), state=state)))
        )
        rows.addWidget(PlainLabel(f"SHA-256 {item.sha256}", "small"))

    def _confirm_or_delete(self) -> None:
        """Delete the record on the second click; the first asks for confirmation."""
        if self._sure:
            self.deleted.emit()
            return
        self._sure = True
        gone = self._record.sent is None and not any(self._kept[:1])
        text = self._context.translate(
            N_("Delete the record?") if gone else N_("Delete the record? The ticket is kept")
        )
        self.delete.setText(text)
        self.delete.setAccessibleName(shorten_to_one_line(f"{text} {self._record.subject}", 200))
        announce_politely(self.delete, text)


def _choose_record_icon_kind(record: SentRecord, kept: Sequence[bool]) -> str:
    if record.sent:
        return GOOD
    return BUSY if any(kept[:1]) else UNKNOWN


def _describe_record(record: SentRecord, kept: Sequence[bool], *, local: bool) -> Text:
    """Return a sentence on a ticket's time and destination, or on its unconfirmed delivery."""
    if record.sent is None and not any(kept[:1]):
        return N_(
            "Saved on {time}. You deleted the ticket before the help desk confirmed it.", time=record.saved
        )
    if record.sent is None:
        return N_("Saved on {time}. The help desk hasn't confirmed the ticket yet.", time=record.saved)
    number = record.ticket[:80]
    if local:
        return N_("Ticket {number}, saved on this computer on {time}.", number=number, time=record.sent)
    host = urlsplit(record.url).hostname
    if host:
        return N_(
            "Ticket {number}, sent to the help desk at {host} on {time}.",
            number=number,
            time=record.sent,
            host=host,
        )
    return N_("Ticket {number}, sent to the help desk on {time}.", number=number, time=record.sent)


def _load_records(app: App, _progress: Progress) -> Sequence[Line]:
    """Return the records, newest first; for each record, also whether each of its items is still stored."""
    app.apply_retention()
    records = app.sent_records.list_records()[:SHOWN]
    outbox = app.get_outbox() if records else None
    if outbox is None:
        return []
    items = {item.report: item for item in outbox.list_items()}
    return [
        (record, list_stored_here_flags(outbox, record), _is_local(app, record, items.get(record.report)))
        for record in records
    ]


def _is_local(app: App, record: SentRecord, item: OutboxItem | None) -> bool:
    """Return whether only this computer has the ticket; of a deleted one, by the organisation's settings."""
    if item is not None:
        return is_only_on_this_computer(app.policy, app.places, item)
    return record.desk == "folder" and not app.policy.desk.folder.path
