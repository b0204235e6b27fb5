"""A ticket exactly as it will be sent: written once, shown by the review and sealed by the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core import durable_files
from selfhelp.core.ticket import TicketDetails

if TYPE_CHECKING:
    from selfhelp.tickets.case_contents import CaseContents
    from selfhelp.tickets.review.items import ReviewItem


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a ticket or a reply.

    Attributes:
        name: harmless, and unique among the files beside it.
        content: the bytes, or the place where they are read from when the ticket is saved.
        size: bytes, when the file was read for its hash.
        sha256: of what the user approved, in hexadecimal; "" if the file could not be read then; None
            if no one approved its bytes, so that whatever it holds when it is saved is sent.
    """

    name: str
    content: bytes | Path
    size: int = 0
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One complete ticket. `Case.letter` writes it once; no part is created again.

    Attributes:
        subject: one line.
        body: the message with the facts for the technician.
        requester: the user's address.
        category: where the ticket belongs; "" for nowhere.
        files: in the order in which they are sent.
        ref: the correlation ID, where the body has it already; with "", the outbox makes one.
        details: what the ticket is filed under besides.
        desk: id of the connector that will deliver it.
        items: what the review shows, including what the user left out.
        hidden_sections: sections of the snapshot that the user left out or changed.
        contents: what it was written from; None if there was no case.
    """

    subject: str
    body: str
    requester: str
    category: str = ""
    files: Sequence[Attachment] = ()
    ref: str = ""
    details: TicketDetails = field(default_factory=TicketDetails)
    desk: str = ""
    items: Sequence[ReviewItem] = ()
    hidden_sections: frozenset[str] = frozenset()
    contents: CaseContents | None = field(default=None, repr=False)

    def with_requester(self, address: str) -> Letter:
        """Return the same letter from this address, which the user enters beside the letter."""
        return replace(self, requester=address)


def attachments(files: Iterable[Path | tuple[str, bytes | Path]]) -> Sequence[Attachment]:
    """Return the letter's files whose bytes no one has to approve, with harmless and distinct names."""
    pairs = [(file.name, file) if isinstance(file, Path) else file for file in files]
    names = distinct_names([name for name, _ in pairs])
    return [Attachment(name, content) for name, (_, content) in zip(names, pairs, strict=True)]


def attachment_of(name: str, content: bytes) -> Attachment:
    """Return a file of the letter that was created here; its name is used unchanged."""
    return Attachment(name, content, len(content), hashlib.sha256(content).hexdigest())


def distinct_names(names: Sequence[str]) -> Sequence[str]:
    """Return the names as sent: sanitised, and each only once."""
    return durable_files.make_names_unique([durable_files.safe_name(name) for name in names])
