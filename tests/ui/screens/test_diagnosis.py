"""From a sentence to one answer in the window, on recorded computers."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import Places
from selfhelp.ui import theme
from selfhelp.ui.jobs import Jobs
from selfhelp.ui.navigation import Destination, DiagnosisPage
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.window import Window
from tests.diagnosis.recorded_computer import computer

PAUSED = "print-offline/debian-13--paused"
STUCK = "print-stuck-queue/debian-13--paused"
ELSEWHERE = "print-wrong-default/debian-13--stopped"
MUTED = "audio-no-sound/debian-13--muted"

Show = Callable[..., Window]


@pytest.fixture
def show(qapp: QApplication, qtbot: QtBot, places: Places, jobs: Jobs) -> Show:
    """Return a function that shows a screen in the window on a recorded computer."""

    def make(machine: Any, page: Destination, language: str = "en_GB.UTF-8") -> Window:
        theme.apply(qapp, "light")
        window = Window(App(machine, places, {"LANG": language}), jobs)
        qtbot.addWidget(window)
        window.open(page)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


def words(screen: QWidget) -> str:
    """Everything that can be read."""
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def answered(window: Window, qtbot: QtBot) -> DiagnosisScreen:
    screen = window.current()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(screen._card.isVisible, timeout=15_000)
    return screen


def test_one_answer(show: Show, qtbot: QtBot) -> None:
    window = show(computer("printing", STUCK), DiagnosisPage("my printer does not print"))
    screen = answered(window, qtbot)
    window.resize(400, 560)
    qtbot.wait(300)
    window.grab().save("/tmp/dscreen/one.png")
    print(words(screen))
