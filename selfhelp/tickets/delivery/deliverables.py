"""The deliveries to the desk: a ticket or a reply; each is looked up before it is repeated."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selfhelp.core.errors import ConfigurationError, DeskError, DeskRefusedError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import FileRef, ReplyKind, Ticket, TicketReceipt
from selfhelp.helpdesk.connectors import USER_TEXTS, Connector
from selfhelp.tickets.delivery.delivery_log import DeliveryLog, PendingItem
from selfhelp.tickets.outbox.outbox import TICKET, Outbox

log = logging.getLogger(__name__)
REASONS = 3
"""Reasons why files were not taken that one sentence tells."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The result of a delivery.

    Attributes:
        whole: whether all of it did, so that its bytes are not needed here any more.
        note: what must be said about it, or None.
        left_out: the names of the files that the desk did not take.
    """

    whole: bool
    note: Text | None = None
    left_out: Sequence[str] = ()


class DeliveryJob(ABC):
    """One delivery. Every method may raise the `DeskError` family."""

    def __init__(self, outbox: Outbox, ledger: DeliveryLog, connector: Connector, item: PendingItem) -> None:
        self._outbox, self._ledger, self.connector, self.item = outbox, ledger, connector, item

    def obstacle(self) -> Text | None:
        """Return the reason why the item can't be sent unchanged, or None."""
        broken = self._outbox.damaged_files(self.item.report)
        return _broken(broken) if broken else None

    @abstractmethod
    def find(self) -> TicketReceipt | None:
        """Check whether the desk has it already."""

    @abstractmethod
    def send(self) -> TicketReceipt:
        """Send the item. The intent is recorded before any request that changes something."""

    @abstractmethod
    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult | None:
        """Read back what the desk has and add what is missing.

        Args:
            receipt: the desk's number.
            may_add: whether no earlier request can still be at work that adds the same.

        Returns:
            How it ended; None if something is missing that may not be added yet.
        """

    def _refusal_reasons(self, names: Sequence[str], refusal: Text | None = None) -> Sequence[Text]:
        """Return why the desk did not take files, as far as that is known: each once, and not too many."""
        reasons: list[Text] = []
        for ref in self._outbox.list_files(self.item.report):
            reason = reason_not_stored(self.connector, ref) if ref.name in names else None
            if reason is not None and reason not in reasons:
                reasons.append(reason)
        return reasons[:REASONS] or ([refusal] if refusal else [])


class SubmitTicket(DeliveryJob):
    """A new ticket, then its files."""

    def find(self) -> TicketReceipt | None:
        """Look up the ticket by its mark."""
        return self.connector.find_ticket(self.item.report)

    def send(self) -> TicketReceipt:
        """Create the ticket. It is read after the intent is written: from then on no one can edit it."""
        report = self.item.report
        requester = self._requester(self._outbox.read_ticket(report))
        self._ledger.record_submitting(report)
        ticket = replace(self._outbox.read_ticket(report), requester=requester)
        return self.connector.submit(ticket, self._outbox.opener_for(report))

    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult | None:
        """Add the files that did not arrive; what the desk does not take is said."""
        report = self.item.report
        files = self._outbox.list_files(report)
        missing, refusal = self.connector.missing_attachments(receipt.number, files) if files else (), None
        if missing and not may_add:
            return None
        if missing:
            self._ledger.record_attaching(report)
            refusal = self._attach(receipt.number, [ref for ref in files if ref.name in missing])
            missing = self.connector.missing_attachments(receipt.number, files)
        words_lost = self._look_back(receipt.number)
        if missing:
            return DeliveryResult(
                False,
                _add_reasons(_missing_files_text(missing), self._refusal_reasons(missing, refusal)),
                missing,
            )
        word_alone = self.connector.unconfirmed_note()
        return DeliveryResult(word_alone is None, word_alone or words_lost)

    def _look_back(self, number: str) -> Text | None:
        """Write into the log what else the desk left out; only their own words are worth their attention.

        The ticket has arrived: whatever goes wrong here changes nothing about that.
        """
        try:
            left_out = list(self.connector.altered_fields(number, self._outbox.read_ticket(self.item.report)))
        except (DeskError, ConfigurationError) as error:
            log.info("report %s: could not be compared: %s (%s)", self.item.report, error.code, error.detail)
            return None
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError, OSError):
            log.exception("report %s: a mistake of this program", self.item.report)
            return None
        if left_out:
            log.warning(
                "report %s: the help desk left out or changed: %s", self.item.report, ", ".join(left_out)
            )
        lost = [what for what in left_out if what.startswith(USER_TEXTS)]
        return _words_lost(lost) if lost else None

    def _attach(self, number: str, wanted: Sequence[FileRef]) -> Text | None:
        """Attach files; if the desk rejects them together, one by one, so that only the bad one is missing.

        Returns:
            Why the desk refused one, or None.
        """
        opener, refusal = self._outbox.opener_for(self.item.report), None
        try:
            self.connector.attach_files(number, wanted, opener)
        except DeskRefusedError as error:
            refusal = error.message
            for ref in wanted if len(wanted) > 1 else ():
                refusal = self._attach(number, [ref]) or refusal
        return refusal

    def _requester(self, ticket: Ticket) -> str:
        """Return the user's address; where only the desk knows it, the desk is asked.

        Raises:
            ConfigurationError: it does not either.
        """
        requester = ticket.requester or self.connector.requester_address()
        if not requester:
            message = N_(
                "The help desk needs your email address. Enter it in the settings, or ask your "
                "administrator to set desk.email."
            )
            raise ConfigurationError(message)
        return requester


