"""What a click in a conversation or the outbox does to a ticket, off the UI thread."""

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


def mark_seen(app: App, report: str, _progress: Progress) -> None:
    """Note that the user has read everything in a ticket."""
    kept = app.conversations
    glance = kept.summary(report)
    if glance is not None and glance.unread:
        kept.mark_read(report)


def store_reply(app: App, reply: ReplyToSeal, _progress: Progress) -> str:
    """Store a reply, without passwords and keys; it is on disk when this returns.

    Raises:
        TooLargeError, UsageError, StorageError: it was not saved, see `Outbox.seal_reply`.
    """
    text = app.redactor().without_secrets(reply.text) if reply.text else ""
    ref = app.queue_reply(replace(reply, text=text))
    with suppress(StorageError):
        app.conversations.store_draft(reply.report, "")
        app.conversations.answers.forget(reply.report)
    return ref


def expect_reply(app: App, report: str, _progress: Progress) -> None:
    """Ask the desk earlier: an answer may come soon."""
    app.conversations.expect_reply(report)


def send_again(app: App, ref: str | None, _progress: Progress) -> None:
    """Send one ticket or reply again now, or all that are waiting.

    Raises:
        UsageError: it does not exist.
        StorageError: nothing was changed.
    """
    app.outbox().retry(ref)


def export(app: App, ref: str, folder: Path, _progress: Progress) -> Path:
    """Copy a ticket or reply into a folder of its own below ``folder``.

    Raises:
        UsageError: it does not exist, or was exported there before.
        StorageError: it could not be written.
    """
    return app.outbox().export(ref, folder)


def delete_ticket(app: App, report: str, _progress: Progress) -> None:
    """Delete a ticket with its conversation from this computer.

    Raises:
        StorageError: it is still there.
    """
    app.outbox().delete(report)
    if app.conversations.has_any():
        app.conversations.delete_conversation(report)
