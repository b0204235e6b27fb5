"""Request Tracker 5, through its REST2 interface.

Measured with RT 5.0.7 from Debian. It answers "created" while it leaves things out, so everything is
read back; ``tests/contracts/rt`` holds recorded exchanges and ``tests/live/test_rt.py`` asks a real one.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import BinaryIO, ClassVar
from urllib.parse import quote

from selfhelp.errors import DeskRefusedError, OutcomeUnknownError, SignInNeededError
from selfhelp.machine import Machine
from selfhelp.machine.secrets import Secrets
from selfhelp.model import Json
from selfhelp.places import Places
from selfhelp.policy import Policy
from selfhelp.report.connectors import Abilities, Connector, Known, Opener, time_of
from selfhelp.report.http import Form, Http, Part
from selfhelp.text import N_, Text
from selfhelp.ticket import Comment, FileRef, Receipt, RemoteFile, Ticket, TicketState, TicketStatus

STATES: Mapping[str, TicketState] = {
    "new": TicketState.OPEN,
    "open": TicketState.OPEN,
    "stalled": TicketState.WAITING,
    "resolved": TicketState.SOLVED,
    "rejected": TicketState.CLOSED,
    "deleted": TicketState.CLOSED,
}
PAGE = 100
_MARK = re.compile(r"\n\s*Ref: [\w-]+\s*\Z")
PAGES = 20
COMMENTS = 50  # only the newest: RT gives the text of each by a request of its own


class RtConnector(Connector):
    """One queue of a Request Tracker, as the person who owns the token."""

    id: ClassVar[str] = "rt"
    abilities: ClassVar[Abilities] = Abilities(known=Known.LIVE, reopen=True)

    def __init__(
        self, url: str, queue: str, ref_field: str, token: Callable[[], str], ca_file: str = ""
    ) -> None:
        """Create one; nothing is sent yet.

        Args:
            url: the server, without /REST/2.0.
            queue: where new tickets go.
            ref_field: the custom field for the mark; "" where there is none.
            token: returns the person's own token (Preferences, Auth Tokens).
            ca_file: certificates of the company, see `Http`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self._url = url.rstrip("/")
        self._queue = queue
        self._ref_field = ref_field
        self._token = token
        self._http = Http(f"{self._url}/REST/2.0", lambda: f"token {token()}", ca_file=ca_file)
        self._searchable: bool | None = None

    def limit_time(self, seconds: float | None) -> None:
        """Let no exchange go on for longer than this."""
        self._http.limit_time(seconds)

    def check(self) -> Text:
        """Ask for the version, the person and the queue."""
        version = str(self._get("/rt").get("Version", "?"))
        queue = self._http.request("GET", f"/queue/{quote(self._queue, safe='')}", expect=(403, 404))
        if queue.status != 200:
            message = N_("The queue {queue} does not exist, or you may not see it.", queue=self._queue)
            raise DeskRefusedError(message)
        return N_(
            "Request Tracker {version} knows you as {person}, and the queue {queue} is there.",
            version=version,
            person=self.requester() or "?",
            queue=self._queue,
        )

    def requester(self) -> str:
        """Return the token owner's own address: the middle number of a token is her number."""
        parts = self._token().split("-")
        if len(parts) != 3 or not parts[1].isdecimal():
            return ""
        reply = self._http.request("GET", f"/user/{parts[1]}", expect=(403, 404))
        return str(reply.json().get("EmailAddress") or "") if reply.status == 200 else ""

    def find(self, ref: str) -> Receipt | None:
        """Look for the mark in the custom field, then in the first message.

        The field may be missing, or the person may not be allowed to fill it, and RT says "created" all
        the same; so the message always carries the mark too.
        """
        found = self._find_by_field(ref) or self._find_by_text(f"Ref: {ref}")
        return self._receipt(found) if found else None

    def submit(self, ticket: Ticket, open_file: Opener) -> Receipt:
        """Create the ticket with its files in one request.

        Always as a form: as JSON, RT 5.0.7 answers 500 to a file name with a euro sign. The requester is
        always named: without one the person gets 403 for the ticket she has just made.
        """
        content = f"{ticket.body}\n\nRef: {ticket.ref}"
        fields: dict[str, Json] = {
            "Queue": self._queue,
            "Subject": ticket.subject,
            "Requestor": ticket.requester,
            "Content": content,
            "ContentType": "text/plain",
        }
        if self._has_field():
            fields["CustomFields"] = {self._ref_field: ticket.ref}
        try:
            data = self._post("/ticket", fields, ticket.files, open_file)
        except SignInNeededError as error:
            if not error.detail.startswith("403"):
                raise
            # An unknown queue is 403 too: a new sign-in would not help, an administrator does.
            message = N_("The help desk refused this: {said}", said=error.detail[4:] or "403")
            raise DeskRefusedError(message, detail=error.detail) from error
        number = str(data.get("id", "")) if isinstance(data, dict) else ""
        if not number.isdecimal():
            message = N_("The help desk gave no number. We look whether your ticket arrived.")
            raise OutcomeUnknownError(message, detail=str(data)[:200])
        return self._receipt(number)

    def attach(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add what is missing, as a message of the person; what RT has dropped once it drops again."""
        held = self._held(number)
        placeholders = {f.name for f in held if f.name.endswith(".txt")}
        wanted = [
            ref
            for ref in files
            if not _is_held(ref, held) and ref.size and f"{_wire_name(ref.name)}.txt" not in placeholders
        ]
        if wanted:
            fields: Json = {"Content": "Files of this ticket", "ContentType": "text/plain"}
            self._post(f"/ticket/{_number(number)}/correspond", fields, wanted, open_file)

    def dropped(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Compare names and sizes.

        A file over MaxAttachmentSize becomes a text with its own name and ".txt", while its old length is
        still given. An empty file cannot be sent at all.
        """
        held = self._held(number)
        return [ref.name for ref in files if not _is_held(ref, held)]

    def status(self, number: str) -> TicketStatus:
        """Read the ticket with its files and its conversation."""
        data = self._get(f"/ticket/{_number(number)}")
        rows = self._attachments(number)
        people = {str(person.get("id")) for person in _list(data.get("Requestor"))}
        return TicketStatus(
            number=number,
            subject=str(data.get("Subject") or ""),
            state=STATES.get(str(data.get("Status")), TicketState.OPEN),
            created=time_of(data.get("Created")),
            updated=time_of(data.get("LastUpdated")),
            url=self._receipt(number).url,
            attachments=[_remote(row) for row in rows if row.get("Filename")],
            comments=list(self._comments(number, rows, people)),
        )

    def has_comment(self, number: str, ref: str) -> bool:
        """Look for the message with the mark."""
        return bool(self._find_by_text(f"Ref: {ref}"))

    def comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Write to the technician; the message carries the mark."""
        fields: Json = {"Content": f"{text}\n\nRef: {ref}", "ContentType": "text/plain"}
        self._post(f"/ticket/{_number(number)}/correspond", fields, files, open_file)
        return self.dropped(number, files) if files else ()

    def reopen(self, number: str) -> None:
        """Set it to open; where the person may not, a message reopens it on RT's own account.

        RT answers 200 with "Permission Denied" in the text, so the ticket is read back.
        """
        path = f"/ticket/{_number(number)}"
        self._http.request("PUT", path, body={"Status": "open"}, expect=(403,))
        if self._state(path) is not TicketState.OPEN:
            self._post(f"{path}/correspond", {"Content": "This is not solved.", "ContentType": "text/plain"})
        if self._state(path) is not TicketState.OPEN:
            raise DeskRefusedError(
                N_("The help desk does not let you reopen ticket {number}.", number=number)
            )

    def link(self, number: str) -> str:
        """Return the page for employees."""
        return f"{self._url}/SelfService/Display.html?id={_number(number)}"

    # -- looking -----------------------------------------------------------------------------------

    def _has_field(self) -> bool:
        """Whether the queue has the custom field: RT ignores an unknown one without a word."""
        if self._searchable is None:
            names: set[str] = set()
            if self._ref_field:
                reply = self._http.request("GET", f"/queue/{quote(self._queue, safe='')}", expect=(403, 404))
                fields = _list(reply.json().get("TicketCustomFields")) if reply.status == 200 else []
                names = {str(field.get("name")) for field in fields}
            self._searchable = self._ref_field in names
        return self._searchable

    def _find_by_field(self, ref: str) -> str:
        if not self._has_field():
            return ""
        query = {
            "query": f"'CF.{{{self._ref_field}}}' = '{_harmless(ref)}'",
            "orderby": "id",
            "order": "ASC",
            "per_page": "1",
        }
        return _first_id(self._get("/tickets", query))

    def _find_by_text(self, marked: str) -> str:
        """Search the messages that the person may see; RT's own "Content LIKE" needs a full-text index."""
        search = [{"field": "Content", "operator": "LIKE", "value": _harmless(marked)}]
        query = {"query": json.dumps(search), "fields": "TransactionId", "orderby": "id", "order": "ASC"}
        for row in _list(self._get("/attachments", query).get("items")):
            transaction = str(row.get("TransactionId", ""))
            if transaction.isdecimal():
                target = self._get(f"/transaction/{transaction}").get("Object")
                if isinstance(target, dict) and target.get("type") == "ticket":
                    return str(target.get("id", ""))
        return ""

    def _held(self, number: str) -> Sequence[RemoteFile]:
        return [_remote(row) for row in self._attachments(number) if row.get("Filename")]

    def _attachments(self, number: str) -> Sequence[Mapping[str, Json]]:
        """Return all rows; RT gives them in pages and does not say how many there are."""
        fields = "Filename,ContentType,ContentLength,TransactionId"
        rows: list[Mapping[str, Json]] = []
        for page in range(1, PAGES + 1):
            query = {"fields": fields, "per_page": str(PAGE), "page": str(page)}
            found = _list(self._get(f"/ticket/{_number(number)}/attachments", query).get("items"))
            rows += found
            if len(found) < PAGE:
                break
        return rows

    def _comments(
        self, number: str, rows: Sequence[Mapping[str, Json]], people: set[str]
    ) -> Iterator[Comment]:
        query = {"fields": "Type,Created,Creator", "per_page": str(PAGE)}
        history = _list(self._get(f"/ticket/{_number(number)}/history", query).get("items"))
        texts = {
            str(row.get("TransactionId")): str(row.get("id"))
            for row in reversed(rows)
            if not row.get("Filename") and str(row.get("ContentType")).startswith("text/")
        }
        for entry in [e for e in history if e.get("Type") == "Correspond"][-COMMENTS:]:
            creator = entry.get("Creator")
            author = str(creator.get("id", "")) if isinstance(creator, dict) else ""
            text = self._text(texts.get(str(entry.get("id")), ""))
            yield Comment(author, time_of(entry.get("Created")), text, mine=author in people)

    def _text(self, attachment: str) -> str:
        if not attachment.isdecimal():
            return ""
        content = str(self._get(f"/attachment/{attachment}").get("Content") or "")
        with suppress(binascii.Error, ValueError):
            return _MARK.sub("", base64.b64decode(content).decode("utf-8", "replace")).strip()
        return ""

    def _state(self, path: str) -> TicketState:
        return STATES.get(str(self._get(path).get("Status")), TicketState.OPEN)

    # -- speaking ----------------------------------------------------------------------------------

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Json]:
        """Ask for an object.

        Raises:
            DeskRefusedError: it is not there, or not for this person. Signing in again would not help.
        """
        reply = self._http.request("GET", path, query=query, expect=(403, 404))
        if reply.status in (403, 404):
            message = N_("The help desk has no such entry, or you may not see it.")
            raise DeskRefusedError(message, detail=f"{reply.status} {path}")
        data = reply.json()
        return data if isinstance(data, dict) else {}

    def _post(
        self, path: str, fields: Json, files: Sequence[FileRef] = (), open_file: Opener | None = None
    ) -> Json:
        with ExitStack() as stack:
            parts = [Part("JSON", json.dumps(fields), media_type="application/json")]
            for ref in files:
                if ref.size and open_file is not None:
                    source = stack.enter_context(open_file(ref))
                    parts.append(Part("Attachments", source, _wire_name(ref.name), _wire_type(ref, source)))
            return self._http.request("POST", path, body=Form(parts)).json()

    def _receipt(self, number: str) -> Receipt:
        return Receipt(number, self.link(number))


