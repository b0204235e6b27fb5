"""Data types of tickets: what is sent to a help desk, and its responses. Frozen dataclasses and enums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FileRef:
    """A ticket's attachment: its name, and its bytes by hash in the outbox's store."""

    name: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


Opener = Callable[[FileRef], BinaryIO]
"""Opens the bytes of a sealed ticket's file."""


class ItilLevel(StrEnum):
    """Urgency or impact of a ticket: the three levels of ITIL."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class ComputerId:
    """The keys by which a ticketing system looks up this computer; "" if unknown or withheld."""

    name: str = ""
    serial: str = ""
    uuid: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True)
class TicketDetails:
    """A ticket's classification.

    Attributes:
        problem: ID of the fix, check or ticket topic it is about, or "".
        urgency: from "can you still work?".
        impact: from "who is affected?".
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


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as sent. ``ref`` is the client reference for finding it after a lost response."""

    ref: str
    subject: str
    body: str
    requester: str
    category: str = ""
    files: Sequence[FileRef] = ()
    details: TicketDetails = field(default_factory=TicketDetails)


@dataclass(frozen=True, slots=True)
class TicketReceipt:
    """The server's own number for a ticket, and its web page."""

    number: str
    url: str


class TicketState(StrEnum):
    """The state of a ticket, common to all help desks."""

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


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """An attachment in the ticketing system; the hash is "" if the system provides none.

    ``id`` downloads it (`Connector.download_file`); "" if that isn't allowed.
    """

    name: str
    size: int
    sha256: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class TicketComment:
    """One message of a ticket's conversation; ``text`` is foreign and plain."""

    author: str
    time: datetime
    text: str
    mine: bool
    files: Sequence[RemoteFile] = ()


@dataclass(frozen=True, slots=True)
class TicketStatus:
    """A ticket's current state in the ticketing system."""

    number: str
    subject: str
    state: TicketState
    created: datetime
    updated: datetime
    url: str
    attachments: Sequence[RemoteFile] = ()
    comments: Sequence[TicketComment] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """A known incident of the organisation; every text is foreign and plain.

    Attributes:
        id: the feed's ID. title, text: the organisation's own words.
        since: when it began, or None.
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
