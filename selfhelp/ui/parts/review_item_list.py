"""The list of a ticket's parts in the review, each with a check box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.tickets.review.edits import RemovedLine
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.classification_text import describe_classification
from selfhelp.ui.parts.facts_view import FactsView, create_exact_text_field
from selfhelp.ui.parts.thumbnail_cache import ThumbnailCache, read_size_to_fit
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.preview_row import PreviewRow
from selfhelp.ui.widgets.section_frame import clear_layout

if TYPE_CHECKING:
    from selfhelp.tickets.review.items import ReviewItem

_THUMBNAIL = QSize(248, 155)
_LARGE = QSize(760, 480)
_REPORT = "report"
_ORDER = {"message": 0, "picture": 1, "file": 2}
"""The order of the item groups; the user's own items come first."""
_BEGINNING = 400
"""Maximum number of characters shown of the collapsed message."""


class ReviewItemList(QFrame):
    """The items of the review; an update reuses the rows, so that expanded rows stay expanded.

    Signals:
        switched: an item was included or excluded; carries the item's key, and True if included.
        edited: carries a list of edits.
        picture_chosen: carries the key of an image to edit.
        unwanted: carries a section's ID, and True to exclude the section from later tickets.
    """

    switched = Signal(str, bool)
    edited = Signal(list)
    picture_chosen = Signal(str)
    unwanted = Signal(str, bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._thumbnails = ThumbnailCache(context.jobs)
        self._items: dict[str, ReviewItem] = {}
        self._in_other_words = False
        self.rows: dict[str, PreviewRow] = {}
        """The row of each item by the item's key; ``report`` is the key of the row for all sections."""
        self.removed_secrets = PlainLabel("", "small")
        """The label below the message, if secrets were removed from it."""
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        self.body.setSpacing(theme.SPACE_2)

    def show_review_items(self, items: Sequence[ReviewItem]) -> None:
        """Replace the displayed items by these review items."""
        before = _make_row_signature(self._items.values())
        order = sorted(items, key=lambda item: _ORDER.get(item.group, len(_ORDER)))
        self._items = {item.key: item for item in order}
        if _make_row_signature(order) != before:
            self._create_rows()
            self._update_rows()
        elif self._in_other_words:
            self._rebuild_expanded()
        else:
            self._update_rows()

    def rebuild_rows(self) -> None:
        """Recreate all rows in another language, now or when the hidden list is shown next."""
        if self.isVisible():
            self._rebuild_expanded()
        else:
            self._in_other_words = True

    # -- lines -------------------------------------------------------------------------------------

    def _rebuild_expanded(self) -> None:
        """Recreate all rows, and expand the rows that were expanded before."""
        unfolded = [key for key, row in self.rows.items() if row.is_expanded]
        self._create_rows()
        self._update_rows()
        for key in unfolded:  # expanding the report creates its sections
            if key in self.rows and not self.rows[key].is_expanded:
                self.rows[key].toggle_content()

    def _create_rows(self) -> None:
        clear_layout(self.body)
        self.removed_secrets = PlainLabel("", "small")
        self.rows, self._in_other_words = {}, False
        for key, item in self._items.items():
            if item.group == _REPORT:
                self._add_report_row()
            else:
                self.body.addWidget(self._make_item_row(key, self))

    def _make_item_row(self, key: str, parent: QWidget) -> PreviewRow:
        item = self._items[key]
        wanted = item.preview is not None
        row = PreviewRow(
            parent,
            self._context.make_row_button_label,
            partial(self._make_item_content, key) if wanted else None,
        )
        row.switched.connect(lambda on: self.switched.emit(key, on))
        if item.group == "picture":
            face = self._make_thumbnail_button(row, item)
            row.add_widget_below(face)
            row.folded.connect(
                lambda unfolded: face.setVisible(not unfolded)
            )  # the expanded preview shows it large
        if key == "message":
            row.add_widget_below(self.removed_secrets, fill=True)
            row.note.setObjectName("")  # a full text, in the normal size
            row.name.setObjectName("name")
        self.rows[key] = row
        return row

    def _add_report_row(self) -> None:
        """Add the row for the whole report; the report's sections can be expanded below the row."""
        if _REPORT in self.rows:
            return
        row = PreviewRow(self, self._context.make_row_button_label, self._make_section_rows)
        row.switched.connect(self._set_report_included)
        self.rows[_REPORT] = row
        self.body.addWidget(row)

    def _make_section_rows(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.SPACE_5, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        stand_ins = PlainLabel(self._context.translate(_STAND_INS), "small")
        stand_ins.setContentsMargins(theme.SPACE_2, 0, 0, 0)  # aligned with the check boxes below
        column.addWidget(stand_ins)
        for item in self._list_report_items():
            column.addWidget(self._make_item_row(item.key, inner))
        self._update_rows()
        return inner

    def _make_thumbnail_button(self, row: PreviewRow, item: ReviewItem) -> QToolButton:
        face = QToolButton()
        face.setObjectName("drawn")
        assert isinstance(item.preview, bytes)  # noqa: S101 - a picture's line has its bytes
        self._thumbnails.show_thumbnail(
            item.key, item.preview, _THUMBNAIL, face, lambda small: face.setIcon(QIcon(small))
        )
        face.setIconSize(_THUMBNAIL)
        face.setFixedSize(_THUMBNAIL + QSize(8, 8))
        face.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the button next to it does the same
        face.setAccessibleName(self._context.translate(item.title))
        face.clicked.connect(row.toggle_content)
        return face

    # -- words -------------------------------------------------------------------------------------

    def _update_rows(self) -> None:
        for key, row in self.rows.items():
            if key == _REPORT:
                self._update_report_row(row)
            elif key in self._items:
                self._update_item_row(row, self._items[key])

    def _update_item_row(self, row: PreviewRow, item: ReviewItem) -> None:
        show = self._context.translate
        size = self._context.translator.format_size(item.size)
        picture = item.group == "picture"
        if picture:  # its file's name is a detail
            size = f"{show(item.title)}, {size}"
        row.set_row_texts(
            self._find_item_name(item),
            size,
            self._format_item_note(item).removesuffix("" if item.key == "message" else "."),
            show=show(N_("Show")),
            hide=show(N_("Hide")),
        )
        if item.key == "message":
            self.removed_secrets.setText(show(item.note or ""))
            self.removed_secrets.setVisible(item.note is not None)
        row.set_included_state(Qt.CheckState.Checked if item.on else Qt.CheckState.Unchecked)
        if item.locked:
            row.set_always_included()
            row.switch.setAccessibleDescription(show(N_("Always included.")))
        if isinstance(row.content, FactsView | TextView):
            row.content.show_item(item)

    def _format_item_note(self, item: ReviewItem) -> str:
        """Return the note below an item; for a classification, with display names instead of IDs."""
        if item.filed is not None:
            return describe_classification(self._context, *item.filed)
        return self._context.translate(_make_default_note(item) or "")

    def _find_item_name(self, item: ReviewItem) -> str:
        """Return an item's name; an image's name contains its number in the form."""
        if item.group != "picture":
            return self._context.translate(item.title)
        pictures = [key for key, one in self._items.items() if one.group == "picture"]
        return self._context.translate(N_("Image {number}", number=pictures.index(item.key) + 1))

    def _update_report_row(self, row: PreviewRow) -> None:
        show, items = self._context.translate, self._list_report_items()
        on = [item for item in items if item.on]
        size = self._context.translator.format_size(sum(item.size for item in on))
        title, note = N_("Facts about this computer"), _describe_sections(*map(_without_changes, (items, on)))
        row.set_row_texts(show(title), size, show(note), show=show(N_("Show")), hide=show(N_("Hide")))
        states = {(True, False): Qt.CheckState.Unchecked, (False, True): Qt.CheckState.Checked}
        row.set_included_state(states.get((not on, len(on) == len(items)), Qt.CheckState.PartiallyChecked))

    def _list_report_items(self) -> Sequence[ReviewItem]:
        return [item for item in self._items.values() if item.group == _REPORT]

    # -- what is shown when a line is opened -------------------------------------------------------

    def _make_item_content(self, key: str) -> QWidget:
        item = self._items[key]
        if isinstance(item.preview, bytes):
            return self._make_picture_view(item)
        if item.section is not None:
            skipped = item.section.id in self._context.app.preferences.skip_sections
            view = FactsView(self._context, item, skipped)
            view.edited.connect(self.edited)
            view.unwanted.connect(partial(self.unwanted.emit, item.section.id))
            return view
        text = TextView(self._context, item)
        text.edited.connect(self.edited)
        return text

    def _make_picture_view(self, item: ReviewItem) -> QWidget:
        place, label, edit = QWidget(), QLabel(), QPushButton(self._context.translate(N_("Edit image")))
        assert isinstance(item.preview, bytes)  # noqa: S101 - the caller looked
        room = _LARGE.boundedTo(QSize(max(240, self.width() - 3 * theme.SPACE_6), _LARGE.height()))
        label.setMinimumSize(read_size_to_fit(item.preview, room))  # nothing below moves once it is loaded
        self._thumbnails.show_thumbnail(f"{item.key} large", item.preview, room, label, label.setPixmap)
        label.setAccessibleName(self._context.translate(item.title))
        label.setTextFormat(Qt.TextFormat.PlainText)
        if item.group != "picture":
            edit.hide()
        edit.setProperty("link", True)
        edit.setAccessibleName(
            self._context.make_row_button_label(
                self._context.translate(N_("Edit image")), self._find_item_name(item)
            )
        )
        edit.clicked.connect(partial(self.picture_chosen.emit, item.key))
        column, buttons = QVBoxLayout(place), FlowLayout()
        column.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(edit)
        column.addWidget(label)
        column.addLayout(buttons)
        return place

    def _set_report_included(self, on: bool) -> None:
        for item in self._list_report_items():
            if item.on is not on:
                self.switched.emit(item.key, on)


class TextView(QWidget):
    """The text to be sent, from which lines can be removed.

    Signals:
        edited: carries a list of edits.
    """

    edited = Signal(list)

    def __init__(self, context: Context, item: ReviewItem) -> None:
        super().__init__()
        self._context, self._lines = context, [""]
        self.field: QPlainTextEdit = create_exact_text_field(item)
        self.show_item(item)
        self.about = PlainLabel(context.translate(_AS_SENT), "small")
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.remove = QPushButton(context.translate(N_("Remove the selected lines")))
        self.remove.setProperty("link", True)
        self.remove.clicked.connect(self._remove_selected_text)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.field)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove_selected_text)
        self.field.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column, buttons = QVBoxLayout(self), FlowLayout()
        column.setContentsMargins(0, 0, 0, theme.SPACE_2)
        buttons.addWidget(self.remove)
        column.addWidget(self.about)
        column.addWidget(self.field)
        column.addLayout(buttons)
        editable = item.key in ("message", "computer")
        self.about.setVisible(item.key in ("message", "computer", "filing"))
        self.remove.setVisible(editable)
        self.field.setAccessibleName(context.translate(item.title))
        if editable:
            self.field.setAccessibleDescription(context.translate(_HOW))

    def show_item(self, item: ReviewItem) -> None:
        """Show the current text; keep the scroll position."""
        self._lines = str(item.preview).split("\n")
        text = self._make_shown_text(item)
        bar = self.field.verticalScrollBar()
        place = bar.value()
        if self.field.toPlainText() != text:
            self.field.setPlainText(text)
            bar.setValue(place)

    def _make_shown_text(self, item: ReviewItem) -> str:
        """Return the text to show: the user's own words are readable, a file's text is exactly as sent."""
        text = str(item.preview)
        return text if item.group == "file" else self._context.translate(text)

    def _remove_selected_text(self) -> None:
        """Remove the lines touched by the selection, or the cursor's line."""
        cursor, document = self.field.textCursor(), self.field.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(max(cursor.selectionEnd() - 1, cursor.selectionStart())).blockNumber()
        if len(self._lines) == document.blockCount():  # as sent: the shown lines are readable
            lines = [line.strip() for line in self._lines[first : last + 1]]
        else:
            lines = [document.findBlockByNumber(n).text().strip() for n in range(first, last + 1)]
        self.edited.emit([RemovedLine(line) for line in dict.fromkeys(lines) if line])


