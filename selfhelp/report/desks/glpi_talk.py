"""The conversation of a GLPI ticket: its state, its answers both ways, reopening it and calling it solved."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from selfhelp.errors import DeskRefusedError
from selfhelp.model import Json
from selfhelp.report.connectors import Opener, Polled
from selfhelp.report.desks import html_text
from selfhelp.report.desks.glpi_files import GlpiFiles, documents, remote
from selfhelp.report.desks.glpi_session import GlpiSession, integer
from selfhelp.report.desks.marks import bare, carries, marked
from selfhelp.report.desks.rows import entry, rows
from selfhelp.report.network.http import Reply
from selfhelp.report.network.question import Form
from selfhelp.report.sinks import html_body
from selfhelp.text import N_
from selfhelp.ticket import Comment, FileRef, TicketState, TicketStatus

log = logging.getLogger(__name__)
STATES: Mapping[int, TicketState] = {
    1: TicketState.OPEN,  # new
    2: TicketState.OPEN,  # assigned
    3: TicketState.OPEN,  # planned
    4: TicketState.WAITING,
    5: TicketState.SOLVED,
    6: TicketState.CLOSED,
}
"""``CommonITILObject``'s constants; others (10 to 13 in GLPI 11's own lists) count as open."""

SOLVED, CLOSED = 5, 6
PAGE = 100
PAGES = 20
NOT_SOLVED = "This is not solved."
IS_SOLVED = "This is solved."
SOLVED_REF = "selfhelp-solved"


class GlpiTalk:
    """What is said about tickets, by her and to her."""

    def __init__(self, session: GlpiSession, files: GlpiFiles) -> None:
        self._session = session
        self._files = files

    def status(self, number: str, url: str) -> TicketStatus:
        """Return the ticket with its files, answers and solutions."""
        reply = self._session.request(
            "GET", f"/Ticket/{number}", query={"with_documents": "true", "get_hateoas": "false"}
        )
        ticket = entry(reply.json())
        zone = zone_of(reply, ticket, self._session.person().zone)
        return TicketStatus(
            number=number,
            subject=str(ticket.get("name") or ""),
            state=STATES.get(integer(ticket.get("status")), TicketState.OPEN),
            created=moment(ticket.get("date_creation") or ticket.get("date"), zone),
            updated=moment(ticket.get("date_mod"), zone),
            url=url,
            attachments=[remote(document) for document in documents(ticket)],
            comments=sorted(self._comments(number, zone), key=lambda c: c.time),
        )

    def poll(self, number: str, mark: str, url: str) -> Polled:
        """Ask for the last change and the number of answers; read the rest only where that is new.

        GLPI counts in whole seconds, so the time alone would hide a second answer of the same second.
        """
        ticket = entry(self._session.get(f"/Ticket/{number}", {"get_hateoas": "false"}))
        query = {"range": "0-0", "only_id": "true", "get_hateoas": "false"}
        try:
            answers = self._session.request("GET", f"/Ticket/{number}/ITILFollowup", query=query).headers
        except DeskRefusedError:
            answers = {}
        count = answers.get("content-range", "").rpartition("/")[2]
        seen = f"{ticket.get('date_mod')}|{ticket.get('status')}|{count}"
        return Polled(None, seen) if seen == mark else Polled(self.status(number, url), seen)

    def has(self, number: str, ref: str) -> bool:
        """Whether an answer carries the mark."""
        return any(carries(_said(row), ref) for row in self._answers(number, "ITILFollowup"))

    def write(self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Write an answer with its files in one request; never a private one, which she could not see."""
        fields = _answer(number, marked(text, ref))
        with self._files.form(fields, files, open_file) as body:
            self._post(number, body)

    def reopen(self, number: str) -> None:
        """Say that it is not solved; what is open stays as it is.

        Raises:
            DeskRefusedError: it is closed for good.
        """
        state = self._state(number)
        if state in (SOLVED, CLOSED):
            try:
                self._say(number, NOT_SOLVED, add_reopen=1)
            except DeskRefusedError as error:
                log.info("ticket %s is not reopened: %s", number, error.detail)
            state = self._state(number)
        if state in (SOLVED, CLOSED):
            message = N_("The help desk does not let you reopen ticket {number}. Write a comment.",
                         number=number)  # fmt: skip
            raise DeskRefusedError(message)

    def solve(self, number: str) -> None:
        """Approve the solution where there is one; else say so, for only a technician may set it.

        ``add_close`` approves (``ITILFollowup::prepareInputForAdd`` and ``Features/ParentStatus.php``).
        """
        state = self._state(number)
        if state == SOLVED:
            self._say(number, IS_SOLVED, add_close=1)
        elif state != CLOSED and not self.has(number, SOLVED_REF):
            self._say(number, marked(IS_SOLVED, SOLVED_REF))

    # -- parts -------------------------------------------------------------------------------------

    def _state(self, number: str) -> int:
        return integer(entry(self._session.get(f"/Ticket/{number}", {"get_hateoas": "false"})).get("status"))

    def _say(self, number: str, text: str, **more: Json) -> None:
        fields: Json = {**_answer(number, text), **more}
        self._post(number, {"input": fields})

    def _post(self, number: str, body: Json | Form) -> None:
        """Add an answer.

        Raises:
            DeskRefusedError: GLPI takes none; to a closed ticket it takes none from anybody (exchange 73).
        """
        try:
            self._session.request("POST", "/ITILFollowup", body=body).json()
        except DeskRefusedError as error:
            if self._state(number) != CLOSED:
                raise
            message = N_("Ticket {number} is closed. Send a new one, and name this one in it.", number=number)
            raise DeskRefusedError(message, detail=error.detail) from error

    def _comments(self, number: str, zone: tzinfo) -> Iterator[Comment]:
        """Yield what both sides wrote, and how it was solved; nothing private, even where GLPI shows it."""
        person = self._session.person()
        found = self._conversation(number)
        others = any(integer(row.get("users_id")) != person.id for row in found.values())
        names = self._conversation(number, {"expand_dropdowns": "true"}) if others else {}
        for place, row in found.items():
            mine = bool(person.id) and integer(row.get("users_id")) == person.id
            name = person.name if mine else str(names.get(place, {}).get("users_id") or "")
            time = moment(row.get("date") or row.get("date_creation"), zone)
            yield Comment(name, time, bare(_said(row)), mine)

    def _conversation(
        self, number: str, more: Mapping[str, str] | None = None
    ) -> Mapping[tuple[str, int], Mapping[str, Json]]:
        """Return answers and solutions by kind and number, as far as she may list them.

        GLPI gives the number of whoever wrote one, or with ``expand_dropdowns`` the name, never both.
        """
        found: dict[tuple[str, int], Mapping[str, Json]] = {}
        for kind in ("ITILFollowup", "ITILSolution"):
            with suppress(DeskRefusedError):
                for row in self._answers(number, kind, more):
                    found[kind, integer(row.get("id"))] = row
        return found

    def _answers(
        self, number: str, kind: str, more: Mapping[str, str] | None = None
    ) -> Sequence[Mapping[str, Json]]:
        """Return all public ones, in the order they were written.

        Raises:
            DeskRefusedError: she may not list them.
        """
        found: list[Mapping[str, Json]] = []
        for page in range(PAGES):
            place = f"{page * PAGE}-{page * PAGE + PAGE - 1}"
            query = {"sort": "id", "order": "ASC", "range": place, "get_hateoas": "false", **(more or {})}
            page_rows = rows(self._session.get(f"/Ticket/{number}/{kind}", query))
            found += page_rows
            if len(page_rows) < PAGE:
                break
        return [row for row in found if not integer(row.get("is_private"))]


