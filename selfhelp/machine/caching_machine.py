"""Caches the computer's answers, and batches PowerShell scripts into one process.

Snapshot sections and checks run in parallel, and several of them may ask the same question; it is answered
once. Windows PowerShell takes 0.3 to 0.5 s to start, so scripts that arrive within a short time, or while a
process is starting, share one process. If that process hangs, the hanging script runs again alone and the
other scripts together, so that only one script fails. Untested on Windows.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from selfhelp.core.errors import describe_loggable_reason
from selfhelp.core.model import Json
from selfhelp.machine import Action, Command, Machine, Output, PowerShell, Reading, Source
from selfhelp.machine.powershell import ScriptBatch

_log = logging.getLogger(__name__)

GATHER = 0.05
"""Seconds the first script waits for other scripts."""

HELD = 1.5
"""Maximum seconds the first script waits for a starting process, while more scripts collect."""

MOST, LONGEST = 8, 20_000
"""Maximum number of scripts in one process, and of characters in these scripts together.

Windows allows 32,767 characters in a command line (CreateProcess).
"""

MEASUREMENTS = frozenset(
    {
        "captive_portal.probe_portal_pages",
        "dns.query_all_servers",
        "network_quality.measure_port_latencies",
    }
)
"""Readings of the network that parallel checks share.

On an unstable connection every attempt ends differently, and the checks would contradict each other.
"""

PATIENCE = 4.0
"""Timeout of a process with several scripts, in seconds; never more than half of one script's timeout."""


@dataclass
class _SharedAnswer:
    """A result shared by all callers; ``done`` is set when it is complete."""

    done: threading.Event = field(default_factory=threading.Event)
    value: Json = None
    error: BaseException | None = None

    def resolve_answer(self, ask: Callable[[], Json]) -> None:
        try:
            self.value = ask()
        except BaseException as error:  # noqa: BLE001 - it is raised again for every caller
            self.error = error
        finally:
            self.done.set()

    def wait_for_answer(self) -> Json:
        self.done.wait()
        if self.error is not None:
            raise self.error
        return self.value


class CachingMachine:
    """A machine for concurrent callers. Results are shared, so callers mustn't modify them."""

    def __init__(self, inner: Machine) -> None:
        self.platform = inner.platform
        self._inner = inner
        self._lock = threading.Lock()
        self._answers: dict[object, _SharedAnswer] = {}
        self._free = threading.Condition(self._lock)
        self._starts = 0
        self._waiting: list[tuple[PowerShell, _SharedAnswer]] = []

    def run(self, command: Command) -> Output:
        """Run a read-only program, once for all callers.

        Raises:
            ProbeError: the program isn't installed, or timed out.
        """
        answer, mine = self._get_or_create_answer(_make_cache_key(command))
        if mine:
            answer.resolve_answer(lambda: self._inner.run(command))
        output: Output = answer.wait_for_answer()
        return output

    def read(self, source: Source) -> Json:
        """Return plain data from a source; files and settings are small and read each time.

        Raises:
            ProbeError: the source couldn't be read.
        """
        if not isinstance(source, PowerShell | Reading):
            return self._inner.read(source)
        answer, mine = self._get_or_create_answer(_make_cache_key(source))
        if mine and isinstance(source, PowerShell):
            self._resolve_in_batch(source, answer)
        elif mine:
            answer.resolve_answer(lambda: self._inner.read(source))
        return answer.wait_for_answer()

    def change(self, action: Action) -> Json:
        """Run an action that changes the computer, and return its result.

        Raises:
            StepError: the change failed.
        """
        return self._inner.change(action)

    def create_asker(self) -> SharedAnswersMachine:
        """Return an asker for one of several collectors that share answers."""
        return SharedAnswersMachine(self, self._inner)

    def _get_or_create_answer(self, key: object) -> tuple[_SharedAnswer, bool]:
        """Return the shared answer to a question, and whether the caller has to resolve it."""
        with self._lock:
            known = self._answers.get(key)
            if known is not None:
                return known, False
            answer = self._answers[key] = _SharedAnswer()
            return answer, True

    def _resolve_in_batch(self, source: PowerShell, answer: _SharedAnswer) -> None:
        """Add a script to the next batch; the first caller runs the batch for all."""
        with self._lock:
            self._waiting.append((source, answer))
            first = len(self._waiting) == 1
        if not first:
            return
        time.sleep(GATHER)
        with self._free:
            self._free.wait_for(lambda: self._starts == 0, HELD)
            gathered, self._waiting = self._waiting, []
            groups = _split_into_batches(gathered)
            self._starts += len(groups)
        for group in groups[1:]:
            threading.Thread(target=self._run_batch, args=(group,), daemon=True).start()
        self._run_batch(groups[0])

    def _run_batch(self, group: _Group) -> None:
        try:
            self._answer_question_group(group)
        finally:
            with self._free:
                self._starts -= 1
                self._free.notify_all()

    def _answer_question_group(self, group: _Group, again: bool = False) -> None:
        """Run a group of scripts in one process; retry unanswered scripts together, then alone."""
        if len(group) == 1:
            source, answer = group[0]
            answer.resolve_answer(self._make_source_reader(source))
            return
        if not isinstance(self._inner, ScriptBatch):  # a recorded computer starts no processes
            self._answer_remaining_questions(group, again=True)
            return
        patience = min(PATIENCE, min(source.timeout for source, _ in group) / 2)
        try:
            asked = self._inner.run_scripts([source for source, _ in group], patience)
        except BaseException as error:  # noqa: BLE001 - else all who asked would wait for ever
            for _, answer in group:
                answer.resolve_answer(_make_error_raiser(error))
            return
        left: list[tuple[PowerShell, _SharedAnswer]] = []
        for number, (source, answer) in enumerate(group):
            if number in asked.answers or asked.would_retry_fail:
                answer.resolve_answer(lambda number=number: asked.get_answer_at(number))  # type: ignore[misc]
            else:
                left.append((replace(source, timeout=source.timeout - patience), answer))
        if left:
            _log.info(
                "%d of %d questions left: %s", len(left), len(group), describe_loggable_reason(asked.ended)
            )
            self._answer_remaining_questions(left, again)

    def _answer_remaining_questions(self, left: _Group, again: bool) -> None:
        """Run the remaining scripts; the first may have hung before, so it runs alone."""
        alone = left if again else left[:1]
        for source, answer in alone:
            self._resolve_on_thread(source, answer)
        if len(alone) < len(left):
            self._answer_question_group(left[1:], again=True)

    def _resolve_on_thread(self, source: PowerShell, answer: _SharedAnswer) -> None:
        threading.Thread(
            target=answer.resolve_answer, args=(self._make_source_reader(source),), daemon=True
        ).start()

    def _make_source_reader(self, source: PowerShell) -> Callable[[], Json]:
        return lambda: self._inner.read(source)