def _make_row_signature(items: Iterable[ReviewItem]) -> Sequence[tuple[str, str]]:
    """Return the items' keys and their images' hashes; the rows must be recreated if these change."""
    return [(item.key, item.sha256 if item.group == "picture" else "") for item in items]


def _make_default_note(item: ReviewItem) -> Text | str | None:
    section = item.section
    if item.key == "message":
        return _shorten_message(str(item.preview))
    if item.group == "account":
        return str(item.preview)
    if item.group == "computer":  # users look for the computer's name
        return str(item.preview).partition("\n")[0].partition(": ")[2]
    if item.note is None and section is not None and not section.ok:
        return N_("Couldn't be read: {reason}", reason=Text(section.reason))
    return item.note


def _shorten_message(preview: str) -> str:
    """Return the beginning of the message, without a subject that only repeats the text."""
    subject, _, rest = preview.strip().partition("\n\n")
    text = rest if rest.startswith(subject.rstrip("…. ")) else preview.strip()
    text = text.partition("\n\n")[0]
    return text if len(text) <= _BEGINNING else f"{text[:_BEGINNING].rstrip()}…"


def _without_changes(items: Sequence[ReviewItem]) -> Sequence[ReviewItem]:
    """Return the sections; the changes since the last report aren't a section, though shown with them."""
    return [item for item in items if item.key.startswith("section-")]


def _describe_sections(items: Sequence[ReviewItem], on: Sequence[ReviewItem]) -> Text:
    """Return a sentence about the included sections."""
    unread = sum(item.section is not None and not item.section.ok for item in items)
    if len(on) < len(items):
        return N_("Sections included: {on} of {all}", on=len(on), all=len(items))
    if unread:
        return NN_(
            "{all} sections; {count} couldn't be read. Names are replaced.",
            "{all} sections; {count} couldn't be read. Names are replaced.",
            unread,
            all=len(items),
        )
    return NN_("{count} section. Names are replaced.", "{count} sections. Names are replaced.", len(items))


_HOW = N_("Select lines and press Delete to remove them.")
_AS_SENT = N_("This is sent exactly as shown. The facts for the help desk are in English.")
_STAND_INS = N_(
    "Names, addresses and serial numbers are replaced with placeholders. The technical details are in "
    "English."
)
