"""Exports a recording as files: the timeline, the same as JSON and as text, and the images."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.errors import StorageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.steps.document import to_exported_document
from selfhelp.steps.recording import MissingImageReason, Recording, Step
from selfhelp.steps.summary import summarise_recording
from selfhelp.steps.timeline import render_timeline

TIMELINE, DOCUMENT, TEXT = "steps.html", "steps.json", "steps.txt"


@dataclass(frozen=True, slots=True)
class ExportedSteps:
    """The exported form of a recording.

    Attributes:
        recording: its steps use the image names below.
        pictures: the image files by name.
        translator: the language of the app's own texts.
    """

    recording: Recording
    pictures: dict[str, bytes]
    translator: Translator = ENGLISH

    def render_timeline_page(self) -> bytes:
        """Return the timeline page as HTML bytes."""
        return render_timeline(self.recording, lambda step: self.pictures[step.picture], self.translator)

    def render_json(self) -> bytes:
        """Return the recording as JSON, according to ``resources/schemas/steps.json``."""
        plain = to_exported_document(self.recording)
        return json.dumps(plain, ensure_ascii=False, indent=1).encode("utf-8", "replace")

    def render_ticket_text(self) -> str:
        """Return the text for the ticket."""
        return summarise_recording(self.recording, self.translator)

    def write_files_to(self, folder: Path) -> None:
        """Write all files to a new folder that only this user can read.

        Raises:
            StorageError: something can't be written.
        """
        files = {
            TIMELINE: self.render_timeline_page(),
            DOCUMENT: self.render_json(),
            TEXT: self.render_ticket_text().encode("utf-8", "replace") + b"\n",
            **self.pictures,
        }
        try:
            make_private_folder(folder, ours=False)
            for name, data in files.items():
                durable_files.write_private_file(folder / name, data)
        except OSError as error:
            why = error.strerror or type(error).__name__
            message = N_("The steps couldn't be saved in {folder}: {why}.", folder=str(folder)[:300], why=why)
            raise StorageError(message, detail=repr(error)) from error


Shrink = Callable[[bytes, int], tuple[bytes, str, int, int]]
"""Function that shrinks an image to a number of bytes; returns file, extension, width and height."""

_SMALLEST = 8_000
"""Size in bytes below which a screenshot is unreadable."""


def fit_recording_to_size(
    recording: Recording, pictures: dict[str, bytes], limit: int, shrink: Shrink
) -> tuple[Recording, dict[str, bytes]]:
    """Return a recording and its images, reduced to at most ``limit`` bytes in total.

    Small images stay unchanged, and the large ones share the remaining bytes. If that isn't enough, images
    are dropped from the middle: the start and the end matter most.
    """
    if sum(map(len, pictures.values())) <= limit:
        return recording, pictures
    recording, pictures = _drop_surplus_pictures(recording, pictures, limit // _SMALLEST)
    share = _compute_fair_share(sorted(map(len, pictures.values())), limit)
    steps, kept = [], dict[str, bytes]()
    for step in recording.steps:
        data = pictures.get(step.picture, b"")
        if not data or len(data) <= share:
            kept |= {step.picture: data} if data else {}
            steps.append(step)
            continue
        data, ending, width, height = shrink(data, share)
        name = f"{step.picture.rpartition('.')[0]}.{ending}"
        if len(data) > share:
            steps.append(replace(step, picture="", withheld=MissingImageReason.SIZE))
            continue
        kept[name] = data
        steps.append(replace(step, picture=name, width=width, height=height, reduced=True))
    return replace(recording, steps=steps), kept


def _drop_surplus_pictures(
    recording: Recording, pictures: dict[str, bytes], most: int
) -> tuple[Recording, dict[str, bytes]]:
    """Return the recording and images without the middle images that would exceed the maximum number."""
    shown = recording.steps_with_images
    surplus = len(shown) - max(1, most)
    if surplus <= 0:
        return recording, pictures
    first = (len(shown) - surplus) // 2
    dropped = {step.number for step in shown[first : first + surplus]}
    steps: list[Step] = [
        replace(step, picture="", withheld=MissingImageReason.SIZE) if step.number in dropped else step
        for step in recording.steps
    ]
    names = {step.picture for step in steps}
    return replace(recording, steps=steps), {n: data for n, data in pictures.items() if n in names}


def _compute_fair_share(sizes: list[int], limit: int) -> int:
    """Return the maximum size of a large image: the bytes that small images leave, divided equally."""
    left, count = limit, len(sizes)
    for size in sizes:
        if size * count > left:
            break
        left, count = left - size, count - 1
    return left // max(1, count)
