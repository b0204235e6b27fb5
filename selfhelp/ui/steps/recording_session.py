"""A running recording, which observes windows, captures images and writes steps.

No timer is periodic: a step begins with a desktop event, or with a click on the bar.
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
from selfhelp.machine.capture.freed_pixels import enable_freed_memory_release
from selfhelp.machine.desktop.window_events import (
    SETTLE,
    KeepsWindowOnTop,
    WindowEvent,
    WindowEventKind,
    WindowEventSource,
    WindowFacts,
    open_window_event_source,
)
from selfhelp.steps.exclusions import Exclusions, is_own_window
from selfhelp.steps.masking import HiddenArea
from selfhelp.steps.recording import LONGEST, MissingImageReason, Recording, Step, StepKind
from selfhelp.steps.step_recorder import KINDS, PICTURED, StepRecorder
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.capture_backends import CaptureBackend
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.steps.step_camera import (
    PrivateWords,
    StepCamera,
    WindowCapture,
    inspect_shot,
    read_private_words,
)

log = logging.getLogger(__name__)

_ON_DISK = 10
"""Factor by which the size on disk may exceed the maximum size of an export."""

NOT_ALLOWED = N_("Your organisation doesn't allow step recording.")


@dataclass(frozen=True, slots=True)
class _CapturedStep:
    """A captured step that isn't written yet."""

    kind: StepKind
    at: datetime
    shot: WindowCapture
    note: str = ""
    confirmed: bool = False

    @property
    def is_manual(self) -> bool:
        """Whether the user added the step, rather than a desktop event."""
        return self.kind in {StepKind.MANUAL, StepKind.COMMENT}


