"""A search field with a Clear button."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QLineEdit

from selfhelp.ui import theme
from selfhelp.ui.widgets.face import draw_icon
from selfhelp.ui.widgets.line_input import LineInput

LONGEST = 200
"""Characters of what is looked for: Qt holds the window for a tenth of a second over 30,000."""


class FindBox(LineInput):
    """The box. Qt's own cross looks through every icon theme of the system first, which takes 60 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST)
        self._empty = QAction(self)
        self._empty.triggered.connect(self.clear)
        self._empty.setVisible(False)
        self.addAction(self._empty, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._empty.setVisible(bool(text)))
        self._draw()

    def set_labels(self, name: str, empty: str) -> None:
        """Set the names of the box and its clear button."""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._empty.setText(empty)
        self._empty.setToolTip(empty)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the cross again when the colours changed."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._empty.setIcon(QIcon(draw_icon("empty", theme.current_colours().sub)))
