"""Delivery jobs for tickets and replies; each item is looked up before it is sent again."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selfhelp.core.errors import ConfigurationError, DeskError, DeskRefusedError
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import FileRef, ReplyKind, Ticket, TicketReceipt, TicketState
from selfhelp.helpdesk.connectors import USER_TEXTS, Connector
from selfhelp.tickets.delivery.delivery_log import DeliveryLog, PendingItem
from selfhelp.tickets.outbox.outbox import TICKET, Outbox

log = logging.getLogger(__name__)
REASONS = 3
"""Maximum number of reasons for rejected files in one sentence."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The result of a delivery.

    Attributes:
        whole: True if everything arrived, so that its bytes can be deleted here.
        note: a note for the user, or None.
        left_out: names of files the desk rejected.
    """

    whole: bool
    note: Text | None = None
    left_out: Sequence[str] = ()


class DeliveryJob(ABC):
    """The delivery of one item. Every method may raise a `DeskError`."""

    def __init__(self, outbox: Outbox, ledger: DeliveryLog, connector: Connector, item: PendingItem) -> None:
        self._outbox, self._ledger, self.connector, self.item = outbox, ledger, connector, item

    def find_sending_obstacle(self) -> Text | None:
        """Return the reason why the item can't be sent, or None if it can."""
        broken = self._outbox.list_damaged_files(self.item.report)
        return _build_damaged_files_message(broken) if broken else None

    @abstractmethod
    def find_existing_receipt(self) -> TicketReceipt | None:
        """Return the desk's receipt if the desk already has the item, else None."""

    @abstractmethod
    def send(self) -> TicketReceipt:
        """Send the item and return its receipt; the intent is recorded before each request."""

    @abstractmethod
    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult | None:
        """Read the item back and add missing parts.

        Args:
            receipt: the desk's number.
            may_add: False if an earlier request may still add the same files.

        Returns:
            The result; None if something is missing that may not be added yet.
        """

    def find_resulting_state(self, receipt: TicketReceipt) -> TicketState | None:
        """Return the ticket's state at the desk after this reply; None if the reply doesn't change it."""
        return None

    def _find_refusal_reasons(self, names: Sequence[str], refusal: Text | None = None) -> Sequence[Text]:
        """Return the known reasons why the desk rejected files, each once, up to `REASONS`."""
        reasons: list[Text] = []
        for ref in self._outbox.list_item_files(self.item.report):
            reason = _find_file_rejection_reason(self.connector, ref) if ref.name in names else None
            if reason is not None and reason not in reasons:
                reasons.append(reason)
        return reasons[:REASONS] or ([refusal] if refusal else [])


class SubmitTicketJob(DeliveryJob):
    """Creates a ticket, then adds its files."""

    def find_existing_receipt(self) -> TicketReceipt | None:
        """Return the receipt of the ticket with this correlation ID, or None."""
        return self.connector.find_ticket(self.item.report)

    def send(self) -> TicketReceipt:
        """Create the ticket.

        It is read after the intent is recorded: from then on it can't be edited.
        """
        report = self.item.report
        requester = self._resolve_requester(self._outbox.read_ticket(report))
        self._ledger.record_submitting(report)
        ticket = replace(self._outbox.read_ticket(report), requester=requester)
        return self.connector.submit_ticket(ticket, self._outbox.make_file_opener(report))

    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult | None:
        """Add the files that didn't arrive, and note the files that the desk rejects."""
        report = self.item.report
        files = self._outbox.list_item_files(report)
        missing, refusal = (
            self.connector.find_missing_attachments(receipt.number, files) if files else (),
            None,
        )
        if missing and not may_add:
            return None
        if missing:
            self._ledger.record_attaching(report)
            refusal = self._attach_files(receipt.number, [ref for ref in files if ref.name in missing])
            missing = self.connector.find_missing_attachments(receipt.number, files)
        words_lost = self._log_altered_fields(receipt.number)
        if missing:
            reasons = self._find_refusal_reasons(missing, refusal)
            note = (
                _build_rejected_files_message(missing) if reasons else _build_unlisted_files_message(missing)
            )
            return DeliveryResult(False, _append_reasons(note, reasons), missing)
        word_alone = self.connector.make_unconfirmed_note()
        return DeliveryResult(word_alone is None, word_alone or words_lost)

    def _log_altered_fields(self, number: str) -> Text | None:
        """Log the fields that the desk altered; return a note if the user's own text is affected.

        The ticket has arrived, so errors are only logged.
        """
        try:
            left_out = list(
                self.connector.find_altered_fields(number, self._outbox.read_ticket(self.item.report))
            )
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
        return _build_lost_text_message(lost) if lost else None

    def _attach_files(self, number: str, wanted: Sequence[FileRef]) -> Text | None:
        """Attach files; if the desk rejects them together, retry one by one.

        Returns:
            The reason for a rejection, or None.
        """
        opener, refusal = self._outbox.make_file_opener(self.item.report), None
        try:
            self.connector.attach_files(number, wanted, opener)
        except DeskRefusedError as error:
            refusal = error.message
            for ref in wanted if len(wanted) > 1 else ():
                refusal = self._attach_files(number, [ref]) or refusal
        return refusal

    def _resolve_requester(self, ticket: Ticket) -> str:
        """Return the user's address; it is requested from the desk if only the desk knows it.

        Raises:
            ConfigurationError: it is unknown.
        """
        requester = ticket.requester or self.connector.find_requester_address()
        if not requester:
            message = N_(
                "The help desk needs your email address. Enter it in the settings, or ask your "
                "administrator to set desk.email."
            )
            raise ConfigurationError(message)
        return requester


