"""The texts for the outcome of a fix; they report success only if the complaint is solved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from selfhelp.core.errors import SelfhelpError, UsageError
from selfhelp.core.model import FixRun, Outcome, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.verdict import NextStep, NextStepKind, Verdict, find_next_step
from selfhelp.engine.engine import make_outcome_message
from selfhelp.ui import state_texts
from selfhelp.ui.diagnosis.verdict_words import make_fix_button_label
from selfhelp.ui.widgets.status_icons import ASK, GOOD, NOTE, WARN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selfhelp.app.composition import App


class EndingAction(StrEnum):
    """The action of an ending's primary button."""

    DONE = "done"
    FIX = "fix"
    AGAIN = "again"
    UNDO = "undo"
    HELP = "help"
    ASK = "ask"  # no button: the user is asked whether it works again


@dataclass(frozen=True, slots=True)
class Ending:
    """The outcome of a fix, and the next step.

    Attributes:
        run: the run of the fix.
        step: the next step; None if no step is left, or the check afterwards failed.
        chosen: whether the user chose the fix without a diagnosis.
        works: the user's answer to the question "Is it working again?"; None if not asked.
    """

    run: FixRun
    step: NextStep | None = None
    chosen: bool = False
    works: bool | None = None

    @property
    def can_be_undone(self) -> bool:
        """Whether the fix made a change that can be undone."""
        return any(step.undo is Undo.POSSIBLE for step in self.run.steps)

    @property
    def found_nothing(self) -> bool:
        """Whether a fix that the user chose found nothing, and no other cause of the problem is known."""
        kind = self.step.kind if self.step is not None else NextStepKind.UNPROVEN
        healthy = self.run.outcome is Outcome.HEALTHY and self.chosen
        return healthy and kind in (NextStepKind.SOLVED, NextStepKind.UNPROVEN)

    def copy_with_answer(self, works: bool, tried: Sequence[str]) -> Ending:
        """Return a copy with the user's answer and the next step for that answer.

        After a "No", the next step is another cause or a ticket.
        """
        step = self.step
        if step is not None and not works:
            step = replace(find_next_step(step.verdict, (*tried, self.run.id)), done=step.done)
        return replace(self, step=step, works=works)


@dataclass(frozen=True, slots=True)
class EndingWords:
    """The texts for an ending, and its primary button's action.

    ``button`` is the primary button's label; ``instead`` is the label of a second button, for another
    solution.
    """

    sign: str
    heading: Text
    detail: Text | None
    way: EndingAction
    button: Text | None = None
    instead: Text | None = None


def determine_ending(
    app: App, run: FixRun, verdict: Verdict | None, tried: Sequence[str], progress: Progress
) -> Ending:
    """Return a run's ending after new checks for the complaint; the checks may take seconds."""
    try:
        step: NextStep | None = app.diagnosis.verify_fix(verdict, run, tried, progress)
    except SelfhelpError:  # the user stopped it, or the catalogue can't be read: nothing is proven
        step = None
    if run.run and step is not None and step.kind in (NextStepKind.SOLVED, NextStepKind.ELSEWHERE):
        with suppress(UsageError):  # the user deleted the history meanwhile
            app.journal.record_goal(run.run, step.sentence)
    return Ending(run, step, chosen=verdict is None)


def describe_ending(ending: Ending) -> EndingWords:
    """Return the texts for an ending."""
    run, step = ending.run, ending.step
    sign, heading, meaning = state_texts.describe_run_ending(run.outcome, run.before)
    if ending.works:
        return EndingWords(NOTE, N_("Good to hear that it's working again."), None, EndingAction.DONE)
    if run.outcome is Outcome.UNDONE:
        return EndingWords(NOTE, heading, make_outcome_message(run) or meaning, EndingAction.DONE)
    if ending.found_nothing:
        return EndingWords(NOTE, _NO_PROBLEM, make_outcome_message(run) or _FURTHER, EndingAction.HELP)
    if step is None and run.outcome in (Outcome.FIXED, Outcome.HEALTHY):
        if ending.works is False:
            return _add_outcome(EndingWords(WARN, _UNKNOWN_CAUSE, None, EndingAction.HELP), run, None)
        return EndingWords(ASK, _UNPROVEN, None, EndingAction.ASK)
    if step is None:
        return EndingWords(
            WARN if sign == GOOD else sign, heading, make_outcome_message(run) or meaning, EndingAction.HELP
        )
    if step.kind is NextStepKind.STOPPED:
        return _describe_stopped_run(step, ending)
    words = _describe_next_step(step, run)
    if ending.works is False:
        return _add_outcome(words, run, step.done)
    return words if step.done is None else _put_change_first(words, step.done)


