"""Capture the window of a step, and black out other windows in the image.

Pixels are captured on the GUI thread, then searched and written on a pool thread. No image is written before
it has been searched.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.machine.capture.accessible_text import ProgramInspection
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import (
    WindowEventSource,
    WindowFacts,
    join_into_one_line,
    shorten_middle,
)
from selfhelp.report import private_areas
from selfhelp.steps.exclusions import Exclusions, is_own_window
from selfhelp.steps.masking import HiddenArea, clip_area, find_areas_to_mask
from selfhelp.steps.recording import MissingImageReason, PictureBox
from selfhelp.steps.step_recorder import CapturedImage
from selfhelp.ui.capture.capture_backends import CaptureBackend, GrimBackend, NativeBackend
from selfhelp.ui.capture.pixels import encode_within_limit
from selfhelp.ui.images.image_file import read_image_size

COVER = QColor("#000000")
_ALL_PROGRAMS = 3.0
"""Maximum seconds for searching all programs for a focused password field."""

_MARGIN = 2
"""Margin in pixels around a password field, because its letters extend beyond the reported area."""


@dataclass(frozen=True, slots=True)
class WindowCapture:
    """The captured window of a step, and its image.

    Attributes:
        window: the captured window; None if unknown.
        image: the pixels, with other windows blacked out; None without an image.
        withheld: the reason why the image is missing.
        places_told: whether accessible positions can be mapped to pixels.
    """

    window: WindowFacts | None
    image: QImage | None = None
    withheld: MissingImageReason = MissingImageReason.NO
    places_told: bool = True


class StepCamera:
    """Captures the windows of steps, according to the rules of one recording.

    Attributes:
        hidden: areas that the user has chosen to black out.
    """

    def __init__(
        self, source: WindowEventSource, backend: CaptureBackend, rules: Exclusions, *, allowed: bool
    ) -> None:
        self._source, self._backend, self._rules, self._allowed = source, backend, rules, allowed
        self.hidden: list[HiddenArea] = []

    @property
    def asks_user(self) -> bool:
        """Whether the desktop asks the user before every image, so that captures run on a pool thread."""
        return self._backend.waits

    @property
    def can_hide_areas(self) -> bool:
        """Whether the user can select an area to hide, for which Wayland desktops provide no image."""
        return isinstance(self._backend, NativeBackend)

    def capture(self, expected: WindowFacts | None = None, *, by_hand: bool = False) -> WindowCapture:
        """Return a shot of the active window; without an image if the window is unexpected or excluded."""
        try:
            return self._capture_active_window(expected, by_hand)
        except SelfhelpError:  # the desktop doesn't answer
            return self._make_shot_without_image(expected, MissingImageReason.FAILED)

    def _capture_active_window(self, expected: WindowFacts | None, by_hand: bool) -> WindowCapture:
        window = self._source.read_foreground_window()
        if window is None or is_own_window(window):
            return self._make_shot_without_image(
                expected, MissingImageReason.CHANGED if expected else MissingImageReason.FAILED
            )
        if expected is not None and window.handle != expected.handle:
            return self._make_shot_without_image(expected, MissingImageReason.CHANGED)
        reason = self._find_withheld_reason(window, by_hand)
        if reason or not self._allowed or window.area is None:
            return self._make_shot_without_image(
                window, MissingImageReason.FAILED if self._allowed else MissingImageReason.FORBIDDEN
            )
        return self._capture_window(window, by_hand)

    def _make_shot_without_image(self, window: WindowFacts | None, why: MissingImageReason) -> WindowCapture:
        """Return a shot without an image, and without a title if the window must not be recorded."""
        reason = self._rules.find_exclusion_reason(window) if window is not None else MissingImageReason.NO
        return WindowCapture(window, None, reason or why)

    def _find_withheld_reason(self, window: WindowFacts, by_hand: bool) -> MissingImageReason:
        """Return the reason not to capture a window; browser windows may be checked after the capture."""
        reason = self._rules.find_exclusion_reason(window)
        undecided = reason is MissingImageReason.UNMARKED and (
            by_hand or self._rules.can_verify_window(window)
        )
        return MissingImageReason.NO if undecided else reason

    def capture_window_chosen_by_user(self, progress: Progress) -> WindowCapture:
        """Return a shot of the window that the user chooses in the desktop's dialog; waits for the choice.

        Raises:
            CancelledError: the user declined.
            UnavailableError: the desktop provides no image.
        """
        if not self._allowed:
            return WindowCapture(None, None, MissingImageReason.FORBIDDEN)
        seen = private_areas.inspect_shown_program(0, (), seconds=_ALL_PROGRAMS)
        if seen.password_focused or not seen.complete:
            return WindowCapture(
                None,
                None,
                MissingImageReason.PASSWORD if seen.password_focused else MissingImageReason.UNCHECKED,
            )
        return WindowCapture(None, self._backend.capture_window(0, progress))

    def recheck_window(self, window: WindowFacts | None) -> MissingImageReason:
        """Return the reason why a window may no longer be recorded, or `MissingImageReason.NO`. Thread-safe.

        A page may get its title only after it is painted. A closed window is judged by its former state,
        unless it is a browser, where only the title shows the content. A window that can't be queried is
        withheld.
        """
        if window is None:
            return MissingImageReason.NO
        try:
            now = self._source.read_window(window.handle)
        except SelfhelpError:
            return MissingImageReason.UNASKED
        if now is None:
            return MissingImageReason.UNASKED if self._rules.is_browser(window) else MissingImageReason.NO
        if now.title == window.title:
            return MissingImageReason.NO
        reason = self._rules.find_exclusion_reason(now)
        return MissingImageReason.NO if reason is MissingImageReason.UNMARKED else reason

    def _capture_window(self, window: WindowFacts, by_hand: bool) -> WindowCapture:
        before = self._source.list_nearby_windows(window.handle)
        area = window.area
        try:
            if area is None:
                return self._make_shot_without_image(window, MissingImageReason.FAILED)
            if not isinstance(self._backend, NativeBackend | GrimBackend):
                return self._make_shot_without_image(window, MissingImageReason.BY_HAND)
            image = self._backend.capture_area(area, Progress())
        except SelfhelpError:
            return self._make_shot_without_image(window, MissingImageReason.FAILED)
        after = self._source.read_foreground_window()
        if after is None or (after.handle, after.area) != (window.handle, area):
            return self._make_shot_without_image(window, MissingImageReason.CHANGED)
        reason = self._find_withheld_reason(after, by_hand)
        if reason:
            return self._make_shot_without_image(after, reason)
        nearby = (*before, *self._source.list_nearby_windows(window.handle))
        areas = find_areas_to_mask(window, nearby, self._rules, self.hidden)
        place = PicturePlace.find_in_image(image, area, told=self._backend.tells_places)
        if place is None:
            return self._make_shot_without_image(after, MissingImageReason.FAILED)
        redact_areas(image, areas, place)
        return WindowCapture(after, image, places_told=not isinstance(self._backend, GrimBackend))


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """The transformation from a window's coordinates to its image's pixels: scale, then offset."""

    scale: float
    x: int = 0
    y: int = 0

    @classmethod
    def find_in_image(cls, image: QImage, frame: WindowArea, *, told: bool) -> PicturePlace | None:
        """Return a window's transformation; None if it is uncertain, so that no area could be covered
        reliably.

        Args:
            image: the image of a window.
            frame: the window's area on the desktop, in the system's units.
            told: whether the image's offset is its position on the desktop; otherwise the image must be the
              whole window.
        """
        if told:
            return cls(1.0, frame.x - image.offset().x(), frame.y - image.offset().y())
        scale = image.width() / max(1, frame.width)
        whole = scale >= 1 and abs(image.height() - frame.height * scale) <= scale
        return cls(scale) if whole else None


def redact_areas(image: QImage, areas: Sequence[WindowArea], place: PicturePlace) -> None:
    """Black out areas of a window in the window's image."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    by = place.scale
    for area in areas:
        left, top = math.floor(area.x * by), math.floor(area.y * by)
        right, bottom = math.ceil((area.x + area.width) * by), math.ceil((area.y + area.height) * by)
        painter.fillRect(QRect(left + place.x, top + place.y, right - left, bottom - top), COVER)
    painter.end()


