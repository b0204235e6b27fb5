"""Reads and writes the conversation of a GLPI ticket: state, comments, reopening and approval."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, ReplyKind, TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import Opener, PollResult
from selfhelp.helpdesk.connectors.glpi.files import GlpiDocument, GlpiFiles, parse_documents, to_remote_file
from selfhelp.helpdesk.connectors.glpi.session import GlpiSession, to_integer
from selfhelp.helpdesk.toolkit import html_text
from selfhelp.helpdesk.toolkit.automatic_messages import mark_automatic_messages
from selfhelp.helpdesk.toolkit.correlation_id import (
    append_correlation_id,
    find_correlation_id,
    has_correlation_id,
    remove_correlation_id,
)
from selfhelp.helpdesk.toolkit.escaping import escape_html_body
from selfhelp.helpdesk.toolkit.response_rows import get_object_or_empty, get_object_rows
from selfhelp.network.http import HttpReply
from selfhelp.network.request_body import MultipartBody

STATES: Mapping[int, TicketState] = {
    1: TicketState.OPEN,  # new
    2: TicketState.OPEN,  # assigned
    3: TicketState.OPEN,  # planned
    4: TicketState.WAITING,
    5: TicketState.SOLVED,
    6: TicketState.CLOSED,
}
"""States by the constants of ``CommonITILObject``; others (10 to 13 in GLPI 11) count as open."""

SOLVED, CLOSED = 5, 6
PAGE = 100
PAGES = 20
NOT_SOLVED = "This is not solved."
IS_SOLVED = "This is solved."
SOLVED_REF = "selfhelp-solved"


PICTURE = re.compile(r"<img\b[^>]*\bdocid=(\d{1,10})[^>]*>", re.IGNORECASE)
"""An image embedded in a message (``Toolbox::convertTagToImage``)."""

TOGETHER = timedelta(seconds=2)
"""Maximum interval between a message and a file that belongs to it."""


@dataclass(frozen=True, slots=True)
class TicketOpening:
    """The author and time of the ticket itself."""

    author: int
    time: datetime


@dataclass(frozen=True, slots=True)
class GlpiMessage:
    """A message, with the IDs of its author and of its embedded images."""

    author: int
    name: str
    time: datetime
    text: str
    mine: bool
    pictures: frozenset[str]
    ref: str


class GlpiConversation:
    """Reads and writes the conversations of tickets."""

    def __init__(self, session: GlpiSession, files: GlpiFiles) -> None:
        self._session = session
        self._files = files

    def fetch_status(self, number: str, url: str) -> TicketStatus:
        """Return the ticket with its files, comments and solutions."""
        reply = self._session.request(
            "GET", f"/Ticket/{number}", query={"with_documents": "true", "get_hateoas": "false"}
        )
        ticket = get_object_or_empty(reply.parse_json())
        zone = _detect_time_zone(reply, ticket, self._session.fetch_current_user().zone)
        held = parse_documents(ticket)
        said = sorted(self._iter_public_messages(number, zone, held), key=lambda one: one.time)
        created = _parse_glpi_time(ticket.get("date_creation") or ticket.get("date"), zone)
        files = _group_files_by_message(
            held, said, TicketOpening(to_integer(ticket.get("users_id_recipient")), created), zone
        )
        status = TicketStatus(
            number=number,
            subject=str(ticket.get("name") or ""),
            state=parse_ticket_state(ticket),
            created=created,
            updated=_parse_glpi_time(ticket.get("date_mod"), zone),
            url=url,
            attachments=[to_remote_file(document) for document in files.get(None, ())],
            comments=[
                TicketComment(
                    one.name,
                    one.time,
                    one.text,
                    one.mine,
                    [to_remote_file(d) for d in files.get(place, ())],
                    one.ref,
                )
                for place, one in enumerate(said)
            ],
        )
        return mark_automatic_messages(status)

    def poll_ticket(self, number: str, mark: str, url: str) -> PollResult:
        """Fetch modification time and number of comments, and the full ticket only if they changed.

        GLPI's times are whole seconds, so the time alone would miss a second comment in the same second.
        """
        ticket = get_object_or_empty(self._session.get(f"/Ticket/{number}", {"get_hateoas": "false"}))
        query = {"range": "0-0", "only_id": "true", "get_hateoas": "false"}
        try:
            answers = self._session.request("GET", f"/Ticket/{number}/ITILFollowup", query=query).headers
        except DeskRefusedError:
            answers = {}
        count = answers.get("content-range", "").rpartition("/")[2]
        trashed = to_integer(ticket.get("is_deleted"))
        seen = f"{ticket.get('date_mod')}|{ticket.get('status')}|{count}" + "|trashed" * trashed
        return PollResult(None, seen) if seen == mark else PollResult(self.fetch_status(number, url), seen)

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether a comment has the correlation ID."""
        answers = self._fetch_public_entries(number, "ITILFollowup")
        return any(
            has_correlation_id(html_text.html_to_text(str(row.get("content") or "")), ref) for row in answers
        )

    def add_comment(
        self,
        number: str,
        ref: str,
        text: str,
        files: Sequence[FileRef],
        open_file: Opener,
        **more: Json,
    ) -> None:
        """Add a public comment with its files in one request."""
        fields = {**_build_comment(number, append_correlation_id(text, ref)), **more}
        with self._files.make_form_with_files(fields, files, open_file) as body:
            self._files.record_refusals(self._post_comment(number, body))

    def answer_solution(  # noqa: PLR0913, PLR0917 - as `Connector.change_state`
        self,
        number: str,
        kind: ReplyKind,
        ref: str,
        text: str,
        files: Sequence[FileRef],
        open_file: Opener,
    ) -> None:
        """Approve or refuse the solution with the comment itself.

        A separate comment of the requester would refuse it. Without a solution, the comment's text states the
        user's decision.

        Raises:
            DeskRefusedError: the ticket is closed.
        """
        solved = self._fetch_ticket_state(number) == SOLVED
        said, step = (NOT_SOLVED, "add_reopen") if kind is ReplyKind.REOPEN else (IS_SOLVED, "add_close")
        words = text.strip() or said
        if not solved and kind is ReplyKind.SOLVE and words != said:
            words = f"{said}\n\n{words}"
        self.add_comment(number, ref, words, files, open_file, **({step: 1} if solved else {}))

    def reopen_ticket(self, number: str) -> None:
        """Refuse the solution; an open ticket is unchanged.

        Raises:
            DeskRefusedError: it is closed, or GLPI doesn't reopen it.
        """
        state = self._fetch_ticket_state(number)
        if state in (SOLVED, CLOSED):
            self._post_comment_text(number, NOT_SOLVED, add_reopen=1)
            state = self._fetch_ticket_state(number)
        if state in (SOLVED, CLOSED):
            raise DeskRefusedError(
                N_(
                    "You don't have permission to reopen ticket {number}. Write a comment instead.",
                    number=number,
                )
            )

    def approve_solution(self, number: str) -> None:
        """Approve the solution; without a solution, add a comment, because only technicians may add a
        solution.

        ``add_close`` approves (``ITILFollowup::prepareInputForAdd`` and ``Features/ParentStatus.php``).
        """
        state = self._fetch_ticket_state(number)
        if state == SOLVED:
            self._post_comment_text(number, IS_SOLVED, add_close=1)
        elif state != CLOSED and not self.has_comment(number, SOLVED_REF):
            self._post_comment_text(number, append_correlation_id(IS_SOLVED, SOLVED_REF))

    # -- parts -------------------------------------------------------------------------------------

    def _fetch_ticket_state(self, number: str) -> int:
        return to_integer(
            get_object_or_empty(self._session.get(f"/Ticket/{number}", {"get_hateoas": "false"})).get(
                "status"
            )
        )

    def _post_comment_text(self, number: str, text: str, **more: Json) -> None:
        fields: Json = {**_build_comment(number, text), **more}
        self._post_comment(number, {"input": fields})

    def _post_comment(self, number: str, body: Json | MultipartBody) -> HttpReply:
        """Add a comment and return GLPI's response.

        Raises:
            DeskRefusedError: GLPI rejects it; a closed ticket accepts none (exchange 73).
        """
        try:
            reply = self._session.request("POST", "/ITILFollowup", body=body)
            reply.parse_json()
            return reply
        except DeskRefusedError as error:
            if self._fetch_ticket_state(number) != CLOSED:
                raise
            message = N_("Ticket {number} is closed. Send a new ticket and mention this one.", number=number)
            raise DeskRefusedError(message, detail=error.detail) from error

    def _iter_public_messages(
        self, number: str, zone: tzinfo, held: Sequence[GlpiDocument]
    ) -> Iterator[GlpiMessage]:
        """Yield the public messages of both sides and the solution; private entries are omitted."""
        person = self._session.fetch_current_user()
        found = self._fetch_ticket_entries(number)
        logins = self._fetch_user_logins(number, found.values())
        for row in found.values():
            author = to_integer(row.get("users_id"))
            mine = bool(person.id) and author == person.id
            name = person.name if mine else _find_real_name(row) or logins.get(author, "")
            content = str(row.get("content") or "")
            text = html_text.html_to_text(_replace_images_by_names(content, held))
            yield GlpiMessage(
                author=author,
                name=name,
                time=_parse_glpi_time(row.get("date") or row.get("date_creation"), zone),
                text=remove_correlation_id(text),
                mine=mine,
                pictures=frozenset(PICTURE.findall(content)),
                ref=find_correlation_id(text),
            )

    def _fetch_user_logins(self, number: str, found: Iterable[Mapping[str, Json]]) -> Mapping[int, str]:
        """Return the account names of authors without a real name, by user ID."""
        person = self._session.fetch_current_user().id
        nameless = {to_integer(row.get("users_id")) for row in found if not _find_real_name(row)} - {
            person,
            0,
        }
        if not nameless:
            return {}
        ids = self._fetch_ticket_entries(number)
        names = self._fetch_ticket_entries(number, {"expand_dropdowns": "true"})
        return {to_integer(row.get("users_id")): str(names[place].get("users_id") or "")
                for place, row in ids.items() if place in names}  # fmt: skip

    def _fetch_ticket_entries(
        self, number: str, more: Mapping[str, str] | None = None
    ) -> Mapping[tuple[str, int], Mapping[str, Json]]:
        """Return comments, tasks and solutions by kind and ID, as far as the account may list them.

        GLPI returns the author's ID and, if requested, the real name (exchange 19); with ``expand_dropdowns``
        the account name replaces the ID.
        """
        found: dict[tuple[str, int], Mapping[str, Json]] = {}
        for kind in ("ITILFollowup", "TicketTask", "ITILSolution"):
            with suppress(DeskRefusedError):
                for row in self._fetch_public_entries(number, kind, more or {"add_keys_names[]": "users_id"}):
                    found[kind, to_integer(row.get("id"))] = row
        return found

    def _fetch_public_entries(
        self, number: str, kind: str, more: Mapping[str, str] | None = None
    ) -> Sequence[Mapping[str, Json]]:
        """Return all public entries of one kind, oldest first.

        Raises:
            DeskRefusedError: the account may not list them.
        """
        found: list[Mapping[str, Json]] = []
        for page in range(PAGES):
            place = f"{page * PAGE}-{page * PAGE + PAGE - 1}"
            query = {"sort": "id", "order": "ASC", "range": place, "get_hateoas": "false", **(more or {})}
            page_rows = get_object_rows(self._session.get(f"/Ticket/{number}/{kind}", query))
            found += page_rows
            if len(page_rows) < PAGE:
                break
        return [row for row in found if not to_integer(row.get("is_private"))]


