"""A clickable line that expands and collapses the content below it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.ui import theme

_ROOM = 20
"""Width reserved for the arrow before the text, in logical pixels."""


class _FoldLine(QPushButton):
    """The clickable line, with an arrow that points down while the content is shown."""

    is_open = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow before the text."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.get_current_colours().link), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        right = self.isRightToLeft()
        middle = QPointF(self.width() - 12 if right else 12, self.height() / 2)
        side = -1 if right else 1
        points = [(-2 * side, -4), (2 * side, 0), (-2 * side, 4)]
        if self.is_open:
            points = [(-4, -2), (0, 2), (4, -2)]
        painter.drawPolyline([middle + QPointF(*point) for point in points])
        painter.end()


class Fold(QWidget):
    """A clickable line that shows or hides the content in ``body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = _FoldLine()
        self.line.setProperty("link", True)
        self.line.setProperty("fold", True)
        self.line.clicked.connect(lambda: self.set_open(not self.line.is_open))
        self._states = ("", "")
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(_ROOM + theme.SPACE_1, theme.SPACE_1, 0, theme.SPACE_2)
        self.body.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.inside)
        self.inside.hide()

    def set_labels(self, words: str, opened: str, closed: str) -> None:
        """Set the line's text, and its accessible descriptions for expanded and collapsed content."""
        self.line.setText(words)
        self.line.setAccessibleName(words)
        self._states = (opened, closed)
        self.set_open(self.line.is_open)

    def set_open(self, on: bool) -> None:
        """Show or hide the content."""
        self.line.is_open = on
        self.line.setAccessibleDescription(self._states[0 if on else 1])
        self.inside.setVisible(on)
        self.line.update()
