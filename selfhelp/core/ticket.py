"""Data types of tickets: the data sent to a help desk, and its responses, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from selfhelp.core.records import record


@record
class FileRef:
    """An attachment of a ticket: its name, and the hash of its bytes in the outbox's store."""

    name: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


CATEGORY_LINE, ABOUT_LINE, ACCOUNT_LINE = "Category", "About", "Account"
"""The lines of a ticket's text about its classification: not every help desk has fields for it."""

Opener = Callable[[FileRef], BinaryIO]
"""Function that opens the bytes of a sealed ticket's file."""


class ItilLevel(StrEnum):
    """A level of a ticket's urgency or impact: the three levels of ITIL."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@record
class ComputerId:
    """The values by which a ticketing system finds this computer; "" if unknown or withheld."""

    name: str = ""
    serial: str = ""
    uuid: str = ""
    asset: str = ""


@record
class TicketDetails:
    """A ticket's classification.

    Attributes:
        problem: ID of the fix, check or ticket topic it is about, or "".
        urgency: the level from the answer to "can you still work?".
        impact: the level from the answer to "who is affected?".
        login: the user's account name.
        computer: the computer; empty if the organisation or the user withholds it.
        answers: the user's answers to the organisation's form questions, by key.
        incident: the ticket number of the known incident the user is affected by, or "".
    """

    problem: str = ""
    urgency: ItilLevel | None = None
    impact: ItilLevel | None = None
    login: str = ""
    computer: ComputerId = ComputerId()
    answers: Mapping[str, str] = field(default_factory=dict)
    incident: str = ""


@record
class Ticket:
    """A ticket to be sent; ``ref`` is its client reference."""

    ref: str
    subject: str
    body: str
    requester: str
    category: str = ""
    files: Sequence[FileRef] = ()
    details: TicketDetails = field(default_factory=TicketDetails)


@record
class TicketReceipt:
    """The server's confirmation of a ticket: its number and web page.

    ``state`` is the ticket's state after a change, if the response contains it.
    """

    number: str
    url: str
    state: TicketState | None = None


class TicketState(StrEnum):
    """The state of a ticket, the same for all help desk systems."""

    QUEUED = "queued"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"


class ReplyKind(StrEnum):
    """The kinds of reply to a ticket."""

    COMMENT = "comment"
    REOPEN = "reopen"
    SOLVE = "solve"


class DeliveryState(StrEnum):
    """The delivery state of a ticket or reply."""

    QUEUED = "queued"
    UNKNOWN = "unknown"
    SIGN_IN_NEEDED = "sign-in-needed"
    ATTENTION = "attention"
    EXPIRED = "expired"
    DELIVERED = "delivered"


@record
class RemoteFile:
    """An attachment in the ticketing system; the hash is "" if the system provides none.

    ``id`` downloads it (`Connector.download_file`); "" if that isn't allowed.
    """

    name: str
    size: int
    sha256: str = ""
    id: str = ""


@record
class TicketComment:
    """A message in a ticket's conversation; ``text`` is external plain text.

    Attributes:
        ref: the correlation ID of a reply that this app sent; "" if there is none.
        automatic: whether the desk sent it automatically, such as a confirmation; False if unknown.
    """

    author: str
    time: datetime
    text: str
    mine: bool
    files: Sequence[RemoteFile] = ()
    ref: str = field(default="", compare=False)
    automatic: bool = False


@record
class TicketStatus:
    """A ticket's current state in the ticketing system.

    ``merged_into`` is the number of the ticket with which the help desk merged it, whose state and messages
    these are; "" if it wasn't merged, or the desk doesn't tell.
    """

    number: str
    subject: str
    state: TicketState
    created: datetime
    updated: datetime
    url: str
    attachments: Sequence[RemoteFile] = ()
    comments: Sequence[TicketComment] = ()
    merged_into: str = ""


@record
class Incident:
    """A known issue of the organisation; every text is external plain text.

    Attributes:
        id: the feed's ID. title, text: the organisation's own words.
        since: the time when it began, or None.
        url: a page about it, or "".
        ticket: the number of its ticket, which others can join, or "".
        words: phrases of complaints that it matches; may be empty.
    """

    id: str
    title: str
    text: str = ""
    since: datetime | None = None
    url: str = ""
    ticket: str = ""
    words: Sequence[str] = ()
