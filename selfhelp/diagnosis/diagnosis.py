"""Runs all checks that could explain a complaint in parallel, and returns a verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.dangers import PERSONAL_ANSWERS, PERSONAL_SERVICES, is_on_phone
from selfhelp.core import parallel
from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome
from selfhelp.core.parallel import ParallelTask
from selfhelp.core.progress import Progress, Proposal
from selfhelp.core.text import N_, NN_, Text
from selfhelp.diagnosis import complaints
from selfhelp.diagnosis.complaints import Interpretation
from selfhelp.diagnosis.named_apps import FROZEN, describe_other_app, find_named_app, is_app_called_frozen
from selfhelp.diagnosis.named_files import find_named_file, is_about_other_file, name_meant_file
from selfhelp.diagnosis.topic_words import describe_ticket_topic
from selfhelp.diagnosis.unrelated_findings import list_findings_beside
from selfhelp.diagnosis.verdict import (
    ComplaintResults,
    EarlierFinding,
    NextStep,
    NextStepKind,
    PreparedTicket,
    SecondAnswer,
    Verdict,
    VerdictKind,
    describe_final_check,
    find_irreversible_change,
    find_meaning_or_obstacle,
    is_goal_reached,
    is_same_problem,
    list_proposed_fixes,
    make_unsolved_step,
    rank_findings,
)
from selfhelp.engine.engine import CANCELLED, DONE, SAID, TOO_SLOW, Engine, make_outcome_message
from selfhelp.fixes import Check
from selfhelp.troubleshooters.complaint import Complaint

BUDGET = 5.0
"""Maximum time from a complaint to its verdict, in seconds."""

CHECKING = 4.4
"""Time limit for the checks, in seconds, within `BUDGET`; the rest is for planning fixes."""

PATIENT = 25.0
"""Time limit for the checks if the user gives them more time, in seconds."""

BESIDE_DANGER = 1.5
"""Time limit for the checks of a fault that is described together with a danger, in seconds."""

PLANNING = 0.4
"""Time limit for planning a fix, in seconds; a fix that needs the network may exceed it."""


class EventKind(StrEnum):
    """The kinds of events during a diagnosis."""

    DANGER = "danger"
    STARTED = "started"
    FINDING = "finding"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Event:
    """An event during a diagnosis.

    Each check has one start event and one end event, with or without a finding. A danger in the user's words
    has an event before the first check, with the sentence to show.

    Attributes:
        kind: the kind of event.
        check: the check's ID.
        looks: the sentence to show while the check runs.
        result: the check's result; None while it runs.
    """

    kind: EventKind
    check: str
    looks: Text
    result: CheckResult | None = None


Hear = Callable[[Event], None]
"""A function that receives events, called on the thread that runs the diagnosis."""


class Diagnosis:
    """Finds the cause of a complaint, and confirms that a complaint is resolved; changes nothing.

    Each method may take `BUDGET` seconds, so call it on a pool thread. No state is kept between calls.
    """

    def __init__(self, catalog: Catalog, engine: Engine, *, patient: bool = False) -> None:
        self._catalog, self._engine, self._patient = catalog, engine, patient

    def copy_with_more_time(self) -> Diagnosis:
        """Return a diagnosis whose checks may take longer than `BUDGET`, for a computer under load."""
        return Diagnosis(self._catalog, self._engine, patient=True)

    def diagnose(self, text: str, progress: Progress, hear: Hear | None = None) -> Verdict:
        """Return the verdict on a complaint in the user's own words.

        If only the help desk can help, no check is run.

        Raises:
            CancelledError: the user cancelled.
        """
        meant = complaints.interpret_suggestions(self._catalog.suggest(text))
        if is_app_called_frozen(text):
            meant = complaints.put_frozen_app_first(meant)
        app, file, on_phone = find_named_app(text), find_named_file(text), is_on_phone(text)
        return self._reach_verdict(replace(meant, app=app, file=file, on_phone=on_phone), progress, hear)

    def diagnose_complaint(self, complaint: str, progress: Progress, hear: Hear | None = None) -> Verdict:
        """Return the verdict on a complaint by its ID, or by the ID of a fix or check.

        For a fix or check, the verdict is about its finding, and a cause becomes the reason.

        Raises:
            CancelledError: the user cancelled.
        """
        known = complaint in complaints.load_complaints()
        id_ = complaint if known else complaints.find_complaint_of_check(complaint) or complaint
        return self._reach_verdict(Interpretation((id_,), item="" if known else complaint), progress, hear)

    def verify_fix(
        self, verdict: Verdict | None, run: FixRun, tried: Sequence[str], progress: Progress
    ) -> NextStep:
        """Return the next step after a fix; the complaint is solved only if its goal's checks pass.

        Args:
            verdict: the verdict whose fix was run; None if the fix was started without a diagnosis.
            run: the fix's run.
            tried: IDs of the fixes run for this complaint, including this one.
            progress: reports progress and carries a cancel request.

        Raises:
            CancelledError: the user cancelled.
        """
        verdict = verdict or _make_verdict_from_run(run)
        if run.outcome in (Outcome.DECLINED, Outcome.CANCELLED):
            return _make_stopped_step(verdict, run)
        if run.outcome is Outcome.RESTART_NEEDED:
            return NextStep(NextStepKind.RESTART, run.message or _RESTART, verdict)
        complaint = verdict.complaint or complaints.get_complaint(run.id)
        fixed = run.outcome in (Outcome.FIXED, Outcome.HEALTHY)
        goal = self._run_goal_check(complaint, verdict, run.id if fixed else "", progress)
        done = find_irreversible_change(run)
        if fixed and is_goal_reached(goal):
            return replace(self._make_solved_step(complaint, verdict, run.id, goal), done=done)
        now = self._reach_verdict(
            Interpretation(verdict.complaints or (run.id,), file=verdict.file),
            progress,
            None,
            asked_for=False,
        )
        if fixed and now.cause is None and all(result.state is not CheckState.FOUND for result in goal):
            why = _find_unchecked_reason(goal)
            return NextStep(NextStepKind.UNPROVEN, _UNPROVEN, now, why, goal=goal, done=done)
        step = make_unsolved_step(verdict, now, goal, [*tried, run.id], make_outcome_message(run))
        step = describe_final_check(step, run)
        if fixed:
            return replace(step, done=done or self._find_change_made(run))
        step = replace(step, done=done)
        return (
            step if step.kind is not NextStepKind.TICKET else _make_ticket_step(step, run, complaint.subject)
        )

    def confirm_solved(self, verdict: Verdict, fix: str, progress: Progress) -> Verdict:
        """Return the verdict that a complaint is solved, if its goal's checks pass and no problem is found.

        Otherwise return the verdict unchanged.

        Args:
            verdict: the verdict after the fix.
            fix: the ID of the fix that has just been successful for this complaint.
            progress: reports progress and carries a cancel request.

        Raises:
            CancelledError: the user cancelled.
        """
        return self._confirm_goal(verdict, verdict.checks, fix, progress)

    def confirm_gone(self, verdict: Verdict, earlier: EarlierFinding, progress: Progress) -> Verdict:
        """Return the verdict that a complaint is solved, if its earlier cause is gone and the goal passes.

        Otherwise return the verdict unchanged.

        Args:
            verdict: the verdict of the checks that were run again.
            earlier: what the checks found before.
            progress: reports progress and carries a cancel request.

        Raises:
            CancelledError: the user cancelled.
        """
        cause = earlier.cause
        now = next((result.state for result in verdict.checks if result.id == cause.id), CheckState.HEALTHY)
        wish = cause.finding is None or cause.finding.on_request
        if wish or now not in _GONE:
            return verdict
        return self._confirm_goal(verdict, earlier.checks, cause.id, progress)

    def has_cause_changed(self, cause: CheckResult, progress: Progress) -> bool:
        """Return whether a cause's own check, and only this check, finds nothing any more, or something else.

        Return False if the check has no conclusive result or takes a measurement, or for a requested change.

        Raises:
            CancelledError: the user cancelled.
        """
        checks = [check for check in self._filter_available_ids([cause.id]) if not check.alone]
        if cause.finding is None or cause.finding.on_request or not checks:
            return False
        return all(
            result.state in _GONE or (result.finding is not None and not is_same_problem(cause, result))
            for result in self._run_checks(checks, progress, None, CHECKING)
        )

    def _confirm_goal(
        self, verdict: Verdict, seen: Sequence[CheckResult], fix: str, progress: Progress
    ) -> Verdict:
        """Return the verdict as solved if nothing is found, and the goal is reached for what was seen."""
        complaint = verdict.complaint
        if complaint is None or verdict.kind is not VerdictKind.NOTHING_FOUND:
            return verdict
        before = replace(verdict, checks=seen, left=())
        goal = self._run_goal_check(complaint, before, fix, progress)
        if not is_goal_reached(goal):
            return verdict
        step = self._make_solved_step(complaint, before, fix, goal)
        if step.kind is NextStepKind.LEFT_BEHIND:
            return verdict
        return replace(
            verdict,
            kind=VerdictKind.SOLVED,
            summary=step.sentence,
            reason=step.reason,
            ticket_first=False,
            now=(),
        )

    # -- one diagnosis -----------------------------------------------------------------------------

    def _reach_verdict(
        self, meant: Interpretation, progress: Progress, hear: Hear | None, *, asked_for: bool = True
    ) -> Verdict:
        """Run the checks and return the verdict; if ``asked_for``, a requested change counts as a finding."""
        begun = time.monotonic()
        complaint = complaints.join_complaints(meant.complaints) if meant.complaints else None
        ids = dict.fromkeys((*complaint.checks, *complaint.also, meant.item)) if complaint else {}
        checks = self._filter_available_ids(list(ids))
        if complaint is None or not checks:
            return self._make_help_desk_verdict(meant)
        if meant.danger:
            return self._reach_danger_verdict(meant, checks, progress, hear)
        wish = asked_for and meant.asks
        wanted = {*complaints.get_complaint(meant.complaints[0]).fixes, meant.item} if wish else ()
        seconds = PATIENT if self._patient else CHECKING
        results = self._run_checks(checks, progress, hear, seconds, wanted)
        results = [name_meant_file(result, meant.file) for result in results]
        found = [result for result in results if result.state is CheckState.FOUND]
        if complaint.otherwise and not found:
            left = begun + seconds - time.monotonic()
            results += self._run_other_checks(complaint.otherwise, progress, hear, left)
            found = [result for result in results if result.state is CheckState.FOUND]
        seen = ComplaintResults(
            results,
            self._make_fix_plans(found, begun + seconds + BUDGET - CHECKING - time.monotonic()),
            self._catalog.fixes,
            {check.id for check in checks if check.only_a_note},
            _list_unfinished_checks(results),
        )
        if meant.app is not None and FROZEN in complaint.fixes:
            meant = replace(meant, app=meant.app.compare_with_processes(self._engine.read_process_names()))
        verdict = _make_verdict(meant, complaint, seen)
        return replace(verdict, left=[*verdict.left, *self._describe_other_topics(meant)])

    def _reach_danger_verdict(
        self, meant: Interpretation, checks: Sequence[Check], progress: Progress, hear: Hear | None
    ) -> Verdict:
        """Return the verdict on a danger, with findings of short checks for a fault stated in addition."""
        verdict = self._make_help_desk_verdict(meant)
        if hear is not None:
            hear(Event(EventKind.DANGER, "", verdict.summary))
        results = self._run_checks(checks, progress, hear, BESIDE_DANGER)
        results = [name_meant_file(result, meant.file) for result in results]
        aside = {
            *(result.id for result in results if is_about_other_file(result, meant.file)),
            *(check.id for check in checks if check.only_a_note),
            *_list_unrequested_offers(meant, results),
        }
        found = [result for result in rank_findings(results) if result.id not in aside]
        seen = ComplaintResults(results, self._make_fix_plans(found, PLANNING), self._catalog.fixes)
        fault = [N_("Also: {what}", what=result.finding.summary) for result in found[:1] if result.finding]
        return replace(
            verdict,
            complaints=meant.complaints,
            complaint=complaints.join_complaints(meant.complaints),
            others=found,
            ways=list_proposed_fixes(found, seen) if found else (),
            checks=results,
            unfinished=_list_unfinished_checks(results),
            left=[*fault, *verdict.left],
        )

    def _describe_other_topics(self, meant: Interpretation) -> Sequence[Text]:
        """Return notes on the other ticket topics that the user's words state or mention.

        Only an urgent topic's meaning is told: the others say what the help desk does with a ticket,
        although there is none yet.
        """
        topics = self._catalog.topics
        stated = [topics[id_] for id_ in meant.told_topics if id_ in topics]
        told = [_make_help_desk_proposal(topic.meaning) for topic in stated if topic.urgent]
        named = [topic for topic in stated if not topic.urgent]
        named += [topics[id_] for id_ in meant.mentioned if id_ in topics]
        also = [
            N_("You also mentioned: {what}. The help desk can look into it.", what=topic.title)
            for topic in named
        ]
        return [*told, *also]

    def _filter_available_ids(self, ids: Sequence[str]) -> Sequence[Check]:
        return [self._catalog.checks[id_] for id_ in ids if id_ in self._catalog.checks]

    def _run_checks(
        self,
        checks: Sequence[Check],
        progress: Progress,
        hear: Hear | None,
        within: float,
        wanted: Collection[str] = (),
    ) -> Sequence[CheckResult]:
        """Run checks in parallel, report events, and return the results."""
        looks = {check.id: check.looks for check in checks}
        tell = hear or (lambda _: None)
        for check in checks:
            tell(Event(EventKind.STARTED, check.id, check.looks))

        def report_check_ended(result: CheckResult) -> None:
            kind = EventKind.FINDING if result.state is CheckState.FOUND else EventKind.FINISHED
            tell(Event(kind, result.id, looks[result.id], result))

        return self._engine.run_all_checks(checks, progress, report_check_ended, within, wanted)

    def _run_other_checks(
        self, ids: Sequence[str], progress: Progress, hear: Hear | None, left: float
    ) -> Sequence[CheckResult]:
        """Run checks that need less than ``left`` seconds, and return their conclusive results."""
        checks = [check.make_quick_variant() for check in self._filter_available_ids(ids)]
        results = self._run_checks(checks, progress, hear, left) if checks and left > 0 else ()
        return [result for result in results if result.state in (CheckState.HEALTHY, CheckState.FOUND)]

    def _make_fix_plans(
        self, found: Sequence[CheckResult], left: float
    ) -> Mapping[str, Proposal | Text | None]:
        """Return the plan for each finding's fix: its proposal, or the reason why the fix can't run.

        The plan is None if planning takes too long, for example because of the network. Such a fix is
        proposed, and makes its proposal when it runs.
        """
        seconds = max(left, PLANNING)
        pieces = [piece for result in found if (piece := self._make_plan_task(result, seconds)) is not None]
        return dict(answer for answer in parallel.run_tasks_in_parallel(pieces) if answer is not None)

    def _make_plan_task(
        self, result: CheckResult, seconds: float
    ) -> ParallelTask[Proposal | Text | None] | None:
        fix, finding = self._catalog.fixes.get(result.id), result.finding
        if fix is None or finding is None:
            return None
        return ParallelTask(fix.id, seconds, lambda: self._engine.make_proposal(fix, finding), lambda: None)

    def _run_goal_check(
        self, complaint: Complaint, verdict: Verdict, fixed: str, progress: Progress
    ) -> Sequence[CheckResult]:
        """Run the checks of the complaint's goal, limited to its subjects, and return the results.

        Goal checks of further complaints are run as well if they found a problem before.
        """
        ids = dict.fromkeys((*complaint.goal, *_list_unmet_goals_of_others(verdict)))
        checks = [
            check.limit_to_complaint(verdict.checks, fixed) for check in self._filter_available_ids(list(ids))
        ]
        results = self._run_checks(checks, progress, None, BUDGET) if checks else ()
        return [result for result in results if not is_about_other_file(result, verdict.file)]

    def _make_solved_step(
        self, complaint: Complaint, verdict: Verdict, fix: str, goal: Sequence[CheckResult]
    ) -> NextStep:
        """Return the step after a fix that reached the goal, even if the cause remains."""
        left = verdict.left[0] if verdict.left else None
        for check in self._filter_available_ids(complaint.goal):
            around = self._engine.find_success_by_workaround(check.limit_to_complaint(verdict.checks, fix))
            if around is not None:
                kind = NextStepKind.LEFT_BEHIND if around.data.get("left") else NextStepKind.ELSEWHERE
                reason = around.meaning or left
                if around.meaning is not None and left is not None:
                    reason = N_("{what} {more}", what=around.meaning, more=left)
                return NextStep(kind, around.summary, verdict, reason, goal=goal)
        return NextStep(
            NextStepKind.SOLVED, _describe_solved_complaint(complaint, verdict, fix), verdict, left, goal=goal
        )

    def _find_change_made(self, run: FixRun) -> Text | None:
        """Return what a fix changed, which isn't enough; None if it says nothing about that."""
        finding = run.before.finding
        if finding is None:
            return None
        wanted = replace(run.before, finding=replace(finding, on_request=True))  # the user has agreed to it
        checks = [c.limit_to_complaint([wanted], run.id) for c in self._filter_available_ids([run.id])]
        made = [self._engine.find_success_by_workaround(check) for check in checks]
        return next((one.summary for one in made if one is not None), None)

    def _make_help_desk_verdict(self, meant: Interpretation) -> Verdict:
        if meant.personal is not None:
            what, reason = PERSONAL_ANSWERS[meant.personal]
            ticket = PreparedTicket(None, "other")
            services = PERSONAL_SERVICES[meant.personal]
            verdict = Verdict(VerdictKind.NEEDS_A_PERSON, what, ticket, reason, ticket_first=True)
            return replace(verdict, personal=True, services=services)
        topic = self._catalog.topics.get(meant.topic) if meant.topic else None
        if topic is None:
            what = _NO_CHECK if meant.complaints else _NOT_UNDERSTOOD
            ticket = PreparedTicket(None, "other")
            return Verdict(VerdictKind.NEEDS_A_PERSON, what, ticket, _DESCRIBE, ticket_first=True)
        ticket = PreparedTicket(topic.title, topic.category, meant.topic, meant.topic)
        summary, why = describe_ticket_topic(topic, meant.topic, on_phone=meant.on_phone)
        return Verdict(
            VerdictKind.NEEDS_A_PERSON,
            summary,
            ticket,
            why,
            ticket_first=True,
            danger=meant.danger,
            left=self._describe_other_topics(meant),
            services=topic.services,
        )


