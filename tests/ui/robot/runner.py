"""Lets the robot loose on a screen for a number of actions, and says what it noticed."""

from __future__ import annotations

import random
import tempfile
import time
import traceback
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication

from selfhelp.core.errors import SelfhelpError
from selfhelp.ui import theme
from tests.ui.robot.hands import Hands, outside_stays_outside
from tests.ui.robot.room import Room, warm_up
from tests.ui.robot.senses import LONGEST, Errors, Memory, Pulse, settle

ROUND = 500
"""Actions until everything is taken down and built again, so that what is left over can be counted."""

ELSEWHERE = 6
"""Actions that the robot may be away from its screen before it is led back."""

BUILDING = 0.15
"""Seconds for each screen that is opened for the first time in a window; a dropped picture opens two."""

DRESSING = 1.0
"""Seconds in which Qt dresses every widget again, where the look or the size of letters changes: about 0.3 ms
for each, and a window in which every screen was open has 900. No one types at that moment."""

DEEPEST = 6
"""Menus within menus; then all are closed."""

UNSEEN = 5
"""Rounds in which the focus may be on something hidden: a window that was away takes a moment for its own."""

REMEMBERED = 25
"""Actions that are told with a failure."""


@dataclass
class Report:
    """What became of a run."""

    screen: str
    seed: int
    actions: int = 0
    wrong: list[str] = field(default_factory=list)
    pulse: Pulse = field(default_factory=Pulse)
    memory: Memory = field(default_factory=Memory)
    began: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        sizes = self.memory.bytes
        grown = f"{(sizes[-1] - sizes[len(sizes) // 3]) / 1e6:+.1f} MB" if len(sizes) > 3 else "not measured"
        took = time.monotonic() - self.began
        return (
            f"{self.screen}, seed {self.seed}: {self.actions} actions in {took:.0f} s, "
            f"longest round {self.pulse.longest * 1e3:.0f} ms ({self.pulse.busiest * 1e3:.0f} computing), "
            f"memory {grown}, {len(self.wrong)} wrong"
        )


class Robot:
    """One screen, one seed."""

    def __init__(self, application: QApplication, screen: str, seed: int) -> None:
        self._application = application
        self.report = Report(screen, seed)
        self._errors = Errors(self.report.wrong)
        self._done: deque[str] = deque(maxlen=REMEMBERED)
        self._loop = QEventLoop()
        self._deep = self._away = self._left = self._unseen = 0
        self._ended, self._allowed, self._dress, self._built = False, LONGEST, "", 0

    def run(self, count: int, patience: int = 1) -> Report:
        """Do so many actions on the screen, in rounds; stop after ``patience`` wrong rounds."""
        application, number = self._application, 0
        application.setQuitOnLastWindowClosed(False)
        with tempfile.TemporaryDirectory(prefix="robot-") as folder, self._errors.noticed():
            warm_up(application, Path(folder) / "warm")
            while self.report.actions < count and patience:
                self._round(Path(folder) / str(number), number, min(ROUND, count - self.report.actions))
                self.report.memory.look()
                patience -= bool(self.report.wrong)
                number += 1
        if growth := self.report.memory.growth():
            self.report.wrong.append(f"memory grows: {growth}")
        theme.apply_theme(application, "light")
        return self.report

    def _round(self, folder: Path, number: int, count: int) -> None:
        screen, seed = self.report.screen, self.report.seed
        dice = random.Random(f"{screen} {seed} {number}")
        drawer = folder / "files"
        drawer.mkdir(parents=True)
        with outside_stays_outside(dice, drawer):
            self._dice, self._folder, self._rooms = dice, folder, 0
            self._build()
            self._left, self._ended, self._away = count, False, 0
            QTimer.singleShot(0, self._tick)
            self._loop.exec()
            self.report.wrong.extend(self._room.leave())
        del self._room, self._hands
        settle()

    def _build(self) -> None:
        """Make everything new; a new screen must open."""
        self._rooms += 1
        home = self._folder / f"home{self._rooms}"
        self._room = Room(self.report.screen, home, self._dice, self._application)
        self._room.enter()
        self._hands = Hands(self._room, self._dice, self._folder / "files")

    # -- one action after the other ----------------------------------------------------------------

    def _tick(self) -> None:
        """One round of the event loop is over; begin the next one with an action."""
        if late := self.report.pulse.end(self._patience()):
            self.report.wrong.append(f"{late} after {self._done[-1] if self._done else 'nothing'}")
        if unseen := self._unseen_keys():
            self.report.wrong.append(f"keys go where nobody sees it: {unseen}")
        if self._ended or self._is_over():
            self._close_menus()
            if self._deep:  # the rest of an action may open one more menu, with an event loop of its own
                QTimer.singleShot(1, self._tick)
            return
        try:
            self._lead_back()
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            self.report.wrong.append(traceback.format_exc())
        QTimer.singleShot(0, self._tick)  # before acting: a menu has an event loop of its own
        self._deep += 1
        try:
            self._dress, self._built = self._application.styleSheet(), self._room.built
            self.report.pulse.begin()
            self._act()
        finally:
            self._deep -= 1

    def _unseen_keys(self) -> str:
        """Return what has the focus and has been hidden for `UNSEEN` rounds.

        Only where the window is the active one: a display that is not there sometimes forgets to make it so
        again after it was hidden, and then Qt leaves the focus where it was.
        """
        focus, window = QApplication.focusWidget(), self._room.window
        if focus is None or focus.isVisible() or focus.window() is not window or not window.isActiveWindow():
            self._unseen = 0
            return ""
        self._unseen += 1
        return f"{type(focus).__name__} {focus.objectName()}" if self._unseen > UNSEEN else ""

    def _patience(self) -> float:
        """Return how long the round may have taken."""
        if self._application.styleSheet() != self._dress or self._allowed == DRESSING:
            return DRESSING
        return max(LONGEST, BUILDING * (self._room.built - self._built))

    def _act(self) -> None:
        name = self._hands.choose()
        self._allowed = DRESSING if name in ("look", "scale") else LONGEST
        self._done.append(f"{self.report.actions}: {name} {self._hands.where()}")
        self._hands.act()
        there = self._room.is_there
        self._away = 0 if there else self._away + 1
        self.report.actions += there
        self._left -= there

    def _is_over(self) -> bool:
        if self._deep and QApplication.activePopupWidget() is None:
            QDrag.cancel()  # text that is pulled has a loop of its own too, which only a real mouse ends
        if self._deep > DEEPEST or self._left <= 0 or self.report.wrong:
            self._close_menus()
        if self._left > 0 and not self.report.wrong:
            return False
        if self.report.wrong:
            self.report.wrong.append("the last actions:\n  " + "\n  ".join(self._done))
        self._ended = True
        self._loop.exit()
        return True

    def _close_menus(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    def _lead_back(self) -> None:
        if self._away <= ELSEWHERE or self._deep:
            return
        self._away = 0
        self._done.append(f"{self.report.actions}: led back")
        try:
            self._room.enter()
        except (
            TimeoutError,
            AssertionError,
            SelfhelpError,
        ):  # there's no ticket any more, nothing to repair
            self._done.append(f"{self.report.actions}: a new home")
            self.report.wrong.extend(self._room.leave())
            self._build()


def robot(screen: str, seed: int, count: int, application: QApplication) -> Report:
    """Let a robot loose, and print what it noticed."""
    print(f"python -m tests.ui.robot {screen} {seed} {count}", flush=True)
    report = Robot(application, screen, seed).run(count)
    print(report, *report.wrong, sep="\n", flush=True)
    return report
