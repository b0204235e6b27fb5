"""A receiver of webhooks that offers everything docs/webhook.md describes."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.webhook.connector import WebhookConnector
from selfhelp.network.proxy_router import ProxyRouter
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

KEYS = {"pc-7": "s3cret:with-colon"}
REFUSED = ".exe"


class WebhookStand(ServerStand):
    """Keeps tickets in memory, believes nothing that is not signed, and does nothing twice."""

    id = "webhook"
    known = Verification.LIVE

    def start(self) -> None:
        """Start it."""
        super().start()
        self.held: dict[str, dict[str, Any]] = {}
        self.done: dict[str, str] = {}
        self.files: dict[str, bytes] = {}

    def connector(self, **changes: Any) -> Connector:
        """Return the connector of one computer."""
        token = changes.pop("token", "pc-7:s3cret:with-colon")
        changes.setdefault("routes", ProxyRouter())
        return WebhookConnector(f"{self.server.url}/hook", lambda: token, **changes)

    def wrong_login(self) -> Connector:
        """Return it with a secret that is not the receiver's."""
        return self.connector(token="pc-7:guessed")

    # -- the receiver ------------------------------------------------------------------------------

    def reply(self, asked: Asked) -> Said:
        """Answer one request."""
        if not self._is_signed(asked):
            return Said(401, {"error": "signature"})
        path = asked.path.removeprefix("/hook").strip("/").split("/")
        if asked.method == "GET":
            return self._tell(asked, path)
        key = asked.headers["idempotency-key"]
        if key in self.done:
            return Said(409, {"id": self.done[key], "url": self._page(self.done[key])})
        data, files = self._read(asked)
        if path == [""]:
            number = self._new(data, files)
        else:
            number = path[0]
            self._add(path[1], self.held[number], data, files)
        self.done[key] = number
        return Said(201, {"id": number, "url": self._page(number)})

    def _is_signed(self, asked: Asked) -> bool:
        secret = KEYS.get(asked.headers.get("x-key-id", ""), "")
        then = asked.headers.get("x-timestamp", "0")
        query = "&".join(f"{name}={quote(values[0], safe='')}" for name, values in asked.query.items())
        where = f"{asked.path}?{query}" if query else asked.path
        body = asked.body if asked.writes else where.encode()
        wanted = hmac.new(secret.encode(), f"{then}.".encode() + body, hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(then)) < 300
        return (
            bool(secret) and fresh and hmac.compare_digest(f"sha256={wanted}", asked.headers["x-signature"])
        )

    def _read(self, asked: Asked) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if not asked.parts:
            return asked.json(), []
        ticket, *parts = asked.parts
        files = [
            self._keep(part.filename, part.content) for part in parts if not part.filename.endswith(REFUSED)
        ]
        return json.loads(ticket.content), files

    def _keep(self, name: str, content: bytes) -> dict[str, Any]:
        key = f"f{len(self.files)}"
        self.files[key] = content
        return {"id": key, "name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def _new(self, data: dict[str, Any], files: list[dict[str, Any]]) -> str:
        number = f"T-{len(self.held) + 1}"
        self.held[number] = {
            **data,
            "id": number,
            "url": self._page(number),
            "state": "open",
            "created": "2026-01-01T00:00:00Z",
            "updated": "2026-01-01T00:00:00Z",
            "files": files,
            "comments": [],
        }
        return number

    def _add(
        self, what: str, ticket: dict[str, Any], data: dict[str, Any], files: list[dict[str, Any]]
    ) -> None:
        if what == "files":
            ticket["files"] += files
        elif what == "state":
            ticket["state"] = data["state"]
        else:
            self._say(
                ticket,
                {"ref": data["ref"], "author": "Alice", "text": data["text"], "mine": True, "files": files},
            )

    def _say(self, ticket: dict[str, Any], comment: dict[str, Any]) -> None:
        ticket["comments"].append({**comment, "time": "2026-01-01T00:00:00Z"})

    def _tell(self, asked: Asked, path: list[str]) -> Said:
        if path == [""]:
            found = next((t for t in self.held.values() if t["ref"] == asked.first("ref")), None)
            return Said(200, {"id": found["id"], "url": found["url"]}) if found else Said(404, {})
        if len(path) == 3:
            return Said(200, self.files[path[2]])
        ticket = self.held[path[0]]
        tag = f'"{hashlib.sha256(json.dumps(ticket).encode()).hexdigest()}"'
        if asked.headers.get("if-none-match") == tag:
            return Said(304, headers={"ETag": tag})
        return Said(200, ticket, headers={"ETag": tag})

    def _page(self, number: str) -> str:
        return f"{self.server.url}/tickets/{number}"

    # -- what a test looks at ----------------------------------------------------------------------

    def tickets(self, ref: str) -> Sequence[Held]:
        """Return what is kept."""
        return [
            Held(
                number=ticket["id"],
                subject=ticket["subject"],
                body=ticket["body"],
                requester=ticket["requester"],
                files=self._bytes(ticket["files"]),
                comments=[
                    HeldComment(c["author"], c["text"], self._bytes(c["files"])) for c in ticket["comments"]
                ],
                state=ticket["state"],
                fields=ticket,
            )
            for ticket in self.held.values()
            if ticket["ref"] == ref
        ]

    def _bytes(self, listed: Sequence[Mapping[str, Any]]) -> Mapping[str, bytes]:
        return {file["name"]: self.files[file["id"]] for file in listed}

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write as a technician."""
        kept = [self._keep(name, data) for name, data in (files or {}).items()]
        self._say(self.held[number], {"ref": "", "author": "Tom", "text": text, "mine": False, "files": kept})

    def solve(self, number: str) -> None:
        """Set it to solved."""
        self.held[number]["state"] = "solved"

    def refused_file(self) -> tuple[str, bytes]:
        """Return a program, which this receiver leaves out."""
        return "setup.exe", b"MZ"