class AddComment(DeliveryJob):
    """A comment with its files, in one request."""

    _dropped: Sequence[str] | None = None

    def obstacle(self) -> Text | None:
        """A desk may take no comments from here."""
        return super().obstacle() if self.connector.abilities.write_comments else _NOT_HERE

    def find(self) -> TicketReceipt | None:
        """Look up the comment by its mark."""
        there = self.connector.has_comment(self.item.ticket, self.item.report)
        return TicketReceipt(self.item.ticket, "") if there else None

    def send(self) -> TicketReceipt:
        """Write the comment."""
        ref = self.item.report
        self._ledger.record_submitting(ref)
        words, files, opener = (
            self._outbox.read_text(ref),
            self._outbox.list_files(ref),
            self._outbox.opener_for(ref),
        )
        self._dropped = self.connector.add_comment(self.item.ticket, ref, words, files, opener)
        return TicketReceipt(self.item.ticket, "")

    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult:
        """Report what the desk rejected; after a lost answer, what isn't seen there now."""
        files = self._outbox.list_files(self.item.report)
        if not files or self._dropped is not None:
            if dropped := self._dropped:
                return DeliveryResult(
                    False, _add_reasons(_comment_without(dropped), self._refusal_reasons(dropped)), dropped
                )
            word_alone = self.connector.unconfirmed_note()
            return DeliveryResult(word_alone is None, word_alone)
        unseen = self.connector.missing_attachments(receipt.number, files)
        return DeliveryResult(not unseen, _comment_unsure(unseen) if unseen else None, unseen)


class ChangeState(DeliveryJob):
    """That a ticket is solved, or is not. Said twice it changes nothing more."""

    def obstacle(self) -> Text | None:
        """A desk may not let the user say so from here."""
        return None if _accepts_state_change(self.connector, self.item) else _NOT_HERE

    def find(self) -> TicketReceipt | None:
        """There is nothing to look for: it is said again."""
        return None

    def send(self) -> TicketReceipt:
        """Send the change of state."""
        self._ledger.record_submitting(self.item.report)
        if self.item.kind == ReplyKind.REOPEN:
            self.connector.reopen(self.item.ticket)
        else:
            self.connector.mark_resolved(self.item.ticket)
        return TicketReceipt(self.item.ticket, "")

    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult:
        """Return that the delivery is complete: a change of state has nothing to follow."""
        return DeliveryResult(True)


