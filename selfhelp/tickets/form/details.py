"""What a ticket is filed under besides its text, as far as the organisation and she let it leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from selfhelp.core.text import N_
from selfhelp.core.ticket import ComputerId, Details
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy
from selfhelp.report.ticket_context import AFFECTED, CAN_WORK, Story
from selfhelp.tickets.form import form, triage
from selfhelp.tickets.form.form import FormAnswer
from selfhelp.tickets.form.message import Message
from selfhelp.tickets.review import items as sheet
from selfhelp.tickets.review.edits import Edits
from selfhelp.tickets.review.items import ReviewItem
from selfhelp.tickets.review.review import Review, computer_item

if TYPE_CHECKING:
    from selfhelp.report.computer import Computer

FILING, ACCOUNT, COMPUTER = "filing", "account", "computer"
"""Lines of the sheet with a switch of their own."""


class KnownDetails:
    """What is known about one ticket besides its text, before she leaves anything out.

    Args:
        rules: what the organisation allows.
        machine: this computer; it is asked once.
        login: the account's name.
    """

    def __init__(self, rules: Policy, machine: Machine, login: str) -> None:
        self._rules, self._machine = rules, machine
        self._login = login if rules.evidence.account else ""
        self._computer: Computer | None = None

    def which(self, clean: Callable[[str], str]) -> Computer:
        """Return which computer this is, where the organisation wants it in tickets."""
        from selfhelp.report import computer

        if self._computer is None:
            allowed = self._rules.evidence.computer
            found = computer.read(self._machine) if allowed else computer.Computer()
            self._computer = found.cleaned(clean)
        return self._computer

    def answers(self, message: Message, edits: Edits, clean: Callable[[str], str]) -> Sequence[FormAnswer]:
        """Return her answers to the organisation's questions, as she left them."""
        return form.answers_to_send(form.valid_answers(self._rules.ticket, message, clean), edits)

    def known(self, message: Message, edits: Edits, clean: Callable[[str], str]) -> Details:
        """Return everything that is known."""
        return Details(
            problem=message.problem,
            urgency=triage.level(message.can_work),
            impact=triage.level(message.affected),
            login=self._login,
            computer=self.which(clean).id(),
            answers={one.question.key: one.given for one in self.answers(message, edits, clean)},
            incident=message.incident,
        )


def details_to_send(found: Details, message: Message, review: Review) -> Details:
    """Return what of it leaves: without what she switched off, and true to what she took out or replaced.

    A name or number that she changed is left out, for the desk would look up somebody else's.
    """
    edits = review.edits
    left = replace(found, computer=_computer(found.computer, edits), login=edits.untouched(found.login))
    if not edits.kept(CAN_WORK, triage.words(message.can_work)):
        left = replace(left, urgency=None)
    if not edits.kept(AFFECTED, triage.words(message.affected)):
        left = replace(left, impact=None)
    if not review.is_on(FILING):
        left = replace(left, problem="", urgency=None, impact=None, answers={}, incident="")
    if not review.is_on(ACCOUNT):
        left = replace(left, login="")
    return left if review.is_on(COMPUTER) else replace(left, computer=ComputerId())


def review_items(found: Details, which: Computer, message: Message, review: Review) -> Iterator[ReviewItem]:
    """Yield the sheet's lines of filing, account and computer, as they would leave if switched on."""
    left = details_to_send(found, message, Review(review.edits))
    filing = "\n".join(_filing(left, message.category))
    if filing:
        on = review.is_on(FILING)
        yield sheet.text_item(FILING, N_("Category and urgency"), filing, on=on, group=FILING)
    if left.login:
        on = review.is_on(ACCOUNT)
        yield sheet.text_item(ACCOUNT, N_("Your account name"), left.login, on=on, group=ACCOUNT)
    computer = review.edits.message("\n".join(which.all()))
    if computer:
        yield computer_item(computer, on=review.is_on(COMPUTER))


def template_values(
    left: Details, story: Story, category: str, answers: Sequence[FormAnswer]
) -> Mapping[str, str]:
    """Return what the names of the organisation's templates stand for, the subject besides."""
    return {
        **{f"answer:{one.question.key}": one.said for one in answers},
        "subject": story.heading,
        "reference": story.reference,
        "category": category,
        "problem": left.problem,
        "computer": left.computer.name,
        "login": left.login,
        "affected": story.affected,
        "can_work": story.can_work,
        "answers": "\n".join(f"{one.label}: {one.said}" for one in answers),
    }


def _filing(details: Details, category: str) -> Iterator[str]:
    """Yield what a desk files it under, in English, as the connectors hand it over."""
    lines = {
        "Category": category,
        "About": details.problem,
        "Urgency": details.urgency or "",
        "Impact": details.impact or "",
        "Known incident": details.incident,
        **details.answers,
    }
    yield from (f"{name}: {value}" for name, value in lines.items() if value)


def _computer(computer: ComputerId, edits: Edits) -> ComputerId:
    return ComputerId(
        edits.untouched(computer.name),
        edits.untouched(computer.serial),
        edits.untouched(computer.uuid),
        edits.untouched(computer.asset),
    )
