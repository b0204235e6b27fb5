"""Delays insertions while the pointer is moving, so that no click hits moved content."""

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
"""How often it is checked whether the mouse has come to rest, while something waits to be put in."""

REST = 3
"""Looks in a row that must find the mouse at the same place."""

MOST = 20
"""Looks after which it is put in anyway."""

GUARD_MS = 300
"""How long a press may still be meant for what stood there before: the eye and the hand need as long."""

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


@dataclass(frozen=True, slots=True)
class _Target:
    """The target of a click: its place on the screen, the widget, and its present name."""

    place: QRect
    widget: QWidget
    name: str

    @property
    def is_same(self) -> bool:
        """Whether the target can still be hit and is still the same."""
        there = shiboken6.isValid(self.widget) and self.widget.isVisible() and self.widget.isEnabled()
        return there and self.widget.accessibleName() == self.name


class MisclickGuard(QObject):
    """Looks after one page.

    What is put in waits while the mouse moves over the page: the user is aiming. For a moment afterwards a
    press counts for what stood under the mouse before; if nothing stood there, for nothing.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._waiting: list[Callable[[], None]] = []
        self._seen, self._rested, self._looks = QPoint(), 0, 0
        self._before: deque[tuple[float, Sequence[_Target]]] = deque()
        self._guarded: set[QWidget] = set()
        self._soon = QTimer(self, interval=LOOK_MS)
        self._soon.timeout.connect(self._look)
        self._guard = QTimer(self, singleShot=True, interval=GUARD_MS)
        self._guard.timeout.connect(self._let_go)

    def change_when_safe(self, change: Callable[[], None]) -> None:
        """Apply a change that may move the page's content, unless the user is aiming at something."""
        self._waiting.append(change)
        if self._soon.isActive():
            return
        if not self._is_over():
            self._apply_changes()
            return
        self._seen, self._rested, self._looks = QCursor.pos(), 0, 0
        self._soon.start()

    def change_now(self, change: Callable[[], object]) -> None:
        """Apply a change immediately: the user is waiting for it."""
        self._remember()
        change()
        self._watch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Check clicks for a moment after a change."""
        if event.type() not in _PRESSES or not isinstance(event, QMouseEvent):
            return False
        return self._is_astray(event.globalPosition().toPoint())

    # -- parts -------------------------------------------------------------------------------------

    def _is_over(self) -> bool:
        """Return whether the mouse is over what can be seen of the page."""
        page = self._page
        if not page.isVisible() or not page.window().isActiveWindow():
            return False
        seen = page.visibleRegion().boundingRect()
        return seen.contains(page.mapFromGlobal(QCursor.pos()))

    def _look(self) -> None:
        at, self._looks = QCursor.pos(), self._looks + 1
        self._rested = self._rested + 1 if at == self._seen else 0
        self._seen = at
        if self._rested >= REST or self._looks >= MOST or not self._is_over():
            self._apply_changes()

    def _apply_changes(self) -> None:
        """Apply all changes at once, so that the page moves once."""
        self._soon.stop()
        self._remember()
        changes, self._waiting = self._waiting, []
        for change in changes:
            change()
        self._watch()

    def _remember(self) -> None:
        """Remember the targets that a click would hit until now."""
        if not self._page.isVisible():
            return
        self._drop_old()
        self._before.append((time.monotonic(), list(self._targets())))
        self._guard.start()

    def _watch(self) -> None:
        """Watch for clicks on the present targets, and on the page itself.

        Not of the whole application's: it shows objects of Qt's own, which makes PySide load every class.
        """
        if self._guard.isActive():
            for widget in {self._page, *(target.widget for target in self._targets())} - self._guarded:
                self._guarded.add(widget)
                widget.installEventFilter(self)

    def _drop_old(self) -> None:
        """Forget targets that have been gone long enough for the user to notice."""
        while self._before and self._before[0][0] < time.monotonic() - GUARD_MS / 1000:
            self._before.popleft()

    def _let_go(self) -> None:
        for widget in self._guarded:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._guarded.clear()
        self._before.clear()

    def _targets(self) -> Iterator[_Target]:
        """Yield everything on the page that answers a click."""
        buttons, fields = self._page.findChildren(QAbstractButton), self._page.findChildren(QLineEdit)
        for widget in chain(buttons, fields):
            if widget.isVisible():
                corner = widget.mapToGlobal(QPoint(0, 0))
                yield _Target(QRect(corner, widget.size()), widget, widget.accessibleName())

    def _is_astray(self, at: QPoint) -> bool:
        """Return whether a press at a place is not for what is there now; press what it was meant for."""
        self._drop_old()
        if not self._before:
            return False
        aimed = next((target for target in self._before[0][1] if target.place.contains(at)), None)
        hit = next((target for target in self._targets() if target.place.contains(at)), None)
        meant, there = ((one.widget, one.name) if one is not None else None for one in (aimed, hit))
        if meant == there:
            return False
        if aimed is not None and aimed.is_same:
            self._press(aimed.widget)
        return True

    def _press(self, widget: QWidget) -> None:
        if isinstance(widget, QAbstractButton):
            widget.click()
        else:
            widget.setFocus()
