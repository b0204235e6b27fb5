"""What a diagnosis ends in: one cause, nothing found, or a ticket; and what to do next. Plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.progress import Proposal
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Fix
from selfhelp.troubleshooters.complaint import Complaint


class VerdictKind(StrEnum):
    """How a diagnosis ends."""

    CAUSE = "cause"
    NOTHING_FOUND = "nothing-found"
    NEEDS_A_PERSON = "needs-a-person"


class Next(StrEnum):
    """What comes after a fix, or after "it didn't help"."""

    SOLVED = "solved"  # green: the goal was checked and passes
    FIX = "fix"  # another cause is left, or another way leads to the goal
    UNPROVEN = "unproven"  # the change was made, but the goal couldn't be checked: ask the user
    RESTART = "restart"  # the restart comes first, then the goal
    UNCHANGED = "unchanged"  # the user stopped it; the same proposal still stands
    STOPPED = "stopped"  # the user stopped it after something was done
    TICKET = "ticket"  # only the help desk can go on


@dataclass(frozen=True, slots=True)
class ProposedFix:
    """A fix that can be done here.

    Attributes:
        fix: its id; run it with `Engine.run`, which asks before it changes anything.
        title: what it does, three to six words.
        finding: what it repairs.
        proposal: what it would ask; None if only the run itself can tell.
    """

    fix: str
    title: Text
    finding: Finding
    proposal: Proposal | None = None

    @property
    def sentence(self) -> Text:
        """The first step of the fix, such as "Resume the paused printer Office."; on request, only its title.

        Which printer or drive is wished for the user says in the fix.
        """
        if self.proposal is None or self.finding.on_request:
            return self.title
        return self.proposal.steps[0].sentence


@dataclass(frozen=True, slots=True)
class PreparedTicket:
    """What is known for the ticket.

    Attributes:
        title: its subject.
        category: one of `selfhelp.fixes.Category`.
        problem: the id of the cause, of the fix that fits best, or of the topic.
        topic: the id of a ticket topic whose advice is shown; "" for none.
    """

    title: Text
    category: str
    problem: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one answer to a complaint.

    Attributes:
        kind: how it ended.
        summary: the answer, one sentence.
        reason: why, or what that means; may be missing.
        complaints: what the words mean, the likeliest first; empty if nothing was checked.
        complaint: their causes and goal as one; None if nothing was checked.
        cause: the finding that explains the others; None if nothing was found.
        others: what else was found, in order of cause.
        ways: the fixes that can be done here, in the order to propose them.
        checks: everything that was checked, in order of cause.
        unfinished: ids of the checks that took too long and were not awaited.
        ticket: what is known for the ticket, whatever the verdict.
        ticket_first: whether the ticket is the better answer than anything the app can do.
        left: what is known of the other problems in the same words, of which no cause was found.
        now: what the user does, in order, where no cause was found.
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
    left: Sequence[Text] = ()
    now: Sequence[Text] = ()

    @property
    def way(self) -> ProposedFix | None:
        """The fix to propose; None if only the help desk can help."""
        return self.ways[0] if self.ways else None

    @property
    def fix(self) -> str | None:
        """The id of the fix to propose, or None."""
        return self.ways[0].fix if self.ways else None

    @property
    def is_blind(self) -> bool:
        """Whether checks were run and none of them could see anything."""
        seen = (CheckState.HEALTHY, CheckState.FOUND)
        return bool(self.checks) and not any(result.state in seen for result in self.checks)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to show after a fix or after "it didn't help".

    Attributes:
        kind: only `Next.SOLVED` is green.
        sentence: what is true now.
        reason: why it isn't solved, or what to do; may be missing.
        verdict: how things stand now; the verdict of before if nothing was checked again.
        way: the fix to propose next, for `Next.FIX` and `Next.UNCHANGED`.
        goal: what the checks of the goal saw; empty if they weren't run.
    """

    kind: Next
    sentence: Text
    verdict: Verdict
    reason: Text | None = None
    way: ProposedFix | None = None
    goal: Sequence[CheckResult] = ()

    @property
    def ticket(self) -> PreparedTicket:
        """What is known for the ticket."""
        return self.verdict.ticket


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks of a complaint saw, and what could be done about each finding.

    Attributes:
        results: in order of cause.
        plans: by id of a fix that found something: what it would do, why it can't, or None if it didn't
            tell in time.
        fixes: by id.
        notes: ids of checks whose findings are only worth knowing.
        unfinished: ids of the checks that were not awaited.
    """

    results: Sequence[CheckResult]
    plans: Mapping[str, Proposal | Text | None] = field(default_factory=dict)
    fixes: Mapping[str, Fix] = field(default_factory=dict)
    notes: Collection[str] = ()
    unfinished: Sequence[str] = ()


def found_in(results: Sequence[CheckResult], notes: Collection[str] = ()) -> Sequence[CheckResult]:
    """Return a verdict's findings in order of cause; informational ones last.

    A check that names another one's finding as its own adds nothing, so it is left out.
    """
    found: dict[Text, CheckResult] = {}
    for result in sorted(results, key=lambda result: result.id in notes):
        if result.state is CheckState.FOUND and result.finding is not None:
            found.setdefault(result.finding.summary, result)
    return list(found.values())


def ways_to(found: Sequence[CheckResult], seen: Seen) -> Sequence[ProposedFix]:
    """Return the fixes to propose with a verdict.

    Where the cause can't be repaired here, what it explains isn't repaired either: only a fix that reaches
    the goal another way is left.
    """
    ways = [way for result in found if (way := _propose_fix(result, seen)) is not None]
    if not ways or ways[0].fix == found[0].id:
        return ways
    return [way for way in ways if seen.fixes[way.fix].is_another_way(way.finding)]


def _propose_fix(result: CheckResult, seen: Seen) -> ProposedFix | None:
    if result.id not in seen.plans or result.finding is None:
        return None
    plan = seen.plans[result.id]
    if isinstance(plan, Text):
        return None
    return ProposedFix(result.id, seen.fixes[result.id].title, result.finding, plan)


def next_step(verdict: Verdict, tried: Collection[str]) -> NextStep:
    """Return the next proposal when the user says that it didn't help.

    Args:
        verdict: the answer they were given.
        tried: ids of all fixes that were tried since.
    """
    way = next((way for way in verdict.ways if way.fix not in tried), None)
    if way is None:
        return NextStep(Next.TICKET, _HELP_DESK_NEXT, verdict, _INCLUDED)
    return NextStep(Next.FIX, way.finding.summary, verdict, way.finding.meaning, way)


_HELP_DESK_NEXT = N_("Contact the help desk.")
_INCLUDED = N_("We'll include what was checked and what was tried.")