# -- judging the results ----------------------------------------------------------------------------


def _make_verdict_from_run(run: FixRun) -> Verdict:
    """Return the verdict for a fix that the user chose; the cause is the finding of its first check."""
    id_ = complaints.find_complaint_of_check(run.id) or run.id
    complaint = complaints.get_complaint(id_)
    finding = run.before.finding
    summary = finding.summary if finding else _NOTHING
    return Verdict(
        kind=VerdictKind.CAUSE if finding else VerdictKind.NOTHING_FOUND,
        summary=summary,
        ticket=PreparedTicket(summary, complaint.subject, run.id),
        complaints=(id_,),
        complaint=complaint,
        cause=run.before if finding else None,
        checks=(run.before,),
    )


def _list_unmet_goals_of_others(verdict: Verdict) -> Sequence[str]:
    """Return the IDs of the goal checks of further complaints that have found a problem."""
    found = {result.id for result in verdict.checks if result.state is CheckState.FOUND}
    goals = (id_ for one in verdict.complaints[1:] for id_ in complaints.get_complaint(one).goal)
    return [id_ for id_ in goals if id_ in found]


def _describe_solved_complaint(complaint: Complaint, verdict: Verdict, fix: str) -> Text:
    """Return the message for the complaint that a fix solved: the first, or another in the verdict."""
    told = [complaints.get_complaint(id_) for id_ in verdict.complaints[1:] if fix not in complaint.goal]
    return next((one.solved for one in told if fix in one.goal), complaint.solved)


