"""Zammad, imitated from its documentation and source with every trap that they show."""

# mypy: disable-error-code="call-arg"

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.zammad.connector import ZammadConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import ZammadDeskPolicy
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

Row = dict[str, Any]
TOKEN = "Token token=alices-own-token"
PEOPLE = {7: "alice@example.test", 8: "bob@example.test", 3: "agent@example.test"}
ALICE, BOB, AGENT = 7, 8, 3
STATES = ("new", "open", "pending reminder", "pending close", "closed", "merged")
FIELDS = ("title", "group", "state", "priority", "u_site")
TOO_LARGE = Said(413, b"<html><h1>413 Request Entity Too Large</h1></html>", "text/html")


def no(status: int, message: str) -> Said:
    """Return an error as ``handles_errors.rb`` writes it."""
    return Said(status, {"error": message, "error_human": message})


class Zammad:
    """Tickets and their messages, and what an administrator set.

    Attributes:
        indexed: whether the search index knows of new tickets already.
        database: whether a search may have a condition, which is answered from the database.
        expanding: whether a search understands ``expand``.
        follow_up: whether the group lets a closed ticket be opened again.
        locked: fields that a customer's workflow leaves out without a word.
        room: bytes of a request that the web server lets through.
        dropping: names of files that get lost.
    """

    def __init__(self) -> None:
        self.tickets: list[Row] = []
        self.articles: list[Row] = []
        self.bytes: dict[int, bytes] = {}
        self.tokens = {TOKEN: ALICE}
        self.indexed = self.database = self.follow_up = self.expanding = True
        self.locked: set[str] = set()
        self.dropping: set[str] = set()
        self.room = 50 << 20
        self._time = datetime(2026, 11, 28, 3, 40, tzinfo=UTC)

    def now(self) -> str:
        """Return a time that only goes forward."""
        self._time += timedelta(seconds=1)
        return self._time.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        if len(asked.body) > self.room:
            return TOO_LARGE
        person = self.tokens.get(asked.headers.get("authorization", ""))
        if person is None:
            return no(401, "Invalid token")
        parts = asked.path.removeprefix("/api/v1/").split("/")
        if parts == ["users", "me"]:
            return Said(200, {"id": person, "login": PEOPLE[person], "email": PEOPLE[person]})
        if parts[0] == "tickets":
            return self._tickets(asked, parts[1:], person)
        if parts[0] == "ticket_articles":
            return self._articles(asked, parts[1:], person)
        if parts[0] == "ticket_attachment" and len(parts) == 4:
            return self._attachment(*map(int, parts[1:]), person)
        return no(404, "No route matches")

    def sees(self, ticket: Row, person: int) -> bool:
        """Whether a ticket may be read: a customer sees the user's own."""
        return person == AGENT or ticket["customer_id"] == person

    # -- tickets -------------------------------------------------------------------------------

    def _tickets(self, asked: Asked, parts: list[str], person: int) -> Said:
        if parts == ["search"]:
            found = self._search(asked, person)
            if self.expanding and asked.first("expand") == "true":
                return Said(200, [self.expanded(t) for t in found])
            assets = {"Ticket": {str(t["id"]): t for t in found}}
            return Said(200, {"tickets": [t["id"] for t in found], "assets": assets})
        if not parts and asked.method == "POST":
            return self._create(asked.json(), person)
        tickets = [t for t in self.tickets if str(t["id"]) == parts[0]]
        if not tickets:
            return no(404, "Couldn't find Ticket")
        if not self.sees(tickets[0], person):
            return no(403, "Not authorized")
        if asked.method == "PUT":
            refusal = self._change(tickets[0], asked.json(), person)
            if refusal:
                return refusal
        return Said(200, self.expanded(tickets[0]))

    def _search(self, asked: Asked, person: int) -> list[Row]:
        """The index lags and knows words; the database is exact, and only asked without a query."""
        seen = [t for t in self.tickets if self.sees(t, person)]
        query = asked.first("query")
        if query:
            wanted = set(re.findall(r"\w+", query.casefold())) - {"number"}
            return [t for t in seen if self.indexed and wanted & self._words(t)]
        body, number = (
            asked.first(f"condition[{name}][value]") for name in ("article.body", "ticket.number")
        )
        if not self.database or not (body or number):
            return []
        return [
            t
            for t in seen
            if (number and t["number"] == number)
            or (body and any(body in a["body"] for a in self.of(t["id"])))
        ]

    def _words(self, ticket: Row) -> set[str]:
        text = " ".join([ticket["title"], ticket["number"], *(a["body"] for a in self.of(ticket["id"]))])
        return set(re.findall(r"\w+", text.casefold()))

    def of(self, ticket: int) -> list[Row]:
        """Return the messages of a ticket."""
        return [a for a in self.articles if a["ticket_id"] == ticket]

    def expanded(self, ticket: Row) -> Row:
        """Return a ticket as ``expand=true`` gives it."""
        return {
            **ticket,
            "article_count": len(self.of(ticket["id"])),
            "customer": PEOPLE[ticket["customer_id"]],
        }

    def _create(self, data: Row, person: int) -> Said:
        """Either everything is made or nothing (``Transaction.execute``)."""
        if not data.get("title") or data.get("group") != "Users":
            return no(422, "No lookup value found for 'group'")
        if "customer" in data:
            return no(422, f"No lookup value found for 'customer': {data['customer']!r}")
        if data.get("priority") not in (None, "1 low", "2 normal", "3 high"):
            return no(422, "No lookup value found for 'priority'")
        number = len(self.tickets) + 1
        made = self.now()
        ticket: Row = {"id": number, "number": str(22000 + number), "state": "new", "priority": "2 normal"}
        ticket |= {"created_at": made, "updated_at": made, "created_by_id": person, "customer_id": person}
        ticket |= {name: data[name] for name in FIELDS if name in data and name not in self.locked}
        ticket["tags"] = data.get("tags", "")
        refusal = self._write(ticket, data.get("article") or {}, person)
        if refusal:
            return refusal
        self.tickets.append(ticket)
        return Said(201, {k: v for k, v in ticket.items() if k != "tags"})

    def _change(self, ticket: Row, data: Row, person: int) -> Said | None:
        if ticket["state"] == "merged":
            return no(403, "Not authorized")
        if ticket["state"] == "closed" and person != AGENT and not self.follow_up:
            return no(422, "Cannot follow-up on a closed ticket. Please create a new ticket.")
        if "state" in data and data["state"] not in STATES:
            return no(422, "No lookup value found for 'state'")
        ticket |= {name: data[name] for name in FIELDS if name in data and name not in self.locked}
        ticket["updated_at"] = self.now()
        return None

    # -- messages ------------------------------------------------------------------------------

    def _articles(self, asked: Asked, parts: list[str], person: int) -> Said:
        number = asked.json().get("ticket_id") if asked.writes else int(parts[1])
        tickets = [t for t in self.tickets if t["id"] == number and self.sees(t, person)]
        if not tickets:
            return no(403, "Not authorized")
        if asked.writes:
            return self._write(tickets[0], asked.json(), person) or Said(201, self.articles[-1])
        shown = [a for a in self.of(number) if person == AGENT or not a["internal"]]
        return Said(200, shown)

    def _write(self, ticket: Row, data: Row, person: int) -> Said | None:
        """A customer writes notes that everyone sees, whatever the user asks for."""
        if not data.get("body"):
            return no(422, 'Need at least article: { body: "some text" }')
        try:
            files = [self._decoded(index, file) for index, file in enumerate(data.get("attachments", []))]
        except ValueError as error:
            return no(422, str(error))
        agent = person == AGENT
        article: Row = {"id": len(self.articles) + 101, "ticket_id": ticket["id"], "created_by_id": person}
        article |= {"from": PEOPLE[person], "sender": "Agent" if agent else "Customer"}
        article |= {"type": data["type"] if agent or data["type"] in ("note", "web") else "note"}
        article |= {"body": data["body"], "content_type": data["content_type"], "created_at": self.now()}
        article |= {"internal": bool(agent and data.get("internal")), "attachments": []}
        for name, content in files:
            if name not in self.dropping:
                id_ = len(self.bytes) + 901
                self.bytes[id_] = content
                article["attachments"].append({"id": id_, "filename": name, "size": str(len(content))})
        self.articles.append(article)
        ticket["updated_at"] = self.now()
        return None

    def _decoded(self, index: int, file: Row) -> tuple[str, bytes]:
        for key in ("mime-type", "filename", "data"):
            if not isinstance(file.get(key), str) or (not file[key] and key != "data"):
                raise ValueError(f"Attachment needs '{key}' param for attachment with index '{index}'")
        try:
            return file["filename"], base64.b64decode(file["data"], validate=True)
        except binascii.Error:
            raise ValueError(f"Invalid base64 for attachment with index '{index}'") from None

    def _attachment(self, ticket: int, article: int, id_: int, person: int) -> Said:
        tickets = [t for t in self.tickets if t["id"] == ticket and self.sees(t, person)]
        found = [a for a in self.of(ticket) if a["id"] == article]
        if not tickets or not found or id_ not in [f["id"] for f in found[0]["attachments"]]:
            return no(403, "The file does not belong to the specified article.")
        return Said(200, self.bytes[id_], "application/zip")


