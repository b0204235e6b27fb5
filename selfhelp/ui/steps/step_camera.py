"""Captures one window for a step and covers everything of other windows.

The pixels are taken on the thread of the windows; what is in them is looked at and written on another one,
and nothing is written before it was looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.machine.capture.accessible_text import ProgramInspection
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import WindowEventSource, WindowFacts, one_line, shorten_middle
from selfhelp.report import private_areas
from selfhelp.steps.exclusions import Exclusions, is_own_window
from selfhelp.steps.masking import HiddenArea, clip_area, find_covered_areas
from selfhelp.steps.recorder import TakenPicture
from selfhelp.steps.recording import PictureBox, Withheld
from selfhelp.ui.capture.capture_backends import CaptureBackend, GrimBackend, NativeBackend
from selfhelp.ui.capture.pixels import encode_within_limit

COVER = QColor("#000000")
_ALL_PROGRAMS = 3.0
"""Seconds in which all programs are asked for a password field in use, before the user chooses a window."""

_MARGIN = 2
"""Pixels around a password field: letters reach over the edge that is told."""


@dataclass(frozen=True, slots=True)
class Shot:
    """The captured image of a step.

    Attributes:
        window: as it was in that moment; None if it is not told.
        image: the pixels, foreign ones covered; None without an image.
        withheld: why it has none.
        places_told: whether what screen readers are told of places can be found in the pixels.
    """

    window: WindowFacts | None
    image: QImage | None = None
    withheld: Withheld = Withheld.NO
    places_told: bool = True


class StepCamera:
    """Takes images by the rules of one recording.

    Attributes:
        hidden: areas that the user hides from now on.
    """

    def __init__(
        self, source: WindowEventSource, backend: CaptureBackend, rules: Exclusions, *, allowed: bool
    ) -> None:
        self._source, self._backend, self._rules, self._allowed = source, backend, rules, allowed
        self.hidden: list[HiddenArea] = []

    @property
    def asks_person(self) -> bool:
        """Whether the desktop asks the user for every image: then it is taken on another thread."""
        return self._backend.waits

    @property
    def hides_areas(self) -> bool:
        """Whether the user can choose an area of the screen: a Wayland desktop gives no image for that."""
        return isinstance(self._backend, NativeBackend)

    def take(self, expected: WindowFacts | None = None, *, by_hand: bool = False) -> Shot:
        """Capture the window in front, if it is the expected one and may be recorded."""
        try:
            return self._take(expected, by_hand)
        except SelfhelpError:  # the desktop doesn't answer
            return self._without_picture(expected, Withheld.FAILED)

    def _take(self, expected: WindowFacts | None, by_hand: bool) -> Shot:
        window = self._source.foreground()
        if window is None or is_own_window(window):
            return self._without_picture(expected, Withheld.CHANGED if expected else Withheld.FAILED)
        if expected is not None and window.handle != expected.handle:
            return self._without_picture(expected, Withheld.CHANGED)
        reason = self._reason(window, by_hand)
        if reason or not self._allowed or window.area is None:
            return self._without_picture(window, Withheld.FAILED if self._allowed else Withheld.FORBIDDEN)
        return self._taken(window, by_hand)

    def _without_picture(self, window: WindowFacts | None, why: Withheld) -> Shot:
        """Return a step without image; and without title if its window may not be recorded."""
        reason = self._rules.exclusion_reason(window) if window is not None else Withheld.NO
        return Shot(window, None, reason or why)

    def _reason(self, window: WindowFacts, by_hand: bool) -> Withheld:
        """Return why not even pixels are captured; browsers that may still answer are decided later."""
        reason = self._rules.exclusion_reason(window)
        undecided = reason is Withheld.UNMARKED and (by_hand or self._rules.can_be_verified(window))
        return Withheld.NO if undecided else reason

    def take_asking(self, progress: Progress) -> Shot:
        """Capture the window the user chooses in the desktop's dialog. Waits; not for the UI thread.

        Raises:
            CancelledError: they said no.
            UnavailableError: the desktop gives no image.
        """
        if not self._allowed:
            return Shot(None, None, Withheld.FORBIDDEN)
        seen = private_areas.inspect_shown_program(0, (), seconds=_ALL_PROGRAMS)
        if seen.password_focused or not seen.complete:
            return Shot(None, None, Withheld.PASSWORD if seen.password_focused else Withheld.UNCHECKED)
        return Shot(None, self._backend.capture_window(0, progress))

    def reason_by_now(self, window: WindowFacts | None) -> Withheld:
        """Return why a window may no longer be recorded: a page may get its title after it is painted.

        A window that is gone is judged by what it was, unless its title alone says what it shows: that of a
        browser. One that can't be asked about may be anything by now. On any thread.
        """
        if window is None:
            return Withheld.NO
        try:
            now = self._source.read_window(window.handle)
        except SelfhelpError:
            return Withheld.UNASKED
        if now is None:
            return Withheld.UNASKED if self._rules.is_browser(window) else Withheld.NO
        if now.title == window.title:
            return Withheld.NO
        reason = self._rules.exclusion_reason(now)
        return Withheld.NO if reason is Withheld.UNMARKED else reason

    def _taken(self, window: WindowFacts, by_hand: bool) -> Shot:
        before = self._source.nearby(window.handle)
        area = window.area
        try:
            if area is None:
                return self._without_picture(window, Withheld.FAILED)
            if not isinstance(self._backend, NativeBackend | GrimBackend):
                return self._without_picture(window, Withheld.BY_HAND)
            image = self._backend.capture_part(area, Progress())
        except SelfhelpError:
            return self._without_picture(window, Withheld.FAILED)
        after = self._source.foreground()
        if after is None or (after.handle, after.area) != (window.handle, area):
            return self._without_picture(window, Withheld.CHANGED)
        reason = self._reason(after, by_hand)
        if reason:
            return self._without_picture(after, reason)
        nearby = (*before, *self._source.nearby(window.handle))
        areas = find_covered_areas(window, nearby, self._rules, self.hidden)
        place = PicturePlace.of(image, area, told=self._backend.tells_places)
        if place is None:
            return self._without_picture(after, Withheld.FAILED)
        cover(image, areas, place)
        return Shot(after, image, places_told=not isinstance(self._backend, GrimBackend))


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """The transformation from a window's coordinates to its image's pixels: scaled, then moved."""

    scale: float
    x: int = 0
    y: int = 0

    @classmethod
    def of(cls, image: QImage, frame: WindowArea, *, told: bool) -> PicturePlace | None:
        """Return the place; None if it is uncertain, so that nothing could be covered reliably.

        Args:
            image: the image of a window.
            frame: the window on the desktop, in the system's units.
            told: whether the image says where on the desktop it was; else all of the window must be in it.
        """
        if told:
            return cls(1.0, frame.x - image.offset().x(), frame.y - image.offset().y())
        scale = image.width() / max(1, frame.width)
        whole = scale >= 1 and abs(image.height() - frame.height * scale) <= scale
        return cls(scale) if whole else None


def cover(image: QImage, areas: Sequence[WindowArea], place: PicturePlace) -> None:
    """Black out areas of a window."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    by = place.scale
    for area in areas:
        left, top = math.floor(area.x * by), math.floor(area.y * by)
        right, bottom = math.ceil((area.x + area.width) * by), math.ceil((area.y + area.height) * by)
        painter.fillRect(QRect(left + place.x, top + place.y, right - left, bottom - top), COVER)
    painter.end()


