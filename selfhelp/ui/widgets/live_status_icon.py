"""A status icon that is animated while busy, and then fades into the result."""

from __future__ import annotations

from PySide6.QtCore import QBasicTimer, QTimerEvent, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from selfhelp.ui.widgets import motion
from selfhelp.ui.widgets.status_icons import BUSY, StatusIcon, paint_status_icon

BEAT_MS = 200
"""Milliseconds between two steps of the busy animation; few repaints per second are enough."""

TURN_MS = 180
"""Duration of the fade into the result, in milliseconds."""


class LiveStatusIcon(StatusIcon):
    """A status icon that shows three animated dots while busy and visible.

    If the system requests reduced motion, the icon isn't animated and has no timer.
    """

    def __init__(self, kind: str = BUSY, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self._beat, self._share = 0, 1.0
        self._timer = QBasicTimer()
        self._turn = QVariantAnimation(self)
        self._turn.setDuration(TURN_MS)
        self._turn.setStartValue(0.0)
        self._turn.setEndValue(1.0)
        self._turn.valueChanged.connect(self._on_fade_progress)

    @property
    def is_animated(self) -> bool:
        """Whether the busy animation or the fade is running."""
        return self._timer.isActive() or self._turn.state() is QVariantAnimation.State.Running

    def set_status_kind(self, kind: str) -> None:
        """Set the icon's kind; a change from busy to a result is animated as a fade."""
        was_busy = self.kind == BUSY
        super().set_status_kind(kind)
        self._turn.stop()
        self._share = 1.0
        if was_busy and kind != BUSY and self.isVisible() and motion.is_motion_enabled(self):
            self._turn.start()
        self._update_timer()

    def showEvent(self, event: QShowEvent) -> None:
        """Start the animation if the icon is busy."""
        super().showEvent(event)
        self._update_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the animation."""
        super().hideEvent(event)
        self._timer.stop()
        self._turn.stop()
        self._share = 1.0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Highlight the next dot."""
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
        """Start the timer if the animated dots are visible, otherwise stop the timer."""
        if self.kind == BUSY and self.isVisible() and motion.is_motion_enabled(self):
            if not self._timer.isActive():
                self._timer.start(BEAT_MS, self)
        else:
            self._timer.stop()

    def _on_fade_progress(self, share: float) -> None:
        self._share = share
        self.update()
