"""A search field with a Clear button."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QLineEdit

from selfhelp.ui import theme
from selfhelp.ui.widgets.icon_buttons import draw_icon
from selfhelp.ui.widgets.line_input import LineInput

LONGEST = 200
"""Maximum number of characters in a search; beyond 30,000, Qt blocks the window for a tenth of a second."""


class FindBox(LineInput):
    """A search field with its own Clear button.

    Qt's built-in Clear button first searches every icon theme of the system, which takes 60 ms.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST)
        self._empty = QAction(self)
        self._empty.triggered.connect(self.clear)
        self._empty.setVisible(False)
        self.addAction(self._empty, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._empty.setVisible(bool(text)))
        self._redraw_clear_icon()

    def set_accessible_labels(self, name: str, empty: str) -> None:
        """Set the accessible names of the field and its Clear button."""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._empty.setText(empty)
        self._empty.setToolTip(empty)

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the Clear button's icon when the palette changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._redraw_clear_icon()

    def _redraw_clear_icon(self) -> None:
        self._empty.setIcon(QIcon(draw_icon("empty", theme.get_current_colours().sub)))