def _answer(number: str, text: str) -> Mapping[str, Json]:
    return {"itemtype": "Ticket", "items_id": int(number), "content": html_body(text)}


def _said(row: Mapping[str, Json]) -> str:
    return html_text.words(str(row.get("content") or ""))


# -- time ------------------------------------------------------------------------------------------


def zone_of(reply: Reply, ticket: Mapping[str, Json], name: str) -> tzinfo:
    """Return the zone of GLPI's times, which it writes as the server's or the person's own without a zone.

    The header Last-Modified is the time of ``date_mod`` in UTC (``APIRest::call``), so the difference is
    the offset. A zone by name also knows summer and winter; it counts where it agrees with that.
    """
    offset = _offset(reply, ticket)
    named = _named(name)
    if named is None:
        return timezone(offset) if offset is not None else UTC
    with suppress(ValueError):
        then = datetime.fromisoformat(str(ticket.get("date_mod"))).replace(tzinfo=named)
        if offset is not None and then.utcoffset() != offset:
            return timezone(offset)
    return named


def _offset(reply: Reply, ticket: Mapping[str, Json]) -> timedelta | None:
    try:
        utc = parsedate_to_datetime(reply.headers.get("last-modified", "")).replace(tzinfo=None)
        local = datetime.fromisoformat(str(ticket.get("date_mod")))
    except (ValueError, TypeError):
        return None
    minutes = round((local - utc).total_seconds() / 60)
    return timedelta(minutes=minutes) if abs(minutes) <= 15 * 60 else None


def _named(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None


def moment(text: Json, zone: tzinfo) -> datetime:
    """Return a time of GLPI's; 1970 where there is none."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
