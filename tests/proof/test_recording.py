"""A proof holds what was asked and answered, whatever happens meanwhile."""

from __future__ import annotations

import threading
import time

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import CheckState, Finding, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, File, Machine
from selfhelp.proof.recording import CANCELLED, OUT_OF_TIME, record_subjects
from tests.proof.computers import Computer, subject


def reads(machine: Machine) -> None:
    machine.run(Command(("lsblk",)))
    machine.read(File("/etc/hostname"))


def changes(machine: Machine) -> None:
    machine.change(Command(("lpadmin", "-x", "Office")))


def starts_something_else(machine: Machine) -> None:
    machine.run(Command(("shutdown", "now")))


def raises(_machine: Machine) -> None:
    raise ZeroDivisionError("a mistake")


def not_here(_machine: Machine) -> None:
    raise NotOfferedError(N_("No printer."))


def cannot_see(_machine: Machine) -> None:
    raise ProbeError(N_("No answer."))


def finds(_machine: Machine) -> Finding:
    return Finding(N_("Full."), evidence={"free": "1 %"})


def waits(let_go: threading.Event):
    def look(_machine: Machine) -> None:
        let_go.wait(20)

    return look


def test_every_question_and_answer_is_there() -> None:
    (part,), stopped = record_subjects(Computer(says="sda"), [subject(reads)], Progress(), 10)
    assert (part.state, stopped) == (CheckState.HEALTHY, "")
    assert [(entry.question, entry.answer) for entry in part.asked] == [
        ({"run": ["lsblk"]}, {"code": 0, "stdout": "sda", "stderr": ""}),
        ({"file": "/etc/hostname"}, {"absent": True}),
    ]


def test_nothing_is_changed_even_where_a_check_wants_it(caplog) -> None:
    computer = Computer()
    looks = [subject(changes, "changes"), subject(starts_something_else, "starts"), subject(reads, "reads")]
    parts, _ = record_subjects(computer, looks, Progress(), 10)
    assert computer.changed == []
    assert [type(asked).__name__ for asked in computer.asked] == ["Command", "File"]
    assert [part.state for part in parts] == [
        CheckState.INCONCLUSIVE,
        CheckState.INCONCLUSIVE,
        CheckState.HEALTHY,
    ]
    assert "shutdown" in parts[1].reason


def test_each_end_is_told(caplog) -> None:
    looks = [subject(look, look.__name__) for look in (raises, not_here, cannot_see, finds)]
    parts, _ = record_subjects(Computer(), looks, Progress(), 10)
    states = {part.id: (part.state, part.reason) for part in parts}
    assert states["raises"][0] is CheckState.INCONCLUSIVE
    assert "ZeroDivisionError" in states["raises"][1]
    assert states["not_here"] == (CheckState.NOT_OFFERED, "No printer.")
    assert states["cannot_see"][0] is CheckState.INCONCLUSIVE
    assert states["finds"] == (CheckState.FOUND, "")
    assert parts[3].evidence == {"free": "1 %"}


def test_what_hangs_costs_only_itself() -> None:
    let_go = threading.Event()
    looks = [subject(waits(let_go), "hangs", 0.3), subject(reads, "reads")]
    started = time.monotonic()
    parts, stopped = record_subjects(Computer(), looks, Progress(), 10)
    let_go.set()
    assert time.monotonic() - started < 5
    assert [part.state for part in parts] == [CheckState.INCONCLUSIVE, CheckState.HEALTHY]
    assert (parts[0].left_out, stopped) == ("it took too long", "")


def test_the_limit_for_all_is_kept_and_told() -> None:
    let_go = threading.Event()
    looks = [subject(waits(let_go), "hangs", 15.0), subject(reads, "reads")]
    started = time.monotonic()
    parts, stopped = record_subjects(Computer(), looks, Progress(), 0.4)
    let_go.set()
    assert time.monotonic() - started < 5
    assert stopped == OUT_OF_TIME
    assert [part.state for part in parts] == [CheckState.INCONCLUSIVE, CheckState.HEALTHY]


def test_who_stops_it_keeps_what_is_known() -> None:
    let_go = threading.Event()
    progress = Progress()

    def hangs(_machine: Machine) -> None:
        progress.cancel()
        let_go.wait(20)

    looks = [subject(reads, "reads"), subject(hangs, "hangs", 15.0)]
    parts, stopped = record_subjects(Computer(), looks, progress, 20)
    let_go.set()
    assert stopped == CANCELLED
    assert [part.id for part in parts] == ["reads", "hangs"]
    assert (parts[1].state, parts[1].left_out) == (CheckState.INCONCLUSIVE, CANCELLED)


def test_no_more_run_side_by_side_than_are_allowed() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def counts(_machine: Machine) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    looks = [subject(counts, f"probe-{number}") for number in range(9)]
    parts, _ = record_subjects(Computer(), looks, Progress(), 10, together=3)
    assert len(parts) == 9
    assert 1 <= most <= 3


def test_what_another_system_has_is_not_asked() -> None:
    import dataclasses

    computer = Computer()
    elsewhere = dataclasses.replace(subject(reads), platforms=frozenset({Platform.MACOS}))
    (part,), _ = record_subjects(computer, [elsewhere], Progress(), 10)
    assert (part.state, computer.asked) == (CheckState.NOT_OFFERED, [])
