"""What a ticket is filed under besides its text, as far as the organisation and she let it leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selfhelp.report import sheet, triage
from selfhelp.report.edits import Edits
from selfhelp.report.message import Message
from selfhelp.report.review import Review
from selfhelp.report.sheet import SheetItem
from selfhelp.report.story import AFFECTED, CAN_WORK
from selfhelp.text import N_
from selfhelp.ticket import ComputerId, Details

FILING, ACCOUNT, COMPUTER = "filing", "account", "computer"
"""Lines of the sheet with a switch of their own."""


def known(message: Message, login: str, computer: ComputerId) -> Details:
    """Return everything that is known, before she left anything out."""
    return Details(
        problem=message.problem,
        urgency=triage.level(message.can_work),
        impact=triage.level(message.affected),
        login=login,
        computer=computer,
        answers={key: answer for key, answer in message.answers.items() if answer.strip()},
        incident=message.incident,
    )


def leaving(found: Details, message: Message, review: Review) -> Details:
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
        left = replace(left, problem="", urgency=None, impact=None, incident="")
    if not review.is_on(ACCOUNT):
        left = replace(left, login="")
    return left if review.is_on(COMPUTER) else replace(left, computer=ComputerId())


def items(found: Details, category: str, message: Message, review: Review) -> Iterator[SheetItem]:
    """Yield the sheet's lines of the filing and of the account, as they would leave if switched on."""
    shown = _SwitchedOn(review)
    left = leaving(found, message, shown)
    filing = "\n".join(_filing(left, category))
    if filing:
        on = review.is_on(FILING)
        yield sheet.of_text(FILING, N_("What the ticket is filed under"), filing, on=on, group=FILING)
    if left.login:
        on = review.is_on(ACCOUNT)
        yield sheet.of_text(ACCOUNT, N_("Your account name"), left.login, on=on, group=ACCOUNT)


def _filing(details: Details, category: str) -> Iterator[str]:
    """Yield what a desk files it under, in English, as the connectors hand it over."""
    lines = {
        "Category": category,
        "About": details.problem,
        "Urgency": details.urgency or "",
        "Impact": details.impact or "",
        "Known incident": details.incident,
    }
    yield from (f"{name}: {value}" for name, value in lines.items() if value)


def _computer(computer: ComputerId, edits: Edits) -> ComputerId:
    return ComputerId(
        edits.untouched(computer.name),
        edits.untouched(computer.serial),
        edits.untouched(computer.uuid),
        edits.untouched(computer.asset),
    )


class _SwitchedOn(Review):
    """Her edits with every switch on: what a line shows does not depend on whether it is on."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.edits = review.edits
