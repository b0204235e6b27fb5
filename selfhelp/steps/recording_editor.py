"""The user's changes to a recording before its export; each change is saved immediately."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from selfhelp.steps.recording import MissingImageReason, Recording, Step
from selfhelp.steps.recording_store import RecordingStore

LONGEST_NOTE = 500


class RecordingEditor:
    """Changes one recording. Its images can be edited by key, like a ticket's.

    Args:
        store: the store of the recording.
        recording: the recording.
        render: returns an image as exported, with its hidden boxes opaque.
        size: returns the width and height of an image file.
    """

    def __init__(
        self,
        store: RecordingStore,
        recording: Recording,
        render: Callable[[bytes, Step], bytes],
        size: Callable[[bytes], tuple[int, int]],
    ) -> None:
        self._store, self._render, self._size = store, render, size
        self._one = threading.RLock()
        self.recording = recording

    @property
    def was_interrupted(self) -> bool:
        """Whether the app ended during the recording."""
        return self.recording.ended is None

    def find_step(self, number: int) -> Step:
        """Return the step with a number."""
        return next(step for step in self.recording.steps if step.number == number)

    def end_interrupted_recording(self) -> None:
        """End an interrupted recording at its last step."""
        last = max((step.at for step in self.recording.steps), default=datetime.now(UTC))
        self._save_recording(replace(self.recording, ended=last))

    def replace_step(self, step: Step) -> None:
        """Replace the step with the same number."""
        with self._one:
            steps = [step if one.number == step.number else one for one in self.recording.steps]
            self._save_recording(replace(self.recording, steps=steps))

    def set_step_note(self, number: int, note: str) -> None:
        """Set the note of a step."""
        self.replace_step(replace(self.find_step(number), note=" ".join(note.split())[:LONGEST_NOTE]))

    def set_step_names_hidden(self, number: int, hidden: bool) -> None:
        """Hide or show the names that were found in an image."""
        step = self.find_step(number)
        self.replace_step(replace(step, boxes=tuple(replace(box, hidden=hidden) for box in step.boxes)))

    def move_step(self, number: int, by: int) -> None:
        """Move a step by one position: up (-1) or down (1)."""
        with self._one:
            steps = list(self.recording.steps)
            here = next(place for place, step in enumerate(steps) if step.number == number)
            there = max(0, min(len(steps) - 1, here + by))
            steps.insert(there, steps.pop(here))
            self._save_recording(replace(self.recording, steps=steps))

    def remove_step(self, number: int) -> None:
        """Remove a step and its image permanently."""
        with self._one:
            steps = [step for step in self.recording.steps if step.number != number]
            self._save_recording(replace(self.recording, steps=steps), sweep=True)

    def remove_picture(self, number: int) -> None:
        """Remove the image of a step permanently."""
        bare = replace(self.find_step(number), picture="", boxes=(), withheld=MissingImageReason.REMOVED)
        self.replace_step(bare)
        self._store.delete_unused_files(self.recording)

    # -- interface of the image editor -------------------------------------------------------------

    def read_picture(self, key: str) -> bytes:
        """Return the image of a step as exported."""
        step = self.find_step(int(key))
        return self._render(self._store.read_picture(self.recording, step), step)

    def count_hidden_areas(self, key: str) -> int:
        """Return the number of redacted areas in an image."""
        step = self.find_step(int(key))
        return step.edited + sum(box.hidden for box in step.boxes)

    def replace_picture(self, key: str, data: bytes, hidden: int = 0) -> None:
        """Replace an image with its edited version and delete the old image."""
        step = self.find_step(int(key))
        name = self._store.make_new_picture_name(
            self.recording.id, step, "jpg" if data.startswith(b"\xff\xd8") else "png"
        )
        self._store.write_file(self.recording.id, name, data)
        width, height = self._size(data)
        new = replace(step, picture=name, width=width, height=height, boxes=(), searched=True, edited=hidden)
        self.replace_step(new)
        self._store.delete_unused_files(self.recording)

    def add_screenshot(self, data: bytes, stem: str = "", hidden: int = 0) -> str:
        """Raise an error: the editor only opens images of steps, and can't capture any."""
        raise NotImplementedError

    def _save_recording(self, recording: Recording, *, sweep: bool = False) -> None:
        self._store.write(recording)
        self.recording = recording
        if sweep:
            self._store.delete_unused_files(recording)
