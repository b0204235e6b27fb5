"""Reads the parts of one section in parallel; a failed or late part becomes a fact with the reason."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from selfhelp.core.errors import NotOfferedError, ProbeError, SelfhelpError
from selfhelp.core.model import FactTable, Item
from selfhelp.core.parallel import ParallelTask, run_tasks_in_parallel
from selfhelp.core.text import ENGLISH, N_
from selfhelp.machine import Machine

_log = logging.getLogger(__name__)

LOADING = threading.Lock()
"""Lock for importing a section's probes, so that the UI thread never waits behind several imports."""

NO_RIGHTS = "not readable without administrator permission"

Said = Sequence[Item | FactTable]
Read = Callable[[], Said]
"""Function that reads one part of a section and returns its facts."""

Part = tuple[Callable[[Machine], Any], Callable[[Any], Iterator[Item | FactTable]]]
"""The probe for one part of a section, and the function that formats its result as facts."""


@dataclass(frozen=True, slots=True)
class PartFailure:
    """The result of a failed query: its reason, in English."""

    reason: str


def ask_in_parallel(questions: Mapping[str, Callable[[], Any]], seconds: float) -> Mapping[str, Any]:
    """Run queries in parallel and return their answers by name, in the given order.

    A query that fails or takes longer than `seconds` is answered by a `PartFailure`.
    """
    pieces: list[ParallelTask[Any]] = [
        ParallelTask(
            name,
            seconds,
            partial(_run_question_safely, question),
            lambda: PartFailure(f"no response within {seconds:g} s"),
        )
        for name, question in questions.items()
    ]
    answers = dict(answer for answer in run_tasks_in_parallel(pieces) if answer is not None)
    return {name: answers[name] for name in questions}


def _run_question_safely(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except SelfhelpError as error:
        return PartFailure(ENGLISH.translate(error.message))
    except Exception as error:  # noqa: BLE001 - an answer of another shape costs its own fact only
        _log.info("a question of a section failed", exc_info=True)
        return PartFailure(f"unexpected response ({type(error).__name__})")


def iter_failure_facts(name: str, answer: Any) -> Iterator[Item]:
    """Yield a fact with the reason if the answer is a failure, else nothing."""
    if isinstance(answer, PartFailure):
        yield Item(name, f"not available: {answer.reason}")


def read_or_note_failure(name: str, read: Read) -> Said:
    """Return the facts of a part, or a single fact with the reason why the part can't be read."""
    try:
        return read()
    except (ProbeError, NotOfferedError) as error:
        return list(iter_failure_facts(name, PartFailure(ENGLISH.translate(error.message))))


def read_parts_in_parallel(parts: Mapping[str, Read], seconds: float) -> Said:
    """Read several parts in parallel and return their facts in order; failed parts give the reason.

    Parallel queries share one start of Windows PowerShell.

    Args:
        parts: functions that read a part, by the name of the fact that reports a failure.
        seconds: time limit for each part.
    """
    return _flatten_answers(ask_in_parallel(parts, seconds))


def collect_parts(machine: Machine, parts: Mapping[str, Part], seconds: float) -> Said:
    """Read all parts of a section and return their facts, see `read_parts_in_parallel`.

    Raises:
        ProbeError: none of them could be read.
    """
    found = ask_in_parallel(
        {name: partial(_read_part, machine, *how) for name, how in parts.items()}, seconds
    )
    if all(isinstance(answer, PartFailure) for answer in found.values()):
        raise ProbeError(N_("{reason}", reason=next(iter(found.values())).reason))
    return _flatten_answers(found)


def _read_part(
    machine: Machine, read: Callable[[Machine], Any], show: Callable[[Any], Iterator[Item | FactTable]]
) -> Said:
    return list(show(read(machine)))


def _flatten_answers(found: Mapping[str, Any]) -> Said:
    shown: list[Item | FactTable] = []
    for name, said in found.items():
        shown += iter_failure_facts(name, said) if isinstance(said, PartFailure) else said
    return shown
