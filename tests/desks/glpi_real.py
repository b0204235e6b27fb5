"""A real GLPI of yours, if you name one: no package of it is to be had, so none is started here.

Set ``SELFHELP_GLPI`` (its address), ``SELFHELP_GLPI_EMPLOYEE`` and ``SELFHELP_GLPI_TECHNICIAN`` (API tokens
of two accounts) and, where its API client has one, ``SELFHELP_GLPI_APP``. Take a test instance: tickets stay.
"""

from __future__ import annotations

import html
import io
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.glpi.connector import GlpiConnector
from selfhelp.helpdesk.connectors.glpi.session import GlpiSession
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.network.request_body import FormPart, MultipartBody
from tests.desks.front import pass_on
from tests.desks.glpi import shown
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

NAMES = ("SELFHELP_GLPI", "SELFHELP_GLPI_EMPLOYEE", "SELFHELP_GLPI_TECHNICIAN")


class RealGlpiStand(ServerStand):
    """The employee goes through a front that can lose answers; the technician goes straight."""

    id = "glpi"
    name = "glpi (live server)"
    known = Verification.LIVE
    tried_by_hand: ClassVar[str] = "29 November 2026 with GLPI 10.0.19"
    real = True
    cannot: ClassVar[Mapping[str, str]] = {}

    def start(self) -> None:
        """Sign the technician in."""
        if not all(os.environ.get(name) for name in NAMES):
            pytest.skip(f"set {', '.join(NAMES)}")
        self.upstream, self.employee, technician = (os.environ[name].rstrip("/") for name in NAMES)
        self.app_token = os.environ.get("SELFHELP_GLPI_APP", "")
        super().start()
        self.technician = GlpiSession(self.upstream, lambda: technician, self.app_token, routes=ProxyRouter())
        self.sessions = [self.technician]
        self.stack.callback(lambda: [session.end() for session in self.sessions])

    def reply(self, asked: Asked) -> Said:
        """Let the real server answer."""
        return pass_on(asked, self.upstream)

    def connector(self, **changes: Any) -> Connector:
        url = self.server.url + urlsplit(self.upstream).path
        token = changes.pop("token", self.employee)
        self.sessions.append(GlpiSession(url, lambda: token, self.app_token, routes=ProxyRouter()))
        return GlpiConnector(self.sessions[-1], **changes)

    def wrong_login(self) -> Connector:
        return self.connector(token="nope-nope-nope")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Read what carries the mark, as the technician."""
        query = {
            "criteria[0][field]": "21",
            "criteria[0][searchtype]": "contains",
            "criteria[0][value]": ref,
            "forcedisplay[0]": "2",
            "forcedisplay[1]": "21",
            "range": "0-49",
        }
        found: Any = self.technician.get("/search/Ticket", query)
        return [self._held(number) for number in sorted(int(row["2"]) for row in found.get("data", []))]

    def _held(self, number: int) -> Held:
        query = {"with_documents": "true", "get_hateoas": "false"}
        ticket: Any = self.technician.get(f"/Ticket/{number}", query)
        listed = {"sort": "id", "order": "ASC", "range": "0-99", "get_hateoas": "false"}
        answers: Any = self.technician.get(f"/Ticket/{number}/ITILFollowup", listed)
        people: Any = self.technician.get(f"/Ticket/{number}/Ticket_User")
        asking = [str(row["alternative_email"] or row["users_id"]) for row in people if row["type"] == 1]
        files = {row["filename"]: self._bytes(row["id"]) for row in ticket["_documents"]}
        own = {ticket["users_id_recipient"]}
        return Held(
            number=str(number),
            subject=ticket["name"],
            body=shown(ticket["content"]),
            requester=", ".join(asking),
            files=files,
            comments=[
                HeldComment(str(row["users_id"]), shown(row["content"]), files)
                for row in answers
                if row["users_id"] in own
            ],
            state=str(ticket["status"]),
            fields=ticket,
        )

    def _bytes(self, number: int) -> bytes:
        headers = {"Accept": "application/octet-stream"}
        with io.BytesIO() as whole:
            self.technician.request("GET", f"/Document/{number}", headers=headers, sink=whole)
            return whole.getvalue()

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        content = f"<p>{html.escape(text)}</p>"
        fields: Any = {"input": {"itemtype": "Ticket", "items_id": int(number), "content": content}}
        manifest = FormPart("uploadManifest", json.dumps(fields), media_type="application/json")
        parts = [
            FormPart(f"file{place}", io.BytesIO(data), name, "application/octet-stream")
            for place, (name, data) in enumerate((files or {}).items())
        ]
        self.technician.request(
            "POST", "/ITILFollowup", body=MultipartBody([manifest, *parts]) if parts else fields
        )

    def task(self, number: str, text: str, *, private: bool = False) -> None:
        """Add a task to a ticket."""
        fields: Any = {"tickets_id": int(number), "content": f"<p>{html.escape(text)}</p>"}
        fields["is_private"] = int(private)
        self.technician.request("POST", "/TicketTask", body={"input": fields})

    def solve(self, number: str) -> None:
        fields: Any = {"itemtype": "Ticket", "items_id": int(number), "content": "<p>done</p>"}
        self.technician.request("POST", "/ITILSolution", body={"input": fields})

    def expire(self) -> None:
        """End the employee's sessions on the server, behind the connector's back."""
        for session in self.sessions[1:]:
            session.end()
            session._token = "0" * 32

    def refused_file(self) -> tuple[str, bytes]:
        limit = self.connector().find_max_file_size()
        return "too-big.zip", b"0" * (limit + 1)

    def name_of(self, name: str) -> str:
        kept = name.replace("'", "’")
        return f"{kept}.txt" if kept.endswith(".json") else kept