def _is_held(ref: FileRef, held: Sequence[RemoteFile]) -> bool:
    return any(f.name == _wire_name(ref.name) and f.size == ref.size for f in held)


def _wire_name(name: str) -> str:
    """Return a file's name as RT keeps it: a double quote would be stored as %22."""
    return name.replace('"', "'")


def _wire_type(ref: FileRef, source: BinaryIO) -> str:
    """Return the type to send: RT rewrites texts that are not plain UTF-8, and takes mails apart."""
    kind = ref.media_type
    if kind.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    if kind.startswith("text/") and not _is_plain_utf8(source):
        return "application/octet-stream"
    return kind


def _is_plain_utf8(source: BinaryIO) -> bool:
    """Whether a file is UTF-8 without a mark at its start; leaves it at its start."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        first = True
        while chunk := source.read(1 << 20):
            if first and chunk.startswith(codecs.BOM_UTF8):
                return False
            decoder.decode(chunk)
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def _remote(row: Mapping[str, Json]) -> RemoteFile:
    length = str(row.get("ContentLength", ""))
    return RemoteFile(str(row.get("Filename")), int(length) if length.isdecimal() else 0)


def _list(value: Json) -> Sequence[Mapping[str, Json]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _first_id(reply: Mapping[str, Json]) -> str:
    rows = _list(reply.get("items"))
    number = str(rows[0].get("id", "")) if rows else ""
    return number if number.isdecimal() else ""


def _number(number: str) -> str:
    """Return a ticket number that is safe in an address.

    Raises:
        DeskRefusedError: it is none.
    """
    if number.isascii() and number.isdecimal() and len(number) < 20:
        return number
    raise DeskRefusedError(N_("There is no ticket {number} here.", number=number[:40]))


def _harmless(text: str) -> str:
    """Return a mark that cannot end the quotes of a query."""
    return "".join(c for c in text if c.isalnum() or c in "-: ")


def build(policy: Policy, places: Places, token: Secrets, machine: Machine) -> Connector:
    """Return the Request Tracker that policy describes.

    Raises:
        ConfigurationError: its address is missing or cannot be used.
    """
    desk = policy.desk.rt
    return RtConnector(desk.url, desk.queue, desk.ref_field, token.require, policy.network.ca_file)