def _make_stopped_step(verdict: Verdict, run: FixRun) -> NextStep:
    """Return the next step after the user has cancelled a fix, with the steps completed so far."""
    done = [step for step in run.steps if step.result in (DONE, SAID)]
    partly = [step for step in run.steps if step.result == CANCELLED]
    if not done and not partly:
        return NextStep(NextStepKind.UNCHANGED, _UNCHANGED, verdict, way=verdict.proposed_fix)
    if not done:
        return NextStep(NextStepKind.STOPPED, _STOPPED, verdict, _PARTLY)
    what = done[0].sentence if len(done) == 1 and not partly else None
    if what is not None:
        return NextStep(NextStepKind.STOPPED, _STOPPED, verdict, N_("Already done: {step}", step=what))
    count = NN_("{count} step was already done.", "{count} steps were already done.", count=len(done))
    return NextStep(NextStepKind.STOPPED, _STOPPED, verdict, count)


def _make_verdict(meant: Interpretation, complaint: Complaint, seen: ComplaintResults) -> Verdict:
    all_found = rank_findings(seen.results, {*seen.notes, *_list_unrequested_offers(meant, seen.results)})
    other = [result for result in all_found if _is_about_another_app(result, meant)]
    files = [result for result in all_found if is_about_other_file(result, meant.file)]
    beside = list_findings_beside(meant, complaint, seen) | {result.id for result in (*other, *files)}
    found = [result for result in all_found if result.id not in beside]
    ways = list_proposed_fixes(found, seen)
    cause = found[0] if found else None
    first = complaints.get_complaint(meant.complaints[0])
    kind, summary, reason = _choose_verdict_wording(cause, seen, first, meant.likeliest)
    if cause is None:
        about_app, why = _describe_frozen_app(meant, first, seen, bool(other))
        summary, reason = about_app or summary, why or reason
    item = next((result.finding for result in seen.results if result.id == meant.item), None)
    if item is not None and cause is not None and item.summary != summary:
        summary, reason = item.summary, summary  # a finding that explains it is given as the reason
    ticket = _prepare_ticket(summary, complaint, cause, meant)
    return Verdict(
        kind=kind,
        summary=summary,
        ticket=ticket,
        reason=reason,
        complaints=meant.complaints,
        complaint=complaint,
        cause=cause,
        others=_list_further_findings([*found, *(r for r in all_found if r.id in beside)], cause),
        ways=ways,
        checks=seen.results,
        unfinished=seen.unfinished,
        ticket_first=not ways,
        left=[
            *_describe_unfrozen_app(meant, cause, seen),
            *(N_("Also: {what}", what=result.finding.summary) for result in files if result.finding),
            *_list_unchecked_problem_notes(meant, cause, seen, reason),
        ],
        now=() if cause else _choose_steps(first, seen),
        file=meant.file,
        second=_find_second_answer(meant, cause, found, seen),
    )


