"""Collects the parts of one section in parallel; a failed or late one is reported as text."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from selfhelp.core.errors import NotOfferedError, ProbeError, SelfhelpError
from selfhelp.core.model import FactTable, Item
from selfhelp.core.parallel import ParallelTask, run_tasks
from selfhelp.core.text import ENGLISH, N_
from selfhelp.machine import Machine

_log = logging.getLogger(__name__)

LOADING = threading.Lock()
"""Held by the section that loads what it reads with: one at a time, so that the window's own thread never
waits behind a dozen of them."""

NO_RIGHTS = "not readable without administrator permission"

Said = Sequence[Item | FactTable]
Read = Callable[[], Said]
"""Reads one part of a section, and says what it found."""

Part = tuple[Callable[[Machine], Any], Callable[[Any], Iterator[Item | FactTable]]]
"""How one part of a section is read, and how it is shown."""


@dataclass(frozen=True, slots=True)
class PartFailure:
    """A question that got no answer, and why, in English."""

    reason: str


def ask_in_parallel(questions: Mapping[str, Callable[[], Any]], seconds: float) -> Mapping[str, Any]:
    """Return each question's answer by its name, in their order; `PartFailure` where there is none in
    time."""
    pieces: list[ParallelTask[Any]] = [
        ParallelTask(
            name, seconds, partial(_safe, question), lambda: PartFailure(f"no response within {seconds:g} s")
        )
        for name, question in questions.items()
    ]
    answers = dict(answer for answer in run_tasks(pieces) if answer is not None)
    return {name: answers[name] for name in questions}


def _safe(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except SelfhelpError as error:
        return PartFailure(ENGLISH.translate(error.message))
    except Exception as error:  # noqa: BLE001 - an answer of another shape costs its own fact only
        _log.info("a question of a section failed", exc_info=True)
        return PartFailure(f"unexpected response ({type(error).__name__})")


def iter_failures(name: str, answer: Any) -> Iterator[Item]:
    """Yield a fact that says why there's no answer, if there is none."""
    if isinstance(answer, PartFailure):
        yield Item(name, f"not available: {answer.reason}")


def read_part(name: str, read: Read) -> Said:
    """Return what is read, or one fact with the reason for failure: the rest is useful without it."""
    try:
        return read()
    except (ProbeError, NotOfferedError) as error:
        return list(iter_failures(name, PartFailure(ENGLISH.translate(error.message))))


def read_parts(parts: Mapping[str, Read], seconds: float) -> Said:
    """Read several parts in parallel, in order; each may give its reason for failure.

    So that what Windows PowerShell is asked by all of them goes into one start of it.

    Args:
        parts: how each is read, by what is missing if it cannot be.
        seconds: how long is waited for the slowest.
    """
    return _part_items(ask_in_parallel(parts, seconds))


def collect_parts(machine: Machine, parts: Mapping[str, Part], seconds: float) -> Said:
    """Read all parts of a section, see `read_parts`.

    Raises:
        ProbeError: not one of them could be read.
    """
    found = ask_in_parallel({name: partial(_ask_part, machine, *how) for name, how in parts.items()}, seconds)
    if all(isinstance(answer, PartFailure) for answer in found.values()):
        raise ProbeError(N_("{reason}", reason=next(iter(found.values())).reason))
    return _part_items(found)


def _ask_part(
    machine: Machine, read: Callable[[Machine], Any], show: Callable[[Any], Iterator[Item | FactTable]]
) -> Said:
    return list(show(read(machine)))


def _part_items(found: Mapping[str, Any]) -> Said:
    shown: list[Item | FactTable] = []
    for name, said in found.items():
        shown += iter_failures(name, said) if isinstance(said, PartFailure) else said
    return shown
