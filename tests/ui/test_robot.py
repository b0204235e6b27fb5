"""A robot at every screen (I5 of what is promised): no error, no blocked window, nothing left in memory.

A short run by default. By hand, for one screen: ``python -m tests.ui.robot SCREEN SEED 10000``. Other screens
are in `tests.ui.test_robots_everywhere`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.people import ROOT
from tests.ui.robot import senses
from tests.ui.robot.room import ALWAYS
from tests.ui.robot.runner import UNSEEN, Robot
from tests.ui.robot.senses import Errors, Memory, Pulse

pytestmark = [pytest.mark.slow, pytest.mark.alone]

ACTIONS = 2
"""For each loop: 200 in make soak."""


def robot(own_home: Path, *words: str) -> tuple[int, str]:
    argv = [sys.executable, "-m", "tests.ui.robot", *words]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=900, cwd=ROOT)
    return done.returncode, done.stdout + done.stderr


def test_anything_may_be_done_to_a_screen(own_home: Path, loops: int) -> None:
    status, said = robot(own_home, ALWAYS, "20261128", str(ACTIONS * loops))
    assert status == 0, said
    assert "0 wrong" in said


# -- the robot itself notices what it should -------------------------------------------------------


def rounds(pulse: Pulse, works: Sequence[Callable[[], object]]) -> list[str]:
    wrong = []
    for work in works:
        pulse.begin()
        work()
        wrong.append(pulse.end())
    return wrong


def compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


def test_a_window_that_sleeps_or_computes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senses, "crowded", lambda: False)
    pulse = Pulse()
    short, *asleep = rounds(pulse, [lambda: time.sleep(0.02), *[lambda: time.sleep(0.15)] * 5])
    assert short == ""
    told = [said for said in asleep if "did not answer" in said]
    assert told  # each, unless the whole computer stands still just then
    assert "time.sleep(0.15)" in told[0]  # it says where
    (busy,) = rounds(pulse, [lambda: compute(0.5)])
    assert "computing" in busy


def test_a_busy_neighbour_is_no_blocked_window() -> None:
    hog = "while True: pass"
    neighbours = [subprocess.Popen([sys.executable, "-c", hog]) for _ in range(4)]
    try:
        pulse = Pulse()
        assert rounds(pulse, [lambda: compute(0.03)] * 40) == [""] * 40
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()


@pytest.mark.parametrize("leak", ["widgets", "objects", "bytes"])
def test_what_is_left_behind_is_noticed(qapp: QApplication, leak: str) -> None:
    kept: list[object] = []
    memory, calm = Memory(), Memory()
    for _ in range(9):
        calm.look()
    for _ in range(9):
        make = {"widgets": QWidget, "objects": QObject}.get(leak, lambda: b"x" * 400_000)
        kept.extend(make() for _ in range(4))
        memory.look()
    assert calm.growth() == ""
    assert memory.growth() != ""


def test_errors_of_every_kind_are_noticed(qapp: QApplication) -> None:
    from PySide6.QtCore import qWarning

    class Cleaned:
        def __del__(self) -> None:
            raise ValueError("in a clean-up")

    def fail() -> None:
        raise ValueError("in a slot")

    errors = Errors()
    with errors.noticed():
        QTimer.singleShot(0, fail)
        QApplication.processEvents()
        qWarning("a warning of Qt")
        Cleaned()
    said = "\n".join(errors.found)
    for words in ("in a slot", "a warning of Qt", "in a clean-up"):
        assert words in said


def test_keys_that_go_to_a_hidden_field_are_noticed(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field, beside = QLineEdit(window), QLineEdit(window)
    field.hide()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    robot = Robot(qapp, "home", 1)
    robot._room = SimpleNamespace(window=window)  # type: ignore[assignment]
    monkeypatch.setattr(QApplication, "focusWidget", lambda: field)
    assert [robot._unseen_keys() for _ in range(UNSEEN)] == [""] * UNSEEN, "it may be about to go on"
    assert "QLineEdit" in robot._unseen_keys()
    monkeypatch.setattr(QApplication, "focusWidget", lambda: beside)
    assert [robot._unseen_keys() for _ in range(2 * UNSEEN)] == [""] * 2 * UNSEEN


def test_the_same_seed_does_the_same(own_home: Path) -> None:
    first, again = (robot(own_home, "about", "5", "30") for _ in range(2))
    assert first[0] == again[0] == 0
    status, said = robot(own_home, "no-such-screen", "5", "30")
    assert status != 0
    assert "no-such-screen" in said