def _choose_steps(complaint: Complaint, seen: ComplaintResults) -> Sequence[Text]:
    """Return the user's steps for a complaint without a cause."""
    absent = _find_missing_equipment(seen.results, complaint.fixes) is not None
    return complaint.missing if absent and complaint.missing else complaint.now


def _find_second_answer(
    meant: Interpretation, cause: CheckResult | None, found: Sequence[CheckResult], seen: ComplaintResults
) -> SecondAnswer | None:
    """Return the answer to another stated problem than the cause's; None without a finding of its own."""
    told = [complaints.get_complaint(id_) for id_ in meant.complaints]
    if cause is None or not any(cause.id in one.checks for one in told):
        return None
    first = next(one for one in told if cause.id in one.checks)
    causes = {cause.id, *first.checks}
    for id_, other in zip(meant.complaints, told, strict=True):
        if id_ not in meant.stated or not complaints.are_separate(other, first):
            continue
        for result in found:
            own = result.id in other.checks and result.id not in causes and result.cause not in causes
            if own and result.finding is not None:
                way = next(iter(list_proposed_fixes([result], seen)), None)
                return SecondAnswer(result, result.finding, way)
    return None


def _prepare_ticket(
    summary: Text, complaint: Complaint, cause: CheckResult | None, meant: Interpretation
) -> PreparedTicket:
    if cause is None:
        return PreparedTicket(summary, complaint.subject, meant.likeliest, meant.topic)
    return PreparedTicket(summary, complaint.subject, cause.id)


