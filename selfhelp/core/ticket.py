"""The nouns of tickets: what is sent to a help desk, and what it says. Frozen dataclasses and enums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that travels with a ticket: its own name, its bytes by hash in the outbox's store."""

    name: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


Opener = Callable[[FileRef], BinaryIO]
"""Opens the bytes of a file of a sealed ticket."""


class ItilLevel(StrEnum):
    """Urgency or impact of a ticket: the three levels of ITIL."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class ComputerId:
    """The keys by which a desk looks up this computer; "" if unknown or withheld."""

    name: str = ""
    serial: str = ""
    uuid: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True)
class TicketDetails:
    """A ticket's classification.

    Attributes:
        problem: id of the fix, check or ticket topic it is about, or "".
        urgency: from "can you still work?".
        impact: from "who is affected?".
        login: the user's account name.
        computer: which computer; empty if the organisation or the user does not tell it.
        answers: the user's answers to the organisation's further questions, by their key.
        incident: the known incident the user adds themselves to, by the desk's own number, or "".
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
    """A ticket as sent. ``ref`` is the mark that finds it again after a lost response."""

    ref: str
    subject: str
    body: str
    requester: str
    category: str = ""
    files: Sequence[FileRef] = ()
    details: TicketDetails = field(default_factory=TicketDetails)


@dataclass(frozen=True, slots=True)
class TicketReceipt:
    """The server's own number for a ticket, and the page a person can open."""

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
    """A file as the desk holds it; the hash is empty if the desk gives none.

    ``id`` fetches it (`Connector.download_file`); "" if the desk does not let us.
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
    """A ticket as the desk shows it now."""

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
    """An incident that the organisation knows of; every text is foreign and plain.

    Attributes:
        id: what the feed calls it.
        title, text: in the organisation's own words.
        since: when it began, or None.
        url: a page about it, or "".
        ticket: the desk's number of the ticket that others add themselves to, or "".
        words: what people say about it, to find it from a complaint; may be empty.
    """

    id: str
    title: str
    text: str = ""
    since: datetime | None = None
    url: str = ""
    ticket: str = ""
    words: Sequence[str] = ()