class RecordingSession(QObject):
    """A recording session, which runs until it is finished or cancelled.

    Attributes:
        paused: whether the recording is paused.
        count: number of steps written.
        end_error: the error that prevented finishing or deleting the recording, or None.

    Signals:
        stepped: a step was written; carries the `Step`.
        failed: a step couldn't be captured or written; carries the error.
        doubted: the window of a manual step may be private; call `finish_uncertain_step`.
        finished: carries the `Recording`.
        cancelled: the recording has ended, and was deleted if possible.
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
            RefusedError: the policy doesn't allow recordings, or another recording is running.
            StorageError: the recording can't be stored.
            UnavailableError: no display.
        """
        super().__init__(parent)
        policy = app.policy.steps
        if not policy.enabled:
            raise RefusedError(NOT_ALLOWED)
        self._app, self._jobs = app, jobs
        self._rules = Exclusions(policy.exclude_programs, policy.exclude_titles, policy.unmarked_browsers)
        self._source = source or open_window_event_source(app.machine.platform)
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
        self._queue: deque[_CapturedStep] = deque()
        self._writing = self._over = False
        self._then: Callable[[], None] | None = None
        self._soon: WindowEvent | None = None
        self._doubted: _CapturedStep | None = None
        self.paused, self.count = False, 0
        self.end_error: SelfhelpError | None = None
        self._settle = QTimer(self, singleShot=True, interval=int(SETTLE * 1000))
        self._settle.timeout.connect(self._on_window_settled)
        self._heard.connect(self._on_window_event)

    @property
    def is_manual_only(self) -> bool:
        """Whether the desktop reports no window events, so that the user adds every step."""
        return self._source.manual_only

    @property
    def recording(self) -> Recording | None:
        """The current recording, or None before the start."""
        return self._recorder.recording if self._recorder else None

    def start(self) -> None:
        """Start recording; the first step shows the active window.

        Raises:
            StorageError: the recording can't be stored.
        """
        redactor, most = self._app.create_redactor(), _ON_DISK * self._app.policy.steps.megabytes * 1_000_000
        try:
            self._recorder = StepRecorder(self._app.recordings, redactor.redact_text, most=most)
        except StorageError:
            self._held.close()  # allow another recording once there is space
            raise
        enable_freed_memory_release()
        self._jobs.start_job(
            lambda _progress: read_private_words(self._app), self._on_names_read, self.failed.emit, owner=self
        )

    def _on_names_read(self, names: Sequence[str]) -> None:
        self._names = names
        if not self._over:
            self._source.start_listening(self._heard.emit)

    # -- the bar -----------------------------------------------------------------------------------

    def add_step(self, note: str = "") -> None:
        """Add a step with the active window; a note makes the step a comment."""
        if self.paused or self._over:
            return
        self._capture_pending_event()
        self._source.report_hung_windows()
        kind = StepKind.COMMENT if note else StepKind.MANUAL
        if self.camera.asks_user:
            self._jobs.start_job(
                self.camera.capture_window_chosen_by_user,
                partial(self._queue_shot, kind, note),
                self._on_capture_failed,
                owner=self,
            )
        else:
            self._queue_shot(kind, note, self.camera.capture(by_hand=True))

    def finish_uncertain_step(self, include: bool) -> None:
        """Write the step whose window may be private; if not included, without its title and image."""
        taken, self._doubted = self._doubted, None
        if taken is not None:
            without = WindowCapture(taken.shot.window, None, MissingImageReason.UNMARKED)
            self._queue_step_to_write(
                replace(taken, confirmed=True) if include else replace(taken, shot=without)
            )

    def keep_window_on_top(self, title: str) -> None:
        """Ask the desktop to keep the window with this title on top, if apps can't do so themselves."""
        if isinstance(self._source, KeepsWindowOnTop):
            with suppress(UnavailableError):
                self._source.keep_window_on_top(title)

    def hide_window_area(self, hidden: HiddenArea) -> None:
        """Redact an area of a window in all further images."""
        self.camera.hidden.append(hidden)

    def find_active_window(self) -> WindowFacts | None:
        """Return the active window, which the next step would capture, or None."""
        return self._source.read_foreground_window()

    def set_paused(self, paused: bool) -> None:
        """Pause or resume the recording.

        Pausing and resuming are written as steps that explain the gap.
        """
        if paused == self.paused or self._over:
            return
        self._capture_pending_event()
        self.paused = paused
        self._queue_shot(StepKind.PAUSED if paused else StepKind.RESUMED, "", WindowCapture(None))

    def finish(self) -> None:
        """Finish the recording after all steps are written, and add the system events of the same period."""
        if not self._over:
            self._source.report_hung_windows()
            self._end_recording(self._add_events_and_finish)

    def stop_without_finishing(self) -> None:
        """Stop observing windows; the steps already written are kept."""
        self._over = True
        self._source.stop_listening()

    def cancel(self) -> None:
        """End the recording, and delete its files."""
        if not self._over:
            self._queue.clear()
            self._doubted = None
            self._end_recording(self._delete_recording)

    # -- what happens ------------------------------------------------------------------------------

    def _on_window_event(self, event: WindowEvent) -> None:
        if self._is_recording_too_long():
            self.finish()
        if self.paused or self._over or is_own_window(event.window):
            return
        if event.what is WindowEventKind.FOREGROUND:
            self._soon = event  # skip windows that were active only briefly
            self._settle.start()
            return
        self._capture_pending_event()
        if event.what is WindowEventKind.DIALOG:
            QTimer.singleShot(int(SETTLE * 1000), self, partial(self._capture_event, event))
        else:
            self._capture_event(event)

    def _is_recording_too_long(self) -> bool:
        """Return whether the recording has lasted longer than `LONGEST`."""
        recording = self.recording
        return recording is not None and datetime.now(UTC) - recording.started > LONGEST

    def _on_window_settled(self) -> None:
        event, self._soon = self._soon, None
        if event is not None:
            self._capture_event(event)

    def _capture_pending_event(self) -> None:
        """Capture the pending step now, without waiting until its window is painted."""
        self._settle.stop()
        self._on_window_settled()

    def _capture_event(self, event: WindowEvent) -> None:
        if self.paused or self._over:
            return
        kind = KINDS[event.what]
        at = datetime.fromtimestamp(event.at, UTC)
        if kind in PICTURED:
            shot = self.camera.capture(event.window)
            if kind is StepKind.HUNG and shot.withheld is MissingImageReason.CHANGED:
                shot = WindowCapture(event.window)
        else:
            shot = WindowCapture(event.window, None, self._rules.find_exclusion_reason(event.window))
        self._queue_step_to_write(_CapturedStep(kind, at, shot))

    def _queue_shot(self, kind: StepKind, note: str, shot: WindowCapture) -> None:
        self._queue_step_to_write(_CapturedStep(kind, datetime.now(UTC), shot, note))

    def _on_capture_failed(self, error: SelfhelpError) -> None:
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    # -- writing, one after the other --------------------------------------------------------------

    def _queue_step_to_write(self, taken: _CapturedStep) -> None:
        self._queue.append(taken)
        self._write_next_step()

    def _write_next_step(self) -> None:
        if self._writing:
            return
        if self._queue:
            self._writing = True
            handed = [self._queue.popleft()]
            self._jobs.start_job_now(
                lambda _progress: self._write_step(handed),
                self._on_step_written,
                self._on_step_write_failed,
                owner=self,
            )
        elif self._then is not None:
            then, self._then = self._then, None
            then()

    def _write_step(self, handed: list[_CapturedStep]) -> Step | _CapturedStep | None:
        """Search a step's image and write the step (pool thread); return a step that needs a decision.

        Args:
            handed: a list that contains only the step; the step is removed, so that its pixels can be freed
              early.
        """
        taken = handed.pop()
        limit = self._app.policy.evidence.image_megabytes * 1_000_000
        assert self._recorder is not None  # noqa: S101 - `start` made it
        private = PrivateWords(self._names, self._recorder.redact)
        withheld, picture = inspect_shot(taken.shot, private, self._rules, limit, confirmed=taken.confirmed)
        if withheld is MissingImageReason.UNMARKED and taken.is_manual and taken.shot.image is not None:
            return taken
        taken = replace(taken, shot=replace(taken.shot, image=None))
        if picture is not None and (late := self.camera.recheck_window(taken.shot.window)):
            withheld, picture = late, None
        return self._recorder.add_step(
            taken.kind, taken.shot.window, picture=picture, withheld=withheld, note=taken.note, at=taken.at
        )

    def _on_step_written(self, step: Step | _CapturedStep | None) -> None:
        self._writing = False
        if isinstance(step, _CapturedStep):
            self._ask_about_uncertain_step(step)
        elif step is not None:
            self.count += 1
            self.stepped.emit(step)
        if self._recorder is not None and self._recorder.is_full and not self._over:
            self.finish()
        self._write_next_step()

    def _ask_about_uncertain_step(self, taken: _CapturedStep) -> None:
        """Ask about a step whose window may be private; an earlier or a late question is answered with no."""
        self.finish_uncertain_step(False)
        self._doubted = taken
        if self._over:
            self.finish_uncertain_step(False)
        else:
            self.doubted.emit()

    def _on_step_write_failed(self, error: SelfhelpError) -> None:
        self._writing = False
        self.failed.emit(error)
        self._write_next_step()

    # -- the end -----------------------------------------------------------------------------------

    def _end_recording(self, then: Callable[[], None]) -> None:
        self._capture_pending_event()
        self.finish_uncertain_step(False)
        self._over = True
        self._source.stop_listening()
        self._then = then
        self._write_next_step()

    def _add_events_and_finish(self) -> None:
        def add_events_and_finish(progress: Progress) -> Recording:
            assert self._recorder is not None  # noqa: S101 - `start` made it
            start, end = self._recorder.recording.started, datetime.now(UTC)
            self._recorder.add_system_events(_read_system_events(self._app, start, end))
            return self._recorder.finish()

        self._jobs.start_job_now(
            add_events_and_finish, self._on_recording_finished, self._on_recording_end_failed, owner=self
        )

    def _delete_recording(self) -> None:
        if self._recorder is None:
            self._on_recording_deleted(None)
            return
        recorder = self._recorder
        self._jobs.start_job_now(
            lambda _progress: recorder.cancel(),
            self._on_recording_deleted,
            self._on_recording_end_failed,
            owner=self,
        )

    def _on_recording_finished(self, recording: Recording) -> None:
        self._held.close()
        self.finished.emit(recording)

    def _on_recording_deleted(self, _nothing: object) -> None:
        self._held.close()
        self.cancelled.emit()

    def _on_recording_end_failed(self, error: SelfhelpError) -> None:
        self._held.close()
        self.end_error = error
        self.failed.emit(error)
        self.cancelled.emit()


def _read_system_events(app: App, start: datetime, end: datetime) -> Sequence[tuple[datetime, str]]:
    """Return the system's events of a period with their times; empty if they can't be read."""
    from selfhelp.machine.processes.period_events import make_period_events_probe  # once, at the end

    try:
        found = make_period_events_probe(start.timestamp(), end.timestamp()).read(app.machine)
    except SelfhelpError as error:
        log.info("what the computer noted couldn't be read: %s", error)
        return ()
    return [(datetime.fromtimestamp(event.at, UTC), event.text) for event in found]
