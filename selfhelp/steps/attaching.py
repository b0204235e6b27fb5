"""Turns a reviewed recording into files for a ticket; what it was made of is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.steps.export import DOCUMENT, TIMELINE, ExportedSteps
from selfhelp.steps.store import RecordingStore


@dataclass(frozen=True, slots=True)
class AttachedSteps:
    """What a ticket gets.

    Attributes:
        files: the timeline and the same for programs.
        text: the steps as a few lines, for the message.
    """

    files: Sequence[Path]
    text: str


def attach_steps(store: RecordingStore, exported: ExportedSteps) -> AttachedSteps:
    """Write the files beside the recording, then delete its pictures and its list.

    Raises:
        StorageError: something cannot be written; the recording is still there.
    """
    id_ = exported.recording.id
    files = [
        store.write_file(id_, TIMELINE, exported.timeline()),
        store.write_file(id_, DOCUMENT, exported.document()),
    ]
    store.keep_files_only(id_)
    return AttachedSteps(files, exported.text())
