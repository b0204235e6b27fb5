"""What a user needs when the help desk calls about a ticket: number, reference, two words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.errors import UsageError
from selfhelp.core.reference import parse_spoken, short_reference
from selfhelp.core.text import N_
from selfhelp.core.ticket import TicketState
from selfhelp.tickets.following.caller_verification import verification_words_in
from selfhelp.tickets.outbox.outbox import Outbox


@dataclass(frozen=True, slots=True)
class CallDetails:
    """One ticket's details for a call.

    Attributes:
        report: our id of it.
        number: the desk's, "" while it waits.
        subject: foreign text.
        reference: for the phone, such as K7F-3QX.
        words: what a genuine caller says; None if the ticket's text does not hold them (any more).
        over: whether it was solved or closed when we last saw it.
    """

    report: str
    number: str
    subject: str
    reference: str
    words: tuple[str, str] | None = None
    over: bool = False

    @property
    def name(self) -> str:
        """What is read out: the number, or the reference if there is none yet."""
        return self.number or self.reference


def list_call_details(outbox: Outbox, language: str, most: int = 20) -> Sequence[CallDetails]:
    """Return the newest tickets, those that are not over first.

    Raises:
        StorageError: they cannot be read.
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
            short_reference(item.report),
            _words(outbox, item.report, language),
            item.report in over,
        )
        for item in items
    ]


def call_details_of(outbox: Outbox, words: str, language: str) -> CallDetails:
    """Return the ticket of a number, one of our ids, or a reference as someone heard it.

    Raises:
        UsageError: there is none.
    """
    code = parse_spoken(words)
    for item in outbox.list_items():
        if words in (item.ticket, item.report) or (code and short_reference(item.report) == code):
            found = _words(outbox, item.report, language)
            return CallDetails(item.report, item.ticket, item.subject, short_reference(item.report), found)
    raise UsageError(N_("Ticket {number} isn't on this computer.", number=words[:80]))


def _words(outbox: Outbox, report: str, language: str) -> tuple[str, str] | None:
    return verification_words_in(report, outbox.read_ticket(report).body, language)