def _is_about_another_app(result: CheckResult, meant: Interpretation) -> bool:
    """Return whether a finding is about frozen apps, but not about the one that the user named."""
    return result.id == FROZEN and meant.app is not None and not meant.app.is_found_by(result)


def _describe_frozen_app(
    meant: Interpretation, complaint: Complaint, seen: ComplaintResults, others: bool
) -> tuple[Text | None, Text | None]:
    """Return the summary and reason about the app that the user calls frozen; None for the usual one.

    ``others`` tells whether other apps than the named one are frozen.
    """
    if FROZEN in seen.unfinished and FROZEN in complaint.fixes:
        if meant.app is None:
            return N_("Couldn't check which apps have stopped responding."), TOO_SLOW
        return N_("Couldn't check whether {app} is responding.", app=meant.app.name), TOO_SLOW
    if meant.app is not None and (others or (meant.app.closed and FROZEN in complaint.fixes)):
        return describe_other_app(meant.app, others), None
    return None, None


def _describe_unfrozen_app(
    meant: Interpretation, cause: CheckResult | None, seen: ComplaintResults
) -> Sequence[Text]:
    """Return a note if the cause is another program, and the app that the user calls frozen responds."""
    about = FROZEN in complaints.get_complaint(meant.complaints[0]).fixes
    if cause is None or meant.app is None or not about or meant.app.is_found_by(cause):
        return ()
    frozen = next((result for result in seen.results if result.id == FROZEN), None)
    if frozen is None or meant.app.is_found_by(frozen):
        return ()
    known = frozen.state in (CheckState.HEALTHY, CheckState.FOUND)
    return [describe_other_app(meant.app, frozen.state is CheckState.FOUND)] if known else ()


