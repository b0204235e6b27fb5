"""Hides the app's windows for a screenshot, reports when they are gone, and restores them.

How long a hidden window stays visible depends on the desktop: other programs must paint what it covered, a
compositor may fade it out. Where the screen can be looked at cheaply (X11, Windows) narrow strips of the
place are looked at until they no longer change; elsewhere it is waited for a fixed time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from selfhelp.ui.widgets.soon import call_soon

log = logging.getLogger(__name__)

LONGEST_MS = 350
"""Until a hidden window counts as gone at the latest, and where the screen cannot be looked at."""

LOOK_MS = 10
"""Between two looks."""

CALM_MS = 34
"""How long nothing must have changed: two frames of an ordinary screen."""

FORGOTTEN_MS = 300_000
"""The windows come back after this, whatever happened to the image."""

_STRIPS = 6
_STRIP = 4  # units of height


class ScreenSampler(Protocol):
    """Samples the screen; implemented in `ui.capture.capture_backends`."""

    looks: bool

    def peek(self, screen: QScreen, area: QRect) -> QImage:
        """Return a part of a monitor."""


class WindowHider(QObject):
    """Hides our windows for a screenshot. Owned by the application: it outlives the requesting screen.

    Signals:
        forgotten: no one brought the windows back for five minutes; they are back now.
    """

    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__(QApplication.instance())
        self._hidden: Sequence[QWidget] = ()
        self._before_it: list[QWidget] = []
        self._places: Sequence[tuple[QScreen, QRect]] = ()
        self._eye: ScreenSampler | None = None
        self._before: Sequence[QImage] = ()
        self._forgotten = QTimer(self)
        self._forgotten.setSingleShot(True)
        self._forgotten.timeout.connect(self.show_windows)
        self._forgotten.timeout.connect(self.forgotten)

    def hide_windows(self, eye: ScreenSampler | None, *plates: QWidget) -> None:
        """Hide all of our windows; with a sampler, remember how they looked.

        May be done again: a window that the user opened meanwhile goes too, and comes back with the others.
        """
        visible = [w for w in QApplication.topLevelWidgets() if w.isVisible() and _is_ours_to_hide(w)]
        self._hidden = [*self._hidden, *(w for w in visible if w not in self._hidden)]
        self._forgotten.start(FORGOTTEN_MS)
        windows = [*visible, *plates]
        self._eye = eye if eye is not None and eye.looks else None
        self._places = [(window.screen(), _inside(window)) for window in windows]
        self._before = self._look()
        for window in windows:
            window.hide()

    def keep_shown(self, plate: QWidget) -> None:
        """Register a notice shown meanwhile; it closes when the windows come back, whatever happened."""
        self._before_it.append(plate)

    def call_when_hidden(self, owner: QObject, then: Callable[[], None]) -> None:
        """Call ``then`` once what was hidden has left the screen; not where its owner is gone meanwhile."""
        if not self._places:
            call_soon(owner, then)
        elif self._eye is None:
            QTimer.singleShot(LONGEST_MS, owner, then)
        else:
            _Watch(owner, self._look, self._before, then)

    def show_windows(self) -> None:
        """Show the windows again and close notices; doing it twice is harmless."""
        self._forgotten.stop()
        for plate in self._before_it:
            plate.close()
            plate.deleteLater()
        self._before_it = []
        hidden, self._hidden, self._before = self._hidden, (), ()
        for window in hidden:
            try:
                window.move(window.pos())  # asked for: else X11's window managers choose a place again
                window.show()
                window.activateWindow()
            except RuntimeError:  # closed for good meanwhile
                log.info("a window did not come back: it is closed")

    def _look(self) -> Sequence[QImage]:
        if self._eye is None:
            return ()
        eye = self._eye
        return [eye.peek(screen, strip) for screen, area in self._places for strip in _strips(area)]


class _Watch(QObject):
    """Looks until the place differs from before and has not changed for a moment."""

    def __init__(
        self,
        parent: QObject,
        look: Callable[[], Sequence[QImage]],
        before: Sequence[QImage],
        then: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._look, self._before, self._then = look, before, then
        self._last: Sequence[QImage] = before
        self._began = self._changed = monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(LOOK_MS)

    def _tick(self) -> None:
        now, seen = monotonic(), self._look()
        if list(seen) != list(self._last):
            self._last, self._changed = seen, now
        calm = now - self._changed >= CALM_MS / 1e3 and list(seen) != list(self._before)
        if calm or now - self._began >= LONGEST_MS / 1e3:
            self._timer.stop()
            self.deleteLater()
            self._then()


def _inside(window: QWidget) -> QRect:
    """Return where a window is with its frame, from the corner of its monitor."""
    screen = window.screen().geometry()
    return window.frameGeometry().intersected(screen).translated(-screen.topLeft())


def _strips(area: QRect) -> Sequence[QRect]:
    """Return narrow strips across an area: its edges come last where a frame goes after its window."""
    step = max(1, (area.height() - _STRIP) // (_STRIPS - 1))
    tops = [area.top() + step * number for number in range(_STRIPS)]
    return [QRect(area.left(), top, area.width(), min(_STRIP, area.height())) for top in tops]


def _is_ours_to_hide(widget: QWidget) -> bool:
    """Whether to hide a widget: not menus and tool tips, which close alone and mustn't come back."""
    return widget.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog)
