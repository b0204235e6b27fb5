"""Adds a user to a known issue, by a comment on its ticket or by a separate short ticket."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from selfhelp.core.errors import ConfigurationError, DeskError
from selfhelp.core.ticket import DeliveryState, Incident, TicketDetails, TicketStatus
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.helpdesk.connectors import Connector
from selfhelp.helpdesk.toolkit import stored_classification
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal
from selfhelp.tickets.outbox.outbox_database import to_storable_text

PATIENCE = 8.0
"""Seconds to wait for the desk before a separate short ticket is created."""


def find_affected_ticket(outbox: Outbox, incident: Incident) -> str:
    """Return the ID of the ticket in which the user already reported being affected; "" if none."""
    rows = outbox.store.query_rows(
        "SELECT report, number, details FROM reports WHERE kind = 'ticket' ORDER BY id DESC LIMIT 1000"
    )
    marks = {mark for mark in (incident.ticket, incident.id) if mark}
    for row in rows:
        if (
            row["number"] == incident.ticket != ""
            or stored_classification.classification_from_json(row["details"]).incident in marks
        ):
            return str(row["report"])
    return ""


def report_affected_user(
    outbox: Outbox, desk: Callable[[], Connector], incident: Incident, requester: str, details: TicketDetails
) -> str:
    """Report once that the user is affected; return the ticket's ID. The ticket is then on disk.

    Args:
        outbox: stores the ticket or comment until it is sent.
        desk: creates the connector.
        incident: the known issue.
        requester: the user's address.
        details: user and computer details, as in every ticket.

    Raises:
        StorageError, TooLargeError: it couldn't be saved.
    """
    known = find_affected_ticket(outbox, incident)
    if known:
        return known
    status = _fetch_writable_ticket(desk, incident.ticket)
    if status is not None:
        report = _add_followed_ticket(outbox, desk().id, status)
        outbox.save_reply(ReplyToSeal(report, text=f"{ME_TOO} ({requester})" if requester else ME_TOO))
        return report
    letter = Letter(
        subject=f"Me too: {incident.title}",
        body=f"{ME_TOO}\n\nKnown trouble: {incident.title}\nIts mark: {incident.ticket or incident.id}",
        requester=requester,
        details=replace(details, incident=incident.ticket or incident.id),
    )
    return outbox.save_ticket(letter)


ME_TOO = "I have this trouble as well."
"""The comment that the user is affected; in English, for the technician."""


def _fetch_writable_ticket(desk: Callable[[], Connector], number: str) -> TicketStatus | None:
    """Return the incident's ticket if the user can read it and comments are supported, else None."""
    if not number:
        return None
    try:
        connector = desk()
        if not (connector.abilities.status and connector.abilities.write_comments):
            return None
        connector.limit_time(PATIENCE)
        return connector.fetch_status(number)
    except (DeskError, ConfigurationError):
        return None


def _add_followed_ticket(outbox: Outbox, connector: str, status: TicketStatus) -> str:
    """Add the incident's ticket to the user's followed tickets and return its ID."""
    report, now = create_ticket_ref(), time.time()
    with outbox.store.transaction() as db:
        db.execute(
            "INSERT INTO reports (report, state, subject, body, requester, category, bytes, created, since,"
            " updated, connector, number, url) VALUES (?, ?, ?, '', '', '', 0, ?, ?, ?, ?, ?, ?)",
            (
                report,
                DeliveryState.DELIVERED,
                to_storable_text(status.subject)[:200],
                now,
                now,
                now,
                connector,
                status.number,
                status.url,
            ),
        )
    return report
