"""A core on a computer that is all made up: fixes whose checks and steps a test decides."""

from __future__ import annotations

import gc
import os
import sys
from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from selfhelp.ui.navigation import Destination, HomePage
from tests.ui.pages import Make

if sys.platform != "win32":  # where the desktop is always there
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.catalog import app_functions, suggestions
from selfhelp.catalog.app_functions import FunctionFinder, PhrasedTarget
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.policy import managed_settings
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.window import AppWindow
from tests.ui.fakes import Broken, CanPrint, Printer, SilentMachine


@pytest.fixture(scope="module", autouse=True)
def nothing_left_open() -> Iterator[None]:
    """Take away what a file of tests has left: a window or menu of it would catch the clicks of the next.

    Garbage is collected on the thread of the windows only, as the app does (`idle_collector`): on another,
    such as that of a job or of a server which a test starts, it would end the process.
    """
    gc.disable()
    yield
    if QApplication.instance() is not None:
        take_away_windows()
        gc.freeze()  # what is left stays, such as modules: to search it all took half a second for each file
    gc.enable()


def take_away_windows() -> None:
    """Hide all windows and menus, and collect those that no one needs any more."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.hide()
    for window in QApplication.topLevelWidgets():
        window.hide()
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


@pytest.fixture(scope="session", autouse=True)
def phrases_prepared_once() -> Iterator[None]:
    """Each window searches the same thousands of phrases: preparing them takes as long as building it."""
    with pytest.MonkeyPatch.context() as patch:
        parts = (
            (app_functions, "_prepare_phrase"),
            (app_functions, "_prepare_pattern"),
            (suggestions, "load_weights"),
        )
        for module, name in parts:
            patch.setattr(module, name, cache(getattr(module, name)))
        patch.setattr(app_functions, "FunctionFinder", _find_finder)
        yield


_FINDERS: dict[Sequence[object], FunctionFinder] = {}


def _find_finder(known: Iterable[PhrasedTarget]) -> FunctionFinder:
    """Return the finder of these functions, which is the same in most windows; it never changes."""
    targets = [*known]
    key = tuple((one.key, *one.phrases, None, *one.hints, None, *one.patterns) for one in targets)
    if key not in _FINDERS:
        _FINDERS[key] = FunctionFinder(targets)
    return _FINDERS[key]


@pytest.fixture(autouse=True)
def policy_in_a_folder_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's policy lies in /tmp here, where everyone may write; see
    tests/core/test_file_ownership.py."""
    monkeypatch.setattr(managed_settings, "describe_untrusted_settings_owner", lambda _file: None)


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    """A button of the mouse that a test does not let go holds the mouse of every later one."""
    yield
    gc.collect(1)  # see above
    if QApplication.instance() is not None:
        assert QApplication.mouseButtons() == Qt.MouseButton.NoButton, "a button of the mouse is still held"


@pytest.fixture
def printer() -> Printer:
    """What the made-up fix finds and does."""
    return Printer()


@pytest.fixture
def app(places: AppPaths, printer: Printer) -> App:
    """The core with one fix of ours, and one whose check raises."""
    app = App(SilentMachine(Platform.LINUX), places, {"LANG": "en_GB.UTF-8"})
    fixes = {fix.id: fix for fix in (printer.fix(), Broken())}
    checks = ChainMap({"can-print": CanPrint(printer)}, fixes)
    titles = {fix.id: fix.title for fix in fixes.values()}
    app.catalog.__dict__.update(all_fixes=fixes, fixes=fixes, checks=checks, fix_titles=titles)
    return app


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    jobs = JobRunner()
    yield jobs
    assert jobs.stop_all(5_000)


@pytest.fixture
def make_window(qapp: QApplication, qtbot: QtBot, app: App, jobs: JobRunner) -> Make:
    """Return a function that shows the window with a screen."""

    def make(destination: Destination | None = None) -> AppWindow:
        theme.apply_theme(qapp, "light")
        window = AppWindow(app, jobs)
        qtbot.addWidget(window)
        window.open(destination or HomePage())
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


@pytest.fixture
def pictures() -> Path:
    """Where pictures of screens go."""
    folder = Path(__file__).parents[2] / "build" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