def _build_comment(number: str, text: str) -> Mapping[str, Json]:
    return {"itemtype": "Ticket", "items_id": int(number), "content": escape_html_body(text)}


def _find_real_name(row: Mapping[str, Json]) -> str:
    """Return the author's real name, or ""."""
    return " ".join(str(get_object_or_empty(row.get("_keys_names")).get("users_id") or "").split())


def parse_ticket_state(ticket: Mapping[str, Json]) -> TicketState:
    """Return the state of a GLPI ticket; a deleted one counts as closed."""
    if to_integer(ticket.get("is_deleted")):
        return TicketState.CLOSED
    return STATES.get(to_integer(ticket.get("status")), TicketState.OPEN)


# -- files -----------------------------------------------------------------------------------------


def _replace_images_by_names(content: str, held: Sequence[GlpiDocument]) -> str:
    """Return a message with its embedded images replaced by their names."""
    names = {document.id: document.name for document in held}
    return PICTURE.sub(lambda found: html.escape(f"[{names.get(found[1]) or '…'}]"), content)


def _group_files_by_message(
    held: Sequence[GlpiDocument], said: Sequence[GlpiMessage], begun: TicketOpening, zone: tzinfo
) -> Mapping[int | None, Sequence[GlpiDocument]]:
    """Return each message's files by its index; the ticket's own files under None.

    GLPI lists all files of a ticket together. An embedded image is named in its message; any other file was
    added by the message's author at the same time (``ITILFollowup::post_addItem``).
    """
    found: dict[int | None, list[GlpiDocument]] = {}
    begins: Sequence[TicketOpening | GlpiMessage] = [begun, *said]
    for document in held:
        shown = [place for place, one in enumerate(said) if document.id in one.pictures]
        added = _parse_glpi_time(document.linked, zone)
        near = [
            (abs(one.time - added), place)
            for place, one in enumerate(begins)
            if document.author == one.author and abs(one.time - added) <= TOGETHER
        ]
        place = shown[0] + 1 if shown else min(near)[1] if near else 0
        found.setdefault(place - 1 if place else None, []).append(document)
    return found


