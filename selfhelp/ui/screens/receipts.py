"""The page with the sent items: each ticket's time and destination, and the names and sizes of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.tickets.recipient import has_left_this_computer, is_record_local
from selfhelp.tickets.sent_items import (
    FILED,
    MESSAGE,
    REPORT_FILES,
    SentItem,
    SentRecord,
    describe_location,
    list_stored_here_flags,
)
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.sent_item_row import SentItemRow
from selfhelp.ui.navigation import ReceiptsPage
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.expander import Expander
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.fold_line import Fold
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, UNKNOWN, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import OutboxItem

SHOWN = 100
"""Maximum number of records shown; ``selfhelp sent`` lists older records."""

Line = tuple[SentRecord, Sequence[bool]]
"""A record, and whether each of its items is still stored."""


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
        for record, kept in lines or ():
            card = SentRecordCard(self.context, record, kept)
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

    def __init__(self, context: Context, record: SentRecord, kept: Sequence[bool]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._context, self._record, self._kept = context, record, kept
        self._sure, self._list, self._details = False, QWidget(), Fold()
        self.items, self.delete = Expander(), QPushButton()
        head, buttons, column = MessagePanel(), FlowLayout(), QVBoxLayout(self)
        head.setObjectName("bare")
        head.show_message(
            _choose_record_icon_kind(record, kept),
            context.translate(record.subject),
            context.translate(_describe_record(record, kept)),
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
            state = describe_location(item, here)
            text = N_("{name}, {size}, {state}", name=_name_item(item), size=Size(item.size), state=state)
            rows.addWidget(SentItemRow(context, (record, item, here), context.translate(text)))
        self._details.body.addWidget(self._make_hash_label())
        rows.addWidget(self._details)
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
        self._details.set_labels(show(N_("Technical details")), show(N_("Expanded")), show(N_("Collapsed")))
        self.delete.setText(show(N_("Delete record")))
        self._sure = False
        for button in (self.items, self.delete):
            button.setAccessibleName(
                shorten_to_one_line(
                    self._context.make_row_button_label(button.text(), self._record.subject), 200
                )
            )

    def _make_hash_label(self) -> PlainLabel:
        """Return the label with each item's hash, which a technician can compare and copy."""
        show = self._context.translate
        lines = [f"{show(_name_item(item))}\nSHA-256 {item.sha256}" for item in self._record.items]
        label = PlainLabel("\n".join(lines), "small")
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        make_text_tab_stop(label)
        return label

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


def _name_item(item: SentItem) -> Text | str:
    """Return an item's name as users know it; a file of the computer report keeps its file name beside."""
    if item.name in REPORT_FILES:
        return N_("Report about this computer ({file})", file=item.name)
    ours = {MESSAGE: N_("Your message"), FILED: N_("Category and details")}
    return ours.get(item.name, item.name)


def _choose_record_icon_kind(record: SentRecord, kept: Sequence[bool]) -> str:
    if record.sent:
        return GOOD
    return BUSY if any(kept[:1]) else UNKNOWN


def _describe_record(record: SentRecord, kept: Sequence[bool]) -> Text:
    """Return a sentence on a ticket's time and destination, or on its unconfirmed delivery."""
    if record.sent is None and not any(kept[:1]):
        return N_(
            "Saved on {time}. You deleted the ticket before the help desk confirmed it.", time=record.saved
        )
    if record.sent is None:
        return N_("Saved on {time}. The help desk hasn't confirmed the ticket yet.", time=record.saved)
    number = record.ticket[:80]
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
    """Return the records of tickets that left this computer, newest first, and which items are stored."""
    app.apply_retention()
    records = app.sent_records.list_records()
    outbox = app.get_outbox() if records else None
    if outbox is None:
        return []
    items = {item.report: item for item in outbox.list_items()}
    left = [record for record in records if _has_left(app, record, items.get(record.report))]
    return [(record, list_stored_here_flags(outbox, record)) for record in left[:SHOWN]]


def _has_left(app: App, record: SentRecord, item: OutboxItem | None) -> bool:
    """Return whether a ticket left this computer; of a deleted one, by the organisation's settings."""
    if item is not None:
        return has_left_this_computer(app.policy, app.places, item)
    return not is_record_local(app.policy, app.places, record, None)
