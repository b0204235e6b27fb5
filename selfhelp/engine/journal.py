"""The journal of findings, fixes and undos: one small file per run, written before changes.

A step's undo step is on disk before the step begins, so that a run that was killed can still be listed and
undone. If the journal can't be written, for example because the fix concerns a full disk, only steps without
undo may run. The lines are written as soon as space is available.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp.core import own_folder
from selfhelp.core.errors import NotOfferedError, StorageError, UsageError
from selfhelp.core.model import (
    CheckResult,
    CheckState,
    Finding,
    FixRun,
    Json,
    Outcome,
    PrivacyClass,
    StepResult,
    Undo,
)
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_, Text, text_from_json, text_to_json
from selfhelp.engine import AFTER_RESTART
from selfhelp.machine import Step, step_from_json
from selfhelp.policy.unknown_words import suggest_closest_word

KEPT_RUNS = 500
_RUN = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
RECENT = timedelta(days=14)
"""Maximum age of fix runs that count as repeated repairs of the same problem."""

_LINE_LIMIT = 5_000_000
DONE, INTERRUPTED, ANSWERED, GOAL = "done", "interrupted", "answered", "goal"


@dataclass(frozen=True, slots=True)
class JournalStep:
    """A recorded step of a run; ``step`` and ``back`` are the step and its undo step as plain data.

    ``lost`` is why a failed undo can't be repeated, or None.
    """

    name: str
    result: str
    detail: str
    back: Json
    undone: bool
    step: Json = None
    lost: Text | None = None

    @property
    def undo(self) -> Undo:
        """The step's undo state."""
        if self.undone:
            return Undo.DONE
        return Undo.POSSIBLE if self.back is not None and self.lost is None else Undo.IMPOSSIBLE

    def load_steps(self) -> tuple[Step, Step | None]:
        """Return the step and its undo step.

        Raises:
            NotOfferedError: this version no longer supports them, or an older version didn't store the step.
        """
        return step_from_json(self.step), None if self.back is None else step_from_json(self.back)

    def to_step_result(self) -> StepResult:
        """Return the step as a result in a `FixRun`."""
        return StepResult(self.name, self.result, self.undo, self.detail)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A run of a fix; ``outcome`` is *failed* after an interruption, ``message`` is the reason.

    ``helped`` is the user's answer to "Did it help?", or None. ``changed_at`` is when the first step began,
    or None without steps; the user may have confirmed it long after the start. ``goal`` is what a check of
    the complaint's goal showed after the run, at ``goal_at``; None if it didn't pass, or wasn't checked.
    """

    run: str
    id: str
    outcome: Outcome
    started: datetime
    ended: datetime
    before: CheckResult
    after: CheckResult | None
    steps: Sequence[JournalStep]
    interrupted: bool = False
    message: Text | None = None
    helped: bool | None = None
    changed_at: datetime | None = None
    goal: Text | None = None
    goal_at: datetime | None = None

    @property
    def changed(self) -> datetime:
        """The time of the first step, or of the run's start if the run changed nothing."""
        return self.changed_at or self.started

    @property
    def undo(self) -> Undo:
        """The undo state of the run; undo is possible while at least one step can be undone."""
        states = {step.undo for step in self.steps}
        if Undo.POSSIBLE in states:
            return Undo.POSSIBLE
        return Undo.DONE if Undo.DONE in states else Undo.IMPOSSIBLE

    @property
    def lost(self) -> Text | None:
        """Why a failed undo of a step can't be repeated; None if no undo failed for good."""
        return next((step.lost for step in self.steps if step.lost is not None), None)

    @property
    def has_changed_something(self) -> bool:
        """Whether at least one step was carried out, even if it can't be undone."""
        return any(step.result == DONE for step in self.steps)

    @property
    def change(self) -> Text | None:
        """What the run changed, if a single step was carried out and describes it; otherwise None."""
        done = list(self._iter_done_steps())
        return done[0][0].describe_change(done[0][1]) if len(done) == 1 else None

    def list_changes(self) -> Sequence[Text]:
        """Return a sentence for each step that was carried out; omit steps that are no longer supported."""
        return [
            step.describe_change(back) or step.describe_action() for step, back in self._iter_done_steps()
        ]

    def _iter_done_steps(self) -> Iterator[tuple[Step, Step | None]]:
        for step in self.steps:
            if step.result == DONE:
                with suppress(NotOfferedError):
                    yield step.load_steps()

    def list_undo_steps(self) -> Iterator[tuple[int, Step | None]]:
        """Yield the number and the undo step of each step that can be undone, last step first.

        The undo step is None if this version no longer supports it.
        """
        for number in reversed(range(len(self.steps))):
            if self.steps[number].undo is Undo.POSSIBLE:
                try:
                    yield number, step_from_json(self.steps[number].back)
                except NotOfferedError:
                    yield number, None

    def iter_performed_undo_steps(self) -> Iterator[Step]:
        """Yield the performed undo steps, last step first; omit steps that are no longer supported."""
        for step in reversed(self.steps):
            if step.undo is Undo.DONE:
                with suppress(NotOfferedError):
                    yield step_from_json(step.back)

    def to_fix_run(self) -> FixRun:
        """Return the run as the engine returned it."""
        views = [step.to_step_result() for step in self.steps]
        return FixRun(
            self.run,
            self.id,
            self.outcome,
            self.before,
            views,
            self.after,
            self.started,
            self.ended,
            self.message,
            self.helped,
        )


