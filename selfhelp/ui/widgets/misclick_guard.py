"""Delay changes of a page while the pointer moves, so that clicks don't hit moved content."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

LOOK_MS = 150
"""Milliseconds between two reads of the pointer's position, while a change is waiting."""

REST = 3
"""Number of consecutive reads in which the pointer must not move before a change is applied."""

MOST = 20
"""Number of reads after which a waiting change is applied even if the pointer moves."""

GUARD_MS = 300
"""Milliseconds after a change in which a click may still be meant for the previous content."""

STILL_MS = 1500
"""The same for a pointer that hasn't moved since the change, so that it was aimed before the change."""

NEAR = 4
"""Distance that a pointer at rest may move, in logical pixels, for example when a button is pressed."""

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


@dataclass(frozen=True, slots=True)
class _ClickTargetState:
    """A clickable widget, with its rectangle on the screen and its name, recorded before a change."""

    place: QRect
    widget: QWidget
    name: str

    @property
    def is_unchanged(self) -> bool:
        """Whether the widget still exists, is visible and enabled, and has the same name."""
        there = shiboken6.isValid(self.widget) and self.widget.isVisible() and self.widget.isEnabled()
        return there and self.widget.accessibleName() == self.name


@dataclass(frozen=True, slots=True)
class _PageBefore:
    """The click targets before a change, with its time in seconds and the pointer's position."""

    at: float
    targets: Sequence[_ClickTargetState]
    pointer: QPoint

    def may_be_meant_by(self, click: QPoint) -> bool:
        """Whether a click at a position may still be meant for the content before the change."""
        still = (click - self.pointer).manhattanLength() <= NEAR
        return time.monotonic() - self.at <= (STILL_MS if still else GUARD_MS) / 1000


class MisclickGuard(QObject):
    """Protects a page from clicks that hit content which has just moved.

    A change waits while the pointer moves over the page, because the user may be about to click. For a moment
    after the change, a click is passed to the widget that was at the position before; without one, the click
    is dropped. The moment is longer if the pointer rests where it was: then content has moved below it.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._waiting: list[Callable[[], None]] = []
        self._seen, self._rested, self._looks = QPoint(), 0, 0
        self._before: deque[_PageBefore] = deque()
        self._guarded: set[QWidget] = set()
        self._soon = QTimer(self, interval=LOOK_MS)
        self._soon.timeout.connect(self._apply_if_pointer_left)
        self._guard = QTimer(self, singleShot=True, interval=STILL_MS)
        self._guard.timeout.connect(self._stop_watching)

    def call_when_safe(self, change: Callable[[], None]) -> None:
        """Apply a change that may move content, as soon as the pointer rests."""
        self._waiting.append(change)
        if self._soon.isActive():
            return
        if not self._is_pointer_over_target():
            self._apply_changes()
            return
        self._seen, self._rested, self._looks = QCursor.pos(), 0, 0
        self._soon.start()

    def call_now(self, change: Callable[[], object]) -> None:
        """Apply a change without waiting, for example if the user requested it."""
        self._record_targets()
        change()
        self._watch_clicks()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Redirect or drop stray clicks shortly after a change."""
        if event.type() not in _PRESSES or not isinstance(event, QMouseEvent):
            return False
        return self._redirect_if_stray(event.globalPosition().toPoint())

    # -- parts -------------------------------------------------------------------------------------

    def _is_pointer_over_target(self) -> bool:
        """Return whether the pointer is over the page's visible part."""
        page = self._page
        if not page.isVisible() or not page.window().isActiveWindow():
            return False
        seen = page.visibleRegion().boundingRect()
        return seen.contains(page.mapFromGlobal(QCursor.pos()))

    def _apply_if_pointer_left(self) -> None:
        at, self._looks = QCursor.pos(), self._looks + 1
        self._rested = self._rested + 1 if at == self._seen else 0
        self._seen = at
        if self._rested >= REST or self._looks >= MOST or not self._is_pointer_over_target():
            self._apply_changes()

    def _apply_changes(self) -> None:
        """Apply all waiting changes at once, so that the page moves only once."""
        self._soon.stop()
        self._record_targets()
        changes, self._waiting = self._waiting, []
        for change in changes:
            change()
        self._watch_clicks()

    def _record_targets(self) -> None:
        """Record the clickable widgets with their current positions."""
        if not self._page.isVisible():
            return
        self._drop_old_targets()
        self._before.append(_PageBefore(time.monotonic(), list(self._iter_targets()), QCursor.pos()))
        self._guard.start()

    def _watch_clicks(self) -> None:
        """Install event filters on the current targets and on the page.

        A filter on the whole application would wrap Qt's internal objects; PySide would then load every
        class.
        """
        if self._guard.isActive():
            for widget in {self._page, *(target.widget for target in self._iter_targets())} - self._guarded:
                self._guarded.add(widget)
                widget.installEventFilter(self)

    def _drop_old_targets(self) -> None:
        """Discard recorded targets older than `STILL_MS`."""
        while self._before and self._before[0].at < time.monotonic() - STILL_MS / 1000:
            self._before.popleft()

    def _stop_watching(self) -> None:
        for widget in self._guarded:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._guarded.clear()
        self._before.clear()

    def _iter_targets(self) -> Iterator[_ClickTargetState]:
        """Yield a target for every clickable widget on the page."""
        buttons, fields = self._page.findChildren(QAbstractButton), self._page.findChildren(QLineEdit)
        for widget in chain(buttons, fields):
            if widget.isVisible():
                corner = widget.mapToGlobal(QPoint(0, 0))
                yield _ClickTargetState(QRect(corner, widget.size()), widget, widget.accessibleName())

    def _redirect_if_stray(self, at: QPoint) -> bool:
        """Pass a stray click to the intended target; return whether the click was stray.

        A click is stray if another target, or no target, was at this position before the change.
        """
        before = next((page for page in self._before if page.may_be_meant_by(at)), None)
        if before is None:
            return False
        aimed = next((target for target in before.targets if target.place.contains(at)), None)
        hit = next((target for target in self._iter_targets() if target.place.contains(at)), None)
        meant, there = ((one.widget, one.name) if one is not None else None for one in (aimed, hit))
        if meant == there:
            return False
        if aimed is not None and aimed.is_unchanged:
            self._activate_widget(aimed.widget)
        return True

    def _activate_widget(self, widget: QWidget) -> None:
        if isinstance(widget, QAbstractButton):
            widget.click()
        else:
            widget.setFocus()