# -- time ------------------------------------------------------------------------------------------


def _detect_time_zone(reply: HttpReply, ticket: Mapping[str, Json], name: str) -> tzinfo:
    """Return the time zone of GLPI's times; GLPI writes them without a zone.

    The Last-Modified header is the time of ``date_mod`` in UTC (``APIRest::call``), so the difference is the
    offset. A named zone also covers daylight saving; it is used if it agrees with the offset.
    """
    offset = _compute_utc_offset(reply, ticket)
    named = _parse_time_zone(name)
    if named is None:
        return timezone(offset) if offset is not None else UTC
    with suppress(ValueError):
        then = datetime.fromisoformat(str(ticket.get("date_mod"))).replace(tzinfo=named)
        if offset is not None and then.utcoffset() != offset:
            return timezone(offset)
    return named


def _compute_utc_offset(reply: HttpReply, ticket: Mapping[str, Json]) -> timedelta | None:
    try:
        utc = parsedate_to_datetime(reply.headers.get("last-modified", "")).replace(tzinfo=None)
        local = datetime.fromisoformat(str(ticket.get("date_mod")))
    except (ValueError, TypeError):
        return None
    minutes = round((local - utc).total_seconds() / 60)
    return timedelta(minutes=minutes) if abs(minutes) <= 15 * 60 else None


def _parse_time_zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None


def _parse_glpi_time(text: Json, zone: tzinfo) -> datetime:
    """Parse a GLPI timestamp in a zone; return the Unix epoch if it is missing or invalid."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
