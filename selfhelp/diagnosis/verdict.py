"""The result of a diagnosis as data: a cause, nothing found, or a ticket; and the next step."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from selfhelp.core.emergency_numbers import EmergencyService
from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Undo
from selfhelp.core.progress import Proposal
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.diagnosis.named_files import NamedFile
from selfhelp.engine.engine import NOTHING_TO_DO
from selfhelp.fixes import Fix
from selfhelp.troubleshooters.complaint import Complaint


class VerdictKind(StrEnum):
    """The possible results of a diagnosis."""

    CAUSE = "cause"
    NOTHING_FOUND = "nothing-found"
    NEEDS_A_PERSON = "needs-a-person"
    SOLVED = "solved"  # green: a cause was found or fixed before, and the goal was checked and passes


class NextStepKind(StrEnum):
    """The kinds of next step after a fix, or after the user's answer that a fix didn't help."""

    SOLVED = "solved"  # green: the goal was checked and passes
    ELSEWHERE = "elsewhere"  # green as well: the goal is reached another way, and the cause is still there
    LEFT_BEHIND = "left-behind"  # green, too, but something of the user's still waits at the cause
    FIX = "fix"  # another cause is left, or another way reaches the goal
    STILL_THERE = "still-there"  # the cause remains, and what is left only deletes something: check again
    UNPROVEN = "unproven"  # the change was made, but the goal couldn't be checked: ask the user
    RESTART = "restart"  # the restart comes first, then the check of the goal
    UNCHANGED = "unchanged"  # the user cancelled; the same proposal still applies
    STOPPED = "stopped"  # the user cancelled after something was done
    TICKET = "ticket"  # only the help desk can continue


@dataclass(frozen=True, slots=True)
class ProposedFix:
    """A fix that can run on this computer.

    Attributes:
        fix: the fix's ID; run the fix with `Engine.run`, which asks before any change.
        title: the title, three to six words.
        finding: the finding that the fix repairs.
        proposal: the proposed steps; None if only a run can determine them.
        workaround: whether the fix reaches the goal although the cause remains.
        deletes: whether the user loses something by choosing it, see `Fix.caution`.
    """

    fix: str
    title: Text
    finding: Finding
    proposal: Proposal | None = None
    workaround: bool = False
    deletes: bool = False

    @property
    def sentence(self) -> Text:
        """The fix's first step, such as "Resume the paused printer Office.", or the fix's title.

        It is the title if the user chooses the printer or drive during the fix, as for a request.
        """
        if self.proposal is None or self.proposal.asks or self.finding.on_request:
            return self.title
        return self.proposal.steps[0].sentence


@dataclass(frozen=True, slots=True)
class PreparedTicket:
    """Data prepared for the ticket form.

    Attributes:
        title: the ticket's subject; None if only the user's own words can be the subject.
        category: the category, a value of `selfhelp.fixes.Category`.
        problem: the ID of the cause, of the best matching fix, or of the topic.
        topic: the ID of a ticket topic whose advice is shown, or "".
    """

    title: Text | None
    category: str
    problem: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SecondAnswer:
    """The answer to a second problem that the words state.

    Attributes:
        result: the check's result, with a finding.
        finding: what was found.
        way: the fix to propose for it; None if only the help desk can help.
    """

    result: CheckResult
    finding: Finding
    way: ProposedFix | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a complaint.

    Attributes:
        kind: the kind of result.
        summary: the result in one sentence.
        reason: the reason for the result or its meaning, or None.
        complaints: IDs of the complaints that the words mean, most likely first; empty if no check was run.
        complaint: all these complaints joined into one; None if no check was run.
        cause: the finding that explains the other findings; None without a finding.
        others: the other findings, in order of cause.
        ways: the fixes that can be run here, in the order to propose them.
        checks: the results of all checks, in order of cause.
        unfinished: IDs of the checks that timed out.
        ticket: known data for the ticket, with any verdict.
        ticket_first: whether a ticket is better than any fix.
        danger: whether people or data are in danger, so that the topic comes first and no fix is proposed.
        left: notes on other stated problems for which no cause was found.
        now: steps for the user, in order, if no cause was found.
        file: what the user's words say about a file; None without words.
        personal: whether the words state a personal matter; then other people can help, not the help desk.
        services: the emergency services whose numbers the user needs.
        second: the answer to a second problem that the words state; None without one, or without a finding.
    """

    kind: VerdictKind
    summary: Text
    ticket: PreparedTicket
    reason: Text | None = None
    complaints: Sequence[str] = ()
    complaint: Complaint | None = None
    cause: CheckResult | None = None
    others: Sequence[CheckResult] = ()
    ways: Sequence[ProposedFix] = ()
    checks: Sequence[CheckResult] = ()
    unfinished: Sequence[str] = ()
    ticket_first: bool = False
    danger: bool = False
    left: Sequence[Text] = ()
    now: Sequence[Text] = ()
    file: NamedFile | None = None
    personal: bool = False
    services: Sequence[EmergencyService] = ()
    second: SecondAnswer | None = None

    @property
    def proposed_fix(self) -> ProposedFix | None:
        """The fix to propose; None if only the help desk can help, or another step comes first."""
        return self.ways[0] if self.ways and not self.danger else None

    @property
    def proposed_fix_id(self) -> str | None:
        """The ID of the fix to propose, or None."""
        return self.proposed_fix.fix if self.proposed_fix is not None else None

    @property
    def lacks_own_check(self) -> bool:
        """Whether no cause was found, and a check of the complaint itself timed out."""
        own = self.complaint.fixes if self.complaint is not None else ()
        return self.cause is None and not self.danger and any(id_ in own for id_ in self.unfinished)

    @property
    def has_no_conclusive_result(self) -> bool:
        """Whether checks were run, but none had a conclusive result."""
        seen = (CheckState.HEALTHY, CheckState.FOUND)
        return bool(self.checks) and not any(result.state in seen for result in self.checks)


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    """What was found before the same checks are run again.

    Attributes:
        cause: the cause that was shown.
        checks: the results of all checks that were run then.
    """

    cause: CheckResult
    checks: Sequence[CheckResult]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step to show after a fix, or after the user says that a fix didn't help.

    Attributes:
        kind: only `NextStepKind.SOLVED`, `NextStepKind.ELSEWHERE` and `NextStepKind.LEFT_BEHIND` are green;
            only the first may be called fixed.
        sentence: the current state.
        reason: why it isn't solved, or what to do; may be None.
        verdict: the current verdict; the previous verdict if nothing was checked again.
        way: the fix to propose next, for `NextStepKind.FIX` and `NextStepKind.UNCHANGED`.
        goal: the results of the goal's checks; empty if they weren't run.
        instead: another way to the goal that the user may choose instead of ``way``; usually None.
        done: what the fix did that can't be undone, such as cancelled documents; it is shown before the
            sentence. None for nothing.
    """

    kind: NextStepKind
    sentence: Text
    verdict: Verdict
    reason: Text | None = None
    way: ProposedFix | None = None
    goal: Sequence[CheckResult] = ()
    instead: ProposedFix | None = None
    done: Text | None = None


@dataclass(frozen=True, slots=True)
class ComplaintResults:
    """The results of a complaint's checks, and the plan for each finding.

    Attributes:
        results: the checks' results, in order of cause.
        plans: the plan of each fix with a finding, by the fix's ID: a proposal, the reason why the fix can't
          run, or None if planning timed out.
        fixes: all fixes by ID.
        notes: IDs of checks whose findings are only informational.
        unfinished: IDs of the checks that timed out.
    """

    results: Sequence[CheckResult]
    plans: Mapping[str, Proposal | Text | None] = field(default_factory=dict)
    fixes: Mapping[str, Fix] = field(default_factory=dict)
    notes: Collection[str] = ()
    unfinished: Sequence[str] = ()


def rank_findings(results: Sequence[CheckResult], notes: Collection[str] = ()) -> Sequence[CheckResult]:
    """Return the findings in the order of likely causes; informational findings come last.

    A finding comes after the finding that explains it. Findings equal to the finding of an earlier check are
    left out.
    """
    faults = {result.id for result in results if result.state is CheckState.FOUND}
    found: dict[Text, CheckResult] = {}
    for result in sorted(results, key=lambda result: (result.id in notes, result.cause in faults)):
        if result.state is CheckState.FOUND and result.finding is not None:
            found.setdefault(result.finding.summary, result)
    return list(found.values())


_NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def is_same_problem(one: CheckResult, other: CheckResult) -> bool:
    """Return whether two results report the same problem, such as at another time.

    Numbers are ignored, because every measurement gives others.
    """
    if one.finding is None or other.finding is None or one.id != other.id:
        return False
    said = (_NUMBERS.sub("", ENGLISH.translate(found.summary)) for found in (one.finding, other.finding))
    return len(set(said)) == 1


def list_proposed_fixes(found: Sequence[CheckResult], seen: ComplaintResults) -> Sequence[ProposedFix]:
    """Return the fixes to propose with a verdict.

    If the cause can't be fixed here, fixes for its consequences aren't proposed either, except fixes that
    reach the goal although the cause remains.
    """
    ways = [way for result in found if (way := _make_proposed_fix(result, seen)) is not None]
    if not ways or ways[0].fix == found[0].id:
        return ways
    return [way for way in ways if seen.fixes[way.fix].is_workaround(way.finding)]


def _make_proposed_fix(result: CheckResult, seen: ComplaintResults) -> ProposedFix | None:
    if result.id not in seen.plans or result.finding is None:
        return None
    plan = seen.plans[result.id]
    fix = seen.fixes[result.id]
    if isinstance(plan, Text) or not fix.is_remedy(result.finding):
        return None
    around, deletes = fix.is_workaround(result.finding), fix.caution is not None
    return ProposedFix(result.id, fix.title, result.finding, plan, around, deletes)


def find_next_step(verdict: Verdict, tried: Collection[str]) -> NextStep:
    """Return the next step after the user's answer that a fix didn't help.

    Args:
        verdict: the current verdict.
        tried: IDs of all fixes tried so far.
    """
    ways = [way for way in verdict.ways if way.fix not in tried]
    if not ways:
        return NextStep(NextStepKind.TICKET, _describe_what_is_left(verdict, tried), verdict, _INCLUDED)
    way, instead = ways[0], next((other for other in ways[1:] if other.workaround), None)
    reason = way.finding.meaning
    if instead is not None:
        more = instead.finding.summary
        reason = more if reason is None else N_("{what} {more}", what=reason, more=more)
    return NextStep(NextStepKind.FIX, way.finding.summary, verdict, reason, way, instead=instead)


def make_unsolved_step(
    before: Verdict, now: Verdict, goal: Sequence[CheckResult], tried: Sequence[str], why: Text | None
) -> NextStep:
    """Return the next step for an unsolved complaint: the next cause or a ticket, with the reason.

    Args:
        before: the verdict before the fix.
        now: the verdict of the checks that were run after it.
        goal: the results of the goal's checks.
        tried: IDs of all fixes tried so far.
        why: the reason why the last fix didn't help, if known.
    """
    step = find_next_step(now, tried)
    if step.kind is NextStepKind.FIX:
        return replace(_put_deletion_last(step, tried), goal=goal)
    if now.cause is not None:
        return NextStep(NextStepKind.TICKET, now.summary, now, now.reason, goal=goal)
    for result in goal:
        if result.finding is not None:
            problem = before.cause.id if before.cause is not None else result.id
            ticket = replace(now.ticket, title=result.finding.summary, problem=problem)
            left = replace(now, ticket=ticket, ticket_first=True)
            return NextStep(
                NextStepKind.TICKET, result.finding.summary, left, result.finding.meaning, goal=goal
            )
    unseen = before.cause is None and now.has_no_conclusive_result  # there is no cause to be "other" than
    return NextStep(
        NextStepKind.TICKET, _NOTHING_CHECKED if unseen else step.sentence, now, why or step.reason, goal=goal
    )


def _put_deletion_last(step: NextStep, tried: Collection[str]) -> NextStep:
    """Return the step without a deletion as its first choice, if a cause that was tried is still there.

    It may be gone soon, such as a printer that someone turns on. Then nothing needs to be deleted.
    """
    cause = step.verdict.cause
    if step.way is None or not step.way.deletes or cause is None or cause.id not in tried:
        return step
    what, why = step.verdict.summary, step.verdict.reason
    if step.instead is None:
        return replace(
            step, kind=NextStepKind.STILL_THERE, sentence=what, reason=why, way=None, instead=step.way
        )
    more = step.instead.finding.summary
    reason = more if why is None else N_("{what}\n\n{more}", what=why, more=more)
    return replace(step, sentence=what, reason=reason, way=step.instead, instead=step.way)


def describe_final_check(step: NextStep, run: FixRun) -> NextStep:
    """Return the step, which tells the state of all that the user chose if the same cause is still there."""
    seen = run.after.finding if run.after is not None else None
    if step.kind is not NextStepKind.STILL_THERE or seen is None:
        return step
    return replace(step, sentence=seen.summary, reason=seen.meaning)


def _describe_what_is_left(verdict: Verdict, tried: Collection[str]) -> Text:
    """Return the first other cause, which can't be fixed here; otherwise that none is known.

    A consequence of a cause that was fixed isn't named, because it may be gone.
    """
    for result in (verdict.cause, *verdict.others):
        if result is not None and result.finding is not None and not {result.id, result.cause} & {*tried}:
            return result.finding.summary
    incomplete = len(verdict.checks) < _SEVERAL or verdict.unfinished or verdict.has_no_conclusive_result
    return _NOT_ALL_CHECKED if incomplete else _NOTHING_ELSE


def find_irreversible_change(run: FixRun) -> Text | None:
    """Return what a run did that can't be undone, if a single step says so; otherwise None."""
    told = [step.change for step in run.steps if step.undo is Undo.IMPOSSIBLE and step.change is not None]
    return told[0] if len(told) == 1 else None


def is_goal_reached(goal: Sequence[CheckResult]) -> bool:
    """Return whether at least one of a goal's checks passes, and all other available checks pass, too."""
    states = {result.state for result in goal}
    return states <= {CheckState.HEALTHY, CheckState.NOT_OFFERED} and CheckState.HEALTHY in states


def find_meaning_or_obstacle(finding: Finding, plan: Proposal | Text | None) -> Text | None:
    """Return the reason why a finding's fix can't run and another way, or else the finding's meaning.

    If the fix has no steps for this finding, the meaning says more, such as what the help desk will do.
    """
    if not isinstance(plan, Text) or (plan is NOTHING_TO_DO and finding.meaning is not None):
        return finding.meaning
    return plan if finding.instead is None else N_("{what} {more}", what=plan, more=finding.instead)


_SEVERAL = 2
_NOTHING_CHECKED = N_("We couldn't check this computer.")
_NOTHING_ELSE = N_("We found nothing else on this computer that explains it.")
_NOT_ALL_CHECKED = N_("We couldn't check this computer for other causes.")
_INCLUDED = N_("Your ticket will include what we checked and tried.")
