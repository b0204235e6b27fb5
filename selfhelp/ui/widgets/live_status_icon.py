"""An animated icon of work in progress that changes into the result."""

from __future__ import annotations

from PySide6.QtCore import QBasicTimer, QTimerEvent, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from selfhelp.ui.widgets import motion
from selfhelp.ui.widgets.signs import BUSY, StatusIcon, paint_status_icon

BEAT_MS = 200
"""Milliseconds after which the next dot is strong: a few small paintings a second, not sixty."""

TURN_MS = 180
"""Milliseconds in which the sign turns into the result."""


class LiveStatusIcon(StatusIcon):
    """Three dots that become strong one after another while it is busy and in sight; then a result fades in.

    Where the system asks for less motion it stands still, and no timer runs.
    """

    def __init__(self, kind: str = BUSY, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self._beat, self._share = 0, 1.0
        self._timer = QBasicTimer()
        self._turn = QVariantAnimation(self)
        self._turn.setDuration(TURN_MS)
        self._turn.setStartValue(0.0)
        self._turn.setEndValue(1.0)
        self._turn.valueChanged.connect(self._on_turned)

    @property
    def is_moving(self) -> bool:
        """Whether part of it is animated."""
        return self._timer.isActive() or self._turn.state() is QVariantAnimation.State.Running

    def set_kind(self, kind: str) -> None:
        """Show another state; a result comes in where the dots were."""
        was_busy = self.kind == BUSY
        super().set_kind(kind)
        self._turn.stop()
        self._share = 1.0
        if was_busy and kind != BUSY and self.isVisible() and motion.is_wanted(self):
            self._turn.start()
        self._update_timer()

    def showEvent(self, event: QShowEvent) -> None:
        """Start the animation (called by Qt)."""
        super().showEvent(event)
        self._update_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop animating while hidden (Qt calls it)."""
        super().hideEvent(event)
        self._timer.stop()
        self._turn.stop()
        self._share = 1.0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Emphasise the next dot (called by Qt)."""
        self._beat += 1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._share < 1.0:
            paint_status_icon(painter, BUSY)
            painter.setOpacity(self._share)
        paint_status_icon(painter, self.kind, beat=self._beat if self._timer.isActive() else None)
        painter.end()

    def _update_timer(self) -> None:
        """Run the timer only while there is something to move."""
        if self.kind == BUSY and self.isVisible() and motion.is_wanted(self):
            if not self._timer.isActive():
                self._timer.start(BEAT_MS, self)
        else:
            self._timer.stop()

    def _on_turned(self, share: float) -> None:
        self._share = share
        self.update()
