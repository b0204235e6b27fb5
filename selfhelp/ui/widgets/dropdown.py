"""A combo box that ignores the mouse wheel unless focused."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

FEWEST_CHARACTERS = 16
"""Minimum width of a drop-down list, in characters."""

TEXT_MARGIN = 1
"""Space that Qt leaves beside the text, in logical pixels."""


class Dropdown(QComboBox):
    """A `QComboBox` whose value the mouse wheel changes only while the box is focused.

    Otherwise, scrolling a form could change the value under the pointer unnoticed. The wheel doesn't focus
    the box either (`Qt.FocusPolicy.StrongFocus` instead of Qt's ``WheelFocus``).

    The box is as wide as its longest value. In a narrow window, a long value ends with an ellipsis.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own for a list ignores the style sheet
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def sizeHint(self) -> QSize:
        """Return the size for the longest value; with a style sheet, Qt's size lacks the arrow."""
        hint = super().sizeHint()
        metrics = self.fontMetrics()
        longest = max([metrics.horizontalAdvance(self.itemText(n)) for n in range(self.count())], default=0)
        missing = longest + 2 * TEXT_MARGIN - self._find_text_width(hint)
        return QSize(hint.width() + max(0, missing), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return a small width, because long values can be shortened."""
        hint = super().minimumSizeHint()
        return QSize(
            min(hint.width(), self.fontMetrics().averageCharWidth() * FEWEST_CHARACTERS), hint.height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box; a value that doesn't fit ends with an ellipsis, not with half a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self._find_text_width(self.size()) - 2 * TEXT_MARGIN
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = text
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _find_text_width(self, size: QSize) -> int:
        """Return the width for the text in a box of this size."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.rect = QRect(QPoint(), size)
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value if the combo box is focused; otherwise the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
