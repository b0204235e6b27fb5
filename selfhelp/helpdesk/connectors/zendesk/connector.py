"""Connects to Zendesk through its Requests API for end users.

Written from Zendesk's documentation (developer.zendesk.com/api-reference/ticketing, *Requests* and
*Attachments*), not verified on a real server. The agents' API has an ``Idempotency-Key`` and an
``external_id``; the Requests API has neither, so a ticket is searched for among the user's own requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from selfhelp.core.errors import ConfigurationError, DeskRefusedError, SignInNeededError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    ItilLevel,
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
from selfhelp.helpdesk.toolkit import missing_number
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
from selfhelp.helpdesk.toolkit.file_batches import require_all_within_limit
from selfhelp.helpdesk.toolkit.json_desk import JsonDesk
from selfhelp.helpdesk.toolkit.response_rows import (
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.helpdesk.toolkit.stored_text_comparison import find_lost_text
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import NOT_RECOGNISED
from selfhelp.network.http import FileBody, HttpClient
from selfhelp.network.oauth import Bearer, find_provider
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import ZendeskDeskPolicy
from selfhelp.policy.policy import Policy
from selfhelp.report import plain_text

Row = Mapping[str, Json]
SYSTEM = -1
"""The author ID of messages that Zendesk itself writes, for example a trigger in an unassigned ticket."""

RULE = "rule"
"""The channel of what a trigger or an automation did (developer.zendesk.com, *Via object reference*).

