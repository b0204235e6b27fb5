"""The imitated GLPI says what the real one said: its own recorded requests, sent to it in their order."""

# mypy: disable-error-code="attr-defined, return-value"

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests_toolbelt import MultipartEncoder

from tests.desks.glpi import EMPLOYEE, OTHER, RECORDINGS, TECHNICIAN, GlpiStand

LEFT_OUT = (3, 4, 19, 36, 37, 38, 50, 53, 55, 56, 59, 66, 67, 68, 69, 74, 78, 80)
"""Exchanges of kinds that the connector never has: passwords, titles searched, a technician's own."""


def exchanges() -> Iterator[tuple[int, dict[str, Any]]]:
    for path in sorted(RECORDINGS.glob("[0-9]*.json")):
        number = int(path.name[:2])
        if number not in LEFT_OUT:
            yield number, json.loads(path.read_text(encoding="utf-8"))


def body_of(given: Any) -> tuple[Any, dict[str, str]]:
    """Return what was sent: the recordings describe forms instead of holding them."""
    if not isinstance(given, dict) or "multipart" not in given:
        if given == "<multipart without uploadManifest>":
            form = MultipartEncoder([("filename[0]", ("a.txt", b"x", "text/plain"))])
            return form, {"Content-Type": form.content_type}
        return (None, {}) if given is None else (json.dumps(given), {"Content-Type": "application/json"})
    parts = []
    for part in given["multipart"]:
        if isinstance(part, str):
            name, _, filename = part.partition("=")
            part = {"name": name, "filename": filename, "size": 9 + len(filename)}
        if part["name"] == "uploadManifest":
            parts.append((part["name"], (None, json.dumps(part["value"]), "application/json")))
        else:
            content = part["filename"].encode().ljust(part["size"], b"0")[: part["size"]]
            parts.append((part["name"], (part["filename"], content, part.get("content-type", "text/plain"))))
    form = MultipartEncoder(parts)
    return form, {"Content-Type": form.content_type}


class Replay:
    """Sends recorded requests; the stand's own tokens stand for the recorded ones."""

    def __init__(self, stand: GlpiStand) -> None:
        self.stand = stand
        self.tokens: dict[str, str] = {"<SESSION-X>": "anything", "<USER-TOKEN>": EMPLOYEE}
        for name, token in (
            ("<SESSION-TOKEN>", EMPLOYEE),
            ("<OTHER-SESSION>", OTHER),
            ("<TECH-SESSION>", TECHNICIAN),
        ):
            self.tokens[name] = self.login(token)

    def login(self, token: str) -> str:
        reply = self.send("GET", "/apirest.php/initSession", {"Authorization": f"user_token {token}"})
        return str(reply.json()["session_token"])

    def send(self, method: str, target: str, headers: dict[str, str], data: Any = None) -> requests.Response:
        for name, token in self.tokens.items():
            headers = {key: value.replace(name, token) for key, value in headers.items()}
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method, self.stand.server.url + target, headers=headers, data=data, timeout=20
            )

    def exchange(self, number: int, recorded: dict[str, Any]) -> requests.Response:
        asked = recorded["request"]
        self.before(number)
        url = urlsplit(asked["url"])
        kept = ("Authorization", "Session-Token", "App-Token", "X-GLPI-Sanitized-Content")
        headers = {name: value for name, value in asked["headers"].items() if name in kept}
        if asked["headers"].get("Accept", "*/*") != "*/*":
            headers["Accept"] = asked["headers"]["Accept"]
        data, more = body_of(asked["body"])
        return self.send(asked["method"], f"{url.path}?{url.query}", {**headers, **more}, data)

    def before(self, number: int) -> None:
        """Bring the imitation to where the recorded server was."""
        glpi = self.stand.glpi
        glpi.api, glpi.address = number != 5, number != 6
        glpi.app_token = "wanted" if number in (7, 8, 9) else ""
        if number == 73:
            glpi.tickets[2].fields["status"] = 6
        if number in (81, 82):
            glpi.sessions.pop(self.tokens["<SESSION-TOKEN>"], None)


@pytest.fixture
def replay(tmp_path):
    with GlpiStand(tmp_path) as stand:
        stand.glpi.app_token = ""
        stand.glpi.lenient = True
        yield Replay(stand)
        stand.settled()


def test_every_recorded_request_is_answered_as_it_was(replay):
    wrong = []
    for number, recorded in exchanges():
        reply, wanted = replay.exchange(number, recorded), recorded["response"]
        if reply.status_code != wanted["status"]:
            wrong.append((number, reply.status_code, wanted["status"], reply.text[:200]))
        elif not agrees(reply, wanted["body"]):
            wrong.append((number, reply.text[:300], wanted["body"]))
    assert not wrong, "\n".join(map(str, wrong))


def agrees(reply: requests.Response, wanted: Any) -> bool:
    """Whether an answer has the recorded shape: the same refusal, or an object with the same names."""
    if "json" not in reply.headers["Content-Type"]:
        return isinstance(wanted, str)
    said = reply.json()
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], str):
        return said == wanted
    if isinstance(wanted, list):
        return [set(row) - {"links"} for row in said] == [set(row) - {"links"} for row in wanted]
    if isinstance(wanted, dict):
        missing = set(wanted) - set(said) - {"upload_result", "message", "links", "count", "sort", "order"}
        return not missing and said.get("id") == wanted.get("id") and documents(said) == documents(wanted)
    return said == wanted


def documents(data: dict[str, Any]) -> list[str]:
    return sorted(row["filename"] for row in data.get("_documents", []))


def test_the_stand_for_a_real_one_works_on_the_imitation(tmp_path, monkeypatch):
    """So that whoever has a GLPI can trust what `make desks` says of it."""
    from selfhelp.core.ticket import Ticket
    from tests.desks.glpi_real import RealGlpiStand

    with GlpiStand(tmp_path) as imitation:
        monkeypatch.setenv("SELFHELP_GLPI", imitation.server.url)
        monkeypatch.setenv("SELFHELP_GLPI_EMPLOYEE", EMPLOYEE)
        monkeypatch.setenv("SELFHELP_GLPI_TECHNICIAN", TECHNICIAN)
        monkeypatch.setenv("SELFHELP_GLPI_APP", imitation.glpi.app_token)
        with RealGlpiStand(tmp_path) as stand:
            connector = stand.connector()
            number = connector.submit_ticket(Ticket("sh-1", "s", "b", "r@x"), lambda ref: None).number
            connector.add_comment(number, "c-1", "first", (), lambda ref: None)
            stand.answer(number, "second", {"how.txt": b"like this"})
            stand.task(number, "public")
            stand.task(number, "private", private=True)
            (held,) = stand.tickets("sh-1")
            assert (held.number, held.requester, held.state) == (number, "101", "1")
            assert [comment.text for comment in held.comments] == ["first\n \n Ref: c-1"]
            stand.expire()
            stand.solve(number)
            said = connector.fetch_status(number).comments
            assert [c.text for c in said] == ["first", "second", "public", "done"]
            assert [[file.name for file in c.files] for c in said] == [[], ["how.txt"], [], []]
            assert {c.author for c in said} == {"Erin Employee", "Technician Tess"}
            assert stand.tickets("sh-1")[0].state == "5"
            stand.settled()
        imitation.settled()
