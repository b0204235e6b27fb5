"""Runs collectors side by side: each with its own time limit and its own failure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from json import JSONDecodeError

from selfhelp.core import parallel
from selfhelp.core.errors import NotOfferedError, SelfhelpError
from selfhelp.core.model import Item, Snapshot, SnapshotSection
from selfhelp.core.parallel import ParallelTask
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.machine import Machine
from selfhelp.machine.caching_machine import CachingMachine
from selfhelp.machine.read_only_machine import ReadOnlyMachine
from selfhelp.report import size_limits
from selfhelp.report.collectors import Collector

_log = logging.getLogger(__name__)

BUDGET = 10.0
"""Seconds of a snapshot by default; with more of them each collector may take longer in proportion."""

LEAD = 0.02
"""Seconds ahead of the others for one that waits: it needs the processor for about so long until it does."""

Listener = Callable[[SnapshotSection, int, int], None]
"""Hears each section as it stands, how many stand, and of how many."""


def take_snapshot(
    machine: Machine,
    collectors: Sequence[Collector],
    *,
    budget: float = BUDGET,
    progress: Progress,
    on_section: Listener | None = None,
) -> Snapshot:
    """Return the collectors' sections, in order; one that hangs or fails gives its reason.

    Collectors run in threads that do not keep the program alive: what hangs is left behind, and the
    programs it started are ended. What several of them ask is asked once (`machine.caching_machine`). The
    listener and the progress are called on the caller's thread.

    Args:
        machine: the computer that is asked.
        collectors: what is asked; ids must differ.
        budget: seconds for all of it.
        progress: hears what is done; stops the snapshot where the user wants it.
        on_section: hears each section as it stands.

    Raises:
        CancelledError: the user asked to stop.
    """
    progress.check()
    created = datetime.now(UTC)
    sections: dict[str, SnapshotSection] = {}
    shared = CachingMachine(machine)
    begun = sorted(collectors, key=lambda collector: not collector.waits)
    for answer in parallel.run_tasks([_collector_task(shared, c, budget, progress) for c in begun]):
        progress.check()
        if answer is None:
            continue
        section = sections[answer[0]] = answer[1]
        progress.report(N_("Checking this computer…"), len(sections) / len(collectors))
        if on_section is not None:
            on_section(section, len(sections), len(collectors))
    return Snapshot(created, [sections[collector.id] for collector in collectors])


def _collector_task(
    machine: Machine, collector: Collector, budget: float, progress: Progress
) -> ParallelTask[SnapshotSection]:
    seconds = min(collector.timeout * max(1.0, budget / BUDGET), budget)
    started, late = time.monotonic(), f"no response within {seconds:.3g} s"
    limited = ReadOnlyMachine(machine, seconds, lambda: progress.is_cancelled)
    return ParallelTask(
        collector.id,
        seconds,
        lambda: _collect(limited, collector),
        lambda: _missing(collector.id, late, started),
        LEAD if collector.waits else 0.0,
    )


def _collect(machine: Machine, collector: Collector) -> SnapshotSection:
    started = time.monotonic()
    try:
        items = size_limits.limit_items(collector.collect_facts(machine))
        return SnapshotSection(collector.id, True, _ms(started), items)
    except NotOfferedError as error:  # a computer without Bluetooth isn't a failure that alarms
        fact = Item("note", size_limits.limit_line(ENGLISH.translate(error.message)))
        return SnapshotSection(collector.id, True, _ms(started), [fact])
    except SelfhelpError as error:
        return _missing(collector.id, ENGLISH.translate(error.message), started)
    except JSONDecodeError:  # a program that printed something else: the computer's state, no bug of ours
        return _missing(collector.id, "this computer returned an unexpected response", started)
    except BaseException as error:  # noqa: BLE001 - whatever a collector does wrong costs its own section only
        _log.warning("collector %s failed", collector.id, exc_info=True)
        return _missing(collector.id, f"unexpected error ({type(error).__name__})", started)


def _missing(id_: str, reason: str, started: float) -> SnapshotSection:
    """Return a section that says why there is nothing."""
    return SnapshotSection(
        id_, False, _ms(started), reason=size_limits.limit_line(reason) or "no reason given"
    )


def _ms(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
