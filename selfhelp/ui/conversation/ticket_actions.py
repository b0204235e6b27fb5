"""Actions on a ticket, for the conversation and outbox screens; call these functions on a pool thread."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.errors import StorageError
from selfhelp.core.progress import Progress

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.outbox.outbox import ReplyToSeal


def mark_ticket_read(app: App, report: str, _progress: Progress) -> None:
    """Mark all messages of a ticket as read."""
    kept = app.conversations
    glance = kept.read_summary(report)
    if glance is not None and glance.unread:
        kept.mark_conversation_read(report)


def store_reply(app: App, reply: ReplyToSeal, _progress: Progress) -> str:
    """Store a reply durably in the outbox, without passwords and keys; return its reference.

    Raises:
        TooLargeError, UsageError, StorageError: the reply wasn't saved, see `Outbox.save_reply`.
    """
    text = app.hide_secrets(reply.text) if reply.text else ""
    ref = app.queue_reply(replace(reply, text=text))
    with suppress(StorageError):
        app.conversations.store_draft(reply.report, "")
        app.conversations.answers.delete_attachments(reply.report)
    return ref


def withdraw_reopening(app: App, report: str, _progress: Progress) -> None:
    """Withdraw the request to reopen a ticket; if the help desk may have it, also resolve the ticket again.

    Raises:
        StorageError, TooLargeError: the request wasn't withdrawn, or the ticket wasn't resolved again.
    """
    from selfhelp.core.ticket import ReplyKind
    from selfhelp.tickets.outbox.outbox import ReplyToSeal

    if app.get_outbox().withdraw_reopening(report):
        app.queue_reply(ReplyToSeal(report, ReplyKind.SOLVE))


def poll_ticket_more_often(app: App, report: str, _progress: Progress) -> None:
    """Poll the help desk more often for a ticket, because a reply is likely."""
    app.conversations.schedule_reply_polls(report)


def retry_sending(app: App, ref: str | None, _progress: Progress) -> None:
    """Retry one ticket or reply now; for None, retry all waiting items.

    Raises:
        UsageError: the item doesn't exist.
        StorageError: the outbox wasn't changed.
    """
    app.get_outbox().retry(ref)


def send_refused_files_again(app: App, report: str, _progress: Progress) -> None:
    """Send the files of a ticket again that the help desk rejected or lacks.

    Raises:
        UsageError: the files can't be sent again.
        StorageError: the outbox wasn't changed.
    """
    app.get_outbox().send_refused_files_again(report)


def export_item(app: App, ref: str, folder: Path, _progress: Progress) -> Path:
    """Copy a ticket or reply into a new folder below ``folder``, and return its path.

    Raises:
        UsageError: the item doesn't exist, or was exported to this folder before.
        StorageError: the copy couldn't be written.
    """
    return app.get_outbox().export(ref, folder)


def delete_ticket(app: App, report: str, _progress: Progress) -> None:
    """Delete a ticket with its conversation from this computer.

    Raises:
        StorageError: the ticket couldn't be deleted.
    """
    app.get_outbox().delete(report)
    if app.conversations.has_any_conversation():
        app.conversations.delete_conversation(report)
