"""Writes redacted steps to a recording, and reports each step once it is on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from selfhelp.machine.desktop.window_events import WindowEventKind, WindowFacts, shorten_middle
from selfhelp.steps.recording import (
    MOST_STEPS,
    SILENT,
    MissingImageReason,
    PictureBox,
    Recording,
    Step,
    StepKind,
)
from selfhelp.steps.recording_store import RecordingStore

KINDS = {
    WindowEventKind.FOREGROUND: StepKind.WINDOW,
    WindowEventKind.DIALOG: StepKind.DIALOG,
    WindowEventKind.ENDED: StepKind.ENDED,
    WindowEventKind.HUNG: StepKind.HUNG,
    WindowEventKind.ANSWERS: StepKind.ANSWERS,
}
PICTURED = frozenset({StepKind.WINDOW, StepKind.DIALOG, StepKind.MANUAL, StepKind.COMMENT, StepKind.HUNG})
"""The kinds of step for which an image is captured."""


@dataclass(frozen=True, slots=True)
class CapturedImage:
    """An image file, and the known names found in it."""

    data: bytes
    ending: str
    width: int
    height: int
    boxes: Sequence[PictureBox] = ()


class StepRecorder:
    """A recording in progress; may be called from several threads.

    Args:
        store: the store of the recording.
        redact: returns a external text without identifying data.
        now: returns the time in UTC.
        most: maximum bytes of all images; later images are left out, and their steps record the reason.
    """

    def __init__(
        self,
        store: RecordingStore,
        redact: Callable[[str], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        most: int = 400_000_000,
    ) -> None:
        self._store, self.redact, self._now = store, redact, now
        self._left = most
        self._one = threading.Lock()
        self.recording = store.create_recording()

    @property
    def is_full(self) -> bool:
        """Whether the recording has reached its maximum number of steps."""
        return len(self.recording.steps) >= MOST_STEPS

    def add_step(  # noqa: PLR0913 - what a step is made of, given by name
        self,
        kind: StepKind,
        window: WindowFacts | None = None,
        *,
        picture: CapturedImage | None = None,
        withheld: MissingImageReason = MissingImageReason.NO,
        note: str = "",
        at: datetime | None = None,
    ) -> Step | None:
        """Write a step and return it; None if the recording is full or has ended.

        Raises:
            StorageError: it can't be written; the earlier steps still exist.
        """
        with self._one:
            if self.recording.ended is not None or self.is_full:
                return None
            number = 1 + max((step.number for step in self.recording.steps), default=0)
            step = Step(number, kind, at or self._now(), note=note, withheld=withheld)
            if window is not None and withheld not in SILENT:
                told = (shorten_middle(self.redact(text)) for text in (window.program, window.title))
                step = replace(step, program=next(told), title=next(told))
            if picture is not None and withheld is MissingImageReason.NO:
                step = self._attach_picture(step, picture)
            steps = sorted((*self.recording.steps, step), key=lambda one: one.at)
            self._write_recording(replace(self.recording, steps=steps, full=len(steps) >= MOST_STEPS))
            return step

    def add_system_events(self, events: Sequence[tuple[datetime, str]]) -> None:
        """Add events from the system's log to the recording.

        Raises:
            StorageError: they can't be written.
        """
        with self._one:
            steps = list(self.recording.steps)
            for at, text in events[: MOST_STEPS - len(steps)]:
                number = 1 + max((step.number for step in steps), default=0)
                steps.append(Step(number, StepKind.COMPUTER, at, text=self.redact(text)))
            self._write_recording(replace(self.recording, steps=sorted(steps, key=lambda one: one.at)))

    def finish(self) -> Recording:
        """End the recording, and return it.

        Raises:
            StorageError: it can't be written.
        """
        with self._one:
            self._write_recording(replace(self.recording, ended=self._now()))
            return self.recording

    def cancel(self) -> None:
        """End the recording and delete all of its data.

        Raises:
            StorageError: it couldn't be deleted completely.
        """
        with self._one:
            self.recording = replace(self.recording, ended=self._now())
            self._store.discard(self.recording.id)

    def _attach_picture(self, step: Step, picture: CapturedImage) -> Step:
        if len(picture.data) > self._left:
            return replace(step, withheld=MissingImageReason.SIZE)
        self._left -= len(picture.data)
        name = f"step-{step.number}.{picture.ending}"
        self._store.write_file(self.recording.id, name, picture.data)
        boxes = tuple(picture.boxes)
        return replace(step, picture=name, boxes=boxes, width=picture.width, height=picture.height)

    def _write_recording(self, recording: Recording) -> None:
        self._store.write(recording)
        self.recording = recording