@dataclass(slots=True)
class RunRecorder:
    """The open journal file of a run; lines that can't be written are kept until space is available."""

    run: str
    file: Path
    waiting: list[str] = field(default_factory=list)

    def append_event(self, event: str, *, must: bool = False, **data: Json) -> None:
        """Append one line and sync it to the disk.

        Args:
            event: the event's name.
            must: whether the line must be on disk when the method returns.
            data: the event's data, which JSON can represent.

        Raises:
            StorageError: ``must`` is True, and the line couldn't be written.
        """
        line = {"event": event, "time": datetime.now(UTC).isoformat(), **data}
        self.waiting.append(json.dumps(line, ensure_ascii=True))
        try:
            self._write_waiting_events()
        except OSError as error:
            if must:
                self.waiting.pop()
                message = N_(
                    "Nothing was changed because the undo information couldn't be saved ({reason}).",
                    reason=error.strerror or "?",
                )
                raise StorageError(message) from error

    def _write_waiting_events(self) -> None:
        make_private_folder(self.file.parent)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(self.file, flags, 0o600)
        try:
            size = os.fstat(handle).st_size
            data = "".join(f"{line}\n" for line in self.waiting).encode()
            if (
                size and _read_last_byte(handle, size) != b"\n"
            ):  # cut off by a power failure: start a new line
                data = b"\n" + data
            try:
                if os.write(handle, data) != len(data):
                    raise OSError(28, "No space left on device")
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, size)  # never leave half a line
                raise
        finally:
            os.close(handle)
        self.waiting.clear()


