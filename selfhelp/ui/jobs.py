"""Run slow functions on pool threads, and return their results to the GUI thread.

Only this module passes data between these threads.

A screen passes a function to `JobRunner.start_job`. The function runs on a pool thread; its result, error and
progress arrive on the GUI thread.
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
from selfhelp.ui.widgets.delayed_call import call_soon

log = logging.getLogger(__name__)

T = TypeVar("T")
Heard = Callable[[Text, float | None], None]

THREADS = 8
"""Maximum number of pool threads; a question to the user blocks one thread, a check another thread."""

EXPIRY_MS = 20_000
"""Milliseconds after which an unused pool thread ends, so that the idle app has no pool threads."""

TURN = 0.001
"""Maximum delay in seconds that a busy pool thread causes on the GUI thread.

With Python's default of 0.005 (`sys.setswitchinterval`), each key pressed while fixes are loaded waits
repeatedly.
"""


class BackgroundJob(Generic[T]):
    """A running background job, created by `JobRunner.start_job`.

    Use this object on the GUI thread only.
    """

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
        self.progress = Progress(self._store_progress if progressed else None)

    def cancel(self) -> None:
        """Ask the job to stop at its next safe point; the job then fails with a `CancelledError`."""
        self.progress.cancel()

    def detach(self) -> None:
        """Cancel the job, and release its callbacks."""
        self._done = self._failed = self._progressed = None
        self.cancel()

    def report_progress(self) -> None:
        """Pass the latest progress to the progress callback; if the owner was deleted, detach the job."""
        if self._owner is not None and not shiboken6.isValid(self._owner):
            self.detach()
        latest, self._latest = self._latest, None
        if latest and self._progressed and self.running:
            self._progressed(*latest)

    def hand_over_result(self, result: Any, error: SelfhelpError | None) -> None:
        """Pass the result or the error to the callback, and mark the job as ended."""
        self.report_progress()
        self.running = False
        done, failed = self._done, self._failed
        self._done = self._failed = self._progressed = self._owner = None  # release references to the screen
        if error is not None:
            if failed:
                failed(error)
        elif done:
            done(result)

    def _store_progress(self, text: Text, done: float | None) -> None:
        """Store the latest progress (pool thread); post one event for all updates until the next report."""
        waiting, self._latest = self._latest, (text, done)
        if waiting is None:
            self.post(self.report_progress)


class _PoolJob:
    """A function to run on a pool thread, with all exceptions caught.

    The function, its result and its error are released on the GUI thread: each may hold the last reference to
    a widget or timer, and Qt can't stop timers from another thread.

    This class isn't a ``QRunnable``, because PySide 6.11 never frees some of these objects and all that they
    refer to.
    """

    def __init__(self, work: Callable[[Progress], Any], job: BackgroundJob[Any]) -> None:
        self._work: list[Callable[[Progress], Any]] = [work]
        self._job = job
        self._outcome: tuple[Any, SelfhelpError | None] = (None, None)

    def run(self) -> None:
        """Run the function, and post its result or error to the GUI thread."""
        self._call_work()
        try:
            self._job.post(self._hand_over_outcome)
        except RuntimeError:  # no one is there to hear it: the app is ending
            log.info("a job ended after the app")

    def _call_work(self) -> None:
        """Run the function and store its outcome; no frame of this thread keeps a reference to it."""
        try:
            self._job.progress.check()
            self._outcome = (self._work[0](self._job.progress), None)
        except SelfhelpError as known:
            self._outcome = (None, known)
        except Exception as unexpected:
            log.exception("unexpected error in a job")
            self._outcome = (None, SelfhelpError(UNEXPECTED, detail=repr(unexpected)))

    def _hand_over_outcome(self) -> None:
        """Pass the outcome to the job, on the GUI thread."""
        (result, error), self._outcome = self._outcome, (None, None)
        self._work.clear()
        self._job.hand_over_result(result, error)


class JobRunner(QObject):
    """Starts background jobs, and receives their results on the GUI thread.

    Delete this object on its own thread, after `stop_all`.
    """

    # One signal of one object that outlives the work: an object of each job's own could be deleted on
    # this thread while the pool thread is still inside its `emit`.
    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN)
        self._called.connect(self._call_function, Qt.ConnectionType.QueuedConnection)
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
        """Run ``work`` on a pool thread a moment later, so that the screen is drawn first.

        Python threads share one interpreter lock. The ticket form, which starts a snapshot, opens after 85 ms
        with this delay, instead of 166 ms (median of 6, `tests.bench.window_bench`).

        Args:
            work: called with a `Progress` on a pool thread; it must not use widgets.
            done: receives the result.
            failed: receives the error; an unexpected exception is logged and converted to a `SelfhelpError`.
            progressed: receives the latest progress text, and the fraction done (0…1 or None).
            owner: the object that the callbacks use; after its deletion, no callback is called.

        Returns:
            The job, which the caller can cancel.
        """
        job = self._register_job(BackgroundJob(self._called.emit, done, failed, progressed, owner))
        call_soon(self, partial(self._pool.start, _PoolJob(work, job).run))
        return job

    def start_job_now(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[SelfhelpError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> BackgroundJob[T]:
        """Run ``work`` like `start_job`, but without delay: to save data, or to use the current state."""
        job = self._register_job(BackgroundJob(self._called.emit, done, failed, None, owner))
        self._pool.start(_PoolJob(work, job).run)
        return job

    def _register_job(self, job: BackgroundJob[T]) -> BackgroundJob[T]:
        """Register a job for `stop_all`, and return it."""
        self._running = {other for other in self._running if other.running} | {job}
        return job

    def stop_all(self, milliseconds: int) -> bool:
        """Cancel all jobs and wait for them; return whether all ended within the time.

        Queued jobs aren't removed from the pool, because PySide 6.11 would never free them; they start and
        end immediately.
        """
        for job in list(self._running):
            job.detach()
        return self._pool.waitForDone(milliseconds)

    @Slot(object)
    def _call_function(self, function: Callable[[], None]) -> None:
        function()


UNEXPECTED = N_("Something went wrong in this app. Try again, or contact the help desk.")