def _list_unfinished_checks(results: Sequence[CheckResult]) -> Sequence[str]:
    """Return the IDs of the checks that have timed out."""
    return [r.id for r in results if r.state is CheckState.INCONCLUSIVE and r.reason is TOO_SLOW]


def _list_unrequested_offers(meant: Interpretation, results: Sequence[CheckResult]) -> Sequence[str]:
    """Return the IDs of checks whose finding is only an offer, if the user's words are no request."""
    return [r.id for r in results if not meant.asks and r.finding is not None and r.finding.on_request]


def _list_unchecked_problem_notes(
    meant: Interpretation, cause: CheckResult | None, seen: ComplaintResults, reason: Text | None
) -> Sequence[Text]:
    """Return notes on other stated problems: missing equipment, or no cause found.

    Problems that were only inferred from the words are checked too, but don't count as other problems. That
    the help desk can investigate is said once, after the last problem, unless ``reason`` says so.
    """
    found = {result.id for result in seen.results if result.state is CheckState.FOUND}
    left: dict[Text, None] = {}
    open_ = False
    for number, id_ in enumerate(meant.complaints):
        one = complaints.get_complaint(id_)
        absent = _find_missing_equipment(seen.results, one.fixes)
        another = id_ in meant.separate or (absent is not None and _is_stated_beside(id_, meant))
        if not another or (cause is None and not number):
            continue  # not another problem, or the answer itself is about it
        if absent is not None and cause is not None and cause.id in one.checks:
            left.setdefault(N_("Also: {what}", what=absent))
        elif not found & set(one.checks):
            left.setdefault(_describe_problem_without_finding(one, absent, seen))
            open_ = True
    notes = list(left)
    if open_ and not _promises_help_desk(reason):
        notes[-1] = N_("{what} {more}", what=notes[-1], more=_HELP_DESK)
    return notes


