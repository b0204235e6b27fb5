"""One section of the report: a list of removable facts, and the exact text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from selfhelp.core.model import Column, FactTable, Item, Scalar, SnapshotSection
from selfhelp.core.text import N_, Text
from selfhelp.report.value_format import format_value
from selfhelp.tickets.review.edits import Edit, RemovedFact, RemovedRow
from selfhelp.tickets.review.items import ReviewItem
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, make_tool_tip, remove_control_characters

_OPEN_ROWS = 12
"""Maximum number of rows of a table that is expanded at first."""

_LINES = 12
_EDIT = Qt.ItemDataRole.UserRole


class FactsView(QWidget):
    """The list of a section's facts in English, as in the report, and the section's exact text.

    Signals:
        edited: the user removed facts; carries a list of edits.
        unwanted: the user excluded the section from later tickets (True), or included it again (False).
    """

    edited = Signal(list)
    unwanted = Signal(bool)

    def __init__(self, context: Context, item: ReviewItem, unwanted: bool) -> None:
        super().__init__()
        self._context, self._item = context, item
        self.list, self.text = QTreeWidget(), create_exact_text_field(item)
        self.remove, self.exact, self.never = QPushButton(), QPushButton(), QCheckBox()
        self.never.setChecked(unwanted)
        self.never.toggled.connect(self.unwanted)
        self._reason = PlainLabel("", "sub")
        self._create_widgets()
        column, buttons = QVBoxLayout(self), FlowLayout()
        column.setContentsMargins(0, 0, 0, theme.SPACE_2)
        for button in (self.remove, self.exact):
            button.setProperty("link", True)
            buttons.addWidget(button)
        for part in (self._reason, self.list, self.text):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.never)
        self.never.setVisible(item.key.startswith("section-"))  # the changes aren't a collected section
        self.show_item(item)

    def show_item(self, item: ReviewItem) -> None:
        """Show the section's current content; keep the current line for keyboard users."""
        show, section = self._context.translate, item.section
        assert section is not None  # noqa: S101 - a section's line has one
        if self.list.topLevelItemCount() and item.sha256 == self._item.sha256:
            return
        self._item, place = item, self._find_current_row()
        self.list.clear()
        self.list.setRootIsDecorated(any(isinstance(entry, FactTable) for entry in section.items))
        for entry in section.items:
            self.list.addTopLevelItem(
                self._make_table_line(section, entry)
                if isinstance(entry, FactTable)
                else self._make_fact_line(section, entry)
            )
        for number in range(self.list.topLevelItemCount()):
            top = self.list.topLevelItem(number)
            if top is not None:
                top.setExpanded(top.childCount() <= _OPEN_ROWS)
        self._set_current_row(place)
        self.text.setPlainText(str(item.preview))
        self._reason.setText(
            "" if section.ok else show(N_("Couldn't be read: {reason}", reason=Text(section.reason)))
        )
        self._reason.setVisible(not section.ok)
        self._fit_list_height()
        self._update_texts()

    def _find_current_row(self) -> int:
        """Return the index of the current line; 0 without a current line."""
        count, line = 0, self.list.currentItem()
        while line is not None and (line := self.list.itemAbove(line)) is not None:
            count += 1
        return count

    def _set_current_row(self, place: int) -> None:
        """Make the line at an index current, without selecting it; the last line if the index is too high."""
        line = self.list.topLevelItem(0)
        for _ in range(place):
            below = self.list.itemBelow(line) if line is not None else None
            line = below or line
        if line is not None:
            self.list.setCurrentItem(line, 0, QItemSelectionModel.SelectionFlag.NoUpdate)

    # -- parts -------------------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setIndentation(theme.SPACE_4)
        self.list.setTabKeyNavigation(False)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setMaximumSectionSize(260)
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.itemSelectionChanged.connect(self._on_selected)
        self.list.itemExpanded.connect(self._fit_list_height)
        self.list.itemCollapsed.connect(self._fit_list_height)
        self.remove.clicked.connect(self._remove_selected)
        self.exact.clicked.connect(self._toggle_exact_text)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove_selected)
        self.text.hide()
        self.remove.setEnabled(False)

    def _update_texts(self) -> None:
        show, title = (
            self._context.translate,
            remove_control_characters(self._context.translate(self._item.title)),
        )
        self.list.setAccessibleName(title)
        self.list.setAccessibleDescription(show(N_("Select lines and press Delete to remove them.")))
        self.text.setAccessibleName(show(N_("{title}: exact text", title=title)))
        self.remove.setText(show(N_("Remove the selected lines")))
        self._update_exact_label()
        self.never.setText(show(N_("Don't collect this next time")))
        self.never.setAccessibleName(show(N_("Don't collect this next time: {title}", title=title)))

    def _update_exact_label(self) -> None:
        shown = not self.text.isHidden()
        self.exact.setText(
            self._context.translate(N_("Hide the exact text") if shown else N_("Show the exact text"))
        )

    def _on_selected(self) -> None:
        self.remove.setEnabled(bool(self._list_selected_edits()))

    def _list_selected_edits(self) -> list[Edit]:
        """Return the edits that remove the selected lines; for a selected table, all of its rows."""
        chosen: list[Edit] = []
        for line in self.list.selectedItems():
            below = [child for n in range(line.childCount()) if (child := line.child(n))] or [line]
            chosen += [
                edit for part in below if (edit := part.data(0, _EDIT)) is not None and edit not in chosen
            ]
        return chosen

    def _remove_selected(self) -> None:
        edits = self._list_selected_edits()
        if edits:
            self.edited.emit(edits)

    def _toggle_exact_text(self) -> None:
        self.text.setVisible(self.text.isHidden())
        self._update_exact_label()

    def _make_fact_line(self, section: SnapshotSection, item: Item) -> QTreeWidgetItem:
        return _make_fact_item(
            item.name, format_value(item.value, item.unit), RemovedFact(section.id, item.name)
        )

    def _make_table_line(self, section: SnapshotSection, table: FactTable) -> QTreeWidgetItem:
        top = _make_fact_item(f"{table.name} ({len(table.rows)})", "", None)
        for row in table.rows:
            cells = _format_cells(table.columns, row)
            rest = ", ".join(f"{name} {value}" for name, value in cells[1:])
            first = cells[0][1] if cells else "–"
            top.addChild(_make_fact_item(first, rest, RemovedRow(section.id, table.name, tuple(row))))
        return top

    def _fit_list_height(self, _line: object = None) -> None:
        """Fit the list's height to its lines, up to a limit."""
        lines, top = 0, self.list.topLevelItem(0)
        while top is not None and lines < _LINES:
            lines, top = lines + 1, self.list.itemBelow(top)
        height = max(self.list.sizeHintForRow(0), self.list.fontMetrics().lineSpacing())
        self.list.setFixedHeight(height * max(lines, 1) + theme.SPACE_3)
        self.list.setVisible(self.list.topLevelItemCount() > 0)


def create_exact_text_field(item: ReviewItem) -> QPlainTextEdit:
    """Return a read-only field with the exact text to be sent."""
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    field.setPlainText(str(item.preview))
    least = {"message": 5, "computer": 4}.get(item.key, 2)
    lines = min(max(least, field.blockCount()), _LINES)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + theme.SPACE_6)
    return field


def _format_cells(columns: Sequence[Column], row: Sequence[Scalar]) -> Sequence[tuple[str, str]]:
    pairs = zip(columns, row, strict=False)
    return [(c.name, format_value(v, c.unit)) for c, v in pairs if v is not None and v != ""]


def _make_fact_item(name: str, value: str, edit: Edit | None) -> QTreeWidgetItem:
    line = QTreeWidgetItem([remove_control_characters(name), remove_control_characters(value)])
    line.setToolTip(1, make_tool_tip(value))  # the full text, for a narrow window
    line.setData(0, _EDIT, edit)
    return line
