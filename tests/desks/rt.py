"""A real Request Tracker, from Debian's packages."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import requests

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.helpdesk.connectors.rt.files import make_stored_file_name
from selfhelp.network.proxy_router import ProxyRouter
from tests.desks.front import RealStand
from tests.desks.stand import Held, HeldComment

ADMINISTRATOR = ("root", "rt-root-local")


class RtStand(RealStand):
    """Tickets are read as the administrator."""

    id = "rt"
    known = Verification.LIVE
    script = "rt.sh"
    large: ClassVar[int] = 15_000_000  # of its 20 MB: SQLite keeps base64, and RT counts that

    def start(self) -> None:
        """Start it."""
        super().start()
        self.web = requests.Session()
        self.stack.callback(self.web.close)
        self.web.trust_env = False
        self.web.auth = ADMINISTRATOR

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice has it."""
        token = changes.pop("token", self.facts["token_alice"])
        given = {"queue": "General", "ref_field": "ClientRef", "routes": ProxyRouter(), **changes}
        return RtConnector(self.server.url, token=lambda: token, **given)

    def wrong_login(self) -> Connector:
        """Return it with a token that RT does not know."""
        return self.connector(token="1-29-deadbeef")

    def api(self, method: str, path: str, **more: Any) -> Any:
        """Ask as the administrator."""
        reply = self.web.request(method, f"{self.upstream}/REST/2.0{path}", timeout=120, **more)
        reply.raise_for_status()
        return reply.json()

    def tickets(self, ref: str) -> Sequence[Held]:
        """Read what carries the mark in its field."""
        query = {"query": f"'CF.{{ClientRef}}' = '{ref}'", "orderby": "id", "order": "ASC"}
        return [self._held(str(row["id"])) for row in self.api("GET", "/tickets", params=query)["items"]]

    def _held(self, number: str) -> Held:
        ticket = self.api("GET", f"/ticket/{number}")
        fields = {"fields": "Filename,ContentType,TransactionId", "per_page": "100"}
        parts = self.api("GET", f"/ticket/{number}/attachments", params=fields)["items"]
        history = self.api("GET", f"/ticket/{number}/history", params={"fields": "Type,Creator"})["items"]
        files = {part["Filename"]: self._bytes(part["id"]) for part in parts if part["Filename"]}
        texts = {
            str(part["TransactionId"]): self._bytes(part["id"]).decode()
            for part in reversed(parts)
            if not part["Filename"] and part["ContentType"].startswith("text/")
        }
        comments = [
            HeldComment(entry["Creator"]["id"], texts.get(str(entry["id"]), ""))
            for entry in history
            if entry["Type"] == "Correspond"
        ]
        first = next(str(entry["id"]) for entry in history if entry["Type"] == "Create")
        requester = ", ".join(person["id"] for person in ticket["Requestor"])
        return Held(
            number, ticket["Subject"], texts[first], requester, files, comments, ticket["Status"], ticket
        )

    def _bytes(self, part: str) -> bytes:
        return base64.b64decode(self.api("GET", f"/attachment/{part}").get("Content") or "")

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write to the person."""
        said = json.dumps({"Content": text, "ContentType": "text/plain"})
        kind = "application/octet-stream"
        attached = [("Attachments", (name, data, kind)) for name, data in (files or {}).items()]
        parts = [("JSON", (None, said, "application/json")), *attached]
        self.api("POST", f"/ticket/{number}/correspond", files=parts)

    def solve(self, number: str) -> None:
        """Set it to resolved."""
        self.api("PUT", f"/ticket/{number}", json={"Status": "resolved"})

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file over the limit: RT says "created" and keeps a note in its place."""
        return "too-large.zip", bytes(22_000_000)

    def name_of(self, name: str) -> str:
        """RT would store a double quote as %22."""
        return make_stored_file_name(name)
