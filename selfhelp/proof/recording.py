"""Runs all checks and sections in parallel and within a time limit, and records every answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from selfhelp.core import parallel
from selfhelp.core.errors import CancelledError, NotOfferedError, ProbeError, describe_technical_reason
from selfhelp.core.model import CheckState, FactTable, Finding, Item, Platform
from selfhelp.core.parallel import ParallelTask
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.fixes import Check
from selfhelp.machine import Machine
from selfhelp.machine.caching_machine import CachingMachine
from selfhelp.machine.read_only_machine import ReadOnlyMachine
from selfhelp.machine.replay import NotRecordedError, RecordingMachine
from selfhelp.proof import AskedKind, ProofPart
from selfhelp.proof.reading_machine import ReadingMachine
from selfhelp.report.collectors import Collector

_log = logging.getLogger(__name__)

SECTION_SECONDS = 20.0
"""Time limit of a section in seconds, longer than in a report because of slow computers."""

TOGETHER = 12
"""Maximum number of subjects recorded in parallel, as the user may be working."""

CLOSE = 0.05
"""Time before the deadline in which a subject counts as cut short, in seconds."""

CANCELLED, OUT_OF_TIME = "cancelled", "out of time"
_LOOKING = N_("Checking this computer…")


@dataclass(frozen=True, slots=True)
class Subject:
    """A check or a section to be recorded.

    Attributes:
        kind: check or section.
        id: its ID.
        platforms: the platforms on which it is offered.
        seconds: its time limit.
        alone: True if parallel subjects would disturb its measurements.
        look: runs it on a machine; returns a check's finding.
        read: returns a section's facts; None for a check.
    """

    kind: AskedKind
    id: str
    platforms: frozenset[Platform]
    seconds: float
    alone: bool
    look: Callable[[Machine], Finding | None]
    read: Callable[[Machine], Sequence[Item | FactTable]] | None = None


def create_check_subject(check: Check) -> Subject:
    """Return the subject for a check."""
    seconds = check.lifetime.total_seconds()
    return Subject(AskedKind.CHECK, check.id, check.platforms, seconds, check.alone, check.diagnose)


def create_section_subject(collector: Collector) -> Subject:
    """Return the subject for a section; private sections are redacted like the others."""

    def collect_section(machine: Machine) -> None:
        collector.collect_facts(machine)

    read = collector.collect_facts
    return Subject(
        AskedKind.SECTION, collector.id, collector.platforms, SECTION_SECONDS, False, collect_section, read
    )


def record_subjects(
    machine: Machine,
    subjects: Sequence[Subject],
    progress: Progress,
    seconds: float,
    together: int = TOGETHER,
) -> tuple[Sequence[ProofPart], str]:
    """Return all subjects' results in order, and the reason for missing results; "" if none are missing.

    Subjects that measure run after the others. Nothing is changed (`ReadingMachine`), and no program outlives
    its time limit (`ReadOnlyMachine`).

    Args:
        machine: this computer.
        subjects: the subjects to run.
        progress: receives the progress, and can cancel.
        seconds: time limit for all of them.
        together: number of parallel subjects.
    """
    limits = _RecordingLimits(time.monotonic() + seconds, progress, max(len(subjects), 1))
    done: dict[tuple[AskedKind, str], ProofPart] = {}
    shared, stopped = CachingMachine(ReadingMachine(machine)), ""
    for alone in (False, True):
        group = [subject for subject in subjects if subject.alone is alone]
        for start in range(0, len(group), together):
            stopped = stopped or _record_group(shared, group[start : start + together], limits, done)
    missing = [_build_skipped_part(s, stopped) for s in subjects if (s.kind, s.id) not in done]
    done |= {(part.kind, part.id): part for part in missing}
    return [done[subject.kind, subject.id] for subject in subjects], stopped


@dataclass(frozen=True, slots=True)
class _RecordingLimits:
    """The deadline, the cancellation request, and the number of parallel subjects."""

    end: float
    progress: Progress
    total: int


def _record_group(
    shared: CachingMachine,
    group: Sequence[Subject],
    limits: _RecordingLimits,
    done: dict[tuple[AskedKind, str], ProofPart],
) -> str:
    for part in _iter_recorded_parts(shared, group, limits):
        if part is not None:
            done[part.kind, part.id] = part
        try:
            limits.progress.report(_LOOKING, len(done) / limits.total)
        except CancelledError:
            return CANCELLED
    return OUT_OF_TIME if time.monotonic() >= limits.end - CLOSE else ""


def _iter_recorded_parts(
    shared: CachingMachine, group: Sequence[Subject], limits: _RecordingLimits
) -> Iterator[ProofPart | None]:
    for answer in parallel.run_tasks_in_parallel(
        [_make_record_task(shared, subject, limits) for subject in group]
    ):
        yield None if answer is None else answer[1]


def _make_record_task(
    shared: CachingMachine, subject: Subject, limits: _RecordingLimits
) -> ParallelTask[ProofPart]:
    seconds = max(0.0, min(subject.seconds, limits.end - time.monotonic()))
    limited = ReadOnlyMachine(shared.create_asker(), seconds, lambda: limits.progress.is_cancelled)
    recorder = RecordingMachine(limited)
    late = ProofPart(
        subject.kind,
        subject.id,
        CheckState.INCONCLUSIVE,
        round(seconds * 1000),
        f"no answer within {seconds:g} s",
        left_out="it took too long",
    )
    return ParallelTask(
        f"{subject.kind}-{subject.id}", seconds, lambda: record_subject(recorder, subject), lambda: late
    )


def record_subject(recorder: RecordingMachine, subject: Subject) -> ProofPart:
    """Return the recorded part of one subject; errors are recorded, not raised."""
    started = time.monotonic()
    if recorder.platform not in subject.platforms:
        return ProofPart(subject.kind, subject.id, CheckState.NOT_OFFERED, 0)
    state, reason, finding = run_subject(subject, recorder)
    ms = round((time.monotonic() - started) * 1000)
    transcript = recorder.to_transcript(expect=state, about="", system="")
    part = ProofPart(subject.kind, subject.id, state, ms, reason, asked=transcript.entries)
    return part if finding is None else replace(part, evidence=dict(finding.evidence))


def run_subject(subject: Subject, machine: Machine) -> tuple[CheckState, str, Finding | None]:
    """Return a subject's state on a machine, the reason if it couldn't be checked, and the finding."""
    try:
        finding = subject.look(machine)
    except NotOfferedError as error:
        return CheckState.NOT_OFFERED, ENGLISH.translate(error.message), None
    except ProbeError as error:
        message, why = ENGLISH.translate(error.message), describe_technical_reason(error)
        return CheckState.INCONCLUSIVE, message if why == message else f"{message} {why}", None
    except NotRecordedError:  # a test or a replay asks for more than is known: no state of a computer
        raise
    except Exception as error:  # noqa: BLE001 - an error on an untested system is what a proof should find
        _log.warning("%s %s raised", subject.kind, subject.id, exc_info=True)
        return CheckState.INCONCLUSIVE, f"unexpected error: {describe_technical_reason(error)}", None
    return (CheckState.HEALTHY if finding is None else CheckState.FOUND), "", finding


def _build_skipped_part(subject: Subject, stopped: str) -> ProofPart:
    return ProofPart(
        subject.kind, subject.id, CheckState.INCONCLUSIVE, 0, f"not asked: {stopped}", left_out=stopped
    )
