"""Runs checks and fixes for all front ends: checks, asks, performs steps, verifies and undoes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import reduce

from selfhelp.core import parallel
from selfhelp.core.errors import (
    CancelledError,
    ChangedSinceError,
    NotOfferedError,
    ProbeError,
    RefusedError,
    SelfhelpError,
    StepError,
    StorageError,
    UndoImpossibleError,
    UsageError,
    add_advice,
    describe_loggable_reason,
    describe_technical_reason,
)
from selfhelp.core.model import (
    Answers,
    CheckResult,
    CheckState,
    ChoiceQuestion,
    Finding,
    FixRun,
    Outcome,
    StepResult,
    Undo,
)
from selfhelp.core.parallel import ParallelTask
from selfhelp.core.progress import LOOKING_AGAIN, Progress, Prompts, Proposal
from selfhelp.core.text import ENGLISH, N_, Text, text_to_json
from selfhelp.engine.journal import DONE as DONE  # noqa: PLC0414 - one of the results of steps
from selfhelp.engine.journal import Journal, JournalEntry, JournalStep, RunRecorder, check_to_json
from selfhelp.fixes import Check, Fix
from selfhelp.machine import Machine, Step, elevate, step_from_json
from selfhelp.machine.caching_machine import CachingMachine
from selfhelp.machine.processes.programs import PROCESS_NAMES

log = logging.getLogger(__name__)

SKIPPED, FAILED, CANCELLED = "skipped", "failed", "cancelled"
SAID = "the person says"

HEAD_START = 0.3
"""Head start of other checks before a measuring check if time is short, in seconds."""

CONFIRMING, READ_BACK = 3.0, 0.25
"""Time in which an undo step must take effect, and the time between two readings, in seconds."""


@dataclass(slots=True)
class _RunState:
    """The state of a run that is in progress."""

    fix: Fix
    record: RunRecorder
    before: CheckResult
    started: datetime
    answers: Answers = field(default_factory=dict)
    steps: list[StepResult] = field(default_factory=list)
    message: Text | None = None
    restart: bool = False
    restart_later: Text | None = None


class Engine:
    """Runs checks and fixes on one machine and records them in one journal."""

    def __init__(self, machine: Machine, journal: Journal) -> None:
        self._machine = machine
        self._journal = journal

    def check(self, check: Check, progress: Progress) -> CheckResult:
        """Run one check and return its result; any error makes it *inconclusive*, never healthy.

        Raises:
            CancelledError: the user cancelled.
        """
        progress.report(check.looks)
        return self._run_check_safely(check, check.diagnose, self._machine)

    def read_process_names(self) -> Sequence[str]:
        """Return the names of the running processes; empty if they can't be read."""
        try:
            return PROCESS_NAMES.read(self._machine)
        except ProbeError as error:
            log.warning("processes can't be listed: %s", describe_loggable_reason(error))
            return ()

    @staticmethod
    def _run_check_safely(
        check: Check, look: Callable[[Machine], Finding | None], machine: Machine
    ) -> CheckResult:
        """Return the result of a function that looks for a finding; errors become inconclusive results."""
        if machine.platform not in check.platforms:
            return CheckResult(check.id, CheckState.NOT_OFFERED, reason=_NOT_HERE)
        try:
            finding = look(machine)
        except NotOfferedError as error:
            return CheckResult(check.id, CheckState.NOT_OFFERED, reason=error.message)
        except ProbeError as error:
            log.warning("check %s is inconclusive: %s", check.id, describe_loggable_reason(error))
            return CheckResult(
                check.id,
                CheckState.INCONCLUSIVE,
                reason=error.message,
                why=describe_technical_reason(error),
                explained_by=error.explained_by,
            )
        except CancelledError:
            raise
        except Exception as error:  # a bug in one check must not crash the app
            log.exception("check %s raised", check.id)
            reason = N_("Couldn't check this ({reason}).", reason=type(error).__name__)
            why = f"{describe_technical_reason(error)} (traceback: selfhelp check {check.id} --verbose)"
            return CheckResult(check.id, CheckState.INCONCLUSIVE, reason=reason, why=why)
        return CheckResult(check.id, CheckState.FOUND if finding else CheckState.HEALTHY, finding)

    def _find_offer_on_request_safely(self, check: Check, seen: CheckResult, machine: Machine) -> CheckResult:
        """Return a fix's offer on request if no problem was found, otherwise the check's result."""
        if seen.state is not CheckState.HEALTHY or not isinstance(check, Fix):
            return seen
        nothing_left: list[Text] = []

        def find_offer_on_request(machine: Machine) -> Finding | None:
            told = check.find_offer_on_request(machine)
            if isinstance(told, Text):
                nothing_left.append(told)
                return None
            return told

        found = self._run_check_safely(check, find_offer_on_request, machine)
        if found.state is CheckState.FOUND:
            return found
        return replace(seen, reason=nothing_left[0]) if nothing_left else seen

    def _add_measured_values(self, check: Check, seen: CheckResult, machine: Machine) -> CheckResult:
        """Return the result of a check that found nothing with the values that it measured."""
        if seen.state is not CheckState.HEALTHY or seen.reason is not None:
            return seen
        measured: list[Text | None] = []
        self._run_check_safely(check, lambda m: measured.append(check.describe_measured_values(m)), machine)
        return replace(seen, reason=measured[0]) if measured else seen

    def complete_finding(self, check: Check, finding: Finding, progress: Progress) -> Finding:
        """Return a finding with the details that take longer to read; unchanged if they can't be read.

        Raises:
            CancelledError: the user cancelled.
        """
        try:
            return check.complete_finding(self._machine, finding, progress)
        except (ProbeError, NotOfferedError):
            return finding
        except CancelledError:
            raise
        except Exception:  # a bug must not lose the finding
            log.exception("check %s saw no more", check.id)
            return finding

    def find_success_by_workaround(self, check: Check) -> Finding | None:
        """Return the finding about a goal that was reached although its cause remains; None if unknown."""
        return self._run_check_safely(check, check.find_success_by_workaround, self._machine).finding

    def run_all_checks(
        self,
        checks: Sequence[Check],
        progress: Progress,
        on_result: Callable[[CheckResult], None] | None = None,
        within: float | None = None,
        wanted: Collection[str] = (),
    ) -> Sequence[CheckResult]:
        """Run many checks in parallel and return the results; a check is inconclusive after its `lifetime`.

        A PowerShell script that several checks share runs only once, in one of few processes.

        Args:
            checks: the checks; the results have the same order.
            progress: reports progress and carries a cancel request.
            on_result: receives each result as soon as it is available, on the caller's thread.
            within: time limit for all checks, in seconds; checks that take longer are inconclusive. With a
              limit, a measuring check (`Check.alone`) starts after the other checks. None: no limit.
            wanted: IDs of fixes that the user requests; the offer of such a fix counts as a finding.

        Raises:
            CancelledError: the user cancelled.
        """
        results: dict[str, CheckResult] = {}
        shared = CachingMachine(self._machine)
        quiet = threading.Event()
        if within is None or all(check.alone for check in checks):
            quiet.set()
        others = {check.id for check in checks if not check.alone}
        for answer in parallel.run_tasks_in_parallel(
            [
                self._make_check_task(check, shared.create_asker(), quiet, within, check.id in wanted)
                for check in checks
            ]
        ):
            progress.check()
            if answer is None:
                continue
            results[answer[0]] = answer[1]
            if others <= results.keys():
                quiet.set()
            progress.report(_LOOKING, len(results) / len(checks))
            if on_result is not None:
                on_result(answer[1])
        return [results[check.id] for check in checks]

    def _make_check_task(
        self, check: Check, machine: Machine, quiet: threading.Event, within: float | None, wanted: bool
    ) -> ParallelTask[CheckResult]:
        lifetime = check.lifetime.total_seconds()
        seconds = lifetime if within is None else min(within, lifetime)
        why = f"no answer after {seconds:g} s"
        late = CheckResult(check.id, CheckState.INCONCLUSIVE, reason=TOO_SLOW, why=why)

        def run() -> CheckResult:
            if check.alone:
                quiet.wait(HEAD_START)
            seen = self._run_check_safely(check, check.diagnose, machine)
            if not wanted:
                return seen
            seen = self._find_offer_on_request_safely(check, seen, machine)
            return self._add_measured_values(check, seen, machine)

        return ParallelTask(check.id, seconds, run, lambda: _make_timeout_result(late))

    def make_proposal(self, fix: Fix, finding: Finding) -> Proposal | Text | None:
        """Return the proposal for a finding, or the reason why this computer can't fix it; changes nothing.

        For a choice, the preselected option is used, or else the first option. Return None if only a run can
        determine the steps, because another option may be possible.
        """
        try:
            refusal = fix.find_blocked_reason(self._machine, finding)
            if refusal is not None:
                return refusal
            questions = fix.list_questions(finding)
            steps = fix.plan_steps(finding, {q.key: _list_preselected_keys(q) for q in questions})
            if not steps:
                return NOTHING_TO_DO
            if not self._has_required_operations(steps):
                return elevate.explain_missing_helper(steps, self._machine.platform)
            asks = _names_an_option(steps[0].describe_action(), questions)
            return Proposal(fix.title, finding, [step.to_view() for step in steps], asks)
        except SelfhelpError as error:
            return None if finding.on_request and isinstance(error, RefusedError) else error.message
        except Exception:  # a bug in one fix must not lose the verdict
            log.exception("fix %s could not be planned", fix.id)
            return NOTHING_TO_DO

    def run(
        self,
        fix: Fix,
        prompts: Prompts,
        progress: Progress,
        answers: Answers | None = None,
        found: Callable[[Finding], None] | None = None,
    ) -> FixRun:
        """Run a fix from its first check to its second check, and return the run.

        Args:
            fix: the fix.
            prompts: asks the user; without a user, every answer is no.
            progress: reports progress and carries a cancel request.
            answers: answers that are already known, by question key.
            found: called with the finding, before the first question.

        Returns: The run with its outcome. Errors of the computer are outcomes, not exceptions.

        Raises:
            UsageError: a known answer names an option that doesn't exist; the computer wasn't changed.
        """
        started = datetime.now(UTC)
        try:
            before = self._find_offer_on_request_safely(fix, self.check(fix, progress), self._machine)
        except CancelledError:
            before = CheckResult(fix.id, CheckState.INCONCLUSIVE, reason=_STOPPED)
            return FixRun(
                "", fix.id, Outcome.CANCELLED, before, (), None, started, datetime.now(UTC), _STOPPED
            )
        run = _RunState(fix, self._journal.start_run(fix.id, before), before, started)
        if before.state is not CheckState.FOUND or before.finding is None:
            outcome = Outcome.HEALTHY if before.state is CheckState.HEALTHY else Outcome.FAILED
            return self._finish_run(run, outcome, None, before.reason)
        if found is not None:
            found(before.finding)
        return self._run_steps_and_verify(run, before.finding, prompts, progress, answers or {})

    def undo(
        self, run: str, progress: Progress, *, step: int | None = None, check: Check | None = None
    ) -> FixRun:
        """Undo a run, last step first, and check again; return the updated run.

        Args:
            run: the run's ID.
            progress: reports progress and carries a cancel request.
            step: only this step of the run, counted from 0; by default, all steps.
            check: the run's check, to run afterwards.

        Raises:
            UsageError: the run or step doesn't exist, or can't be undone.
        """
        entry = self._journal.read_entry(run)
        started = datetime.now(UTC)
        _require_undoable(entry, step)
        record = self._journal.reopen_run(run)
        message, newer = self._run_undo_steps(run, record, progress, step)
        seen = self.check(check, Progress()) if check is not None else None
        after = self._journal.read_entry(run)
        left = after.undo if step is None else after.steps[step].undo
        outcome = Outcome.UNDONE if left is not Undo.POSSIBLE and message is None else Outcome.FAILED
        if after.undo is Undo.DONE:
            record.append_event("ended", outcome=Outcome.UNDONE, check=check_to_json(seen) if seen else None)
        before = CheckResult(entry.id, CheckState.FOUND)
        views = [done.to_step_result() for done in after.steps]
        if outcome is Outcome.UNDONE:
            message = _describe_undone_steps(entry, after, check)
        ended = datetime.now(UTC)
        return FixRun(run, entry.id, outcome, before, views, seen, started, ended, message, newer=newer)

    def _run_undo_steps(
        self, run: str, record: RunRecorder, progress: Progress, only: int | None
    ) -> tuple[Text | None, str]:
        """Run and confirm the undo steps up to the first failure.

        Returns: The failure's message, or None; and the ID of the run that must be undone first, or "".
        """
        entry = self._journal.read_entry(run)
        for number, step in entry.list_undo_steps():
            if only not in (None, number):
                continue
            if step is None:
                return N_("This version of the app can't undo this change."), ""
            try:
                progress.report(step.describe_action())
                step.perform(self._machine, progress)
                self._confirm_undone(entry.steps[number], step)
            except UndoImpossibleError as error:
                record.append_event("lost", n=number, message=text_to_json(error.message))
                return N_("{what} {more}", what=error.message, more=_CANT_BE_UNDONE), ""
            except ChangedSinceError as error:
                return self._explain_later_change(entry, entry.steps[number], error)
            except SelfhelpError as error:
                return error.message, ""
            record.append_event("undone", n=number)
        return None, ""

    def _explain_later_change(
        self, entry: JournalEntry, step: JournalStep, error: ChangedSinceError
    ) -> tuple[Text, str]:
        """Return why a step can't be undone now, and the ID of the run that must be undone first, or ""."""
        for newer in self._journal.list_runs():
            change = _find_change_to(error.now, newer, step) if newer.changed > entry.changed else None
            if change is not None:
                return N_(
                    "This setting was changed again later. First undo the newer change: “{change}” ({time}).",
                    change=change,
                    time=newer.changed,
                ), newer.run
        return N_("{what} {more}", what=error.message, more=_NOT_NOW), ""

    def _confirm_undone(self, done: JournalStep, back: Step) -> None:
        """Read the state back until it shows that an undo step has taken effect.

        Raises:
            StepError: it doesn't show it in time, or can't be read.
        """
        try:
            change = step_from_json(done.step)
        except NotOfferedError:  # the journal of an older version doesn't say what to read
            return
        end = time.monotonic() + CONFIRMING
        why = "the state read back differs"
        while True:
            try:
                if change.is_undone(self._machine, back):
                    return
            except (ProbeError, NotOfferedError, StepError) as error:
                why = describe_technical_reason(error)
            if time.monotonic() >= end:
                break
            time.sleep(READ_BACK)
        log.warning("undo step %s isn't confirmed: %s", back.name, why)
        raise StepError(N_("We couldn't confirm this: {step}", step=back.describe_action()), detail=why)

    # -- one run, in order -------------------------------------------------------------------------

    def _run_steps_and_verify(
        self, run: _RunState, finding: Finding, prompts: Prompts, progress: Progress, answers: Answers
    ) -> FixRun:
        outcome: Outcome | None = None  # if the steps succeeded, the final check decides
        try:
            refusal = run.fix.find_blocked_reason(self._machine, finding)
            if refusal is not None:
                return self._finish_run(run, Outcome.REFUSED, None, refusal)
            chosen = _collect_answers(run.fix.list_questions(finding), prompts, answers)
            if chosen is None:
                return self._finish_run(run, Outcome.DECLINED, None, None)
            run.answers, steps = chosen, run.fix.plan_steps(finding, chosen)
            run.restart_later = run.fix.describe_later_restart(finding, chosen)
            if run.restart_later is not None:
                steps = [step for step in steps if not step.by_hand]
                if not steps:
                    return self._finish_run(run, Outcome.RESTART_NEEDED, None, run.restart_later)
            if not steps:
                return self._finish_run(run, Outcome.NOT_FIXED, run.before, NOTHING_TO_DO)
            if not self._has_required_operations(steps):
                missing = elevate.explain_missing_helper(steps, self._machine.platform)
                return self._finish_run(run, Outcome.REFUSED, None, missing)
            progress.check()
            proposal = Proposal(run.fix.title, finding, [step.to_view() for step in steps])
            if not prompts.ask_consent(proposal):
                return self._finish_run(run, Outcome.DECLINED, None, None)
            self._perform_steps(run, steps, prompts, progress)
        except CancelledError as error:
            outcome = Outcome.CANCELLED
            run.message = error.message
        except UsageError as error:
            self._finish_run(run, Outcome.REFUSED, None, error.message)
            raise
        except (RefusedError, StorageError) as error:
            outcome = Outcome.REFUSED
            run.message = error.message
        except SelfhelpError as error:
            outcome = Outcome.FAILED
            run.message = error.message
        return self._verify_outcome(run, finding, outcome)

    def _has_required_operations(self, steps: Sequence[Step]) -> bool:
        """Return whether the privileged helper supports all operations of the steps and their undo steps."""
        platform = self._machine.platform
        both = [*steps, *(back for step in steps if (back := self._find_undo_step(step)) is not None)]
        needed = {step.operations[platform] for step in both if platform in step.operations}
        return not needed or needed <= set(elevate.list_available_operations(self._machine))

    def _find_undo_step(self, step: Step) -> Step | None:
        """Return the undo step for a step, determined immediately before the change; None if not possible."""
        try:
            return step.make_undo_step(self._machine) if step.undoable else None
        except ProbeError:  # what an earlier step creates may still be missing
            return None

    def _perform_steps(
        self, run: _RunState, steps: Sequence[Step], prompts: Prompts, progress: Progress
    ) -> None:
        """Run the steps in order, up to the first failure."""
        for number, step in enumerate(steps):
            progress.report(step.describe_action(), number / len(steps))
            if step.by_hand:
                self._ask_user_to_perform_step(run, number, step, prompts)
            else:
                self._perform_step_and_record(run, number, step, progress)
            run.restart = run.restart or step.restart
        with suppress(CancelledError):  # all is done: the final check decides, even if the user cancels now
            progress.report(LOOKING_AGAIN)

    def _perform_step_and_record(self, run: _RunState, number: int, step: Step, progress: Progress) -> None:
        back = step.make_undo_step(self._machine) if step.undoable else None
        if step.undoable and back is None:
            raise RefusedError(_NO_WAY_BACK)
        data = back.to_json() if back else None
        run.record.append_event(
            "step", must=back is not None, n=number, name=step.name, step=step.to_json(), back=data
        )
        result, detail = FAILED, ""
        try:
            said = step.perform(self._machine, progress)
            if said is None:  # nothing was changed, so there is nothing to undo
                back, data, result = None, None, SKIPPED
            else:
                detail, result = said, DONE
        except CancelledError:
            result = CANCELLED
            raise
        except SelfhelpError as error:
            detail = error.detail or ENGLISH.translate(error.message)
            raise
        except Exception as error:
            log.exception("step %s raised", step.name)
            detail = type(error).__name__
            raise StepError(_STEP_BROKE, detail=repr(error)) from error
        finally:
            run.record.append_event("result", n=number, result=result, detail=detail[:4000], back=data)
            change = step.describe_change(back) if result == DONE else None
            undo = _find_undo_state(back)
            run.steps.append(StepResult(step.name, result, undo, detail, step.describe_action(), change))

    @staticmethod
    def _ask_user_to_perform_step(run: _RunState, number: int, step: Step, prompts: Prompts) -> None:
        """Ask the user to perform a manual step, and record the answer in the journal."""
        run.record.append_event("step", n=number, name=step.name, step=step.to_json(), back=None)
        result = SAID if prompts.ask_to_do_by_hand(step.to_view()) else SKIPPED
        run.record.append_event("result", n=number, result=result, detail="", back=None)
        run.steps.append(StepResult(step.name, result, Undo.IMPOSSIBLE, sentence=step.describe_action()))

    def _verify_outcome(self, run: _RunState, finding: Finding, outcome: Outcome | None) -> FixRun:
        """Return the run after the second check; only that check decides whether the problem is fixed."""
        after = None
        if run.restart_later is not None and outcome is None:
            return self._finish_run(run, Outcome.RESTART_NEEDED, None, run.restart_later)
        if run.steps:
            look = lambda machine: run.fix.verify_outcome(machine, finding, run.answers)  # noqa: E731
            after = self._run_check_safely(run.fix, look, self._machine)
        if outcome in (None, Outcome.FAILED) and after is not None:
            if after.state is CheckState.HEALTHY:
                outcome = Outcome.FIXED
            elif outcome is None:
                outcome = Outcome.RESTART_NEEDED if run.restart else Outcome.NOT_FIXED
        return self._finish_run(run, outcome or Outcome.NOT_FIXED, after, run.message)

    def _finish_run(
        self, run: _RunState, outcome: Outcome, after: CheckResult | None, message: Text | None
    ) -> FixRun:
        seen, why = check_to_json(after) if after else None, text_to_json(message) if message else None
        run.record.append_event("ended", outcome=outcome, check=seen, message=why)
        if outcome is Outcome.RESTART_NEEDED:
            self._journal.mark_awaiting_restart(run.record.run)
        ended = datetime.now(UTC)
        return FixRun(
            run.record.run, run.fix.id, outcome, run.before, run.steps, after, run.started, ended, message
        )


