"""Recognises messages that a help desk system sent automatically, such as the confirmation of a ticket."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from selfhelp.core.ticket import TicketComment, TicketStatus

AT_ONCE = timedelta(seconds=5)
"""Maximum time from a ticket's creation to an automatic message; no one can read and answer it as fast."""


def mark_automatic_messages(status: TicketStatus) -> TicketStatus:
    """Return a ticket's status with messages marked that the desk sent within moments of its creation.

    Both times must be of the desk's clock. A rule of the desk writes under a person's name, so the author
    doesn't show that it is automatic.
    """
    comments = [
        dataclasses.replace(one, automatic=one.automatic or _was_sent_at_once(one, status))
        for one in status.comments
    ]
    return dataclasses.replace(status, comments=comments)


def _was_sent_at_once(comment: TicketComment, status: TicketStatus) -> bool:
    known = status.created.timestamp() > 0  # an unknown time is the Unix epoch
    return known and not comment.mine and timedelta() <= comment.time - status.created <= AT_ONCE
