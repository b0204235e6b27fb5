"""Converts a ticket's conversation to and from JSON text, within limits."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence

from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import RemoteFile, TicketComment, TicketState, TicketStatus
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.tickets.outbox.outbox_database import to_storable_text

MESSAGES = 200
"""Maximum number of messages stored for a ticket; the newest messages are kept."""

CHARACTERS = 20_000
"""Maximum length of a message, in characters."""

FILES = 50
"""Maximum number of files in a message, and in the ticket itself."""

NAME = 200
"""Maximum length of a name, subject or address, in characters."""


def limit_status_size(status: TicketStatus) -> TicketStatus:
    """Return a ticket's status cut to the stored limits: a desk may be hostile, or two bots may loop."""
    return dataclasses.replace(
        status,
        subject=_to_storable_name(status.subject),
        url=status.url[:2000],
        merged_into=_to_storable_name(status.merged_into),
        attachments=_limit_files(status.attachments),
        comments=[
            dataclasses.replace(
                comment,
                author=_to_storable_name(comment.author),
                text=to_storable_text(comment.text[:CHARACTERS]),
                files=_limit_files(comment.files),
                ref=_to_storable_name(comment.ref),
            )
            for comment in status.comments[-MESSAGES:]
        ],
    )


def make_comment_identity(comment: TicketComment) -> tuple[str, str, str]:
    """Return author, time and text, which identify a message; desks don't share a numbering."""
    return comment.author, comment.time.isoformat(), comment.text


def describe_merge(status: TicketStatus) -> Text | None:
    """Return with which ticket the help desk merged a ticket; None if it didn't."""
    if not status.merged_into:
        return None
    return N_("The help desk merged it with ticket {number}.", number=status.merged_into[:80])


def status_to_text(status: TicketStatus) -> str:
    """Return a ticket's status as JSON text."""
    return json.dumps(
        {
            "number": status.number,
            "subject": status.subject,
            "state": status.state,
            "created": status.created.isoformat(),
            "updated": status.updated.isoformat(),
            "url": status.url,
            "merged_into": status.merged_into,
            "attachments": [_file_to_json(file) for file in status.attachments],
            "comments": [
                {
                    "author": comment.author,
                    "time": comment.time.isoformat(),
                    "text": comment.text,
                    "mine": comment.mine,
                    "files": [_file_to_json(file) for file in comment.files],
                    "ref": comment.ref,
                    "automatic": comment.automatic,
                }
                for comment in status.comments
            ],
        },
        ensure_ascii=False,
    )


def status_from_text(text: object) -> TicketStatus | None:
    """Return the status in JSON from `status_to_text`; None if it is empty or damaged."""
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
        created=parse_iso_time(data["created"]),
        updated=parse_iso_time(data["updated"]),
        url=str(data["url"]),
        attachments=_parse_files(data["attachments"]),
        comments=[
            TicketComment(
                str(one["author"]),
                parse_iso_time(one["time"]),
                str(one["text"]),
                mine=one["mine"] is True,
                files=_parse_files(one["files"]),
                ref=str(one.get("ref", "")),
                automatic=one.get("automatic") is True,
            )
            for one in _list_objects(data["comments"])
        ],
        merged_into=str(data.get("merged_into", "")),
    )


def _to_storable_name(text: str) -> str:
    return to_storable_text(text[:NAME])


def _limit_files(files: Sequence[RemoteFile]) -> Sequence[RemoteFile]:
    return [dataclasses.replace(file, name=_to_storable_name(file.name)) for file in files[:FILES]]


def _file_to_json(file: RemoteFile) -> Json:
    return {"name": file.name, "size": file.size, "sha256": file.sha256, "id": file.id}


def _parse_files(data: Json) -> Sequence[RemoteFile]:
    return [
        RemoteFile(str(one["name"]), int(str(one["size"])), str(one["sha256"]), str(one["id"]))
        for one in _list_objects(data)
    ]


def _list_objects(data: Json) -> Sequence[Mapping[str, Json]]:
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else ()
