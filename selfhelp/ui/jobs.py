"""Runs slow work in background threads and returns results to the window; the only bridge between both.

The core knows no threads. A screen hands a function to `JobRunner.start_job`; it runs on a pool thread,
and its
answer, its error and its progress arrive on the thread of the window.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui.widgets.soon import call_soon

log = logging.getLogger(__name__)

T = TypeVar("T")
Heard = Callable[[Text, float | None], None]

THREADS = 8
"""More than enough: a question to the user keeps one waiting, a check of their computer another."""

EXPIRY_MS = 20_000
"""An unused pool thread ends after this, so that the idle app has none."""

TURN = 0.001
"""Seconds after which a pool thread that computes lets the window's thread go on. With the 0.005 of Python
(`sys.setswitchinterval`) a key that is pressed while repairs are read waits for that long again and again."""


class BackgroundJob(Generic[T]):
    """One running job. Created by `JobRunner.start_job`; lives on the UI thread."""

    def __init__(
        self,
        post: Callable[[Callable[[], None]], None],
        done: Callable[[T], None] | None,
        failed: Callable[[SelfhelpError], None] | None,
        progressed: Heard | None,
        owner: QObject | None,
    ) -> None:
        self._owner = owner
        self._done, self._failed, self._progressed = done, failed, progressed
        self._latest: tuple[Text, float | None] | None = None
        self.running = True
        self.post = post
        self.progress = Progress(self._note if progressed else None)

    def cancel(self) -> None:
        """Ask the work to stop at its next safe place; it ends with a `CancelledError` then."""
        self.progress.cancel()

    def detach(self) -> None:
        """Cancel, and never call back: the listener is gone."""
        self._done = self._failed = self._progressed = None
        self.cancel()

    def report_progress(self) -> None:
        """Hand the latest sentence to the listener."""
        if self._owner is not None and not shiboken6.isValid(self._owner):
            self.detach()
        latest, self._latest = self._latest, None
        if latest and self._progressed and self.running:
            self._progressed(*latest)

    def hand_over_result(self, result: Any, error: SelfhelpError | None) -> None:
        """Hand over the result, or the error."""
        self.report_progress()
        self.running = False
        done, failed = self._done, self._failed
        self._done = self._failed = self._progressed = self._owner = None  # a screen that goes may go
        if error is not None:
            if failed:
                failed(error)
        elif done:
            done(result)

    def _note(self, text: Text, done: float | None) -> None:
        """Store the latest sentence (pool thread); many in a row cost the window one event."""
        waiting, self._latest = self._latest, (text, done)
        if waiting is None:
            self.post(self.report_progress)


class _Work:
    """Runs the function on a pool thread and never lets an exception escape.

    No ``QRunnable``: PySide 6.11 keeps some of these after they ran, and with them who started them.
    """

    def __init__(self, work: Callable[[Progress], Any], job: BackgroundJob[Any]) -> None:
        self._work, self._job = work, job

    def run(self) -> None:
        """Run the job."""
        result, error = None, None
        try:
            self._job.progress.check()
            result = self._work(self._job.progress)
        except SelfhelpError as known:
            error = known
        except Exception as unexpected:
            log.exception("unexpected error in a job")
            error = SelfhelpError(UNEXPECTED, detail=repr(unexpected))
        try:
            self._job.post(lambda: self._job.hand_over_result(result, error))
        except RuntimeError:  # no one is there to hear it: the app is ending
            log.info("a job ended after the app")


class JobRunner(QObject):
    """Starts jobs and receives their results. Must be deleted on its own thread, after `stop_all`."""

    # One signal of one object that outlives the work: an object of each job's own could be deleted on
    # this thread while the pool thread is still inside its `emit`.
    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN)
        self._called.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._pool.setExpiryTimeout(EXPIRY_MS)
        self._running: set[BackgroundJob[Any]] = set()

    def start_job(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[SelfhelpError], None] | None = None,
        progressed: Heard | None = None,
        *,
        owner: QObject | None = None,
    ) -> BackgroundJob[T]:
        """Run ``work`` on a pool thread, a moment later, so that the screen is drawn first.

        Two threads of Python take turns. The form, which begins a snapshot, was there after 166 ms when both
        began together, and is after 85 (median of 6, `tests.bench.window_bench`).

        Args:
            work: called with a `Progress` on a pool thread; must not touch a widget.
            done: hears what it returned.
            failed: hears its error. An exception that is not ours is logged and arrives as a
                `SelfhelpError` with a sentence to show.
            progressed: hears its sentences, and how much is done (0…1 or None); the latest where many come.
            owner: the widget the callbacks use; once it is gone no one is called.

        Returns:
            The job, for ``cancel()``.
        """
        job = self._register_job(BackgroundJob(self._called.emit, done, failed, progressed, owner))
        call_soon(self, partial(self._pool.start, _Work(work, job).run))
        return job

    def start_job_now(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[SelfhelpError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> BackgroundJob[T]:
        """Like `start`, but immediately: for what mustn't be lost or needs the current state."""
        job = self._register_job(BackgroundJob(self._called.emit, done, failed, None, owner))
        self._pool.start(_Work(work, job).run)
        return job

    def _register_job(self, job: BackgroundJob[T]) -> BackgroundJob[T]:
        """Register a job for `stop_all`, and return it."""
        self._running = {other for other in self._running if other.running} | {job}
        return job

    def stop_all(self, milliseconds: int) -> bool:
        """Cancel everything and wait; says whether everything ended in time.

        What has not begun begins, and ends at once: PySide 6.11 keeps what is cleared from a pool.
        """
        for job in list(self._running):
            job.detach()
        return self._pool.waitForDone(milliseconds)

    @Slot(object)
    def _call(self, function: Callable[[], None]) -> None:
        function()


UNEXPECTED = N_("Something went wrong in this app. Nothing was lost. Try again, or contact the help desk.")