def read_private_words(app: App) -> Sequence[str]:
    """Return the names and private words for which images are searched."""
    own = [app.preferences.email] if app.preferences.email else []
    return [*private_areas.read_known_names(app.machine), *own]


@dataclass(frozen=True, slots=True)
class PrivateWords:
    """Searches text for private words: known names, and parts that the redaction would remove.

    Attributes:
        names: the names of this user and this computer.
        redact: returns a text without identifying parts.
    """

    names: Sequence[str]
    redact: Callable[[str], str]

    def find_private_words_in_title(self, title: str) -> str:
        """Return a private part of a window title, or "".

        The result is a known name, or else the redacted title. It is stored with the image, so it must not be
        a secret.
        """
        redacted = self.redact(title)
        known = private_areas.find_name_in_text(title, self.names)
        return known or ("" if redacted == title else shorten_middle(redacted))


def inspect_shot(
    shot: WindowCapture, private: PrivateWords, rules: Exclusions, limit: int, *, confirmed: bool = False
) -> tuple[MissingImageReason, CapturedImage | None]:
    """Return the reason why an image is withheld, or `MissingImageReason.NO` and the encoded image; slow.

    Args:
        shot: the shot with the image.
        private: the private words to search for.
        rules: the exclusions of the recording.
        limit: maximum size of the image, in bytes.
        confirmed: whether the user has confirmed that this browser window isn't private.
    """
    image, window = shot.image, shot.window
    if image is None:
        return shot.withheld, None
    seen = ProgramInspection()
    if window is not None:
        if window.pid:
            seen = private_areas.inspect_shown_program(window.pid, private.names)
        reason = _find_password_reason(seen, shot) or MissingImageReason.NO
        reason = (
            rules.find_exclusion_reason(
                window, confirmed=confirmed, told=_list_accessible_titles(window, seen)
            )
            or reason
        )
        if reason:
            return reason, None
        _redact_password_fields(image, window, seen)
    boxes = [
        *_find_title_box(image, window, private),
        *(_find_name_boxes(image, seen.names) if shot.places_told else ()),
    ]
    file = encode_within_limit(image, limit)
    size = read_image_size(file.data) if file.shrunk else image.size()
    if file.shrunk:
        boxes = [_scale_box(box, size.width() / max(1, image.width())) for box in boxes]
    return MissingImageReason.NO, CapturedImage(file.data, file.ending, size.width(), size.height(), boxes)