class AddCommentJob(DeliveryJob):
    """Adds a comment with its files in one request."""

    _dropped: Sequence[str] | None = None

    def find_sending_obstacle(self) -> Text | None:
        """Return the reason why the comment can't be sent, or None."""
        return super().find_sending_obstacle() if self.connector.abilities.write_comments else _NOT_HERE

    def find_existing_receipt(self) -> TicketReceipt | None:
        """Return a receipt if the desk already has the comment, else None."""
        there = self.connector.has_comment(self.item.ticket, self.item.report)
        return TicketReceipt(self.item.ticket, "") if there else None

    def send(self) -> TicketReceipt:
        """Add the comment."""
        ref = self.item.report
        self._ledger.record_submitting(ref)
        words, files, opener = (
            self._outbox.read_item_text(ref),
            self._outbox.list_item_files(ref),
            self._outbox.make_file_opener(ref),
        )
        self._dropped = self.connector.add_comment(self.item.ticket, ref, words, files, opener)
        return TicketReceipt(self.item.ticket, "")

    def find_resulting_state(self, receipt: TicketReceipt) -> TicketState | None:
        """Return "open" if a comment reopens a resolved ticket at this desk, else None."""
        resolved = self._ledger.read_ticket_state(self.item.parent) is TicketState.SOLVED
        return TicketState.OPEN if resolved and self.connector.abilities.comment_reopens else None

    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult:
        """Return the result, with the files the desk rejected or, after a lost response, lacks."""
        files = self._outbox.list_item_files(self.item.report)
        if not files or self._dropped is not None:
            if dropped := self._dropped:
                return DeliveryResult(
                    False,
                    _append_reasons(
                        _build_rejected_comment_files_message(dropped), self._find_refusal_reasons(dropped)
                    ),
                    dropped,
                )
            word_alone = self.connector.make_unconfirmed_note()
            return DeliveryResult(word_alone is None, word_alone)
        unseen = self.connector.find_missing_attachments(receipt.number, files)
        return DeliveryResult(
            not unseen, _build_missing_comment_files_message(unseen) if unseen else None, unseen
        )


class StateChangeJob(DeliveryJob):
    """Resolves or reopens a ticket; repeating the change has no further effect."""

    _withdrawn = False

    def find_sending_obstacle(self) -> Text | None:
        """Return a reason if the desk doesn't let users change the state, else None."""
        return None if _accepts_state_change(self.connector, self.item) else _NOT_HERE

    def find_existing_receipt(self) -> TicketReceipt | None:
        """Return None: a change of state can be repeated without a look-up."""
        return None

    def send(self) -> TicketReceipt:
        """Send the change of state, unless the user has withdrawn it in the meantime."""
        self._ledger.record_submitting(self.item.report)
        if self._ledger.find_pending_item(self.item.report) is None:
            self._withdrawn = True
            return TicketReceipt(self.item.ticket, "")
        reopens = self.item.kind == ReplyKind.REOPEN
        change = self.connector.reopen_ticket if reopens else self.connector.mark_ticket_resolved
        return TicketReceipt(self.item.ticket, "", change(self.item.ticket))

    def find_resulting_state(self, receipt: TicketReceipt) -> TicketState | None:
        """Return the state in the desk's response, or else the requested state; None if withdrawn."""
        if self._withdrawn:
            return None
        return receipt.state or _find_requested_state(self.connector, self._ledger, self.item)

    def complete(self, receipt: TicketReceipt, *, may_add: bool = True) -> DeliveryResult:
        """Return a complete result, because a change of state has no files to add."""
        return DeliveryResult(True)


class StateChangeWithCommentJob(AddCommentJob):
    """Resolves or reopens a ticket with text and files in one request; found by its correlation ID."""

    def find_sending_obstacle(self) -> Text | None:
        """Return a reason if the desk doesn't accept the change, or not with a message."""
        may = self.connector.abilities.takes_text_with(ReplyKind(self.item.kind))
        accepted = may and _accepts_state_change(self.connector, self.item)
        return DeliveryJob.find_sending_obstacle(self) if accepted else _NOT_HERE

    def send(self) -> TicketReceipt:
        """Send the change of state, with its comment and files."""
        ref, kind = self.item.report, ReplyKind(self.item.kind)
        self._ledger.record_submitting(ref)
        words, files, opener = (
            self._outbox.read_item_text(ref),
            self._outbox.list_item_files(ref),
            self._outbox.make_file_opener(ref),
        )
        self._dropped = self.connector.change_state(self.item.ticket, kind, ref, words, files, opener)
        return TicketReceipt(self.item.ticket, "")

    def find_resulting_state(self, receipt: TicketReceipt) -> TicketState:
        """Return the requested state."""
        return _find_requested_state(self.connector, self._ledger, self.item)


