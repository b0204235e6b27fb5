"""Connects to django-helpdesk 1 and 2 through its API, which needs a staff account.

Measured with 2.6.1 (``tests/desks/django_helpdesk.py`` starts a real one). Its search finds nothing, a
follow-up renames the ticket unless it repeats the title, and a rejected file type is an error 500 after
everything else was saved; so everything is read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import BinaryIO, ClassVar
from urllib.parse import unquote, urlsplit

from selfhelp.core.errors import DeskRefusedError, OutcomeUnknownError, SignInNeededError
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
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification
from selfhelp.helpdesk.toolkit import missing_number
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import (
    append_correlation_id,
    ends_with_correlation_id,
    find_correlation_id,
    has_correlation_id,
    remove_correlation_id,
)
from selfhelp.helpdesk.toolkit.response_rows import (
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import ENTRY_MISSING
from selfhelp.network.http import FormPart, HttpClient, HttpReply, MultipartBody
from selfhelp.network.routes import Router
from selfhelp.policy.policy import Policy

TITLE_LIMIT = 200
PAGE = 25
LOOK = 40
"""Maximum number of pages read by a look-up, newest first: 40 pages are a thousand tickets."""

OPEN, REOPENED, RESOLVED, CLOSED, DUPLICATE = 1, 2, 3, 4, 5
STATES: Mapping[Json, TicketState] = {
    OPEN: TicketState.OPEN,
    REOPENED: TicketState.OPEN,
    RESOLVED: TicketState.SOLVED,
    CLOSED: TicketState.CLOSED,
    DUPLICATE: TicketState.CLOSED,
}
PRIORITIES: Mapping[ItilLevel, str] = {ItilLevel.HIGH: "2", ItilLevel.MEDIUM: "3", ItilLevel.LOW: "4"}
"""Priorities in django-helpdesk, from 1 (critical) to 5 (very low) (models.Ticket.PRIORITY_CHOICES)."""
FILES = "Files of this ticket"


class DjangoHelpdeskConnector(Connector):
    """Connector for one queue; a shared staff account creates the tickets of all users."""

    id: ClassVar[str] = "django-helpdesk"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.LIVE,
        files_with_ticket=False,
        reopen=True,
        solve=True,
        fetch=True,
        on_behalf=True,
        link=False,
    )

    def __init__(
        self,
        url: str,
        queue: int,
        token: Callable[[], str],
        filing: ClassificationMapping | None = None,
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            url: the server, without /api.
            queue: number of the queue for new tickets; a category in the policy is the number of another
                queue.
            token: returns the staff account's token.
            filing: the organisation's classification.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self._http = HttpClient(url, lambda: f"Token {token()}", routes=routes)
        self._queue = queue
        self._filing = filing or ClassificationMapping()
        self._refused: set[str] = set()

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the sign-in by requesting one ticket; only staff can do so."""
        count = self._fetch_page(1).get("count")
        return N_(
            "django-helpdesk accepts tickets for queue {queue}. Tickets this staff account can see: {count}.",
            queue=self._queue,
            count=str(count),
        )

    def find_requester_address(self) -> str:
        """Return "": the account belongs to a staff member, not to the user."""
        return ""

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Find the ticket among the newest tickets; the API ignores ``?search=``."""
        first = self._fetch_page(1)
        total = first.get("count")
        pages = -(-total // PAGE) if isinstance(total, int) and total > 0 else 1
        found: list[str] = []
        for number in range(pages, max(pages - LOOK, 0), -1):
            page = first if number == 1 else self._fetch_page(number)
            found += [
                str(row.get("id"))
                for row in get_object_rows(page.get("results"))
                if has_correlation_id(str(row.get("description") or ""), ref)
            ]
        return TicketReceipt(min(found, key=int), "") if found else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket without files. They are sent later, because a rejected file would discard the
        ticket."""
        queue = self._filing.map_category(ticket)
        urgency = self._filing.map_urgency(ticket, PRIORITIES)
        further = self._filing.map_extra_fields(ticket)
        own = {name: value for name, value in further.items() if name.startswith("custom_")}
        reply = self._send_request("POST", "/api/tickets/", body={
            **own,
            "queue": int(queue) if queue.isdecimal() else self._queue,
            "title": ticket.subject[:TITLE_LIMIT],
            "description": append_correlation_id(ticket.body, ticket.ref),
            "submitter_email": ticket.requester,
            "priority": int(urgency if urgency.isdecimal() else PRIORITIES[ItilLevel.MEDIUM]),
        })  # fmt: skip
        created = reply.parse_json()
        number = str(get_object_or_empty(created).get("id") or "")
        if not number.isdecimal():
            raise missing_number.build_ticket_unknown_error(created)
        return TicketReceipt(number, "")

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files, except empty files and previously rejected files."""
        missing = set(self.find_missing_attachments(number, files))
        wanted = [
            ref for ref in files if ref.name in missing and ref.size and ref.sha256 not in self._refused
        ]
        if not wanted:
            return
        try:
            self._add_follow_up(number, {"comment": FILES}, wanted, open_file)
        except OutcomeUnknownError as error:
            if not error.detail.startswith("500"):
                raise
        left = set(self.find_missing_attachments(number, wanted))
        self._refused |= {ref.sha256 for ref in wanted if ref.name in left}

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that aren't attached, compared by name and size."""
        held = {(file.name, file.size) for file in _iter_remote_files(self._fetch_ticket(number))}
        return [ref.name for ref in files if (make_stored_file_name(ref.name), ref.size) not in held]

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the names of stored fields that differ: the title, or fields set by policy."""
        held = self._fetch_ticket(number)
        found = []
        if str(held.get("title") or "") != ticket.subject:
            found.append(
                f"title shortened to {TITLE_LIMIT}" if len(ticket.subject) > TITLE_LIMIT else "title"
            )
        for name, value in self._filing.map_extra_fields(ticket).items():
            if str(held.get(name)) != value:
                found.append(f"field {name}")
        return found

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments."""
        held = self._fetch_ticket(number)
        times = [parse_iso_time(row.get("date")) for row in get_object_rows(held.get("followup_set"))]
        state = STATES.get(held.get("status"), TicketState.OPEN)
        waits = state is TicketState.OPEN and held.get("on_hold") is True
        return TicketStatus(
            number=number,
            subject=str(held.get("title") or ""),
            state=TicketState.WAITING if waits else state,
            created=min(times, default=datetime.fromtimestamp(0, UTC)),
            updated=max(times, default=datetime.fromtimestamp(0, UTC)),
            url="",
            attachments=list(_iter_remote_files(held)),
            comments=list(_iter_public_comments(held)),
        )

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the follow-up with the correlation ID exists."""
        said = get_object_rows(self._fetch_ticket(number).get("followup_set"))
        return any(has_correlation_id(str(row.get("comment") or ""), ref) for row in said)

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a follow-up; after an error 500 it is looked up, because it may have been saved."""
        try:
            sent = [file for file in files if file.size]
            self._add_follow_up(number, {"comment": append_correlation_id(text, ref)}, sent, open_file)
        except OutcomeUnknownError as error:
            if not (files and error.detail.startswith("500") and self.has_comment(number, ref)):
                raise
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Set the ticket to reopened, with a follow-up without text."""
        if self.fetch_status(number).state in (TicketState.SOLVED, TicketState.CLOSED):
            self._add_follow_up(number, {"new_status": str(REOPENED)})

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the ticket to resolved."""
        if self.fetch_status(number).state not in (TicketState.SOLVED, TicketState.CLOSED):
            self._add_follow_up(number, {"comment": "This is solved.", "new_status": str(RESOLVED)})

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Download a file of this ticket from the server's media folder."""
        for row in _iter_attachments(self._fetch_ticket(number)):
            if file.id and str(row.get("id")) == file.id:
                self._http.request(
                    "GET", self._require_path_on_server(str(row.get("file") or "")), sink=target
                )
                return
        raise DeskRefusedError(ENTRY_MISSING)

    # -- requests -----------------------------------------------------------------------------------

    def _require_path_on_server(self, url: str) -> str:
        """Return a file's path on this server; the token is never sent to another server.

        Raises:
            DeskRefusedError: the file is elsewhere.
        """
        base = urlsplit(self._http.base_url)
        place = urlsplit(url)
        path = place.path.removeprefix(base.path) if base.path else place.path
        if not path.startswith("/") or ".." in unquote(path):
            raise DeskRefusedError(ENTRY_MISSING, detail=url[:200])
        return path

    def _fetch_page(self, number: int) -> Mapping[str, Json]:
        query = {"page": str(number), "page_size": str(PAGE)}
        return get_object_or_empty(self._send_request("GET", "/api/tickets/", query=query).parse_json())

    def _fetch_ticket(self, number: str) -> Mapping[str, Json]:
        reply = self._send_request("GET", f"/api/tickets/{require_safe_number(number)}/", expect=(404,))
        if reply.status == 404:
            raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number))
        return get_object_or_empty(reply.parse_json())

    def _add_follow_up(
        self,
        number: str,
        fields: Mapping[str, str],
        files: Sequence[FileRef] = (),
        open_file: Opener | None = None,
    ) -> None:
        """Add a public follow-up with the ticket's title; without a title, the API would replace it."""
        title = str(self._fetch_ticket(number).get("title") or "")
        texts = {"ticket": require_safe_number(number), "title": title, "public": "true", **fields}
        with ExitStack() as stack:
            parts = [
                FormPart(name, value, media_type="text/plain; charset=utf-8") for name, value in texts.items()
            ]
            for ref in files if open_file is not None else ():
                source = stack.enter_context(open_file(ref))  # type: ignore[misc]
                parts.append(FormPart("attachments", source, make_stored_file_name(ref.name), ref.media_type))
            self._send_request("POST", "/api/followups/", body=MultipartBody(parts))

    def _send_request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | MultipartBody = None,
        expect: tuple[int, ...] = (),
    ) -> HttpReply:
        """Send a request; status 403 is reported as a missing staff right, not as a required sign-in."""
        try:
            return self._http.request(method, path, query=query, body=body, expect=expect)
        except SignInNeededError as error:
            if not error.detail.startswith("403"):
                raise
            message = N_(
                "This isn't a staff account, and django-helpdesk accepts tickets only from "
                "staff. Your administrator needs to provide the token of a staff account."
            )
            raise DeskRefusedError(message, detail=error.detail) from error


