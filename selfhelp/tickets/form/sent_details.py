"""The classification fields of a ticket that organisation and user allow to be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from selfhelp.core.text import N_
from selfhelp.core.ticket import (
    ABOUT_LINE,
    ACCOUNT_LINE,
    CATEGORY_LINE,
    ComputerId,
    ItilLevel,
    Ticket,
    TicketDetails,
)
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy
from selfhelp.report.ticket_context import AFFECTED, CAN_WORK, TicketContext
from selfhelp.tickets.form import form, triage
from selfhelp.tickets.form.form import FormAnswer
from selfhelp.tickets.form.ticket_message import TicketMessage
from selfhelp.tickets.review.edits import Edits
from selfhelp.tickets.review.items import ReviewItem, build_computer_item, build_text_item
from selfhelp.tickets.review.review_decisions import ReviewDecisions

if TYPE_CHECKING:
    from selfhelp.report.computer_identity import ComputerIdentity

FILING, URGENT, ACCOUNT, COMPUTER = "filing", "urgent", "account", "computer"
"""Keys of review rows that can be excluded."""


class KnownDetails:
    """The known details of one ticket apart from its text, before the user excludes any.

    Args:
        rules: the policy.
        machine: this computer; it is read once.
        login: the account's name.
    """

    def __init__(self, rules: Policy, machine: Machine, login: str) -> None:
        self._rules, self._machine = rules, machine
        self._login = login if rules.evidence.account else ""
        self._computer: ComputerIdentity | None = None

    def read_computer_identity(self, clean: Callable[[str], str]) -> ComputerIdentity:
        """Return the computer's identity without secrets; empty if policy excludes it from tickets."""
        from selfhelp.report.computer_identity import ComputerIdentity, read_computer

        if self._computer is None:
            allowed = self._rules.evidence.computer
            found = read_computer(self._machine) if allowed else ComputerIdentity()
            self._computer = found.remove_secrets(clean)
        return self._computer

    def list_form_answers(
        self, message: TicketMessage, edits: Edits, clean: Callable[[str], str]
    ) -> Sequence[FormAnswer]:
        """Return the user's answers to the organisation's questions, with the user's edits applied."""
        return form.select_answers_to_send(form.list_valid_answers(self._rules.ticket, message, clean), edits)

    def make_ticket_details(
        self, message: TicketMessage, edits: Edits, clean: Callable[[str], str]
    ) -> TicketDetails:
        """Return all known details of the ticket, before any are excluded."""
        return TicketDetails(
            problem=message.problem,
            urgency=triage.find_itil_level(message.can_work),
            impact=triage.find_itil_level(message.affected),
            login=self._login,
            computer=self.read_computer_identity(clean).to_computer_id(),
            answers={one.question.key: one.given for one in self.list_form_answers(message, edits, clean)},
            incident=message.incident,
        )


def make_details_to_send(
    found: TicketDetails, message: TicketMessage, review: ReviewDecisions, *, urgent: bool = False
) -> TicketDetails:
    """Return the details to send, without excluded ones and with the user's edits.

    An edited name or number is omitted, because the desk would look up someone else's. If ``urgent``, the
    topic is urgent whether the user can work or not, unless the user has excluded that.
    """
    edits = review.edits
    left = replace(
        found, computer=_edit_computer_id(found.computer, edits), login=edits.find_unedited_value(found.login)
    )
    if not edits.get_kept_answer(CAN_WORK, triage.format_answer_in_english(message.can_work)):
        left = replace(left, urgency=None)
    if not edits.get_kept_answer(AFFECTED, triage.format_answer_in_english(message.affected)):
        left = replace(left, impact=None)
    if not review.is_item_included(FILING):
        left = replace(left, problem="", urgency=None, impact=None, answers={}, incident="")
    if urgent and review.is_item_included(URGENT):
        left = replace(left, urgency=ItilLevel.HIGH)
    if not review.is_item_included(ACCOUNT):
        left = replace(left, login="")
    return left if review.is_item_included(COMPUTER) else replace(left, computer=ComputerId())


def build_review_items(
    found: TicketDetails,
    which: ComputerIdentity,
    message: TicketMessage,
    review: ReviewDecisions,
    *,
    urgent: bool = False,
) -> Iterator[ReviewItem]:
    """Yield the review's rows for classification, urgency of the topic, account and computer."""
    left = make_details_to_send(found, message, ReviewDecisions(review.edits))
    marked = urgent and review.is_item_included(URGENT)
    filed = message.category, left  # both answers, which the message contains
    if marked:
        left = replace(left, urgency=None)
    filing = "\n".join(_iter_classification_lines(left, message.category))
    if filing:
        on = review.is_item_included(FILING)
        title = N_("Category and details")
        yield build_text_item(FILING, title, filing, on=on, group=FILING, filed=filed)
    if urgent:
        words = f"Urgency: {ItilLevel.HIGH}"
        yield build_text_item(URGENT, _URGENT, words, on=marked, group=FILING, note=_ACT_FIRST)
    if left.login:
        on = review.is_item_included(ACCOUNT)
        yield build_text_item(ACCOUNT, N_("Your account name"), left.login, on=on, group=ACCOUNT)
    computer = review.edits.apply_to_message("\n".join(which.list_all_lines()))
    if computer:
        yield build_computer_item(computer, on=review.is_item_included(COMPUTER))


def make_template_values(
    left: TicketDetails, story: TicketContext, category: str, answers: Sequence[FormAnswer]
) -> Mapping[str, str]:
    """Return the placeholder values for the organisation's templates."""
    return {
        **{f"answer:{one.question.key}": one.english_answer for one in answers},
        "subject": story.heading,
        "reference": story.reference,
        "category": category,
        "problem": left.problem,
        "computer": left.computer.name,
        "login": left.login,
        "affected": story.affected,
        "can_work": story.can_work,
        "answers": "\n".join(f"{one.label}: {one.english_answer}" for one in answers),
    }


def _iter_classification_lines(details: TicketDetails, category: str) -> Iterator[str]:
    """Yield the classification fields in English, as connectors send them."""
    lines = {
        CATEGORY_LINE: category,
        ABOUT_LINE: details.problem,
        "Urgency": details.urgency or "",
        "Impact": details.impact or "",
        "Known incident": details.incident,
        **details.answers,
    }
    yield from (f"{name}: {value}" for name, value in lines.items() if value)


def list_sent_details(ticket: Ticket) -> Sequence[str]:
    """Return what a ticket says beside its text, in English, as connectors send it."""
    details = ticket.details
    computer = " · ".join(value for value in asdict(details.computer).values() if value)
    more = {ACCOUNT_LINE: details.login, "Computer": computer}
    lines = (f"{name}: {value}" for name, value in more.items() if value)
    return [*_iter_classification_lines(details, ticket.category), *lines]


def _edit_computer_id(computer: ComputerId, edits: Edits) -> ComputerId:
    return ComputerId(
        edits.find_unedited_value(computer.name),
        edits.find_unedited_value(computer.serial),
        edits.find_unedited_value(computer.uuid),
        edits.find_unedited_value(computer.asset),
    )


_URGENT = N_("Marked as urgent")
_ACT_FIRST = N_("The help desk should act on it immediately.")