def _find_requested_state(connector: Connector, ledger: DeliveryLog, item: PendingItem) -> TicketState:
    """Return the state that the user requested; an approved solution closes the ticket."""
    if item.kind == ReplyKind.REOPEN:
        return TicketState.OPEN
    over = ledger.read_ticket_state(item.parent) in (TicketState.SOLVED, TicketState.CLOSED)
    return TicketState.CLOSED if connector.abilities.approve and over else TicketState.SOLVED


def _accepts_state_change(connector: Connector, item: PendingItem) -> bool:
    reopens = item.kind == ReplyKind.REOPEN
    return connector.abilities.reopen if reopens else connector.abilities.solve


def _find_file_rejection_reason(connector: Connector, ref: FileRef) -> Text | None:
    """Return the desk's reason for rejecting a file, or None if unknown."""
    try:
        return connector.find_rejection_reason(ref)
    except (DeskError, ConfigurationError) as error:
        log.info("why %s was not taken is not known: %s", ref.name, error.code)
        return None


def can_resend_after_lookup(connector: Connector, item: PendingItem) -> bool:
    """Return whether the item can be sent again as soon as a look-up doesn't find it.

    A repeated change of state is harmless; some desks have no requests that outlive the connection, and some
    deduplicate by correlation ID.
    """
    harmless = item.kind in (ReplyKind.REOPEN, ReplyKind.SOLVE) and not item.speaks
    return harmless or connector.abilities.certain_lookup or connector.abilities.repeatable


_KINDS: dict[str, type[DeliveryJob]] = {
    TICKET: SubmitTicketJob,
    ReplyKind.COMMENT: AddCommentJob,
    ReplyKind.REOPEN: StateChangeJob,
    ReplyKind.SOLVE: StateChangeJob,
}


def create_job(outbox: Outbox, ledger: DeliveryLog, connector: Connector, item: PendingItem) -> DeliveryJob:
    """Return the delivery job for an item of the outbox."""
    if item.speaks and _KINDS[item.kind] is StateChangeJob:
        return StateChangeWithCommentJob(outbox, ledger, connector, item)
    return _KINDS[item.kind](outbox, ledger, connector, item)


def make_unverified_message(item: PendingItem, reason: Text) -> Text:
    """Return the message that an item arrived, but its files couldn't be checked."""
    if item.kind == TICKET:
        return N_("Your ticket was sent, but its attachments couldn't be checked. {reason}", reason=reason)
    return N_("Your message was sent, but its attachments couldn't be checked. {reason}", reason=reason)


_NOT_HERE = N_("This app can't update the ticket. Open the ticket in your browser, or call the help desk.")


def _build_lost_text_message(what: Sequence[str]) -> Text:
    return N_(
        "Your ticket was sent, but some of your text is missing ({what}). Open the ticket, and add "
        "what's missing.",
        what="; ".join(what)[:300],
    )


def _build_damaged_files_message(names: Sequence[str]) -> Text:
    return N_(
        "Attachments changed or deleted on this computer: {names}. Add what's needed to a new ticket.",
        names=", ".join(names)[:300],
    )


def _build_rejected_files_message(names: Sequence[str]) -> Text:
    return NN_(
        "Your ticket was sent, but one attachment was rejected: {names}.",
        "Your ticket was sent, but {count} attachments were rejected: {names}.",
        len(names),
        names=", ".join(names)[:300],
    )


def _build_unlisted_files_message(names: Sequence[str]) -> Text:
    """Return the message about files that the desk accepted, but doesn't list in the ticket."""
    return NN_(
        "Your ticket was sent, but the help desk doesn't list one of the files: {names}. Send the file in a "
        "reply.",
        "Your ticket was sent, but the help desk doesn't list {count} of the files: {names}. Send the files "
        "in a reply.",
        len(names),
        names=", ".join(names)[:300],
    )


def _append_reasons(sentence: Text, reasons: Sequence[Text]) -> Text:
    for reason in reasons:
        sentence = N_("{sentence} {reason}", sentence=sentence, reason=reason)
    return sentence


def _build_rejected_comment_files_message(names: Sequence[str]) -> Text:
    return NN_(
        "Your message was sent, but one attachment was rejected: {names}.",
        "Your message was sent, but {count} attachments were rejected: {names}.",
        len(names),
        names=", ".join(names)[:300],
    )


def _build_missing_comment_files_message(names: Sequence[str]) -> Text:
    return N_(
        "Your message was sent, but these attachments are missing from the ticket: "
        "{names}. Open the ticket, and attach them again.",
        names=", ".join(names)[:300],
    )
