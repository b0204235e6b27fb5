"""Connects to Request Tracker 5 through its REST2 API.

Measured with RT 5.0.7 from Debian. It answers "created" even if it dropped something, so everything is read
back; ``tests/contracts/rt`` has recorded exchanges and ``tests/live/test_rt.py`` uses a real server.
"""

from __future__ import annotations

import base64
import binascii
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import BinaryIO, ClassVar
from urllib.parse import quote

from selfhelp.core.errors import DeskRefusedError, SignInNeededError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    RemoteFile,
    ReplyKind,
    Ticket,
    TicketComment,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, PollResult, Verification
from selfhelp.helpdesk.connectors.rt.fields import RtFields, parse_value_id
from selfhelp.helpdesk.connectors.rt.files import (
    count_file_copies,
    decode_attachment,
    find_upload_media_type,
    is_file_attached,
    make_stored_file_name,
    to_remote_file,
)
from selfhelp.helpdesk.toolkit import missing_number
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import (
    append_correlation_id,
    find_correlation_id,
    remove_correlation_id,
)
from selfhelp.helpdesk.toolkit.html_text import html_to_text
from selfhelp.helpdesk.toolkit.response_rows import (
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.helpdesk.toolkit.settings_check import PolicyFault
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import ENTRY_MISSING, TICKET_REFUSED, find_quotable_text
from selfhelp.network.http import FormPart, HttpClient, HttpReply, MultipartBody
from selfhelp.network.routes import Router
from selfhelp.policy.policy import Policy

SYSTEM = "RT_System"
"""The name of RT's own user (``RT::SystemUser``), which runs scrips."""

STATES: Mapping[str, TicketState] = {
    "new": TicketState.OPEN,
    "open": TicketState.OPEN,
    "stalled": TicketState.WAITING,
    "resolved": TicketState.SOLVED,
    "rejected": TicketState.CLOSED,
    "deleted": TicketState.CLOSED,
}
PAGE = 100
PAGES = 20
COMMENTS = 50  # only the newest: RT gives the text of each by a request of its own


class RtConnector(Connector):
    """Connector for one queue of Request Tracker, with the access of the token's owner."""

    id: ClassVar[str] = "rt"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.LIVE, reopen=True, solve=True, comment_reopens=True, fetch=True
    )

    def __init__(  # noqa: PLR0913, PLR0917 - the last two may be left out
        self,
        url: str,
        queue: str,
        ref_field: str,
        token: Callable[[], str],
        filing: ClassificationMapping | None = None,
        category_field: str = "",
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            url: the server, without /REST/2.0.
            queue: the queue for new tickets.
            ref_field: the custom field for the correlation ID; "" if there is none.
            token: returns the user's own token (Preferences, Auth Tokens).
            filing: the organisation's classification.
            category_field: the custom field for the category; "" if there is none.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self._url = url.rstrip("/")
        self._queue = queue
        self._ref_field = ref_field
        self._token = token
        self._http = HttpClient(f"{self._url}/REST/2.0", lambda: f"token {token()}", routes=routes)
        self._filed = RtFields(filing or ClassificationMapping(), ref_field, category_field)
        self._fields: frozenset[str] | None = None

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the version, the user and the queue."""
        version = str(self._get_object("/rt").get("Version", "?"))
        queue = self._http.request("GET", f"/queue/{quote(self._queue, safe='')}", expect=(403, 404))
        if queue.status != 200:
            message = N_("Queue {queue} doesn't exist, or you don't have access to it.", queue=self._queue)
            raise DeskRefusedError(message)
        return N_(
            "Signed in to Request Tracker {version} as {person}. Queue {queue} is available.",
            version=version,
            person=self.find_requester_address() or "?",
            queue=self._queue,
        )

    def find_policy_faults(self) -> Sequence[PolicyFault]:
        """Compare the policy's fields with the queue's fields."""
        return list(self._filed.find_field_faults(self._fetch_custom_fields()))

    def find_requester_address(self) -> str:
        """Return the address of the token's owner, whose ID is the middle part of the token."""
        parts = self._token().split("-")
        if len(parts) != 3 or not parts[1].isdecimal():
            return ""
        reply = self._http.request("GET", f"/user/{parts[1]}", expect=(403, 404))
        return (
            str(get_object_or_empty(reply.parse_json()).get("EmailAddress") or "")
            if reply.status == 200
            else ""
        )

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the custom field, then the first message.

        The field may be missing or forbidden to the user without an error, so the message always contains the
        correlation ID too.
        """
        found = self._find_ticket_by_field(ref) or self._find_ticket_by_text(f"Ref: {ref}")
        return TicketReceipt(found, self.make_ticket_url(found)) if found else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket with its files in one request.

        Always as a form: as JSON, RT 5.0.7 answers 500 to a file name with a euro sign. The requester is
        always set: without one, the user gets 403 for their own new ticket.
        """
        known = self._fetch_custom_fields()
        fields: dict[str, Json] = {
            **self._filed.make_standard_fields(ticket),
            "Queue": self._queue,
            "Subject": ticket.subject,
            "Requestor": ticket.requester,
            "Content": append_correlation_id(ticket.body, ticket.ref),
            "ContentType": "text/plain",
        }
        if custom := {
            name: value for name, value in self._filed.make_custom_fields(ticket).items() if name in known
        }:
            fields["CustomFields"] = dict(custom)
        try:
            data = self._post_form("/ticket", fields, ticket.files, open_file)
        except SignInNeededError as error:
            if not error.detail.startswith("403"):
                raise
            # An unknown queue is 403 too: a new sign-in would not help, an administrator does.
            said = find_quotable_text(error.detail[4:])
            message = N_("The help desk's server rejected the request: {said}", said=said)
            raise DeskRefusedError(message if said else TICKET_REFUSED, detail=error.detail) from error
        number = str(data.get("id", "")) if isinstance(data, dict) else ""
        if not number.isdecimal():
            raise missing_number.build_ticket_unknown_error(data)
        return TicketReceipt(number, self.make_ticket_url(number))

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files in a message; files that RT dropped before are omitted."""
        held = self._list_stored_files(number)
        placeholders = {f.name for f in held if f.name.endswith(".txt")}
        wanted = [
            ref
            for ref in files
            if not is_file_attached(ref, held)
            and ref.size
            and f"{make_stored_file_name(ref.name)}.txt" not in placeholders
        ]
        if wanted:
            fields: Json = {"Content": "Files of this ticket", "ContentType": "text/plain"}
            self._post_form(f"/ticket/{require_safe_number(number)}/correspond", fields, wanted, open_file)

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that aren't attached, compared by name and size.

        RT replaces a file over MaxAttachmentSize by a text named with ".txt" but the original length. Empty
        files can't be sent.
        """
        held = self._list_stored_files(number)
        return [ref.name for ref in files if not is_file_attached(ref, held)]

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the fields that RT dropped: RT reports success even for unknown or forbidden fields."""
        return list(
            self._filed.find_altered_fields(
                self._get_object(f"/ticket/{require_safe_number(number)}"), ticket
            )
        )

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments."""
        return self._fetch_full_status(number, self._get_object(f"/ticket/{require_safe_number(number)}"))

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch the ticket with the last response's ETag: the newest transaction's ID."""
        headers = {"If-None-Match": mark} if mark else {}
        path = f"/ticket/{require_safe_number(number)}"
        reply = self._http.request("GET", path, headers=headers, expect=(403, 404))
        if reply.status == 304:
            return PollResult(None, mark)
        return PollResult(
            self._fetch_full_status(number, self._parse_object(reply, path)), reply.headers.get("etag", "")
        )

    def _fetch_full_status(self, number: str, data: Mapping[str, Json]) -> TicketStatus:
        attachments, current = self._fetch_attachments(number), _parse_current_number(number, data)
        people = {parse_value_id(person) for person in get_object_rows(data.get("Requestor"))}
        return TicketStatus(
            number=number,
            subject=str(data.get("Subject") or ""),
            state=STATES.get(str(data.get("Status")), TicketState.OPEN),
            created=parse_iso_time(data.get("Created")),
            updated=parse_iso_time(data.get("LastUpdated")),
            url=self.make_ticket_url(current),
            attachments=[to_remote_file(row) for row in attachments if row.get("Filename")],
            comments=list(self._iter_public_comments(number, attachments, people)),
            merged_into=current if current != number else "",
        )

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the message with the correlation ID exists, also in the merged ticket."""
        found = self._find_ticket_by_text(f"Ref: {ref}")
        if found in ("", number):
            return bool(found)
        data = self._get_object(f"/ticket/{require_safe_number(number)}")
        return found == _parse_current_number(number, data)

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a message with its correlation ID for the technician."""
        before = count_file_copies(files, self._list_stored_files(number)) if files else {}
        fields: Json = {"Content": append_correlation_id(text, ref), "ContentType": "text/plain"}
        self._post_form(f"/ticket/{require_safe_number(number)}/correspond", fields, files, open_file)
        after = count_file_copies(files, self._list_stored_files(number)) if files else {}
        return [file.name for file in files if after[file.name] <= before[file.name]]

    def reopen_ticket(self, number: str) -> None:
        """Set the ticket to open; without that right, add a message, so that RT reopens the ticket.

        RT answers 200 with "Permission Denied" in the text, so the ticket is read back.
        """
        path = f"/ticket/{require_safe_number(number)}"
        if not self._set_open(path):
            self._post_form(
                f"{path}/correspond", {"Content": "This is not solved.", "ContentType": "text/plain"}
            )
            self._require_open(number)

    def change_state(  # noqa: PLR0913, PLR0917 - as `Connector.change_state`
        self,
        number: str,
        kind: ReplyKind,
        ref: str,
        text: str,
        files: Sequence[FileRef],
        open_file: Opener,
    ) -> Sequence[str]:
        """Reopen the ticket with the user's own message, which is the only one that is sent."""
        missing = self.add_comment(number, ref, text, files, open_file)
        path = f"/ticket/{require_safe_number(number)}"
        if self._fetch_ticket_state(path) is not TicketState.OPEN:
            self._set_open(path)
            self._require_open(number)
        return missing

    def _set_open(self, path: str) -> bool:
        """Set the ticket to open; return whether it is open, because RT may answer 200 to a refusal."""
        self._http.request("PUT", path, body={"Status": "open"}, expect=(403,))
        return self._fetch_ticket_state(path) is TicketState.OPEN

    def _require_open(self, number: str) -> None:
        if self._fetch_ticket_state(f"/ticket/{require_safe_number(number)}") is not TicketState.OPEN:
            raise DeskRefusedError(
                N_(
                    "You don't have permission to reopen ticket {number}. Write a comment instead.",
                    number=number,
                )
            )

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the ticket to resolved, if RT allows the user to."""
        path = f"/ticket/{require_safe_number(number)}"
        if self._fetch_ticket_state(path) in (TicketState.SOLVED, TicketState.CLOSED):
            return
        self._http.request("PUT", path, body={"Status": "resolved"}, expect=(403,))
        if self._fetch_ticket_state(path) is not TicketState.SOLVED:
            message = N_(
                "You don't have permission to close ticket {number}. Write a comment to say that "
                "it's resolved.",
                number=number,
            )
            raise DeskRefusedError(message, detail="403")

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Download a file of this ticket, which RT sends as Base64 inside JSON."""
        if file.id not in {held.id for held in self._list_stored_files(number)}:
            raise DeskRefusedError(ENTRY_MISSING)
        with tempfile.TemporaryFile() as answer:
            self._http.request("GET", f"/attachment/{require_safe_number(file.id)}", sink=answer)
            answer.seek(0)
            decode_attachment(answer, target)

    def make_ticket_url(self, number: str) -> str:
        """Return the address of the ticket's self-service page."""
        return f"{self._url}/SelfService/Display.html?id={require_safe_number(number)}"

    # -- reading ------------------------------------------------------------------------------------

    def _fetch_custom_fields(self) -> frozenset[str]:
        """Return the names of the queue's custom fields; RT silently ignores unknown fields."""
        if self._fields is None:
            reply = self._http.request("GET", f"/queue/{quote(self._queue, safe='')}", expect=(403, 404))
            fields = (
                get_object_rows(get_object_or_empty(reply.parse_json()).get("TicketCustomFields"))
                if reply.status == 200
                else []
            )
            self._fields = frozenset(str(field.get("name")) for field in fields)
        return self._fields

    def _find_ticket_by_field(self, ref: str) -> str:
        if self._ref_field not in self._fetch_custom_fields():
            return ""
        text = f"'CF.{{{self._ref_field}}}' = '{_strip_query_syntax(ref)}'"
        query = {"query": text, "orderby": "id", "order": "ASC", "per_page": "1"}
        return _parse_first_id(self._get_object("/tickets", query))

    def _find_ticket_by_text(self, marked: str) -> str:
        """Return the ID of the ticket whose visible messages contain a correlation ID; "" if none."""
        search = [{"field": "Content", "operator": "LIKE", "value": _strip_query_syntax(marked)}]
        query = {"query": json.dumps(search), "fields": "TransactionId", "orderby": "id", "order": "ASC"}
        for row in get_object_rows(self._get_object("/attachments", query).get("items")):
            transaction = str(row.get("TransactionId", ""))
            if transaction.isdecimal():
                target = self._get_object(f"/transaction/{transaction}").get("Object")
                if isinstance(target, dict) and target.get("type") == "ticket":
                    return str(target.get("id", ""))
        return ""

    def _list_stored_files(self, number: str) -> Sequence[RemoteFile]:
        return [to_remote_file(row) for row in self._fetch_attachments(number) if row.get("Filename")]

    def _fetch_attachments(self, number: str) -> Sequence[Mapping[str, Json]]:
        """Return all attachment rows; RT pages them without a total."""
        fields = "Filename,ContentType,ContentLength,TransactionId"
        every: list[Mapping[str, Json]] = []
        for page in range(1, PAGES + 1):
            query = {"fields": fields, "per_page": str(PAGE), "page": str(page)}
            found = get_object_rows(
                self._get_object(f"/ticket/{require_safe_number(number)}/attachments", query).get("items")
            )
            every += found
            if len(found) < PAGE:
                break
        return every

    def _iter_public_comments(
        self, number: str, attachments: Sequence[Mapping[str, Json]], people: set[str]
    ) -> Iterator[TicketComment]:
        query = {"fields": "Type,Created,Creator", "per_page": str(PAGE)}
        history = get_object_rows(
            self._get_object(f"/ticket/{require_safe_number(number)}/history", query).get("items")
        )
        for said in [e for e in history if e.get("Type") == "Correspond"][-COMMENTS:]:
            parts = [row for row in attachments if str(row.get("TransactionId")) == str(said.get("id"))]
            author, text = parse_value_id(said.get("Creator")), self._fetch_message_text(parts)
            yield TicketComment(
                author=author,
                time=parse_iso_time(said.get("Created")),
                text=remove_correlation_id(text),
                mine=author in people,
                files=[to_remote_file(row) for row in parts if row.get("Filename")],
                ref=find_correlation_id(text),
                automatic=author == SYSTEM,
            )

    def _fetch_message_text(self, parts: Sequence[Mapping[str, Json]]) -> str:
        """Return the text of a message, converted from HTML if it has no plain part."""
        for kind, read in (("text/plain", str), ("text/html", html_to_text)):
            for row in parts:
                if not row.get("Filename") and str(row.get("ContentType")).startswith(kind):
                    data = self._get_object(f"/attachment/{require_safe_number(str(row.get('id')))}")
                    with suppress(binascii.Error, ValueError):
                        text = base64.b64decode(str(data.get("Content") or "")).decode("utf-8", "replace")
                        return read(text)
        return ""

    def _fetch_ticket_state(self, path: str) -> TicketState:
        return STATES.get(str(self._get_object(path).get("Status")), TicketState.OPEN)

    # -- requests -----------------------------------------------------------------------------------

    def _get_object(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Json]:
        """Send a GET request and return the JSON object in the response.

        Raises:
            DeskRefusedError: it doesn't exist or is hidden from this user; signing in again wouldn't help.
        """
        return self._parse_object(self._http.request("GET", path, query=query, expect=(403, 404)), path)

    @staticmethod
    def _parse_object(reply: HttpReply, path: str) -> Mapping[str, Json]:
        if reply.status in (403, 404):
            raise DeskRefusedError(ENTRY_MISSING, detail=f"{reply.status} {path}")
        return get_object_or_empty(reply.parse_json())

    def _post_form(
        self, path: str, fields: Json, files: Sequence[FileRef] = (), open_file: Opener | None = None
    ) -> Json:
        with ExitStack() as stack:
            parts = [FormPart("JSON", json.dumps(fields), media_type="application/json")]
            for ref in files:
                if ref.size and open_file is not None:
                    source = stack.enter_context(open_file(ref))
                    parts.append(
                        FormPart(
                            "Attachments",
                            source,
                            make_stored_file_name(ref.name),
                            find_upload_media_type(ref, source),
                        )
                    )
            return self._http.request("POST", path, body=MultipartBody(parts)).parse_json()


def _parse_current_number(number: str, data: Mapping[str, Json]) -> str:
    """Return the number of the ticket that RT sent.

    For a merged ticket, RT sends the ticket it was merged into (``RT::Ticket::Load``).
    """
    current = str(data.get("id") or "")
    return current if current.isdecimal() else number


def _parse_first_id(reply: Mapping[str, Json]) -> str:
    found = get_object_rows(reply.get("items"))
    number = str(found[0].get("id", "")) if found else ""
    return number if number.isdecimal() else ""


def _strip_query_syntax(text: str) -> str:
    """Return a correlation ID without characters that could end a quoted string in a query."""
    return "".join(c for c in text if c.isalnum() or c in "-: ")


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the Request Tracker connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    desk = policy.desk.rt
    return RtConnector(
        desk.url,
        desk.queue,
        desk.ref_field,
        token.require_token,
        ClassificationMapping.create_from_policy(policy.desk),
        desk.category_field,
        routes=routes,
    )