A request's comments have the properties of a ticket's (*Requests*, *Ticket comments*), ``via`` among them.
"""

STATES: Mapping[str, TicketState] = {
    "new": TicketState.OPEN,
    "open": TicketState.OPEN,
    "pending": TicketState.WAITING,
    "hold": TicketState.WAITING,
    "solved": TicketState.SOLVED,
    "closed": TicketState.CLOSED,
}
DONE = (TicketState.SOLVED, TicketState.CLOSED)
PRIORITIES: Mapping[ItilLevel, str] = {
    ItilLevel.HIGH: "high",
    ItilLevel.MEDIUM: "normal",
    ItilLevel.LOW: "low",
}
FIELDS = frozenset({"type", "due_at", "recipient", "ticket_form_id"})
"""Standard fields of a request, identified by name; custom fields are identified by ID."""

PAGE, PAGES = 100, 20
FILE_LIMIT = 50_000_000
"""Maximum file size in bytes, the same in every plan (support.zendesk.com, file size limits of tickets)."""


class ZendeskConnector(Connector):
    """Connector for one Zendesk account, with the access of the signed-in end user."""

    id: ClassVar[str] = "zendesk"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.DOCUMENTED, file_limit=FILE_LIMIT, reopen=True, solve=True, comment_reopens=True
    )

    def __init__(
        self,
        desk: ZendeskDeskPolicy,
        filing: ClassificationMapping,
        authorization: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: settings of the desk from policy.
            filing: classification of requests; a category is the number of a form, and further fields are
                identified by the numbers that Zendesk shows.
            authorization: ``Bearer`` with the user's own access token.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used, or a field name is invalid.
        """
        self._url = desk.url.rstrip("/")
        self._filing = filing
        self._http = HttpClient(f"{self._url}/api/v2" if self._url else "", authorization, routes=routes)
        self._desk = JsonDesk(self._http)
        self._person: Row = {}
        wrong = [name for name in filing.fields if name not in FIELDS and not name.isdecimal()]
        wrong += [form for form in filing.categories.values() if not form.isdecimal()]
        if wrong:
            message = N_(
                "Zendesk identifies forms and fields by number. Your administrator needs to "
                "correct {names} in desk.categories or desk.fields.",
                names=", ".join(wrong)[:200],
            )
            raise ConfigurationError(message)

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the sign-in by requesting the current user."""
        person = self._fetch_own_user()
        return N_(
            "Signed in to Zendesk as {person}.", person=str(person.get("email") or person.get("name") or "?")
        )

    def find_requester_address(self) -> str:
        """Return the address of the signed-in user."""
        return str(self._fetch_own_user().get("email") or "")

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the user's own requests, newest first.

        Uses page numbers, because cursor pagination isn't sorted. The search index would lag behind.
        """
        query = {"sort_by": "created_at", "sort_order": "desc"}
        found = [
            row for row in self._iter_paged_rows("/requests", "requests", query) if _has_row_ref(row, ref)
        ]
        return self._make_receipt(found[-1]) if found else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Upload the files, then create the request with them.

        Zendesk deletes unused uploads after an hour.
        """
        comment = self._build_comment(
            append_correlation_id(ticket.body, ticket.ref), self._upload_files(ticket.files, open_file)[0]
        )
        request: dict[str, Json] = {
            **self._build_filing_fields(ticket),
            "subject": plain_text.escape_plain(ticket.subject),
        }
        made = self._desk.send("POST", "/requests", {"request": {**request, "comment": comment}})
        return self._make_receipt(get_object_or_empty(get_object_or_empty(made).get("request")))

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files in a further message."""
        held = self._list_stored_files(self._iter_public_messages(number))
        missing = find_missing_files(files, held)
        tokens, refusals = self._upload_files(missing, open_file)
        if tokens:
            self._update_request(number, {"comment": self._build_comment("Files of this ticket", tokens)})
        require_all_within_limit(missing, FILE_LIMIT)
        if refusals:
            raise refusals[0]

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that no message has, compared by name and size."""
        held = self._list_stored_files(self._iter_public_messages(number))
        return find_missing_names(files, held)

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the request with its messages; the first message is the request's own text.

        A trigger's action *Autoreply* adds a comment under the assignee's name, in an unassigned ticket under
        the system user's (support.zendesk.com, article 6191477770906). So the author doesn't show that it is
        automatic, and the time is considered, too. Trigger notifications are emails and no comments.
        """
        row, said = self._fetch_request_row(number), list(self._iter_public_messages(number))
        status = TicketStatus(
            number=number,
            subject=str(row.get("subject") or ""),
            state=_parse_ticket_state(row),
            created=parse_iso_time(row.get("created_at")),
            updated=parse_iso_time(row.get("updated_at")),
            url=self.make_ticket_url(number),
            attachments=self._list_stored_files(said),
            comments=list(_iter_public_comments(said[1:], row)),
        )
        return mark_automatic_messages(status)

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch the request, and its messages only if it has changed."""
        row = self._fetch_request_row(number)
        seen = f"{row.get('updated_at')}|{row.get('status')}"
        return PollResult(None if seen == mark else self.fetch_status(number), seen)

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the stored fields that differ: Zendesk silently drops forbidden fields."""
        row, filed = self._fetch_request_row(number), dict(self._build_filing_fields(ticket))
        wanted = {
            str(f.get("id")): str(f.get("value")) for f in get_object_rows(filed.pop("custom_fields", None))
        }
        held = {str(f.get("id")): str(f.get("value")) for f in get_object_rows(row.get("custom_fields"))}
        found = [name for name, value in filed.items() if str(row.get(name)) != str(value)]
        found += [f"field {name}" for name, value in wanted.items() if held.get(name) != value]
        found += find_lost_text("title", row.get("subject"), plain_text.escape_plain(ticket.subject))
        return [
            *found,
            *find_lost_text(
                "text",
                remove_correlation_id(str(row.get("description") or "")),
                plain_text.escape_plain(ticket.body),
            ),
        ]

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the message with the correlation ID exists."""
        return any(
            has_correlation_id(_read_message_text(row), ref) for row in self._iter_public_messages(number)
        )

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a message for the technician; a closed request doesn't accept messages."""
        comment = self._build_comment(
            append_correlation_id(text, ref), self._upload_files(files, open_file)[0]
        )
        self._update_request(number, {"comment": comment})
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Add a message to reopen a resolved request; a closed request can't be reopened.

        End users can't set the status, so a reopening without the user's own text requires a sentence.
        """
        if self._require_reopenable(number) is TicketState.SOLVED:
            self._update_request(number, {"comment": self._build_comment("This is not solved.", [])})
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
        """Reopen the request with the user's own message, which is the only one that is sent."""
        self._require_reopenable(number)
        missing = self.add_comment(number, ref, text, files, open_file)
        self._require_open(number)
        return missing

    def _require_reopenable(self, number: str) -> TicketState:
        """Return the request's state.

        Raises:
            DeskRefusedError: it is permanently closed.
        """
        state = _parse_ticket_state(self._fetch_request_row(number))
        if state is TicketState.CLOSED:
            message = N_("Ticket {number} is permanently closed. Create a new one.", number=number)
            raise DeskRefusedError(message)
        return state

    def _require_open(self, number: str) -> None:
        if _parse_ticket_state(self._fetch_request_row(number)) in DONE:
            message = N_("You don't have permission to reopen ticket {number}. Write a comment instead.",
                         number=number)  # fmt: skip
            raise DeskRefusedError(message)

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the request to solved; if Zendesk doesn't allow this, raise an error."""
        row = self._fetch_request_row(number)
        if _parse_ticket_state(row) in DONE:
            return
        if row.get("can_be_solved_by_me") is True:
            self._update_request(number, {"solved": True})
            row = self._fetch_request_row(number)
        if _parse_ticket_state(row) not in DONE:
            message = N_(
                "Ticket {number} can only be marked as resolved once someone is working on it. Write a "
                "comment instead.",
                number=number,
            )
            raise DeskRefusedError(message)

    def make_ticket_url(self, number: str) -> str:
        """Return the help centre page of the request."""
        return f"{self._url}/hc/requests/{require_safe_number(number)}"

    # -- writing -----------------------------------------------------------------------------------

    def _build_filing_fields(self, ticket: Ticket) -> Mapping[str, Json]:
        """Return the classification fields by their names in Zendesk."""
        further = self._filing.map_extra_fields(ticket)
        filed: dict[str, Json] = {n: v for n, v in further.items() if not n.isdecimal()}
        own: list[Json] = [{"id": int(n), "value": v} for n, v in further.items() if n.isdecimal()]
        filed |= {"custom_fields": own} if own else {}
        if form := self._filing.map_category(ticket):
            filed["ticket_form_id"] = int(form)
        if priority := self._filing.map_urgency(ticket, PRIORITIES):
            filed["priority"] = priority
        return filed

    def _upload_files(
        self, files: Sequence[FileRef], open_file: Opener
    ) -> tuple[list[Json], Sequence[DeskRefusedError]]:
        """Upload files; return their tokens and the refusals."""
        tokens: list[Json] = []
        refusals = []
        for ref in files:
            if ref.size > FILE_LIMIT:
                continue
            with open_file(ref) as source:
                raw = FileBody(source, ref.size, ref.media_type or "application/binary")
                try:
                    made = get_object_or_empty(
                        self._desk.send("POST", "/uploads.json", raw, query={"filename": ref.name})
                    )
                except DeskRefusedError as error:
                    refusals.append(error)
                    continue
            tokens.append(str(get_object_or_empty(made.get("upload")).get("token")))
        return tokens, refusals

    def _build_comment(self, text: str, tokens: list[Json]) -> Json:
        comment: dict[str, Json] = {"body": plain_text.escape_plain(text)}
        return comment | ({"uploads": tokens} if tokens else {})

    def _update_request(self, number: str, change: Row) -> None:
        get_object_or_empty(
            self._desk.send("PUT", f"/requests/{require_safe_number(number)}", {"request": dict(change)})
        )

    # -- reading ------------------------------------------------------------------------------------

    def _fetch_own_user(self) -> Row:
        """Return the signed-in user; without a sign-in, Zendesk sends an anonymous user.

        Raises:
            SignInNeededError: the user is anonymous.
        """
        if not self._person:
            person = get_object_or_empty(get_object_or_empty(self._desk.get("/users/me")).get("user"))
            if not person.get("id"):
                raise SignInNeededError(NOT_RECOGNISED)
            self._person = person
        return self._person

    def _fetch_request_row(self, number: str) -> Row:
        return get_object_or_empty(
            get_object_or_empty(self._desk.get(f"/requests/{require_safe_number(number)}")).get("request")
        )

    def _iter_paged_rows(self, path: str, name: str, query: Mapping[str, str]) -> Iterator[Row]:
        for page in range(1, PAGES + 1):
            full = {**query, "per_page": str(PAGE), "page": str(page)}
            data = get_object_or_empty(self._desk.get(path, full))
            people = {str(person.get("id")): person for person in get_object_rows(data.get("users"))}
            yield from (
                {**row, "author": people.get(str(row.get("author_id")))}
                for row in get_object_rows(data.get(name))
            )
            if not data.get("next_page"):
                return

    def _iter_public_messages(self, number: str) -> Iterator[Row]:
        """Yield the messages, oldest first; end users can only read public messages."""
        return self._iter_paged_rows(
            f"/requests/{require_safe_number(number)}/comments", "comments", {"sort_order": "asc"}
        )

    def _list_stored_files(self, said: Sequence[Row] | Iterator[Row]) -> Sequence[RemoteFile]:
        return [file for row in said for file in _parse_remote_files(row)]

    def _make_receipt(self, row: Row) -> TicketReceipt:
        number = str(row.get("id", ""))
        if not number.isdecimal():
            raise missing_number.build_ticket_unknown_error(row)
        return TicketReceipt(number, self.make_ticket_url(number))


