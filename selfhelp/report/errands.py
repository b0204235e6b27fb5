"""What is brought to the desk: a ticket, or a reply to one; each is found again before it is repeated."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from selfhelp.errors import ConfigurationError
from selfhelp.report.connectors import Connector
from selfhelp.report.ledger import Ledger, Pending
from selfhelp.report.outbox import TICKET, Outbox
from selfhelp.text import N_, NN_, Text
from selfhelp.ticket import Receipt, ReplyKind, Ticket


class Errand(ABC):
    """One thing on its way. Every method may raise the `DeskError` family."""

    def __init__(self, outbox: Outbox, ledger: Ledger, connector: Connector, item: Pending) -> None:
        self._outbox, self._ledger, self._connector, self.item = outbox, ledger, connector, item

    def obstacle(self) -> Text | None:
        """Return why it can never be sent as it is, or None."""
        broken = self._outbox.damaged(self.item.report)
        return _broken(broken) if broken else None

    @abstractmethod
    def find(self) -> Receipt | None:
        """Look whether the desk has it already."""

    @abstractmethod
    def send(self) -> Receipt:
        """Bring it. The intent is written down before anything that changes something leaves."""

    @abstractmethod
    def complete(self, receipt: Receipt) -> tuple[bool, Text | None]:
        """Read back what the desk has and add what is missing.

        Returns:
            Whether it is whole, so that its bytes are not needed here any more; and what must be said.
        """


class TicketErrand(Errand):
    """A new ticket, then its files."""

    def find(self) -> Receipt | None:
        """Look for the ticket by its mark."""
        return self._connector.find(self.item.report)

    def send(self) -> Receipt:
        """Create the ticket."""
        ticket = self._addressed(self._outbox.ticket(self.item.report))
        self._ledger.submitting(self.item.report)
        return self._connector.submit(ticket, self._outbox.opener(self.item.report))

    def complete(self, receipt: Receipt) -> tuple[bool, Text | None]:
        """Add the files that did not arrive; what the desk does not take is said."""
        report = self.item.report
        files = self._outbox.files(report)
        missing = self._connector.dropped(receipt.number, files) if files else ()
        if missing:
            self._ledger.attaching(report)
            wanted = [ref for ref in files if ref.name in missing]
            self._connector.attach(receipt.number, wanted, self._outbox.opener(report))
            missing = self._connector.dropped(receipt.number, files)
        return not missing, _without(missing) if missing else None

    def _addressed(self, ticket: Ticket) -> Ticket:
        """Fill in the person's address where only the desk knows it.

        Raises:
            ConfigurationError: it does not either.
        """
        if ticket.requester:
            return ticket
        requester = self._connector.requester()
        if not requester:
            message = N_(
                "Your e-mail address is not known, and the help desk needs it. Enter it in the settings, "
                "or ask your administrator to set desk.email."
            )
            raise ConfigurationError(message)
        return replace(ticket, requester=requester)


class CommentErrand(Errand):
    """A comment with its files, in one request."""

    _dropped: Sequence[str] | None = None

    def obstacle(self) -> Text | None:
        """A desk may take no comments from here."""
        return super().obstacle() if self._connector.abilities.write_comments else _NOT_HERE

    def find(self) -> Receipt | None:
        """Look for the comment by its mark."""
        there = self._connector.has_comment(self.item.ticket, self.item.report)
        return Receipt(self.item.ticket, "") if there else None

    def send(self) -> Receipt:
        """Write the comment."""
        ref, files = self.item.report, self._outbox.files(self.item.report)
        words = self._outbox.words(ref)
        self._ledger.submitting(ref)
        opener = self._outbox.opener(ref)
        self._dropped = self._connector.comment(self.item.ticket, ref, words, files, opener)
        return Receipt(self.item.ticket, "")

    def complete(self, receipt: Receipt) -> tuple[bool, Text | None]:
        """Say what the desk did not take; where the answer was lost, what is not seen there now."""
        files = self._outbox.files(self.item.report)
        if not files or self._dropped is not None:
            dropped = self._dropped or ()
            return not dropped, _comment_without(dropped) if dropped else None
        unseen = self._connector.dropped(receipt.number, files)
        return not unseen, _comment_unsure(unseen) if unseen else None


class StateErrand(Errand):
    """That a ticket is solved, or is not. Said twice it changes nothing more."""

    def obstacle(self) -> Text | None:
        """A desk may not let her say so from here."""
        abilities = self._connector.abilities
        reopens = self.item.kind == ReplyKind.REOPEN
        return None if (abilities.reopen if reopens else abilities.solve) else _NOT_HERE

    def find(self) -> Receipt | None:
        """There is nothing to look for: it is said again."""
        return None

    def send(self) -> Receipt:
        """Say it."""
        self._ledger.submitting(self.item.report)
        if self.item.kind == ReplyKind.REOPEN:
            self._connector.reopen(self.item.ticket)
        else:
            self._connector.solve(self.item.ticket)
        return Receipt(self.item.ticket, "")

    def complete(self, receipt: Receipt) -> tuple[bool, Text | None]:
        """There is nothing more to it."""
        return True, None


def is_certain(connector: Connector, item: Pending) -> bool:
    """Whether it may be sent again as soon as a look-up finds nothing.

    To say twice that a ticket is solved changes nothing, and at some desks no request goes on without us.
    """
    return item.kind in (ReplyKind.REOPEN, ReplyKind.SOLVE) or connector.abilities.certain_lookup


_KINDS: dict[str, type[Errand]] = {
    TICKET: TicketErrand,
    ReplyKind.COMMENT: CommentErrand,
    ReplyKind.REOPEN: StateErrand,
    ReplyKind.SOLVE: StateErrand,
}


def errand(outbox: Outbox, ledger: Ledger, connector: Connector, item: Pending) -> Errand:
    """Return what is to be done for one row of the outbox."""
    return _KINDS[item.kind](outbox, ledger, connector, item)


_NOT_HERE = N_(
    "This help desk does not take that from here. Open the ticket in your browser, or call the help desk."
)


def _broken(names: Sequence[str]) -> Text:
    return N_(
        "A file of this ticket was changed or lost on this computer: {names}. "
        "Attach it again to a new ticket.",
        names=", ".join(names)[:300],
    )


def _without(names: Sequence[str]) -> Text:
    return NN_(
        "The ticket arrived, but the help desk did not take one file: {names}.",
        "The ticket arrived, but the help desk did not take {count} files: {names}.",
        len(names),
        names=", ".join(names)[:300],
    )


def _comment_without(names: Sequence[str]) -> Text:
    return NN_(
        "Your message arrived, but the help desk did not take one file: {names}.",
        "Your message arrived, but the help desk did not take {count} files: {names}.",
        len(names),
        names=", ".join(names)[:300],
    )


def _comment_unsure(names: Sequence[str]) -> Text:
    return N_(
        "Your message arrived, but these files are not seen at the help desk: {names}. Look there, and send "
        "them again where they are missing.",
        names=", ".join(names)[:300],
    )
