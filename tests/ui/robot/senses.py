"""What the robot notices: errors no one caught, warnings of Qt, a blocked event loop, memory that grows."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from tests.speed import Speed

LONGEST = 0.1
"""Seconds in which the window may not answer; longer is felt."""

_TASKS = Path("/proc/self/task")
TAKING_TURNS = 3
"""How much longer it may be while other threads of ours compute, on a computer that has no processor left."""

HARMLESS = (
    "This plugin does not support",  # drawing off screen has no window manager to ask
    "Mouse event occurs outside target window",  # said by the test library of Qt, of the robot itself
    "Unimplemented code.",  # QPlatformDrag::cancelDrag, where the robot ends a drag that has ended on its own
    "QTextCursor::setPosition: Position",  # QTextDocument::undo, where the text was longer
    "QWidgetLineControl::setSelection: Invalid start position",  # text dragged into its own full line
)
"""Beginnings of messages that say nothing about the program."""


@dataclass
class Errors:
    """Everything that went wrong and that no test asked for."""

    found: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def noticed(self) -> Iterator[None]:
        """Notice errors of every kind until the end."""
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        logged = _Log(self.found)
        sys.excepthook = self._raised
        threading.excepthook = lambda a: self._raised(
            a.exc_type, a.exc_value or a.exc_type(), a.exc_traceback
        )
        sys.unraisablehook = lambda a: self._raised(a.exc_type, a.exc_value or a.exc_type(), a.exc_traceback)
        before = qInstallMessageHandler(self._said_by_qt)
        logging.getLogger("selfhelp").addHandler(logged)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
            qInstallMessageHandler(before)
            logging.getLogger("selfhelp").removeHandler(logged)

    def _raised(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.found.append("".join(traceback.format_exception(kind, error, trace)))

    def _said_by_qt(self, kind: QtMsgType, _context: QMessageLogContext, message: Any) -> None:
        harmless = str(message).startswith(HARMLESS)
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not harmless:
            self.found.append(f"Qt says: {message}")


class _Log(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append("logged: " + logging.Formatter().format(record))


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as this thread knows it, in seconds.

    Attributes:
        wall: what a clock on the wall says.
        busy: what this thread has computed.
        all_busy: what all threads of this process have computed.
        queued: what this thread has waited for a processor that someone else had.
        all_queued: the same of all threads of this process.
    """

    wall: float
    busy: float
    all_busy: float
    queued: float
    all_queued: float

    @classmethod
    def now(cls) -> Moment:
        """Return this one."""
        queued = {task.name: _queued(task) for task in _TASKS.iterdir()} if _TASKS.is_dir() else {}
        own = queued.get(str(threading.get_native_id()), 0.0)
        return cls(time.perf_counter(), time.thread_time(), time.process_time(), own, sum(queued.values()))


def crowded() -> bool:
    """Say whether more programs want a processor than there are: disks, memory and caches are others' too."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def _queued(task: Path) -> float:
    """Return how long a thread could have run and did not (Linux, Documentation/scheduler/sched-stats)."""
    try:
        return int((task / "schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):  # it has ended meanwhile
        return 0.0


@dataclass
class Pulse:
    """How long the event loop takes for one round: computing, and waiting for what isn't a processor."""

    busiest: float = 0.0
    longest: float = 0.0
    speed: Speed = field(default_factory=Speed)
    _since: Moment | None = None
    _watching: threading.Thread | None = None
    _stack: str = ""

    def begin(self) -> None:
        """A round begins; what this thread does is written down where it takes too long."""
        if self._watching is None:
            self._watching = threading.Thread(target=self._watch, args=(threading.get_ident(),), daemon=True)
            self._watching.start()
        self._stack = ""
        self._since = Moment.now()

    def _watch(self, thread: int) -> None:
        while True:
            time.sleep(LONGEST / 4)
            since = self._since
            if since is not None and not self._stack and time.perf_counter() - since.wall > LONGEST * 0.8:
                frame = sys._current_frames().get(thread)
                self._stack = "".join(traceback.format_stack(frame)[-6:]) if frame else ""
                del frame  # or this thread, which sleeps, would keep a whole window

    def end(self, allowed: float = LONGEST) -> str:
        """Return what was wrong with the round: "" where it was short enough."""
        since, self._since = self._since, None
        if since is None:
            return ""
        now = Moment.now()
        busy, waited = now.busy - since.busy, max(0.0, now.queued - since.queued)
        away = max(0.0, now.wall - since.wall - waited)
        others = now.all_busy - since.all_busy - busy  # other threads hold Python meanwhile, by turns
        others += max(0.0, now.all_queued - since.all_queued - waited)
        if busy > allowed / 2:  # two programs on one core of two threads take twice as long
            slow = self.speed.slowness()
            busy, away, others = busy / slow, away / slow, others / slow
        if allowed == LONGEST:
            self.busiest, self.longest = max(self.busiest, busy), max(self.longest, away - others)
        if busy <= allowed and away - others <= allowed and away <= TAKING_TURNS * allowed:
            return ""
        if busy <= allowed and (not self._stack or crowded()):
            return ""  # the whole computer stood still, or others had it: then only what is computed counts
        took = f"{busy * 1e3:.0f} ms computing, {away * 1e3:.0f} ms in all"
        return f"the window did not answer: {took}, after four fifths of it in\n{self._stack}"


