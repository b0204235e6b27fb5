"""A ticket's conversation as text that can be kept, cut to what a person can read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence

from selfhelp.core.model import Json
from selfhelp.core.ticket import RemoteFile, TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import parse_time
from selfhelp.tickets.outbox.outbox_database import storable_text

MESSAGES = 200
"""The newest of a ticket that are kept."""

CHARACTERS = 20_000
"""Of one message."""

FILES = 50
"""Of one message, and of the ticket itself."""

NAME = 200
"""Characters of a name, a subject or an address."""


def bound_status(status: TicketStatus) -> TicketStatus:
    """Limit a ticket to what is stored: a desk may be hostile, or two robots may be in a loop."""
    return dataclasses.replace(
        status,
        subject=_storable_name(status.subject),
        url=status.url[:2000],
        attachments=_files_from_json(status.attachments),
        comments=[
            dataclasses.replace(
                comment,
                author=_storable_name(comment.author),
                text=storable_text(comment.text[:CHARACTERS]),
                files=_files_from_json(comment.files),
            )
            for comment in status.comments[-MESSAGES:]
        ],
    )


def comment_identity(comment: TicketComment) -> tuple[str, str, str]:
    """Return what identifies a message; each desk numbers messages in its own way."""
    return comment.author, comment.time.isoformat(), comment.text


def status_to_text(status: TicketStatus) -> str:
    """Return a ticket as text."""
    return json.dumps(
        {
            "number": status.number,
            "subject": status.subject,
            "state": status.state,
            "created": status.created.isoformat(),
            "updated": status.updated.isoformat(),
            "url": status.url,
            "attachments": [_file(file) for file in status.attachments],
            "comments": [
                {
                    "author": comment.author,
                    "time": comment.time.isoformat(),
                    "text": comment.text,
                    "mine": comment.mine,
                    "files": [_file(file) for file in comment.files],
                }
                for comment in status.comments
            ],
        },
        ensure_ascii=False,
    )


def status_from_text(text: object) -> TicketStatus | None:
    """Return the ticket that `status_to_text` wrote; None if there is none, or it is damaged."""
    try:
        data = json.loads(str(text)) if text else None
        return _status_from_json(data) if isinstance(data, dict) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _status_from_json(data: Mapping[str, Json]) -> TicketStatus:
    return TicketStatus(
        number=str(data["number"]),
        subject=str(data["subject"]),
        state=TicketState(str(data["state"])),
        created=parse_time(data["created"]),
        updated=parse_time(data["updated"]),
        url=str(data["url"]),
        attachments=_read_files(data["attachments"]),
        comments=[
            TicketComment(
                str(one["author"]),
                parse_time(one["time"]),
                str(one["text"]),
                mine=one["mine"] is True,
                files=_read_files(one["files"]),
            )
            for one in _objects(data["comments"])
        ],
    )


def _storable_name(text: str) -> str:
    return storable_text(text[:NAME])


def _files_from_json(files: Sequence[RemoteFile]) -> Sequence[RemoteFile]:
    return [dataclasses.replace(file, name=_storable_name(file.name)) for file in files[:FILES]]


def _file(file: RemoteFile) -> Json:
    return {"name": file.name, "size": file.size, "sha256": file.sha256, "id": file.id}


def _read_files(data: Json) -> Sequence[RemoteFile]:
    return [
        RemoteFile(str(one["name"]), int(str(one["size"])), str(one["sha256"]), str(one["id"]))
        for one in _objects(data)
    ]


def _objects(data: Json) -> Sequence[Mapping[str, Json]]:
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else ()