def _list_accessible_titles(window: WindowFacts, seen: ProgramInspection) -> Sequence[str]:
    """Return the accessible titles of a window, without the titles of the program's other windows."""
    titles = [join_into_one_line(title) for title in seen.titles]
    return [title for title in titles if title.startswith(window.title[:40])] if window.title else titles


def _find_password_reason(seen: ProgramInspection, shot: WindowCapture) -> MissingImageReason:
    """Return why an image is withheld because of password fields, or `MissingImageReason.NO`."""
    if seen.password_focused:
        return MissingImageReason.PASSWORD
    lost = bool(seen.passwords) and not shot.places_told
    return MissingImageReason.UNCHECKED if lost or not seen.complete else MissingImageReason.NO


def _redact_password_fields(image: QImage, window: WindowFacts, seen: ProgramInspection) -> None:
    if window.area is not None:
        wide = [
            WindowArea(
                word.x - _MARGIN, word.y - _MARGIN, word.width + 2 * _MARGIN, word.height + 2 * _MARGIN
            )
            for word in seen.passwords
        ]
        parts = [part for area in wide if (part := clip_area(area, window.area)) is not None]
        place = PicturePlace.find_in_image(
            image, window.area, told=True
        )  # positions are known under X11 only
        if place is not None:
            redact_areas(image, parts, place)


def _find_title_box(image: QImage, window: WindowFacts | None, private: PrivateWords) -> list[PictureBox]:
    """Return a list with the box of the title bar if the window's title is private, otherwise empty."""
    word = (
        private.find_private_words_in_title(window.title) if window is not None and window.title_bar else ""
    )
    return [PictureBox(0, 0, image.width(), window.title_bar, word)] if window is not None and word else []


def _find_name_boxes(image: QImage, words: Sequence[OcrWord]) -> list[PictureBox]:
    """Return the boxes of the found names in an image, in the image's pixels."""
    frame = WindowArea(image.offset().x(), image.offset().y(), image.width(), image.height())
    found = []
    for word in words:
        part = clip_area(WindowArea(word.x, word.y, word.width, word.height), frame)
        if part is not None:
            found.append(PictureBox(part.x, part.y, part.width, part.height, word.text))
    return found


def _scale_box(box: PictureBox, by: float) -> PictureBox:
    place = (int(box.x * by), int(box.y * by), int(box.width * by) + 2, int(box.height * by) + 2)
    return PictureBox(*place, box.word, box.hidden)