def _make_timeout_result(late: CheckResult) -> CheckResult:
    log.warning("check %s is inconclusive: %s", late.id, late.why)
    return late


def make_outcome_message(run: FixRun) -> Text | None:
    """Return the reason for a run's outcome, with advice; None without a reason."""
    seen = run.before.state is CheckState.FOUND
    why = run.message or (None if seen else run.before.reason)
    advice = _ADVICE.get(run.outcome if seen else run.before.state)
    return why and add_advice(why, advice)


def _find_change_to(value: str, newer: JournalEntry, step: JournalStep) -> Text | None:
    """Return what a step of a newer run changed if it set a value that is in the way of a step's undo."""
    for later in newer.steps:
        if value and later.undo is Undo.POSSIBLE and later.back["step"] == step.back["step"]:
            with suppress(NotOfferedError):
                change, back = later.load_steps()
                if back is not None and back.get_expected_value() == value:
                    return change.describe_change(back) or change.describe_action()
    return None


def _describe_undone_steps(before: JournalEntry, after: JournalEntry, check: Check | None) -> Text:
    """Return what is as before after an undo, and whether other changes remain."""
    pairs = zip(before.steps, after.steps, strict=True)
    undone = [new for old, new in pairs if new.undo is Undo.DONE and old.undo is not Undo.DONE]
    told = [text for step in undone if (text := _describe_restored_state(step)) is not None]
    if len(told) < len(undone) or not told:
        told = [N_("“{title}” was undone.", title=check.title) if check is not None else _UNDONE]
        if len(undone) == 1 and (only := _describe_action(undone[0])) is not None:
            told = [N_("This was undone: {step}", step=only)]
    if any(step.result == DONE and step.undo is not Undo.DONE for step in after.steps):
        told.append(_OTHERS_REMAIN)
    return reduce(lambda what, more: N_("{what} {more}", what=what, more=more), told)


