"""The texts of a fix's result: green only if the complaint is gone, otherwise the next step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import FixRun, Outcome, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.verdict import Next, NextStep, Verdict, next_step
from selfhelp.engine.engine import outcome_message
from selfhelp.ui import states
from selfhelp.ui.diagnosis.verdict_words import button_of
from selfhelp.ui.widgets.signs import ASK, GOOD, NOTE, WARN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selfhelp.app.composition import App


class Way(StrEnum):
    """The action of an ending's primary button."""

    DONE = "done"
    FIX = "fix"
    AGAIN = "again"
    UNDO = "undo"
    HELP = "help"
    ASK = "ask"  # no button: the user is asked whether it works again


@dataclass(frozen=True, slots=True)
class Ending:
    """How a fix ended, and what comes next.

    Attributes:
        run: how the fix went.
        step: what follows; None if that couldn't be found out, or nothing follows.
        chosen: whether the user chose the fix themselves, without a diagnosis.
        works: whether it works again, as the user said; None if they weren't asked.
    """

    run: FixRun
    step: NextStep | None = None
    chosen: bool = False
    works: bool | None = None

    @property
    def can_be_undone(self) -> bool:
        """Whether a change was made that can be undone."""
        return any(step.undo is Undo.POSSIBLE for step in self.run.steps)

    @property
    def found_nothing(self) -> bool:
        """Whether the fix that the user chose found nothing to fix, and nothing else explains it."""
        kind = self.step.kind if self.step is not None else Next.UNPROVEN
        healthy = self.run.outcome is Outcome.HEALTHY and self.chosen
        return healthy and kind in (Next.SOLVED, Next.UNPROVEN)

    def after_being_asked(self, works: bool, tried: Sequence[str]) -> Ending:
        """Return the ending after the user's answer: if it didn't help, the next cause or the ticket."""
        step = self.step
        if step is not None and not works:
            step = next_step(step.verdict, (*tried, self.run.id))
        return replace(self, step=step, works=works)


@dataclass(frozen=True, slots=True)
class EndingWords:
    """The texts of an ending; ``button`` is the label of its primary button."""

    sign: str
    heading: Text
    detail: Text | None
    way: Way
    button: Text | None = None


def conclude(
    app: App, run: FixRun, verdict: Verdict | None, tried: Sequence[str], progress: Progress
) -> Ending:
    """Return how a run ended, for `words_of`, verified against the present state; may take seconds."""
    try:
        step: NextStep | None = app.diagnosis.after(verdict, run, tried, progress)
    except SelfhelpError:  # the user stopped it, or the catalogue can't be read: nothing is proven
        step = None
    return Ending(run, step, chosen=verdict is None)


def words_of(ending: Ending) -> EndingWords:
    """Return the texts for an ending."""
    run, step = ending.run, ending.step
    sign, heading, meaning = states.run_ending_texts(run.outcome, run.before)
    if ending.works:
        return EndingWords(NOTE, N_("Good to hear that it's working again."), None, Way.DONE)
    if run.outcome is Outcome.UNDONE:
        return EndingWords(NOTE, heading, outcome_message(run) or meaning, Way.DONE)
    if ending.found_nothing:
        return EndingWords(NOTE, _NO_PROBLEM, outcome_message(run) or _FURTHER, Way.HELP)
    if step is None and run.outcome in (Outcome.FIXED, Outcome.HEALTHY):
        if ending.works is False:
            return EndingWords(WARN, _TAKE_OVER, None, Way.HELP)
        return EndingWords(ASK, _UNPROVEN, None, Way.ASK)
    if step is None:
        return EndingWords(WARN if sign == GOOD else sign, heading, outcome_message(run) or meaning, Way.HELP)
    return _stopped(step, ending) if step.kind is Next.STOPPED else _next(step, run)


def _stopped(step: NextStep, ending: Ending) -> EndingWords:
    """Report what was done before the user stopped, and offer to undo it, otherwise to start again."""
    if ending.can_be_undone:
        return EndingWords(NOTE, step.sentence, step.reason, Way.UNDO, N_("Undo"))
    return EndingWords(NOTE, step.sentence, step.reason, Way.AGAIN, N_("Check again"))


def _next(step: NextStep, run: FixRun) -> EndingWords:
    match step.kind:
        case Next.SOLVED:
            fixed = N_("Fixed. {goal}", goal=step.sentence)
            repaired = run.outcome is Outcome.FIXED and not _is_wish(run)
            solved = fixed if repaired else step.sentence
            return EndingWords(GOOD, solved, outcome_message(run) or step.reason, Way.DONE)
        case Next.FIX if step.way is not None:
            return EndingWords(WARN, step.sentence, step.reason, Way.FIX, button_of(step.way))
        case Next.UNPROVEN:
            return EndingWords(ASK, step.sentence, step.reason, Way.ASK)
        case Next.RESTART:
            return EndingWords(WARN, step.sentence, step.reason, Way.DONE)
        case Next.UNCHANGED if step.way is not None:
            return EndingWords(NOTE, step.sentence, None, Way.AGAIN, button_of(step.way))
        case Next.UNCHANGED:
            return EndingWords(NOTE, step.sentence, None, Way.DONE)
        case _:
            return EndingWords(WARN, step.sentence, step.reason, Way.HELP)


def _is_wish(run: FixRun) -> bool:
    """Whether the user only wished for something, and nothing was wrong."""
    return run.before.finding is not None and run.before.finding.on_request


_NO_PROBLEM = N_("We found no problem here.")
_FURTHER = N_("If something still isn't working, the help desk can look further.")
_TAKE_OVER = N_("Contact the help desk.")
_UNPROVEN = N_("The change was made, but we couldn't check whether it helped.")
