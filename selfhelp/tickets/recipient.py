"""Describes the recipient of tickets; the review shows this description first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox_items import OutboxItem, SentTicket
    from selfhelp.tickets.sent_items import SentRecord


GIVE_TO_IT = N_("Save the ticket as a file or print it, and give it to your IT department.")
"""What to do with a ticket that no help desk gets."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The destination of tickets.

    Attributes:
        text: names the recipient.
        reaches_people: False for the local folder without a help desk.
    """

    text: Text
    reaches_people: bool = True


def find_recipient(rules: Policy) -> Recipient:
    """Return the recipient of tickets set by policy."""
    desk = rules.desk
    if desk.connector == "folder":
        if desk.folder.path:
            return Recipient(N_("The folder {path}", path=desk.folder.path))
        text = N_("To a folder on this computer – no help desk is set up")
        return Recipient(text, reaches_people=False)
    table = getattr(desk, desk.connector.replace("-", "_"), None)
    host = urlsplit(getattr(table, "url", "")).hostname or ""
    where = getattr(table, "to", "") or host or getattr(table, "host", "")
    if where:
        return Recipient(N_("IT help desk at {place}", place=where))
    return Recipient(N_("IT help desk"))


def has_left_this_computer(rules: Policy, places: AppPaths, item: OutboxItem) -> bool:
    """Return whether a ticket was sent to people, or may have been sent by an attempt that failed."""
    if is_only_on_this_computer(rules, places, item):
        return False
    return item.attempts > 0 or item.state in (DeliveryState.DELIVERED, DeliveryState.UNKNOWN)


def leads_to_sent_items(rules: Policy, places: AppPaths, item: OutboxItem) -> bool:
    """Return whether a ticket's page links to the sent items: not for a ticket that it calls unsent."""
    sent = item.state in (DeliveryState.DELIVERED, DeliveryState.UNKNOWN)
    return rules.evidence.sent_items_days > 0 and sent and has_left_this_computer(rules, places, item)


def is_only_on_this_computer(rules: Policy, places: AppPaths, item: OutboxItem | SentTicket) -> bool:
    """Return whether a ticket's desk is the folder in the user's own data, which no one else reads.

    The desk that has the ticket decides, because another desk may have been configured since.
    """
    if (item.connector or rules.desk.connector) != "folder":
        return False
    if item.path:
        return Path(item.path).parent == places.data / "desk"
    return not rules.desk.folder.path


def is_record_local(rules: Policy, places: AppPaths, record: SentRecord, item: OutboxItem | None) -> bool:
    """Return whether only this computer has a record's ticket; of a deleted ticket, by the policy."""
    if item is not None:
        return is_only_on_this_computer(rules, places, item)
    return record.desk == "folder" and not rules.desk.folder.path
