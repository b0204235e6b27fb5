"""The window with the form, which takes pictures of the whole screen and tells how long each took.

    python -m tests.bench.camera_child RUNS

Prints one line of JSON: milliseconds from the click until the editor has painted the picture, each with its
parts: until our window is off the screen, until the picture is there, until the editor shows it; and the
processor's time of all that, which a busy machine changes less.
"""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import fields
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.ui import theme
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.capture_backends import CaptureBackend
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import AskPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.window import AppWindow

PAUSE_MS = 600


class Round(QObject):
    """One picture after the other."""

    def __init__(self, window: AppWindow, form: AskScreen, runs: int) -> None:
        super().__init__(window)
        self._window, self._form, self._left = window, form, runs
        self.taken: list[list[float]] = []
        self._marks: list[float] = []
        self._armed = False
        self._cpu = 0.0
        self._then = form.camera._done
        form.camera._done = self._done

    def begin(self) -> None:
        """Click."""
        self._marks, self._cpu = [perf_counter()], process_time()
        self._form.camera.capture_desktop()

    def noted(self) -> None:
        """The picture is about to be taken."""
        self._marks.append(perf_counter())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice that the editor paints."""
        if self._armed and event.type() is QEvent.Type.Paint:
            self._armed = False
            QTimer.singleShot(0, self, self._shown)
        return False

    def _done(self, picture: QImage) -> None:
        self._marks.append(perf_counter())
        self._armed = True
        QApplication.instance().installEventFilter(self)
        self._then(picture)

    def _shown(self) -> None:
        self._marks.append(perf_counter())
        QApplication.instance().removeEventFilter(self)
        marks = [(mark - self._marks[0]) * 1e3 for mark in self._marks[1:]]
        self.taken.append([*marks, (process_time() - self._cpu) * 1e3])
        self._left -= 1
        self._window.go_back()
        self._window.go_back()  # the first one asks
        QTimer.singleShot(PAUSE_MS, self, self.begin if self._left else self._end)

    def _end(self) -> None:
        print(json.dumps(self.taken), flush=True)
        os._exit(0)


def main() -> None:
    """Show the window, take pictures."""
    application = QApplication([])
    theme.apply_theme(application, "light")
    folder = Path(tempfile.mkdtemp())
    places = AppPaths(**{field.name: folder / field.name for field in fields(AppPaths)})
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    app.__dict__["catalog"] = app.catalog
    window = AppWindow(app, JobRunner())
    window.resize(900, 760)
    window.move(400, 200)
    window.show()
    window.open(AskPage(words="x"))
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    form._computer.cancel_collecting()
    rounds = Round(window, form, int(sys.argv[1]))
    whole = grab.X11Backend.capture_desktop

    def noted(self: CaptureBackend, progress: object) -> QImage:
        rounds.noted()
        return whole(self, progress)  # type: ignore[arg-type]

    grab.X11Backend.capture_desktop = noted  # type: ignore[method-assign,assignment]
    QTimer.singleShot(2500, partial(rounds.begin))
    application.exec()


if __name__ == "__main__":
    main()
