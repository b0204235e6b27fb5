"""A letter: a ticket exactly as it will be sent, written once, shown in the review and sealed."""

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
    """A file of a ticket or a reply.

    Attributes:
        name: sanitised, and unique in the letter.
        content: the bytes, or the path they are read from when the ticket is saved.
        size: in bytes, when the file was hashed.
        sha256: of the content the user approved, hexadecimal; "" if it couldn't be read then; None if no
            approval is needed, so that the content at saving time is sent.
    """

    name: str
    content: bytes | Path
    size: int = 0
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A complete ticket, written once by `Case.letter`; its parts aren't created again.

    Attributes:
        subject: one line.
        body: the message with the facts for the technician.
        requester: the user's address.
        category: the ticket's category; "" for none.
        files: in sending order.
        ref: the correlation ID already in the body; "" lets the outbox create one.
        details: the further classification.
        desk: ID of the connector that will deliver it.
        items: the rows of the review, including excluded ones.
        hidden_sections: snapshot sections that the user excluded or edited.
        contents: its source; None if there was no case.
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

    def copy_with_requester(self, address: str) -> Letter:
        """Return a copy with the user's address, which the user enters separately."""
        return replace(self, requester=address)


def build_attachments(files: Iterable[Path | tuple[str, bytes | Path]]) -> Sequence[Attachment]:
    """Return attachments for files that need no approval, with sanitised and distinct names."""
    pairs = [(file.name, file) if isinstance(file, Path) else file for file in files]
    names = make_distinct_names([name for name, _ in pairs])
    return [Attachment(name, content) for name, (_, content) in zip(names, pairs, strict=True)]


def create_attachment(name: str, content: bytes) -> Attachment:
    """Return an attachment for generated content; its name is used unchanged."""
    return Attachment(name, content, len(content), hashlib.sha256(content).hexdigest())


def make_distinct_names(names: Sequence[str]) -> Sequence[str]:
    """Return the names under which files are sent: sanitised and unique."""
    return durable_files.make_names_unique([durable_files.make_safe_name(name) for name in names])
