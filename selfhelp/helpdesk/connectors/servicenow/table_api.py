"""Reads and writes rows of a ServiceNow instance; the caller verifies every returned row.

Written from ServiceNow's documentation (github.com/ServiceNow/ServiceNowDocs, folder
``markdown/api-reference/rest-apis``: ``c_TableAPI.md``, ``c_AttachmentAPI.md``, ``c_ImportSetAPI.md``), not
verified on an instance.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from selfhelp.core.errors import ConfigurationError, DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import TicketState
from selfhelp.helpdesk.toolkit import missing_number
from selfhelp.network.failures import ENTRY_MISSING, find_quotable_text
from selfhelp.network.http import FileBody, HttpClient, HttpReply

Row = Mapping[str, Json]
PAGE, PAGES = 100, 20
OPTIONAL = (400, 403, 404, 500)
"""Error statuses of an optional look-up of a user or computer: the table may be missing, forbidden or
broken."""

NAME = re.compile(r"[a-z0-9_]+")
SYS_ID = re.compile(r"[0-9a-f]{32}")

LABELS: Mapping[str, TicketState] = {
    "new": TicketState.OPEN,
    "open": TicketState.OPEN,
    "active": TicketState.OPEN,
    "in progress": TicketState.OPEN,
    "work in progress": TicketState.OPEN,
    "on hold": TicketState.WAITING,
    "pending": TicketState.WAITING,
    "awaiting problem": TicketState.WAITING,
    "awaiting user info": TicketState.WAITING,
    "awaiting evidence": TicketState.WAITING,
    "resolved": TicketState.SOLVED,
    "closed": TicketState.CLOSED,
    "closed complete": TicketState.CLOSED,
    "closed incomplete": TicketState.CLOSED,
    "closed skipped": TicketState.CLOSED,
    "canceled": TicketState.CLOSED,
    "cancelled": TicketState.CLOSED,
}
"""Ticket states by label: of incidents, of incidents before Helsinki (KB0564465), and of tasks."""

NUMBERS: Mapping[str, TicketState] = {
    "1": TicketState.OPEN,
    "2": TicketState.OPEN,
    "3": TicketState.WAITING,
    "4": TicketState.WAITING,
    "5": TicketState.WAITING,
    "6": TicketState.SOLVED,
    "7": TicketState.CLOSED,
    "8": TicketState.CLOSED,
}
"""Ticket states by number, for incidents of instances whose labels aren't English."""

