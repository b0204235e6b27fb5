"""Work runs elsewhere; results, errors and progress arrive on the thread of the window."""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import gc
import statistics
import threading
import time
import weakref
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from selfhelp.core.errors import CancelledError, SelfhelpError, UnavailableError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui.jobs import THREADS, JobRunner
from selfhelp.ui.widgets.delayed_call import call_soon


def test_a_result_arrives_on_this_thread(qtbot: QtBot, jobs: JobRunner) -> None:
    heard: list[tuple[int, int]] = []
    jobs.start_job(
        lambda _: threading.get_ident(), lambda there: heard.append((there, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(heard))
    there, here = heard[0]
    assert here == threading.get_ident()
    assert there != here


def test_work_that_computes_lets_this_thread_go_on(qtbot: QtBot, jobs: JobRunner) -> None:
    ended = threading.Event()

    def compute(_progress: Progress) -> None:
        while not ended.is_set():
            sum(range(1_000))

    jobs.start_job(compute)
    turns = []
    for _ in range(100):
        began = time.perf_counter()
        time.sleep(0)  # as every call of Qt does: another thread may run Python now
        turns.append(time.perf_counter() - began)
    ended.set()
    assert statistics.median(turns) < 0.004  # it would be Python's own 0.005


def test_the_apps_errors_arrive_unchanged(qtbot: QtBot, jobs: JobRunner) -> None:
    heard: list[SelfhelpError] = []

    def work(progress: Progress) -> None:
        raise UnavailableError(N_("Not now."))

    jobs.start_job(work, lambda _: pytest.fail("not done"), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], UnavailableError)


def test_an_unexpected_error_is_logged_and_becomes_a_calm_sentence(
    qtbot: QtBot, jobs: JobRunner, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[SelfhelpError] = []
    jobs.start_job(lambda _: 1 / 0, None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert "division" not in str(heard[0])
    assert "division" in heard[0].detail


def test_what_is_seen_of_it_is_drawn_before_it_begins(qtbot: QtBot, jobs: JobRunner) -> None:
    order: list[str] = []
    begun = threading.Event()

    def work(_progress: Progress) -> None:
        order.append("work")
        begun.set()

    jobs.start_job(work)
    assert not begun.wait(0.2)
    order.append("drawn")
    qtbot.waitUntil(begun.is_set)
    assert order == ["drawn", "work"]


def test_urgent_jobs_start_immediately(jobs: JobRunner) -> None:
    begun = threading.Event()
    jobs.start_job_now(lambda _: begun.set())
    assert begun.wait(5)


def test_cancelling_reaches_the_work(qtbot: QtBot, jobs: JobRunner) -> None:
    heard: list[SelfhelpError] = []
    started = threading.Event()

    def work(progress: Progress) -> None:
        started.set()
        while True:
            progress.check()

    job = jobs.start_job(work, None, heard.append)
    qtbot.waitUntil(started.is_set)
    job.cancel()
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], CancelledError)
    assert not job.running


def test_the_last_progress_arrives_before_the_result(qtbot: QtBot, jobs: JobRunner) -> None:
    heard: list[object] = []

    def work(progress: Progress) -> str:
        for number in range(10_000):
            progress.report(N_("{n}", n=number), number / 10_000)
        return "done"

    def moved(text: Text, done: float | None) -> None:
        heard.append(text.values["n"])

    jobs.start_job(work, heard.append, None, moved)
    qtbot.waitUntil(lambda: "done" in heard)
    assert heard[-2:] == [9_999, "done"]
    assert len(heard) < 5_000  # many sentences in a row cost the window few events


def test_no_callback_after_the_widget_is_deleted(qtbot: QtBot, jobs: JobRunner) -> None:
    owner, go, heard = QObject(), threading.Event(), []
    job = jobs.start_job(lambda _: go.wait(5), heard.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(20)
    go.set()
    qtbot.waitUntil(lambda: not job.running)
    assert heard == []


def test_stopping_waits_for_what_runs(qtbot: QtBot) -> None:
    jobs, started, ended = JobRunner(), threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        started.set()
        try:
            while True:
                progress.check()
        finally:
            ended.set()

    jobs.start_job(work)
    qtbot.waitUntil(started.is_set)
    assert jobs.stop_all(5_000)
    assert ended.is_set()


class Screen(QObject):
    """Whoever starts work, and may go when it has ended."""

    def work(self, _progress: Progress) -> None:
        return None

    def done(self, _nothing: None) -> None:
        return None


@pytest.mark.parametrize("times", [1, 12])
def test_finished_work_keeps_no_references(qtbot: QtBot, jobs: JobRunner, times: int) -> None:
    screen = Screen()
    there = weakref.ref(screen)
    done = [jobs.start_job(screen.work, screen.done, owner=screen) for _ in range(times)]
    qtbot.waitUntil(lambda: not any(job.running for job in done))
    del screen
    qtbot.waitUntil(lambda: gc.collect() >= 0 and there() is None)


class LastHolder:
    """Work that is the last to hold a thing: itself, by its result, or by the frames of its error."""

    def __init__(self, thing: QObject, held_by: str) -> None:
        self.thing: QObject | None = thing
        self.held_by = held_by

    def __call__(self, _progress: Progress) -> QObject | None:
        if self.held_by == "error":
            raise UnavailableError(N_("No."))
        thing, self.thing = (self.thing, None) if self.held_by == "result" else (None, self.thing)
        return thing


@pytest.mark.parametrize("held_by", ["work", "result", "error"])
def test_what_a_job_was_the_last_to_hold_is_freed_on_this_thread(
    qtbot: QtBot, jobs: JobRunner, held_by: str
) -> None:
    """A timer that is freed on another thread goes on, and ends the process when it fires."""
    here, freed = threading.get_ident(), []
    for _ in range(30):  # which thread lets go last is a matter of luck
        thing = QObject()
        thing.destroyed.connect(
            lambda: freed.append(threading.get_ident() == here), Qt.ConnectionType.DirectConnection
        )
        job = jobs.start_job_now(LastHolder(thing, held_by))
        del thing
        qtbot.waitUntil(lambda job=job: not job.running)
    qtbot.waitUntil(lambda: gc.collect() >= 0 and len(freed) == 30)
    assert all(freed)


def test_cancelled_work_keeps_no_references(qtbot: QtBot) -> None:
    jobs, going_on, begun = JobRunner(), threading.Event(), []
    screens = [Screen() for _ in range(3)]
    there = [weakref.ref(screen) for screen in screens]
    for _ in range(THREADS):
        jobs.start_job(lambda _: going_on.wait(10))
    for screen in screens:
        jobs.start_job(lambda _, screen=screen: begun.append(screen), screen.done, owner=screen)
    threading.Timer(0.1, going_on.set).start()
    assert jobs.stop_all(5_000)
    shiboken6.delete(jobs)
    del jobs, screens, screen
    gc.collect()
    assert not begun
    assert [one() for one in there] == [None, None, None]


def test_what_was_to_come_soon_does_not_keep_who_went(qtbot: QtBot) -> None:
    screen, called = Screen(), []
    there = weakref.ref(screen)
    call_soon(screen, partial(called.append, screen))
    shiboken6.delete(screen)
    del screen
    qtbot.wait(20)
    gc.collect()
    assert there() is None
    assert not called


def test_what_comes_soon_comes_once(qtbot: QtBot) -> None:
    screen, called = Screen(), []
    call_soon(screen, lambda: called.append(1))
    qtbot.wait(20)
    assert called == [1]