@dataclass(frozen=True, slots=True)
class PrivateWords:
    """Finds what is private in an image.

    Attributes:
        names: of this user and this computer.
        redact: returns a text without what identifies people.
    """

    names: Sequence[str]
    redact: Callable[[str], str]

    def find_in_title(self, title: str) -> str:
        """Return what is private in a title: a name, or where redaction changes it the title without that.

        It is written beside the image, so it must not be a secret itself.
        """
        redacted = self.redact(title)
        known = private_areas.find_name(title, self.names)
        return known or ("" if redacted == title else shorten_middle(redacted))


def look_into(
    shot: Shot, private: PrivateWords, rules: Exclusions, limit: int, *, confirmed: bool = False
) -> tuple[Withheld, TakenPicture | None]:
    """Return the image of a step as a file, or why there is none. Takes a second; not for the window.

    Args:
        shot: the pixels.
        private: what is private in them.
        rules: what may not be recorded.
        limit: bytes of a picture.
        confirmed: whether the user said that this browser window is none of their private ones.
    """
    image, window = shot.image, shot.window
    if image is None:
        return shot.withheld, None
    seen = ProgramInspection()
    if window is not None:
        if window.pid:
            seen = private_areas.inspect_shown_program(window.pid, private.names)
        reason = _unseen(seen, shot) or Withheld.NO
        reason = rules.exclusion_reason(window, confirmed=confirmed, told=_own_titles(window, seen)) or reason
        if reason:
            return reason, None
        _cover_passwords(image, window, seen)
    boxes = [*_title_box(image, window, private), *(_boxes(image, seen.names) if shot.places_told else ())]
    file = encode_within_limit(image, limit)
    size = QImage.fromData(file.data).size() if file.shrunk else image.size()
    if file.shrunk:
        boxes = [_scaled(box, size.width() / max(1, image.width())) for box in boxes]
    return Withheld.NO, TakenPicture(file.data, file.ending, size.width(), size.height(), boxes)


