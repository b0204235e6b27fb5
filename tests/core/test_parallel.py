"""Work side by side: nothing that hangs holds up the rest, and every piece has exactly one answer."""

from __future__ import annotations

import threading
import time

import pytest

from selfhelp.core import parallel
from selfhelp.core.parallel import BackgroundValue, ParallelTask, SharedValue


def piece(id_: str, seconds: float = 5.0, wait: threading.Event | None = None) -> ParallelTask[str]:
    def do() -> str:
        if wait is not None:
            wait.wait()
        return f"{id_} done"

    return ParallelTask(id_, seconds, do, lambda: f"{id_} late")


def answers(*pieces: ParallelTask[str]) -> dict[str, str]:
    heard = [answer for answer in parallel.run_tasks_in_parallel(pieces) if answer is not None]
    assert len(heard) == len(pieces)
    return dict(heard)


def test_all_run_in_parallel() -> None:
    gate = threading.Barrier(8)
    pieces = [ParallelTask(str(n), 5.0, lambda: str(gate.wait(5) >= 0), lambda: "late") for n in range(8)]
    assert set(answers(*pieces).values()) == {"True"}


def test_a_hanging_task_is_late_and_delays_no_other() -> None:
    never = threading.Event()
    started = time.monotonic()
    assert answers(piece("a"), piece("b", 0.3, never)) == {"a": "a done", "b": "b late"}
    assert time.monotonic() - started < 5
    never.set()


def test_an_answer_after_its_time_is_dropped() -> None:
    soon = threading.Event()
    run = parallel.run_tasks_in_parallel([piece("slow", 0.1, soon), piece("open", 1.0, threading.Event())])
    heard = [answer for answer in run if answer and (soon.set() or True)]
    assert heard == [("slow", "slow late"), ("open", "open late")]


def test_no_thread_to_be_had_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    assert answers(piece("a")) == {"a": "a late"}


def test_nothing_to_do() -> None:
    assert list(parallel.run_tasks_in_parallel([])) == []


def test_one_that_waits_is_begun_before_the_next() -> None:
    waiting = threading.Event()
    lead = ParallelTask("lead", 5.0, lambda: str(waiting.set()), lambda: "late", lead=0.2)
    seen = ParallelTask("seen", 5.0, lambda: str(waiting.is_set()), lambda: "late")
    assert answers(lead, seen)["seen"] == "True"


def test_what_was_not_started_is_read_by_who_asks() -> None:
    read = BackgroundValue(threading.get_ident)
    assert read.wait_until_done(0)
    assert (read.is_started, read.result()) == (False, threading.get_ident())


def test_what_was_started_is_read_meanwhile_and_its_error_is_raised_for_who_asks() -> None:
    go = threading.Event()
    read = BackgroundValue(lambda: go.wait(10) and threading.get_ident())
    read.start()
    assert not read.wait_until_done(0.01)
    go.set()
    assert read.result() not in (False, threading.get_ident())

    def fail() -> int:
        raise ValueError("no")

    failing = BackgroundValue(fail)
    failing.start()
    assert failing.wait_until_done(10)
    with pytest.raises(ValueError, match="no"):
        failing.result()


def test_a_thread_that_cannot_start_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    read = BackgroundValue(lambda: 1)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    read.start()
    assert (read.is_started, read.result()) == (False, 1)


def test_a_shared_value_is_read_once_for_all_who_ask_and_so_is_its_error() -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(threading.get_ident())
        threading.Event().wait(0.05)
        return len(reads)

    shared = SharedValue(read)
    others = [BackgroundValue(shared.result) for _ in range(3)]
    for other in others:
        other.start()
    assert [shared.result(), *(other.result() for other in others)] == [1, 1, 1, 1]

    def fail() -> int:
        reads.append(0)
        raise ValueError("no")

    failing = SharedValue(fail)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            failing.result()
    assert len(reads) == 2
