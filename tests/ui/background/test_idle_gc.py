"""All of the memory is looked at for garbage while nobody waits for the window, and only then."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.ui.background import idle_gc


class Knot:
    """What only a look at the whole memory finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def paused(qapp: QApplication) -> Iterator[QApplication]:
    pause = idle_gc.IdleCollector(qapp)
    pause.later.setInterval(50)
    yield qapp
    qapp.applicationStateChanged.disconnect(pause._on_application_state_changed)
    pause.deleteLater()
    gc.set_threshold(*idle_gc.USUAL)


def turn(application: QApplication, monkeypatch: pytest.MonkeyPatch, state: Qt.ApplicationState) -> None:
    """Let the user come to the window, or leave it."""
    monkeypatch.setattr(idle_gc.QGuiApplication, "applicationState", lambda: state)
    application.applicationStateChanged.emit(state)


def old_knot() -> weakref.ref[Knot]:
    """Return what is garbage, and old."""
    knot = Knot()
    gc.collect()
    return weakref.ref(knot)


def a_lot_of_work() -> list[list[int]]:
    """Make enough for Python to look at everything, as it usually does."""
    return [[number] for number in range(1_000_000)]


def test_old_garbage_is_kept_while_the_user_works(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication
) -> None:
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationActive)
    there = old_knot()
    assert len(a_lot_of_work()) == 1_000_000
    assert there() is not None


def test_in_the_tray_it_goes_as_python_sees_fit(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication, qtbot: QtBot
) -> None:
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationActive)
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationInactive)
    qtbot.wait(100)
    there = old_knot()
    assert len(a_lot_of_work()) == 1_000_000
    assert there() is None


@pytest.mark.parametrize(
    "state", [Qt.ApplicationState.ApplicationInactive, Qt.ApplicationState.ApplicationHidden]
)
def test_garbage_is_collected_when_the_window_is_left(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication, qtbot: QtBot, state: Qt.ApplicationState
) -> None:
    there = old_knot()
    turn(paused, monkeypatch, state)
    assert there() is not None  # the window may be hidden for a picture only
    qtbot.waitUntil(lambda: there() is None)


def test_it_stays_while_the_window_hides_for_a_moment(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication, qtbot: QtBot
) -> None:
    there = old_knot()
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationInactive)
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationActive)
    qtbot.wait(100)
    assert there() is not None


def test_it_goes_with_a_window_that_is_freed(paused: QApplication, qtbot: QtBot) -> None:
    there, owner = old_knot(), QObject()
    idle_gc.schedule_garbage_collection(owner)
    qtbot.waitUntil(lambda: there() is None)
