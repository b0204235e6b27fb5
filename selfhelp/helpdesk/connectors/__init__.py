"""One file, one ticket system. To add a connector, copy a neighbour.

A connector turns a sealed ticket into exactly one ticket on a server. `selfhelp.tickets.delivery.delivery`
decides when to call it, and looks a ticket up by its ``ref`` before it repeats `submit`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, ClassVar

from selfhelp.core.model import Json
from selfhelp.core.text import N_, Size, Text
from selfhelp.core.ticket import FileRef, Incident, RemoteFile, ReplyKind, Ticket, TicketReceipt, TicketStatus
from selfhelp.core.ticket import Opener as Opener
from selfhelp.helpdesk.toolkit.settings_check import PolicyFault

USER_TEXTS = ("text", "answer")
"""How `Connector.altered_fields` begins about something the user wrote: "text cut after 4000 characters"."""


class Verification(StrEnum):
    """How a connector is known to work."""

    LIVE = "live"  # against the real server, in the tests
    RECORDED = "recorded"  # against what a real server once answered
    DOCUMENTED = "documented"  # against a server written from the vendor's documentation


@dataclass(frozen=True, slots=True)
class ConnectorAbilities:
    """What a desk supports; the interface offers only that.

    Attributes:
        known: how we know.
        files: whether files can be attached.
        file_limit: bytes of the largest file, 0 where unknown; the desk itself may say, see `max_file_size`.
        total_limit: bytes of all files of one ticket or comment, 0 where unknown.
        endings: the only endings of file names that it takes, in lower case; empty: any.
        refused: endings that it never takes, in lower case.
        files_with_ticket: whether `submit` sends the files in the same request.
        status, read_comments, write_comments, comment_files, reopen, solve: what can be done later.
        approve: whether a solution waits for the user's own word. `change_state` gives it then, with words
            and files in the same request, for such a desk takes an answer of its own for a refusal.
        comment_reopens: whether a message to a solved ticket opens it again.
        fetch: whether the desk's files can be read back.
        on_behalf: whether a ticket can be written for someone else.
        computer: whether the computer is linked to the ticket.
        incidents: whether the desk itself tells of known trouble.
        link: whether a person can open the ticket in a browser.
        certain_lookup: whether a look-up that finds nothing proves that nothing is there or will be: no
            request is still at work once the program that made it has ended.
        lookup: whether the desk can be asked what it has; if not, `find_ticket`, `has_comment` and
            `missing_attachments` know of nothing. Where it is not `repeatable` either, an unknown outcome
            waits for a person.
        repeatable: whether the same ticket or comment may be sent again without a look-up, because the
        person who
            gets it can tell by its mark: an Idempotency-Key, a Message-ID.
    """

    known: Verification = Verification.DOCUMENTED
    files: bool = True
    file_limit: int = 0
    total_limit: int = 0
    endings: Sequence[str] = ()
    refused: Sequence[str] = ()
    files_with_ticket: bool = True
    status: bool = True
    read_comments: bool = True
    write_comments: bool = True
    comment_files: bool = True
    reopen: bool = False
    solve: bool = False
    approve: bool = False
    comment_reopens: bool = False
    fetch: bool = False
    on_behalf: bool = False
    computer: bool = False
    incidents: bool = False
    link: bool = True
    certain_lookup: bool = False
    lookup: bool = True
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class PollResult:
    """A desk's answer about news of one ticket.

    Attributes:
        status: the ticket as it is now; None if nothing has changed since ``mark`` was given out.
        mark: give it to the next `poll`; an ETag, a time of change, or a digest.
    """

    status: TicketStatus | None
    mark: str


class Connector(ABC):
    """One help desk. Every method may raise the `DeskError` family, see `selfhelp.core.errors`."""

    id: ClassVar[str]
    abilities: ConnectorAbilities = ConnectorAbilities()
    """Of the class; an instance narrows it where policy says more, such as the size of a file."""

    @abstractmethod
    def check(self) -> Text:
        """Ask the desk who we are; return a sentence for the administrator.

        Raises:
            ConfigurationError: a setting is missing or wrong.
            DeskError: the desk cannot be used.
        """

    def find_policy_faults(self) -> Sequence[PolicyFault] | None:
        """Return the policy keys whose values don't exist on the desk; None if the desk can't be queried.

        Asked after `check`, with the same errors.
        """
        return None

    @abstractmethod
    def requester_address(self) -> str:
        """Return the user's address as stored by the desk, or "" if it isn't available."""

    @abstractmethod
    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket with this ``ref``; if there are several, the oldest."""

    @abstractmethod
    def submit(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket, with its files where the desk takes them at once.

        Raises:
            OutcomeUnknownError: it may have been created; `find_ticket` decides.
        """

    @abstractmethod
    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the files that the ticket does not have yet (compared by name and size or hash)."""

    @abstractmethod
    def missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Read the ticket back and return the names of files that did not arrive whole."""

    @abstractmethod
    def status(self, number: str) -> TicketStatus:
        """Return the ticket's current state, with attachments and comments."""

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all exchanges from now on; None: the usual limits."""
        return

    def max_file_size(self) -> int:
        """Return the desk's maximum file size in bytes, queried where possible; 0 if unknown."""
        return self.abilities.file_limit

    def rejection_reason(self, ref: FileRef) -> Text | None:
        """Return why a file was rejected, with its size and the limit; None if unknown.

        Asked after `missing_attachments` named it.
        """
        limit = self.max_file_size()
        return file_too_large_message(ref, limit) if 0 < limit < ref.size else None

    def altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Read the ticket back; return, in English, what the desk left out or changed.

        For the technician and the log: "category", "computer not found", "title shortened to 255". Files
        are told by `missing_attachments`. What begins with one of `USER_TEXTS` is told to the user as well.
        """
        return ()

    def poll(self, number: str, mark: str = "") -> PollResult:
        """Check one ticket for updates as cheaply as possible; ``mark`` comes from the last response."""
        status = self.status(number)
        seen = f"{status.state}|{status.updated.isoformat()}|{len(status.comments)}|{len(status.attachments)}"
        return PollResult(None if seen == mark else status, seen)

    def has_comment(self, number: str, ref: str) -> bool:
        """Whether the comment that carries the mark ``ref`` has arrived."""
        raise NotImplementedError

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a comment for the technician, with files if supported; return the names of rejected files.

        ``ref`` is included so that `has_comment` finds it after a lost answer; `delivery` asks that before it
        repeats this.

        Raises:
            OutcomeUnknownError: it may have been written; `has_comment` decides.
        """
        raise NotImplementedError

    def reopen(self, number: str) -> None:
        """Report that the ticket isn't solved. Doing it twice changes nothing more."""
        raise NotImplementedError

    def mark_resolved(self, number: str) -> None:
        """Report that the ticket is solved. Doing it twice changes nothing more."""
        raise NotImplementedError

    def change_state(  # noqa: PLR0913, PLR0917 - as `add_comment`, and what it says
        self,
        number: str,
        kind: ReplyKind,
        ref: str,
        text: str,
        files: Sequence[FileRef],
        open_file: Opener,
    ) -> Sequence[str]:
        """Mark the ticket as resolved or not resolved, with a comment and files.

        Return the names of rejected files.

        Only of a desk with `ConnectorAbilities.approve`; marks, names and errors as of `add_comment`.
        """
        raise NotImplementedError

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Write the bytes of one of the desk's files to ``target``, in pieces."""
        raise NotImplementedError

    def incidents(self) -> Sequence[Incident]:
        """Return the incidents that the desk publishes."""
        return ()

    def ticket_url(self, number: str) -> str:
        """Return the page of a ticket that the user can open, or "" if there is none."""
        return ""

    def unconfirmed_note(self) -> Text | None:
        """Return the note for tickets whose delivery can't be confirmed, or None."""
        return None

    def ticket_folder(self, number: str) -> Path | None:
        """Return the ticket's folder on disk, for desks that are folders."""
        return None


def file_refused_message(ref: FileRef, said: str) -> Text:
    """Return the message about a file that a desk rejected, with the desk's reason."""
    return N_(
        "The help desk system rejected {name} ({size}): {said}",
        name=ref.name[:120],
        size=Size(ref.size),
        said=said[:300],
    )


def file_too_large_message(ref: FileRef, limit: int) -> Text:
    """Return the message about a file of more than ``limit`` bytes."""
    return N_(
        "{name} is too large ({size}): the help desk system accepts files up to {limit}.",
        name=ref.name[:120],
        size=Size(ref.size),
        limit=Size(limit),
    )


def parse_time(text: Json) -> datetime:
    """Parse an ISO 8601 time; assume UTC without a time zone, and return the Unix epoch if it is invalid."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