_HEAD = re.compile(r"^(\d[\w/.\-: ]{6,30}) - ([^\n]+) \([^()\n]+\)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NowJournalEntry:
    """One entry of a journal field; the time is UTC without a zone, as the instance writes it."""

    author: str
    time: str
    text: str


class ServiceNowTable:
    """Client of the Table, Attachment and Import Set APIs of one instance, as one user."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def iter_rows(self, table: str, query: str, fields: str) -> Iterator[Row]:
        """Yield the rows of a query, page by page; **the caller must check that each one matches**.

        The instance ignores conditions it doesn't understand, so a query may return every row. It applies
        rights after paging, so an empty page may be followed by others. Version 1 answers 404 if there is
        nothing, later versions 200.

        Raises:
            DeskRefusedError: no permission, or too many rows: nothing is proved.
        """
        for page in range(PAGES):
            parameters = _build_fields_query(fields) | {
                "sysparm_query": query,
                "sysparm_limit": str(PAGE),
                "sysparm_offset": str(page * PAGE),
            }
            reply = self._send_request("GET", f"/api/now/table/{table}", parameters, none=True)
            found = _parse_rows(reply)
            yield from found
            if not _has_next_page(reply, (page + 1) * PAGE, len(found)):
                return
        message = N_(
            "ServiceNow ignores the search filter and returns every record. Your administrator needs "
            "to check that the fields of table {table} are readable.",
            table=table,
        )
        raise DeskRefusedError(message)

    def query_first_rows(self, table: str, query: str, fields: str) -> Sequence[Row]:
        """Return at most one page of rows; **the caller must check that each one matches**.

        Raises:
            DeskRefusedError: no permission to read that table.
        """
        parameters = _build_fields_query(fields) | {"sysparm_query": query, "sysparm_limit": str(PAGE)}
        return _parse_rows(self._send_request("GET", f"/api/now/table/{table}", parameters, none=True))

    def find_only_row(self, table: str, field: str, value: str, fields: str) -> Row | None:
        """Return the only row whose field matches the value, ignoring case.

        None if there isn't exactly one, or if the user isn't allowed to look: reading users or computers is
        optional.
        """
        if not is_safe_query_value(value):
            return None
        query = _build_fields_query(f"{fields},{field}") | {
            "sysparm_query": f"{field}={value}",
            "sysparm_limit": "10",
        }
        reply = self._http.request("GET", f"/api/now/table/{table}", query=query, expect=OPTIONAL)
        found = _parse_rows(reply) if reply.status == 200 else ()
        same = [row for row in found if str(row.get(field)).casefold() == value.casefold()]
        return same[0] if len(same) == 1 else None

    def fetch_signed_in_user(self) -> Row:
        """Return the row of the token's owner; empty if unknown.

        ``javascript:gs.getUserID()`` as a value is documented for ``sysparm_query``. An instance that forbids
        scripts in queries may ignore the condition and return everyone.
        """
        query = _build_fields_query("sys_id,user_name,email,name")
        query |= {"sysparm_query": "sys_id=javascript:gs.getUserID()", "sysparm_limit": "2"}
        reply = self._http.request("GET", "/api/now/table/sys_user", query=query, expect=OPTIONAL)
        found = _parse_rows(reply) if reply.status == 200 else ()
        return found[0] if len(found) == 1 and SYS_ID.fullmatch(str(found[0].get("sys_id"))) else {}

    def fetch_row(self, table: str, sys_id: str, fields: str, display: str = "false") -> Row:
        """Return one row; with ``display`` "all", each field has a value and a display value.

        Raises:
            DeskRefusedError: it doesn't exist or is hidden from this user.
        """
        query = _build_fields_query(fields) | {"sysparm_display_value": display}
        return parse_single_row(self._send_request("GET", f"/api/now/table/{table}/{sys_id}", query))

    def create_row(self, table: str, values: Row) -> Row:
        """Insert a row and return its sys_id and number."""
        query = _build_fields_query("sys_id,number") | {"sysparm_input_display_value": "false"}
        return parse_single_row(self._send_request("POST", f"/api/now/table/{table}", query, values))

    def update_row(self, table: str, sys_id: str, values: Row) -> None:
        """Update fields of a row; fields that the user can't write are silently ignored."""
        query = _build_fields_query("sys_id") | {"sysparm_input_display_value": "false"}
        parse_single_row(self._send_request("PATCH", f"/api/now/table/{table}/{sys_id}", query, values))

    def import_row(self, staging: str, values: Row, target: str) -> Row:
        """Insert a row into an import set; return the row of ``target`` that its transform map wrote.

        Every value must be text. A 201 response doesn't mean success: each transformation has its own status.

        Raises:
            DeskRefusedError: the transform map failed, or there is none.
        """
        reply = self._send_request("POST", f"/api/now/import/{staging}", {}, values)
        made = [row for row in _parse_rows(reply) if row.get("table") in (target, None)]
        good = [row for row in made if row.get("status") != "error" and row.get("sys_id")]
        if good:
            return good[0]
        said = "; ".join(
            str(row.get("error_message") or row.get("status") or "?") for row in _parse_rows(reply)
        )
        message = N_(
            "ServiceNow couldn't create a ticket: {said}. Your administrator needs to check the "
            "transform map of {table}.",
            said=_to_one_line(said) or "?",
            table=staging,
        )
        raise DeskRefusedError(message, detail=f"{reply.status} {_to_one_line(said)}")

    def iter_attachments(self, sys_id: str) -> Iterator[Row]:
        """Yield only the attachments of this row, even if the instance misread the query."""
        for page in range(PAGES):
            query = {
                "sysparm_query": f"table_sys_id={sys_id}^ORDERBYsys_created_on",
                "sysparm_limit": str(PAGE),
                "sysparm_offset": str(page * PAGE),
            }
            reply = self._send_request("GET", "/api/now/attachment", query, none=True)
            found = _parse_rows(reply)
            yield from (row for row in found if row.get("table_sys_id") == sys_id)
            if not _has_next_page(reply, (page + 1) * PAGE, len(found)):
                return

    def upload(self, table: str, sys_id: str, name: str, raw: FileBody) -> None:
        """Attach a file to a record; the file is the request body, with its Content-Type."""
        query = {"table_name": table, "table_sys_id": sys_id, "file_name": name}
        parse_single_row(self._send_request("POST", "/api/now/attachment/file", query, raw))

    def download(self, attachment: str, sink: BinaryIO) -> None:
        """Write the bytes of an attachment to ``sink``."""
        path = f"/api/now/attachment/{attachment}/file"
        reply = self._http.request("GET", path, expect=(403, 404), sink=sink)
        if reply.status != 200:
            raise _build_refused_error(reply)

    def _send_request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Json | FileBody = None,
        none: bool = False,
    ) -> HttpReply:
        """Send a request; with ``none``, a 404 from the instance counts as an empty result.

        A missing right is 403, not a sign-in problem (``r_RESTAPIHTTPResponseCodes.md``).
        """
        reply = self._http.request(method, path, query=query, body=body, expect=(400, 403, 404))
        if reply.status < 300 or (none and reply.status == 404 and "json" in _read_content_type(reply)):
            return reply
        raise _build_refused_error(reply)