class Journal:
    """All runs of one user on this computer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unwritten: dict[str, RunRecorder] = {}
        """Recorders of runs that a full or read-only disk keeps from being written; tickets include them."""

    def start_run(self, fix: str, before: CheckResult) -> RunRecorder:
        """Create the journal file of a new run, and return its recorder."""
        now = datetime.now(UTC)
        run = f"{now:%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"
        record = RunRecorder(run, self._folder / f"{run}.jsonl")
        record.append_event("started", id=fix, check=check_to_json(before))
        if record.waiting:
            self._unwritten[run] = record
        self._delete_old_runs()
        return record

    def update_first_check(self, run: str, before: CheckResult) -> None:
        """Record the details of a run's first check, completed later; ignore storage errors.

        Raises:
            UsageError: the run doesn't exist.
        """
        record = self._unwritten.get(run) or self.reopen_run(run)
        record.append_event("saw-more", check=check_to_json(before))

    def record_answer(self, run: str, *, helped: bool) -> None:
        """Record the user's answer to "Did it help?" for a run; ignore storage errors.

        Raises:
            UsageError: the run doesn't exist.
        """
        record = self._unwritten.get(run) or self.reopen_run(run)
        record.append_event(ANSWERED, helped=helped)

    def record_goal(self, run: str, goal: Text) -> None:
        """Record that the goal's check passed after a run, possibly much later; storage errors are ignored.

        Raises:
            UsageError: there's no such run.
        """
        record = self._unwritten.get(run) or self.reopen_run(run)
        record.append_event(GOAL, sentence=text_to_json(goal))

    def reopen_run(self, run: str) -> RunRecorder:
        """Return the recorder of an earlier run, to undo it.

        Raises:
            UsageError: the run doesn't exist.
        """
        return RunRecorder(run, self._make_run_path(run))

    def list_runs(self) -> Sequence[JournalEntry]:
        """Return all runs, newest first; skip damaged files."""
        entries = (self._read_run_file(file) for file in self._list_files())
        return sorted((e for e in entries if e is not None), key=lambda e: (e.started, e.run), reverse=True)

    def list_runs_since(self, then: datetime) -> Iterator[JournalEntry]:
        """Yield the runs that began after a time, newest first, without reading older runs."""
        oldest = f"{then.astimezone(UTC):%Y%m%d-%H%M%S}"
        for file in reversed(self._list_files()):  # a file is named after its run's start time
            if _RUN.fullmatch(file.stem):
                if file.stem < oldest:
                    return
                entry = self._read_run_file(file)
                if entry is not None:
                    yield entry

    def list_recent_fix_runs(self, fix: str, now: datetime) -> Sequence[JournalEntry]:
        """Return the runs of a fix within `RECENT` that changed the computer, newest first."""
        recent = (e for e in self.list_runs() if e.id == fix and now - e.started < RECENT)
        return [entry for entry in recent if entry.steps and entry.outcome is not Outcome.UNDONE]

    def mark_awaiting_restart(self, run: str) -> None:
        """Record that a run must be verified after the next restart; ignore storage errors."""
        with suppress(OSError):
            make_private_folder(self._folder)
            with (self._folder / AFTER_RESTART).open("a", encoding="utf-8") as file:
                file.write(f"{run}\n")

    def list_runs_awaiting_restart(self) -> Sequence[str]:
        """Return the IDs of the runs waiting for a restart; fast in the usual case that there are none."""
        try:
            return (self._folder / AFTER_RESTART).read_text("utf-8", "replace").split()
        except OSError:
            return ()

    def set_awaiting_restart(self, runs: Sequence[str]) -> None:
        """Replace the list of runs that are waiting for a restart."""
        file = self._folder / AFTER_RESTART
        with suppress(OSError):
            own_folder.remove_file(file)
        for run in runs:
            self.mark_awaiting_restart(run)

    def read_entry(self, run: str) -> JournalEntry:
        """Return the journal entry of a run.

        Raises:
            UsageError: the run doesn't exist.
        """
        entry = self._find_unwritten_entry(run) or self._read_run_file(self._make_run_path(run))
        if entry is None:
            raise self._make_unknown_run_error(run)
        return entry

    def read_entries(self, runs: Iterable[str]) -> Sequence[JournalEntry]:
        """Return the entries of the given runs that still exist; runs expire and can be deleted."""
        found = []
        for run in runs:
            with suppress(UsageError):
                found.append(self.read_entry(run))
        return found

    def _find_unwritten_entry(self, run: str) -> JournalEntry | None:
        """Return a run that couldn't be written yet, or None."""
        record = self._unwritten.get(run)
        if record is None or not record.waiting or record.file.exists():
            return None
        return _to_journal_entry(run, [json.loads(line) for line in record.waiting])

    def _list_files(self) -> Sequence[Path]:
        try:
            return sorted(self._folder.glob("*.jsonl"))
        except OSError:
            return []

    def _make_run_path(self, run: str) -> Path:
        file = self._folder / f"{run}.jsonl"
        named = 0 < len(run) <= 64 and all(c.isalnum() or c == "-" for c in run)
        if not named or not file.is_file():
            raise self._make_unknown_run_error(run)
        return file

    def _make_unknown_run_error(self, run: str) -> UsageError:
        """Return the error for an unknown run; it suggests a known ID only if that is very similar."""
        message = N_("Run {run} doesn't exist on this computer.", run=run[:80])
        return UsageError(
            suggest_closest_word(message, run, [file.stem for file in self._list_files()], cutoff=0.9)
        )

    def _delete_old_runs(self) -> None:
        with suppress(OSError):  # what can't be deleted now is deleted after the next run
            for file in [file for file in self._list_files() if _RUN.fullmatch(file.stem)][:-KEPT_RUNS]:
                own_folder.remove_file(file)

    @staticmethod
    def _read_run_file(file: Path) -> JournalEntry | None:
        try:
            with file.open("rb") as stream:
                lines = [_parse_journal_line(raw) for raw in stream.read(_LINE_LIMIT).splitlines()]
            return _to_journal_entry(file.stem, [line for line in lines if line])
        except (OSError, KeyError, TypeError, ValueError, IndexError):
            return None


