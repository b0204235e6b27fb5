"""Records the computer's answers, and replays them on another system."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError, UnavailableError
from selfhelp.core.model import CheckState, Finding, Json
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, Machine, Output, Source
from selfhelp.machine.transcript import (
    RECORDED,
    Transcript,
    TranscriptEntry,
    answer_from_data,
    answer_to_data,
    make_question_key,
    output_from_data,
    question_to_data,
    to_readable_json,
)

ERRORS: Mapping[str, type[UnavailableError | StepError]] = {
    error.code: error for error in (ProbeError, NotOfferedError, StepError)
}


class NotRecordedError(AssertionError):
    """Error in a replay: the code under test differs from the recorded questions and changes.

    It isn't a `SelfhelpError`, so that the code under test can't mistake it for an answer.
    """


class RecordingMachine:
    """Machine that passes every question to another machine and records the answers."""

    def __init__(self, inner: Machine, clean: Callable[[str], str] = str) -> None:
        """Start recording.

        Args:
            inner: the machine that answers.
            clean: function that redacts a string; it is applied to every string of an answer.
        """
        self.platform = inner.platform
        self._inner, self._clean = inner, clean
        self._entries: list[TranscriptEntry] = []

    def run(self, command: Command) -> Output:
        """Run a program, record its output and return it."""
        output: Output = self._record_answer(command, lambda: self._inner.run(command))
        return output

    def read(self, source: Source) -> Json:
        """Read a source, record the answer and return it."""
        return self._record_answer(source, lambda: self._inner.read(source))

    def change(self, action: Action) -> Json:
        """Run an action that changes the computer, record its result and return it."""
        return self._record_answer(action, lambda: self._inner.change(action), change=True)

    def to_transcript(self, *, expect: CheckState, about: str, system: str) -> Transcript:
        """Return a transcript of everything recorded so far."""
        return Transcript(self.platform, system, about, expect, RECORDED, "", tuple(self._entries))

    def _record_answer(self, asked: Source | Action, ask: Callable[[], Any], change: bool = False) -> Any:
        try:
            answer = ask()
        except (ProbeError, NotOfferedError, StepError) as error:
            self._add_entry(asked, {"failed": error.code, "message": str(error)}, change)
            raise
        self._add_entry(asked, answer_to_data(asked, answer), change)
        return answer

    def _add_entry(self, asked: Source | Action, answer: Mapping[str, Json], change: bool) -> None:
        """Add an answer to the recording; an immediate repetition is left out."""
        entry = TranscriptEntry(question_to_data(asked), _clean_value(answer, self._clean), change)
        if change or entry not in self._entries[-1:]:
            self._entries.append(entry)


class ReplayMachine:
    """Machine that answers from a transcript, and detects every difference from the recorded questions.

    A question asked several times between two changes gets its answers in order; the last answer repeats.
    """

    def __init__(self, transcript: Transcript) -> None:
        self.platform = transcript.platform
        self._phases, self._changes = _split_into_phases(transcript.entries)
        self._done = 0
        self._asked: set[tuple[int, str]] = set()
        self._unknown: list[str] = []

    def run(self, command: Command) -> Output:
        """Return the recorded output of a program.

        Raises:
            NotRecordedError: the question wasn't recorded.
            ProbeError: the question failed when recorded.
        """
        return output_from_data(self._take_next_answer(command))

    def read(self, source: Source) -> Json:
        """Return the recorded answer of a source.

        Raises:
            NotRecordedError: the question wasn't recorded.
            ProbeError: the question failed when recorded.
        """
        return answer_from_data(source, self._take_next_answer(source))

    def change(self, action: Action) -> Json:
        """Return the recorded result of a change, and answer later questions from the state after it.

        Raises:
            NotRecordedError: this change wasn't recorded at this point.
            StepError: the change failed when recorded.
        """
        expected = self._changes[self._done : self._done + 1]
        if [entry.key for entry in expected] != [make_question_key(action)]:
            raise self._make_not_recorded_error("changed", action)
        self._done += 1
        _raise_recorded_error(expected[0].answer)
        return answer_from_data(action, expected[0].answer)

    def check_complete(self) -> None:
        """Raise an error unless exactly the questions and changes of the transcript occurred.

        Raises:
            NotRecordedError: there is a difference.
        """
        left = [f"not changed: {entry.key}" for entry in self._changes[self._done :]]
        for phase, questions in enumerate(self._phases):
            left += [f"not asked: {key}" for key in questions if (phase, key) not in self._asked]
        if self._unknown or left:
            raise NotRecordedError("\n".join(self._unknown + left))

    def _take_next_answer(self, asked: Source | Command) -> Mapping[str, Json]:
        key = make_question_key(asked)
        answers = self._phases[self._done].get(key)
        if answers is None:
            raise self._make_not_recorded_error("asked", asked)
        self._asked.add((self._done, key))
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        _raise_recorded_error(answer)
        return answer

    def _make_not_recorded_error(self, what: str, asked: Source | Action) -> NotRecordedError:
        sentence = f"{what}, but not recorded: {make_question_key(asked)}"
        self._unknown.append(sentence)
        return NotRecordedError(sentence)


class CheckRecorder(Protocol):
    """Protocol of a check or fix that can be recorded."""

    def diagnose(self, machine: Machine) -> Finding | None:
        """Run the check and return its finding; None without a problem."""


def record_check(
    check: CheckRecorder, machine: Machine, path: Path, about: str, clean: Callable[[str], str] = str
) -> Transcript:
    """Run a check on this computer and write a transcript of its questions; return the transcript.

    Args:
        check: the check to run; it changes nothing.
        machine: the computer.
        path: the file to write.
        about: a short description of this computer's problem.
        clean: function that redacts secrets in every string before it is recorded.

    Raises:
        StorageError: the file can't be written.
    """
    recorder = RecordingMachine(machine, clean)
    try:
        state = CheckState.HEALTHY if check.diagnose(recorder) is None else CheckState.FOUND
    except NotOfferedError:
        state = CheckState.NOT_OFFERED
    except ProbeError:
        state = CheckState.INCONCLUSIVE
    transcript = recorder.to_transcript(expect=state, about=about, system=_read_system_name_and_version())
    transcript.save(path)
    return transcript


def _read_system_name_and_version() -> str:
    """Return the name and version of this computer's system."""
    import platform

    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def _raise_recorded_error(answer: Mapping[str, Json]) -> None:
    """Raise the error in a recorded answer, if it contains one."""
    if "failed" in answer:
        raise ERRORS[answer["failed"]](N_("{sentence}", sentence=answer.get("message", "")))


def _split_into_phases(
    entries: Sequence[TranscriptEntry],
) -> tuple[list[dict[str, list[Mapping[str, Json]]]], list[TranscriptEntry]]:
    """Return the answers by question for each phase between changes, and the changes."""
    phases: list[dict[str, list[Mapping[str, Json]]]] = [{}]
    for entry in entries:
        if entry.change:
            phases.append({})
        else:
            phases[-1].setdefault(entry.key, []).append(entry.answer)
    return phases, [entry for entry in entries if entry.change]


def _clean_value(value: Json, clean: Callable[[str], str]) -> Json:
    """Return a value with ``clean`` applied to every nested string, including strings in recorded JSON."""
    match value:
        case {"json": str() as text}:
            return {"json": to_readable_json(_clean_value(json.loads(text), clean))}
        case dict():
            return {name: _clean_value(inner, clean) for name, inner in value.items()}
        case list():
            return [_clean_value(inner, clean) for inner in value]
        case str():
            return clean(value)
        case _:
            return value
