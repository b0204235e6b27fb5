"""Runs collectors in parallel, each with its own time limit; a failure affects only its own section."""

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
"""Default time limit of a snapshot in seconds; a higher one extends every collector's in proportion."""

LEAD = 0.02
"""Head start of a waiting collector, in seconds: the processor time it needs until it waits."""

Listener = Callable[[SnapshotSection, int, int], None]
"""Callback for each finished section, with the number of finished sections and the total."""


def take_snapshot(
    machine: Machine,
    collectors: Sequence[Collector],
    *,
    budget: float = BUDGET,
    progress: Progress,
    on_section: Listener | None = None,
) -> Snapshot:
    """Return a section for each collector, in order; a failed or late one gives the reason.

    Collectors run in daemon threads: one that hangs is abandoned, and the processes it started are ended.
    Shared queries run once (`machine.caching_machine`). The listener and the progress are called on the
    caller's thread.

    Args:
        machine: the computer to read.
        collectors: the collectors to run, with distinct IDs.
        budget: time limit of the whole snapshot, in seconds.
        progress: can cancel the snapshot.
        on_section: called with each finished section.

    Raises:
        CancelledError: the user cancelled.
    """
    progress.check()
    created = datetime.now(UTC)
    sections: dict[str, SnapshotSection] = {}
    shared = CachingMachine(machine)
    begun = sorted(collectors, key=lambda collector: not collector.waits)
    for answer in parallel.run_tasks_in_parallel(
        [_build_collector_task(shared, c, budget, progress) for c in begun]
    ):
        progress.check()
        if answer is None:
            continue
        section = sections[answer[0]] = answer[1]
        progress.report(N_("Checking this computer…"), len(sections) / len(collectors))
        if on_section is not None:
            on_section(section, len(sections), len(collectors))
    return Snapshot(created, [sections[collector.id] for collector in collectors])


def _build_collector_task(
    machine: Machine, collector: Collector, budget: float, progress: Progress
) -> ParallelTask[SnapshotSection]:
    seconds = min(collector.timeout * max(1.0, budget / BUDGET), budget)
    started, late = time.monotonic(), f"no response within {seconds:.3g} s"
    limited = ReadOnlyMachine(machine, seconds, lambda: progress.is_cancelled)
    return ParallelTask(
        collector.id,
        seconds,
        lambda: _collect_section(limited, collector),
        lambda: _build_missing_section(collector.id, late, started),
        LEAD if collector.waits else 0.0,
    )


def _collect_section(machine: Machine, collector: Collector) -> SnapshotSection:
    started = time.monotonic()
    try:
        items = size_limits.limit_section_items(collector.collect_facts(machine))
        return SnapshotSection(collector.id, True, _compute_elapsed_ms(started), items)
    except NotOfferedError as error:  # a computer without Bluetooth isn't a failure that alarms
        fact = Item("note", size_limits.limit_line(ENGLISH.translate(error.message)))
        return SnapshotSection(collector.id, True, _compute_elapsed_ms(started), [fact])
    except SelfhelpError as error:
        return _build_missing_section(collector.id, ENGLISH.translate(error.message), started)
    except JSONDecodeError:  # a program that printed something else: the computer's state, no bug of ours
        return _build_missing_section(collector.id, "this computer returned an unexpected response", started)
    except BaseException as error:  # noqa: BLE001 - whatever a collector does wrong costs its own section only
        _log.warning("collector %s failed", collector.id, exc_info=True)
        return _build_missing_section(collector.id, f"unexpected error ({type(error).__name__})", started)


def _build_missing_section(id_: str, reason: str, started: float) -> SnapshotSection:
    """Return a section that only gives the reason why it is unavailable."""
    return SnapshotSection(
        id_, False, _compute_elapsed_ms(started), reason=size_limits.limit_line(reason) or "no reason given"
    )


def _compute_elapsed_ms(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
