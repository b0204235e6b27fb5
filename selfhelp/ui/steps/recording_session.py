"""A running recording: observes windows, takes images, writes steps.

There's no timer that repeats: a step begins with what the desktop tells, or with a button of the bar.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from selfhelp.app.composition import App
from selfhelp.core.errors import (
    CancelledError,
    RefusedError,
    SelfhelpError,
    StorageError,
    UnavailableError,
)
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.capture.freed_pixels import return_freed_pixels
from selfhelp.machine.desktop.window_events import (
    SETTLE,
    KeepsInSight,
    WindowEvent,
    WindowEventSource,
    WindowFacts,
    WindowHappening,
    open_source,
)
from selfhelp.report import private_areas
from selfhelp.steps.exclusions import Exclusions, is_own_window
from selfhelp.steps.masking import HiddenArea
from selfhelp.steps.recorder import KINDS, PICTURED, StepRecorder
from selfhelp.steps.recording import LONGEST, Recording, Step, StepKind, Withheld
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.capture_backends import CaptureBackend
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.steps.step_camera import PrivateWords, Shot, StepCamera, look_into

log = logging.getLogger(__name__)

_ON_DISK = 10
"""Times the size that leaves: pictures are kept whole until it is known which ones are removed."""

NOT_ALLOWED = N_("Your organisation doesn't allow recording steps.")


@dataclass(frozen=True, slots=True)
class _Taken:
    """A step that was taken and is not written yet."""

    kind: StepKind
    at: datetime
    shot: Shot
    note: str = ""
    confirmed: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether the user asked for the step."""
        return self.kind in {StepKind.MANUAL, StepKind.COMMENT}


