"""A person at a desktop: sees what a screen reader sees, and uses nothing but mouse and keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from PySide6.QtGui import QImage

from tests.fingers import Fingers, Point, Seen, Step
from tests.live.desk import Desk, wait_for
from tests.live.ears import Ears
from tests.live.eyes import Eyes

PICTURES = Path(__file__).parents[2] / "build" / "screens"
TITLES = ("Self-help", "Dépannage")

CALM = 0.06
"""Seconds without any work after which a window has answered."""

SHOWN, FOCUSED = "StateChanged showing", "StateChanged focused"
TICKS = 0.01
"""Seconds between two looks at its processor time."""


class Hands(Fingers):
    """Reads, clicks and types in the product's window."""

    def __init__(self, desk: Desk, eyes: Eyes, language: str) -> None:
        super().__init__(language)
        self._desk, self._eyes, self._language = desk, eyes, language
        self.watched = 0
        """The process whose processor time is noted for each step; 0 notes none."""

    def look(self) -> Sequence[Seen]:
        """Return all that is visible now, in the order of the tree."""
        return self._eyes.everything()

    def wait(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def checked(self) -> set[str]:
        """Return the names of the check boxes that are on."""
        boxes = (thing for thing in self.look() if thing.role == "check box")
        return {box.name for box in boxes if "checked" in box.states}

    def content(self, thing: Seen) -> str:
        """Return what is written in a field."""
        return self._eyes.text(thing)

    # -- the mouse ---------------------------------------------------------------------------------

    def click_at(self, point: Point) -> None:
        """Click with the left button."""
        self._act("click", "mousemove", *map(str, point), "click", "1")

    def wheel_at(self, point: Point, *, down: bool) -> None:
        """Turn the wheel by one notch."""
        self._xdotool("mousemove", *map(str, point), "click", "5" if down else "4")

    def drag(self, start: Point, end: Point) -> None:
        """Draw from one point of the screen to another."""
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        self._xdotool("mousemove", *map(str, start), "mousedown", "1", "sleep", "0.1")
        self._xdotool("mousemove", *map(str, middle), "sleep", "0.1", "mousemove", *map(str, end))
        self._act("drag", "sleep", "0.1", "mouseup", "1")

    def choose(self, menu: str, entry: str) -> None:
        """Open a menu and click what is in it."""
        with closing(Ears(self._eyes.address)) as ears:
            self.click(menu)
            shown = ears.wait_for(lambda heard: heard.what == SHOWN and self._is_menu(heard.who))
        wanted = self.words(entry)
        items = [thing for thing in self._eyes.within(shown.who) if re.fullmatch(wanted, thing.name)]
        self.click_at(items[0].middle)

    # -- the keyboard ------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Type on the keyboard: one that has French letters, where needed.

        For a letter without a key xdotool changes the keyboard for a moment, too short for a busy window.
        """
        if not text.isascii():
            self._desk.run(["setxkbmap", "fr"])
        self._act(f"{len(text)} letters", "type", "--delay", "15", text)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        if keys:
            self._act(" ".join(keys[-2:]), "key", "--delay", "40", *keys)

    def choose_by_keys(self, menu: str, entry: str) -> None:
        """Go to the menu with Tab, open it, go down to what is wanted."""
        self.tab_to(menu)
        wanted, met = self.words(entry), []
        with closing(Ears(self._eyes.address)) as ears:
            self.press("space")
            ears.wait_for(lambda heard: heard.what == SHOWN and self._is_menu(heard.who))
            for _ in range(20):
                self.press("Down")
                heard = [one for one in ears.listen(0.3) if one.what == FOCUSED]
                met.append(self._eyes.within(heard[-1].who)[0].name if heard else "nothing")
                if re.fullmatch(wanted, met[-1]):
                    self.press("Return")
                    return
        raise AssertionError(f"{entry!r} is not in the menu: {met}")

    def _is_menu(self, key: tuple[str, str]) -> bool:
        return [thing.role for thing in self._eyes.within(key)[:1]] == ["popup menu"]

    # -- the rest ----------------------------------------------------------------------------------

    def window(self) -> Seen:
        """Wait for the window."""
        wait_for(lambda: any(self._desk.windows(title) for title in TITLES), 15)
        self.sees("Self-help")
        named = re.compile(self.words("Self-help"))  # the program has the same name, and no place
        return next(t for t in self.look() if t.role != "application" and named.fullmatch(t.name))

    def shot(self, name: str) -> QImage:
        """Keep a picture of the whole display, and return it."""
        path = PICTURES / f"journey-{self._language}-{name}.png"
        self._desk.shot(path)
        return QImage(str(path))

    def screen(self) -> QImage:
        """Return a picture of the whole display."""
        return self.shot("screen")

    def _act(self, what: str, *arguments: str) -> None:
        """Do it, and note the processor time of the window's own thread until it has nothing more to do.

        No one looks meanwhile: a screen reader's questions would be answered by the same thread.
        """
        first = spent = self._spent()
        self._xdotool(*arguments)
        quiet = time.monotonic()
        while self.watched and time.monotonic() - quiet < CALM:
            time.sleep(TICKS)
            if (now := self._spent()) != spent or self._is_at_work():
                spent, quiet = now, time.monotonic()
        if self.watched:
            self.steps.append(Step(what, (spent - first) / 1e6))

    def _spent(self) -> int:
        """Return nanoseconds (proc(5), schedstat: the first figure)."""
        if not self.watched:
            return 0
        return int(Path(f"/proc/{self.watched}/task/{self.watched}/schedstat").read_text().split()[0])

    def _is_at_work(self) -> bool:
        """Whether the window's thread has something to do, even where it waits for a processor (proc(5))."""
        stat = Path(f"/proc/{self.watched}/task/{self.watched}/stat").read_text()
        return stat.rpartition(") ")[2].startswith("R")

    def _xdotool(self, *arguments: str) -> None:
        done = self._desk.run(["env", "LC_ALL=C.UTF-8", "xdotool", *arguments])  # it types accents then
        assert done.returncode == 0, done.stderr
