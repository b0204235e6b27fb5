"""A small panel with a countdown before a screenshot, and a Cancel button.

The panel takes no focus, so that a menu opened during the countdown stays open.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel

_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)
_FROM_THE_EDGE = 24
_WIDTH = 300


class Countdown(QWidget):
    """Counts down the seconds before a screenshot; with 0 seconds, stays until closed.

    Signals:
        over: the time is up; the panel is still visible.
        cancelled: the user clicked Cancel or pressed Escape.
    """

    over = Signal()
    cancelled = Signal()

    def __init__(self, seconds: int, words: Callable[[int], str], hint: str, cancel: str) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._left, self._words = seconds, words
        self._text, self.stop = PlainLabel("", "h2"), QPushButton(cancel)
        self.stop.clicked.connect(self._cancel_countdown)
        self.setWindowTitle(hint)
        self._build_layout(hint)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._count_down_second)

    def start_countdown(self, screen: QScreen | None = None) -> None:
        """Show the panel in the lower right corner of a monitor, and start counting."""
        self._announce_seconds_left()
        self.adjustSize()
        room = (screen or QGuiApplication.primaryScreen()).availableGeometry()
        corner = room.bottomRight() - QPoint(self.width() + _FROM_THE_EDGE, self.height() + _FROM_THE_EDGE)
        self.move(max(room.left(), corner.x()), max(room.top(), corner.y()))
        self.show()
        if self._left:
            self._timer.start(1000)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel on Escape, in case the desktop gives the panel the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel_countdown()
        else:
            super().keyPressEvent(event)

    def _count_down_second(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._announce_seconds_left()
            return
        self._timer.stop()
        self.over.emit()

    def _announce_seconds_left(self) -> None:
        self._text.setText(self._words(self._left))
        self.setAccessibleName(self._text.text())
        announce_politely(self, self._text.text())

    def _cancel_countdown(self) -> None:
        self._timer.stop()
        self.cancelled.emit()

    def _build_layout(self, hint: str) -> None:
        around, plate = QVBoxLayout(self), QFrame()
        around.setContentsMargins(0, 0, 0, 0)
        plate.setObjectName("panel")
        around.addWidget(plate)
        column, foot = QVBoxLayout(plate), QHBoxLayout()
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._text)
        column.addWidget(PlainLabel(hint, "sub"))
        foot.addStretch(1)
        foot.addWidget(self.stop)
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)
