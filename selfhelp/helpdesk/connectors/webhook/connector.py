"""Sends signed tickets to the organisation's own address; docs/webhook.md specifies the receiver.

Every request's Idempotency-Key identifies its ticket or comment, so it may be sent again after a lost
response. Policy decides whether tickets can be followed: ``desk.webhook.ticket_updates``.
"""

from __future__ import annotations

import re
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import BinaryIO, ClassVar, cast
from urllib.parse import quote, urlsplit

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    ItilLevel,
    RemoteFile,
    Ticket,
    TicketComment,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, PollResult, Verification
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.response_rows import get_object_or_empty, get_object_rows
from selfhelp.helpdesk.toolkit.signed_body import SigningKey, write_form_body, write_json_body
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import make_unexpected_page_error
from selfhelp.network.http import FileBody, HttpClient, HttpReply
from selfhelp.network.routes import Router
from selfhelp.policy.policy import Policy

VERSION = 1
IN_MEMORY = 4_000_000
FOLLOWED = ConnectorAbilities(
    known=Verification.LIVE, reopen=True, solve=True, fetch=True, on_behalf=True, repeatable=True
)
SENT_ONLY = replace(
    FOLLOWED,
    status=False,
    read_comments=False,
    write_comments=False,
    comment_files=False,
    reopen=False,
    solve=False,
    fetch=False,
    lookup=False,
)
_ID = re.compile(r"[\w.~-]{1,100}\Z", re.ASCII)
USUAL: Mapping[ItilLevel, str] = {level: str(level) for level in ItilLevel}


