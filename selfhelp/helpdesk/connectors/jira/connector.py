"""Connects to Jira Service Management, Cloud and Data Center, as a customer of its service desk API.

Written from Atlassian's documentation (developer.atlassian.com/cloud/jira/service-desk/rest and
/server/jira-servicedesk/rest), not verified on a real server.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, ClassVar

from selfhelp.core.errors import ConfigurationError, DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    RemoteFile,
    Ticket,
    TicketComment,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification
from selfhelp.helpdesk.connectors.jira import fields
from selfhelp.helpdesk.toolkit import missing_number
from selfhelp.helpdesk.toolkit.automatic_messages import mark_automatic_messages
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import (
    append_correlation_id,
    ends_with_correlation_id,
    find_correlation_id,
    has_correlation_id,
)
from selfhelp.helpdesk.toolkit.existing_files import find_missing_files, find_missing_names
from selfhelp.helpdesk.toolkit.json_desk import JsonDesk
from selfhelp.helpdesk.toolkit.response_rows import get_object_or_empty, get_object_rows
from selfhelp.helpdesk.toolkit.state_change import build_state_error
from selfhelp.helpdesk.toolkit.stored_text_comparison import find_lost_text
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import ENTRY_MISSING
from selfhelp.network.http import FormPart, HttpClient, MultipartBody
from selfhelp.network.oauth import Bearer, find_provider
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import JiraDeskPolicy
from selfhelp.policy.policy import Policy
from selfhelp.report import plain_text

Row = Mapping[str, Json]
API = "/rest/servicedeskapi"
HEADERS: Mapping[str, str] = {"X-ExperimentalApi": "opt-in", "X-Atlassian-Token": "no-check"}
"""Request headers of Data Center: for experimental resources, and for form uploads."""

PAGE, PAGES = 50, 20
WAITING = frozenset({"waiting for customer", "waiting for approval", "pending", "on hold"})
SOLVED = frozenset({"resolved", "done", "completed", "fixed"})
CLOSED = frozenset({"closed", "canceled", "cancelled", "declined", "rejected"})
DONE = (TicketState.SOLVED, TicketState.CLOSED)

_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,40}-[0-9]{1,15}")
_CONTENT = re.compile(r"/(secure/attachment|rest/servicedeskapi/request)/[\w./%+~-]+")
_FILES = re.compile(r"(?:\s*(?:\[\^[^\]\n]+\]|![^!\n]+!))+\s*\Z")


class JiraConnector(Connector):
    """Connector for one service desk, with the access of the customer who owns the token."""

    id: ClassVar[str] = "jira"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.DOCUMENTED, files_with_ticket=False, reopen=True, solve=True, fetch=True
    )

    def __init__(
        self,
        desk: JiraDeskPolicy,
        filing: ClassificationMapping,
        authorization: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: settings of the desk from policy.
            filing: classification of requests; a category is the number of another request type, and a
                further field may be JSON, such as ``customfield_10050={"value": "Paris"}``.
            authorization: ``Bearer`` with a personal access token (Data Center) or an OAuth token.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used, or a setting is missing or wrong.
        """
        self._url = desk.url.rstrip("/")
        self._settings = desk
        self._filing = filing
        fields.require_valid_fields(filing)
        self._http = HttpClient(self._url, authorization, routes=routes)
        self._desk = JsonDesk(self._http)
        types = [desk.request_type, *filing.categories.values()]
        if not desk.service_desk.isdecimal() or not all(kind.isdecimal() for kind in types):
            message = N_(
                "The service desk or request type isn't valid. Your administrator needs to set "
                "desk.jira.service_desk and desk.jira.request_type to the IDs shown in Jira."
            )
            raise ConfigurationError(message)

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check sign-in and request type by fetching the request type."""
        desk, kind = self._settings.service_desk, self._settings.request_type
        row = get_object_or_empty(
            self._desk.get(f"{API}/servicedesk/{desk}/requesttype/{kind}", headers=HEADERS)
        )
        return N_("The request type “{name}” is available in Jira.", name=str(row.get("name") or kind))

    def find_requester_address(self) -> str:
        """Return the customer's own address, or "" if Jira hides it."""
        return str(
            get_object_or_empty(self._desk.get_json_or_none("/rest/api/2/myself")).get("emailAddress") or ""
        )

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the user's own requests, most recently active first.

        ``searchTerm`` searches the summary only, so it wouldn't find the correlation ID in the description.
        """
        query = {
            "requestOwnership": "OWNED_REQUESTS",
            "requestStatus": "ALL_REQUESTS",
            "serviceDeskId": self._settings.service_desk,
        }
        found = [
            row
            for row in self._iter_paged_rows(f"{API}/request", query)
            if has_correlation_id(_read_description(row), ref)
        ]
        return self._make_receipt(found[-1]) if found else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the request without files. They are sent later, because sending needs the request's key."""
        values = fields.make_extra_fields(filing := self._filing, ticket)
        values |= {"summary": fields.make_summary(ticket), "description": fields.make_ticket_body(ticket)}
        if priority := filing.map_urgency(ticket, {}):
            values["priority"] = {"name": priority}
        body: Json = {
            "serviceDeskId": self._settings.service_desk,
            "requestTypeId": filing.map_category(ticket) or self._settings.request_type,
            "requestFieldValues": values,
        }
        return self._make_receipt(
            get_object_or_empty(self._desk.send("POST", f"{API}/request", body, headers=HEADERS))
        )

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files; a retry uploads them again, because temporary files expire."""
        held = self._list_stored_files(number)
        ids, refusals = self._upload_files(find_missing_files(files, held), open_file)
        self._attach_uploaded_files(number, ids, "")
        if refusals:
            raise refusals[0]

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that aren't attached, compared by name and size."""
        held = self._list_stored_files(number)
        return find_missing_names(files, held)

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the request with its files and public comments."""
        row = self._fetch_request_row(number)
        comments = list(self._iter_public_comments(number, get_object_or_empty(row.get("reporter"))))
        created, moved = (
            _parse_jira_date(row.get("createdDate")),
            _parse_jira_date(get_object_or_empty(row.get("currentStatus")).get("statusDate")),
        )
        status = TicketStatus(
            number=number,
            subject=_read_field_value(row, "summary"),
            state=_parse_ticket_state(row),
            created=created,
            updated=max([created, moved, *(comment.time for comment in comments)]),
            url=self._make_receipt(row).url,
            attachments=self._list_stored_files(number),
            comments=comments,
        )
        return mark_automatic_messages(status)

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the stored fields that differ from those sent."""
        row = self._fetch_request_row(number)
        text = fields.unwrap_code_fence(_read_description(row))
        found = find_lost_text(
            "title", _read_field_value(row, "summary"), plain_text.escape_plain(ticket.subject)
        )
        return [*found, *find_lost_text("text", text, plain_text.escape_plain(ticket.body))]

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the comment with the correlation ID exists."""
        return any(
            has_correlation_id(str(row.get("body")), ref) for row in self._iter_public_messages(number)
        )

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a public comment, in one request with its files if there are any."""
        body = append_correlation_id(fields.wrap_in_code_fence(text), ref)
        if not self._attach_uploaded_files(number, self._upload_files(files, open_file)[0], body):
            data: Json = {"body": body, "public": True}
            made = get_object_or_empty(
                self._desk.send("POST", f"{self._make_request_path(number)}/comment", data, headers=HEADERS)
            )
            if not made.get("id"):
                raise missing_number.build_reply_unknown_error(made)
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Perform the transition that Jira offers the customer for reopening."""
        self._perform_transition(number, self._settings.reopen, DONE)

    def mark_ticket_resolved(self, number: str) -> None:
        """Perform the transition that Jira offers the customer for resolving."""
        self._perform_transition(number, self._settings.solve, (TicketState.OPEN, TicketState.WAITING))

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Write one of the request's own files to ``target``.

        Raises:
            DeskRefusedError: Jira stores it on another server.
        """
        if not file.id or not any(held.id == file.id for held in self._list_stored_files(number)):
            raise DeskRefusedError(ENTRY_MISSING)
        self._desk.download(file.id, target)

    def make_ticket_url(self, number: str) -> str:
        """Return the page of the request; Jira redirects customers to the portal."""
        return f"{self._url}/browse/{_require_safe_key(number)}"

    # -- writing -----------------------------------------------------------------------------------

    def _upload_files(
        self, files: Sequence[FileRef], open_file: Opener
    ) -> tuple[list[Json], Sequence[DeskRefusedError]]:
        """Upload temporary files; return their IDs and the refusals.

        Each is sent separately, so that a rejected file doesn't block the others.
        """
        path = f"{API}/servicedesk/{self._settings.service_desk}/attachTemporaryFile"
        ids: list[Json] = []
        refusals = []
        for ref in files:
            with open_file(ref) as source:
                part = FormPart("file", source, ref.name, ref.media_type or "application/octet-stream")
                try:
                    made = get_object_or_empty(
                        self._desk.send("POST", path, MultipartBody([part]), headers=HEADERS)
                    )
                except DeskRefusedError as error:
                    refusals.append(error)
                    continue
            ids += [
                str(row.get("temporaryAttachmentId"))
                for row in get_object_rows(made.get("temporaryAttachments"))
            ]
        return ids, refusals

    def _attach_uploaded_files(self, number: str, ids: list[Json], body: str) -> bool:
        """Attach uploaded files and a comment to the request; return False if there are no files."""
        data: dict[str, Json] = {"temporaryAttachmentIds": ids, "public": True}
        data |= {"additionalComment": {"body": body}} if body else {}
        if ids:
            get_object_or_empty(
                self._desk.send(
                    "POST", f"{self._make_request_path(number)}/attachment", data, headers=HEADERS
                )
            )
        return bool(ids)

    def _perform_transition(self, number: str, name: str, when: Sequence[TicketState]) -> None:
        """Perform a transition if the request is in one of the states in ``when``, and check the result."""
        if _parse_ticket_state(self._fetch_request_row(number)) not in when:
            return
        offered = self._iter_paged_rows(f"{self._make_request_path(number)}/transition", {})
        wanted = [row for row in offered if str(row.get("name")).casefold().startswith(name.casefold())]
        if not name or not wanted:
            message = N_(
                "This action isn't available for ticket {number}. Write a comment instead.", number=number
            )
            raise DeskRefusedError(message)
        body: Json = {"id": str(wanted[0].get("id"))}
        self._desk.send("POST", f"{self._make_request_path(number)}/transition", body, headers=HEADERS)
        if _parse_ticket_state(self._fetch_request_row(number)) in when:
            raise build_state_error(number)

    # -- reading ------------------------------------------------------------------------------------

    def _make_request_path(self, number: str) -> str:
        return f"{API}/request/{_require_safe_key(number)}"

    def _fetch_request_row(self, number: str) -> Row:
        return get_object_or_empty(self._desk.get(self._make_request_path(number), headers=HEADERS))

    def _iter_paged_rows(self, path: str, query: Mapping[str, str]) -> Iterator[Row]:
        """Yield the values of a list, page by page."""
        for page in range(PAGES):
            full = {**query, "start": str(page * PAGE), "limit": str(PAGE)}
            data = get_object_or_empty(self._desk.get(path, full, HEADERS))
            found = get_object_rows(data.get("values"))
            yield from found
            if data.get("isLastPage") is not False or not found:
                return

    def _iter_public_messages(self, number: str) -> Iterator[Row]:
        """Yield the comments visible to the customer, never internal comments."""
        path = f"{self._make_request_path(number)}/comment"
        yield from (
            row
            for row in self._iter_paged_rows(path, {"internal": "false"})
            if row.get("public") is not False
        )

    def _iter_public_comments(self, number: str, reporter: Row) -> Iterator[TicketComment]:
        for row in self._iter_public_messages(number):
            author, body = (
                get_object_or_empty(row.get("author")),
                str(row.get("body") or "").replace("\r\n", "\n"),
            )
            text = _FILES.sub("", body)
            if text:
                known = [
                    author[k] == reporter[k]
                    for k in ("accountId", "key", "name")
                    if {k} <= author.keys() & reporter.keys()
                ]
                mine = all(known) if known else ends_with_correlation_id(text)
                name = str(author.get("displayName") or "")
                yield TicketComment(
                    name,
                    _parse_jira_date(row.get("created")),
                    fields.unwrap_code_fence(text),
                    mine,
                    ref=find_correlation_id(text),
                )

    def _list_stored_files(self, number: str) -> Sequence[RemoteFile]:
        return [
            self._to_remote_file(row)
            for row in self._iter_paged_rows(f"{self._make_request_path(number)}/attachment", {})
        ]

    def _to_remote_file(self, row: Row) -> RemoteFile:
        size, content = (
            str(row.get("size", "")),
            str(get_object_or_empty(row.get("_links")).get("content") or ""),
        )
        path = content.removeprefix(self._url)
        known = path if path != content and _CONTENT.fullmatch(path) and ".." not in path else ""
        return RemoteFile(str(row.get("filename")), int(size) if size.isdecimal() else 0, id=known)

    def _make_receipt(self, row: Row) -> TicketReceipt:
        """Return the request's key and page URL; a URL on another server is replaced."""
        key, web = (
            str(row.get("issueKey") or ""),
            str(get_object_or_empty(row.get("_links")).get("web") or ""),
        )
        if not _KEY.fullmatch(key):
            raise missing_number.build_ticket_unknown_error(row)
        return TicketReceipt(key, web if web.startswith(f"{self._url}/") else self.make_ticket_url(key))


