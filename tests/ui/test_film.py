"""One problem from the sentence to the fix, in the real window: the animation of the README.

`make animation` writes it; without SELFHELP_TEST_FILM it is only made and measured here.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome, StepResult, Undo
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.engine.engine import Engine
from selfhelp.machine.transcript import Transcript
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.window import AppWindow
from tests.diagnosis.recorded_computer import TRANSCRIPTS, computer
from tests.people import ROOT
from tests.ui.film import Film
from tests.ui.screens.test_diagnosis import NOW

README = ROOT / "docs" / "screens" / "one-problem.webp"
MOST = 1_500_000
"""Bytes: a page of a repository loads it each time."""

GONE = "print-wrong-default/debian-13--gone"


class Desk:
    """A recorded computer that takes its time to answer, and is another one once it is repaired."""

    def __init__(self, folder: Path) -> None:
        named = re.sub(r"\boffice\b", "Office", (TRANSCRIPTS / f"{GONE}.toml").read_text("utf-8"))
        (folder / "gone.toml").write_text(named.replace('"old"', '"Reception"'), "utf-8")
        gone = tuple(entry for entry in Transcript.load(folder / "gone.toml").entries if not entry.change)
        self._now = computer("printing", GONE, extra=gone)
        self.seconds = 0.0

    def repair(self) -> None:
        """Be the healthy one."""
        self._now = computer("printing", "print-offline/debian-13--healthy")

    def run(self, command: Any) -> Any:
        """Answer, after a while."""
        time.sleep(self.seconds)
        return self._now.run(command)

    def read(self, source: Any) -> Any:
        """Answer, after a while."""
        time.sleep(self.seconds)
        return self._now.read(source)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)


def let_it_be_repaired(app: App, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a fix ask and work, because a recording has no changes; what was not recorded is healthy."""
    look = Engine._run_check_safely

    def as_recorded(fix: Any, *args: Any) -> CheckResult:
        result = look(fix, *args)
        return result if result.finding else CheckResult(fix.id, CheckState.HEALTHY)

    def run(fix: Any, prompts: Any, progress: Progress, *, found: Any = None) -> FixRun:
        result = app.engine.check(fix, progress)
        proposal = app.engine.make_proposal(fix, result.finding)
        if not prompts.ask_consent(proposal):
            return FixRun("", fix.id, Outcome.DECLINED, result, (), None, NOW, NOW)
        desk.repair()
        steps = [
            StepResult(f"step-{number}", "done", Undo.POSSIBLE, sentence=step.sentence)
            for number, step in enumerate(proposal.steps)
        ]
        after = CheckResult(fix.id, CheckState.HEALTHY)
        return FixRun("", fix.id, Outcome.FIXED, result, steps, after, NOW, NOW)

    monkeypatch.setattr(Engine, "_run_check_safely", staticmethod(as_recorded))
    monkeypatch.setattr(app.engine, "run", run)


@pytest.mark.soak
@pytest.mark.slow
def test_one_problem_from_the_sentence_to_the_fix(
    qapp: QApplication,
    qtbot: QtBot,
    places: AppPaths,
    jobs: JobRunner,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    theme.apply_theme(qapp, "light")
    desk = Desk(tmp_path)
    window = AppWindow(App(desk, places, {"LANG": "en_GB.UTF-8"}), jobs)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(720, 640)
    let_it_be_repaired(window._app, desk, monkeypatch)
    window.open(HomePage())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    film = Film(qtbot, window, QPoint(600, 520))
    _ask(film, window)
    desk.seconds = 0.12
    film.qtbot.keyClick(window.get_current_screen()._box, Qt.Key.Key_Return)  # type: ignore[union-attr]
    _find(film, window)
    desk.seconds = 0.02
    _fix(film, window)
    asked = os.environ.get("SELFHELP_TEST_FILM")
    file = Path(asked or tmp_path / "one-problem.webp")
    film.save(file, small=bool(asked))
    assert _frames(file) >= 40
    assert 17 <= film.seconds <= 23
    assert not asked or file.stat().st_size <= MOST


def _ask(film: Film, window: AppWindow) -> None:
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    film.qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    film.qtbot.wait(600)
    film.hold(1.6)
    home._box.setFocus()
    film.type(home._box, "my printer doesn't print", 2.4)
    film.qtbot.wait(400)
    film.hold(1.4)


def _find(film: Film, window: AppWindow) -> None:
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    film.until(screen._card.isVisible, 0.35)
    film.qtbot.wait(600)
    film.hold(3.2)
    film.click(screen._card.primary)


def _fix(film: Film, window: AppWindow) -> None:
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    film.until(screen._proposal.yes.isVisible, 0.1)
    film.qtbot.wait(400)
    film.hold(3.0)
    film.click(screen._proposal.yes)
    film.until(lambda: screen._job is None and screen._ending.isVisible(), 0.5)
    film.qtbot.wait(600)
    assert screen._ending.heading.text() == "Fixed. You can print again."
    film.hold(3.8)


def test_the_readme_shows_it_and_says_in_words_what_it_shows() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    assert f"]({README.relative_to(ROOT).as_posix()})" in page
    text = page.partition(f"]({README.relative_to(ROOT).as_posix()})")[0].rpartition("![")[2]
    assert "Fixed" in text
    assert _frames(README) >= 40
    assert README.stat().st_size <= MOST


def _frames(file: Path) -> int:
    with Image.open(file) as film:
        return sum(1 for _ in ImageSequence.Iterator(film))
