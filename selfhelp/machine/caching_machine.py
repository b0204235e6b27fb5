"""Caches the computer's answers, and batches questions to Windows.

Sections of a snapshot, and checks, are read side by side and do not know of each other. What two of them ask
is asked once. Windows PowerShell needs 0.3 to 0.5 s to start: what is asked within a moment, or while a
start is under way, is asked by one start. Where such a start hangs, the question it hangs in is asked by
itself, and the rest together, so that only the one that hangs has no answer. Not tried on a real Windows.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from selfhelp.core.errors import loggable_reason
from selfhelp.core.model import Json
from selfhelp.machine import Action, Command, Machine, Output, PowerShell, Reading, Source
from selfhelp.machine.powershell import ScriptBatch

_log = logging.getLogger(__name__)

GATHER = 0.05
"""Seconds that the first question waits for others."""

HELD = 1.5
"""Seconds that it waits at most for a start that is under way; others gather in the meantime."""

MOST, LONGEST = 8, 20_000
"""Questions of one start, and their characters: Windows allows 32,767 in a command line (CreateProcess)."""

PATIENCE = 4.0
"""Seconds of a start of several; never more than half of what one of them may take."""


@dataclass
class _Answer:
    """An answer shared by everyone who asked; ``done`` is set when it is complete."""

    done: threading.Event = field(default_factory=threading.Event)
    value: Json = None
    error: BaseException | None = None

    def resolve(self, ask: Callable[[], Json]) -> None:
        try:
            self.value = ask()
        except BaseException as error:  # noqa: BLE001 - it is raised again for every caller
            self.error = error
        finally:
            self.done.set()

    def wait(self) -> Json:
        self.done.wait()
        if self.error is not None:
            raise self.error
        return self.value


class CachingMachine:
    """A computer for many askers at a time. Answers are shared: no one may change one."""

    def __init__(self, inner: Machine) -> None:
        self.platform = inner.platform
        self._inner = inner
        self._lock = threading.Lock()
        self._answers: dict[object, _Answer] = {}
        self._free = threading.Condition(self._lock)
        self._starts = 0
        self._waiting: list[tuple[PowerShell, _Answer]] = []

    def run(self, command: Command) -> Output:
        """Start a read-only program, once for all callers.

        Raises:
            ProbeError: it is not installed, or did not end in time.
        """
        answer, mine = self._answer(_key(command))
        if mine:
            answer.resolve(lambda: self._inner.run(command))
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
            answer.resolve(lambda: self._inner.read(source))
        return answer.wait()

    def change(self, action: Action) -> Json:
        """Run an action that changes something.

        Raises:
            StepError: it could not be done.
        """
        return self._inner.change(action)

    def new_asker(self) -> Asker:
        """Return an asker for one of several collectors that share answers."""
        return Asker(self, self._inner)

    def _answer(self, key: object) -> tuple[_Answer, bool]:
        """Return the answer to a question, and whether the caller is the one who has to ask it."""
        with self._lock:
            known = self._answers.get(key)
            if known is not None:
                return known, False
            answer = self._answers[key] = _Answer()
            return answer, True

    def _gather(self, source: PowerShell, answer: _Answer) -> None:
        """Wait for others; the first caller asks for all of them."""
        with self._lock:
            self._waiting.append((source, answer))
            first = len(self._waiting) == 1
        if not first:
            return
        time.sleep(GATHER)
        with self._free:
            self._free.wait_for(lambda: self._starts == 0, HELD)
            gathered, self._waiting = self._waiting, []
            groups = _groups(gathered)
            self._starts += len(groups)
        for group in groups[1:]:
            threading.Thread(target=self._start, args=(group,), daemon=True).start()
        self._start(groups[0])

    def _start(self, group: _Group) -> None:
        try:
            self._ask(group)
        finally:
            with self._free:
                self._starts -= 1
                self._free.notify_all()

    def _ask(self, group: _Group, again: bool = False) -> None:
        """Ask a group in one process; unanswered questions are retried together, then alone."""
        if len(group) == 1:
            source, answer = group[0]
            answer.resolve(self._reads(source))
            return
        if not isinstance(self._inner, ScriptBatch):  # a recorded computer starts nothing
            self._ask_left(group, again=True)
            return
        patience = min(PATIENCE, min(source.timeout for source, _ in group) / 2)
        try:
            asked = self._inner.together([source for source, _ in group], patience)
        except BaseException as error:  # noqa: BLE001 - else all who asked would wait for ever
            for _, answer in group:
                answer.resolve(_raises(error))
            return
        left: list[tuple[PowerShell, _Answer]] = []
        for number, (source, answer) in enumerate(group):
            if number in asked.answers or asked.is_hopeless:
                answer.resolve(lambda number=number: asked.answer_at(number))  # type: ignore[misc]
            else:
                left.append((replace(source, timeout=source.timeout - patience), answer))
        if left:
            _log.info("%d of %d questions left: %s", len(left), len(group), loggable_reason(asked.ended))
            self._ask_left(left, again)

    def _ask_left(self, left: _Group, again: bool) -> None:
        """Ask the remaining questions; the first may have hung before, so it runs alone."""
        alone = left if again else left[:1]
        for source, answer in alone:
            self._resolve_on_thread(source, answer)
        if len(alone) < len(left):
            self._ask(left[1:], again=True)

    def _resolve_on_thread(self, source: PowerShell, answer: _Answer) -> None:
        threading.Thread(target=answer.resolve, args=(self._reads(source),), daemon=True).start()

    def _reads(self, source: PowerShell) -> Callable[[], Json]:
        return lambda: self._inner.read(source)


class Asker:
    """One of several parallel askers: shares the answers of others, but repeats its own questions.

    Only scripts are shared: a check may read the same thing twice to see whether it moves.
    """

    def __init__(self, shared: CachingMachine, inner: Machine) -> None:
        self.platform = inner.platform
        self._shared, self._inner = shared, inner
        self._asked: set[str] = set()

    def run(self, command: Command) -> Output:
        """Start a program; see `Machine`."""
        return self._inner.run(command)

    def read(self, source: Source) -> Json:
        """Return plain data from a source; see `Machine`."""
        if not isinstance(source, PowerShell) or source.script in self._asked:
            return self._inner.read(source)
        self._asked.add(source.script)
        return self._shared.read(source)

    def change(self, action: Action) -> Json:
        """Run an action that changes something; see `Machine`."""
        return self._inner.change(action)


_Group = Sequence[tuple[PowerShell, _Answer]]


def _raises(error: BaseException) -> Callable[[], Json]:
    def raise_it() -> Json:
        raise error

    return raise_it


def _key(asked: Command | PowerShell | Reading) -> object:
    """Return the cache key of a question; its timeout doesn't count."""
    match asked:
        case Command():
            return asked.argv, asked.stdin, asked.limit
        case PowerShell():
            return asked.script
        case _:
            return asked.name, json.dumps(dict(asked.params), sort_keys=True)


def _groups(gathered: _Group) -> Sequence[_Group]:
    """Divide the questions among as few starts as may be, of about the same length."""
    starts = -(-len(gathered) // MOST)
    size = -(-len(gathered) // starts)
    groups: list[list[tuple[PowerShell, _Answer]]] = [[]]
    for entry in gathered:
        length = sum(len(source.script) for source, _ in groups[-1])
        if len(groups[-1]) == size or (groups[-1] and length + len(entry[0].script) > LONGEST):
            groups.append([])
        groups[-1].append(entry)
    return groups
