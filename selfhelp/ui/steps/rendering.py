"""Prepare a recording for sending: find names, apply redactions, and reduce the image sizes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError, StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.report import private_areas
from selfhelp.report.private_areas import PrivateArea
from selfhelp.steps.export import ExportedSteps, fit_recording_to_size
from selfhelp.steps.recording import PictureBox, Recording, Step
from selfhelp.tickets.form.added_file import find_picture_extension
from selfhelp.ui.capture.pixels import encode_png, encode_within_limit
from selfhelp.ui.images.image_file import decode_trusted_image, read_image_size
from selfhelp.ui.steps.step_camera import COVER, read_private_words

_ROOM = 8
"""Divisor of a redacted area's height; the quotient is the margin added on each side."""


def search_names_in_picture(
    app: App, data: bytes, step: Step, names: Sequence[str], progress: Progress
) -> Step:
    """Return a step with the areas of the names found in its image; this takes a second or more.

    Raises:
        CancelledError: the user stopped the search.
    """
    known = [
        PrivateArea(b.x, b.y, b.width, b.height, b.word, private_areas.ACCESSIBILITY) for b in step.boxes
    ]
    found = private_areas.find_private_areas(app.machine, _encode_as_png(data), names, progress)
    new = [
        PictureBox(area.x, area.y, area.width, area.height, area.word)
        for area in private_areas.exclude_known_areas(found, known)
    ]
    return replace(step, boxes=(*step.boxes, *new), searched=True)


def _search_names_in_recording(
    app: App, recording: Recording, progress: Progress, found: Callable[[Step], None] = lambda _step: None
) -> Recording:
    """Search all unsearched images for names, store the results, and return the recording.

    Args:
        app: the composition root.
        recording: the recording to search.
        progress: reports the progress, and can cancel.
        found: called with each searched step.

    Raises:
        CancelledError: the user stopped the search.
        StorageError: the result can't be stored.
    """
    names, store = read_private_words(app), app.recordings
    waiting = [step for step in recording.steps_with_images if not step.searched]
    for done, step in enumerate(waiting, 1):
        progress.report(
            N_("Searching images for names… {number} of {count}", number=done, count=len(waiting))
        )
        searched = search_names_in_picture(app, store.read_picture(recording, step), step, names, progress)
        steps = [searched if one.number == step.number else one for one in recording.steps]
        recording = replace(recording, steps=steps)
        found(searched)
    if waiting:
        store.write(recording)
    return recording


def _redact_boxes(image: QImage, boxes: Sequence[PictureBox]) -> QImage:
    """Return a copy of an image in which all hidden boxes are black."""
    covered = image.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(covered)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for box in boxes:
        if box.hidden:
            room = max(2, box.height // _ROOM)
            area = QRect(box.x, box.y, box.width, box.height).adjusted(-room, -room, room, room)
            painter.fillRect(area, COVER)
    painter.end()
    return covered


def render_step(data: bytes, step: Step) -> bytes:
    """Return the encoded image of a step, with the step's redactions.

    Raises:
        StorageError: the image can't be read.
    """
    if not any(box.hidden for box in step.boxes):
        return data
    image = decode_trusted_image(data)
    if image.isNull():
        raise StorageError(N_("An image in the recording can't be read."))
    covered = _redact_boxes(image, step.boxes)
    return encode_within_limit(covered, max(len(data), 1_000_000)).data


def render_thumbnail(data: bytes, step: Step, size: QSize) -> QImage:
    """Return a step's redacted image, scaled to fit; a null image if unreadable. Thread-safe."""
    image = decode_trusted_image(data)
    if image.isNull():
        return image
    scaled = Qt.TransformationMode.SmoothTransformation
    return _redact_boxes(image, step.boxes).scaled(size, Qt.AspectRatioMode.KeepAspectRatio, scaled)


def render_recording(app: App, recording: Recording, translator: Translator = ENGLISH) -> ExportedSteps:
    """Return a recording's files in the form in which they are sent; call this function on a pool thread.

    Raises:
        StorageError: an image can't be read.
    """
    pictures: dict[str, bytes] = {}
    steps: list[Step] = []
    clean = app.create_redactor().remove_secrets  # the user's own words: names stay, as in a ticket
    recording = replace(
        recording, steps=[replace(s, note=clean(s.note)) if s.note else s for s in recording.steps]
    )
    for place, step in enumerate(recording.steps, 1):
        if not step.picture:
            steps.append(step)
            continue
        data = render_step(app.recordings.read_picture(recording, step), step)
        name = f"steps-{place:02}.{find_picture_extension(data)}"
        pictures[name] = data
        steps.append(replace(step, picture=name))
    limit = app.policy.steps.megabytes * 1_000_000
    fitted, pictures = fit_recording_to_size(replace(recording, steps=steps), pictures, limit, _shrink_image)
    return ExportedSteps(fitted, pictures, translator)


def _shrink_image(data: bytes, limit: int) -> tuple[bytes, str, int, int]:
    """Return an image's data, within a size limit in bytes if possible; its extension, width and height."""
    file = encode_within_limit(decode_trusted_image(data), limit)
    size = read_image_size(file.data)
    return file.data, file.ending, size.width(), size.height()


def _encode_as_png(data: bytes) -> bytes:
    return data if data.startswith(b"\x89PNG") else encode_png(decode_trusted_image(data))


# -- for the command line --------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Export a recording to a folder and return the exit status; arguments: ID, folder, language."""
    id_, folder, language = arguments
    app = App.build(language)
    try:
        recording = _search_names_in_recording(app, app.recordings.read(id_), Progress())
        render_recording(app, recording, app.translator).write_files_to(Path(folder))
    except SelfhelpError as error:
        sys.stderr.write(app.translator.translate(error.user_message) + "\n")
        return 3
    return 0
