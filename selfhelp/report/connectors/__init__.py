"""One file, one ticket system. To add a connector, copy a neighbour.

A connector turns a sealed ticket into exactly one ticket on a server. `report/delivery.py` decides
when to call it, and looks a ticket up by its ``ref`` before any repeated `submit`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from selfhelp.model import Comment, FileRef, Json, Receipt, Ticket, TicketStatus
from selfhelp.text import Text

Opener = Callable[[FileRef], BinaryIO]
"""Opens the bytes of a file of a sealed ticket."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a desk can do; a face shows only that.

    Attributes:
        files: whether files can be attached.
        file_limit: bytes of the largest file, 0 where unknown.
        files_with_ticket: whether `submit` sends the files in the same request.
        status, read_comments, write_comments, reopen: what can be done later.
        link: whether a person can open the ticket in a browser.
    """

    files: bool = True
    file_limit: int = 0
    files_with_ticket: bool = True
    status: bool = True
    read_comments: bool = True
    write_comments: bool = True
    reopen: bool = False
    link: bool = True


class Connector(ABC):
    """One help desk. Every method may raise the `DeskError` family, see `selfhelp.errors`."""

    id: ClassVar[str]
    abilities: ClassVar[Abilities] = Abilities()

    @abstractmethod
    def check(self) -> Text:
        """Ask the desk who we are; return a sentence for the administrator.

        Raises:
            ConfigurationError: a setting is missing or wrong.
            DeskError: the desk cannot be used.
        """

    @abstractmethod
    def requester(self) -> str:
        """Return the person's own address as the desk knows it, or "" where it does not say."""

    @abstractmethod
    def find(self, ref: str) -> Receipt | None:
        """Look for the ticket that carries ``ref``; of several, the oldest."""

    @abstractmethod
    def submit(self, ticket: Ticket, open_file: Opener) -> Receipt:
        """Create the ticket, with its files where the desk takes them at once.

        Raises:
            OutcomeUnknownError: it may have been created; `find` decides.
        """

    @abstractmethod
    def attach(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the files that the ticket does not have yet (compared by name and size or hash)."""

    @abstractmethod
    def dropped(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Read the ticket back and return the names of files that did not arrive whole."""

    @abstractmethod
    def status(self, number: str) -> TicketStatus:
        """Return the ticket as it is now, with attachments and comments."""

    def limit_time(self, seconds: float | None) -> None:
        """Let no exchange go on for longer than this from now; None: the usual limits."""
        return

    def comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Comment:
        """Write to the technician; ``ref`` finds the comment again after a lost answer."""
        raise NotImplementedError

    def reopen(self, number: str) -> None:
        """Say that it is not solved."""
        raise NotImplementedError

    def folder(self, number: str) -> Path | None:
        """Return where the ticket lies on disk, for desks that are folders."""
        return None


def time_of(text: Json) -> datetime:
    """Return a time as a desk or a person wrote it (ISO 8601); without a zone it is UTC, no time is 1970."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
