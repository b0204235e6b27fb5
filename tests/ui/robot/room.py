"""Where the robot is let loose: an app, a window and one screen in it, all made up, new every time."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import ProbeError, SelfhelpError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.background.outbox_sender import OutboxSender
from selfhelp.ui.navigation import AskPage, Destination, EmergencyPage, HomePage, TicketsPage, TrialPage
from selfhelp.ui.qt_translations import install_translations
from selfhelp.ui.window import AppWindow
from selfhelp.ui.window_prompts import WindowPrompts
from tests.ui import every_screen
from tests.ui.fakes import HOSTILE, Broken, Printer, SilentMachine
from tests.ui.pages import PAGES
from tests.ui.robot.late import LateJobs

POLICY = """
[organisation]
name = "R&D <b>Société</b>"
[support]
phone = "+33 1 23 45 67 89"
email = "help@example.com"
hours = ["Mo-Su 00:00-24:00"]
[emergency]
mail_address = "abuse@example.com"
[branding]
name = "R&D <i>help</i>"
links = ["Intranet & <u>more</u>=https://intranet.example.com"]
[ticket]
questions = ["room|required|en=Which room & <b>floor</b>?"]
[remote]
download = "https://remote.example.com"
[outbox]
tickets = 10000
replies = 10000
min_interval = 0
"""
BEFORE = {
    "proposal": ("question",),
    "ended": ("question", "proposal"),
    "review": ("ask",),
    "editor": ("ask",),
    "help_found": ("help",),
    "journal": ("question", "proposal", "ended"),
}
"""Screens that come out of others."""

MORE: Mapping[str, Destination] = {
    "cannot_work": AskPage(cannot_work=True),
    "colours": TrialPage("screen"),
    "targets": TrialPage("pointer"),
    "sound": TrialPage("speaker"),
    "work": EmergencyPage("work"),
    "device": EmergencyPage("device"),
}
"""Further states of screens, and how they are opened."""

SCREENS_OF_ROBOTS = (*every_screen.NAMES, *MORE)

ALWAYS = "ask"
"""The screen with the most on it; the robot is let at the others in make soak."""

SENT = "UPDATE reports SET number = '7', connector = 'folder', path = '/srv/desk/7', state = 'delivered'"
"""Makes each ticket one that the help desk has."""

FILLED = ("tickets", "conversation", "outbox", "receipts", "remote")
"""Screens that are about tickets that were sent."""


class Waiter:
    """Lets the event loop run, as the fixture of that name does for tests."""

    seconds = 10.0
    """How long something may take to come."""

    def wait(self, milliseconds: int) -> None:
        end = time.monotonic() + milliseconds / 1e3
        while time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            time.sleep(0.0005)

    def waitUntil(self, true: Callable[[], bool], timeout: int = 0) -> None:
        end = time.monotonic() + max(self.seconds, timeout / 1e3)
        while not true():
            if time.monotonic() > end:
                raise TimeoutError
            self.wait(5)


class BadDay(SilentMachine):
    """A computer that knows little, and on which a change sometimes works."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(Platform.LINUX)
        self._dice = dice

    def change(self, action: Any) -> Any:
        if not isinstance(action, Command) or self._dice.random() < 0.5:
            raise ProbeError(N_("It did not work: {why}", why=HOSTILE))
        return Output(self._dice.choice((0, 1)), HOSTILE, "")


def warm_up(application: QApplication, folder: Path) -> None:
    """Load what is loaded once and for all, so that no action pays for it: the bench tells what it costs."""
    room = Room("home", folder, random.Random(0), application)
    room.enter()
    room.jobs.hold(False)
    case = room.app.create_case("x")
    case.take_snapshot(Progress())
    case.build_letter()
    for page in (*PAGES.values(), HomePage):
        room.window.prebuild_screen(page)
    room.waiter.wait(500)
    room.leave()


