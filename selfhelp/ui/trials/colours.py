"""The display test, which fills the screen with one colour after another to find broken pixels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from selfhelp.core.text import N_
from selfhelp.ui.trials.test_panel import TestPanel

COLOURS = ("#ffffff", "#000000", "#ff0000", "#00ff00", "#0000ff", "#808080")


class Colours(TestPanel):
    """A test panel that opens the coloured window on the current monitor."""

    button = N_("Show the colours")

    def start_test(self) -> None:
        """Fill the monitor with the first colour."""
        self._window = _ColourWindow()
        self._window.setScreen(self.window().screen())
        self._window.setGeometry(self.window().screen().geometry())
        self._window.showFullScreen()

    def stop_test(self) -> None:
        """Close the coloured window."""
        window = getattr(self, "_window", None)
        if window is not None:
            window.close()


class _ColourWindow(QWidget):
    """A window in one colour; a click or key shows the next colour, and Escape closes the window."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.number = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the window with the colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(COLOURS[self.number]))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the next colour."""
        self._show_next_colour()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the next colour, or close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            self._show_next_colour()

    def _show_next_colour(self) -> None:
        self.number += 1
        if self.number == len(COLOURS):
            self.number = 0
            self.close()
        self.update()
