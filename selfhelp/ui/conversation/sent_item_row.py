"""One item of a sent ticket, with a preview of its content while it is still on this computer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.durable_files import find_media_type
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.helpdesk.toolkit.html_text import html_to_text
from selfhelp.tickets.sent_items import (
    FILED,
    MESSAGE,
    REPORT_FILES,
    SentItem,
    SentRecord,
    read_stored_item,
)
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.classification_text import describe_sent_details
from selfhelp.ui.parts.thumbnail_cache import scale_image_to_fit
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

LONGEST = 20_000
"""Maximum number of characters of a preview."""

WIDEST, HIGHEST = 280, 400
"""Maximum size of an image's preview, in logical pixels; it fits into the smallest window."""


class SentItemRow(QWidget):
    """A row with an item's name, and a link that shows and hides its preview.

    Files without a preview, and items that aren't on this computer any more, have no link.
    """

    def __init__(self, context: Context, which: tuple[SentRecord, SentItem, bool], text: str) -> None:
        """Create the row.

        Args:
            context: the services of the screen.
            which: the record, its item, and whether the item is still on this computer.
            text: the item's name, size and state.
        """
        super().__init__()
        self._context, (self._record, self._item, here) = context, which
        self.label, self.open, self.preview = PlainLabel(text), QPushButton(), QWidget()
        self._content = QVBoxLayout(self.preview)
        self._content.setContentsMargins(0, 0, 0, theme.SPACE_2)
        line, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line.addWidget(self.label, 1)
        line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        column.addWidget(self.preview)
        self.open.setProperty("link", True)
        self.open.clicked.connect(self.toggle_preview)
        self.open.setVisible(here and (self._is_image or self._is_text))
        self.preview.hide()
        self._update_link()

    @property
    def _is_image(self) -> bool:
        return find_media_type(self._item.name).startswith("image/")

    @property
    def _is_text(self) -> bool:
        name = self._item.name
        return name in (MESSAGE, FILED, *REPORT_FILES) or find_media_type(name) == "text/plain"

    def toggle_preview(self) -> None:
        """Show or hide the preview, which is read when it is first shown."""
        if self._content.isEmpty():
            self.open.setEnabled(False)
            work = partial(_read_preview, self._context, self._record, self._item)
            image = self._is_image and not self._is_text
            room = QSize(WIDEST, HIGHEST) * self.devicePixelRatioF()
            work = partial(work, room if image else None)
            self._context.jobs.start_job(work, self._on_preview_read, self._on_failed, owner=self)
            return
        self.preview.setVisible(self.preview.isHidden())
        self._update_link()

    def _on_preview_read(self, found: str | QImage) -> None:
        self.open.setEnabled(True)
        if isinstance(found, str):
            self._content.addWidget(self._make_text_label(self._context.translate(found)))
        else:
            self._content.addWidget(self._make_image_label(found))
        self.preview.show()
        self._update_link()
        scroll_into_view(self, self.open)

    def _on_failed(self, error: SelfhelpError) -> None:
        self.open.setEnabled(True)
        self._context.say(error.user_message)

    def _make_text_label(self, text: str) -> QLabel:
        label = PlainLabel(text, "sub")
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        make_text_tab_stop(label)
        return label

    def _make_image_label(self, image: QImage) -> QLabel:
        label, picture = QLabel(), QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        label.setPixmap(picture)
        label.setAccessibleName(self.label.accessibleName())
        make_text_tab_stop(label)
        return label

    def _update_link(self) -> None:
        show = self._context.translate
        self.open.setText(show(N_("Show") if self.preview.isHidden() else N_("Hide")))
        name = self._context.make_row_button_label(self.open.text(), self.label.accessibleName())
        self.open.setAccessibleName(shorten_to_one_line(name, 200))


def _read_preview(
    context: Context, record: SentRecord, item: SentItem, room: QSize | None, _progress: Progress
) -> str | QImage:
    """Return the text of an item, or its image scaled to fit into ``room``."""
    outbox = context.app.get_outbox()
    data = read_stored_item(outbox, record, item)
    if room is not None:
        return scale_image_to_fit(data, room)
    text = data.decode("utf-8", "replace")
    if item.name == FILED:
        text = describe_sent_details(context, outbox.read_ticket(record.report))
    elif item.name == REPORT_FILES[0]:
        text = html_to_text(text)
    return text[:LONGEST]