class Room:
    """One app with one window. ``enter`` shows the screen; ``leave`` takes everything down again."""

    def __init__(self, screen: str, folder: Path, dice: random.Random, application: QApplication) -> None:
        self.screen, self.dice, self.application = screen, dice, application
        self.printer = Printer(ask=True, name=HOSTILE)
        self.app = App(BadDay(dice), _places(folder), {"LANG": "en_GB.UTF-8"})
        catalog, ours = self.app.catalog, {fix.id: fix for fix in (self.printer.fix(), Broken())}
        catalog.__dict__.update(all_fixes={**catalog.all_fixes, **ours})
        self.jobs = LateJobs(dice)
        self.post = OutboxSender(self.app, self.jobs)
        self.post.ended.connect(self._delivered)
        self.waiter = Waiter()
        self._left = False
        self.window = self._window()
        self.case = every_screen.a_case(self.app)
        if screen in FILLED:
            self.case.save_to_outbox(self.case.build_letter())
        if screen == "receipts":  # only what left the computer is there
            self.app.get_outbox().store.execute(SENT)

    def _delivered(self, _round: object) -> None:
        self.window.notify_tickets_changed()

    def _window(self) -> AppWindow:
        theme.apply_theme(self.application, self.app.preferences.theme)
        window = AppWindow(self.app, self.jobs)
        window.saved.connect(self.post.send_due_items)
        window.language_changed.connect(
            lambda spoken: install_translations(self.application, spoken.language)
        )
        window.resize(400, 560)
        window.show()
        window.activateWindow()
        return window

    def enter(self) -> None:
        """Show the screen, from wherever the robot has gone to."""
        self.jobs.hold(False)
        self.printer.stuck, self.printer.helps, self.printer.by_hand = True, True, False
        self.window.show()
        self.window.activateWindow()
        if self.screen not in FILLED:
            self.case = every_screen.a_case(self.app)
        for name in (*BEFORE.get(self.screen, ()), self.screen):
            self._open(name)
        self.waiter.wait(10)
        self.waiter.seconds = 0.8  # a repair the user comes back to is as they left it: no use waiting
        self.jobs.hold(True)

    def _open(self, name: str) -> None:
        if name == "tickets":
            self.window.open(TicketsPage())
            return
        if name in MORE:
            self.window.open(MORE[name])
            return
        ways = every_screen.openers(self.window, self.app, self.case, cast("QtBot", self.waiter))
        ways[name]()

    @property
    def is_there(self) -> bool:
        """Whether the screen is on top, in a visible window."""
        top = self.window.get_current_screen()
        wanted = MORE[self.screen].name if self.screen in MORE else self.screen
        wanted = every_screen.SCREEN.get(wanted, wanted)
        return top is not None and top.objectName() == wanted and self.window.isVisible()

    @property
    def built(self) -> int:
        """How many screens the window has made."""
        return 0 if self._left else len(self.window.findChildren(AppScreen))

    def free(self) -> None:
        """Give a closed window back, as the app does after a while, and make another one."""
        if not self.window.can_be_freed():
            return
        self.window.close()
        self.window.deleteLater()
        self.window = self._window()

    def leave(self) -> Sequence[str]:
        """Take everything down, as when the app ends; return what would not go."""
        if self._left:
            return ()
        self._left = True
        for prompts in self.window.findChildren(WindowPrompts):
            prompts.decline_all_questions()
        self.jobs.hold(True)
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.window.close()
        self.window.deleteLater()
        ended = self.jobs.stop_all(5_000)
        self.jobs.forget()
        self.post.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
        self.jobs.deleteLater()
        QApplication.clipboard().clear()
        self.application.setFont(QFont())
        return () if ended else ("work that was told to stop went on for 5 seconds",)


def _places(folder: Path) -> AppPaths:
    names = ("config", "data", "cache", "log", "run", "etc")
    places = AppPaths(*(folder / name for name in names))
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text(POLICY)
    return places


class BadCamera:
    """A desktop whose pictures sometimes fail."""

    waits = looks = chooses = tells_places = False

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def capture_desktop(self, *_about: object) -> QImage:
        if self._dice.random() < 0.3:
            raise SelfhelpError(N_("It did not work: {why}", why=HOSTILE))
        return every_screen.picture(640, 400)

    capture_monitor = capture_active_window = capture_window = peek = capture_desktop

    def capture_monitors(self, *_about: object) -> Sequence[tuple[Any, QImage]]:
        return [(QApplication.primaryScreen(), self.capture_desktop())]

    def list_windows(self) -> Sequence[Any]:
        from selfhelp.machine.capture.open_windows import OpenWindow, WindowArea

        return [OpenWindow(7, HOSTILE, WindowArea(0, 0, 10, 10))]

    def raise_window(self, handle: int) -> None:
        return None