def _parse_rows(reply: HttpReply) -> Sequence[Row]:
    """Return the rows in a response; empty if there are none."""
    data = reply.parse_json()
    found = data.get("result") if isinstance(data, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def parse_single_row(reply: HttpReply) -> Row:
    """Return the only row in a response, empty if there is none."""
    data = reply.parse_json()
    found = data.get("result") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def is_safe_query_value(text: str) -> bool:
    """Return whether a text is safe in a query: ``^`` would end it, ``javascript:`` would be run."""
    plain = bool(text.strip()) and text.isprintable() and "^" not in text
    return plain and not text.strip().casefold().startswith("javascript:")


def require_valid_name(name: str) -> str:
    """Return a table or field name after validating it.

    Raises:
        ConfigurationError: it is invalid.
    """
    if NAME.fullmatch(name):
        return name
    message = N_(
        "{name} isn't a ServiceNow table or field name: only a–z, 0–9 and _ are allowed. Your "
        "administrator needs to correct it.",
        name=name[:80],
    )
    raise ConfigurationError(message)


def parse_created_sys_id(row: Row) -> str:
    """Return the sys_id of a newly created row.

    Raises:
        OutcomeUnknownError: there is none, such as when the user may not read the new row.
    """
    found = str(row.get("sys_id", ""))
    if SYS_ID.fullmatch(found):
        return found
    raise missing_number.build_ticket_unknown_error(row)


def parse_ticket_state(row: Row) -> TicketState:
    """Return the state of a row with display values, by label or, for unknown labels, by value."""
    label, value = (
        read_display_value(row, "state").strip().casefold(),
        read_stored_value(row, "state").strip(),
    )
    return LABELS.get(label) or NUMBERS.get(value, TicketState.OPEN)


def read_stored_value(row: Row, field: str) -> str:
    """Return a field's value from a row read with ``display`` "all"."""
    return _read_field_text(row, field, "value")


def read_display_value(row: Row, field: str) -> str:
    """Return a field's display value from a row read with ``display`` "all"."""
    return _read_field_text(row, field, "display_value")


def parse_journal(text: str, ahead: timedelta) -> Sequence[NowJournalEntry]:
    """Split a journal field into entries, oldest first; its times are local, ``ahead`` of UTC.

    Each entry begins with a line such as ``2026-11-28 03:40:00 - Alice (Additional comments)``. A text
    containing such a line is split there, so this is only used if the entries can't be read.
    """
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    found = [
        NowJournalEntry(head[2], _to_utc_time(head[1], ahead), text[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=False)  # no head: no entry
    ]
    return found[::-1]


def compute_utc_offset(row: Row) -> timedelta:
    """Return the user's UTC offset, computed from a time in both forms; zero if unclear."""
    try:
        own = datetime.fromisoformat(read_display_value(row, "sys_updated_on"))
        return own - datetime.fromisoformat(read_stored_value(row, "sys_updated_on"))
    except (ValueError, TypeError):
        return timedelta()


def _to_utc_time(time: str, ahead: timedelta) -> str:
    try:
        return (datetime.fromisoformat(time) - ahead).isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _read_field_text(row: Row, field: str, face: str) -> str:
    both = row.get(field)
    value = both.get(face) if isinstance(both, dict) else both
    return "" if value is None else str(value)


def _build_fields_query(fields: str) -> dict[str, str]:
    return {"sysparm_fields": fields, "sysparm_exclude_reference_link": "true"}


def _has_next_page(reply: HttpReply, seen: int, found: int) -> bool:
    """Return whether there is another page, from headers that also count rows hidden from the user."""
    total = reply.headers.get("x-total-count", "")
    if total.isdecimal():
        return int(total) > seen
    return 'rel="next"' in reply.headers.get("link", "") or found >= PAGE


def _read_content_type(reply: HttpReply) -> str:
    return reply.headers.get("content-type", "").lower()


def _to_one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def _build_refused_error(reply: HttpReply) -> DeskRefusedError:
    """Return the error for a rejected request; ``detail`` has the reason given by a data policy."""
    said = find_refusal_reason(reply)
    detail = f"{reply.status} {said}".strip()
    said = find_quotable_text(said)
    if reply.status == 403:
        message = N_(
            "You don't have the required permission in ServiceNow: {said}. Contact your administrator.",
            said=said or "403",
        )
    elif reply.status == 404 and "json" in _read_content_type(reply):
        message = ENTRY_MISSING
    elif reply.status == 404:
        message = N_(
            "The page wasn't found on the help desk's server. Your administrator needs to check the address."
        )
    else:
        message = N_("The help desk's server rejected the request: {said}", said=said or str(reply.status))
    return DeskRefusedError(message, detail=detail)


def find_refusal_reason(reply: HttpReply) -> str:
    """Return the reason for a rejection as one line; "" if the response has none."""
    try:
        error = json.loads(reply.body).get("error")
        parts = [str(error.get(name) or "") for name in ("message", "detail")]
    except (ValueError, AttributeError, RecursionError):
        return ""
    return _to_one_line(": ".join(part for part in parts if part))
