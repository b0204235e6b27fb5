"""Asks several questions of one section at the same time; what fails or is late costs its own fact only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from selfhelp import side_by_side
from selfhelp.errors import ProbeError, SelfhelpError
from selfhelp.machine import Machine
from selfhelp.model import Item, Table
from selfhelp.side_by_side import Work
from selfhelp.text import ENGLISH, N_

_log = logging.getLogger(__name__)

LOADING = threading.Lock()
"""Held by the section that loads what it reads with: one at a time, so that the window's own thread never
waits behind a dozen of them."""

Part = tuple[Callable[[Machine], Any], Callable[[Any], Iterator[Item | Table]]]
"""How one part of a section is read, and how it is shown."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A question that got no answer, and why, in English."""

    reason: str


def ask(questions: Mapping[str, Callable[[], Any]], seconds: float) -> Mapping[str, Any]:
    """Return each question's answer by its name, in their order; `Failed` where there is none in time."""
    pieces: list[Work[Any]] = [
        Work(name, seconds, partial(_safe, question), lambda: Failed(f"no answer within {seconds:g} s"))
        for name, question in questions.items()
    ]
    answers = dict(answer for answer in side_by_side.run(pieces) if answer is not None)
    return {name: answers[name] for name in questions}


def _safe(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except SelfhelpError as error:
        return Failed(ENGLISH.show(error.message))
    except Exception as error:  # noqa: BLE001 - an answer of another shape costs its own fact only
        _log.info("a question of a section failed", exc_info=True)
        return Failed(f"no usable answer ({type(error).__name__})")


def failed(name: str, answer: Any) -> Iterator[Item]:
    """Yield a fact that says why there is no answer, where there is none."""
    if isinstance(answer, Failed):
        yield Item(name, f"not available: {answer.reason}")


def told(machine: Machine, parts: Mapping[str, Part], seconds: float) -> Sequence[Item | Table]:
    """Return what all parts of a section say, read side by side; a part that fails says why.

    Raises:
        ProbeError: not one of them could be read.
    """
    found = ask({name: partial(read, machine) for name, (read, _) in parts.items()}, seconds)
    if all(isinstance(answer, Failed) for answer in found.values()):
        raise ProbeError(N_("{reason}", reason=next(iter(found.values())).reason))
    shown: list[Item | Table] = []
    for name, answer in found.items():
        shown += failed(name, answer) if isinstance(answer, Failed) else parts[name][1](answer)
    return shown