def _describe_restored_state(done: JournalStep) -> Text | None:
    """Return what is as before after a step was undone; None if its undo step doesn't say so."""
    with suppress(NotOfferedError):
        _step, back = done.load_steps()
        return back.describe_restored_state() if back is not None else None
    return None


def _describe_action(done: JournalStep) -> Text | None:
    """Return the sentence of a recorded step; None if this version no longer supports the step."""
    with suppress(NotOfferedError):
        return done.load_steps()[0].describe_action()
    return None


def _require_undoable(entry: JournalEntry, step: int | None) -> None:
    """Raise an error unless a run, or one step of it, can be undone.

    Raises:
        UsageError: the run or step can't be undone.
    """
    if step is not None and not 0 <= step < len(entry.steps):
        raise UsageError(N_("This run has no step {number}.", number=step))
    state = entry.undo if step is None else entry.steps[step].undo
    if state is not Undo.POSSIBLE:
        raise UsageError(_ALREADY if state is Undo.DONE else _NO_WAY_BACK)


def _collect_answers(questions: Sequence[ChoiceQuestion], prompts: Prompts, known: Answers) -> Answers | None:
    """Return an answer to each question, or None if the user declines to answer.

    A question with only one answer isn't asked, because the proposed fix asks for consent to the same.

    Raises:
        UsageError: a known answer names an option that doesn't exist.
    """
    chosen: dict[str, Sequence[str]] = {}
    for question in questions:
        keys = {option.key for option in question.options}
        answer = known.get(question.key)
        if answer is None:
            answer = _find_only_answer(question, len(questions)) or prompts.ask_question(question)
        elif not set(answer) <= keys or (len(answer) != 1 and not question.several):
            message = N_(
                "{key} must be one of: {options}.", key=question.key, options=", ".join(sorted(keys))
            )
            raise UsageError(message)
        if answer is None:
            return None
        chosen[question.key] = answer
    return chosen


