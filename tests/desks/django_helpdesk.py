"""A real django-helpdesk, from the Python package index, in an environment of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.django_helpdesk.connector import (
    FILES,
    DjangoHelpdeskConnector,
    make_stored_file_name,
)
from selfhelp.network.proxy_router import ProxyRouter
from tests.desks.front import RealStand
from tests.desks.stand import Held, HeldComment


class DjangoHelpdeskStand(RealStand):
    """Tickets are read through its interface, files from its folder of files."""

    id = "django-helpdesk"
    known = Verification.LIVE
    script = "django_helpdesk.sh"

    def start(self) -> None:
        """Start it."""
        super().start()
        self.web = requests.Session()
        self.stack.callback(self.web.close)
        self.web.trust_env = False
        self.web.headers["Authorization"] = f"Token {self.facts['token_intake']}"

    def connector(self, **changes: Any) -> Connector:
        """Return the connector with the intake account's token."""
        token = changes.pop("token", self.facts["token_intake"])
        queue = int(self.facts["queue"])
        changes.setdefault("routes", ProxyRouter())
        return DjangoHelpdeskConnector(self.server.url, queue, lambda: token, **changes)

    def wrong_login(self) -> Connector:
        """Return it with a token that no one has."""
        return self.connector(token="none")

    def api(self, method: str, path: str, **more: Any) -> Any:
        """Ask as staff."""
        reply = self.web.request(method, f"{self.upstream}/api/{path}", timeout=60, **more)
        reply.raise_for_status()
        return reply.json()

    def tickets(self, ref: str) -> Sequence[Held]:
        """Read every ticket: there's no search."""
        found, page = [], f"{self.upstream}/api/tickets/?page_size=100"
        while page:
            answer = self.web.get(page, timeout=60).json()
            found += [ticket for ticket in answer["results"] if ref in ticket["description"]]
            page = answer["next"]
        return [self._held(ticket) for ticket in found]

    def _held(self, ticket: Mapping[str, Any]) -> Held:
        said = ticket["followup_set"]
        files = {file["filename"]: self.web.get(file["file"], timeout=60).content
                 for one in said for file in one["followupattachment_set"]}  # fmt: skip
        comments = [
            HeldComment(str(one["user"]), one["comment"]) for one in said[1:] if one["comment"] != FILES
        ]
        return Held(
            number=str(ticket["id"]),
            subject=ticket["title"],
            body=ticket["description"],
            requester=ticket["submitter_email"],
            files=files,
            comments=comments,
            state=str(ticket["status"]),
            fields=ticket,
        )

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write a follow-up as a technician, which keeps the title."""
        title = self.api("GET", f"tickets/{number}/")["title"]
        fields = {"ticket": number, "title": title, "comment": text, "public": "true"}
        attached = [("attachments", (name, data)) for name, data in (files or {}).items()]
        self.api("POST", "followups/", data=fields, files=attached or None)

    def solve(self, number: str) -> None:
        """Set it to resolved."""
        self.api("PATCH", f"tickets/{number}/", json={"status": 3})

    def refused_file(self) -> tuple[str, bytes]:
        """Return a type that it does not take: it answers 500 and keeps the rest."""
        return "bundle.7z", b"7z"

    def name_of(self, name: str) -> str:
        """It would keep a double quote as %22."""
        return make_stored_file_name(name)
