"""Redmine's traps, one by one, on a server that plays them; the real one is in tests/live."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from selfhelp.core.errors import DeskRefusedError, DeskUnreachableError, SignInNeededError
from selfhelp.core.ticket import FileRef, ItilLevel, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.redmine.connector import RedmineConnector
from selfhelp.helpdesk.connectors.redmine.formatting import format_text, unformat_text
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import RedmineDeskPolicy
from tests.desks.server import DeskServer, Said

TICKET = Ticket("sh-1", "s", "b", "r@example.test", files=(FileRef("a.txt", 1, "h1"),))
PRIORITIES = [
    {"id": 4, "name": "Low"},
    {"id": 5, "name": "Normal", "is_default": True},
    {"id": 6, "name": "High"},
    {"id": 7, "name": "Gone", "active": False},
]
PROJECT = {"id": 1, "name": "IT", "issue_categories": [{"id": 3, "name": "Printing"}]}


class Redmine:
    """Answers by method and path; what it is not told is 404."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def __call__(self, asked):
        self.asked.append(asked)
        name = f"{asked.method}_{asked.path.strip('/').removesuffix('.json').replace('/', '_')}"
        return self.answers.get(name) or Said(404, {})


@pytest.fixture
def desk():
    """Return a function that starts such a server and gives the connector and what it was asked."""
    servers = []

    def start(filing=None, token=lambda: "k", more=None, **answers):
        redmine = Redmine(**answers)
        server = DeskServer(redmine)
        servers.append(server)
        server.__enter__()
        given = RedmineDeskPolicy(url=server.url, project="it", ref_field=7)
        return RedmineConnector(
            replace(given, **(more or {})), filing or ClassificationMapping(), token, routes=ProxyRouter()
        ), redmine

    yield start
    for server in servers:
        server.__exit__(None, None, None)
        assert not server.broken


def opener(ref):
    return io.BytesIO(b"x" * ref.size)


def issue(number=5, **more):
    return Said(200, {"issue": {"id": number, "subject": "s", "status": {"id": 1, "name": "New"}, **more}})


def test_an_ignored_field_filter_matches_no_ticket(desk):
    rows = [
        {"id": 1, "description": "somebody else's", "custom_fields": [{"id": 7, "value": "sh-11"}]},
        {"id": 2, "description": "Ref: sh-12"},
    ]
    redmine, _ = desk(GET_issues=Said(200, {"issues": rows}), GET_users_current=Said(200, {"user": {}}))
    assert redmine.find_ticket("sh-1") is None
    redmine, asked = desk(
        GET_issues=Said(200, {"issues": [*rows, {"id": 3, "description": "b\r\n\r\nRef: sh-1"}]})
    )
    found = redmine.find_ticket("sh-1")
    assert found is not None
    assert found.number == "3"
    assert asked.asked[0].first("status_id") == "*"


def test_an_empty_list_without_sign_in_is_no_proof(desk):
    redmine, _ = desk(GET_issues=Said(200, {"issues": []}), GET_users_current=Said(401, {}))
    with pytest.raises(SignInNeededError):
        redmine.find_ticket("sh-1")


def test_a_lost_upload_may_be_repeated_because_alone_it_is_nothing(desk):
    redmine, asked = desk(POST_uploads=Said(502, b"<h1>no</h1>", "text/html"))
    with pytest.raises(DeskUnreachableError):
        redmine.submit_ticket(TICKET, opener)
    assert [a.path for a in asked.asked] == ["/uploads.json"]


def test_a_file_that_is_refused_does_not_hold_the_ticket_and_is_not_sent_twice(desk):
    redmine, asked = desk(
        POST_uploads=Said(422, {"errors": ["This file cannot be uploaded because it exceeds the maximum"]}),
        POST_issues=Said(201, {"issue": {"id": 5}}),
        GET_issues_5=issue(attachments=[]),
    )
    assert redmine.submit_ticket(TICKET, opener).number == "5"
    assert asked.asked[-1].json()["issue"]["uploads"] == []
    assert redmine.find_missing_attachments("5", TICKET.files) == ["a.txt"]
    redmine.attach_files("5", TICKET.files, opener)
    assert [a.method for a in asked.asked].count("POST") == 2


