"""The window stays quick and small: nothing slow on its thread, nothing left behind when it is closed."""

from __future__ import annotations

import gc
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import FactTable, Item, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report.collectors import Collector
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import AskPage, HomePage, JournalPage, SettingsPage, TicketsPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make

pytestmark = pytest.mark.alone

LONGEST = 0.5
"""Seconds in which the window may not answer: half of what the slow things here take. How long it is exactly
is measured where it can be compared, by `make bench` and by the robot."""

TICK_MS = 5
GROWTH = 12_000_000
"""Bytes that 20 windows may leave behind; one window is about this size."""


class Heart(QObject):
    """Beats on the thread of the window; a beat that comes late shows what blocked it."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        """Note how long the last beat is past."""
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


class Slow(Collector):
    """A part of the computer that does not answer at once."""

    id = "slow"
    title = N_("Disks")

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        time.sleep(2 * LONGEST)
        return []


@contextmanager
def listening() -> Iterator[Heart]:
    """Listen to the thread of the window, with no other blocking in between."""
    gc.collect()
    heart = Heart()
    yield heart
    heart.beat()  # what blocked it until now has not been noticed yet
    heart.deleteLater()


def test_a_snapshot_of_this_computer_does_not_block_the_window(
    qapp: QApplication, qtbot: QtBot, places: AppPaths
) -> None:
    app, jobs = App(LocalMachine(Platform.LINUX), places, {}, "en"), JobRunner()
    app.catalog.__dict__["collectors"] = {**app.catalog.collectors, Slow.id: Slow()}
    window = AppWindow(app, jobs)
    qtbot.addWidget(window)
    window.show()
    window.open(AskPage())
    screen = window.get_current_screen()
    assert isinstance(screen, AskScreen)
    with listening() as heart:
        qtbot.waitUntil(lambda: screen.case is not None and screen.case.snapshot is not None, timeout=20_000)
    assert heart.longest < LONGEST
    assert screen.case is not None
    assert screen.case.snapshot is not None
    assert Slow.id in {section.id for section in screen.case.snapshot.sections}
    assert jobs.stop_all(5_000)


def test_a_desk_that_does_not_answer_does_not_block_the_window(
    make_window: Make, app: App, qtbot: QtBot
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls, and says nothing
        folder = app.places.config
        folder.mkdir(parents=True)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (folder / "policy.toml").write_text(
            f'[desk]\nconnector = "rt"\nemail = "a@example.com"\n[desk.rt]\nurl = "{url}"\n'
        )
        app.environment = {**app.environment, "SELFHELP_TOKEN": "1-14-0123456789abcdef0123456789abcdef"}
        app.__dict__.pop("loaded_policy")  # read before the file was there
        silent.settimeout(5)
        case = app.create_case("Nothing prints")
        case.save_to_outbox(case.build_letter())
        window = make_window(TicketsPage())
        window.open(JournalPage())
        done: list[object] = []
        jobs = window.context.jobs
        jobs.start_job_now(
            lambda _: app.create_delivery_service().deliver_due_items(), done.append, done.append
        )
        call, _ = silent.accept()
        with call, listening() as heart:
            for page in (HomePage, TicketsPage, JournalPage, HomePage):
                window.open(page())
                qtbot.wait(200)
        assert done == []  # the desk was silent all the time
    assert heart.longest < LONGEST


@pytest.mark.slow
def test_windows_that_are_closed_leave_nothing_behind(app: App, jobs: JobRunner, qtbot: QtBot) -> None:
    memory = psutil.Process()

    def once() -> int:
        window = AppWindow(app, jobs)
        window.show()
        for page in (HomePage, AskPage, TicketsPage, JournalPage, SettingsPage):
            window.open(page())
            qtbot.wait(20)
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        return int(memory.memory_info().rss)

    for _ in range(3):
        warm = once()
    for _ in range(20):
        last = once()
    print(f"20 windows left {last - warm} bytes")
    assert last - warm < GROWTH
