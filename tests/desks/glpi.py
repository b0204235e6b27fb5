"""GLPI 10.0.19, imitated from recordings of a real one (tests/contracts/glpi).

What it answers is taken from the recordings: refusals word for word, objects with their fields filled in.
What no recording shows is refused as a mistake of the test, except for a few questions that are written
from GLPI's own source and named in `FROM_SOURCE`. The traps are kept: a session that ends, an application
token for every call, files that vanish while the answer says "created".
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.glpi.classification import GlpiTarget
from selfhelp.helpdesk.connectors.glpi.connector import GlpiConnector
from selfhelp.helpdesk.connectors.glpi.session import GlpiSession
from selfhelp.network.proxy_router import ProxyRouter
from tests.desks.server import Asked, Said, SentPart
from tests.desks.stand import Held, HeldComment, ServerStand

RECORDINGS = Path(__file__).parents[1] / "contracts" / "glpi"
STOCK = frozenset(
    json.loads((RECORDINGS / "stock-uploadable-extensions.json").read_text())["is_uploadable_ext"]
)
FROM_SOURCE = (
    "getGlpiConfig",
    "search/Computer",
    "Item_Ticket",
    "ITILSolution",
    "TicketTask",
    "UserEmail",
    "getMyEntities",
    "RequestType",
    "Location",
    "Group",
    "add_close",
    "add_keys_names of an answer",
)
THERE: Mapping[str, Mapping[int, str]] = {
    "ITILCategory": {1: "Workstation", 12: "Printing"},
    "RequestType": {1: "Helpdesk", 6: "Other"},
    "Location": {5: "Building A"},
    "Group": {8: "Network team"},
    "SLA": {},
}
KINDS = ("ITILFollowup", "TicketTask", "ITILSolution")
DOCUMENT_MAX, UPLOAD_MAX, POST_MAX = 10 * 2**20, 20 * 2**20, 24 * 2**20
"""As the recorded server was set up."""

PARIS = timezone(timedelta(hours=1))
"""GLPI writes its own local time and does not say so."""

EMPLOYEE, OTHER, TECHNICIAN = "employee-token-1", "other-token-22", "technician-token-333"
APP_TOKEN = "app-token-of-the-client"


@dataclass
class User:
    id: int
    login: str
    first: str
    last: str
    technician: bool = False


@dataclass
class Computer:
    id: int
    name: str
    serial: str
    uuid: str


@dataclass
class Document:
    id: int
    filename: str
    data: bytes
    author: int
    linked: datetime

    @property
    def sha1(self) -> str:
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()


@dataclass
class Answer:
    id: int
    author: int
    content: str
    time: datetime
    private: bool = False
    kind: str = "ITILFollowup"
    documents: list[int] = field(default_factory=list)


@dataclass
class GlpiTicket:
    id: int
    fields: dict[str, Any]
    recipient: int
    requesters: list[tuple[int, str]]
    time: datetime
    changed: datetime
    documents: list[int] = field(default_factory=list)
    computers: list[int] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.fields["status"])


class Refused(Exception):  # noqa: N818 - an answer, not a mistake
    """What GLPI answers instead."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.status)
        self.said = said