def _has_row_ref(row: Row, ref: str) -> bool:
    return has_correlation_id(str(row.get("description") or ""), ref)


def _parse_ticket_state(row: Row) -> TicketState:
    return STATES.get(str(row.get("status")), TicketState.OPEN)


def _read_message_text(row: Row) -> str:
    return str(row.get("plain_body") or row.get("body") or "").replace("\r\n", "\n")


def _iter_public_comments(said: Sequence[Row], request: Row) -> Iterator[TicketComment]:
    """Yield the messages to show; messages that only contain files are omitted."""
    asker = request.get("requester_id")
    for row in said:
        mine = row.get("author_id") == asker if asker else ends_with_correlation_id(_read_message_text(row))
        author = str(get_object_or_empty(row.get("author")).get("name") or "")
        yield TicketComment(
            author,
            parse_iso_time(row.get("created_at")),
            remove_correlation_id(_read_message_text(row)),
            mine,
            _parse_remote_files(row),
            find_correlation_id(_read_message_text(row)),
            _was_sent_by_rule(row),
        )


def _was_sent_by_rule(row: Row) -> bool:
    """Return whether Zendesk itself, or one of its triggers or automations, wrote a message."""
    return row.get("author_id") == SYSTEM or get_object_or_empty(row.get("via")).get("channel") == RULE


def _parse_remote_files(row: Row) -> Sequence[RemoteFile]:
    """Return the files of a message, without IDs because another server stores them."""
    found = []
    for file in get_object_rows(row.get("attachments")):
        size = str(file.get("size", ""))
        found.append(RemoteFile(str(file.get("file_name")), int(size) if size.isdecimal() else 0))
    return found


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the Zendesk connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    filing = ClassificationMapping.create_from_policy(policy.desk)
    bearer = Bearer(find_provider(policy.desk, "zendesk"), token, routes=routes)
    return ZendeskConnector(policy.desk.zendesk, filing, bearer, routes=routes)
