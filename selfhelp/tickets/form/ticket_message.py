"""The user's text and answers in the ticket form, until it is sealed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selfhelp.core.text import shorten_text
from selfhelp.tickets.form.triage import Impact, Urgency

SUBJECT_LIMIT = 200
SHORT_SUBJECT = 80
"""Maximum length of a subject that is made of the user's text, in characters."""

_SENTENCE_END = re.compile(r"[.!?](?= )")
BODY_LIMIT = 100_000


@dataclass(slots=True)
class TicketMessage:
    """The user's input; all fields can be edited until the ticket is sealed.

    Attributes:
        subject: one line; "" for the first line of the text.
        body: the user's text.
        requester: the user's address.
        category: the user's choice, else the category of the first fix tried.
        affected, can_work: the user's answers; None if not answered.
        problem: ID of the fix, check or ticket topic, or "".
        answers: to the organisation's questions, by key.
        incident: the desk's number of the known issue that the user is affected by, or "".
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


def make_subject_from_text(text: str) -> str:
    """Return the first line of a text as a subject.

    A long line ends after a sentence if that leaves enough, otherwise after a word, with an ellipsis.
    """
    line = " ".join(text.strip().split("\n", 1)[0].split())
    if len(line) <= SHORT_SUBJECT:
        return line
    ends = [found.end() for found in _SENTENCE_END.finditer(line[: SHORT_SUBJECT + 1])]
    if ends and ends[-1] >= SHORT_SUBJECT // 3:
        return line[: ends[-1]]
    return shorten_text(line, SHORT_SUBJECT)
