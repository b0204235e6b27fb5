"""Asks the computer the same question once, and Windows several at a time, while a snapshot is taken.

The sections of a snapshot are read side by side and do not know of each other. What two of them ask is
asked once. Windows PowerShell needs 0.3 to 0.5 s to start: what is asked within a moment is asked by one
start. Where such a start hangs, each question is asked again by itself, so that only the one that hangs
stays without an answer. Not tried on a real Windows.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selfhelp.errors import ProbeError
from selfhelp.machine import Action, Command, Machine, Output, PowerShell, Reading, Source
from selfhelp.machine.answers import objects, words
from selfhelp.model import Json
from selfhelp.text import N_

_log = logging.getLogger(__name__)

GATHER = 0.05
"""Seconds that the first question waits for others."""

MOST, LONGEST = 6, 20_000
"""Questions of one start, and their characters: Windows allows 32,767 in a command line (CreateProcess)."""

PATIENCE = 4.0
"""Seconds until each question of a start is asked by itself; never more than half of what it may take."""

PIECE = (
    "try{{[pscustomobject]@{{Number={number};"
    "Said=(ConvertTo-Json -Compress -Depth 4 -InputObject @(& {{ {script} }}))}}}}"
    'catch{{[pscustomobject]@{{Number={number};Failed="$($_.Exception.Message)"}}}}'
)
"""One question of several. Its answer travels as text, in the form that it has when it is asked alone."""


@dataclass
class _Answer:
    """What came back, for everybody who asked; ``done`` is set when it stands."""

    done: threading.Event = field(default_factory=threading.Event)
    value: Json = None
    error: BaseException | None = None

    def settle(self, ask: Callable[[], Json]) -> None:
        try:
            self.value = ask()
        except BaseException as error:  # noqa: BLE001 - it is raised again for everybody who asked
            self.error = error
        finally:
            self.done.set()

    def wait(self) -> Json:
        self.done.wait()
        if self.error is not None:
            raise self.error
        return self.value


class SharedMachine:
    """A computer for many askers at a time. Answers are shared: nobody may change one."""

    def __init__(self, inner: Machine) -> None:
        self.platform = inner.platform
        self._inner = inner
        self._lock = threading.Lock()
        self._answers: dict[object, _Answer] = {}
        self._waiting: list[tuple[PowerShell, _Answer]] = []

    def run(self, command: Command) -> Output:
        """Start a program that only reads, once for everybody who wants it.

        Raises:
            ProbeError: it is not installed, or did not end in time.
        """
        answer, mine = self._answer(_key(command))
        if mine:
            answer.settle(lambda: self._inner.run(command))
        output: Output = answer.wait()
        return output

    def read(self, source: Source) -> Json:
        """Return plain data from a source; files and settings are small and read each time.

        Raises:
            ProbeError: the source gave no usable answer.
        """
        if not isinstance(source, PowerShell | Reading):
            return self._inner.read(source)
        answer, mine = self._answer(_key(source))
        if mine and isinstance(source, PowerShell):
            self._gather(source, answer)
        elif mine:
            answer.settle(lambda: self._inner.read(source))
        return answer.wait()

    def change(self, action: Action) -> Json:
        """Change something.

        Raises:
            StepError: it could not be done.
        """
        return self._inner.change(action)

    def _answer(self, key: object) -> tuple[_Answer, bool]:
        """Return the answer to a question, and whether the caller is the one who has to ask it."""
        with self._lock:
            known = self._answers.get(key)
            if known is not None:
                return known, False
            answer = self._answers[key] = _Answer()
            return answer, True

    def _gather(self, source: PowerShell, answer: _Answer) -> None:
        """Wait a moment for others; whoever came first asks for all of them."""
        with self._lock:
            self._waiting.append((source, answer))
            first = len(self._waiting) == 1
        if not first:
            return
        time.sleep(GATHER)
        with self._lock:
            gathered, self._waiting = self._waiting, []
        groups = _groups(gathered)
        for group in groups[1:]:
            threading.Thread(target=self._ask, args=(group,), daemon=True).start()
        self._ask(groups[0])

    def _ask(self, group: Sequence[tuple[PowerShell, _Answer]]) -> None:
        if len(group) == 1:
            source, answer = group[0]
            answer.settle(lambda: self._inner.read(source))
            return
        patience = min(PATIENCE, min(source.timeout for source, _ in group) / 2)
        said = self._said([source for source, _ in group], patience)
        for number, (source, answer) in enumerate(group):
            found = said.get(number)
            if found is not None:
                answer.settle(lambda found=found: _opened(found))  # type: ignore[misc]
            else:
                again = replace(source, timeout=source.timeout - patience)
                threading.Thread(
                    target=answer.settle, args=(lambda again=again: self._inner.read(again),), daemon=True
                ).start()

    def _said(self, sources: Sequence[PowerShell], seconds: float) -> Mapping[int, Mapping[str, Json]]:
        """Ask several questions with one start; nothing where it failed or hung as a whole."""
        script = ";".join(PIECE.format(number=n, script=s.script) for n, s in enumerate(sources))
        try:
            answers = objects(self._inner.read(PowerShell(script, timeout=seconds)))
        except Exception:  # noqa: BLE001 - whatever it is: each is asked by itself, or all would wait for ever
            _log.info("several questions with one start got no answer", exc_info=True)
            return {}
        return {a["Number"]: a for a in answers if isinstance(a.get("Number"), int) and len(a) > 1}


def _key(asked: Command | PowerShell | Reading) -> object:
    """Return what makes two questions the same; how long one would wait does not."""
    match asked:
        case Command():
            return asked.argv, asked.stdin, asked.limit
        case PowerShell():
            return asked.script
        case _:
            return asked.name, json.dumps(dict(asked.params), sort_keys=True)


def _groups(
    gathered: Sequence[tuple[PowerShell, _Answer]],
) -> Sequence[Sequence[tuple[PowerShell, _Answer]]]:
    """Divide the questions among as few starts as may be."""
    groups: list[list[tuple[PowerShell, _Answer]]] = [[]]
    for entry in gathered:
        length = sum(len(source.script) for source, _ in groups[-1])
        if len(groups[-1]) == MOST or (groups[-1] and length + len(entry[0].script) > LONGEST):
            groups.append([])
        groups[-1].append(entry)
    return groups


def _opened(found: Mapping[str, Json]) -> Json:
    """Return one answer of several.

    Raises:
        ProbeError: Windows said that this question has none, or it is none.
    """
    message = N_("Windows gave no usable answer.")
    if "Said" not in found:
        raise ProbeError(message, detail=words(found.get("Failed"))[:2000])
    try:
        return json.loads(words(found["Said"]))
    except ValueError as error:
        raise ProbeError(message, detail=words(found["Said"])[:300]) from error