@dataclass
class Memory:
    """What is left each time when everything was taken down."""

    bytes: list[int] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)

    def look(self) -> None:
        """Count what is there now."""
        settle()
        self.bytes.append(in_use())
        self.widgets.append(len(QApplication.allWidgets()))
        self.objects.append(sum(isinstance(thing, QObject) for thing in gc.get_objects()))

    def growth(self) -> str:
        """Return what grew after the first third, which fills what is only filled once; "" for nothing."""
        if len(self.bytes) < 6:
            return ""
        first = len(self.bytes) // 3
        grown = _grown(self.bytes[first:])
        rounds = len(self.bytes) - first - 1
        said = [f"{grown / rounds / 1e3:.0f} kB in each of {rounds} rounds"] * (
            grown / rounds > BYTES_A_ROUND
        )
        for name, counts in (("widgets", self.widgets), ("objects of Qt", self.objects)):
            if _grown(counts[first:]) > SPARE and counts[-1] > counts[first]:
                said.append(f"{name}: {counts}")
        return "; ".join(said)


_TOLD = (
    *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
    *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
)


class _Malloc(ctypes.Structure):
    """What glibc tells of its memory (mallinfo2(3))."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in _TOLD)


PYTHON_BLOCK = 64
"""Bytes of one of Python's own small blocks, about."""


def in_use() -> int:
    """Return the bytes that are in use, of C++ and of Python; elsewhere than on glibc what is resident.

    Resident memory says less: glibc keeps free memory for each of several threads, and which of them gives
    it back is chance. With about 41 MB in use all the time it went from 172 to 190 MB in 6,000 actions, and
    from 172 to 176 where threads share two of these stores (MALLOC_ARENA_MAX=2).
    """
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (OSError, AttributeError):
        return int(psutil.Process().memory_info().rss)
    ask.restype = _Malloc
    told = ask()
    return int(told.uordblks + told.hblkhd + sys.getallocatedblocks() * PYTHON_BLOCK)


SPARE = 5
"""Widgets and objects that may be more: what has just been deleted may still have its hull in Python."""

BYTES_A_ROUND = 300_000
"""Bytes that may be left of a round of 500 actions. Of 0.4 MB a round that stayed where sizes, looks and
signs change, a profile of the heap (jemalloc) found 0.15 in fontconfig's answers about rare signs, 0.1 in
glyphs and 0.1 in RE2's automata: caches that others bound. What a window leaves is counted in widgets."""


def _grown(values: Sequence[int]) -> int:
    """Return how much the least of the last third is above the most of the first third."""
    part = max(1, len(values) // 3)
    return min(values[-part:]) - max(values[:part])


def settle() -> None:
    """Delete what is to be deleted, and give free memory back to the system.

    The pixmaps of frames and marks that Fusion keeps are let go as well: Qt bounds them by 10 MB on its own
    (QPixmapCache), and a run ends before they are as many.
    """
    QPixmapCache.clear()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)
