"""A ticket's content besides the snapshot: the user's words, the impact, what was tried, the reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selfhelp.core.model import CheckResult, FixRun
from selfhelp.policy.health import HealthLimits
from selfhelp.report.snapshot_facts import USUAL

AFFECTED, CAN_WORK = "Who is affected", "Can still work"
"""What the user was asked."""

LEFT_OUT = "[left out]"
"""Stands where a value of a repair stood whose line the user took out of the message."""


@dataclass(frozen=True, slots=True)
class TicketContext:
    """Everything in it is foreign text, and already without secrets; runs and looks are redacted.

    Attributes:
        heading: the ticket's subject.
        words: what the user wrote.
        affected: who is affected, in English.
        can_work: whether the user can still work, in English.
        answers: what the user answered to the organisation's further questions, by the question.
        runs: the fixes that were run, oldest first.
        looks: what checks saw without a fix being run.
        said: what the user saw, heard or felt themselves, by the English title of what they tried.
        titles: the English titles of fixes and checks by id.
        category: the ticket's, one of `selfhelp.fixes.Category`; decides what stands out first.
        reference: for the phone, as `reference.short_reference` writes it.
        check_words: the line with the words that a genuine caller says; "" for none.
        limits: from when on something of the computer needs attention; decides what stands out.
        left_out: lines that the user took out of the message; what they say is not in the page either.
    """

    heading: str = ""
    words: str = ""
    affected: str = ""
    can_work: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    runs: Sequence[FixRun] = ()
    looks: Sequence[CheckResult] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    reference: str = ""
    check_words: str = ""
    limits: HealthLimits = USUAL
    left_out: frozenset[str] = frozenset()

    def impact_answers(self) -> Mapping[str, str]:
        """Return the answered questions, the impact first."""
        answers = {AFFECTED: self.affected, CAN_WORK: self.can_work, **self.answers}
        return {question: answer for question, answer in answers.items() if answer}

    def without_templated(self, named: Collection[str], questions: Collection[str]) -> TicketContext:
        """Return a copy without what the organisation's template places itself."""
        gone = {name: "" for name in ("affected", "can_work", "reference") if name in named}
        answers = {question: said for question, said in self.answers.items() if question not in questions}
        return replace(self, answers=answers, **gone)  # type: ignore[arg-type]

    def title(self, id_: str) -> str:
        """Return the title of a fix or check, or its id if unknown."""
        return self.titles.get(id_) or id_


def format_observation(what: str, answer: str) -> str:
    """Return the line of the message about something that the user saw, heard or felt themselves."""
    return f"- {what}: {answer} (the user says)"
