"""Turns a reviewed recording into files for a ticket; what it was made of is deleted.

What the organisation has redacted in attachments, and what the user replaces in a ticket, concerns the texts
of a recording as well. So its texts stay beside the files, and each file can be made again out of other ones.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from selfhelp.core import durable_files, own_folder
from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_
from selfhelp.steps.document import read_stored, stored_document
from selfhelp.steps.export import DOCUMENT, TIMELINE, ExportedSteps
from selfhelp.steps.recording import Recording, Step, StepKind
from selfhelp.steps.store import RecordingStore

TEXTS = "texts.json"
"""The recording as it was attached: texts and order, no picture and no word that a box hides."""

_TOLD = frozenset({StepKind.DIALOG, StepKind.HUNG})
_LARGEST = 400_000_000
_EMBEDDED = re.compile(rb'src="data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]*)"')


@dataclass(frozen=True, slots=True)
class AttachedSteps:
    """What a ticket gets.

    Attributes:
        files: the timeline and the same for programs.
        images: some of its images, one by one, for desks that show them.
        text: the steps as a few lines, for the message.
    """

    files: Sequence[Path]
    text: str
    images: Sequence[Path] = ()


def attach_steps(
    store: RecordingStore, exported: ExportedSteps, *, images: int = 0, limit: int = 0
) -> AttachedSteps:
    """Write the files beside the recording, then delete its pictures and its list.

    Args:
        store: where the recording is.
        exported: the recording as it leaves.
        images: how many images are attached one by one at most.
        limit: bytes of timeline and such images together.

    Raises:
        StorageError: something cannot be written; the recording is still there.
    """
    recording = exported.recording
    bare = replace(recording, steps=[replace(step, boxes=()) for step in recording.steps])
    page, plain = exported.timeline(), exported.document()
    files = [store.write_file(recording.id, TIMELINE, page), store.write_file(recording.id, DOCUMENT, plain)]
    store.write_file(recording.id, TEXTS, stored_document(bare))
    chosen = choose_images(recording, exported.pictures, images, limit - len(page) - len(plain))
    separate = [store.write_file(recording.id, name, exported.pictures[name]) for name in chosen]
    store.keep_files_only(recording.id, [path.name for path in (*files, *separate)])
    return AttachedSteps(files, exported.text(), separate)


def choose_images(recording: Recording, pictures: dict[str, bytes], most: int, room: int) -> Sequence[str]:
    """Return the images that are worth being attached one by one, in the order of the steps.

    First those that the user added or said something about, then dialogs and programs that hung, then the
    last ones.
    """
    shown = [step for step in recording.pictures if step.picture in pictures]
    ranked = sorted(enumerate(shown), key=lambda one: (_rank(one[1]), -one[0]))
    chosen: set[str] = set()
    for _, step in ranked:
        size = len(pictures[step.picture])
        if len(chosen) < most and size <= room:
            chosen.add(step.picture)
            room -= size
    return [step.picture for step in shown if step.picture in chosen]


def _rank(step: Step) -> int:
    if step.note or step.kind in {StepKind.MANUAL, StepKind.COMMENT}:
        return 0
    return 1 if step.kind in _TOLD else 2


# -- made again ------------------------------------------------------------------------------------


def change_texts(recording: Recording, change: Callable[[str], str]) -> Recording:
    """Return a recording with all of its texts changed."""

    def changed(step: Step) -> Step:
        texts = [change(text) if text else "" for text in (step.program, step.title, step.text, step.note)]
        return replace(step, program=texts[0], title=texts[1], text=texts[2], note=texts[3])

    return replace(recording, steps=[changed(step) for step in recording.steps])


def texts_of(recording: Recording) -> Sequence[str]:
    """Return every text of a recording."""
    texts = [text for step in recording.steps for text in (step.program, step.title, step.text, step.note)]
    return [text for text in texts if text]


def is_made_of_texts(path: Path) -> bool:
    """Whether an attached file holds the texts of a recording."""
    return path.name in {TIMELINE, DOCUMENT}


def read_texts(path: Path) -> Recording:
    """Return the recording of which an attached file was made.

    Raises:
        UsageError: it cannot be read any more.
    """
    try:
        with durable_files.open_regular_file(path.with_name(TEXTS)) as file:
            return read_stored(file.read(_LARGEST))
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise _unreadable(path) from error


def make_again(path: Path, recording: Recording) -> bytes:
    """Return an attached file with the texts of this recording; its pictures are those of the file.

    Raises:
        UsageError: the file cannot be read any more, or has other pictures than it had.
    """
    if path.name == DOCUMENT:
        return ExportedSteps(recording, {}).document()
    try:
        with durable_files.open_regular_file(path) as file:
            found = _EMBEDDED.findall(file.read(_LARGEST))
        pictures = [base64.b64decode(one, validate=True) for one in found]
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    names = [step.picture for step in recording.pictures]
    if len(names) != len(pictures):
        raise _unreadable(path)
    return ExportedSteps(recording, dict(zip(names, pictures, strict=True))).timeline()


def forget_attached(path: Path) -> None:
    """Delete an attached file, with the last one also its texts.

    Raises:
        OSError: it could not be deleted.
    """
    own_folder.remove_file(path)
    if not any(path.with_name(name).exists() for name in (TIMELINE, DOCUMENT)):
        with suppress(FileNotFoundError):
            own_folder.remove_file(path.with_name(TEXTS))


def _unreadable(path: Path) -> UsageError:
    return UsageError(N_("{name} isn't a readable file.", name=path.name[:120]))
