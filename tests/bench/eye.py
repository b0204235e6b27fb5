"""Sees when a window has painted, and how long its thread did not answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

TICK_MS = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, in milliseconds of the wall and of the processor for this thread."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> Moment:
        """Return this one."""
        return cls(time.perf_counter() * 1e3, time.thread_time() * 1e3)

    def since(self, other: Moment) -> Moment:
        """Return how far it is from another one."""
        return Moment(self.wall - other.wall, self.cpu - other.cpu)


class Eye(QObject):
    """Notes every moment at which a window has painted, and the first at which it shows what is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.paints: list[Moment] = []
        self.wanted: Callable[[], bool] | None = None
        self.seen: Moment | None = None
        self.emblem: QWidget | None = None
        """Turns while the computer is being checked; what paints nothing but it answers no key."""
        self._due = self._emblem_only = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice that the window paints; it has painted when the loop comes round again."""
        if isinstance(event, QPaintEvent) and self.emblem is not None:
            corner = self.emblem.mapTo(self.emblem.window(), QPoint())
            self._emblem_only = QRect(corner, self.emblem.size()).contains(event.region().boundingRect())
        if event.type() in (QEvent.Type.Paint, QEvent.Type.UpdateRequest) and not self._due:
            self._due = True
            QTimer.singleShot(0, self, self._painted)
        return False

    def first(self, action: Callable[[], object], wait_ms: int) -> Moment:
        """Do something; return how long it took until the window painted first. Then wait."""
        self.paints.clear()
        begin = Moment.now()
        action()
        wait(wait_ms)
        return self.paints[0].since(begin) if self.paints else Moment(float("inf"), float("inf"))

    def _painted(self) -> None:
        self._due, only, self._emblem_only = False, self._emblem_only, False
        if only:
            return
        self.paints.append(Moment.now())
        if self.wanted is not None and self.wanted():
            self.seen, self.wanted = self.paints[-1], None


class Heart(QObject):
    """Beats; the longest time between two beats is how long the thread did not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = self.busiest = 0.0
        self._last = Moment.now()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        """Beat once more, then never again."""
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now = Moment.now()
        passed, self._last = now.since(self._last), now
        self.longest, self.busiest = max(self.longest, passed.wall), max(self.busiest, passed.cpu)


def wait(milliseconds: int) -> None:
    """Let the program run for a while."""
    loop = QEventLoop()
    timer = QTimer(singleShot=True, interval=milliseconds, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start()
    loop.exec()