def test_it_is_filed_by_name_and_what_redmine_does_not_have_is_said_and_left_out(desk):
    answers = {
        "POST_issues": Said(201, {"issue": {"id": 5}}),
        "GET_projects_it": Said(200, {"project": PROJECT}),
        "GET_enumerations_issue_priorities": Said(200, {"issue_priorities": PRIORITIES}),
        "GET_issues_5": issue(custom_fields=[{"id": 7, "value": "sh-1"}]),
    }
    ticket = replace(TICKET, files=(), details=TicketDetails(problem="printer", urgency=ItilLevel.HIGH))
    filing = ClassificationMapping({"printer": "printing"}, {}, {}, {"9": "Paris", "not a number": "x"})
    redmine, asked = desk(filing, **answers)
    redmine.submit_ticket(ticket, opener)
    sent = asked.asked[-1].json()["issue"]
    assert (sent["category_id"], sent["priority_id"]) == (3, 6)
    assert sent["custom_fields"] == [{"id": 9, "value": "Paris"}, {"id": 7, "value": "sh-1"}]
    assert redmine.find_altered_fields("5", ticket) == [
        "field not a number: Redmine's fields go by number",
        "custom field 9",
    ]
    redmine, asked = desk(ClassificationMapping({"*": "Nope"}, {"high": "Normal"}), **answers)
    redmine.submit_ticket(ticket, opener)
    sent = asked.asked[-1].json()["issue"]
    assert "category_id" not in sent
    assert sent["priority_id"] == 5
    assert redmine.find_altered_fields("5", ticket) == ["category Nope does not exist"]


def test_a_change_of_state_that_was_ignored_is_said(desk):
    allowed = [{"id": 1, "name": "New"}, {"id": 3, "name": "Resolved"}]
    redmine, asked = desk(GET_issues_5=issue(allowed_statuses=allowed), PUT_issues_5=Said(204))
    with pytest.raises(DeskRefusedError, match="permission to change"):
        redmine.mark_ticket_resolved("5")
    assert [a.json() for a in asked.asked if a.writes] == [{"issue": {"status_id": 3}}]
    redmine.reopen_ticket("5")  # it is open already
    assert len([a for a in asked.asked if a.writes]) == 1


def test_a_read_only_project_is_no_sign_in_problem(desk):
    redmine, _ = desk(POST_issues=Said(403, {}))
    with pytest.raises(DeskRefusedError, match="permission to create tickets"):
        redmine.submit_ticket(replace(TICKET, files=()), opener)


def test_states_are_read_by_their_names_and_by_what_policy_says(desk):
    words = {"Resolved": TicketState.SOLVED, "Feedback": TicketState.WAITING, "Done": TicketState.OPEN}
    for name, state in words.items():
        answer = issue(status={"id": 9, "name": name, "is_closed": False})
        redmine, _ = desk(GET_issues_5=answer, GET_users_current=Said(200, {"user": {"id": 1}}))
        assert redmine.fetch_status("5").state is state
    redmine, _ = desk(GET_issues_5=answer, GET_users_current=Said(200, {}), more={"solved_status": 9})
    assert redmine.fetch_status("5").state is TicketState.SOLVED


@pytest.mark.parametrize("formatting", ["markdown", "textile", "none"])
@pytest.mark.parametrize(
    "text", ["a *b* <i>c</i>\n  d\n\n`e` \\ &amp; [x](y) <pre>z</pre>", "- one\n- two", "é"]
)
def test_our_own_note_is_read_back_as_it_was_written(formatting, text):
    noted = format_text(text, formatting, "sh-1").replace("\n", "\r\n")
    assert unformat_text(noted) == text
    assert noted.endswith("\r\nRef: sh-1")


def test_another_users_note_is_left_as_typed():
    assert unformat_text("try *this* \\* now") == "try *this* \\* now"


def test_what_it_shows_of_the_ticket_it_saved_is_the_reading_back(desk):
    made = {"id": 5, "subject": "s", "attachments": [{"id": 1, "filename": "a.txt", "filesize": 1}]}
    shown = {**made, "custom_fields": [{"id": 7, "value": "sh-1"}]}
    redmine, asked = desk(
        POST_uploads=Said(201, {"upload": {"token": "t"}}),
        POST_issues=Said(201, {"issue": shown}),
        PUT_issues_5=Said(204),
        GET_issues_5=issue(attachments=[]),
    )
    redmine.submit_ticket(TICKET, opener)
    assert redmine.find_missing_attachments("5", TICKET.files) == []
    assert redmine.find_altered_fields("5", TICKET) == []
    assert [a.method for a in asked.asked] == ["POST", "POST"]
    assert asked.asked[-1].first("include") == "attachments"
    redmine.add_comment("5", "c-1", "more", (), opener)  # after a write of ours it counts no more
    assert redmine.find_missing_attachments("5", TICKET.files) == ["a.txt"]
