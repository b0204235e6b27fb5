"""Formats tickets for the command line: as a row in a list, or as a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.model import Json
from selfhelp.core.text import ENGLISH, N_
from selfhelp.core.ticket import RemoteFile, ReplyKind, TicketState, TicketStatus
from selfhelp.core.timestamps import to_utc_datetime
from selfhelp.tickets.following.conversations import ConversationSummary
from selfhelp.tickets.outbox.outbox import OutboxItem, ReplyItem, SentTicket

Row = dict[str, Json]


def make_queued_ticket_row(desk: str, item: OutboxItem) -> Row:
    """Return a row for a ticket in the outbox that has no ticket number yet."""
    return {
        "ticket": None,
        "report": item.report,
        "connector": item.connector or desk,
        "subject": item.subject,
        "state": TicketState.QUEUED,
        "created": item.created.isoformat(),
        "updated": item.created.isoformat(),
        "url": None,
        "path": None,
        "unread": 0,
        "last_message": None,
        "pending": 0,
        "local": False,
    }


def make_sent_ticket_row(
    ticket: SentTicket,
    glance: ConversationSummary | None,
    replies: Sequence[ReplyItem],
    *,
    local: bool = False,
) -> Row:
    """Return a row for a sent ticket with its last known state; ``local``: only this computer has it."""
    return {
        "ticket": ticket.ticket,
        "report": ticket.report,
        "connector": ticket.connector,
        "subject": ticket.subject,
        "state": ticket.state,
        "created": ticket.created.isoformat(),
        "updated": ticket.updated.isoformat(),
        "url": ticket.url or None,
        "path": ticket.path or None,
        "unread": glance.unread if glance else 0,
        "last_message": _make_last_message_document(glance) if glance and glance.said else None,
        "pending": sum(reply.report == ticket.report for reply in replies),
        "local": local,
    }


def format_row(row: Mapping[str, Json], state: str = "") -> str:
    """Format a row as text: number, state, subject, and the start of the last reply."""
    parts = [str(row["ticket"] or "-"), state or str(row["state"]), str(row["subject"])]
    if row["unread"]:
        parts.append(f"({row['unread']})")
    if row["last_message"] and not row["last_message"]["mine"]:
        parts.append(f"« {row['last_message']['text']} »")
    return "  ".join(parts)


def make_conversation_row(status: TicketStatus, replies: Sequence[ReplyItem]) -> Row:
    """Return a ticket's files and messages; waiting replies are last, with their delivery state."""
    comments: list[Json] = [
        {
            "author": comment.author,
            "time": comment.time.isoformat(),
            "text": comment.text,
            "mine": comment.mine,
            "state": "delivered",
            "files": [_make_file_row(file) for file in comment.files],
        }
        for comment in status.comments
    ]
    comments += [
        {
            "author": "",
            "time": reply.created.isoformat(),
            "text": format_reply_for_terminal(reply),
            "mine": True,
            "state": reply.state,
            "files": [{"name": name, "size": size, "sha256": ""} for name, size in reply.files],
        }
        for reply in replies
    ]
    return {"attachments": [_make_file_row(file) for file in status.attachments], "comments": comments}


def format_reply_for_terminal(reply: ReplyItem) -> str:
    """Return a reply's text: the user's own words, or an English description of a reply without words."""
    said = {
        ReplyKind.REOPEN: N_("Reopened"),
        ReplyKind.SOLVE: N_("Marked as resolved"),
    }.get(reply.kind)
    return reply.text or (ENGLISH.translate(said) if said else "")


def find_last_poll_time(glance: ConversationSummary | None) -> str | None:
    """Return the time of the last poll for a ticket in ISO 8601, or None."""
    return to_utc_datetime(glance.asked).isoformat(timespec="seconds") if glance and glance.asked else None


def _make_last_message_document(glance: ConversationSummary) -> Row:
    return {
        "author": glance.author,
        "time": to_utc_datetime(glance.said).isoformat(),
        "text": glance.line,
        "mine": bool(glance.mine),
    }


def _make_file_row(file: RemoteFile) -> Row:
    return {"name": file.name, "size": file.size, "sha256": file.sha256}