class ZammadStand(ServerStand):
    """A Zammad where the user is a customer."""

    id = "zammad"
    known = Verification.DOCUMENTED

    def start(self) -> None:
        """Make it, with someone else's ticket in it."""
        self.zammad = Zammad()
        article = {"body": "Bob's own\n\nRef: sh-of-bob", "content_type": "text/plain", "type": "web"}
        self.zammad._create({"title": "Bob's", "group": "Users", "article": article}, BOB)
        super().start()

    def reply(self, asked: Asked) -> Said:
        """Answer."""
        return self.zammad(asked)

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice; changes are keys of the policy, ``token`` and ``filing``."""
        token, filing = changes.pop("token", TOKEN), changes.pop("filing", ClassificationMapping())
        return ZammadConnector(
            ZammadDeskPolicy(**{"url": self.server.url, **changes}),
            filing,
            lambda: token,
            routes=ProxyRouter(),
        )

    def wrong_login(self) -> Connector:
        """Return one with a token that no one gave out."""
        return self.connector(token="Token token=nobody")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Return the tickets whose first message has the mark."""
        return [self._held(t) for t in self.zammad.tickets if ref in self.zammad.of(t["id"])[0]["body"]]

    def ticket(self, number: str) -> Row:
        """Return a ticket."""
        return next(t for t in self.zammad.tickets if t["number"] == number)

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write in the agents' editor, after a note among agents and an automatic mail."""
        ticket = self.ticket(number)
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        note = {"body": "She is wrong", "content_type": "text/plain", "type": "note", "internal": True}
        self.zammad._write(ticket, note, AGENT)
        said = {"body": f"<div>{escaped}</div>", "content_type": "text/html", "type": "email"}
        self.zammad._write(ticket, said, AGENT)
        self.zammad._write(ticket, {**said, "body": "We have got your ticket."}, AGENT)
        self.zammad.articles[-1]["sender"] = "System"

    def solve(self, number: str) -> None:
        """Close it."""
        self.zammad._change(self.ticket(number), {"state": "closed"}, AGENT)

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file that gets lost."""
        self.zammad.dropping = {"lost.zip"}
        return "lost.zip", b"PK"

    def _held(self, ticket: Row) -> Held:
        first, *more = self.zammad.of(ticket["id"])
        return Held(
            number=ticket["number"],
            subject=ticket["title"],
            body=first["body"],
            requester=PEOPLE[ticket["customer_id"]],
            files={name: data for a in (first, *more) for name, data in self._files(a).items()},
            comments=[HeldComment(a["from"], a["body"], self._files(a)) for a in more],
            state=ticket["state"],
            fields=ticket,
        )

    def _files(self, article: Row) -> Mapping[str, bytes]:
        return {f["filename"]: self.zammad.bytes[f["id"]] for f in article["attachments"]}
