"""A person at a desktop: sees what a screen reader sees, and uses nothing but mouse and keyboard."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtGui import QImage

from selfhelp.text import N_, Translator
from tests.live.desk import Desk, wait_for
from tests.live.eyes import Eyes, Seen

PICTURES = Path(__file__).parents[2] / "build" / "screens"
TITLES = ("Self-help", "Dépannage")


class Hands:
    """Reads, clicks and types in the product's window."""

    def __init__(self, desk: Desk, eyes: Eyes, language: str) -> None:
        self._desk, self._eyes, self._language = desk, eyes, language
        self._translator = Translator(language)

    def words(self, english: str) -> str:
        """Return a sentence of the product in her language, as a pattern; blanks become anything."""
        shown = self._translator.show(N_(english)) if "{" not in english else english
        return re.escape(shown)

    def sees(self, english: str, role: str = "", seconds: float = 20) -> Seen:
        """Wait until a sentence can be seen."""
        return self._eyes.find(self.words(english), role, seconds)

    def reads(self, pattern: str, seconds: float = 20) -> Seen:
        """Wait until something matches a pattern, whatever the language."""
        return self._eyes.find(pattern, seconds=seconds)

    def texts(self) -> list[str]:
        """Return everything that can be read now."""
        return [thing.name for thing in self._eyes.everything() if thing.name]

    def checked(self) -> set[str]:
        """Return the names of the check boxes that are on."""
        boxes = (thing for thing in self._eyes.everything() if thing.role == "check box")
        return {box.name for box in boxes if "checked" in box.states}

    def content(self, thing: Seen) -> str:
        """Return what is written in a field."""
        return self._eyes.text(thing)

    def focused(self) -> Seen | None:
        """Return what has the focus."""
        return self._eyes.focused()

    # -- the mouse ---------------------------------------------------------------------------------

    def click(self, english: str, role: str = "push button") -> None:
        """Click something, after scrolling to it."""
        self.click_on(self.words(english), role)

    def click_on(self, pattern: str, role: str = "push button") -> None:
        """Click what matches a pattern, after scrolling to it."""
        thing = self._scrolled_to(pattern, role)
        self._xdotool("mousemove", *map(str, thing.middle), "click", "1")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Draw from one point of the screen to another."""
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        self._xdotool("mousemove", *map(str, start), "mousedown", "1", "sleep", "0.1")
        self._xdotool("mousemove", *map(str, middle), "sleep", "0.1", "mousemove", *map(str, end))
        self._xdotool("sleep", "0.1", "mouseup", "1")

    # -- the keyboard ------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        self._xdotool("type", "--delay", "15", text)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        self._xdotool("key", "--delay", "40", *keys)

    def tab_to(self, english: str) -> None:
        """Press Tab until something has the focus; fail where Tab never gets there."""
        self.tab_to_what(self.words(english))

    def tab_to_what(self, pattern: str) -> None:
        """Press Tab until what matches a pattern has the focus."""
        met = []
        for _ in range(60):
            thing = self.focused()
            if thing is not None and re.fullmatch(pattern, thing.name, re.DOTALL):
                return
            met.append(thing.name if thing else "nothing")
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {pattern!r}: {met}")

    # -- the rest ----------------------------------------------------------------------------------

    def window(self) -> Seen:
        """Wait for the window."""
        wait_for(lambda: any(self._desk.windows(title) for title in TITLES), 15)
        return self.sees("Self-help")

    def shot(self, name: str) -> QImage:
        """Keep a picture of the whole display, and return it."""
        path = PICTURES / f"journey-{self._language}-{name}.png"
        self._desk.shot(path)
        return QImage(str(path))

    def _scrolled_to(self, pattern: str, role: str) -> Seen:
        thing = self._eyes.find(pattern, role, 20)
        for _ in range(40):
            window = self.window()
            above = thing.middle[1] < window.y + 80
            if not above and thing.middle[1] < window.y + window.height - 90:  # a foot may cover the rest
                return thing
            y = window.middle[1]
            self._xdotool("mousemove", str(window.x + 12), str(y), "click", "4" if above else "5")
            before, thing = thing, self._eyes.find(pattern, role, 20)
            if before.y == thing.y:
                return thing  # it does not scroll: a button of the frame
        raise AssertionError(f"{pattern!r} cannot be scrolled into view")

    def _xdotool(self, *arguments: str) -> None:
        done = self._desk.run(["xdotool", *arguments])
        assert done.returncode == 0, done.stderr