def _read_field_value(row: Row, name: str) -> str:
    found = (
        f.get("value") for f in get_object_rows(row.get("requestFieldValues")) if f.get("fieldId") == name
    )
    value = next(found, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _read_description(row: Row) -> str:
    return _read_field_value(row, "description")


def _parse_ticket_state(row: Row) -> TicketState:
    """Return a request's state from its status category and common status names."""
    status = get_object_or_empty(row.get("currentStatus"))
    name, category = str(status.get("status")).casefold(), str(status.get("statusCategory"))
    if name in CLOSED:
        return TicketState.CLOSED
    if name in SOLVED or category == "DONE":
        return TicketState.SOLVED
    return TicketState.WAITING if name in WAITING else TicketState.OPEN


def _parse_jira_date(date: Json) -> datetime:
    return parse_iso_time(get_object_or_empty(date).get("iso8601"))


def _require_safe_key(number: str) -> str:
    """Return a request key after checking that it is safe in a URL.

    Raises:
        DeskRefusedError: it isn't a valid key.
    """
    if _KEY.fullmatch(number):
        return number
    raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number[:40]))


def _build_personal_token_header(token: str) -> str:
    """Return the Authorization header for a token: Bearer (Data Center), or Basic with an address (Cloud)."""
    return f"Basic {base64.b64encode(token.encode()).decode()}" if ":" in token else f"Bearer {token}"


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the Jira connector set by policy.

    Raises:
        ConfigurationError: a setting is missing or wrong.
    """
    filing = ClassificationMapping.create_from_policy(policy.desk)
    where = find_provider(policy.desk, "jira")
    bearer = (
        Bearer(where, token, routes=routes)
        if where
        else lambda: _build_personal_token_header(token.require_token())
    )
    return JiraConnector(policy.desk.jira, filing, bearer, routes=routes)
