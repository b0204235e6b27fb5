"""Zendesk, imitated from its documentation with every trap that it names: the interface for end users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.zendesk.connector import ZendeskConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import ZendeskDeskPolicy
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

Row = dict[str, Any]
TOKEN = "Bearer alices-access-token"
ALICE, BOB, AGENT, SYSTEM = 7, 8, 3, -1
PEOPLE = {ALICE: "Alice", BOB: "Bob", AGENT: "Agent"}
AUTOREPLY = {"channel": "rule", "source": {"from": {"id": 22, "title": "Autoreply"}, "rel": "trigger"}}
"""How a trigger wrote a comment (developer.zendesk.com, *Via object reference*)."""
FIELDS = ("subject", "priority", "type", "ticket_form_id", "custom_fields")


def no(status: int, error: str, description: str) -> Said:
    """Return an error as Zendesk writes it."""
    details = {"base": [{"description": description, "error": error}]} if status == 422 else {}
    body = {"error": error, "description": "Record validation errors" if details else description}
    return Said(status, body | ({"details": details} if details else {}))


class Zendesk:
    """Requests with their public comments, and what an administrator set.

    Attributes:
        types: endings of files that may be uploaded; empty: all.
        hidden: fields that end users may not set; they are left out without a word.
        assigned: whether someone works on it, so that the person may say that it is solved.
        stubborn: whether a comment opens a solved request again.
        page: entries of a page, whatever is asked for.
    """

    def __init__(self) -> None:
        self.requests: list[Row] = []
        self.comments: list[Row] = []
        self.uploads: dict[str, tuple[str, bytes]] = {}
        self.tokens = {TOKEN: ALICE}
        self.types: set[str] = set()
        self.hidden: set[str] = set()
        self.assigned, self.stubborn = True, False
        self.anonymous = False
        self.page = 3
        self._time = datetime(2026, 11, 28, 3, 40, tzinfo=UTC)

    def now(self) -> str:
        """Return a time that only goes forward."""
        self._time += timedelta(seconds=1)
        return self._time.strftime("%Y-%m-%dT%H:%M:%SZ")

    def pass_time(self, **much: float) -> None:
        """Let time pass."""
        self._time += timedelta(**much)

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        if asked.path == "/api/v2/users/me" and self.anonymous:
            return Said(200, {"user": {"id": None, "name": "Anonymous user", "email": "invalid@example.com"}})
        person = self.tokens.get(asked.headers.get("authorization", ""))
        if person is None:
            return Said(401, {"error": "invalid_token", "error_description": "The access token is invalid"})
        parts = asked.path.removeprefix("/api/v2/").split("/")
        if parts == ["users", "me"]:
            name = PEOPLE[person]
            return Said(200, {"user": {"id": person, "name": name, "email": f"{name.lower()}@example.test"}})
        if parts == ["uploads.json"]:
            return self._upload(asked)
        if parts == ["requests"]:
            return self._create(asked.json(), person) if asked.writes else self._list(asked, person)
        found = [r for r in self.requests if parts[0] == "requests" and str(r["id"]) == parts[1]]
        if not found:
            return no(404, "RecordNotFound", "Not found")
        if found[0]["requester_id"] != person:
            return Said(
                403, {"error": {"title": "Forbidden", "message": "You do not have access to this page."}}
            )
        return self._one(asked, found[0], parts[2:], person)

    def _upload(self, asked: Asked) -> Said:
        name = asked.first("filename")
        if not name or not asked.headers.get("content-type"):
            return no(400, "InvalidUpload", "filename is missing")
        if self.types and name.rpartition(".")[2] not in self.types:
            return no(422, "AttachmentUnprocessable", "Attachment is of a type that is not allowed")
        if len(asked.body) > 50_000_000:
            return no(413, "AttachmentTooLarge", "Attachment is too large")
        token = f"upload{len(self.uploads) + 1}"
        self.uploads[token] = (name, asked.body)
        return Said(201, {"upload": {"token": token, "attachment": {"file_name": name}}})

    # -- requests ------------------------------------------------------------------------------

    def _create(self, data: Row, person: int) -> Said:
        request = data.get("request", {})
        if not request.get("subject") or not request.get("comment", {}).get("body"):
            return no(422, "BlankValue", "Description: cannot be blank")
        if not self._known(request["comment"]):
            return no(404, "RecordNotFound", "Upload token not found")
        made = self.now()
        row: Row = {"id": len(self.requests) + 35_000, "status": "new", "requester_id": person}
        row |= {"priority": None, "custom_fields": [], "created_at": made, "updated_at": made}
        row |= {k: request[k] for k in FIELDS if k in request and k not in self.hidden}
        row |= {"description": request["comment"]["body"]}
        self.requests.append(row)
        self.say(row, request["comment"], person)
        return Said(201, {"request": self.shown(row)})

    def _known(self, comment: Row) -> bool:
        return all(token in self.uploads for token in comment.get("uploads", []))

    def say(self, row: Row, comment: Row, person: int) -> None:
        """Write a comment with what was uploaded for it; a token counts once."""
        files = [self.uploads.pop(token) for token in comment.get("uploads", [])]
        body = comment["body"].replace("\n", "\r\n")
        said: Row = {"of": row["id"], "body": body, "plain_body": body, "author_id": person}
        said |= {"created_at": self.now(), "public": comment.get("public", True), "files": files}
        said |= {"via": comment.get("via", {"channel": "web"})}
        self.comments.append(said)
        row["updated_at"] = self.now()

    def shown(self, row: Row) -> Row:
        """Return a request as an end user sees it."""
        return {**row, "can_be_solved_by_me": self.assigned and row["status"] not in ("solved", "closed")}

    def _list(self, asked: Asked, person: int) -> Said:
        """With a cursor the order is not kept."""
        if any(name.startswith("page[") for name in asked.query):
            return no(400, "Unsorted", "the order would be any")
        found = [self.shown(r) for r in self.requests if r["requester_id"] == person]
        found.sort(key=lambda row: row["created_at"], reverse=asked.first("sort_order") == "desc")
        return self._page(asked, "requests", found)

    def _page(self, asked: Asked, name: str, found: list[Row], **more: Any) -> Said:
        number = int(asked.first("page") or 1)
        start, end = (number - 1) * self.page, number * self.page
        following = f"?page={number + 1}" if end < len(found) else None
        return Said(200, {name: found[start:end], "next_page": following, "count": len(found), **more})

    def _one(self, asked: Asked, row: Row, parts: list[str], person: int) -> Said:
        if parts == ["comments"]:
            said = [c for c in self.comments if c["of"] == row["id"] and c["public"]]
            users = [{"id": id_, "name": name, "agent": id_ == AGENT} for id_, name in PEOPLE.items()]
            return self._page(asked, "comments", [self._comment(c) for c in said], users=users)
        if asked.method == "PUT":
            refusal = self._change(row, asked.json()["request"], person)
            if refusal:
                return refusal
        return Said(200, {"request": self.shown(row)})

    def _comment(self, comment: Row) -> Row:
        files = [
            {"file_name": name, "size": len(data), "content_url": "https://files.example.test/token/x"}
            for name, data in comment["files"]
        ]
        shown = {k: v for k, v in comment.items() if k not in ("files", "of")}
        return {**shown, "attachments": files}

    def _change(self, row: Row, change: Row, person: int) -> Said | None:
        """What an end user may not do changes nothing, and the answer is 200."""
        if row["status"] == "closed":
            return no(422, "RecordInvalid", "Status: closed prevents ticket update")
        if comment := change.get("comment"):
            if not comment.get("body") or not self._known(comment):
                return no(422, "BlankValue", "Comment: cannot be blank")
            self.say(row, comment, person)
            if row["status"] in ("solved", "pending") and not self.stubborn:
                row["status"] = "open"
        if change.get("solved") is True and self.assigned:
            row |= {"status": "solved", "updated_at": self.now()}
        return None


class ZendeskStand(ServerStand):
    """A Zendesk where the user is an end user."""

    id = "zendesk"
    known = Verification.DOCUMENTED

    def start(self) -> None:
        """Make it, with someone else's request in it."""
        self.zendesk = Zendesk()
        request = {"subject": "Bob's", "comment": {"body": "Ref: sh-of-bob"}}
        self.zendesk._create({"request": request}, BOB)
        super().start()

    def reply(self, asked: Asked) -> Said:
        """Answer."""
        return self.zendesk(asked)

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice; changes are keys of the policy, ``token`` and ``filing``."""
        token, filing = changes.pop("token", TOKEN), changes.pop("filing", ClassificationMapping())
        return ZendeskConnector(
            ZendeskDeskPolicy(**{"url": self.server.url, **changes}),
            filing,
            lambda: token,
            routes=ProxyRouter(),
        )

    def wrong_login(self) -> Connector:
        """Return one with a token that no one gave out."""
        return self.connector(token="Bearer nobody")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Return the requests with the mark."""
        return [self._held(r) for r in self.zendesk.requests if ref in r["description"]]

    def row(self, number: str) -> Row:
        """Return a request."""
        return next(r for r in self.zendesk.requests if str(r["id"]) == number)

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write as an agent, after a note among agents."""
        self.zendesk.say(self.row(number), {"body": "She is wrong", "public": False}, AGENT)
        self.zendesk.say(self.row(number), {"body": text}, AGENT)

    def solve(self, number: str) -> None:
        """Solve it."""
        self.row(number).update(status="solved", updated_at=self.zendesk.now())

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file of a type that an administrator does not allow."""
        self.zendesk.types = {"txt", "png"}
        return "macro.xlsm", b"PK"

    def _held(self, row: Row) -> Held:
        first, *more = (c for c in self.zendesk.comments if c["of"] == row["id"])
        return Held(
            number=str(row["id"]),
            subject=row["subject"],
            body=first["body"].replace("\r\n", "\n"),
            requester=f"{PEOPLE[row['requester_id']].lower()}@example.test",
            files={name: data for c in (first, *more) for name, data in c["files"]},
            comments=[HeldComment(PEOPLE[c["author_id"]], c["body"], dict(c["files"])) for c in more],
            state=row["status"],
            fields=row,
        )