class ChangeStateWithComment(AddComment):
    """That a ticket is solved, or is not, with words and files in one request; found again by its mark."""

    def obstacle(self) -> Text | None:
        """A desk may not accept that from here, or not with a message."""
        may = _accepts_state_change(self.connector, self.item) and self.connector.abilities.approve
        return DeliveryJob.obstacle(self) if may else _NOT_HERE

    def send(self) -> TicketReceipt:
        """Send the change of state, with its comment and files."""
        ref, kind = self.item.report, ReplyKind(self.item.kind)
        self._ledger.record_submitting(ref)
        words, files, opener = (
            self._outbox.read_text(ref),
            self._outbox.list_files(ref),
            self._outbox.opener_for(ref),
        )
        self._dropped = self.connector.change_state(self.item.ticket, kind, ref, words, files, opener)
        return TicketReceipt(self.item.ticket, "")


def _accepts_state_change(connector: Connector, item: PendingItem) -> bool:
    reopens = item.kind == ReplyKind.REOPEN
    return connector.abilities.reopen if reopens else connector.abilities.solve


def reason_not_stored(connector: Connector, ref: FileRef) -> Text | None:
    """Return the desk's reason for rejecting a file, or None if unknown."""
    try:
        return connector.rejection_reason(ref)
    except (DeskError, ConfigurationError) as error:
        log.info("why %s was not taken is not known: %s", ref.name, error.code)
        return None


def can_resend_after_lookup(connector: Connector, item: PendingItem) -> bool:
    """Whether the item can be sent again as soon as a look-up finds nothing.

    To say twice that a ticket is solved changes nothing; at some desks no request goes on without us, and
    some know by its mark what they have got already.
    """
    harmless = item.kind in (ReplyKind.REOPEN, ReplyKind.SOLVE) and not item.speaks
    return harmless or connector.abilities.certain_lookup or connector.abilities.repeatable


_KINDS: dict[str, type[DeliveryJob]] = {
    TICKET: SubmitTicket,
    ReplyKind.COMMENT: AddComment,
    ReplyKind.REOPEN: ChangeState,
    ReplyKind.SOLVE: ChangeState,
}


def job_for(outbox: Outbox, ledger: DeliveryLog, connector: Connector, item: PendingItem) -> DeliveryJob:
    """Return the delivery job for a row of the outbox."""
    if item.speaks and _KINDS[item.kind] is ChangeState:
        return ChangeStateWithComment(outbox, ledger, connector, item)
    return _KINDS[item.kind](outbox, ledger, connector, item)


def unverified_message(item: PendingItem, reason: Text) -> Text:
    """Return the sentence about something that arrived, and whose files the desk does not let us see."""
    if item.kind == TICKET:
        return N_("Your ticket was sent, but its attachments couldn't be checked. {reason}", reason=reason)
    return N_("Your message was sent, but its attachments couldn't be checked. {reason}", reason=reason)


_NOT_HERE = N_("This can't be done from here. Open the ticket in your browser, or call the help desk.")


def _words_lost(what: Sequence[str]) -> Text:
    return N_(
        "Your ticket was sent, but some of your text is missing ({what}). Open the ticket, and add "
        "what's missing.",
        what="; ".join(what)[:300],
    )


def _broken(names: Sequence[str]) -> Text:
    return N_(
        "An attachment of this ticket was changed or lost on this computer: {names}. Attach it to a "
        "new ticket.",
        names=", ".join(names)[:300],
    )


def _missing_files_text(names: Sequence[str]) -> Text:
    return NN_(
        "Your ticket was sent, but one attachment was rejected: {names}.",
        "Your ticket was sent, but {count} attachments were rejected: {names}.",
        len(names),
        names=", ".join(names)[:300],
    )


def _add_reasons(sentence: Text, reasons: Sequence[Text]) -> Text:
    for reason in reasons:
        sentence = N_("{sentence} {reason}", sentence=sentence, reason=reason)
    return sentence


def _comment_without(names: Sequence[str]) -> Text:
    return NN_(
        "Your message was sent, but one attachment was rejected: {names}.",
        "Your message was sent, but {count} attachments were rejected: {names}.",
        len(names),
        names=", ".join(names)[:300],
    )


def _comment_unsure(names: Sequence[str]) -> Text:
    return N_(
        "Your message was sent, but these attachments are missing from the ticket: {names}. Open the "
        "ticket, and send them again.",
        names=", ".join(names)[:300],
    )
