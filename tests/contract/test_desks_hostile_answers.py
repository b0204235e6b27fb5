"""Whatever JSON a server answers, a desk that speaks JSON says a sentence of its own and never breaks."""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from selfhelp.core.errors import ConfigurationError, DeskError
from selfhelp.core.ticket import ComputerId, FileRef, ItilLevel, RemoteFile, Ticket, TicketDetails
from selfhelp.helpdesk.connectors import Connector
from selfhelp.helpdesk.connectors.freshservice.connector import FreshserviceConnector
from selfhelp.helpdesk.connectors.jira.connector import JiraConnector
from selfhelp.helpdesk.connectors.servicenow.connector import ServiceNowConnector
from selfhelp.helpdesk.connectors.zammad.connector import ZammadConnector
from selfhelp.helpdesk.connectors.zendesk.connector import ZendeskConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.http import HttpClient, HttpReply
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import (
    FreshserviceDeskPolicy,
    JiraDeskPolicy,
    ServiceNowDeskPolicy,
    ZammadDeskPolicy,
    ZendeskDeskPolicy,
)
from tests.faults import bad_server, http

ID = "f" * 32
ODD = (None, 0, -1, 1e308, "x", "", [], {}, [None], [[]], [{}], {"id": None}, {"id": []}, True)
KEYS = ("result", "tickets", "ticket", "request", "requests", "values", "user", "conversations", "comments")
ROW = {
    "sys_id": ID,
    "number": 5,
    "id": 7,
    "issueKey": "SD-1",
    "correlation_id": [],
    "description": {},
    "state": [],
    "comments": {"display_value": 7},
    "currentStatus": "x",
    "_links": [],
    "body": [],
    "requestFieldValues": [{"fieldId": "description", "value": []}, 5],
    "attachments": {"a": 1},
    "custom_fields": "x",
    "created_at": {},
    "createdDate": 5,
    "author": [],
    "reporter": [],
    "values": [{"filename": None, "size": "many", "_links": {"content": []}}],
    "next_page": [],
    "temporaryAttachments": [5, {"temporaryAttachmentId": None}],
    "users": [{"id": []}],
    "author_id": [],
    "isLastPage": 0,
    "article_count": [],
    "table_sys_id": ID,
    "size_bytes": {},
    "file_name": [],
    "element": "comments",
    "element_id": ID,
    "sys_created_on": [],
    "email": 5,
    "status": {},
    "priority": [],
    "user_id": [],
    "requester_id": [],
    "private": False,
    "incoming": [],
}
ANSWERS = [json.dumps(odd) for odd in ODD]
ANSWERS += [json.dumps({key: odd}) for key in KEYS for odd in ODD]
ANSWERS += [json.dumps(ROW), json.dumps([ROW, 5]), "[" * 5000, '{"a":' * 5000, "{", "", "NaN", '"\\ud800"']
ANSWERS += [json.dumps({**ROW, key: value}) for key in KEYS for value in (ROW, [ROW, None])]

TICKET = Ticket(
    "sh-1", "s", "b", "alice@example.test", files=(FileRef("a.txt", 1, ""),),
    details=TicketDetails(urgency=ItilLevel.HIGH, login="alice", computer=ComputerId("PC", "S1")),
)  # fmt: skip
FILING = ClassificationMapping({"*": "1"}, {"high": "1"})
DESKS: dict[str, tuple[Callable[[str], Connector], str]] = {
    "servicenow": (
        lambda url: ServiceNowConnector(ServiceNowDeskPolicy(url), FILING, lambda: "x", routes=ProxyRouter()),
        ID,
    ),
    "servicenow (record producer)": (
        lambda url: ServiceNowConnector(
            ServiceNowDeskPolicy(url, producer=ID), FILING, lambda: "x", routes=ProxyRouter()
        ),
        ID,
    ),
    "zammad": (
        lambda url: ZammadConnector(ZammadDeskPolicy(url), FILING, lambda: "x", routes=ProxyRouter()),
        "22001",
    ),
    "jira": (
        lambda url: JiraConnector(JiraDeskPolicy(url, "3", "25"), FILING, lambda: "x", routes=ProxyRouter()),
        "SD-1",
    ),
    "zendesk": (
        lambda url: ZendeskConnector(ZendeskDeskPolicy(url), FILING, lambda: "x", routes=ProxyRouter()),
        "7",
    ),
    "freshservice": (
        lambda url: FreshserviceConnector(
            FreshserviceDeskPolicy(url), FILING, lambda: "x", routes=ProxyRouter()
        ),
        "7",
    ),
}


def opener(ref: FileRef) -> io.BytesIO:
    return io.BytesIO(b"a")


def everything(desk: Connector, number: str) -> list[Callable[[], object]]:
    """Return a call of every method."""
    return [
        desk.check_connection,
        desk.find_requester_address,
        lambda: desk.find_ticket("sh-1"),
        lambda: desk.submit_ticket(TICKET, opener),
        lambda: desk.attach_files(number, TICKET.files, opener),
        lambda: desk.find_missing_attachments(number, TICKET.files),
        lambda: desk.fetch_status(number),
        lambda: desk.poll_ticket(number, "x"),
        lambda: desk.find_altered_fields(number, TICKET),
        lambda: desk.has_comment(number, "sh-c"),
        lambda: desk.add_comment(number, "sh-c", "x", TICKET.files, opener),
        lambda: desk.reopen_ticket(number),
        lambda: desk.mark_ticket_resolved(number),
        lambda: desk.download_file(number, RemoteFile("x", 1, id="1/2"), io.BytesIO()),
    ]


def survive(name: str, status: int, every: int, url: str, answer: list[str]) -> None:
    """Call every method of a desk for every answer; what it may raise has a sentence of its own."""
    make, number = DESKS[name]
    for answer[0] in ANSWERS[::every]:
        desk = make(url)
        if isinstance(desk, ZammadConnector):
            desk._ids[number] = "1"
        for call in everything(desk, number):
            try:
                call()
            except (ConfigurationError, DeskError, NotImplementedError):
                continue


@pytest.fixture(autouse=True)
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfhelp.helpdesk.connectors.servicenow.table_api.PAGES", 2)


@pytest.mark.spread
@pytest.mark.slow
@pytest.mark.parametrize(("status", "every"), [(200, 15), (404, 15)])
@pytest.mark.parametrize("name", DESKS)
def test_every_answer_of_a_server_is_survived(name, status, every):
    answer = [""]

    def give(connection, head):
        connection.sendall(http(status, answer[0].encode()))

    with bad_server(give) as server:
        survive(name, status, every, server.url, answer)


@pytest.mark.spread
@pytest.mark.slow
@pytest.mark.parametrize(("status", "every"), [(200, 1), (404, 10)])
@pytest.mark.parametrize("name", DESKS)
def test_every_answer_is_survived(name, status, every, monkeypatch):
    """Without a network: its way from the server is the same for all of them, and tried above."""
    answer, asked = [""], []

    def give(client, question, sink, exchange):
        asked.append(question.open_body_and_headers())
        body = answer[0].encode()
        if sink is not None and status == 200:
            sink.write(body)
            body = b""
        return HttpReply(status, {"content-type": "application/json"}, body, question.is_safe)

    monkeypatch.setattr(HttpClient, "_send_by_any_route", give)
    survive(name, status, every, "http://127.0.0.1:9", answer)
    assert len(asked) > len(ANSWERS) // every