def make_stored_file_name(name: str) -> str:
    """Return a file's name as stored by django-helpdesk, which changes double quotes to ``%22``."""
    return name.replace('"', "'")


def _iter_attachments(ticket: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    for said in get_object_rows(ticket.get("followup_set")):
        yield from get_object_rows(said.get("followupattachment_set"))


def _to_remote_file(row: Mapping[str, Json]) -> RemoteFile:
    size = row.get("size")
    return RemoteFile(
        str(row.get("filename") or ""), size if isinstance(size, int) else 0, id=str(row.get("id"))
    )


def _iter_remote_files(ticket: Mapping[str, Json]) -> Iterator[RemoteFile]:
    return map(_to_remote_file, _iter_attachments(ticket))


def _iter_public_comments(ticket: Mapping[str, Json]) -> Iterator[TicketComment]:
    """Yield the public comments, without the ticket's own text and file-only follow-ups."""
    first = str(ticket.get("description") or "")
    for row in get_object_rows(ticket.get("followup_set")):
        text = str(row.get("comment") or "")
        if row.get("public") is True and text.strip() and text not in (first, FILES):
            yield TicketComment(
                author="" if ends_with_correlation_id(text) else str(row.get("user") or ""),
                time=parse_iso_time(row.get("date")),
                text=remove_correlation_id(text),
                mine=ends_with_correlation_id(text),
                files=[_to_remote_file(file) for file in get_object_rows(row.get("followupattachment_set"))],
                ref=find_correlation_id(text),
            )


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the django-helpdesk connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    desk = policy.desk.django_helpdesk
    filing = ClassificationMapping.create_from_policy(policy.desk)
    return DjangoHelpdeskConnector(desk.url, desk.queue, token.require_token, filing, routes=routes)
