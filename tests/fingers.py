"""A person before the window: sees what a screen reader sees, and uses a mouse or a keyboard, nothing else.

What they do is written once (`tests.six_tasks`). Whose window it is, the two kinds of hands know: those that
post events to a window without a screen (`tests.ui.qt_hands`), and those of xdotool before a real one
(`tests.live.hands`).
"""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage

from selfhelp.core.text import N_, Translator
from tests.pictures import numbers

TEXT = "text"
BUTTONS = ("push button", "button", "button menu", "push button menu", "toggle button")
Point = tuple[int, int]
PATIENCE = 60
"""Seconds in which something appears that is waited for; on a slow computer beside other tests, too."""

REACTION = 0.35
"""Seconds between seeing something and pressing it; no one is faster."""


@dataclass(frozen=True)
class Seen:
    """One thing in a window; places are pixels of the screen."""

    key: Any
    role: str
    name: str
    description: str
    states: frozenset[str]
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        """Where a person would click."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Step:
    """One thing the user did: what, and the processor time until the window had nothing more to do for it."""

    what: str
    milliseconds: float


class Fingers(ABC):
    """Reads, clicks and types. Sentences are given in English and looked for in the user's language."""

    def __init__(self, language: str) -> None:
        self.translator = Translator(language)
        self.steps: list[Step] = []
        self.private = QRect()
        """Where on the picture of the user's screen something is private: who cannot see it was told."""

    # -- what each kind of hands does in its own way -----------------------------------------------

    @abstractmethod
    def look(self) -> Sequence[Seen]:
        """Return all that is visible now, in the order of the tree."""

    @abstractmethod
    def wait(self, seconds: float) -> None:
        """Let the window work."""

    @abstractmethod
    def content(self, thing: Seen) -> str:
        """Return what is written in a field."""

    @abstractmethod
    def screen(self) -> QImage:
        """Return a picture of the screen."""

    @abstractmethod
    def window(self) -> Seen:
        """Return the window."""

    @abstractmethod
    def click_at(self, point: Point) -> None:
        """Click with the left button."""

    @abstractmethod
    def wheel_at(self, point: Point, *, down: bool) -> None:
        """Turn the wheel by one notch."""

    @abstractmethod
    def drag(self, start: Point, end: Point) -> None:
        """Draw from one point of the screen to another."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Type on the keyboard."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys, one after another, named as X names them: "ctrl+Return"."""

    @abstractmethod
    def choose(self, menu: str, entry: str) -> None:
        """Open a menu and choose what is in it, with the mouse."""

    @abstractmethod
    def choose_by_keys(self, menu: str, entry: str) -> None:
        """Do it with Tab, arrows and Enter."""

    # -- seeing ------------------------------------------------------------------------------------

    def words(self, english: str) -> str:
        """Return a sentence in the user's language as a pattern, in which a blank is a group of its name."""
        pattern = re.escape(self.translator.translate(N_(english)))
        return re.sub(r"\\\{([a-z_]+)\\\}", r"(?P<\1>.+?)", pattern)

    def sees(self, english: str, role: str = "", seconds: float = PATIENCE) -> Seen:
        """Wait until a sentence can be seen."""
        return self.find(self.words(english), role, seconds)

    def reads(self, pattern: str, seconds: float = PATIENCE) -> Seen:
        """Wait until something matches a pattern, whatever the language."""
        return self.find(pattern, seconds=seconds)

    def can_use(self, english: str, seconds: float = PATIENCE) -> None:
        """Wait until a button is not grey any more."""
        end = time.monotonic() + seconds
        while "enabled" not in self.sees(english, "button").states:
            assert time.monotonic() < end, f"{english!r} stays grey"
            self.wait(0.05)

    def shows(self, english: str) -> bool:
        """Whether a sentence can be seen now."""
        return any(_says(thing, self.words(english)) for thing in self.look())

    def find(self, pattern: str, role: str = "", seconds: float = PATIENCE) -> Seen:
        """Wait for a thing whose whole name or description matches a pattern, and return the first."""
        end = time.monotonic() + seconds
        while True:
            seen = self.look()
            for thing in seen:
                if _says(thing, pattern) and _is_a(thing, role):
                    return thing
            assert time.monotonic() < end, f"{pattern!r} is not there, but: " + "\n".join(
                f"{thing.role}: {thing.name}" for thing in seen if thing.name
            )
            self.wait(0.05)

    def figures(self, english: str) -> dict[str, int]:
        """Return the numbers in the blanks of a sentence that can be seen, maybe with another line below."""
        pattern = rf"{self.words(english)}(?:\n.*)?"
        found = re.fullmatch(pattern, self.reads(pattern).name)
        assert found is not None
        return {name: int(re.sub(r"\D", "", number)) for name, number in found.groupdict().items()}

    def texts(self) -> list[str]:
        """Return everything that can be read now."""
        return [text for thing in self.look() for text in (thing.name, thing.description) if text]

    def focused(self) -> Seen | None:
        """Return what has the focus."""
        return next((thing for thing in self.look() if "focused" in thing.states), None)

    # -- the mouse ---------------------------------------------------------------------------------

    def click(self, english: str, role: str = "button") -> None:
        """Click something, after scrolling to it."""
        self.click_on(self.words(english), role)

    def click_on(self, pattern: str, role: str = "button") -> None:
        """Click what matches a pattern, after scrolling to it."""
        thing = self.scrolled_to(pattern, role)
        for _ in range(20):  # a page that is still being filled moves under the user's hand; they wait
            self.wait(REACTION)
            before, thing = thing, self.scrolled_to(pattern, role)
            if before.middle == thing.middle:
                break
        self.click_at(thing.middle)

    def scrolled_to(self, pattern: str, role: str = "button") -> Seen:
        """Turn the wheel until it is in the middle part of the window."""
        thing = self.find(pattern, role)
        for _ in range(60):
            window = self.window()
            above = thing.middle[1] < window.y + 80
            if not above and thing.middle[1] < window.y + window.height - 90:  # a foot may cover the rest
                return thing
            self.wheel_at((window.x + 12, window.middle[1]), down=not above)
            before, thing = thing, self.find(pattern, role)
            if before.y == thing.y:
                return thing  # it does not scroll: a button of the frame
        raise AssertionError(f"{pattern!r} cannot be scrolled into view")

    # -- the keyboard ------------------------------------------------------------------------------

    def tab_to(self, english: str) -> None:
        """Press Tab until something has the focus; fail where Tab never gets there."""
        self.tab_to_what(self.words(english))

    def tab_to_what(self, pattern: str) -> None:
        """Press Tab until what matches a pattern has the focus."""
        met = []
        for _ in range(80):
            thing = self.focused()
            if thing is not None and re.fullmatch(pattern, thing.name, re.DOTALL):
                return
            met.append(thing.name if thing else "nothing")
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {pattern!r}: {met}")

    def write(self, text: str) -> None:
        """Type into a text box: the one thing for which also who has no keyboard needs letters."""
        end = time.monotonic() + PATIENCE
        while (field := self.focused()) is None or field.role != TEXT:  # it may be on its way there
            assert time.monotonic() < end, f"no text box has the focus, but {field and field.name!r}"
            self.wait(0.05)
        self.type(text)
        while not (there := self.content(field)).endswith(text):
            assert time.monotonic() < end, f"typed {text!r}, but {there!r} is in the box"
            self.wait(0.05)


def _says(thing: Seen, pattern: str) -> bool:
    """Whether a screen reader would say it: a card has its title as name and the rest as description."""
    return any(re.fullmatch(pattern, text, re.DOTALL) for text in (thing.name, thing.description) if text)


def _is_a(thing: Seen, role: str) -> bool:
    """Buttons are called differently by versions of AT-SPI, and one with a menu has a role of its own."""
    if role in ("button", "push button"):
        return thing.role in BUTTONS
    return role in ("", thing.role)


def box_of(picture: QImage, colour: QColor) -> QRect:
    """Return the smallest rectangle around every pixel of a colour."""
    wanted = colour.rgb()
    rows = {y: row for y, row in enumerate(numbers(picture)) if wanted in row}
    if not rows:
        return QRect()
    left = min(row.index(wanted) for row in rows.values())
    right = picture.width() - 1 - min(row[::-1].index(wanted) for row in rows.values())
    return QRect(QPoint(left, min(rows)), QPoint(right, max(rows)))