def _is_stated_beside(id_: str, meant: Interpretation) -> bool:
    """Return whether a part of the words states a complaint, and another part a separate one."""
    others = [complaints.get_complaint(other) for other in meant.stated if other != id_]
    one = complaints.get_complaint(id_)
    return id_ in meant.stated and any(complaints.are_separate(one, other) for other in others)


def _promises_help_desk(reason: Text | None) -> bool:
    """Return whether a reason is or ends with the sentence that the help desk can investigate."""
    return reason is not None and _HELP_DESK in (reason, reason.values.get("more"))


def _describe_problem_without_finding(one: Complaint, absent: Text | None, seen: ComplaintResults) -> Text:
    """Return what was checked for another stated problem; ``absent`` says that equipment is missing."""
    what, measured = absent or one.unseen, None
    if what is None:
        own = [result for result in seen.results if result.id in one.checks]
        checked = _describe_checks_without_finding(own)
        what = N_("{what} {more}", what=_NO_OTHER_CAUSE, more=checked) if checked else _NO_OTHER_CAUSE
        measured = _find_measured_values(seen, one)
    return (
        N_("Also: {what}", what=what)
        if measured is None
        else N_("Also: {what} {more}", what=what, more=measured)
    )


def _describe_checks_without_finding(own: Sequence[CheckResult]) -> Text | None:
    """Return how many of a problem's checks found nothing or couldn't be completed; None if none was run."""
    done = sum(result.state is CheckState.HEALTHY for result in own)
    open_ = sum(result.state is CheckState.INCONCLUSIVE for result in own)
    fine = NN_(
        "{count} check for it found no problem.", "{count} checks for it found no problem.", count=done
    )
    lost = NN_(
        "{count} check for it couldn't be completed.",
        "{count} checks for it couldn't be completed.",
        count=open_,
    )
    if not done or not open_:
        return fine if done else lost if open_ else None
    return N_("{what} {more}", what=fine, more=lost)


def _make_help_desk_proposal(what: Text) -> Text:
    return N_("Also: {what} The help desk can look into it.", what=what)


def _list_further_findings(found: Sequence[CheckResult], cause: CheckResult | None) -> Sequence[CheckResult]:
    """Return the findings without the cause and without duplicates."""
    told = {result.finding.summary: result for result in reversed(found) if result.finding is not None}
    return [
        result
        for result in found
        if result is not cause and (result.finding is None or told[result.finding.summary] is result)
    ]


