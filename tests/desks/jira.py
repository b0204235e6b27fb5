"""Jira Service Management, imitated from its documentation with every trap that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.jira.connector import JiraConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import JiraDeskPolicy
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

Row = dict[str, Any]
TOKEN = "Bearer alices-own-token"
API = "/rest/servicedeskapi/"
ALICE, BOB, AGENT = "alice", "bob", "agent"
CATEGORIES = {
    "Waiting for support": "NEW",
    "In Progress": "INDETERMINATE",
    "Waiting for customer": "INDETERMINATE",
    "Resolved": "DONE",
    "Canceled": "DONE",
}
TRANSITIONS = {
    "Waiting for support": [("11", "Resolve this issue", "Resolved")],
    "In Progress": [("11", "Resolve this issue", "Resolved")],
    "Waiting for customer": [("11", "Resolve this issue", "Resolved")],
    "Resolved": [("21", "Reopen issue", "Waiting for support")],
}


def no(status: int, message: str) -> Said:
    """Return an error of the service desk interface."""
    return Said(
        status, {"errorMessage": message, "i18nErrorMessage": {"i18nKey": "sd.error", "parameters": []}}
    )


class Jira:
    """Requests, and what an administrator set.

    Attributes:
        fields: what the request type has.
        offered: whether customers may make transitions.
        moving: whether a transition that was made moves anything.
        categories: whether the status has a category, which older versions do not send.
        largest: bytes of an attachment, 10 MB in Data Center's stock configuration.
        page: entries of a page, whatever is asked for.
        elsewhere: whether attachments are kept on another server, as in Cloud.
    """

    def __init__(self) -> None:
        self.requests: list[Row] = []
        self.comments: list[Row] = []
        self.files: list[Row] = []
        self.temporary: dict[str, tuple[str, bytes]] = {}
        self.tokens = {TOKEN: ALICE}
        self.fields = {"summary", "description", "priority", "customfield_10050"}
        self.offered = self.moving = self.categories = True
        self.elsewhere = False
        self.largest, self.page = 10 << 20, 3
        self.url = ""
        self._time = datetime(2026, 11, 28, 3, 40, tzinfo=UTC)

    def now(self) -> Row:
        """Return a time that only goes forward, in the forms that the interface gives."""
        self._time += timedelta(seconds=1)
        return {"iso8601": self._time.strftime("%Y-%m-%dT%H:%M:%S+0000"), "friendly": "Today"}

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        person = self.tokens.get(asked.headers.get("authorization", ""))
        if person is None:
            return Said(401, b"<html>Unauthorized (401)</html>", "text/html")
        if asked.path == "/rest/api/2/myself":
            return Said(200, {"name": person, "emailAddress": f"{person}@example.test"})
        if asked.path.startswith("/secure/attachment/"):
            return self._content(asked.path.split("/")[3], person)
        if not asked.path.startswith(API):
            return Said(404, b"<html>dead link</html>", "text/html")
        parts = asked.path.removeprefix(API).split("/")
        if parts[0] == "servicedesk":
            return self._desk(asked, parts[1:])
        if parts == ["request"]:
            return self._create(asked.json(), person) if asked.writes else self._list(asked, person)
        found = [r for r in self.requests if r["issueKey"] == parts[1] and person in (r["by"], AGENT)]
        if not found:
            return no(404, "The request does not exist or you do not have permission to view it.")
        return self._one(asked, found[0], parts[2:], person)

    def _desk(self, asked: Asked, parts: list[str]) -> Said:
        if parts == ["3", "requesttype", "25"]:
            return Said(200, {"id": "25", "name": "Get IT help", "serviceDeskId": "3"})
        if parts != ["3", "attachTemporaryFile"]:
            return no(404, "The service desk does not exist.")
        if asked.headers.get("x-atlassian-token") != "no-check":
            return Said(403, b"XSRF check failed", "text/plain")
        if not asked.parts or any(part.name != "file" for part in asked.parts):
            return no(400, "No file was attached.")
        if any(len(part.content) > self.largest for part in asked.parts):
            return no(400, f"The file is too large. The limit is {self.largest}.")
        made = []
        for part in asked.parts:
            id_ = f"temp{len(self.temporary) + 1}"
            self.temporary[id_] = (part.filename, part.content)
            made.append({"temporaryAttachmentId": id_, "fileName": part.filename})
        return Said(201, {"temporaryAttachments": made})

    # -- requests ------------------------------------------------------------------------------

    def _create(self, data: Row, person: str) -> Said:
        values = data.get("requestFieldValues", {})
        if (data.get("serviceDeskId"), data.get("requestTypeId")) not in (("3", "25"), ("3", "26")):
            return no(400, "The request type does not exist.")
        if "raiseOnBehalfOf" in data:
            return no(403, "You do not have permission to raise requests on behalf of others.")
        if set(values) - self.fields:
            return no(400, f"Field {min(set(values) - self.fields)} cannot be set.")
        if not 0 < len(values.get("summary", "")) <= 255 or "\n" in values["summary"]:
            return Said(
                400, {"errorMessages": [], "errors": {"summary": "Summary must be one line of up to 255."}}
            )
        if len(values.get("description", "")) > 32_767:
            return no(400, "The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
        row = {
            "issueKey": f"SD-{len(self.requests) + 1}",
            "by": person,
            "values": values,
            "created": self.now(),
        }
        row |= {"status": "Waiting for support", "moved": row["created"], "type": data["requestTypeId"]}
        self.requests.append(row)
        return Said(201, self.shown(row))

    def shown(self, row: Row) -> Row:
        """Return a request as the interface gives it."""
        status = {"status": row["status"], "statusDate": row["moved"]}
        status |= {"statusCategory": CATEGORIES[row["status"]]} if self.categories else {}
        values = [{"fieldId": name, "label": name, "value": value} for name, value in row["values"].items()]
        return {
            "issueKey": row["issueKey"],
            "serviceDeskId": "3",
            "requestTypeId": row["type"],
            "createdDate": row["created"],
            "reporter": {"name": row["by"], "key": row["by"], "displayName": row["by"].title()},
            "requestFieldValues": values,
            "currentStatus": status,
            "_links": {"web": f"{self.url}/servicedesk/customer/portal/1/{row['issueKey']}"},
        }

    def _list(self, asked: Asked, person: str) -> Said:
        """The last active ones first; the term is looked for in the summary only."""
        if (
            asked.first("requestOwnership") != "OWNED_REQUESTS"
            or asked.first("requestStatus") != "ALL_REQUESTS"
        ):
            return no(400, "closed ones would be missing")
        term = asked.first("searchTerm").casefold()
        found = [r for r in self.requests if r["by"] == person and term in r["values"]["summary"].casefold()]
        found.sort(key=lambda row: row["moved"]["iso8601"], reverse=True)
        return self._page(asked, [self.shown(row) for row in found])

    def _page(self, asked: Asked, rows: list[Row]) -> Said:
        start = int(asked.first("start") or 0)
        size = int(asked.first("limit") or self.page)
        values = rows[start : start + size]
        last = start + size >= len(rows)
        return Said(200, {"start": start, "size": len(values), "isLastPage": last, "values": values})

    def _one(self, asked: Asked, row: Row, parts: list[str], person: str) -> Said:
        if not parts:
            return Said(200, self.shown(row))
        if parts == ["comment"]:
            if asked.writes:
                return Said(201, self.say(row, asked.json()["body"], person, bool(asked.json()["public"])))
            said = [c for c in self.comments if c["of"] is row and (c["public"] or person == AGENT)]
            return self._page(asked, said and [{k: v for k, v in c.items() if k != "of"} for c in said])
        if parts == ["attachment"]:
            return self._attach(asked, row, person)
        if parts == ["transition"]:
            return self._transition(asked, row)
        return no(404, "no such resource")

    def say(self, row: Row, body: str, person: str, public: bool = True) -> Row:
        """Write a comment and return it."""
        if not body:
            raise ValueError("an empty comment")
        author = {"name": person, "key": person, "displayName": person.title()}
        said = {"id": str(len(self.comments) + 1000), "body": body, "public": public, "author": author}
        self.comments.append({**said, "created": self.now(), "of": row})
        row["moved"] = self.now()
        return said

    def _attach(self, asked: Asked, row: Row, person: str) -> Said:
        """What was attached for a while is taken over once; the comment says which files it brings."""
        if not asked.writes:
            return self._page(asked, [self._file(f) for f in self.files if f["of"] is row])
        data = asked.json()
        ids = data["temporaryAttachmentIds"]
        if data.get("public") is not True:
            return no(403, "Customers can only create public attachments.")
        if not ids or any(id_ not in self.temporary for id_ in ids):
            return no(400, "The temporary attachment was not found or has expired.")
        names = []
        for id_ in ids:
            name, content = self.temporary.pop(id_)
            self.files.append({"id": str(len(self.files) + 500), "name": name, "content": content, "of": row})
            names.append(f"[^{name}]")
        before = data.get("additionalComment", {}).get("body", "")
        made = self.say(row, "\r\n\r\n".join([*([before] if before else []), *names]), person)
        return Said(201, {"comment": made, "attachments": {"values": []}})

    def _file(self, file: Row) -> Row:
        base = "https://media.example.test" if self.elsewhere else self.url
        content = f"{base}/secure/attachment/{file['id']}/{file['id']}"
        return {"filename": file["name"], "size": len(file["content"]), "_links": {"content": content}}

    def _content(self, id_: str, person: str) -> Said:
        for file in self.files:
            if file["id"] == id_ and person in (file["of"]["by"], AGENT):
                return Said(200, file["content"], "application/octet-stream")
        return Said(404, b"<html></html>", "text/html")

    def _transition(self, asked: Asked, row: Row) -> Said:
        offered = TRANSITIONS.get(row["status"], []) if self.offered else []
        if not asked.writes:
            return self._page(asked, [{"id": id_, "name": name} for id_, name, _ in offered])
        if asked.headers.get("x-experimentalapi") != "opt-in":
            return no(412, "This resource is experimental.")
        to = [state for id_, _, state in offered if id_ == asked.json().get("id")]
        if not to:
            return no(400, "The transition is not valid.")
        if self.moving:
            row |= {"status": to[0], "moved": self.now()}
        return Said(204)


class JiraStand(ServerStand):
    """A service desk where the user is a customer."""

    id = "jira"
    known = Verification.DOCUMENTED
    large = 9_000_000

    def start(self) -> None:
        """Make it, with someone else's request in it."""
        self.jira = Jira()
        values = {"summary": "Bob's", "description": "Ref: sh-of-bob"}
        self.jira._create({"serviceDeskId": "3", "requestTypeId": "25", "requestFieldValues": values}, BOB)
        super().start()
        self.jira.url = self.server.url

    def reply(self, asked: Asked) -> Said:
        """Answer."""
        return self.jira(asked)

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice; changes are keys of the policy, ``token`` and ``filing``."""
        token, filing = changes.pop("token", TOKEN), changes.pop("filing", ClassificationMapping())
        keys = {"url": self.server.url, "service_desk": "3", "request_type": "25", **changes}
        return JiraConnector(JiraDeskPolicy(**keys), filing, lambda: token, routes=ProxyRouter())

    def wrong_login(self) -> Connector:
        """Return one with a token that no one gave out."""
        return self.connector(token="Bearer nobody")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Return the requests with the mark."""
        return [self._held(r) for r in self.jira.requests if ref in r["values"]["description"]]

    def row(self, number: str) -> Row:
        """Return a request."""
        return next(r for r in self.jira.requests if r["issueKey"] == number)

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write as an agent, after a comment among agents."""
        self.jira.say(self.row(number), "She is wrong", AGENT, public=False)
        self.jira.say(self.row(number), text, AGENT)

    def solve(self, number: str) -> None:
        """Resolve it."""
        self.row(number).update(status="Resolved", moved=self.jira.now())

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file over the limit."""
        self.jira.largest = 1000
        return "big.zip", b"PK" * 1000

    def _held(self, row: Row) -> Held:
        return Held(
            number=row["issueKey"],
            subject=row["values"]["summary"],
            body=_rendered(row["values"]["description"]),
            requester=f"{row['by']}@example.test",
            files={f["name"]: f["content"] for f in self.jira.files if f["of"] is row},
            comments=[
                HeldComment(c["author"]["name"], _rendered(c["body"]))
                for c in self.jira.comments
                if c["of"] is row
            ],
            state=row["status"],
            fields=row,
        )


def _rendered(text: str) -> str:
    """Return wiki markup as it is read: only what stands between fences is shown as it is."""
    before, fence, rest = text.partition("{noformat}\n")
    if not fence:
        return text
    inside, end, after = rest.partition("\n{noformat}")
    assert not before
    assert end
    assert not set("*_{[!") & set(after.partition("[^")[0]), "markup outside of the fence"
    return f"{inside}{after}"
