"""A program that shows one screen of the window after another, when it is told to go on: for screen readers.

``python -m tests.live.stage FOLDER [LANGUAGE]``. What is shown is written to FOLDER/shown; a file FOLDER/next
lets it go on. The computer is made up, the window is the real one on a real display.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import EmergencyPage, FixPage, HomePage
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import walk
from tests.ui.fakes import Broken, Printer, SilentMachine

FURTHER = ("looking", "asked", "doing", "not_fixed", "not_seen", "too_often", "cannot_work", "lost_device")
"""Screens in further states, after those of `tests.ui.every_screen`."""


class Patience:
    """Waits as pytest-qt's robot does, outside a test."""

    def wait(self, milliseconds: int) -> None:
        """Let the window work."""
        QTest.qWait(milliseconds)

    def waitUntil(self, so: Callable[[], object], timeout: int = 30_000) -> None:
        """Wait until something is so."""
        end = time.monotonic() + timeout / 1000
        while not so():
            assert time.monotonic() < end, "it did not come true"
            QTest.qWait(20)


def further(window: AppWindow, printer: Printer, patience: Patience) -> Iterator[str]:
    """Show a fix in each of its states, and the other emergencies."""
    printer.stuck, printer.ask, printer.by_hand = True, False, False
    printer.wait.clear()
    printer.look.clear()
    window.open(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    yield "looking"
    printer.look.set()
    patience.waitUntil(screen._proposal.yes.isVisible)
    yield "asked"
    screen._proposal.yes.click()
    patience.wait(200)
    yield "doing"
    printer.helps = False
    printer.wait.set()
    patience.waitUntil(screen._ending.isVisible)
    yield "not_fixed"
    window.open(FixPage("broken"))
    patience.waitUntil(lambda: screen._job is None and screen._counting is None)
    yield "not_seen"
    for _ in range(3):
        printer.stuck, printer.helps = True, True
        window.open(FixPage("print-stuck-queue"))
        patience.waitUntil(lambda: screen._proposal.yes.isVisible() or screen._often.isVisible())
        if screen._often.isVisible():
            break
        screen._proposal.yes.click()
        patience.waitUntil(screen._ending.isVisible)
        window.open(HomePage())
    yield "too_often"
    window.open(EmergencyPage("work"))
    yield "cannot_work"
    window.open(EmergencyPage("device"))
    yield "lost_device"


def places_in(folder: Path) -> AppPaths:
    """Return folders of the user's own, below one."""
    names = ("config", "data", "cache", "log", "run", "etc")
    return AppPaths(*(folder / name for name in names))


def main(folder: Path, language: str) -> None:
    """Show everything, and end."""
    os.environ["PYTHON_KEYRING_BACKEND"] = (
        "keyring.backends.fail.Keyring"  # else a real one asks to be opened
    )
    application = QApplication(["selfhelp"])
    printer = Printer(ask=True)
    locale = {"en": "en_GB.UTF-8", "fr": "fr_FR.UTF-8"}[language]
    app = App(SilentMachine(Platform.LINUX), places_in(folder / "person"), {"LANG": locale})
    fixes = {fix.id: fix for fix in (printer.fix(), Broken())}
    app.catalog.__dict__.update(all_fixes=fixes, fixes=fixes)
    theme.apply_theme(application, "light")
    jobs, patience = JobRunner(), Patience()
    window = AppWindow(app, jobs)
    window.show()
    window.activateWindow()
    robot: Any = patience  # of pytest-qt's robot no more is used
    for screens in (walk(window, app, robot), further(window, printer, patience)):
        for name in screens:
            tell(folder, name)
            patience.waitUntil((folder / "next").exists, timeout=60_000)
            (folder / "next").unlink()
    tell(folder, "end")
    jobs.stop_all(3_000)


def tell(folder: Path, name: str) -> None:
    """Say what is shown, in one piece."""
    (folder / "shown.new").write_text(name)
    (folder / "shown.new").replace(folder / "shown")


if __name__ == "__main__":
    main(Path(sys.argv[1]), (sys.argv[2:] or ["en"])[0])