def _add_outcome(words: EndingWords, run: FixRun, done: Text | None) -> EndingWords:
    """Return the texts after a "No", whose detail begins with what the fix did."""
    if run.outcome is not Outcome.FIXED:
        return words
    did, more = done or _NO_HELP, words.detail
    return replace(words, detail=did if more is None else N_("{what} {more}", what=did, more=more))


def _put_change_first(words: EndingWords, done: Text) -> EndingWords:
    """Return the texts with what the fix did as the heading, and then what is left."""
    left, more = words.heading, words.detail
    detail = left if more is None else N_("{what} {more}", what=left, more=more)
    return replace(words, heading=done, detail=detail)


def _describe_stopped_run(step: NextStep, ending: Ending) -> EndingWords:
    """Return the texts for a stopped run: offer to undo its changes, or to check again without changes."""
    if ending.can_be_undone:
        return EndingWords(NOTE, step.sentence, step.reason, EndingAction.UNDO, N_("Undo"))
    return EndingWords(NOTE, step.sentence, step.reason, EndingAction.AGAIN, N_("Check again"))


def _describe_next_step(step: NextStep, run: FixRun) -> EndingWords:
    match step.kind:
        case NextStepKind.SOLVED:
            fixed = N_("Fixed. {goal}", goal=step.sentence)
            repaired = run.outcome is Outcome.FIXED and not _was_run_on_request(run)
            solved = fixed if repaired else step.sentence
            return EndingWords(GOOD, solved, make_outcome_message(run) or step.reason, EndingAction.DONE)
        case NextStepKind.ELSEWHERE:
            return EndingWords(
                GOOD, step.sentence, make_outcome_message(run) or step.reason, EndingAction.DONE
            )
        case NextStepKind.LEFT_BEHIND:
            return EndingWords(GOOD, step.sentence, step.reason, EndingAction.DONE)
        case NextStepKind.FIX if step.way is not None:
            instead = make_fix_button_label(step.instead) if step.instead is not None else None
            button = make_fix_button_label(step.way)
            return EndingWords(WARN, step.sentence, step.reason, EndingAction.FIX, button, instead)
        case NextStepKind.STILL_THERE if step.instead is not None:
            instead, button = make_fix_button_label(step.instead), N_("Check again")
            return EndingWords(WARN, step.sentence, step.reason, EndingAction.AGAIN, button, instead)
        case NextStepKind.UNPROVEN:
            return EndingWords(ASK, step.sentence, step.reason, EndingAction.ASK)
        case NextStepKind.RESTART:
            return EndingWords(WARN, step.sentence, step.reason, EndingAction.DONE)
        case NextStepKind.UNCHANGED if step.way is not None:
            return EndingWords(NOTE, step.sentence, None, EndingAction.AGAIN, make_fix_button_label(step.way))
        case NextStepKind.UNCHANGED:
            return EndingWords(NOTE, step.sentence, None, EndingAction.DONE)
        case _:
            return EndingWords(WARN, step.sentence, step.reason, EndingAction.HELP)


def _was_run_on_request(run: FixRun) -> bool:
    """Return whether the run was a change that the user requested, rather than the fix of a problem."""
    return run.before.finding is not None and run.before.finding.on_request


_NO_PROBLEM = N_("We found no problem.")
_FURTHER = N_("If something still isn't working, the help desk can investigate further.")
_UNKNOWN_CAUSE = N_("We couldn't check this computer for other causes.")
_NO_HELP = N_("The change was made, but it didn't help.")
_UNPROVEN = N_("The change was made, but we couldn't check whether it helped.")