def _read_last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def check_to_json(result: CheckResult) -> Json:
    """Return a check's result in the journal's form."""
    finding = result.finding
    return {
        "state": result.state,
        "summary": text_to_json(finding.summary) if finding else None,
        "evidence": dict(result.evidence),
        "reveals": dict(finding.reveals) if finding else {},
        "reason": text_to_json(result.reason) if result.reason else None,
        "on_request": finding is not None and finding.on_request,
    }


def _check_from_json(id_: str, data: Json) -> CheckResult:
    state = CheckState(data["state"])
    finding = None
    if data["summary"] is not None:
        reveals = {name: PrivacyClass(mark) for name, mark in data.get("reveals", {}).items()}
        wish = bool(data.get("on_request"))
        finding = Finding(
            _text_from_data(data["summary"]), evidence=data["evidence"], reveals=reveals, on_request=wish
        )
    reason = _text_from_data(data["reason"]) if data["reason"] is not None else None
    why = "" if finding is not None else str(data["evidence"].get("why", ""))
    return CheckResult(id_, state, finding, reason, why)


def _text_from_data(data: Json) -> Text:
    text = text_from_json(data)
    return text if isinstance(text, Text) else N_("{text}", text=text)


def _parse_journal_line(raw: bytes) -> dict[str, Json]:
    """Return the event in a line; empty for an incomplete line."""
    try:
        data = json.loads(raw)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _find_goal_event(lines: Sequence[dict[str, Json]]) -> dict[str, Json] | None:
    """Return the last check of the goal that passed; None if there is none, or the run was undone since."""
    last = [line for line in lines if line["event"] in (GOAL, "undone")][-1:]
    return last[0] if last and last[0]["event"] == GOAL else None


def _find_time_of_first_step(lines: Sequence[dict[str, Json]]) -> datetime | None:
    """Return when the first step began; None without steps."""
    began = next((line["time"] for line in lines if line["event"] == "step"), None)
    return datetime.fromisoformat(began) if began else None


def _start_step(line: dict[str, Json]) -> JournalStep:
    """Return a step that has begun; its result is in a later line, unless the run was interrupted."""
    return JournalStep(line["name"], INTERRUPTED, "", line["back"], False, line.get("step"))


def _to_journal_entry(run: str, lines: Sequence[dict[str, Json]]) -> JournalEntry:
    """Return the journal entry for the lines of one file."""
    first, helped = lines[0], None
    steps: dict[int, JournalStep] = {}
    outcome, interrupted, after, message = Outcome.FAILED, True, None, None
    goal = _find_goal_event(lines)
    for line in lines:
        match line["event"]:
            case "saw-more":
                first = {**first, "check": line["check"]}
            case "step":
                steps[line["n"]] = _start_step(line)
            case "result":
                ended = {name: line[name] for name in ("result", "detail", "back")}
                steps[line["n"]] = replace(steps[line["n"]], **ended)
            case "undone":
                steps[line["n"]] = replace(steps[line["n"]], undone=True)
            case "lost":
                steps[line["n"]] = replace(steps[line["n"]], lost=_text_from_data(line["message"]))
            case "answered":
                helped = bool(line["helped"])
            case "ended":
                outcome, interrupted = Outcome(line["outcome"]), False
                after, message = line.get("check") or after, line.get("message")
    worked = [line for line in lines if line["event"] not in (ANSWERED, GOAL)]
    return JournalEntry(
        run=run,
        id=str(first["id"]),
        outcome=outcome,
        started=datetime.fromisoformat(first["time"]),
        ended=datetime.fromisoformat(worked[-1]["time"]),
        before=_check_from_json(first["id"], first["check"]),
        after=_check_from_json(first["id"], after) if after else None,
        steps=[steps[n] for n in sorted(steps)],
        interrupted=interrupted,
        message=_text_from_data(message) if message is not None else None,
        helped=helped,
        changed_at=_find_time_of_first_step(lines),
        goal=_text_from_data(goal["sentence"]) if goal else None,
        goal_at=datetime.fromisoformat(goal["time"]) if goal else None,
    )
