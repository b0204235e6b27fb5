"""Connects to Freshservice through version 2 of its API.

Written from Freshservice's documentation (api.freshservice.com), not verified on a real server. API keys
belong to users of the API, usually agents; ``docs/desks/freshservice.md`` explains the consequences.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from selfhelp.core.errors import ConfigurationError, DeskRefusedError
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
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, PollResult, Verification
from selfhelp.helpdesk.toolkit import escaping, missing_number
from selfhelp.helpdesk.toolkit.automatic_messages import mark_automatic_messages
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import (
    append_correlation_id,
    ends_with_correlation_id,
    find_correlation_id,
    has_correlation_id,
    remove_correlation_id,
)
from selfhelp.helpdesk.toolkit.existing_files import find_missing_files, find_missing_names
from selfhelp.helpdesk.toolkit.file_batches import require_all_within_limit, split_into_batches
from selfhelp.helpdesk.toolkit.html_text import html_to_text
from selfhelp.helpdesk.toolkit.json_desk import JsonDesk
from selfhelp.helpdesk.toolkit.response_rows import (
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.helpdesk.toolkit.state_change import change_ticket_state
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.http import FormPart, HttpClient, MultipartBody
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import FreshserviceDeskPolicy, is_freshservice_address
from selfhelp.policy.policy import Policy
from selfhelp.report import plain_text

Row = Mapping[str, Json]
STATES: Mapping[str, TicketState] = {
    "2": TicketState.OPEN,
    "3": TicketState.WAITING,
    "4": TicketState.SOLVED,
    "5": TicketState.CLOSED,
}
OPEN, RESOLVED = 2, 4
DONE = (TicketState.SOLVED, TicketState.CLOSED)
LEVELS: Mapping[ItilLevel, str] = {ItilLevel.HIGH: "3", ItilLevel.MEDIUM: "2", ItilLevel.LOW: "1"}
STANDARD = frozenset(
    {"group_id", "department_id", "sub_category", "item_category", "source", "type", "responder_id"}
)
"""Standard fields of Freshservice, which are sent outside ``custom_fields``."""

PAGE, PAGES = 100, 10
EVER = "2010-01-01T00:00:00Z"
"""Value of ``updated_since`` that includes all tickets; the default is the last 30 days."""


class FreshserviceConnector(Connector):
    """Connector for one Freshservice account, with the access of the API key's owner."""

    id: ClassVar[str] = "freshservice"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.DOCUMENTED, reopen=True, solve=True, on_behalf=True
    )

    def __init__(
        self,
        desk: FreshserviceDeskPolicy,
        filing: ClassificationMapping,
        authorization: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: settings of the desk from policy.
            filing: classification of tickets; fields that Freshservice doesn't have are custom fields.
            authorization: ``Basic`` with a key, see `make_basic_auth_header`.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used, or is the organisation's own domain.
        """
        self._url = desk.url.rstrip("/")
        self._workspace = desk.workspace
        self._ref_field = desk.ref_field
        self._budget = desk.limit_megabytes * 1_000_000
        self.abilities = replace(self.abilities, file_limit=self._budget)
        self._filing = filing
        self._http = HttpClient(f"{self._url}/api/v2" if self._url else "", authorization, routes=routes)
        self._desk = JsonDesk(self._http)
        self._names: dict[str, str] = {}
        if not is_freshservice_address(self._url):
            message = N_(
                "Freshservice's API is only available at its own address, not at {host}. Your "
                "administrator needs to set desk.freshservice.url to "
                "https://NAME.freshservice.com.",
                host=urlsplit(self._url).hostname or "",
            )
            raise ConfigurationError(message)

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def find_max_file_size(self) -> int:
        """Return the size limit in bytes for all files of one message together."""
        return self._budget

    def check_connection(self) -> Text:
        """Check the sign-in by listing one ticket: Freshservice doesn't reveal the key's owner."""
        self._desk.get("/tickets", self._make_page_query(1, per_page=1))
        return N_("Signed in to Freshservice.")

    def find_requester_address(self) -> str:
        """Return "": Freshservice doesn't reveal the key's owner, so policy names the address."""
        return ""

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the newest descriptions, then the custom field.

        A filter is some minutes out of date. The list is current, but an agent's list contains everyone's
        tickets.

        Raises:
            DeskRefusedError: there are too many tickets to search, and no custom field is set.
        """
        for page in range(1, PAGES + 1):
            found = get_object_rows(
                get_object_or_empty(self._desk.get("/tickets", self._make_page_query(page))).get("tickets")
            )
            ours = [row for row in found if has_correlation_id(_parse_html_text(row, "description"), ref)]
            if ours:
                return self._make_receipt(ours[-1])
            if len(found) < PAGE:
                return None
        return self._find_ticket_by_ref_field(ref)

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket with as many files as fit; the others follow."""
        fitting = next(split_into_batches(ticket.files, self._budget), [])
        made = get_object_or_empty(
            self._send_form("POST", "/tickets", self._ticket_to_fields(ticket), fitting, open_file)
        )
        return self._make_receipt(get_object_or_empty(made.get("ticket")))

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files as public notes."""
        held = self._list_stored_files(number)
        missing = find_missing_files(files, held)
        for load in split_into_batches(missing, self._budget):
            self._add_note(number, "Files of this ticket", load, open_file)
        require_all_within_limit(missing, self._budget)

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that neither the ticket nor its messages have, by name and size."""
        held = self._list_stored_files(number)
        return find_missing_names(files, held)

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its public messages."""
        row, said = self._fetch_ticket_row(number), list(self._iter_public_messages(number))
        status = TicketStatus(
            number=number,
            subject=str(row.get("subject") or ""),
            state=_parse_ticket_state(row),
            created=parse_iso_time(row.get("created_at")),
            updated=parse_iso_time(row.get("updated_at")),
            url=self.make_ticket_url(number),
            attachments=[file for part in (row, *said) for file in _parse_remote_files(part)],
            comments=list(self._iter_public_comments(said, row)),
        )
        return mark_automatic_messages(status)

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch the ticket, and its messages only if it has changed."""
        row = self._fetch_ticket_row(number)
        seen = f"{row.get('updated_at')}|{row.get('status')}"
        return PollResult(None if seen == mark else self.fetch_status(number), seen)

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the names of stored fields that differ from those sent."""
        row, sent = self._fetch_ticket_row(number), dict(self._ticket_to_fields(ticket))
        own = get_object_or_empty(sent.pop("custom_fields", None))
        text = _parse_html_text({"description": sent["description"]}, "description")
        for name in ("email", "description", "status"):
            sent.pop(name)
        held = get_object_or_empty(row.get("custom_fields"))
        found = [name for name, value in sent.items() if str(row.get(name)).strip() != str(value).strip()]
        found += [name for name, value in own.items() if str(held.get(name)) != str(value)]
        return found + (["text changed"] if _parse_html_text(row, "description") != text else [])

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the message with the correlation ID exists."""
        return any(
            has_correlation_id(_parse_html_text(row, "body"), ref)
            for row in self._iter_public_messages(number)
        )

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a public note; files that don't fit are sent in earlier notes.

        The user's text comes last, so that a retry adds what is missing.
        """
        *before, last = list(split_into_batches(files, self._budget)) or [[]]
        for load in before:
            with suppress(DeskRefusedError):
                self.attach_files(number, load, open_file)
        self._add_note(number, append_correlation_id(text, ref), last, open_file)
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Set the ticket to open."""
        self._set_ticket_status(number, OPEN, DONE)

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the ticket to resolved."""
        self._set_ticket_status(number, RESOLVED, (TicketState.OPEN, TicketState.WAITING))

    def make_ticket_url(self, number: str) -> str:
        """Return the portal page of the ticket."""
        return f"{self._url}/support/tickets/{require_safe_number(number)}"

    # -- writing -----------------------------------------------------------------------------------

    def _ticket_to_fields(self, ticket: Ticket) -> dict[str, Json]:
        """Return the fields of a new ticket, with HTML text; policy fields never replace the app's own."""
        further = self._filing.map_extra_fields(ticket)
        values: dict[str, Json] = {
            name: int(value) if value.isdecimal() else value
            for name, value in further.items()
            if name in STANDARD
        }
        own: dict[str, Json] = {name: value for name, value in further.items() if name not in STANDARD}
        own |= {self._ref_field: ticket.ref} if self._ref_field else {}
        urgency = self._filing.map_urgency(ticket, LEVELS)
        filed = {"urgency": urgency, "impact": self._filing.map_impact(ticket, LEVELS)}
        values |= {name: int(value) if value.isdecimal() else value for name, value in filed.items() if value}
        if category := self._filing.map_category(ticket):
            values["category"] = category
        values |= {
            "subject": plain_text.escape_plain(ticket.subject),
            "description": escaping.escape_html_body(append_correlation_id(ticket.body, ticket.ref)),
            "email": ticket.requester,
            "status": OPEN,
            "priority": int(urgency) if urgency.isdecimal() else int(LEVELS[ItilLevel.MEDIUM]),
        }
        values |= {"workspace_id": self._workspace} if self._workspace else {}
        return values | ({"custom_fields": own} if own else {})

    def _send_form(
        self, method: str, path: str, values: Row, files: Sequence[FileRef], open_file: Opener
    ) -> Json:
        """Send JSON, or a form if there are files, all named ``attachments[]``."""
        if not files:
            return self._desk.send(method, path, dict(values))
        with ExitStack() as stack:
            parts = [FormPart(name, text) for name, text in _iter_form_fields(values)]
            for ref in files:
                source = stack.enter_context(open_file(ref))
                kind = ref.media_type or "application/octet-stream"
                parts.append(FormPart("attachments[]", source, ref.name, kind))
            return self._desk.send(method, path, MultipartBody(parts))

    def _add_note(self, number: str, text: str, files: Sequence[FileRef], open_file: Opener) -> None:
        values: dict[str, Json] = {"body": escaping.escape_html_body(text), "private": False}
        path = f"/tickets/{require_safe_number(number)}/notes"
        made = get_object_or_empty(
            get_object_or_empty(self._send_form("POST", path, values, files, open_file)).get("conversation")
        )
        if not made.get("id"):
            raise missing_number.build_reply_unknown_error(made)

    def _set_ticket_status(self, number: str, status: int, when: Sequence[TicketState]) -> None:
        path = f"/tickets/{require_safe_number(number)}"
        change_ticket_state(
            number,
            when,
            lambda: _parse_ticket_state(self._fetch_ticket_row(number)),
            lambda: self._desk.send("PUT", path, {"status": status}),
        )

    # -- reading ------------------------------------------------------------------------------------

    def _make_page_query(self, page: int, per_page: int = PAGE) -> dict[str, str]:
        """Return the query for one page, newest first; without a workspace, of the first workspace only."""
        query = {"updated_since": EVER, "order_type": "desc", "per_page": str(per_page), "page": str(page)}
        return query | ({"workspace_id": str(self._workspace)} if self._workspace else {})

    def _find_ticket_by_ref_field(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by the custom field, or None."""
        if not self._ref_field:
            message = N_(
                "Freshservice has too many tickets to search for yours. Your administrator "
                "needs to set desk.freshservice.ref_field to a custom text field for tickets."
            )
            raise DeskRefusedError(message)
        if not ref or not all(c.isalnum() or c in "-_" for c in ref):
            return None
        query = {"query": f"\"{self._ref_field}:'{ref}'\""}
        found = get_object_rows(get_object_or_empty(self._desk.get("/tickets/filter", query)).get("tickets"))
        ours = [
            row for row in found if get_object_or_empty(row.get("custom_fields")).get(self._ref_field) == ref
        ]
        return self._make_receipt(ours[-1]) if ours else None

    def _fetch_ticket_row(self, number: str) -> Row:
        return get_object_or_empty(
            get_object_or_empty(self._desk.get(f"/tickets/{require_safe_number(number)}")).get("ticket")
        )

    def _iter_public_messages(self, number: str) -> Iterator[Row]:
        """Yield the public messages, never a private note."""
        for page in range(1, PAGES + 1):
            query = {"per_page": str(PAGE), "page": str(page)}
            data = get_object_or_empty(
                self._desk.get(f"/tickets/{require_safe_number(number)}/conversations", query)
            )
            found = get_object_rows(data.get("conversations"))
            yield from (row for row in found if row.get("private") is False)
            if len(found) < PAGE:
                return

    def _iter_public_comments(self, said: Sequence[Row], ticket: Row) -> Iterator[TicketComment]:
        """Yield the messages; the user's own are identified by correlation ID, origin or requester."""
        for row in said:
            text, author = _parse_html_text(row, "body"), str(row.get("user_id", ""))
            mine = (
                ends_with_correlation_id(text)
                or row.get("incoming") is True
                or author == str(ticket.get("requester_id"))
            )
            yield TicketComment(
                self._fetch_user_name(author),
                parse_iso_time(row.get("created_at")),
                remove_correlation_id(text),
                mine,
                _parse_remote_files(row),
                find_correlation_id(text),
            )

    def _fetch_user_name(self, user: str) -> str:
        """Return a user's name, cached; "Freshservice" if unknown."""
        for kind in ("agent", "requester") if user.isdecimal() and user not in self._names else ():
            person = get_object_or_empty(
                get_object_or_empty(self._desk.get_json_or_none(f"/{kind}s/{user}")).get(kind)
            )
            name = " ".join(str(person.get(part) or "") for part in ("first_name", "last_name")).strip()
            if name:
                self._names[user] = name
                break
        return self._names.setdefault(user, "Freshservice")

    def _list_stored_files(self, number: str) -> Sequence[RemoteFile]:
        return [
            file
            for part in (self._fetch_ticket_row(number), *self._iter_public_messages(number))
            for file in _parse_remote_files(part)
        ]

    def _make_receipt(self, row: Row) -> TicketReceipt:
        number = str(row.get("id", ""))
        if not number.isdecimal():
            raise missing_number.build_ticket_unknown_error(row)
        return TicketReceipt(number, self.make_ticket_url(number))


def make_basic_auth_header(key: str) -> str:
    """Return the Authorization header for an API key; the key is sent as the user name."""
    return f"Basic {base64.b64encode(f'{key}:X'.encode()).decode()}"


def _iter_form_fields(values: Row) -> Iterator[tuple[str, str]]:
    """Yield values as form fields: ``custom_fields[name]``, booleans in lower case."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}[{inner}]", str(text)) for inner, text in value.items())
        else:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _parse_ticket_state(row: Row) -> TicketState:
    return STATES.get(str(row.get("status")), TicketState.OPEN)


def _parse_html_text(row: Row, name: str) -> str:
    return html_to_text(str(row.get(name) or ""))


def _parse_remote_files(row: Row) -> Sequence[RemoteFile]:
    """Return the files of a ticket or message, without IDs because another server stores them."""
    found = []
    for file in get_object_rows(row.get("attachments")):
        size = str(file.get("size", ""))
        found.append(RemoteFile(str(file.get("name")), int(size) if size.isdecimal() else 0))
    return found


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the Freshservice connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    filing = ClassificationMapping.create_from_policy(policy.desk)
    return FreshserviceConnector(
        policy.desk.freshservice, filing, lambda: make_basic_auth_header(token.require_token()), routes=routes
    )
