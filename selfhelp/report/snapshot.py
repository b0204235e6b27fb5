"""Runs collectors side by side: each with its own time limit and its own failure."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from selfhelp.errors import SelfhelpError
from selfhelp.machine import Machine
from selfhelp.model import Section, Snapshot
from selfhelp.progress import Progress
from selfhelp.report import trim
from selfhelp.report.collectors import Collector
from selfhelp.text import ENGLISH, N_

_log = logging.getLogger(__name__)

TURN = 0.1
"""Seconds between two looks at whether the person wants to stop."""

Listener = Callable[[Section, int, int], None]
"""Hears each section as it stands, how many stand, and of how many."""


def take(
    machine: Machine,
    collectors: Sequence[Collector],
    *,
    budget: float = 10.0,
    progress: Progress,
    on_section: Listener | None = None,
) -> Snapshot:
    """Return what the collectors say, in their order; one that hangs or fails leaves its reason.

    Collectors run in threads that do not keep the program alive: what hangs is left behind. The listener
    and the progress are called on the caller's thread.

    Args:
        machine: the computer that is asked.
        collectors: what is asked; ids must differ.
        budget: seconds for all of it.
        progress: hears what is done; stops the snapshot where the person wants it.
        on_section: hears each section as it stands.

    Raises:
        CancelledError: the person asked to stop.
    """
    progress.check()
    run = _Run(machine, budget)
    created = datetime.now(UTC)
    for collector in collectors:
        run.start(collector)
    sections: dict[str, Section] = {}
    while len(sections) < len(collectors):
        section = run.next_section()
        progress.check()
        if section is None or section.id in sections:
            continue
        sections[section.id] = section
        progress.say(N_("Looking at this computer."), len(sections) / len(collectors))
        if on_section is not None:
            on_section(section, len(sections), len(collectors))
    return Snapshot(created, [sections[collector.id] for collector in collectors])


class _Run:
    """The collectors that are at work, and until when each is waited for."""

    def __init__(self, machine: Machine, budget: float) -> None:
        self._machine = machine
        self._started = time.monotonic()
        self._budget = budget
        self._deadlines: dict[str, float] = {}
        self._done: queue.SimpleQueue[Section] = queue.SimpleQueue()

    def start(self, collector: Collector) -> None:
        """Let a collector work in a thread of its own."""
        self._deadlines[collector.id] = self._started + min(collector.timeout, self._budget)
        worker = threading.Thread(
            target=self._work, args=(collector,), name=f"collect-{collector.id}", daemon=True
        )
        try:
            worker.start()
        except RuntimeError:  # the system allows no more threads
            self._done.put(self._missing(collector.id, "this computer is too busy to look"))

    def next_section(self) -> Section | None:
        """Return the next section that stands or whose time is over; None after a short wait."""
        first = min(self._deadlines, key=lambda id_: self._deadlines[id_])
        left = self._deadlines[first] - time.monotonic()
        try:
            section = self._done.get(timeout=min(max(left, 0.001), TURN))
        except queue.Empty:
            if left > 0:
                return None
            section = self._missing(first, f"no answer within {self._limit(first):.3g} s")
        self._deadlines.pop(section.id, None)
        return section

    def _work(self, collector: Collector) -> None:
        started = time.monotonic()
        try:
            items = trim.items(collector.collect(self._machine))
            section = Section(collector.id, True, _ms(started), items)
        except SelfhelpError as error:
            section = self._missing(collector.id, ENGLISH.show(error.message), started)
        except BaseException as error:  # noqa: BLE001 - whatever a collector does wrong costs its own section only
            _log.warning("collector %s failed", collector.id, exc_info=True)
            reason = f"unexpected error ({type(error).__name__})"
            section = self._missing(collector.id, reason, started)
        self._done.put(section)

    def _missing(self, id_: str, reason: str, started: float | None = None) -> Section:
        """Return a section that says why there is nothing."""
        ms = _ms(self._started if started is None else started)
        return Section(id_, False, ms, reason=trim.line(reason) or "no reason given")

    def _limit(self, id_: str) -> float:
        return self._deadlines[id_] - self._started


def _ms(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
