"""The connector contract: one package per help desk system. To add one, copy an existing package.

A connector turns a sealed ticket into exactly one ticket on a server. `selfhelp.tickets.delivery`
decides when to call it, and looks a ticket up by its ``ref`` before it repeats `submit_ticket`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, ClassVar

from selfhelp.core.text import N_, Size, Text
from selfhelp.core.ticket import (
    FileRef,
    Incident,
    RemoteFile,
    ReplyKind,
    Ticket,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.ticket import Opener as Opener
from selfhelp.helpdesk.toolkit.settings_check import PolicyFault

USER_TEXTS = ("text", "answer")
"""Prefixes of `Connector.find_altered_fields` entries about the user's own text: "text changed"."""


class Verification(StrEnum):
    """How a connector was verified: live, against recorded responses, or from documentation."""

    LIVE = "live"  # against the real server, in the tests
    RECORDED = "recorded"  # against what a real server once answered
    DOCUMENTED = "documented"  # against a server written from the vendor's documentation


@dataclass(frozen=True, slots=True)
class ConnectorAbilities:
    """The features that a desk supports; the interface offers only these.

    Attributes:
        known: how the connector was verified.
        files: files can be attached.
        file_limit: maximum file size in bytes, 0 if unknown; see `find_max_file_size`.
        total_limit: maximum total size of a ticket's or comment's files in bytes, 0 if unknown.
        endings: the only file extensions accepted, in lower case; empty for any.
        refused: file extensions never accepted, in lower case.
        files_with_ticket: `submit_ticket` sends the files in the same request.
        status, read_comments, write_comments, comment_files, reopen, solve: supported later actions.
        approve: a solution needs the user's approval. `change_state` sends it with text and files in one
            request, because such a desk takes a separate comment for a refusal.
        comment_reopens: a comment reopens a resolved ticket, so that `change_state` reopens it with the
            user's own text.
        fetch: attachments can be downloaded.
        on_behalf: a ticket can be created for someone else.
        computer: the computer is linked to the ticket.
        incidents: the desk publishes known issues.
        link: a ticket has a web page.
        certain_lookup: a look-up without a result proves that the ticket doesn't exist and won't appear,
            because no request outlives its process.
        lookup: the desk can be queried; if not, `find_ticket`, `has_comment` and `find_missing_attachments`
            return nothing, and an unknown outcome needs a person unless the connector is `repeatable`.
        repeatable: the same ticket or comment may be sent again without a look-up, because its key identifies
            it: an Idempotency-Key, a Message-ID.
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

    def takes_text_with(self, kind: ReplyKind) -> bool:
        """Return whether `Connector.change_state` sends a text together with this change of state."""
        return self.approve or (self.comment_reopens and kind is ReplyKind.REOPEN)


@dataclass(frozen=True, slots=True)
class PollResult:
    """A desk's response about one ticket.

    Attributes:
        status: the current ticket; None if unchanged since ``mark``.
        mark: the validator for the next `poll_ticket`: an ETag, a modification time or a digest.
    """

    status: TicketStatus | None
    mark: str


class Connector(ABC):
    """Base class of connectors. Every method may raise a `DeskError`, see `selfhelp.core.errors`."""

    id: ClassVar[str]
    abilities: ConnectorAbilities = ConnectorAbilities()
    """Abilities of the connector; an instance may narrow them by policy, such as the file size."""

    @abstractmethod
    def check_connection(self) -> Text:
        """Check sign-in and settings; return a message for the administrator.

        Raises:
            ConfigurationError: a setting is missing or wrong.
            DeskError: the desk can't be used.
        """

    def find_policy_faults(self) -> Sequence[PolicyFault] | None:
        """Return the policy keys whose values don't exist on the desk; None if it can't be queried.

        Called after `check_connection`; raises the same errors.
        """
        return None

    @abstractmethod
    def find_requester_address(self) -> str:
        """Return the user's address as stored by the desk, or "" if it isn't available."""

    @abstractmethod
    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket with the correlation ID ``ref``, the oldest if there are several, or None."""

    @abstractmethod
    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket, with its files if the desk accepts them in one request.

        Raises:
            OutcomeUnknownError: the ticket may have been created; `find_ticket` decides.
        """

    @abstractmethod
    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the files that the ticket doesn't have yet, compared by name and size or hash."""

    @abstractmethod
    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Read the ticket back and return the names of files that are missing or incomplete."""

    @abstractmethod
    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket's current state, with attachments and comments."""

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds; None for the defaults."""
        return

    def find_max_file_size(self) -> int:
        """Return the desk's maximum file size in bytes, queried if possible; 0 if unknown."""
        return self.abilities.file_limit

    def find_rejection_reason(self, ref: FileRef) -> Text | None:
        """Return the reason for rejecting a file, with its size and the limit; None if unknown.

        Called after `find_missing_attachments` named the file.
        """
        limit = self.find_max_file_size()
        return make_file_too_large_message(ref, limit) if 0 < limit < ref.size else None

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Read the ticket back and return, in English, the fields that the desk dropped or changed.

        For the technician and the log: "category", "computer not found", "title shortened to 255". Files are
        covered by `find_missing_attachments`. Entries that begin with one of `USER_TEXTS` are shown to the
        user too.
        """
        return ()

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Check a ticket for updates as cheaply as possible; ``mark`` comes from the previous poll."""
        status = self.fetch_status(number)
        seen = f"{status.state}|{status.updated.isoformat()}|{len(status.comments)}|{len(status.attachments)}"
        return PollResult(None if seen == mark else status, seen)

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the comment with the correlation ID ``ref`` has arrived."""
        raise NotImplementedError

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a comment for the technician, with files if supported; return the names of rejected files.

        ``ref`` is included so that `has_comment` finds it after a lost response, before delivery repeats it.

        Raises:
            OutcomeUnknownError: the comment may have been added; `has_comment` decides.
        """
        raise NotImplementedError

    def reopen_ticket(self, number: str) -> TicketState | None:
        """Reopen the ticket; return its new state if known. A repeated call has no further effect."""
        raise NotImplementedError

    def mark_ticket_resolved(self, number: str) -> TicketState | None:
        """Mark the ticket as resolved; return its new state if known. Repeating it has no further effect."""
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
        """Resolve or reopen the ticket with a comment and files; return the names of rejected files.

        Only if `ConnectorAbilities.takes_text_with` the kind; arguments and errors as in `add_comment`.
        """
        raise NotImplementedError

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Write the bytes of one of the desk's files to ``target``, in chunks."""
        raise NotImplementedError

    def fetch_incidents(self) -> Sequence[Incident]:
        """Return the incidents that the desk publishes."""
        return ()

    def make_ticket_url(self, number: str) -> str:
        """Return the address of a ticket's page for the user, or "" if there is none."""
        return ""

    def make_unconfirmed_note(self) -> Text | None:
        """Return the note for tickets whose delivery can't be confirmed, or None."""
        return None

    def find_ticket_folder(self, number: str) -> Path | None:
        """Return the ticket's folder on disk, for folder connectors; else None."""
        return None


def make_file_refused_message(ref: FileRef, said: str) -> Text:
    """Return the message about a file that the desk rejected, with its reason."""
    return N_(
        "The help desk system rejected {name} ({size}): {said}",
        name=ref.name[:120],
        size=Size(ref.size),
        said=said[:300],
    )


def make_file_too_large_message(ref: FileRef, limit: int) -> Text:
    """Return the message about a file of more than ``limit`` bytes."""
    return N_(
        "{name} is too large ({size}): the help desk system accepts files up to {limit}.",
        name=ref.name[:120],
        size=Size(ref.size),
        limit=Size(limit),
    )