class SharedAnswersMachine:
    """Machine for one of several parallel callers: shares others' answers, but repeats its own questions.

    Only scripts and `MEASUREMENTS` are shared, because a check may read the same value twice to detect a
    change.
    """

    def __init__(self, shared: CachingMachine, inner: Machine) -> None:
        self.platform = inner.platform
        self._shared, self._inner = shared, inner
        self._asked: set[object] = set()

    def run(self, command: Command) -> Output:
        """Start a program and return its output; see `Machine`."""
        return self._inner.run(command)

    def read(self, source: Source) -> Json:
        """Return plain data from a source; see `Machine`."""
        if not isinstance(source, PowerShell | Reading):
            return self._inner.read(source)
        key = _make_cache_key(source)
        if (isinstance(source, Reading) and source.name not in MEASUREMENTS) or key in self._asked:
            return self._inner.read(source)
        self._asked.add(key)
        return self._shared.read(source)

    def change(self, action: Action) -> Json:
        """Run an action that changes the computer, and return its result; see `Machine`."""
        return self._inner.change(action)


_Group = Sequence[tuple[PowerShell, _SharedAnswer]]


def _make_error_raiser(error: BaseException) -> Callable[[], Json]:
    def raise_stored_error() -> Json:
        raise error

    return raise_stored_error


def _make_cache_key(asked: Command | PowerShell | Reading) -> object:
    """Return the cache key of a question; its timeout isn't part of it."""
    match asked:
        case Command():
            return asked.argv, asked.stdin, asked.limit
        case PowerShell():
            return asked.script
        case _:
            return asked.name, json.dumps(dict(asked.params), sort_keys=True)


def _split_into_batches(gathered: _Group) -> Sequence[_Group]:
    """Return the scripts divided among as few processes as possible, in groups of similar length."""
    starts = -(-len(gathered) // MOST)
    size = -(-len(gathered) // starts)
    groups: list[list[tuple[PowerShell, _SharedAnswer]]] = [[]]
    for entry in gathered:
        length = sum(len(source.script) for source, _ in groups[-1])
        if len(groups[-1]) == size or (groups[-1] and length + len(entry[0].script) > LONGEST):
            groups.append([])
        groups[-1].append(entry)
    return groups
