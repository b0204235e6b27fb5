"""The details a user needs in a call with the help desk: number, reference, verification words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_
from selfhelp.core.ticket import TicketState
from selfhelp.core.ticket_reference import parse_spoken_reference, shorten_reference
from selfhelp.tickets.following.caller_verification import find_verification_words
from selfhelp.tickets.outbox.outbox import Outbox


@dataclass(frozen=True, slots=True)
class CallDetails:
    """The details of one ticket that are needed in a call.

    Attributes:
        report: its correlation ID.
        number: the desk's number; "" while it is pending.
        subject: external text.
        reference: for the phone, such as K7F-3QX.
        words: verification words of a genuine caller; None if the ticket's text doesn't contain them.
        over: True if it was resolved or closed when last polled.
    """

    report: str
    number: str
    subject: str
    reference: str
    words: tuple[str, str] | None = None
    over: bool = False

    @property
    def spoken_number(self) -> str:
        """The number to read out in a call, or the reference until a number is known."""
        return self.number or self.reference


def list_call_details(outbox: Outbox, language: str, most: int = 20) -> Sequence[CallDetails]:
    """Return the newest tickets, open ones first.

    Raises:
        StorageError: they can't be read.
    """
    over = {
        t.report for t in outbox.list_sent_tickets() if t.state in (TicketState.SOLVED, TicketState.CLOSED)
    }
    items = sorted(outbox.list_items()[: 2 * most], key=lambda item: item.report in over)[:most]
    return [
        CallDetails(
            item.report,
            item.ticket,
            item.subject,
            shorten_reference(item.report),
            _read_verification_words(outbox, item.report, language),
            item.report in over,
        )
        for item in items
    ]


def find_call_details(outbox: Outbox, words: str, language: str) -> CallDetails:
    """Return the details of the ticket with a number, correlation ID, or reference as heard.

    Raises:
        UsageError: there is none.
    """
    code = parse_spoken_reference(words)
    for item in outbox.list_items():
        if words in (item.ticket, item.report) or (code and shorten_reference(item.report) == code):
            found = _read_verification_words(outbox, item.report, language)
            return CallDetails(item.report, item.ticket, item.subject, shorten_reference(item.report), found)
    raise UsageError(N_("Ticket {number} isn't on this computer.", number=words[:80]))


def _read_verification_words(outbox: Outbox, report: str, language: str) -> tuple[str, str] | None:
    return find_verification_words(report, outbox.read_ticket(report).body, language)