class WebhookConnector(Connector):
    """Connector for one receiver, with the access of the key's owner."""

    id: ClassVar[str] = "webhook"
    abilities: ConnectorAbilities = FOLLOWED

    def __init__(
        self,
        url: str,
        token: Callable[[], str],
        *,
        follow: bool = True,
        filing: ClassificationMapping | None = None,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            url: the address to which tickets are posted.
            token: returns the signing secret, or ``name:secret``.
            follow: True if the receiver supports following tickets, see `docs/webhook.md`.
            filing: the organisation's classification.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self._http = HttpClient(url, lambda: "", routes=routes)
        self._token = token
        self._filing = filing or ClassificationMapping()
        if not follow:
            # What this receiver can do is policy's word, so it is the connector's own, not its class's.
            self.abilities = SENT_ONLY

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the receiver by requesting a nonexistent ticket, if the receiver supports look-ups."""
        if not self.abilities.lookup:
            self._token()
            return N_("Tickets are sent to {url}. Send a first ticket to check that they're accepted.",
                      url=self._http.base_url)  # fmt: skip
        self.find_ticket("sh-00000000-0000-4000-8000-000000000000")
        return N_("{url} accepts the app's signature.", url=self._http.base_url)

    def find_requester_address(self) -> str:
        """Return "": a webhook can't supply the user's address."""
        return ""

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket with the correlation ID, if the receiver supports look-ups."""
        if not self.abilities.lookup:
            return None
        reply = self._get_json("", {"ref": ref}, expect=(404,))
        return None if reply.status == 404 else _parse_receipt(get_object_or_empty(reply.parse_json()), ref)

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Post the ticket; status 409 means that the ticket exists, and the response has its number."""
        reply = self._post_form("", ticket.ref, self._ticket_to_json(ticket), ticket.files, open_file)
        plain = reply.status == 409 and "json" not in reply.headers.get("content-type", "")
        return _parse_receipt({} if plain else get_object_or_empty(reply.parse_json()), ticket.ref)

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Post the missing files with a separate idempotency key."""
        missing = [ref for ref in files if ref.name in self.find_missing_attachments(number, files)]
        if missing:
            listed: Json = {"files": [asdict(ref) for ref in missing]}
            key = f"files-{number}-{missing[0].sha256[:16]}-{len(missing)}"
            self._post_form(f"/{_require_safe_id(number)}/files", key, listed, missing, open_file)

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files the receiver lacks, by name and size, and by hash if available."""
        if not self.abilities.lookup:
            return ()
        data = self._fetch_ticket(number)
        held = [_to_remote_file(row) for row in get_object_rows(data.get("files"))]
        for comment in get_object_rows(data.get("comments")):
            held += [_to_remote_file(row) for row in get_object_rows(comment.get("files"))]
        return [ref.name for ref in files if not any(_is_same_file(ref, file) for file in held)]

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments."""
        return _parse_status(number, self._fetch_ticket(number))

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch the ticket with the ETag of the last response, if the receiver sent one."""
        headers = {"If-None-Match": mark} if mark.startswith(('"', "W/")) else {}
        reply = self._get_json(f"/{_require_safe_id(number)}", headers=headers)
        if reply.status == 304:
            return PollResult(None, mark)
        status = _parse_status(number, get_object_or_empty(reply.parse_json()))
        seen = f"{status.state} {status.updated.isoformat()} {len(status.comments)} {len(status.attachments)}"
        tag = reply.headers.get("etag") or seen
        return PollResult(None if tag == mark else status, tag)

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the comment with the correlation ID exists."""
        return any(
            row.get("ref") == ref for row in get_object_rows(self._fetch_ticket(number).get("comments"))
        )

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Post a comment with its files."""
        said: Json = {"ref": ref, "text": text, "files": [asdict(file) for file in files]}
        self._post_form(f"/{_require_safe_id(number)}/comments", ref, said, files, open_file)
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> TicketState:
        """Report that the ticket isn't resolved."""
        return self._set_ticket_state(number, TicketState.OPEN)

    def mark_ticket_resolved(self, number: str) -> TicketState:
        """Report that the ticket is resolved."""
        return self._set_ticket_state(number, TicketState.SOLVED)

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Download a file of the ticket."""
        self._get_json(f"/{_require_safe_id(number)}/files/{_require_safe_id(file.id)}", sink=target)

    # -- requests -----------------------------------------------------------------------------------

    def _ticket_to_json(self, ticket: Ticket) -> Json:
        """Return the ticket as JSON data, in the format of docs/webhook.md."""
        details = ticket.details
        return {
            "version": VERSION,
            "ref": ticket.ref,
            "short": shorten_reference(ticket.ref),
            "subject": ticket.subject,
            "body": ticket.body,
            "requester": ticket.requester,
            "category": self._filing.map_category(ticket) or ticket.category,
            "urgency": self._filing.map_urgency(ticket, USUAL),
            "impact": self._filing.map_impact(ticket, USUAL),
            "problem": details.problem,
            "login": details.login,
            "incident": details.incident,
            "answers": dict(details.answers),
            "computer": asdict(details.computer),
            "fields": dict(self._filing.map_extra_fields(ticket)),
            "files": [asdict(ref) for ref in ticket.files],
        }

    def _set_ticket_state(self, number: str, state: TicketState) -> TicketState:
        """Change the ticket's state; verify and return the new state."""
        self._post_form(
            f"/{_require_safe_id(number)}/state", f"state-{uuid.uuid4()}", {"state": str(state)}, (), None
        )
        done = (TicketState.SOLVED, TicketState.CLOSED)
        now = self.fetch_status(number).state
        if (now in done) != (state in done):
            message = N_("You don't have permission to change the status of ticket {number}. Write a "
                         "comment instead.",
                         number=number)  # fmt: skip
            raise DeskRefusedError(message)
        return now

    def _fetch_ticket(self, number: str) -> Mapping[str, Json]:
        return get_object_or_empty(self._get_json(f"/{_require_safe_id(number)}").parse_json())

    def _get_json(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        expect: tuple[int, ...] = (),
        sink: BinaryIO | None = None,
    ) -> HttpReply:
        """Send a signed GET request; the signature covers the path and query instead of a body."""
        now = int(time.time())
        key = SigningKey.from_token(self._token())
        signed = key.start_signature(now)
        where = urlsplit(self._http.base_url).path + path
        asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in (query or {}).items())
        signed.update((f"{where}?{asked}" if asked else where).encode())
        more = {**key.make_signature_headers(signed, now), **(headers or {})}
        return self._http.request("GET", path, query=query, headers=more, expect=expect, sink=sink)

    def _post_form(
        self, path: str, key: str, data: Json, files: Sequence[FileRef], open_file: Opener | None
    ) -> HttpReply:
        """Post JSON, or a form with files; the body is signed while it is being written."""
        secret, now = SigningKey.from_token(self._token()), int(time.time())
        signed = secret.start_signature(now)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spooled:
            body = cast("BinaryIO", spooled)
            if files and open_file is not None:
                kind = write_form_body(data, files, open_file, body, signed)
            else:
                kind = write_json_body(data, body, signed)
            size = body.tell()
            body.seek(0)
            headers = {"Idempotency-Key": key, **secret.make_signature_headers(signed, now)}
            reply = self._http.request(
                "POST", path, body=FileBody(body, size, kind), headers=headers, expect=(409,)
            )
        if reply.status != 409 and reply.body.lstrip().startswith(b"<"):
            raise make_unexpected_page_error(
                reply.safe, "a page"
            )  # of the network; a receiver writes JSON or nothing
        return reply