def _own_titles(window: WindowFacts, seen: ProgramInspection) -> Sequence[str]:
    """Return a window's accessible titles, if they can be told from other windows'."""
    titles = [one_line(title) for title in seen.titles]
    return [title for title in titles if title.startswith(window.title[:40])] if window.title else titles


def _unseen(seen: ProgramInspection, shot: Shot) -> Withheld:
    """Return why a picture is dropped for the password fields of its program."""
    if seen.password_focused:
        return Withheld.PASSWORD
    lost = bool(seen.passwords) and not shot.places_told
    return Withheld.UNCHECKED if lost or not seen.complete else Withheld.NO


def _cover_passwords(image: QImage, window: WindowFacts, seen: ProgramInspection) -> None:
    if window.area is not None:
        wide = [
            WindowArea(
                word.x - _MARGIN, word.y - _MARGIN, word.width + 2 * _MARGIN, word.height + 2 * _MARGIN
            )
            for word in seen.passwords
        ]
        parts = [part for area in wide if (part := clip_area(area, window.area)) is not None]
        place = PicturePlace.of(image, window.area, told=True)  # places are told under X11 only
        if place is not None:
            cover(image, parts, place)


def _title_box(image: QImage, window: WindowFacts | None, private: PrivateWords) -> list[PictureBox]:
    """Return the title bar where the title says something private: its letters need not be read for that."""
    word = private.find_in_title(window.title) if window is not None and window.title_bar else ""
    return [PictureBox(0, 0, image.width(), window.title_bar, word)] if window is not None and word else []


def _boxes(image: QImage, words: Sequence[OcrWord]) -> list[PictureBox]:
    """Return the areas of names in an image, in pixels."""
    frame = WindowArea(image.offset().x(), image.offset().y(), image.width(), image.height())
    found = []
    for word in words:
        part = clip_area(WindowArea(word.x, word.y, word.width, word.height), frame)
        if part is not None:
            found.append(PictureBox(part.x, part.y, part.width, part.height, word.text))
    return found


def _scaled(box: PictureBox, by: float) -> PictureBox:
    place = (int(box.x * by), int(box.y * by), int(box.width * by) + 2, int(box.height * by) + 2)
    return PictureBox(*place, box.word, box.hidden)
