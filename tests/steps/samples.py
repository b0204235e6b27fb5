"""Recordings for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.steps.recording import PictureBox
from selfhelp.steps.recording_store import RecordingStore
from selfhelp.steps.step_recorder import CapturedImage, StepRecorder
from tests.tickets.test_case import PNG

START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def store_in(folder: Path, now: Callable[[], float] = START.timestamp) -> RecordingStore:
    """Return an empty store; its folder is one of the app's own."""
    return RecordingStore(folder / "selfhelp" / "steps", 7, 30, now)


def recorder_in(
    store: RecordingStore, redact: Callable[[str], str] = lambda text: text.replace("mcurie", "person-1")
) -> StepRecorder:
    """Return a recorder whose clock goes on by five seconds with each step."""
    at = [START]

    def now() -> datetime:
        at[0] += timedelta(seconds=5)
        return at[0]

    return StepRecorder(store, redact, now)


def window(*names: str, title: str = "", handle: int = 7, area: WindowArea | None = None) -> WindowFacts:
    """Return a window."""
    return WindowFacts(handle, 100 + handle, names, title, area or WindowArea(100, 50, 400, 300))


def picture(*boxes: PictureBox) -> CapturedImage:
    """Return a picture."""
    return CapturedImage(PNG, "png", 1, 1, boxes)
