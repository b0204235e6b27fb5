"""Converts a reviewed recording to ticket attachments, and deletes the recording.

The organisation's attachment redaction and the user's replacements in a ticket apply to a recording's texts
as well. So its texts are stored next to the files, and each file can be rendered again from changed ones.
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
from selfhelp.steps.document import parse_stored_recording, to_stored_document
from selfhelp.steps.export import DOCUMENT, TIMELINE, ExportedSteps
from selfhelp.steps.recording import Recording, Step, StepKind
from selfhelp.steps.recording_store import RecordingStore

TEXTS = "texts.json"
"""File with the recording as attached: texts and order, without images and hidden text."""

_TOLD = frozenset({StepKind.DIALOG, StepKind.HUNG})
_LARGEST = 400_000_000
_EMBEDDED = re.compile(rb'src="data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]*)"')


@dataclass(frozen=True, slots=True)
class AttachedSteps:
    """The attachments of a recording.

    Attributes:
        files: the timeline and its JSON version.
        images: some of its images, one by one, for help desks that show them.
        text: the steps in a few lines, for the message.
    """

    files: Sequence[Path]
    text: str
    images: Sequence[Path] = ()


def attach_steps(
    store: RecordingStore, exported: ExportedSteps, *, images: int = 0, limit: int = 0
) -> AttachedSteps:
    """Write the attachments next to the recording, then delete its images and step list.

    Args:
        store: the store of the recording.
        exported: the recording as exported.
        images: maximum number of images to attach one by one.
        limit: total bytes of the timeline and these images.

    Raises:
        StorageError: something can't be written; the recording still exists.
    """
    recording = exported.recording
    bare = replace(recording, steps=[replace(step, boxes=()) for step in recording.steps])
    page, plain = exported.render_timeline_page(), exported.render_json()
    files = [store.write_file(recording.id, TIMELINE, page), store.write_file(recording.id, DOCUMENT, plain)]
    store.write_file(recording.id, TEXTS, to_stored_document(bare))
    chosen = choose_images_to_attach(recording, exported.pictures, images, limit - len(page) - len(plain))
    separate = [store.write_file(recording.id, name, exported.pictures[name]) for name in chosen]
    store.delete_all_but_files(recording.id, [path.name for path in (*files, *separate)])
    return AttachedSteps(files, exported.render_ticket_text(), separate)


def choose_images_to_attach(
    recording: Recording, pictures: dict[str, bytes], most: int, room: int
) -> Sequence[str]:
    """Return the names of the images to attach individually, in the order of the steps.

    Steps that the user added or commented on come first, then dialogs and unresponsive apps, then the last
    steps.
    """
    shown = [step for step in recording.steps_with_images if step.picture in pictures]
    ranked = sorted(enumerate(shown), key=lambda one: (_make_step_rank(one[1]), -one[0]))
    chosen: set[str] = set()
    for _, step in ranked:
        size = len(pictures[step.picture])
        if len(chosen) < most and size <= room:
            chosen.add(step.picture)
            room -= size
    return [step.picture for step in shown if step.picture in chosen]


def _make_step_rank(step: Step) -> int:
    if step.note or step.kind in {StepKind.MANUAL, StepKind.COMMENT}:
        return 0
    return 1 if step.kind in _TOLD else 2


# -- rendered again ----------------------------------------------------------------------------------


def edit_texts(recording: Recording, change: Callable[[str], str]) -> Recording:
    """Return a copy of a recording with ``change`` applied to all texts."""

    def edit_step_text(step: Step) -> Step:
        texts = [change(text) if text else "" for text in (step.program, step.title, step.text, step.note)]
        return replace(step, program=texts[0], title=texts[1], text=texts[2], note=texts[3])

    return replace(recording, steps=[edit_step_text(step) for step in recording.steps])


def list_texts(recording: Recording) -> Sequence[str]:
    """Return all texts of a recording."""
    texts = [text for step in recording.steps for text in (step.program, step.title, step.text, step.note)]
    return [text for text in texts if text]


def is_made_of_texts(path: Path) -> bool:
    """Return whether an attached file was generated from a recording's texts."""
    return path.name in {TIMELINE, DOCUMENT}


def read_attached_recording(path: Path) -> Recording:
    """Return the recording from which an attached file was rendered.

    Raises:
        UsageError: it can't be read any more.
    """
    try:
        with durable_files.open_regular_file(path.with_name(TEXTS)) as file:
            return parse_stored_recording(file.read(_LARGEST))
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise _make_unreadable_error(path) from error


def render_recording_again(path: Path, recording: Recording) -> bytes:
    """Return an attached file rendered with a recording's texts and the file's own images.

    Raises:
        UsageError: the file can't be read any more, or its images have changed.
    """
    if path.name == DOCUMENT:
        return ExportedSteps(recording, {}).render_json()
    try:
        with durable_files.open_regular_file(path) as file:
            found = _EMBEDDED.findall(file.read(_LARGEST))
        pictures = [base64.b64decode(one, validate=True) for one in found]
    except (OSError, ValueError) as error:
        raise _make_unreadable_error(path) from error
    names = [step.picture for step in recording.steps_with_images]
    if len(names) != len(pictures):
        raise _make_unreadable_error(path)
    return ExportedSteps(recording, dict(zip(names, pictures, strict=True))).render_timeline_page()


def delete_attached_recording(path: Path) -> None:
    """Delete an attached file; with the last file, delete the texts too.

    Raises:
        OSError: it couldn't be deleted.
    """
    own_folder.remove_file(path)
    if not any(path.with_name(name).exists() for name in (TIMELINE, DOCUMENT)):
        with suppress(FileNotFoundError):
            own_folder.remove_file(path.with_name(TEXTS))


def _make_unreadable_error(path: Path) -> UsageError:
    return UsageError(N_("{name} doesn't exist or can't be read.", name=path.name[:120]))