def recorded(name: str) -> Any:
    """Return a recorded answer."""
    (path,) = RECORDINGS.glob(f"*-{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))["response"]


def as_recorded(name: str) -> Said:
    """Return a recorded answer as it was."""
    answer = recorded(name)
    return Said(answer["status"], answer["body"])


def refuse(name: str) -> Refused:
    return Refused(as_recorded(name))


class Glpi:
    """The server: what it has, and how it answers.

    Attributes:
        api, address, tokens: whether the interface is on, this address allowed, login with tokens allowed.
        app_token: what every call must carry, "" where none is asked for.
        sees_computers: whether employees may search computers.
        keeps_private: whether private answers are hidden from the user, as they should be.
        lenient: whether it takes what the real one takes but we never send.
    """

    def __init__(self) -> None:
        self.users = {
            EMPLOYEE: User(101, "employee", "Erin", "Employee"),
            OTHER: User(102, "other", "Olaf", "Other"),
            TECHNICIAN: User(4, "tech", "Tess", "Technician", technician=True),
        }
        self.api = self.address = self.tokens = True
        self.app_token = APP_TOKEN
        self.sees_computers = True
        self.keeps_private = True
        self.lenient = False
        self.base = "/apirest.php"
        self.computers: list[Computer] = []
        self.sessions: dict[str, User] = {}
        self.tickets: dict[int, GlpiTicket] = {}
        self.documents: dict[int, Document] = {}
        self.lock = threading.Lock()

    # -- what every call goes through --------------------------------------------------------------

    def reply(self, asked: Asked) -> Said:
        try:
            return self._reply(asked)
        except Refused as refused:
            return refused.said

    def _reply(self, asked: Asked) -> Said:
        if not asked.path.startswith(f"{self.base}/"):
            return Said(404, b"<h1>Not Found</h1>", "text/html")
        self._gate(asked)
        path = asked.path.removeprefix(f"{self.base}/")
        if path == "initSession":
            return self._login(asked)
        user = self._user(asked)
        if asked.method == "GET":
            assert not asked.body, "GLPI refuses a GET with a body"
            return self._get(path, asked, user)
        assert asked.method == "POST", asked.method
        return self._post(path, asked, user)

    def _gate(self, asked: Asked) -> None:
        if not self.api:
            raise refuse("init-api-disabled")
        if not self.address:
            raise refuse("init-ip-not-allowed")
        given = asked.headers.get("app-token", "")
        if self.app_token and not given:
            raise refuse("init-app-token-missing")
        if self.app_token and given != self.app_token:
            raise refuse("init-app-token-wrong")

    def _login(self, asked: Asked) -> Said:
        assert set(asked.query) <= {"get_full_session"}
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        if not token:
            raise refuse("init-no-credentials")
        assert scheme == "user_token", "only the person's own token is used"
        user = self.users.get(token)
        if user is None or not self.tokens:  # GLPI says the same to both
            raise refuse("init-bad-user-token")
        session = secrets.token_hex(16)
        self.sessions[session] = user
        body: dict[str, Any] = {"session_token": session}
        if asked.first("get_full_session") == "true":
            body["session"] = {
                "glpiID": user.id,
                "glpiname": user.login,
                "glpirealname": user.last,
                "glpifirstname": user.first,
                "glpiactive_entity": 0,
            }
        return Said(200, body)

    def _user(self, asked: Asked) -> User:
        session = asked.headers.get("session-token", "")
        if not session:
            raise refuse("no-session-token")
        assert "authorization" not in asked.headers, "the token is sent once, at sign-in"
        if session not in self.sessions:
            raise refuse("expired-session")
        return self.sessions[session]

    # -- questions ---------------------------------------------------------------------------------

    def _get(self, path: str, asked: Asked, user: User) -> Said:
        if path == "killSession":
            self.sessions.pop(asked.headers["session-token"])
            return as_recorded("kill-session")
        if path == "getGlpiConfig":
            return Said(200, {"cfg_glpi": {"document_max_size": "10", "version": "10.0.19"}})
        if path == "search/Ticket":
            return self._search_tickets(asked, user)
        if path == "search/Computer":
            return self._search_computers(asked, user)
        if match := re.fullmatch(r"Document/(\d+)", path):
            return self._document(int(match[1]), asked, user)
        if re.fullmatch(r"User/\d+/UserEmail", path):
            raise refuse("categories")  # 403, as for everything that Self-Service may not list
        if match := re.fullmatch(r"Ticket/(\d+)(?:/(\w+))?", path):
            return self._ticket_part(self._seen(int(match[1]), user), match[2], asked, user)
        if path == "getMyEntities":
            assert asked.query.keys() <= {"is_recursive"}
            return Said(200, {"myentities": [{"id": 0, "name": "Root entity"}, {"id": 3, "name": "Paris"}]})
        if (match := re.fullmatch(r"(\w+)(?:/(\d+))?", path)) and match[1] in THERE:
            return self._entry(THERE[match[1]], match[2], user)
        if path == "getMyProfiles":
            return as_recorded("my-profiles")
        raise AssertionError(f"no recording shows {path}")

    def _entry(self, there: Mapping[int, str], number: str | None, user: User) -> Said:
        """Give one entry, or all: GLPI checks whether one is there before it looks at rights."""
        if number is not None and int(number) not in there:
            raise refuse("get-missing")
        if not user.technician:  # Self-Service may list none of them (exchange 14)
            raise refuse("categories")
        found = [{"id": id_, "name": name, "completename": name} for id_, name in there.items()]
        return Said(200, found if number is None else found[0])

    def _seen(self, number: int, user: User) -> GlpiTicket:
        ticket = self.tickets.get(number)
        if ticket is None:
            raise refuse("get-missing")
        own = user.id == ticket.recipient or user.id in [id_ for id_, _ in ticket.requesters]
        if not own and not user.technician:
            raise refuse("other-user-get-forbidden")
        return ticket

    def _ticket_part(self, ticket: GlpiTicket, part: str | None, asked: Asked, user: User) -> Said:
        if part is None:
            return self._ticket(ticket, asked)
        if part == "Ticket_User":
            row = recorded("ticket-users")["body"][0]
            people = [
                {**row, "tickets_id": ticket.id, "users_id": id_, "type": 1, "alternative_email": address}
                for id_, address in ticket.requesters
            ]
            return Said(200, people)
        if part == "Item_Ticket":
            items = [
                {"id": n, "itemtype": "Computer", "items_id": id_, "tickets_id": ticket.id}
                for n, id_ in enumerate(ticket.computers, 1)
            ]
            return Said(200, items)
        assert part in KINDS, part
        return self._answers(ticket, part, asked, user)

    def _ticket(self, ticket: GlpiTicket, asked: Asked) -> Said:
        known = {"with_documents", "get_hateoas", "expand_dropdowns"}
        assert set(asked.query) <= known or self.lenient, asked.query
        body = {**recorded("get-ticket")["body"], **ticket.fields, "id": ticket.id}
        body |= {
            "date": local(ticket.time),
            "date_creation": local(ticket.time),
            "date_mod": local(ticket.changed),
        }
        body["content"] = self._written(str(body["content"]), asked)
        if asked.first("get_hateoas") == "false":
            body.pop("links")
        if asked.first("with_documents") == "true":
            ids = [*ticket.documents, *(d for a in ticket.answers for d in a.documents)]
            body["_documents"] = [self._meta(self.documents[id_]) for id_ in ids]
        if asked.first("expand_dropdowns") == "true":
            category = int(body["itilcategories_id"])
            body["itilcategories_id"] = {0: 0, 1: "Workstation", 12: "Printing"}.get(category, "&nbsp;")
        return Said(200, body, headers={"Last-Modified": format_datetime(ticket.changed, usegmt=True)})

    def _meta(self, document: Document) -> Any:
        row = recorded("ticket-with-documents")["body"]["_documents"][0]
        row |= {"id": document.id, "filename": document.filename, "sha1sum": document.sha1}
        return {**row, "users_id": document.author, "assocdate": local(document.linked)}

    def _written(self, content: str, asked: Asked) -> str:
        """GLPI 10 gives text out escaped unless it is told not to (exchanges 18 and 19)."""
        if asked.headers.get("x-glpi-sanitized-content") == "false":
            return content
        return escaped(content)

    def _answers(self, ticket: GlpiTicket, kind: str, asked: Asked, user: User) -> Said:
        known = {"sort", "order", "range", "get_hateoas", "expand_dropdowns", "only_id", "add_keys_names[]"}
        assert set(asked.query) <= known, asked.query
        all_ = [a for a in ticket.answers if a.kind == kind]
        if self.keeps_private and not user.technician:
            all_ = [a for a in all_ if not a.private]
        first, last = map(int, (asked.first("range") or "0-49").split("-"))
        if all_ and first > len(all_):
            raise refuse("search-range-exceeds")
        page = all_[first : last + 1]
        said = [self._answer(a, ticket, asked) for a in page]
        headers = {"Content-Range": f"{first}-{first + len(page) - 1}/{len(all_)}"} if all_ else {}
        return Said(200 if len(page) == len(all_) else 206, said, headers=headers)

    def _answer(self, answer: Answer, ticket: GlpiTicket, asked: Asked) -> Any:
        if asked.first("only_id") == "true":
            return {"id": answer.id}
        by_id = {u.id: u for u in self.users.values()}
        named = asked.first("expand_dropdowns") == "true"
        author = by_id[answer.author]
        body = {**recorded("followups-list")["body"][0]}
        body |= {"id": answer.id, "items_id": ticket.id, "date": local(answer.time)}
        body |= {"users_id": author.login if named else author.id}
        if key := asked.first("add_keys_names[]"):  # "" of one without a real name (exchange 19)
            body["_keys_names"] = {key: f"{author.last} {author.first}".strip()}
        body |= {"content": self._written(answer.content, asked), "is_private": int(answer.private)}
        if answer.kind == "TicketTask":  # as its table has it (``install/mysql/glpi-empty.sql``)
            body["tickets_id"] = body.pop("items_id")
            body.pop("itemtype")
        if answer.kind == "ITILSolution":  # a solution has no such field, its date is when it was made
            body.pop("is_private")
            body.pop("date")
            body["date_creation"] = local(answer.time)
        body.pop("links")
        return body

    def _document(self, number: int, asked: Asked, user: User) -> Said:
        if asked.headers.get("accept") != "application/octet-stream":
            raise refuse("document-meta")
        document = self.documents.get(number)
        if document is None:
            raise refuse("get-missing")
        return Said(200, document.data, "application/octet-stream")

    # -- searching ---------------------------------------------------------------------------------

    def _criteria(self, asked: Asked, shown: Sequence[str]) -> tuple[int, str]:
        wanted = [f"criteria[0][{part}]" for part in ("field", "searchtype", "value")]
        if self.lenient:
            return int(asked.first(wanted[0])), asked.first(wanted[2])
        wanted += [f"forcedisplay[{n}]" for n in range(len(shown))]
        assert set(wanted) <= set(asked.query) <= {*wanted, "range"}, asked.query
        assert [asked.first(f"forcedisplay[{n}]") for n in range(len(shown))] == list(shown)
        assert asked.first("criteria[0][searchtype]") == "contains"
        return int(asked.first("criteria[0][field]")), asked.first("criteria[0][value]")

    def _search_tickets(self, asked: Asked, user: User) -> Said:
        option, value = self._criteria(asked, ("2", "21"))
        assert option == 21
        found = [
            {"1": t.fields["name"], "2": t.id, "21": escaped(t.fields["content"])}  # whatever was asked for
            for t in self.tickets.values()
            if value.casefold() in t.fields["content"].casefold() and self._may_see(t, user)
        ]
        return self._found(found, "search-none")

    def _may_see(self, ticket: GlpiTicket, user: User) -> bool:
        try:
            return bool(self._seen(ticket.id, user))
        except Refused:
            return False

    def _search_computers(self, asked: Asked, user: User) -> Said:
        option, value = self._criteria(asked, ("2", "1", "5", "47"))
        if not self.sees_computers and not user.technician:
            raise refuse("categories")
        begins, ends = value.startswith("^"), value.endswith("$")
        word = value.removeprefix("^").removesuffix("$").casefold()
        rows = [{"2": c.id, "1": c.name, "5": c.serial, "47": c.uuid} for c in self.computers]

        def fits(cell: str) -> bool:
            if begins and ends:
                return cell.casefold() == word
            return word in cell.casefold()

        return self._found([row for row in rows if fits(str(row[str(option)]))], "search-none")

    def _found(self, found: Sequence[Any], nothing: str) -> Said:
        if not found:
            return as_recorded(nothing)
        total = len(found)
        body = {"totalcount": total, "count": total, "data": found, "content-range": f"0-{total - 1}/{total}"}
        return Said(200, body)

    # -- what is added -----------------------------------------------------------------------------

    def _post(self, path: str, asked: Asked, user: User) -> Said:
        if len(asked.body) > POST_MAX:
            raise refuse("upload-too-large-php-post-max")
        given, files = self._input(asked)
        with self.lock:
            if path == "Ticket":
                return self._new_ticket(given, files, user)
            if path == "ITILFollowup":
                return self._new_answer(given, files, user)
            if path == "Document":
                return self._new_document(given, files, user)
            if path == "ITILSolution":
                return self._new_solution(given, user)
            if path == "TicketTask":
                return self._new_task(given, user)
        raise AssertionError(f"no recording shows a POST to {path}")

    def _input(self, asked: Asked) -> tuple[dict[str, Any], Sequence[SentPart]]:
        files: Sequence[SentPart] = ()
        if asked.headers["content-type"].startswith("multipart/form-data"):
            manifest = [p for p in asked.parts if p.name == "uploadManifest"]
            if not manifest:
                raise refuse("upload-no-manifest")
            assert asked.parts[0] is manifest[0], "recorded with the manifest first"
            data = json.loads(manifest[0].content)
            files = [part for part in asked.parts if part.name != "uploadManifest"]
            assert all(part.filename for part in files)
        else:
            assert asked.headers["content-type"] == "application/json"
            data = asked.json()
        if not isinstance(data, dict) or not isinstance(data.get("input"), dict):
            raise refuse("no-input")
        assert set(data) == {"input"}
        return data["input"], files

    def _new_ticket(self, given: dict[str, Any], files: Sequence[SentPart], user: User) -> Said:
        now = datetime.now(UTC).replace(microsecond=0)
        number = len(self.tickets) + 1
        content = str(given.get("content") or given.get("name") or "")
        name = str(given.get("name") or content)
        if len(escaped(name)) > 255:
            name = html.unescape(escaped(name)[:255])
        columns = recorded("get-ticket")["body"]  # what isn't a column is left out without a word
        fields = {k: v for k, v in given.items() if k in columns}
        fields |= {"name": name, "content": content, "status": 1, "users_id_recipient": user.id}
        ticket = GlpiTicket(number, fields, user.id, self._requesters(given), now, now)
        ticket.documents = self._kept(files, user, reuse=True)
        ticket.computers = [int(id_) for id_ in (given.get("items_id") or {}).get("Computer", [])]
        self.tickets[number] = ticket
        body = {**recorded("create-ticket")["body"], "id": number} | self._upload_result(files)
        return Said(201, body, headers={"Location": f"http://internal.invalid/apirest.php/Ticket/{number}"})

    def _requesters(self, given: Mapping[str, Any]) -> list[tuple[int, str]]:
        if given.get("_users_id_requester"):
            return [(int(given["_users_id_requester"]), "")]
        if told := given.get("_users_id_requester_notif"):
            assert told["use_notification"] == [1]
            return [(0, address) for address in told["alternative_email"]]
        return []

    def _new_solution(self, given: dict[str, Any], user: User) -> Said:
        assert user.technician, "only a technician solves"
        ticket = self.tickets[int(given["items_id"])]
        answer = self.say(ticket, user, str(given["content"]), kind="ITILSolution")
        ticket.fields["status"] = 5
        return Said(201, {**recorded("tech-solution")["body"], "id": answer.id})

    def _new_task(self, given: dict[str, Any], user: User) -> Said:
        assert user.technician, "only a technician adds tasks"
        ticket, private = self.tickets[int(given["tickets_id"])], bool(given["is_private"])
        answer = self.say(ticket, user, str(given["content"]), "TicketTask", private=private)
        return Said(201, {**recorded("tech-solution")["body"], "id": answer.id})

    def _kept(self, files: Sequence[SentPart], user: User, reuse: bool) -> list[int]:
        """Keep what GLPI 10 keeps: the first of every list of names, if it takes its type and size."""
        kept, lists = [], set()
        for part in files:
            name, _, index = part.name.partition("[")
            if name in lists and index:
                continue
            lists.add(name)
            if self._takes(part):
                kept.append(self._store(part, user, reuse))
        return list(dict.fromkeys(kept))

    def _takes(self, part: SentPart) -> bool:
        if set(part.filename) & set("<>&'\""):
            return False  # looked for under its escaped name, and not found
        ending = part.filename.rpartition(".")[2].casefold()
        fits = 0 < len(part.content) <= min(DOCUMENT_MAX, UPLOAD_MAX)
        return ending in STOCK and fits and len(part.filename.encode()) <= 255 - 23

    def _store(self, part: SentPart, user: User, reuse: bool) -> int:
        name = re.split(r"[/\\]", part.filename)[-1]
        now = datetime.now(UTC).replace(microsecond=0)
        document = Document(len(self.documents) + 1, name, part.content, user.id, now)
        same = [d.id for d in self.documents.values() if d.sha1 == document.sha1]
        if same and reuse:
            return same[0]
        self.documents[document.id] = document
        return document.id

    def _new_answer(self, given: dict[str, Any], files: Sequence[SentPart], user: User) -> Said:
        known = {"itemtype", "items_id", "content", "add_reopen", "add_close"}
        assert given.keys() <= known or self.lenient, given
        assert given["itemtype"] == "Ticket"
        assert given["content"], "GLPI refuses an answer without words"
        ticket = self.tickets.get(int(given["items_id"]))
        if ticket is None or not self._may_see(ticket, user):
            raise refuse("other-user-followup-forbidden")
        if ticket.status == 6:
            raise refuse("followup-on-closed")
        answer = self.say(ticket, user, str(given["content"]))
        answer.documents = self._kept(files, user, reuse=True)
        self._move(ticket, given, user)
        body = {**recorded("followup")["body"], "id": answer.id}
        return Said(201, body | self._upload_result(files))

    def _move(self, ticket: GlpiTicket, given: Mapping[str, Any], user: User) -> None:
        """Change the state as an answer does: the requester's own refuses a solution unless it approves it.

        Any answer takes a ticket out of waiting (``ParentStatus::updateParentStatus``).
        """
        if given.get("add_close"):
            ticket.fields["status"] = 6 if ticket.status == 5 else ticket.status
        elif ticket.status == 4 or (ticket.status == 5 and not user.technician):
            ticket.fields["status"] = 1

    def _upload_result(self, files: Sequence[SentPart]) -> dict[str, Any]:
        """Tell of the first file only, and of what is wrong with it (exchanges 44 and 45)."""
        if not files:
            return {}
        part = files[0]
        told = {"display": part.filename, "size": len(part.content), "type": part.media_type}
        if not self._takes(part):
            large = len(part.content) > min(DOCUMENT_MAX, UPLOAD_MAX)
            told["error"] = "File is too big" if large else "Filetype not allowed"
        return {"upload_result": {part.name.partition("[")[0]: [told]}}

    def say(
        self, ticket: GlpiTicket, user: User, content: str, kind: str = KINDS[0], *, private: bool = False
    ) -> Answer:
        """Add an answer; GLPI counts time in whole seconds."""
        count = 1 + sum(a.kind == kind for t in self.tickets.values() for a in t.answers)
        now = datetime.now(UTC).replace(microsecond=0)
        answer = Answer(count, user.id, content, now, private, kind)
        ticket.answers.append(answer)
        ticket.changed = now
        return answer

    def _new_document(self, given: dict[str, Any], files: Sequence[SentPart], user: User) -> Said:
        known = {"name", "_filename", "itemtype", "items_id", "_only_if_upload_succeed"}
        assert given.keys() == known or self.lenient, given
        strict = given.get("_only_if_upload_succeed") is True
        assert strict or self.lenient, "else a refused file leaves an empty document"
        (part,) = files
        assert given["_filename"] == [part.filename]
        ids = self._kept([part], user, reuse=False)
        if not ids and strict:
            raise Refused(Said(400, ["ERROR_GLPI_ADD", f"File {part.filename} not found."]))
        ids = ids or [self._store(SentPart("", b""), user, reuse=False)]
        if given.get("itemtype") == "Ticket":
            self._seen(int(given["items_id"]), user).documents += ids
        elif "itemtype" in given:
            raise refuse("followup-document")
        return Said(201, {**recorded("upload-png-linked-ok")["body"], "id": ids[0]})


def escaped(content: str) -> str:
    """Return text as GLPI 10 keeps it."""
    return content.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")


def local(moment: datetime) -> str:
    """Return a time as GLPI writes it."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S")


class _Shown(HTMLParser):
    """What a technician reads; a tag that is not a line break came from someone's words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag == "br", f"<{tag}> came to life"
        self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data.replace("\n", " ")


def shown(content: str) -> str:
    """Return what a technician reads of a text of ours."""
    page = _Shown()
    page.feed(content)
    page.close()
    return page.text


class GlpiStand(ServerStand):
    """An employee with the Self-Service profile in front of the imitation."""

    id = "glpi"
    known = Verification.RECORDED
    cannot: ClassVar[Mapping[str, str]] = {}

    def start(self) -> None:
        """Start it."""
        self.glpi = Glpi()
        self.sessions: list[GlpiSession] = []
        super().start()
        self.stack.callback(lambda: [session.end() for session in self.sessions])

    def reply(self, asked: Asked) -> Said:
        return self.glpi.reply(asked)

    def session(self, token: str = EMPLOYEE, app_token: str = APP_TOKEN, url: str = "") -> GlpiSession:
        """Return a session of someone; it ends with the stand."""
        session = GlpiSession(url or self.server.url, lambda: token, app_token, routes=ProxyRouter())
        self.sessions.append(session)
        return session

    def connector(
        self, place: GlpiTarget | None = None, endings: Sequence[str] = (), **changes: Any
    ) -> Connector:
        return GlpiConnector(self.session(**changes), place, endings)

    def wrong_login(self) -> Connector:
        return self.connector(token="nope-nope-nope")

    def tickets(self, ref: str) -> Sequence[Held]:
        return [
            self.held(t) for t in self.glpi.tickets.values() if f"Ref: {ref}" in shown(t.fields["content"])
        ]

    def held(self, ticket: GlpiTicket) -> Held:
        documents = self.glpi.documents
        by_id = {u.id: u.login for u in self.glpi.users.values()}
        comments = [
            HeldComment(
                by_id[a.author],
                shown(a.content) if by_id[a.author] != "tech" else a.content,
                {documents[d].filename: documents[d].data for d in a.documents},
            )
            for a in ticket.answers
        ]
        return Held(
            number=str(ticket.id),
            subject=ticket.fields["name"],
            body=shown(ticket.fields["content"]),
            requester=", ".join(address or by_id[id_] for id_, address in ticket.requesters),
            files={documents[d].filename: documents[d].data for d in ticket.documents},
            comments=comments,
            state=str(ticket.status),
            fields=ticket.fields,
        )

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        ticket = self.glpi.tickets[int(number)]
        said = f"<p>{html.escape(text)}</p>"
        answer = self.glpi.say(ticket, self.glpi.users[TECHNICIAN], said)
        for name, data in (files or {}).items():
            part = SentPart("file0", data, name, "application/octet-stream")
            answer.documents.append(self.glpi._store(part, self.glpi.users[TECHNICIAN], reuse=True))

    def solve(self, number: str) -> None:
        ticket = self.glpi.tickets[int(number)]
        self.glpi.say(ticket, self.glpi.users[TECHNICIAN], "<p>restarted the service</p>", "ITILSolution")
        ticket.fields["status"] = 5

    def expire(self) -> None:
        """End every session, as PHP does after 24 minutes."""
        self.glpi.sessions.clear()

    def refused_file(self) -> tuple[str, bytes]:
        return "too-big.zip", b"0" * (DOCUMENT_MAX + 1)

    def name_of(self, name: str) -> str:
        kept = name.replace("'", "’")
        return f"{kept}.txt" if kept.endswith(".json") else kept
