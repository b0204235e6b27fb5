"""Freshservice, imitated from its documentation with every trap that it names."""

# mypy: disable-error-code="index, operator"

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.freshservice.connector import FreshserviceConnector, make_basic_auth_header
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import FreshserviceDeskPolicy
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

Row = dict[str, Any]
KEY = "alices-key"
ALICE, BOB, AGENT = 7, 8, 3
PEOPLE = {"alice@example.test": ALICE, "bob@example.test": BOB}
NUMBERS = ("status", "priority", "urgency", "impact", "workspace_id", "group_id")
STANDARD = ("subject", "description", "category", "sub_category", "type", *NUMBERS)
CUSTOM = ("site", "selfhelp_ref")


def no(status: int, message: str, field: str = "", code: str = "invalid_value") -> Said:
    """Return an error as Freshservice writes it."""
    errors = [{"field": field, "message": message, "code": code}]
    return Said(status, {"description": "Validation failed", "errors": errors})


class Freshservice:
    """Tickets and conversations, and what an administrator set.

    Attributes:
        total: bytes of all files of one message.
        indexed: whether the filter knows of new tickets already.
        locked: fields that are left out without a word.
        allowed: whether the key's owner may see tickets.
        busy: calls left in this minute, None for any number.
        dropping: names of files that get lost.
    """

    def __init__(self) -> None:
        self.tickets: list[Row] = []
        self.said: list[Row] = []
        self.keys = {KEY: ALICE}
        self.total = 40_000_000
        self.indexed = self.allowed = True
        self.locked: set[str] = set()
        self.dropping: set[str] = set()
        self.busy: int | None = None
        self._time = datetime(2026, 11, 28, 3, 40, tzinfo=UTC)

    def now(self) -> str:
        """Return a time that only goes forward."""
        self._time += timedelta(seconds=1)
        return self._time.strftime("%Y-%m-%dT%H:%M:%SZ")

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        if self.busy is not None:
            self.busy -= 1
            if self.busy < 0:
                return Said(429, b"", headers={"Retry-After": "41", "X-Ratelimit-Remaining": "0"})
        person = self._person(asked.headers.get("authorization", ""))
        if person is None:
            return Said(401, {"code": "invalid_credentials", "message": "You have to be logged in."})
        if not self.allowed:
            return Said(
                403, {"code": "access_denied", "message": "You are not authorized to perform this action."}
            )
        parts = asked.path.removeprefix("/api/v2/").split("/")
        if parts[0] in ("agents", "requesters") and len(parts) == 2:
            return self._person_shown(parts[0][:-1], int(parts[1]))
        if parts == ["tickets"]:
            return self._create(asked, person) if asked.writes else self._list(asked)
        if parts == ["tickets", "filter"]:
            return self._filter(asked.first("query"))
        found = [t for t in self.tickets if parts[0] == "tickets" and str(t["id"]) == parts[1]]
        return self._one(asked, found[0], parts[2:], person) if found else Said(404, {"message": "Not found"})

    def _person(self, header: str) -> int | None:
        """The key is the name, and the password does not matter."""
        word, _, coded = header.partition(" ")
        name = base64.b64decode(coded).decode().partition(":") if word == "Basic" else ("", "", "")
        return self.keys.get(name[0]) if name[1:] == (":", "X") else None

    def _person_shown(self, kind: str, id_: int) -> Said:
        names = {"agent": {AGENT: ("Tech", "Nician")}, "requester": {ALICE: ("Alice", None)}}[kind]
        if id_ not in names:
            return Said(404, {"message": "Not found"})
        first, last = names[id_]
        return Said(200, {kind: {"id": id_, "first_name": first, "last_name": last}})

    # -- tickets -------------------------------------------------------------------------------

    def _list(self, asked: Asked) -> Said:
        """The last 30 days unless it is told since when, and a page too large is an error."""
        size, page = int(asked.first("per_page") or 30), int(asked.first("page") or 1)
        if not 0 < size <= 100:
            return no(400, "per_page", "per_page")
        since = asked.first("updated_since") or "2026-10-29T00:00:00Z"
        place = int(asked.first("workspace_id") or 2)
        found = [t for t in self.tickets if t["updated_at"] >= since and t.get("workspace_id", 2) == place]
        found.sort(key=lambda t: t["created_at"], reverse=asked.first("order_type") != "asc")
        return Said(200, {"tickets": [self.shown(t) for t in found[(page - 1) * size : page * size]]})

    def _filter(self, query: str) -> Said:
        found = re.fullmatch(r"\"(\w+):'([^']*)'\"", query)
        if not found or found[1] not in CUSTOM:
            return no(400, "The query is invalid", "query")
        same = [t for t in self.tickets if self.indexed and t["custom_fields"].get(found[1]) == found[2]]
        return Said(200, {"tickets": [self.shown(t) for t in same[::-1]], "total": len(same)})

    def shown(self, ticket: Row) -> Row:
        """Return a ticket as the interface gives it."""
        files = [_file(name, data) for name, data in ticket["files"].items()]
        return {**{k: v for k, v in ticket.items() if k != "files"}, "attachments": files}

    def _create(self, asked: Asked, person: int) -> Said:
        values, files, refusal = self._read(asked)
        if refusal:
            return refusal
        for name in ("subject", "description", "email", "status", "priority"):
            if not values.get(name):
                return no(400, "Mandatory attribute missing", name, "missing_field")
        made = self.now()
        custom = values.pop("custom_fields", {})
        if set(custom) - set(CUSTOM):
            return no(400, "Unexpected/invalid field in request", min(custom), "invalid_field")
        ticket: Row = {"id": len(self.tickets) + 260, "requester_id": PEOPLE.get(values["email"], 99)}
        ticket |= {k: values[k] for k in STANDARD if k in values and k not in self.locked}
        ticket |= {"custom_fields": {k: v for k, v in custom.items() if k not in self.locked}}
        ticket |= {"created_at": made, "updated_at": made, "files": files}
        ticket["description"] = f"<div>{ticket['description']}</div>"
        self.tickets.append(ticket)
        return Said(201, {"ticket": self.shown(ticket)})

    def _read(self, asked: Asked) -> tuple[Row, dict[str, bytes], Said | None]:
        """Read JSON, whose numbers are numbers, or a form, whose files all have the same name."""
        if not asked.headers.get("content-type", "").startswith("multipart/form-data"):
            values = asked.json()
            wrong = [n for n in NUMBERS if n in values and not isinstance(values[n], int)]
            return values, {}, no(400, "datatype", wrong[0], "datatype_mismatch") if wrong else None
        values, files = {}, {}
        for part in asked.parts:
            inner = re.fullmatch(r"custom_fields\[(\w+)\]", part.name)
            if part.name == "attachments[]":
                files[part.filename] = part.content
            elif inner:
                values.setdefault("custom_fields", {})[inner[1]] = part.content.decode()
            else:
                text = part.content.decode()
                values[part.name] = int(text) if part.name in NUMBERS else text
        if sum(map(len, files.values())) > self.total:
            return {}, {}, no(400, "The total size of attachments exceeds the limit", "attachments")
        return values, {n: d for n, d in files.items() if n not in self.dropping}, None

    def _one(self, asked: Asked, ticket: Row, parts: list[str], person: int) -> Said:
        if parts == ["conversations"]:
            size, page = int(asked.first("per_page") or 30), int(asked.first("page") or 1)
            said = [c for c in self.said if c["of"] == ticket["id"]]
            shown = [self._conversation(c) for c in said[(page - 1) * size : page * size]]
            return Said(200, {"conversations": shown})
        if parts == ["notes"]:
            values, files, refusal = self._read(asked)
            if refusal:
                return refusal
            private = values.get("private", True) in (
                True,
                "true",
            )  # a note is private unless it says otherwise
            return Said(
                201,
                {
                    "conversation": self._conversation(
                        self.say(ticket, values["body"], person, private, files)
                    )
                },
            )
        if asked.method == "PUT":
            ticket |= {k: v for k, v in asked.json().items() if k in STANDARD and k not in self.locked}
            ticket["updated_at"] = self.now()
        return Said(200, {"ticket": self.shown(ticket)})

    def say(
        self,
        ticket: Row,
        body: str,
        person: int,
        private: bool = False,
        files: Mapping[str, bytes] | None = None,
    ) -> Row:
        """Write a message and return it."""
        said: Row = {"id": len(self.said) + 700, "of": ticket["id"], "user_id": person, "private": private}
        said |= {"body": f"<div>{body}</div>", "created_at": self.now(), "files": dict(files or {})}
        said["incoming"] = False
        self.said.append(said)
        ticket["updated_at"] = self.now()
        return said

    def _conversation(self, said: Row) -> Row:
        files = [_file(name, data) for name, data in said["files"].items()]
        return {**{k: v for k, v in said.items() if k not in ("files", "of")}, "attachments": files}


