"""A real Redmine, from Debian's packages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from xml.etree.ElementTree import Element

import html5lib
import requests

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.redmine.connector import RedmineConnector
from selfhelp.helpdesk.connectors.redmine.files import make_stored_file_name
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import RedmineDeskPolicy
from tests.desks.front import RealStand
from tests.desks.stand import Held, HeldComment

TECHNICIAN = ("intake", "intake-local-pw")
DESCRIPTION = ".//*[@class='description']//*[@class='wiki']"
ADMINISTRATOR = ("admin", "redmine-admin-local")


class RedmineStand(RealStand):
    """Tickets are read as a technician sees them: from the page that Redmine draws."""

    id = "redmine"
    known = Verification.LIVE
    script = "redmine.sh"
    large: ClassVar[int] = 10_000_000
    cannot: ClassVar[Mapping[str, str]] = {}

    def start(self) -> None:
        """Start it and sign the technician in."""
        super().start()
        self.web = self._signed_in(*TECHNICIAN)
        self.admin = self._signed_in(*ADMINISTRATOR)

    def _signed_in(self, name: str, password: str) -> requests.Session:
        session = requests.Session()
        self.stack.callback(session.close)
        session.trust_env = False
        form = session.get(f"{self.upstream}/login", timeout=60).text
        fields = {"username": name, "password": password, "authenticity_token": _secret(form)}
        session.post(f"{self.upstream}/login", data=fields, timeout=60).raise_for_status()
        return session

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Jane Doe has it."""
        key = changes.pop("key", self.facts["key_employee"])
        filing, routes = changes.pop("filing", ClassificationMapping()), changes.pop("routes", ProxyRouter())
        given = {
            "url": self.server.url,
            "project": "it",
            "ref_field": int(self.facts["ref_field"]),
            **changes,
        }
        return RedmineConnector(RedmineDeskPolicy(**given), filing, lambda: key, routes=routes)

    def wrong_login(self) -> Connector:
        """Return it with a key that Redmine does not know."""
        return self.connector(key="no-such-key")

    def api(self, method: str, path: str, **more: Any) -> Any:
        """Ask as the technician."""
        headers = {"X-Redmine-API-Key": self.facts["key_intake"]}
        reply = self.web.request(method, self.upstream + path, headers=headers, timeout=60, **more)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def tickets(self, ref: str) -> Sequence[Held]:
        """Read what carries the mark, in the field or in the text."""
        query = {"status_id": "*", "sort": "id:asc", "limit": "100", "description": f"~{ref}"}
        found = self.api("GET", "/issues.json", params=query)["issues"]
        return [self._held(row["id"]) for row in found]

    def _held(self, number: int) -> Held:
        issue = self.api("GET", f"/issues/{number}.json?include=attachments,journals")["issue"]
        page = self.web.get(f"{self.upstream}/issues/{number}?tab=history", timeout=60).text
        drawn = html5lib.parse(page, namespaceHTMLElements=False)
        files = {
            row["filename"]: self.web.get(
                f"{self.upstream}/attachments/download/{row['id']}", timeout=60
            ).content
            for row in issue["attachments"]
        }
        comments = [
            HeldComment(journal["user"]["name"], _text(drawn, f".//*[@id='journal-{journal['id']}-notes']"))
            for journal in issue["journals"]
            if journal["notes"]
        ]
        return Held(
            number=str(number),
            subject=issue["subject"],
            body=_text(drawn, DESCRIPTION),
            requester=issue["author"]["name"],
            files=files,
            comments=comments,
            state=issue["status"]["name"],
            fields={
                **issue,
                "tags": {e.tag for e in drawn.iterfind(f"{DESCRIPTION}//*")},
                "links": [e.get("href") for e in drawn.iterfind(f"{DESCRIPTION}//a")],
            },
        )

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write a note."""
        uploads = []
        for name, data in (files or {}).items():
            kind = {"Content-Type": "application/octet-stream"}
            headers = {"X-Redmine-API-Key": self.facts["key_intake"], **kind}
            url = f"{self.upstream}/uploads.json"
            reply = self.web.post(url, params={"filename": name}, data=data, headers=headers, timeout=60)
            uploads.append({"token": reply.json()["upload"]["token"], "filename": name})
        self.api("PUT", f"/issues/{number}.json", json={"issue": {"notes": text, "uploads": uploads}})

    def solve(self, number: str) -> None:
        """Set it to Resolved."""
        self.api("PUT", f"/issues/{number}.json", json={"issue": {"status_id": 3}})

    def formatting(self, name: str) -> None:
        """Change how this Redmine formats texts."""
        form = self.admin.get(f"{self.upstream}/settings?tab=general", timeout=60).text
        word = {"markdown": "common_mark", "textile": "textile"}[name]
        fields = {"settings[text_formatting]": word, "authenticity_token": _secret(form)}
        self.admin.post(
            f"{self.upstream}/settings/edit?tab=general", data=fields, timeout=60
        ).raise_for_status()

    def refused_file(self) -> tuple[str, bytes]:
        """Return a program, which this Redmine's administrator does not allow."""
        return "setup.exe", b"MZ"

    def name_of(self, name: str) -> str:
        """Redmine replaces what some file systems do not take."""
        return make_stored_file_name(name)


def _secret(form: str) -> str:
    found = re.search(r'name="authenticity_token" value="([^"]+)"', form)
    assert found, form[:200]
    return found[1]


def _text(drawn: Element, path: str) -> str:
    """Return the words of a part of a page, with its line ends."""
    found = drawn.find(path)
    assert found is not None, path
    return "".join(_words(found)).strip()


def _words(element: Element) -> Sequence[str]:
    inside = [element.text or ""]
    for child in element:
        inside += [*_words(child), child.tail or ""]
    if element.tag == "br":
        return ["\n"]
    return [*inside, "\n"] if element.tag in ("p", "div", "li") else inside
