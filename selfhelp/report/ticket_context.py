"""A ticket's content apart from the snapshot: description, impact, fixes tried, reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType

from selfhelp.core.model import CheckResult, FixRun
from selfhelp.core.records import record
from selfhelp.core.ticket import ABOUT_LINE, ACCOUNT_LINE, CATEGORY_LINE
from selfhelp.policy.health import HealthLimits
from selfhelp.report.snapshot_facts import USUAL

AFFECTED, CAN_WORK = "Who is affected", "Can still work"
"""The impact questions, in English."""

FILED_BY: Mapping[str, str] = MappingProxyType(
    {CATEGORY_LINE: "category", ABOUT_LINE: "problem", ACCOUNT_LINE: "login"}
)
"""The template placeholder of each line about category, problem and account name."""

LEFT_OUT = "[left out]"
"""Replaces a value of a fix whose line the user removed from the message."""


@record
class TicketContext:
    """A ticket's content besides the snapshot: external text, already without secrets.

    Attributes:
        heading: the ticket's subject.
        words: the user's description.
        affected: who is affected, in English.
        can_work: whether the user can still work, in English.
        answers: answers to the organisation's own questions, by question.
        filed: category, problem and account name as lines, for help desks without fields for them.
        runs: the fixes that were run, oldest first, redacted.
        looks: results of checks without a fix, redacted.
        said: the user's own observations, by the English title of the test.
        titles: English titles of fixes and checks, by ID.
        category: one of `selfhelp.fixes.Category`; influences the order of key findings.
        reference: for the phone, as `reference.shorten_reference` formats it.
        check_words: the line with the verification words of a genuine caller; "" if none.
        limits: the organisation's thresholds for key findings.
        left_out: lines that the user removed from the message; the page omits them too.
    """

    heading: str = ""
    words: str = ""
    affected: str = ""
    can_work: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    filed: Mapping[str, str] = field(default_factory=dict)
    runs: Sequence[FixRun] = ()
    looks: Sequence[CheckResult] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    reference: str = ""
    check_words: str = ""
    limits: HealthLimits = USUAL
    left_out: frozenset[str] = frozenset()

    def list_impact_answers(self) -> Mapping[str, str]:
        """Return the answered impact questions and their answers, the impact first."""
        answers = {AFFECTED: self.affected, CAN_WORK: self.can_work, **self.answers}
        return {question: answer for question, answer in answers.items() if answer}

    def remove_templated_answers(self, named: Collection[str], questions: Collection[str]) -> TicketContext:
        """Return a copy without what the organisation's template inserts."""
        gone = {name: "" for name in ("affected", "can_work", "reference") if name in named}
        answers = {question: said for question, said in self.answers.items() if question not in questions}
        filed = {name: value for name, value in self.filed.items() if FILED_BY[name] not in named}
        return replace(self, answers=answers, filed=filed, **gone)  # type: ignore[arg-type]

    def find_title(self, id_: str) -> str:
        """Return the title of a fix or check; its ID if unknown."""
        return self.titles.get(id_) or id_


def format_observation(what: str, answer: str) -> str:
    """Return the message line for an observation of the user: something seen, heard or felt."""
    return f"- {what}: {answer} (the user says)"
