"""django-helpdesk, answered by recordings of a real one; the real one is in tests/live."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import DeskRefusedError, OutcomeUnknownError, SignInNeededError
from selfhelp.core.ticket import FileRef, ItilLevel, RemoteFile, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.django_helpdesk.connector import DjangoHelpdeskConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from tests.desks.server import DeskServer, Said

RECORDINGS = Path(__file__).parents[2] / "contracts" / "django-helpdesk"
TICKET = Ticket("sh-1", "No sound", "hello é", "employee@example.test")


def recorded(name: str) -> Said:
    (path,) = RECORDINGS.glob(f"*-{name}.json")
    answer = json.loads(path.read_text(encoding="utf-8"))["response"]
    return Said(answer["status"], answer["body"])


@pytest.fixture
def desk():
    """Return a function that starts a replaying server and gives the connector and the server."""
    servers = []

    def start(*names):
        answers = list(names)
        server = DeskServer(lambda asked: recorded(a) if isinstance(a := answers.pop(0), str) else a)
        servers.append(server)
        server.__enter__()
        return DjangoHelpdeskConnector(server.url, 1, lambda: "t", routes=ProxyRouter()), server

    yield start
    for server in servers:
        server.__exit__(None, None, None)
        assert not server.broken


def test_a_ticket_is_made_with_what_the_recorded_one_had(desk):
    connector, server = desk("create")
    assert connector.submit_ticket(TICKET, io.BytesIO).number == "1"
    sent = server.asked[0].json()
    (path,) = RECORDINGS.glob("*-create.json")
    assert set(sent) == set(json.loads(path.read_text())["request"]["body"])
    assert sent["description"].endswith("\n\nRef: sh-1")
    assert (sent["priority"], sent["queue"]) == (3, 1)
    assert server.asked[0].headers["authorization"] == "Token t"


def test_what_policy_says_is_filed_and_an_urgency_that_is_no_number_costs_no_ticket(desk):
    connector, server = desk("create")
    connector._filing = ClassificationMapping(
        urgencies={"high": "urgent"}, fields={"custom_room": "room {answer:room}"}
    )
    details = TicketDetails(urgency=ItilLevel.HIGH, answers={"room": "3"})
    connector.submit_ticket(replace(TICKET, details=details), io.BytesIO)
    sent = server.asked[0].json()
    assert (sent["custom_room"], sent["priority"]) == ("room 3", 3)


@pytest.mark.parametrize(
    ("recording", "kind"),
    [
        ("no-auth", SignInNeededError),
        ("bad-token", SignInNeededError),
        ("employee-create-forbidden", DeskRefusedError),
        ("missing", DeskRefusedError),
    ],
)
def test_refusals(desk, recording, kind):
    connector, _ = desk(recording)
    with pytest.raises(kind):
        connector.submit_ticket(TICKET, io.BytesIO)


def test_a_search_that_answers_with_everything_is_not_believed(desk):
    connector, _ = desk("search-not-supported")
    assert connector.find_ticket("sh-1") is None


def test_a_ticket_is_read_with_conversation_and_files(desk):
    connector, _ = desk("get", "404")
    status = connector.fetch_status("1")
    assert status.state is TicketState.OPEN
    assert [(c.text, c.mine, [f.name for f in c.files]) for c in status.comments] == [
        ("more", False, ["a.json", "b.png"])
    ]
    with pytest.raises(DeskRefusedError):
        connector.fetch_status("9999")


def test_an_error_500_is_believed_only_where_the_comment_is_not_there(desk):
    file = FileRef("b.7z", 2, "x")
    held = {"id": 1, "title": "t", "followup_set": [{"comment": "more\n\nRef: c-1", "public": True}]}
    failed = Said(500, b"<h1>Server Error</h1>", "text/html")
    connector, _ = desk(Said(200, held), failed, Said(200, held), Said(200, held))
    assert connector.add_comment("1", "c-1", "more", (file,), lambda ref: io.BytesIO(b"7z")) == ["b.7z"]
    connector, _ = desk(Said(200, held), failed, Said(200, held))
    with pytest.raises(OutcomeUnknownError):
        connector.add_comment("1", "c-2", "more", (file,), lambda ref: io.BytesIO(b"7z"))


@pytest.mark.parametrize("url", ["http://x.test/../etc", "relative", "", "http://x.test/%2e%2e/etc"])
def test_a_file_is_fetched_from_our_server_only(desk, url):
    held = {"id": 1, "followup_set": [{"followupattachment_set": [{"id": 3, "file": url}]}]}
    connector, server = desk(Said(200, held))
    with pytest.raises(DeskRefusedError):
        connector.download_file("1", RemoteFile("x", 1, id="3"), io.BytesIO())
    assert len(server.asked) == 1
