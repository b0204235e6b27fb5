"""Garbage is collected on the thread of the window, and all of it only while no one waits for the window."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.ui.background import idle_collector


class Knot:
    """What only a look at the whole memory finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def paused(qapp: QApplication) -> Iterator[QApplication]:
    pause = idle_collector.IdleCollector(qapp)
    pause.later.setInterval(50)
    usual = gc.get_threshold()
    gc.freeze()  # what other tests have loaded
    gc.set_threshold(100, 3, 3)  # with the usual ones, the same collections come after much more work
    yield qapp
    gc.set_threshold(*usual)
    gc.unfreeze()
    qapp.applicationStateChanged.disconnect(pause._on_application_state_changed)
    QAbstractEventDispatcher.instance().aboutToBlock.disconnect(pause._collect_due_generation)
    pause.deleteLater()
    gc.enable()


def turn(application: QApplication, monkeypatch: pytest.MonkeyPatch, state: Qt.ApplicationState) -> None:
    """Let the user come to the window, or leave it."""
    monkeypatch.setattr(idle_collector.QGuiApplication, "applicationState", lambda: state)
    application.applicationStateChanged.emit(state)


def old_knot() -> weakref.ref[Knot]:
    """Return what is garbage, and old."""
    knot = Knot()
    gc.collect()
    return weakref.ref(knot)


def work_a_lot(qtbot: QtBot) -> None:
    """Make enough, in portions, for Python to look at everything, as it usually does."""
    kept = []
    for _ in range(120):
        kept.append([[number] for number in range(1 + gc.get_threshold()[0])])
        qtbot.wait(1)


def test_old_garbage_is_kept_while_the_user_works(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication, qtbot: QtBot
) -> None:
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationActive)
    old = old_knot()
    young = weakref.ref(Knot())
    work_a_lot(qtbot)
    assert old() is not None
    assert young() is None


def test_the_survivors_of_a_collection_wait_for_a_pause(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication, qtbot: QtBot
) -> None:
    pause = paused.findChildren(idle_collector.IdleCollector)[-1]
    pause._survivors.setInterval(300)
    collected: list[int] = []
    monkeypatch.setattr(idle_collector.gc, "collect", collected.append)
    monkeypatch.setattr(idle_collector.gc, "get_count", lambda: (10_000, 20, 2))
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationActive)
    pause._collect_due_generation()
    assert collected == [0]
    monkeypatch.setattr(idle_collector.gc, "get_count", lambda: (10_000, 1_000, 2))
    pause._collect_due_generation()
    assert collected[-1] == idle_collector.YOUNG, "not even a pause comes"
    collected.clear()
    monkeypatch.setattr(idle_collector.gc, "get_count", lambda: (0, 20, 2))
    pause._survivors.start()
    qtbot.waitUntil(lambda: idle_collector.YOUNG in collected)


def test_in_the_tray_it_goes_as_often_as_python_would(
    monkeypatch: pytest.MonkeyPatch, paused: QApplication, qtbot: QtBot
) -> None:
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationActive)
    turn(paused, monkeypatch, Qt.ApplicationState.ApplicationInactive)
    qtbot.wait(100)
    there = old_knot()
    work_a_lot(qtbot)
    assert there() is None


@pytest.mark.usefixtures("paused")
def test_no_widget_is_freed_on_the_thread_of_a_job(qtbot: QtBot) -> None:
    freed: list[bool] = []
    here = threading.get_ident()

    class Ours(QWidget):
        """PySide frees its own widgets on their thread, but one of ours where the collector runs."""

    widget = Ours()
    widget.destroyed.connect(
        lambda: freed.append(threading.get_ident() == here), Qt.ConnectionType.DirectConnection
    )
    widget.itself = widget  # type: ignore[attr-defined]
    del widget
    job = threading.Thread(target=lambda: [[number] for number in range(1_000_000)])
    job.start()
    job.join()
    assert freed == []
    work_a_lot(qtbot)
    assert freed == [True]


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
    idle_collector.schedule_garbage_collection(owner)
    qtbot.waitUntil(lambda: there() is None)