def _find_only_answer(question: ChoiceQuestion, count: int) -> Sequence[str] | None:
    """Return the answer to a question without a choice, or None; ``count`` is the number of questions.

    An option that isn't preselected, such as the user's own files, is never chosen for the user. If a check
    box isn't the only question, consent doesn't replace it: the user may want the other changes only.
    """
    only = question.only_option
    if only is None or not only.chosen or (question.several and count > 1):
        return None
    return [only.key]


def _names_an_option(sentence: Text, questions: Sequence[ChoiceQuestion]) -> bool:
    """Return whether a step's sentence names one of several options, such as a printer."""
    named = {value for value in sentence.values.values() if isinstance(value, str)}
    labels = [option.label for question in questions if not question.several for option in question.options]
    return any(isinstance(label, str) and label in named for label in labels)


def _list_preselected_keys(question: ChoiceQuestion) -> Sequence[str]:
    chosen = [option.key for option in question.options if option.chosen]
    return chosen or [option.key for option in question.options[:1]]


def _find_undo_state(back: Step | None) -> Undo:
    return Undo.POSSIBLE if back is not None else Undo.IMPOSSIBLE


_ADVICE: Mapping[Outcome | CheckState, Text | None] = {
    Outcome.FAILED: StepError.advice,
    Outcome.NOT_FIXED: StepError.advice,
    Outcome.REFUSED: RefusedError.advice,
    CheckState.INCONCLUSIVE: ProbeError.advice,
    CheckState.NOT_OFFERED: NotOfferedError.advice,
}
"""Advice for each outcome of a run, or for the state of the check that prevented a run."""

_NOT_HERE = N_("This isn't available on this kind of computer.")
_STOPPED = N_("Stopped at your request.")
_LOOKING = N_("Checking this computer…")
TOO_SLOW = N_("This check took too long.")
_ALREADY = N_("This was already undone.")
_CANT_BE_UNDONE = N_("This can't be undone.")
_UNDONE = N_("The change was undone.")
_OTHERS_REMAIN = N_("Other changes made by this fix remain.")
_NOT_NOW = N_("You can undo this change when the setting is as it was after the fix.")
_NO_WAY_BACK = N_("This step can't be undone later, so it was skipped.")
NOTHING_TO_DO = N_("This app can't fix this problem safely. Contact the help desk.")
_STEP_BROKE = N_("This step didn't work. Contact the help desk.")
