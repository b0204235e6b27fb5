"""From a sentence to the first result and the verdict, on recorded healthy computers and on this one."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.paths import detect_platform
from selfhelp.core.progress import Progress
from selfhelp.diagnosis.complaints import load_complaints
from selfhelp.diagnosis.diagnosis import Diagnosis, Event, EventKind
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy
from tests.bench.measure import Result
from tests.diagnosis.recorded_computer import computer, diagnosis

FIRST, VERDICT = 1_000, 5_000
"""Milliseconds until something is known, and until the answer stands."""

SENTENCES = {
    "printing": "mon imprimante n'imprime plus",
    "internet": "no internet since this morning",
    "sound": "je n'ai plus de son",
    "disk-space": "my disk is full",
    "slow": "computer is so slow",
    "mail": "I do not receive mail in outlook",
}

Ask = Callable[[Callable[[Event], None]], object]


def results(runs: int) -> Iterator[Result]:
    """Measure sentences on recorded healthy computers, then every complaint on this one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _rows("a recorded healthy computer", list(_recorded(folder, max(1, runs // 3))))
        yield _broken(folder, max(1, runs // 3))
        yield from _rows("this computer", list(_here(folder)))


def _recorded(folder: Path, runs: int) -> Iterator[tuple[str, float, float]]:
    diagnosis(computer("sound"), folder).diagnose(SENTENCES["sound"], Progress(), lambda _event: None)
    for (
        id_,
        sentence,
    ) in SENTENCES.items():  # the catalogue is loaded by now, as in an app that has been started
        for _ in range(runs):
            asked = diagnosis(computer(id_), folder)
            yield id_, *_timed(lambda hear, asked=asked, s=sentence: asked.diagnose(s, Progress(), hear))


def _broken(folder: Path, runs: int) -> Result:
    """Measure the first finding where the network cable is out."""
    taken = []
    for _ in range(runs):
        asked = diagnosis(computer("internet", "net-no-internet/debian-13--cable-out"), folder)
        ask: Ask = lambda hear, asked=asked: asked.diagnose(SENTENCES["internet"], Progress(), hear)  # noqa: E731
        taken.append(_timed(ask, {EventKind.FINDING})[0])
    return Result("sentence to first finding, cable out", statistics.median(taken), "ms", FIRST)


def _here(folder: Path) -> Iterator[tuple[str, float, float]]:
    machine = LocalMachine(detect_platform())
    real = Diagnosis(Catalog(Policy(), machine.platform), Engine(machine, Journal(folder)))
    for id_ in load_complaints():
        yield id_, *_timed(lambda hear, id_=id_: real.diagnose_complaint(id_, Progress(), hear))


def _timed(ask: Ask, kinds: set[EventKind] | None = None) -> tuple[float, float]:
    """Return the milliseconds until the first result (of these kinds) was heard, and until the verdict."""
    begun, heard = time.perf_counter(), list[float]()
    wanted = kinds or {EventKind.FINDING, EventKind.FINISHED}

    def hear(event: Event) -> None:
        if event.kind in wanted:
            heard.append(time.perf_counter())

    ask(hear)
    end = time.perf_counter()
    return ((heard[0] if heard else end) - begun) * 1000, (end - begun) * 1000


def _rows(where: str, taken: Sequence[tuple[str, float, float]]) -> Iterator[Result]:
    """Yield the slowest of all, with the middle and which one it was."""
    for what, column, limit in (("first result", 1, FIRST), ("verdict", 2, VERDICT)):
        slowest = max(taken, key=lambda one: float(one[column]))
        middle = statistics.median(float(one[column]) for one in taken)
        note = f"{slowest[0]}; half within {middle:.0f} ms, {len({one[0] for one in taken})} complaints"
        yield Result(f"{where}: {what}", float(slowest[column]), "ms", limit, note=note)