def _file(name: str, data: bytes) -> Row:
    return {"name": name, "size": len(data), "attachment_url": "https://files.example.test/x"}


class FreshserviceStand(ServerStand):
    """An account where the person has a key of their own."""

    id = "freshservice"
    known = Verification.DOCUMENTED

    def start(self) -> None:
        """Make it."""
        self.fresh = Freshservice()
        super().start()

    def reply(self, asked: Asked) -> Said:
        """Answer."""
        return self.fresh(asked)

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice; changes are keys of the policy, ``key`` and ``filing``."""
        key, filing = changes.pop("key", KEY), changes.pop("filing", ClassificationMapping())
        desk = FreshserviceDeskPolicy(**{"url": self.server.url, **changes})
        return FreshserviceConnector(desk, filing, lambda: make_basic_auth_header(key), routes=ProxyRouter())

    def wrong_login(self) -> Connector:
        """Return one with a key that no one gave out."""
        return self.connector(key="nobody")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Return the tickets with the mark."""
        return [self._held(t) for t in self.fresh.tickets if ref in t["description"]]

    def ticket(self, number: str) -> Row:
        """Return a ticket."""
        return next(t for t in self.fresh.tickets if str(t["id"]) == number)

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write as an agent, after a private note."""
        self.fresh.say(self.ticket(number), "She is wrong", AGENT, private=True)
        self.fresh.say(self.ticket(number), html.escape(text), AGENT)

    def solve(self, number: str) -> None:
        """Resolve it."""
        self.ticket(number).update(status=4, updated_at=self.fresh.now())

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file that gets lost."""
        self.fresh.dropping = {"lost.zip"}
        return "lost.zip", b"PK"

    def _held(self, ticket: Row) -> Held:
        said = [c for c in self.fresh.said if c["of"] == ticket["id"]]
        return Held(
            number=str(ticket["id"]),
            subject=ticket["subject"],
            body=_read_by_people(ticket["description"]),
            requester=next((mail for mail, id_ in PEOPLE.items() if id_ == ticket["requester_id"]), "?"),
            files={name: data for part in (ticket, *said) for name, data in part["files"].items()},
            comments=[HeldComment(str(c["user_id"]), _read_by_people(c["body"]), c["files"]) for c in said],
            state=str(ticket["status"]),
            fields=ticket,
        )


def _read_by_people(content: str) -> str:
    """Return HTML as a browser shows it; of tags, only line breaks may be in it."""
    inner = content.removeprefix("<div>").removesuffix("</div>")
    lines = [line.removeprefix("\n") for line in inner.split("<br>")]
    assert not any("<" in line or ">" in line for line in lines), "markup came to life"
    return html.unescape("\n".join(lines)).replace("\xa0", " ")
