"""One part of a ticket in the review: check box, name, note and preview."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import Named, PlainLabel, remove_control_characters


class PreviewRow(QWidget):
    """A check box with a name, a note, and a preview that is created on first use.

    Signals:
        switched: the user included (True) or excluded (False) the part.
        folded: the preview was opened (True) or closed (False).
    """

    switched = Signal(bool)
    folded = Signal(bool)

    def __init__(self, parent: QWidget, named: Named, build: Callable[[], QWidget] | None = None) -> None:
        super().__init__(parent)
        self._named, self._build = named, build
        self.content: QWidget | None = None
        self._is_open, self._words, self._title = False, ("", ""), ""
        self._note, self._size = "", ""
        self.switch, self.open = QCheckBox(), QPushButton()
        self.switch.clicked.connect(self._on_switch_clicked)
        self.open.setProperty("link", True)
        self.open.clicked.connect(self.toggle_content)
        self.name, self.note = PlainLabel(), PlainLabel("", "small")
        self.line = QHBoxLayout()
        self.line.setSpacing(theme.SPACE_2)
        self.line.addWidget(self.switch)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.note)
        self.line.addLayout(words, 1)
        self.line.addWidget(self.open)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_1)
        self._column.addLayout(self.line)
        self.open.setVisible(build is not None)  # after it has a parent: otherwise it would open as a window

    def set_row_texts(self, title: str, size: str, note: str, *, show: str, hide: str) -> None:
        """Set the row's texts; ``size`` is shown only while the preview is open."""
        self._words, self._title = (show, hide), remove_control_characters(title)[:200]
        self.name.setText(title[:200])
        self._note, self._size = note, size
        self.switch.setAccessibleName(self._title)
        self.switch.setAccessibleDescription(remove_control_characters(note))
        self._update_texts()

    def set_included_state(self, state: Qt.CheckState) -> None:
        """Set the state of the check box, without emitting `switched`."""
        self.switch.setTristate(state is Qt.CheckState.PartiallyChecked)
        self.switch.setCheckState(state)

    @property
    def is_expanded(self) -> bool:
        """Whether the preview is open."""
        return self._is_open

    def set_always_included(self) -> None:
        """Check and disable the check box, for a part that is always sent."""
        self.set_included_state(Qt.CheckState.Checked)
        self.switch.setEnabled(False)

    def toggle_content(self) -> None:
        """Open or close the preview."""
        self._is_open = not self._is_open
        if self.content is None and self._build is not None:
            self.content = self._build()
            self._column.addWidget(self.content)
        if self.content is not None:
            self.content.setVisible(self._is_open)
        self._update_texts()
        self.folded.emit(self._is_open)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Treat a click on the name like a click on the check box."""
        on_name = self.childAt(event.position().toPoint()) in (self.name, self.note)
        if self.switch.isEnabled() and on_name:
            self.switch.click()

    def _on_switch_clicked(self) -> None:
        """Include the whole part after a click on a partially checked box."""
        on = self.switch.checkState() is not Qt.CheckState.Unchecked
        self.set_included_state(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.switched.emit(on)

    def add_widget_below(self, part: QWidget, *, fill: bool = False) -> None:
        """Add a widget below the row, aligned with the row's text; ``fill`` uses the full width."""
        row = QHBoxLayout()
        row.setContentsMargins(self.switch.sizeHint().width() + theme.SPACE_2, 0, 0, 0)
        row.addWidget(part, int(fill))
        row.addStretch(int(not fill))
        self._column.insertLayout(1, row)

    def _update_texts(self) -> None:
        size = self._size if self._is_open else ""
        self.note.setText(" · ".join(part for part in (self._note, size) if part))
        self.note.setVisible(bool(self.note.text()))
        self.open.setText(self._words[self._is_open])
        self.open.setAccessibleName(self._named(self._words[self._is_open], self._title))
