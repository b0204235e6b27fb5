"""The data of a recording: steps and system events, as frozen data without behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from selfhelp.core.text import N_, NN_, Text

MOST_STEPS = 200
"""Maximum number of steps in a recording, after which the recorder stops."""


LONGEST = timedelta(hours=2)
"""Duration after which a recording ends at the next event, because it was forgotten."""


class StepKind(StrEnum):
    """The event that caused a step."""

    WINDOW = "window"
    DIALOG = "dialog"
    ENDED = "ended"
    HUNG = "hung"
    ANSWERS = "answers"
    MANUAL = "manual"
    COMMENT = "comment"
    PAUSED = "paused"
    RESUMED = "resumed"
    COMPUTER = "computer"


class MissingImageReason(StrEnum):
    """The reason why a step has no image."""

    NO = ""
    EXCLUDED = "excluded"
    PRIVATE = "private"
    UNMARKED = "unmarked"
    PASSWORD = "password"  # noqa: S105 - a reason, no secret
    UNCHECKED = "unchecked"
    UNASKED = "unasked"
    CHANGED = "changed"
    FAILED = "failed"
    FORBIDDEN = "forbidden"
    REMOVED = "removed"
    SIZE = "size"
    BY_HAND = "by hand"


SILENT = frozenset({MissingImageReason.EXCLUDED, MissingImageReason.PRIVATE, MissingImageReason.UNMARKED})
"""Reasons for which a step also has no title and no program."""


@dataclass(frozen=True, slots=True)
class PictureBox:
    """A part of an image with a known name, in pixels; if ``hidden``, it is made opaque on export."""

    x: int
    y: int
    width: int
    height: int
    word: str = ""
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A recorded step.

    Attributes:
        number: its number, which stays the same when the step is moved.
        kind: the event that caused it.
        at: its time, in UTC.
        program: the program's name, redacted; external text.
        title: the window's title, redacted; external text.
        text: a system event, in English, redacted.
        note: the user's note.
        picture: the image's file name in the recording's folder; "" without an image. width, height: size of
            the image, in pixels.
        withheld: the reason why it has no image.
        boxes: names that were found in the image.
        searched: whether the image was searched for names by OCR.
        reduced: whether the image was shrunk to the allowed size.
        edited: number of areas the user redacted.
    """

    number: int
    kind: StepKind
    at: datetime
    program: str = ""
    title: str = ""
    text: str = ""
    note: str = ""
    picture: str = ""
    width: int = 0
    height: int = 0
    withheld: MissingImageReason = MissingImageReason.NO
    boxes: Sequence[PictureBox] = ()
    searched: bool = False
    reduced: bool = False
    edited: int = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """A complete recording.

    Attributes:
        id: the name of its folder.
        started: when it began, in UTC.
        ended: when it ended; None while it is running, or if the app ended first.
        steps: in display order.
        full: whether it stopped because it had `MOST_STEPS`.
    """

    id: str
    started: datetime
    ended: datetime | None = None
    steps: Sequence[Step] = ()
    full: bool = False

    @property
    def was_ended_automatically(self) -> bool:
        """Whether the recording was ended automatically because it ran too long."""
        return self.ended is not None and self.ended - self.started > LONGEST

    @property
    def steps_with_images(self) -> Sequence[Step]:
        """The steps that have an image."""
        return [step for step in self.steps if step.picture]


def describe_step(step: Step) -> Text:
    """Return a sentence that describes a recorded step; titles and names are external text."""
    if step.withheld in SILENT:
        return N_("Window excluded from recording")
    title, program = step.title or step.program or "?", step.program or "?"
    match step.kind:
        case StepKind.WINDOW:
            return N_("Window “{title}” ({program})", title=title, program=program)
        case StepKind.DIALOG:
            return N_("Dialog “{title}” appeared ({program})", title=title, program=program)
        case StepKind.ENDED:
            return N_("{program} closed", program=program)
        case StepKind.HUNG:
            return N_("{program} stopped responding", program=program)
        case StepKind.ANSWERS:
            return N_("{program} is responding again", program=program)
        case StepKind.MANUAL:
            return N_("Step added by the user: “{title}”", title=title)
        case _:
            return _describe_other_step(step)


def _describe_other_step(step: Step) -> Text:
    match step.kind:
        case StepKind.COMMENT:
            return N_("Comment by the user")
        case StepKind.PAUSED:
            return N_("Recording paused by the user")
        case StepKind.RESUMED:
            return N_("Recording resumed")
        case _:
            return N_("{text}", text=step.text or "?")


def explain_missing_picture(step: Step) -> Text | None:
    """Return the reason why a step has no image; None if no explanation is needed."""
    return _WITHHELD.get(step.withheld)


_WITHHELD = {
    MissingImageReason.EXCLUDED: N_("This window is excluded from recordings."),
    MissingImageReason.PRIVATE: N_("Private browser windows aren't recorded."),
    MissingImageReason.UNMARKED: N_(
        "This browser doesn't show whether a window is private. Select “Add step” to include the window."
    ),
    MissingImageReason.PASSWORD: N_("A password field was active, so no image was captured."),
    MissingImageReason.UNCHECKED: N_(
        "The window couldn't be checked for password fields, so no image was kept."
    ),
    MissingImageReason.UNASKED: N_("The window couldn't be checked again, so no image was kept."),
    MissingImageReason.CHANGED: N_("Another window came to the front, so no image was kept."),
    MissingImageReason.FAILED: N_("The image couldn't be captured."),
    MissingImageReason.BY_HAND: N_(
        "This desktop environment can't capture images automatically. Select “Add "
        "step” each time you want to capture one."
    ),
    MissingImageReason.FORBIDDEN: N_("Your organisation doesn't allow images in recordings."),
    MissingImageReason.REMOVED: N_("The user removed the image."),
    MissingImageReason.SIZE: N_("The image was left out to limit the size of the recording."),
}


def format_step_count(count: int) -> Text:
    """Return the number of steps as a message."""
    return NN_("{count} step", "{count} steps", count)
