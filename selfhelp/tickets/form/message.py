"""What a user writes and answers in the ticket form, until it is sealed."""

from __future__ import annotations

from dataclasses import dataclass, field

from selfhelp.tickets.form.triage import Impact, Urgency

SUBJECT_LIMIT = 200
BODY_LIMIT = 100_000


@dataclass(slots=True)
class TicketMessage:
    """Every field may be edited until it is sealed.

    Attributes:
        subject: one line; "": the first line of the user's words.
        body: the user's words.
        requester: the user's address.
        category: what the user chose, else where the first thing that was tried belongs.
        affected, can_work: the user's answers; None if they gave none.
        problem: id of the fix, check or ticket topic it is about, or "".
        answers: to the organisation's further questions, by their key.
        incident: the known incident the user adds themselves to, by the desk's own number, or "".
    """

    subject: str = ""
    body: str = ""
    requester: str = ""
    category: str = ""
    affected: Impact | None = None
    can_work: Urgency | None = None
    problem: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    incident: str = ""


def subject_from_text(text: str) -> str:
    """Return the first line of the user's words as a subject."""
    return " ".join(text.strip().split("\n", 1)[0].split())[:SUBJECT_LIMIT]