def _choose_verdict_wording(
    cause: CheckResult | None, seen: ComplaintResults, complaint: Complaint, likeliest: str
) -> tuple[VerdictKind, Text, Text | None]:
    """Return the verdict's kind, summary and reason.

    ``complaint`` and ``likeliest`` are the likeliest complaint and check that the user's words mean.

    A finding takes precedence over missing equipment and inconclusive checks.
    """
    if cause is not None and cause.finding is not None:
        return (
            VerdictKind.CAUSE,
            cause.finding.summary,
            find_meaning_or_obstacle(cause.finding, seen.plans.get(cause.id)),
        )
    if complaint.unseen is not None:
        about = [result for result in seen.results if result.id in complaint.fixes]
        return VerdictKind.NOTHING_FOUND, complaint.unseen, _find_unchecked_reason(about) or _HELP_DESK
    absent = _find_missing_equipment(seen.results, complaint.fixes)
    if absent is None and likeliest == WIFI:  # the other checks of its complaint are about any network
        absent = _find_missing_equipment(seen.results, [WIFI])
    if absent is not None:
        return VerdictKind.NEEDS_A_PERSON, absent, _HELP_DESK
    unseen = [result for result in seen.results if result.state is CheckState.INCONCLUSIVE]
    if not any(result.state is CheckState.HEALTHY for result in seen.results):
        return VerdictKind.NEEDS_A_PERSON, _BLIND, _find_unchecked_reason(seen.results)
    reason = _describe_measured_values(seen, complaint)
    if unseen:
        reason = _find_obstacle_of_likeliest(unseen, likeliest) or reason
        partly = NN_(
            "We found no cause, but {count} check couldn't be completed.",
            "We found no cause, but {count} checks couldn't be completed.",
            count=len(unseen),
        )
        return VerdictKind.NOTHING_FOUND, partly, reason
    return VerdictKind.NOTHING_FOUND, _NOTHING, reason


def _find_obstacle_of_likeliest(unseen: Sequence[CheckResult], likeliest: str) -> Text | None:
    """Return why the check that the words mean was inconclusive, as for a proxy; None if it was too slow."""
    reasons = (r.reason for r in unseen if r.id == likeliest and r.reason is not TOO_SLOW)
    why = next((reason for reason in reasons if reason is not None), None)
    return None if why is None else N_("{what} {more}", what=why, more=_HELP_DESK)


def _describe_measured_values(seen: ComplaintResults, complaint: Complaint) -> Text:
    """Return what was measured for the complaint, if anything, and that the help desk can investigate."""
    measured = _find_measured_values(seen, complaint)
    return _HELP_DESK if measured is None else N_("{what} {more}", what=measured, more=_HELP_DESK)


def _find_measured_values(seen: ComplaintResults, complaint: Complaint) -> Text | None:
    """Return what a check without a problem says about the complaint, such as the free space of a disk."""
    about = [r for r in seen.results if r.state is CheckState.HEALTHY and r.id in complaint.fixes]
    return _find_unchecked_reason(about)


def _find_missing_equipment(results: Sequence[CheckResult], fixes: Sequence[str]) -> Text | None:
    """Return a message about missing equipment if all relevant checks agree; otherwise None."""
    about = [result for result in results if result.id in fixes]
    if not about or any(result.state is not CheckState.NOT_OFFERED for result in about):
        return None
    return _find_unchecked_reason(about)


def _find_unchecked_reason(results: Sequence[CheckResult]) -> Text | None:
    """Return the reason of the first check that gives one, or None."""
    return next((result.reason for result in results if result.reason is not None), None)


def _make_ticket_step(step: NextStep, run: FixRun, category: str) -> NextStep:
    """Return a ticket step for a request that a fix couldn't fulfil; otherwise ``step``."""
    finding = run.before.finding
    if finding is None or not finding.on_request:
        return step
    title = run.message or finding.summary
    ticket = PreparedTicket(title, category, run.id)
    left = replace(step.verdict, ticket=ticket, ticket_first=True)
    return replace(step, sentence=title, reason=_HELP_DESK, verdict=left)


WIFI = "net-wifi"
"""The only check of its complaint that is about one kind of network."""

_UNCHANGED = N_("Nothing was changed.")
_STOPPED = N_("You stopped the fix partway.")
_PARTLY = N_("The step that was running may be partly done.")
_RESTART = N_("Restart your computer to finish the fix.")
_GONE = (CheckState.HEALTHY, CheckState.NOT_OFFERED)
_UNPROVEN = N_("The change was made, but we couldn't check whether it helped.")
_BLIND = N_("We couldn't check this computer.")
_NOTHING = N_("Nothing we checked explains this.")
_HELP_DESK = N_("The help desk can investigate further. We'll include the check results.")
_NO_OTHER_CAUSE = N_("We didn't find the cause of your other problem.")
_NO_CHECK = N_("We can't check this on your computer.")
_NOT_UNDERSTOOD = N_("We didn't recognise a problem in your description.")
_DESCRIBE = N_("Contact the help desk. Describe what happened, and we'll add the technical details.")
