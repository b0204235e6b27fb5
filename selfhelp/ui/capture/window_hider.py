"""Hide the app's windows for a screenshot, report that they have disappeared, and restore them.

A hidden window stays visible for some time: other apps must repaint the area behind the window, and a
compositor may fade the window out. If the screen can be sampled quickly (X11, Windows), narrow strips are
compared until they stop changing. Otherwise, the delay is fixed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from selfhelp.ui.widgets.delayed_call import call_soon

log = logging.getLogger(__name__)

LONGEST_MS = 350
"""Maximum milliseconds until a hidden window counts as gone; the delay if the screen can't be sampled."""

LOOK_MS = 10
"""Milliseconds between two samples."""

CALM_MS = 34
"""Milliseconds without a change on the screen until a window counts as gone: two display frames."""

FORGOTTEN_MS = 300_000
"""Milliseconds after which the windows are restored in any case."""

_STRIPS = 6
_STRIP = 4  # units of height


class ScreenSampler(Protocol):
    """An object that samples the screen; implemented in `ui.capture.capture_backends`."""

    looks: bool

    def sample_area(self, screen: QScreen, area: QRect) -> QImage:
        """Return an image of a part of a monitor."""


class WindowHider(QObject):
    """Hides the app's windows for a screenshot.

    The application owns this object, because it must outlive the screen that uses it.

    Signals:
        forgotten: the windows were restored after `FORGOTTEN_MS`.
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
        self._forgotten.timeout.connect(self.restore_windows)
        self._forgotten.timeout.connect(self.forgotten)

    def hide_windows(self, eye: ScreenSampler | None, *plates: QWidget) -> None:
        """Hide the app's windows and panels; take samples of the screen first, if possible.

        Repeated calls also hide windows opened since the first call; all windows are restored together.
        """
        visible = [w for w in QApplication.topLevelWidgets() if w.isVisible() and _is_window_hideable(w)]
        self._hidden = [*self._hidden, *(w for w in visible if w not in self._hidden)]
        self._forgotten.start(FORGOTTEN_MS)
        windows = [*visible, *plates]
        self._eye = eye if eye is not None and eye.looks else None
        self._places = [(window.screen(), _find_area_on_monitor(window)) for window in windows]
        self._before = self._sample_strips()
        for window in windows:
            window.hide()

    def add_notice(self, plate: QWidget) -> None:
        """Register a notice panel; it is closed when the windows are restored."""
        self._before_it.append(plate)

    def call_when_hidden(self, owner: QObject, then: Callable[[], None]) -> None:
        """Call ``then`` once the windows have left the screen, unless ``owner`` is deleted first."""
        if not self._places:
            call_soon(owner, then)
        elif self._eye is None:
            QTimer.singleShot(LONGEST_MS, owner, then)
        else:
            _ScreenChangeWatch(owner, self._sample_strips, self._before, then)

    def restore_windows(self) -> None:
        """Show the hidden windows again, and close the notices; repeated calls do nothing."""
        self._forgotten.stop()
        for plate in self._before_it:
            plate.close()
            plate.deleteLater()
        self._before_it = []
        hidden, self._hidden, self._before = self._hidden, (), ()
        for window in hidden:
            try:
                window.move(window.pos())  # otherwise X11 window managers choose a new position
                window.show()
                window.activateWindow()
            except RuntimeError:  # deleted in the meantime
                log.info("a window did not come back: it is closed")

    def _sample_strips(self) -> Sequence[QImage]:
        if self._eye is None:
            return ()
        eye = self._eye
        return [
            eye.sample_area(screen, strip)
            for screen, area in self._places
            for strip in _split_into_strips(area)
        ]


class _ScreenChangeWatch(QObject):
    """Samples the screen until it has changed and then stopped changing."""

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
        self._timer.timeout.connect(self._compare_sample)
        self._timer.start(LOOK_MS)

    def _compare_sample(self) -> None:
        now, seen = monotonic(), self._look()
        if list(seen) != list(self._last):
            self._last, self._changed = seen, now
        calm = now - self._changed >= CALM_MS / 1e3 and list(seen) != list(self._before)
        if calm or now - self._began >= LONGEST_MS / 1e3:
            self._timer.stop()
            self.deleteLater()
            self._then()


def _find_area_on_monitor(window: QWidget) -> QRect:
    """Return a window's area with its frame, relative to its monitor."""
    screen = window.screen().geometry()
    return window.frameGeometry().intersected(screen).translated(-screen.topLeft())


def _split_into_strips(area: QRect) -> Sequence[QRect]:
    """Return narrow strips across an area, including its top and bottom edges."""
    step = max(1, (area.height() - _STRIP) // (_STRIPS - 1))
    tops = [area.top() + step * number for number in range(_STRIPS)]
    return [QRect(area.left(), top, area.width(), min(_STRIP, area.height())) for top in tops]


def _is_window_hideable(widget: QWidget) -> bool:
    """Return whether a widget is a window that can be hidden and restored.

    Menus and tooltips close themselves and must not be restored.
    """
    return widget.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog)
