"""Connects to Zammad through its REST API, with the user's own access token.

Written from Zammad's documentation (github.com/zammad/zammad-documentation, ``api/ticket/index.rst`` and
``articles.rst``) and source (github.com/zammad/zammad), not verified on a real server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO, ClassVar
from urllib.parse import quote

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
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, PollResult, Verification
from selfhelp.helpdesk.toolkit import missing_number
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
from selfhelp.helpdesk.toolkit.json_body import JsonFiles, compute_base64_size
from selfhelp.helpdesk.toolkit.json_desk import JsonDesk
from selfhelp.helpdesk.toolkit.response_rows import (
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.helpdesk.toolkit.state_change import change_ticket_state
from selfhelp.helpdesk.toolkit.stored_text_comparison import find_lost_text
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import ENTRY_MISSING
from selfhelp.network.http import HttpClient
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import ZammadDeskPolicy
from selfhelp.policy.policy import Policy
from selfhelp.report.plain_text import escape_plain

Row = Mapping[str, Json]
STATES: Mapping[str, TicketState] = {
    "new": TicketState.OPEN,
    "open": TicketState.OPEN,
    "pending reminder": TicketState.WAITING,
    "pending close": TicketState.SOLVED,
    "closed": TicketState.SOLVED,
    "merged": TicketState.CLOSED,
    "removed": TicketState.CLOSED,
}
"""State names from ``api/ticket/states.rst``; a closed ticket counts as solved because it may be reopened."""

DONE = (TicketState.SOLVED, TicketState.CLOSED)
OURS = frozenset({"title", "group", "group_id", "customer", "customer_id", "article", "number", "tags"})
ROOM = 200_000
"""Number of bytes in a request that are reserved for its text and file names."""


class ZammadConnector(Connector):
    """Connector for one group of a Zammad server, with the access of the token's owner."""

    id: ClassVar[str] = "zammad"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.DOCUMENTED, reopen=True, solve=True, fetch=True
    )

    def __init__(
        self,
        desk: ZammadDeskPolicy,
        filing: ClassificationMapping,
        authorization: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: settings of the desk from policy.
            filing: classification of tickets; a category becomes a tag.
            authorization: ``Token token=…`` with the user's own token (Profile, Token Access).
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used, or a further field is reserved for the app.
        """
        self._url = desk.url.rstrip("/")
        self._group = desk.group
        self._budget = desk.limit_megabytes * 1_000_000 - ROOM
        self.abilities = replace(self.abilities, file_limit=self.find_max_file_size())
        self._filing = filing
        self._http = HttpClient(f"{self._url}/api/v1" if self._url else "", authorization, routes=routes)
        self._desk = JsonDesk(self._http)
        self._ids: dict[str, str] = {}
        self._person: Row = {}
        wrong = sorted(OURS & set(filing.fields))
        if wrong:
            message = N_(
                "desk.fields can't contain {names}, because selfhelp sets these fields.",
                names=", ".join(wrong),
            )
            raise ConfigurationError(message)

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def find_max_file_size(self) -> int:
        """Return the maximum file size in bytes that fits into one request as Base64."""
        return self._budget // 4 * 3

    def check_connection(self) -> Text:
        """Check the sign-in by requesting the current user."""
        person = self._fetch_own_user()
        return N_(
            "Signed in to Zammad as {person}.", person=str(person.get("email") or person.get("login") or "?")
        )

    def find_requester_address(self) -> str:
        """Return the address of the token's owner."""
        return str(self._fetch_own_user().get("email") or "")

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the first message, verifying every match.

        A condition without a query is answered from the database, so it finds the newest tickets; a query
        uses the search index, which lags behind and splits words at hyphens
        (``app/models/concerns/can_search.rb``).
        """
        if not ref or not all(c.isalnum() or c in "-_" for c in ref):
            return None
        asked = (_build_condition("article.body", "contains", ref), {"query": f'"{ref}"'})
        for query in asked:
            for row in self._search_tickets(query):
                first = next(iter(self._fetch_public_articles(str(row.get("id")))), {})
                if has_correlation_id(_parse_article_text(first), ref):
                    return self._make_receipt(row)
        return None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket with as many files as fit into one request; the others follow."""
        parts = JsonFiles(open_file)
        fitting = next(iter(self._split_file_batches(ticket.files)), [])
        body: dict[str, Json] = {
            **self._filing.map_extra_fields(ticket),
            "title": escape_plain(ticket.subject),
            "group": self._group,
            "article": self._build_article(
                append_correlation_id(ticket.body, ticket.ref),
                fitting,
                parts,
                escape_plain(ticket.subject),
            ),
        }
        if "@" in ticket.requester:
            # Taken out again where the person is a customer: then it is their own (tickets_controller.rb).
            body["customer_id"] = f"guess:{ticket.requester}"
        if category := self._filing.map_category(ticket):
            body["tags"] = category
        if priority := self._filing.map_urgency(ticket, {}):
            body["priority"] = priority
        return self._make_receipt(
            get_object_or_empty(self._desk.send("POST", "/tickets", parts.build_body(body)))
        )

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files in further messages, each within the request limit."""
        held = self._list_stored_files(self._fetch_public_articles(self._find_ticket_id(number)))
        missing = find_missing_files(files, held)
        for load in self._split_file_batches(missing):
            self._post_article(number, "Files of this ticket", load, open_file)
        require_all_within_limit(missing, self.find_max_file_size())

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that no message has, compared by name and size."""
        held = self._list_stored_files(self._fetch_public_articles(self._find_ticket_id(number)))
        return find_missing_names(files, held)

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its messages; the first message is the ticket's own text."""
        row = self._fetch_ticket_row(number)
        articles = list(self._fetch_public_articles(self._find_ticket_id(number)))
        return TicketStatus(
            number=number,
            subject=str(row.get("title") or ""),
            state=_parse_ticket_state(row),
            created=parse_iso_time(row.get("created_at")),
            updated=parse_iso_time(row.get("updated_at")),
            url=self.make_ticket_url(number),
            attachments=self._list_stored_files(articles),
            comments=list(self._iter_public_comments(articles[1:])),
        )

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch the ticket, and its messages only if it has changed."""
        row = self._fetch_ticket_row(number)
        seen = "|".join(str(row.get(name, "")) for name in ("updated_at", "article_count", "state"))
        return PollResult(None if seen == mark else self.fetch_status(number), seen)

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the stored fields that differ: Zammad silently drops forbidden fields."""
        row = self._fetch_ticket_row(number)
        wanted = {**self._filing.map_extra_fields(ticket), "group": self._group}
        if priority := self._filing.map_urgency(ticket, {}):
            wanted["priority"] = priority
        found = [name for name, value in wanted.items() if str(row.get(name)) != value]
        return [*find_lost_text("title", row.get("title"), escape_plain(ticket.subject)), *found]

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the message with the correlation ID exists."""
        return any(
            has_correlation_id(_parse_article_text(article), ref)
            for article in self._fetch_public_articles(self._find_ticket_id(number))
        )

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a message for the technician; files that don't fit are sent in earlier messages.

        The user's text comes last, so that a retry adds what is missing.
        """
        *before, last = list(self._split_file_batches(files)) or [[]]
        for load in before:
            with suppress(DeskRefusedError):
                self.attach_files(number, load, open_file)
        self._post_article(number, append_correlation_id(text, ref), last, open_file)
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Set the ticket to open; a group may require a new ticket instead (``ticket_policy.rb``)."""
        self._set_ticket_state(number, "open", DONE)

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the ticket to closed, as customers may."""
        self._set_ticket_state(number, "closed", (TicketState.OPEN, TicketState.WAITING))

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Write one of the ticket's own files to ``target``."""
        ticket = self._find_ticket_id(number)
        if not any(
            held.id == file.id for held in self._list_stored_files(self._fetch_public_articles(ticket))
        ):
            raise DeskRefusedError(ENTRY_MISSING)
        self._desk.download(f"/ticket_attachment/{ticket}/{file.id}", target)

    def make_ticket_url(self, number: str) -> str:
        """Return the address of the ticket's page, or of a search for its number if the ID is unknown."""
        known = self._ids.get(number)
        return (
            f"{self._url}/#ticket/zoom/{known}" if known else f"{self._url}/#search/{quote(number, safe='')}"
        )

    # -- writing -----------------------------------------------------------------------------------

    def _split_file_batches(self, files: Sequence[FileRef]) -> Iterator[list[FileRef]]:
        return split_into_batches(files, self._budget, compute_base64_size)

    def _build_article(
        self, text: str, files: Sequence[FileRef], parts: JsonFiles, subject: str = ""
    ) -> Json:
        """Return a plain text message with its files as a list of objects (zammad/zammad#4077)."""
        attachments: Json = [
            {
                "filename": ref.name,
                "data": parts.add_placeholder(ref),
                "mime-type": ref.media_type or "application/octet-stream",
            }
            for ref in files
        ]
        article: dict[str, Json] = {
            "body": escape_plain(text),
            "content_type": "text/plain",
            "type": "web",
            "internal": False,
        }
        article |= {"subject": subject} if subject else {}
        return article | ({"attachments": attachments} if files else {})

    def _post_article(self, number: str, text: str, files: Sequence[FileRef], open_file: Opener) -> None:
        parts = JsonFiles(open_file)
        article = {
            **get_object_or_empty(self._build_article(text, files, parts)),
            "ticket_id": int(self._find_ticket_id(number)),
        }
        made = get_object_or_empty(self._desk.send("POST", "/ticket_articles", parts.build_body(article)))
        if not made.get("id"):
            raise missing_number.build_reply_unknown_error(made)

    def _set_ticket_state(self, number: str, state: str, when: Sequence[TicketState]) -> None:
        change_ticket_state(
            number,
            when,
            lambda: _parse_ticket_state(self._fetch_ticket_row(number)),
            lambda: self._desk.send("PUT", f"/tickets/{self._find_ticket_id(number)}", {"state": state}),
        )

    # -- reading ------------------------------------------------------------------------------------

    def _fetch_own_user(self) -> Row:
        if not self._person:
            self._person = get_object_or_empty(self._desk.get("/users/me"))
        return self._person

    def _search_tickets(self, query: Mapping[str, str]) -> Sequence[Row]:
        """Return the tickets found by a search, oldest first; empty if Zammad doesn't support the search."""
        full = {**query, "limit": "50", "sort_by": "created_at", "order_by": "asc", "expand": "true"}
        data = self._desk.get_json_or_none("/tickets/search", full)
        if isinstance(data, dict):  # not expanded
            data = list(get_object_or_empty(get_object_or_empty(data.get("assets")).get("Ticket")).values())
        return get_object_rows(data)

    def _make_receipt(self, row: Row) -> TicketReceipt:
        id_, number = str(row.get("id", "")), str(row.get("number") or "")
        if not id_.isdecimal() or not number:
            raise missing_number.build_ticket_unknown_error(row)
        self._ids[number] = id_
        return TicketReceipt(number, self.make_ticket_url(number))

    def _find_ticket_id(self, number: str) -> str:
        """Return the ID of the ticket with a number.

        Raises:
            DeskRefusedError: it doesn't exist or is hidden from the user.
        """
        if number not in self._ids:
            plain = require_safe_number(number)
            for query in (_build_condition("ticket.number", "is", plain), {"query": f'number:"{plain}"'}):
                for row in self._search_tickets(query):
                    if str(row.get("number")) == plain:
                        self._make_receipt(row)
                        return self._ids[number]
            raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number[:40]))
        return self._ids[number]

    def _fetch_ticket_row(self, number: str) -> Row:
        return get_object_or_empty(
            self._desk.get(f"/tickets/{self._find_ticket_id(number)}", {"expand": "true"})
        )

    def _fetch_public_articles(self, id_: str) -> Sequence[Row]:
        """Return the public messages, oldest first."""
        found = get_object_rows(self._desk.get(f"/ticket_articles/by_ticket/{require_safe_number(id_)}"))
        return [row for row in found if row.get("internal") is not True]

    def _list_stored_files(self, articles: Sequence[Row]) -> Sequence[RemoteFile]:
        return [file for article in articles for file in _parse_remote_files(article)]

    def _iter_public_comments(self, articles: Sequence[Row]) -> Iterator[TicketComment]:
        me = self._fetch_own_user().get("id")
        for article in articles:
            if article.get("sender") == "System":
                continue
            text = _parse_article_text(article)
            author = str(article.get("from") or article.get("created_by") or "")
            mine = article.get("created_by_id") == me if me else ends_with_correlation_id(text)
            yield TicketComment(
                author,
                parse_iso_time(article.get("created_at")),
                remove_correlation_id(text),
                mine,
                _parse_remote_files(article),
                find_correlation_id(text),
            )


def _build_condition(field: str, operator: str, value: str) -> dict[str, str]:
    return {f"condition[{field}][operator]": operator, f"condition[{field}][value]": value}


def _parse_ticket_state(row: Row) -> TicketState:
    return STATES.get(str(row.get("state")).casefold(), TicketState.OPEN)


def _parse_article_text(article: Row) -> str:
    body = str(article.get("body") or "")
    return html_to_text(body) if "html" in str(article.get("content_type")) else body.replace("\r\n", "\n")


def _parse_remote_files(article: Row) -> Sequence[RemoteFile]:
    """Return a message's files, including images embedded in its text."""
    found = []
    for row in get_object_rows(article.get("attachments")):
        size, id_, of = (str(value) for value in (row.get("size"), row.get("id"), article.get("id")))
        known = f"{of}/{id_}" if id_.isdecimal() and of.isdecimal() else ""
        found.append(RemoteFile(str(row.get("filename")), int(size) if size.isdecimal() else 0, id=known))
    return found


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the Zammad connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    filing = ClassificationMapping.create_from_policy(policy.desk)
    return ZammadConnector(
        policy.desk.zammad, filing, lambda: f"Token token={token.require_token()}", routes=routes
    )