def _require_safe_id(number: str) -> str:
    """Return a ticket ID after checking that it is safe in a URL.

    Raises:
        DeskRefusedError: it isn't valid.
    """
    if _ID.match(number) and number.strip("."):
        return number
    raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number[:40]))


def _parse_receipt(data: Mapping[str, Json], ref: str) -> TicketReceipt:
    """Return the ticket's number and page; without a valid number, the correlation ID is used."""
    number = str(data.get("id") or "")
    return TicketReceipt(number if _ID.match(number) else ref, _parse_page_url(data.get("url")))


def _parse_page_url(url: Json) -> str:
    """Return an address if a browser may open it, else ""."""
    text = str(url or "")
    return text if text.startswith(("https://", "http://")) and text.isprintable() and " " not in text else ""


def _parse_status(number: str, data: Mapping[str, Json]) -> TicketStatus:
    states = {str(state): state for state in TicketState}
    return TicketStatus(
        number=number,
        subject=str(data.get("subject") or ""),
        state=states.get(str(data.get("state")), TicketState.OPEN),
        created=parse_iso_time(data.get("created")),
        updated=parse_iso_time(data.get("updated")),
        url=_parse_page_url(data.get("url")),
        attachments=[_to_remote_file(row) for row in get_object_rows(data.get("files"))],
        comments=[
            TicketComment(
                author=str(row.get("author") or ""),
                time=parse_iso_time(row.get("time")),
                text=str(row.get("text") or ""),
                mine=row.get("mine") is True,
                files=[_to_remote_file(file) for file in get_object_rows(row.get("files"))],
                ref=str(row.get("ref") or ""),
            )
            for row in get_object_rows(data.get("comments"))
        ],
    )


def _to_remote_file(row: Mapping[str, Json]) -> RemoteFile:
    size = row.get("size")
    return RemoteFile(
        name=str(row.get("name") or ""),
        size=size if isinstance(size, int) else 0,
        sha256=str(row.get("sha256") or ""),
        id=str(row.get("id") or ""),
    )


def _is_same_file(ref: FileRef, file: RemoteFile) -> bool:
    same = (ref.name, ref.size) == (file.name, file.size)
    return same and (not file.sha256 or file.sha256 == ref.sha256)


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the webhook connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    desk = policy.desk.webhook
    filing = ClassificationMapping.create_from_policy(policy.desk)
    return WebhookConnector(
        desk.url, token.require_token, follow=desk.ticket_updates, filing=filing, routes=routes
    )