class RecordingSession(QObject):
    """Records until it is finished or cancelled.

    Attributes:
        paused: whether nothing is recorded at the moment.
        count: how many steps are written.
        end_error: why it could not be finished or deleted; None if it could.

    Signals:
        stepped: a step is on the disk; carries the `Step`.
        failed: a step could not be taken or written; carries the error.
        doubted: the window of a step by hand may be private: `include_doubted` decides.
        finished: it is over; carries the `Recording`.
        cancelled: it is over, and nothing of it is kept.
    """

    stepped = Signal(object)
    failed = Signal(object)
    doubted = Signal()
    finished = Signal(object)
    cancelled = Signal()
    _heard = Signal(object)

    def __init__(
        self,
        app: App,
        jobs: JobRunner,
        parent: QObject | None = None,
        *,
        source: WindowEventSource | None = None,
        backend: CaptureBackend | None = None,
    ) -> None:
        """Create the session without starting.

        Raises:
            RefusedError: the organisation does not allow it, or another program records.
            StorageError: nothing can be written.
            UnavailableError: a screen is missing.
        """
        super().__init__(parent)
        policy = app.policy.steps
        if not policy.enabled:
            raise RefusedError(NOT_ALLOWED)
        self._app, self._jobs = app, jobs
        self._rules = Exclusions(policy.exclude_programs, policy.exclude_titles, policy.unmarked_browsers)
        self._source = source or open_source(app.machine.platform)
        self.camera = StepCamera(
            self._source,
            backend or grab.select_window_backend(places_known=not self._source.manual_only),
            self._rules,
            allowed=app.policy.evidence.screenshots,
        )
        self._held = ExitStack()
        self._held.enter_context(app.recordings.hold_recording_lock())
        self._recorder: StepRecorder | None = None
        self._names: Sequence[str] = ()
        self._queue: deque[_Taken] = deque()
        self._writing = self._over = False
        self._then: Callable[[], None] | None = None
        self._soon: WindowEvent | None = None
        self._doubted: _Taken | None = None
        self.paused, self.count = False, 0
        self.end_error: SelfhelpError | None = None
        self._settle = QTimer(self, singleShot=True, interval=int(SETTLE * 1000))
        self._settle.timeout.connect(self._on_settled)
        self._heard.connect(self._hear)

    @property
    def by_hand_only(self) -> bool:
        """Whether the desktop reports nothing, so that the user adds every step."""
        return self._source.manual_only

    @property
    def recording(self) -> Recording | None:
        """The recording so far."""
        return self._recorder.recording if self._recorder else None

    def start(self) -> None:
        """Start; the first step is the window in front.

        Raises:
            StorageError: nothing can be written.
        """
        redactor, most = self._app.redactor(), _ON_DISK * self._app.policy.steps.megabytes * 1_000_000
        try:
            self._recorder = StepRecorder(self._app.recordings, redactor.text, most=most)
        except StorageError:
            self._held.close()  # another one may begin once there is room
            raise
        return_freed_pixels()
        self._jobs.start_job(partial(_read_names, self._app), self._have_names, self.failed.emit, owner=self)

    def _have_names(self, names: Sequence[str]) -> None:
        self._names = names
        if not self._over:
            self._source.start(self._heard.emit)

    # -- the bar -----------------------------------------------------------------------------------

    def add_step(self, note: str = "") -> None:
        """Record the window in front on request; with a note it is a comment."""
        if self.paused or self._over:
            return
        self._flush_soon()
        self._source.check_responsive()
        kind = StepKind.COMMENT if note else StepKind.MANUAL
        if self.camera.asks_person:
            self._jobs.start_job(
                self.camera.take_asking, partial(self._have_shot, kind, note), self._not_taken, owner=self
            )
        else:
            self._have_shot(kind, note, self.camera.take(by_hand=True))

    def include_doubted(self, include: bool) -> None:
        """Write the step whose window may be private: as taken, or without title and image."""
        taken, self._doubted = self._doubted, None
        if taken is not None:
            without = Shot(taken.shot.window, None, Withheld.UNMARKED)
            self._put(replace(taken, confirmed=True) if include else replace(taken, shot=without))

    def keep_in_sight(self, title: str) -> None:
        """Ask the desktop to keep our window with this title on top, if only the desktop can."""
        if isinstance(self._source, KeepsInSight):
            with suppress(UnavailableError):
                self._source.keep_in_sight(title)

    def hide_area(self, hidden: HiddenArea) -> None:
        """Cover an area in every image from now on."""
        self.camera.hidden.append(hidden)

    def window_in_front(self) -> WindowFacts | None:
        """Return the window that a step would be of."""
        return self._source.foreground()

    def set_paused(self, paused: bool) -> None:
        """Record nothing until it is resumed; both are steps, so that the gap is explained."""
        if paused == self.paused or self._over:
            return
        self._flush_soon()
        self.paused = paused
        self._have_shot(StepKind.PAUSED if paused else StepKind.RESUMED, "", Shot(None))

    def finish(self) -> None:
        """End the recording when everything is written, with the system's events of that time."""
        if not self._over:
            self._source.check_responsive()
            self._end(self._note_events)

    def abandon(self) -> None:
        """Stop listening; what is written stays."""
        self._over = True
        self._source.stop()

    def cancel(self) -> None:
        """End the recording and delete it."""
        if not self._over:
            self._queue.clear()
            self._doubted = None
            self._end(self._delete)

    # -- what happens ------------------------------------------------------------------------------

    def _hear(self, event: WindowEvent) -> None:
        if self._is_forgotten():
            self.finish()
        if self.paused or self._over or is_own_window(event.window):
            return
        if event.what is WindowHappening.FOREGROUND:
            self._soon = event  # one that was in front for a moment only is passed over
            self._settle.start()
            return
        self._flush_soon()
        if event.what is WindowHappening.DIALOG:
            QTimer.singleShot(int(SETTLE * 1000), self, partial(self._take_event, event))
        else:
            self._take_event(event)

    def _is_forgotten(self) -> bool:
        """Whether the recording has been running for too long; asked only when a step is taken."""
        recording = self.recording
        return recording is not None and datetime.now(UTC) - recording.started > LONGEST

    def _on_settled(self) -> None:
        event, self._soon = self._soon, None
        if event is not None:
            self._take_event(event)

    def _flush_soon(self) -> None:
        """Take the step that was waiting for its window to be painted."""
        self._settle.stop()
        self._on_settled()

    def _take_event(self, event: WindowEvent) -> None:
        if self.paused or self._over:
            return
        kind = KINDS[event.what]
        at = datetime.fromtimestamp(event.at, UTC)
        if kind in PICTURED:
            shot = self.camera.take(event.window)
            if kind is StepKind.HUNG and shot.withheld is Withheld.CHANGED:
                shot = Shot(event.window)
        else:
            shot = Shot(event.window, None, self._rules.exclusion_reason(event.window))
        self._put(_Taken(kind, at, shot))

    def _have_shot(self, kind: StepKind, note: str, shot: Shot) -> None:
        self._put(_Taken(kind, datetime.now(UTC), shot, note))

    def _not_taken(self, error: SelfhelpError) -> None:
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    # -- writing, one after the other --------------------------------------------------------------

    def _put(self, taken: _Taken) -> None:
        self._queue.append(taken)
        self._write_next()

    def _write_next(self) -> None:
        if self._writing:
            return
        if self._queue:
            self._writing = True
            handed = [self._queue.popleft()]
            self._jobs.start_job_now(
                lambda _progress: self._write(handed), self._on_written, self._not_written, owner=self
            )
        elif self._then is not None:
            then, self._then = self._then, None
            then()

    def _write(self, handed: list[_Taken]) -> Step | _Taken | None:
        """Search the image and write the step; return it unwritten if the user must decide (pool).

        Args:
            handed: the step alone. It is taken out, so that its pixels are freed once its file is made.
        """
        taken = handed.pop()
        limit = self._app.policy.evidence.image_megabytes * 1_000_000
        assert self._recorder is not None  # noqa: S101 - `start` made it
        private = PrivateWords(self._names, self._recorder.redact)
        withheld, picture = look_into(taken.shot, private, self._rules, limit, confirmed=taken.confirmed)
        if withheld is Withheld.UNMARKED and taken.by_hand and taken.shot.image is not None:
            return taken
        taken = replace(taken, shot=replace(taken.shot, image=None))
        if picture is not None and (late := self.camera.reason_by_now(taken.shot.window)):
            withheld, picture = late, None
        return self._recorder.add_step(
            taken.kind, taken.shot.window, picture=picture, withheld=withheld, note=taken.note, at=taken.at
        )

    def _on_written(self, step: Step | _Taken | None) -> None:
        self._writing = False
        if isinstance(step, _Taken):
            self._have_doubt(step)
        elif step is not None:
            self.count += 1
            self.stepped.emit(step)
        if self._recorder is not None and self._recorder.is_full and not self._over:
            self.finish()
        self._write_next()

    def _have_doubt(self, taken: _Taken) -> None:
        """Ask; while it ends, and of an earlier step that waits, the answer is no."""
        self.include_doubted(False)
        self._doubted = taken
        if self._over:
            self.include_doubted(False)
        else:
            self.doubted.emit()

    def _not_written(self, error: SelfhelpError) -> None:
        self._writing = False
        self.failed.emit(error)
        self._write_next()

    # -- the end -----------------------------------------------------------------------------------

    def _end(self, then: Callable[[], None]) -> None:
        self._flush_soon()
        self.include_doubted(False)
        self._over = True
        self._source.stop()
        self._then = then
        self._write_next()

    def _note_events(self) -> None:
        def work(progress: Progress) -> Recording:
            assert self._recorder is not None  # noqa: S101 - `start` made it
            start, end = self._recorder.recording.started, datetime.now(UTC)
            self._recorder.add_system_events(_noted(self._app, start, end))
            return self._recorder.finish()

        self._jobs.start_job_now(work, self._on_finished, self._on_end_failed, owner=self)

    def _delete(self) -> None:
        if self._recorder is None:
            self._gone(None)
            return
        recorder = self._recorder
        self._jobs.start_job_now(
            lambda _progress: recorder.cancel(), self._gone, self._on_end_failed, owner=self
        )

    def _on_finished(self, recording: Recording) -> None:
        self._held.close()
        self.finished.emit(recording)

    def _gone(self, _nothing: object) -> None:
        self._held.close()
        self.cancelled.emit()

    def _on_end_failed(self, error: SelfhelpError) -> None:
        self._held.close()
        self.end_error = error
        self.failed.emit(error)
        self.cancelled.emit()


def _read_names(app: App, _progress: Progress) -> Sequence[str]:
    """Return the private words to look for in images (pool thread)."""
    own = [app.preferences.email] if app.preferences.email else []
    return [*private_areas.read_known_names(app.machine), *own]


def _noted(app: App, start: datetime, end: datetime) -> Sequence[tuple[datetime, str]]:
    """Return the system's events of that time; empty if they can't be read."""
    from selfhelp.machine.processes.span_events import make_span_probe  # once, at the end

    try:
        found = make_span_probe(start.timestamp(), end.timestamp()).read(app.machine)
    except SelfhelpError as error:
        log.info("what the computer noted couldn't be read: %s", error)
        return ()
    return [(datetime.fromtimestamp(event.at, UTC), event.text) for event in found]
